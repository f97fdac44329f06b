"""Where strings stand: all of them, wherever they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.string_index import StringIndex, points_of

LETTERS = "火锅店\U00020bb7\ud800a"
STRINGS = st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=5), unique=True, max_size=40)


@given(STRINGS, st.text(alphabet=LETTERS + "。", max_size=40))
def test_all_strings_are_found_wherever_they_stand(strings: list[str], text: str) -> None:
    found = StringIndex(strings).find(points_of(text))
    rows = list(zip(found.numbers.tolist(), found.begins.tolist(), found.ends.tolist(), strict=True))
    assert all(text[begin:end] == strings[number] for number, begin, end in rows)
    places = [
        (begin, text[begin:end]) for begin in range(len(text)) for end in range(begin + 1, len(text) + 1)
    ]
    assert len(set(rows)) == len(rows) == sum(part in strings for _, part in places)


@given(STRINGS, st.text(alphabet=LETTERS, max_size=40))
def test_shorter_ones_come_first_and_each_length_in_its_order(strings: list[str], text: str) -> None:
    found = StringIndex(strings).find(points_of(text))
    order = list(zip((found.ends - found.begins).tolist(), found.begins.tolist(), strict=True))
    assert order == sorted(order)


def test_characters_with_many_successors_are_kept_apart() -> None:
    strings = [
        chr(first) + chr(second) for first in range(0x4E00, 0x4E08) for second in range(0x5000, 0x5200)
    ]
    index = StringIndex(strings)
    for number in range(0, len(strings), 311):
        assert index.find(points_of(strings[number])).numbers.tolist() == [number]
