"""What is compared of a post."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.fingerprints import Fingerprint, clean, containment, fingerprints, shingles


def test_cleaning_drops_what_reposters_add() -> None:
    text = "看这里 https://example.invalid/a?b=1 @某某发布 #消防#\n来源:某某\n(扫码关注我们)\n正文，１２号🔥"
    assert clean(text) == "看这里消防正文12号"


def test_facts_are_numbers_places_and_people() -> None:
    found = Fingerprint.of("", "白石县四十五户,拨打119。\n检查12处,孙阿姨和李某在场,老大妈路过").facts
    assert set(found.numbers) == {"45", "12"}
    assert "白石县" in found.places
    assert found.people == {"孙阿姨", "李某"}


def test_a_number_cut_off_at_the_end_states_nothing() -> None:
    assert Fingerprint.of("", "全省共检查单位31").facts.numbers == {}


@given(st.text(alphabet="甲乙丙", max_size=30), st.text(alphabet="甲乙丙", max_size=30))
def test_containment_is_the_share_of_the_smaller_set(one: str, other: str) -> None:
    mine, others = shingles(one, 2), shingles(other, 2)
    smaller = min(len(mine), len(others))
    assert containment(mine, others) == (len(mine & others) / smaller if smaller else 0)


@settings(deadline=None)  # the first weight of a process reads jieba's dictionary
@given(st.text(max_size=200))
def test_fingerprints_take_any_text(text: str) -> None:
    post = Fingerprint.of(text, text)
    assert post.facts.places <= {place for part in post.sentences for place in part.facts.places}
    assert post.facts.people == {name for part in post.sentences for name in part.facts.people}
    assert post.weight >= 0


POST_TEXT = st.text(alphabet="消防甲1①②/:|@#h,。\n\r来源扫码️⃣[笑]", max_size=60)


@given(st.lists(st.tuples(POST_TEXT, POST_TEXT), max_size=5))
def test_fingerprints_made_together_are_those_made_one_by_one(posts: list[tuple[str, str]]) -> None:
    assert fingerprints(posts) == [Fingerprint.of(title, text) for title, text in posts]
