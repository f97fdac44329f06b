"""`python -m cli` is the command `fenghuo`."""

from cli.main import main

main()
