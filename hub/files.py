"""Files and folders that appear as a whole: complete on the disk, or as they were."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from hub.errors import ConfigError, DiskFull, Unavailable, is_disk_full


def replace_file(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, durably and all at once; its folder is made where missing.

    Raises DiskFull or Unavailable where it cannot be written; then the file is as it was.
    """
    with replacing(path) as file:
        file.write(content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write piece by piece, which takes the place of `path` when all of it has been written.

    Raises DiskFull or Unavailable where it cannot be written; then, and after any other error, the file is
    as it was.
    """
    # Threads may write one file at a time, too: the last to be complete stays.
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_native_id()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        _sync_directory(path.parent)
    except OSError as error:
        kind = DiskFull if is_disk_full(error) else Unavailable
        raise kind(f"The file {path} cannot be written: {error.strerror}.") from None
    finally:
        with suppress(OSError):  # where even that is refused there is nothing to take away
            fresh.unlink(missing_ok=True)


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which appears as `path` when it is complete; after any error it never appears.

    Raises ConfigError where something is there already, DiskFull or Unavailable where it cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise ConfigError(f"{path} is there already; name a folder that is not.")
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        fresh.mkdir(parents=True)
        yield fresh
        _sync_directory(fresh)
        fresh.rename(path)
        _sync_directory(path.parent)
    except OSError as error:
        kind = DiskFull if is_disk_full(error) else Unavailable
        raise kind(f"The folder {path} cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sync_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
