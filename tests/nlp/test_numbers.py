"""Numbers in either script are one value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.numbers import numbers, value_of


@pytest.mark.parametrize(
    ("numerals", "value"),
    [
        ("三百一十二", 312),
        ("二十", 20),
        ("十五", 15),
        ("一万二", 12_000),
        ("三百八", 380),
        ("两千零五", 2_005),
        ("一亿三千万", 130_000_000),
        ("二〇二六", 2_026),
    ],
)
def test_chinese_numerals_have_their_value(numerals: str, value: int) -> None:
    assert value_of(numerals) == value


@given(st.integers(1, 99_999))
def test_every_number_written_in_chinese_is_read_back(value: int) -> None:
    assert value_of(_in_chinese(value)) == value


def _in_chinese(value: int) -> str:
    """Formal writing, with a 零 wherever places are skipped."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千", "万")
    written = ""
    for place in range(len(str(value)) - 1, -1, -1):
        digit = value // 10**place % 10
        if digit:
            written += digits[digit] + units[place]
        elif written and value % 10**place and not written.endswith("零"):
            written += "零"
    return written


def test_a_number_is_one_value_however_it_is_written() -> None:
    assert numbers("补八十方").keys() == numbers("补80方").keys() == {"80"}
    assert numbers("计划烧除1.2万亩").keys() == numbers("烧了12000亩").keys()


def test_dates_and_times_are_read_whole() -> None:
    assert set(numbers("3月18日17:38")) == {"3-18", "17", "38"}


def test_single_digits_weigh_half() -> None:
    assert numbers("7辆车32人") == {"7": 0.5, "32": 1.0}


def test_words_with_a_numeral_in_them_are_no_numbers() -> None:
    assert numbers("一定,万一,三角,一起,十分") == {}


def test_list_numbers_and_emergency_numbers_state_nothing() -> None:
    assert numbers("一、拨打119;2.拨打12119\n3)快跑") == {}


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(weight in (0.5, 1.0) for weight in numbers(text).values())
