"""Normalised text and the way back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.normalise import normalise


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("電動車充電,別進樓道!", "电动车充电,别进楼道!"),
        ("ＡＢＣ１１９", "abc119"),
        ("消\u200b防[微笑]提\ufeff醒", "消防提醒"),
        ("面积50㎡…", "面积50m2…"),
        ("①关②开", "1关2开"),
        ("КТV里的⻋和⽕", "ktv里的车和火"),
        ("半个\ud83d字符", "半个\ufffd字符"),
        ("", ""),
    ],
    ids=[
        "traditional",
        "full width",
        "invisible and emoticon",
        "square metre",
        "circled",
        "look-alikes",
        "half a surrogate pair",
        "empty",
    ],
)
def test_writing_variants_become_one(text: str, matched: str) -> None:
    assert normalise(text).text == matched


def test_a_span_leads_back_to_the_words_as_written() -> None:
    text = "请看[微笑]㎡的電池"
    found = normalise(text)
    begin = found.text.index("电池")
    first, last = found.original_span(begin, begin + 2)
    assert text[first:last] == "電池"


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_more_in_length_of_origins(text: str) -> None:
    found = normalise(text)
    for position in range(len(found.text)):
        first, last = found.original_span(position, position + 1)
        assert 0 <= first < last <= len(text)


@given(st.text(alphabet="消防電池充[]笑①㎡\u200b AaＡ", max_size=40))
def test_characters_come_from_where_the_map_says(text: str) -> None:
    found = normalise(text)
    for position, character in enumerate(found.text):
        first, last = found.original_span(position, position + 1)
        assert character in normalise(text[first:last]).text
