"""A trace belongs to what is done inside it, and to nothing beside it."""

from __future__ import annotations

import asyncio

import pytest

from hub.tracing import TRACE_HEADER, current_trace, new_trace, trace_of, traced


def test_a_trace_holds_inside_and_ends_with_it() -> None:
    assert current_trace() == ""
    with traced("0123456789abcdef"):
        with traced("f" * 16):
            assert current_trace() == "f" * 16
        assert current_trace() == "0123456789abcdef"
    assert current_trace() == ""


def test_visits_side_by_side_keep_their_own() -> None:
    async def visit(trace: str) -> str:
        with traced(trace):
            await asyncio.sleep(0)
            return current_trace()

    async def both() -> list[str]:
        return await asyncio.gather(visit("a" * 16), visit("b" * 16))

    assert asyncio.run(both()) == ["a" * 16, "b" * 16]


@pytest.mark.parametrize("told", ["", "x" * 16, "0" * 15, "0" * 33, "0123456789abcdef\nerror forged: line"])
def test_what_others_wrote_as_a_trace_is_none(told: str) -> None:
    assert trace_of({TRACE_HEADER: told}) == ""
    assert trace_of({}) == ""
    made = new_trace()
    assert trace_of({TRACE_HEADER: made}) == made
