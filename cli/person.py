"""Who sits before the terminal, for what is kept with a name."""

from __future__ import annotations

import getpass
import os


def person() -> str:
    """The login of whoever runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A container's user may have no name.
        return f"uid {os.getuid()}"
