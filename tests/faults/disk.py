"""A small disk of a trial's own, which can be full: a tmpfs, where we may mount one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

_PIECE: Final = 16 * 1024 * 1024


class SmallDisk:
    """A directory that is a file system of `size` bytes; a plain directory where that may not be."""

    def __init__(self, directory: Path, size: int) -> None:
        directory.mkdir(parents=True)
        self.directory = directory
        self._ballast = directory / "ballast"
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(directory)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.mounted = done.returncode == 0
        self.refusal = done.stderr.strip()

    def fill(self) -> None:
        """Leave not a byte free."""
        with self._ballast.open("ab", buffering=0) as ballast:
            size = 0
            for piece in (_PIECE, 1024 * 1024, 4096):
                try:
                    while True:
                        os.posix_fallocate(ballast.fileno(), size, piece)
                        size += piece
                except OSError:
                    continue

    def relieve(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)

    def close(self) -> None:
        """Let it go with all that is on it."""
        if self.mounted:
            subprocess.run(["umount", str(self.directory)], check=False, capture_output=True)
