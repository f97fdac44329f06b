"""Guessing passwords is slowed down, without locking out who knows his."""

from __future__ import annotations

from dashboards.attempts import PER_ADDRESS, PER_LOGIN, WINDOW_SECONDS, Attempts


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_some_failures_a_login_is_not_heard_from_that_address() -> None:
    attempts = Attempts(_Clock())
    for _ in range(PER_LOGIN):
        assert attempts.heard("zhang", "10.0.0.1")
        attempts.failed("zhang", "10.0.0.1")
    assert not attempts.heard("zhang", "10.0.0.1")
    assert attempts.heard("zhang", "10.0.0.2")
    assert attempts.heard("li", "10.0.0.1")


def test_one_password_on_many_logins_is_not_heard_for_long() -> None:
    attempts = Attempts(_Clock())
    for number in range(PER_ADDRESS):
        attempts.failed(f"login{number}", "10.0.0.1")
    assert not attempts.heard("fresh", "10.0.0.1")


def test_it_is_over_after_a_while() -> None:
    clock = _Clock()
    attempts = Attempts(clock)
    for _ in range(PER_LOGIN):
        attempts.failed("zhang", "10.0.0.1")
    clock.now += WINDOW_SECONDS + 1
    assert attempts.heard("zhang", "10.0.0.1")


def test_a_success_forgets_the_slips_before() -> None:
    attempts = Attempts(_Clock())
    for _ in range(PER_LOGIN - 1):
        attempts.failed("zhang", "10.0.0.1")
    attempts.succeeded("zhang", "10.0.0.1")
    attempts.failed("zhang", "10.0.0.1")
    assert attempts.heard("zhang", "10.0.0.1")
