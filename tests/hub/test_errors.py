"""Every error carries one sentence for a person and an exit code for a script."""

from __future__ import annotations

import errno

import pytest

from hub.errors import (
    AlreadyRunning,
    ConfigError,
    DiskFull,
    FenghuoError,
    InvalidRecord,
    PortTaken,
    Unavailable,
    is_disk_full,
)


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (FenghuoError, 1),
        (ConfigError, 2),
        (InvalidRecord, 2),
        (Unavailable, 75),
        (DiskFull, 74),
        (AlreadyRunning, 73),
    ],
)
def test_an_error_carries_its_sentence_and_exit_code(kind: type[FenghuoError], exit_code: int) -> None:
    error = kind("The broker does not answer; start it.")
    assert (error.sentence, str(error)) == ("The broker does not answer; start it.",) * 2
    assert error.exit_code == exit_code
    assert isinstance(error, FenghuoError)


def test_a_taken_port_is_named_with_the_setting_that_moves_it() -> None:
    error = PortTaken(8088, "FENGHUO_SUPERSET_PORT")
    assert error.port == 8088
    assert "8088" in error.sentence
    assert "FENGHUO_SUPERSET_PORT" in error.sentence
    assert error.exit_code == 73


@pytest.mark.parametrize(
    ("number", "full"),
    [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EFBIG, True), (errno.EACCES, False)],
)
def test_a_full_disk_is_told_from_other_failures(number: int, full: bool) -> None:
    assert is_disk_full(OSError(number, "…")) is full
