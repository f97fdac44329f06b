"""What the checker says about a lexicon, and that the shipped one has no mistakes."""

from __future__ import annotations

from nlp.labelled import LabelledPost
from nlp.lexicon import Entry, EntryKind, Lexicon, load_lexicon
from nlp.lexicon_check import check_lexicon
from nlp.segmenter import JiebaSegmenter, fastest_segmenter


def entry(label: str, text: str, weight: float = 4, kind: EntryKind = "phrase", excludes: str = "") -> Entry:
    parts = [part for part in excludes.split("|") if part]
    plain = tuple(part for part in parts if not part.startswith("*"))
    silencers = tuple(part[1:] for part in parts if part.startswith("*"))
    return Entry("topic", label, text, kind, weight, plain, silencers)


def problems(*entries: Entry, posts: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    labelled = [LabelledPost("", text, ("other",), ()) for text in posts]
    findings = check_lexicon(Lexicon(entries, "test"), JiebaSegmenter([]), labelled)
    return [(finding.problem, finding.entry.entry) for finding in findings]


def test_the_shipped_lexicon_has_no_mistakes_and_nothing_slow() -> None:
    lexicon = load_lexicon()
    findings = check_lexicon(lexicon, fastest_segmenter(lexicon.words()), [])
    assert [finding for finding in findings if finding.problem != "idle"] == []


def test_an_entry_that_can_never_count_is_dead() -> None:
    assert problems(entry("gas", "气瓶", excludes="气瓶"))[0] == ("dead", "气瓶")
    assert problems(entry("gas", "潜水气瓶", excludes="*潜水"))[0] == ("dead", "潜水气瓶")
    assert problems(entry("gas", "的气瓶在", kind="word"))[0] == ("dead", "的气瓶在")


def test_an_entry_that_stands_twice_and_an_idle_exclude_are_shadowed() -> None:
    assert ("shadowed", "气瓶") in problems(entry("gas", "气瓶"), entry("gas", "气瓶", 2))
    assert ("shadowed", "气瓶") in problems(entry("gas", "气瓶", excludes="火锅"))


def test_an_entry_that_decides_for_two_topics_contradicts_itself() -> None:
    assert ("contradicting", "光伏") in problems(entry("gas", "光伏"), entry("industry", "光伏"))
    assert problems(entry("gas", "光伏", 2), entry("industry", "光伏")) == [("idle", "光伏")] * 2


def test_a_pattern_without_a_head_or_a_limit_is_slow() -> None:
    assert ("slow", r"\d{1,3}层") in problems(entry("high_rise", r"\d{1,3}层", kind="pattern"))
    assert ("slow", "罚.*元") in problems(entry("gas", "罚.*元", kind="pattern"))


def test_entries_that_no_post_has_are_idle() -> None:
    found = problems(entry("gas", "气瓶"), entry("gas", "阀门"), posts=("检查气瓶",))
    assert found == [("idle", "阀门")]
