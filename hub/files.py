"""Files that are replaced as a whole: complete on the disk, or as they were."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from hub.errors import DiskFull, Unavailable, is_disk_full


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, durably and all at once; its folder is made where missing.

    Raises DiskFull or Unavailable where it cannot be written; then the file is as it was.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        with suppress(OSError):  # where even that is refused there is nothing to take away
            fresh.unlink(missing_ok=True)
        kind = DiskFull if is_disk_full(error) else Unavailable
        raise kind(f"The file {path} cannot be written: {error.strerror}.") from None


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
