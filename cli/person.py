"""Who sits at this terminal, for the records of what a person decided."""

from __future__ import annotations

import getpass
import os


def person() -> str:
    """The operating system's name of the user; a container's user may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
