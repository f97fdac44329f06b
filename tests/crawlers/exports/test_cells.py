"""What the cells of exported sheets say, as platforms write them and as Excel leaves them."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.exports.cells import (
    LARGEST,
    CellError,
    Figure,
    Published,
    figure_of,
    native_id_of,
    published_of,
    seconds_of,
    share_of,
)
from hub.clock import BEIJING

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.from_regex(r"[0-9]{1,20}[.,]?[0-9]{0,9}(万|亿|w|%|秒|\+)?", fullmatch=True),
    st.from_regex(r"[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?( [0-9]{1,2}:[0-9]{1,2})?", fullmatch=True),
)


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        (4021, (4021, None)),
        (4021.0, (4021, None)),
        ("4021", (4021, None)),
        ("1,234", (1234, None)),
        ("１２３", (123, None)),
        ("12 人", (12, None)),
        ("1.2万", (12_000, "rounded_display")),
        ("3.4w", (34_000, "rounded_display")),
        ("1.2亿", (120_000_000, "rounded_display")),
        ("10万+", (100_000, "lower_bound")),
        ("999+", (999, "lower_bound")),
        ('="88"', (88, None)),
    ],
)
def test_a_figure_is_read_with_its_precision(cell: Any, figure: tuple[int, Any]) -> None:
    assert figure_of(cell) == Figure(*figure)


@pytest.mark.parametrize("cell", [None, "", " ", "-", "--", "—", "/", "赞", "N/A", math.nan, "暂无"])
def test_an_empty_cell_is_unknown_and_never_zero(cell: Any) -> None:
    assert figure_of(cell) is None
    assert share_of(cell, in_per_cent=False) is None
    assert seconds_of(cell) is None
    assert published_of(cell) is None


def test_only_an_increment_may_be_negative() -> None:
    assert figure_of("-3", may_be_negative=True) == Figure(-3)
    with pytest.raises(CellError, match="负数"):
        figure_of("-3")


def test_what_is_no_figure_is_refused_and_not_guessed() -> None:
    for cell in ("12.5", "很多", "1.2.3", 7.59e18, str(10 * LARGEST), math.inf, True):
        with pytest.raises(CellError):
            figure_of(cell)


def test_a_share_is_read_with_and_without_its_sign() -> None:
    assert share_of("4.41%", in_per_cent=False) == 0.0441
    assert share_of(0.0441, in_per_cent=False) == 0.0441
    assert share_of("12.5", in_per_cent=True) == 0.125
    with pytest.raises(CellError, match="100%"):
        share_of("120%", in_per_cent=False)


def test_durations_are_seconds() -> None:
    assert seconds_of("14.73秒") == 14.73
    assert seconds_of("1分23秒") == 83
    assert seconds_of("00:01:23") == 83
    assert seconds_of(time(0, 1, 23)) == 83
    assert seconds_of(9.31) == 9.31


@pytest.mark.parametrize(
    ("cell", "at", "precision"),
    [
        ("20220329", "2022-03-29", "day"),
        (20220329, "2022-03-29", "day"),
        ("2022/03/29", "2022-03-29", "day"),
        ("2022/3/9", "2022-03-09", "day"),
        (date(2022, 3, 29), "2022-03-29", "day"),
        (44649, "2022-03-29", "day"),
        (44649.5, "2022-03-29 12:00", "second"),
        (datetime(2022, 3, 29), "2022-03-29", "day"),
        (datetime(2022, 3, 29, 7, 30), "2022-03-29 07:30", "second"),
        ("2022-03-29 07:30", "2022-03-29 07:30", "minute"),
        ("2022-03-29 07:30:15", "2022-03-29 07:30:15", "second"),
        ("2022年3月29日 07:30", "2022-03-29 07:30", "minute"),
        ("2022 年 3 月 29 日 07 时 30 分", "2022-03-29 07:30", "minute"),
        ("2022-03-29T07:30:15+08:00", "2022-03-29 07:30:15", "second"),
    ],
)
def test_a_time_without_a_zone_is_beijing_time(cell: Any, at: str, precision: Any) -> None:
    expected = datetime.fromisoformat(at).replace(tzinfo=BEIJING).astimezone(UTC)
    assert published_of(cell) == Published(expected, precision)


@pytest.mark.parametrize("cell", ["2022-13-01", "昨天", "20229999", "1022-01-01", 12, timedelta(1)])
def test_what_is_no_time_is_refused(cell: Any) -> None:
    with pytest.raises(CellError):
        published_of(cell)


@pytest.mark.parametrize(
    "cell", [7.59e18, "7.59E+18", "7.5900000000000000e+18", 7590000000000000000, "7590000000000000000"]
)
def test_a_nineteen_digit_id_that_excel_ruined_is_known_for_it(cell: Any) -> None:
    native = native_id_of(cell)
    assert native is not None
    assert native.is_ruined


@pytest.mark.parametrize("cell", [7590000000000000001, "7590000000000000001", "'7590000000000000001"])
def test_a_whole_id_beyond_2_to_the_53_is_kept_as_text(cell: Any) -> None:
    assert native_id_of(cell) == ("7590000000000000001", False)


@given(CELLS)
def test_any_cell_is_read_or_refused_in_one_sentence(cell: Any) -> None:
    for read in (figure_of, seconds_of, published_of, native_id_of, _bare_share):
        with suppress(CellError):
            read(cell)


@given(st.integers(0, LARGEST))
def test_every_figure_is_read_back_however_it_was_written(value: int) -> None:
    for cell in (value, float(value), str(value), f"{value:,}", f' ="{value}" '):
        assert figure_of(cell) == Figure(value)


@given(st.datetimes(datetime(2001, 1, 1), datetime(2098, 12, 31)))
def test_every_second_is_read_back_however_it_was_written(at: datetime) -> None:
    at = at.replace(microsecond=0)
    expected = at.replace(tzinfo=BEIJING).astimezone(UTC)
    for cell in (at, f"{at:%Y-%m-%d %H:%M:%S}", f"{at:%Y/%m/%d  %H:%M:%S}", f"{at:%Y%m%d %H:%M:%S}"):
        read = published_of(cell)
        assert read is not None
        assert read.at == expected


def _bare_share(cell: Any) -> float | None:
    return share_of(cell, in_per_cent=False)
