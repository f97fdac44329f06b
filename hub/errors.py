"""The errors a person or a caller can meet, as one small tree.

    FenghuoError                 one sentence (what, where, what to do) and an exit code
    ├── ConfigError        (2)   settings, credentials or a roster that cannot be used
    ├── InvalidRecord      (2)   bad data: a record that cannot be decoded or breaks its schema
    ├── Unavailable        (75)  not now: a broker, a warehouse or a platform that does not answer
    ├── DiskFull           (74)  nothing more can be written; stop and say so
    ├── AlreadyRunning     (73)  another process holds this data directory
    └── PortTaken          (73)  something else listens on the port we were given

Exit codes above 63 follow sysexits.h. The command line prints the sentence and exits with the code; a
traceback is for our own mistakes only.
"""

from __future__ import annotations

import errno


class FenghuoError(Exception):
    """Base of all errors that carry a sentence for a person."""

    exit_code = 1

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class ConfigError(FenghuoError):
    """Settings, credentials or a roster that cannot be used as they are."""

    exit_code = 2


class InvalidRecord(FenghuoError):
    """Bad data: it will be as bad at the next attempt, so it belongs in the dead letters."""

    exit_code = 2


class Unavailable(FenghuoError):
    """Not now: the same call may succeed later."""

    exit_code = 75


class DiskFull(FenghuoError):
    """Nothing more can be written. Whoever meets it stops; what was acknowledged stays acknowledged."""

    exit_code = 74


class AlreadyRunning(FenghuoError):
    """Another process holds the data directory."""

    exit_code = 73


class PortTaken(FenghuoError):
    """Something else listens on the port."""

    exit_code = 73

    def __init__(self, port: int, setting: str, address: str = "127.0.0.1") -> None:
        super().__init__(f"Port {port} on {address} is taken; free it or choose another with {setting}.")
        self.port = port


def is_disk_full(error: OSError) -> bool:
    """Whether the operating system refused a write for lack of space or quota."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
