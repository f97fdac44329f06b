"""Where patterns are tried."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.lexicon import load_lexicon
from nlp.patterns import NEAR, head_strings, tails_of

PATTERNS = [entry.entry for entry in load_lexicon().entries if entry.kind == "pattern"]


@pytest.mark.parametrize(
    ("pattern", "heads", "tails"),
    [
        ("关.{0,3}(?:总阀|阀门)", ("关",), ("总阀", "阀门")),
        ("(?:炉子?|火盆).{0,12}烤", ("炉", "火盆"), ("烤",)),
        ("十[一二三]?(?:层|楼)", ("十",), ("层", "楼")),
        ("(?:进|上)(?:了)?山", ("进", "上"), ("山",)),
        (r"罚.{0,6}\d.{0,9}元", ("罚",), ("元",)),
        ("楼.{12}下", ("楼",), ("下",)),
        ("楼.*下", ("楼",), ()),
        ("楼.{40}下", ("楼",), ()),
        ("(?:楼.{0,20}|铺)下", ("楼", "铺"), ()),
        ("楼(?:.{0,20})?下", ("楼",), ()),
        ("楼{2,}下", (), ()),
        ("楼(?=下)", ("楼",), ()),
        (".楼下", (), ()),
        ("楼|下", (), ()),
    ],
)
def test_heads_and_tails_are_read_off_or_not_known(
    pattern: str, heads: tuple[str, ...], tails: tuple[str, ...]
) -> None:
    assert (head_strings(pattern), tails_of(pattern)) == (heads, tails)


@given(st.sampled_from(PATTERNS), st.data())
def test_no_match_is_without_its_head_and_a_tail_near(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern))
    heads, tails = head_strings(pattern), tails_of(pattern)
    for match in re.finditer(pattern, text):
        near = match.string[match.start() :]
        assert not heads or near.startswith(heads)
        assert not tails or any(0 <= near.find(tail) < NEAR for tail in tails)
