"""What the tagger says a post is about, and the words it shows for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.labelled import POSTS, read_labelled
from nlp.learned import load_learned
from nlp.lexicon import Entry, Lexicon, load_lexicon
from nlp.segmenter import JiebaSegmenter, RjiebaSegmenter
from nlp.tagger import TAGGER_VERSION, Tagger
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from nlp.zones import MOST_CHARACTERS
from tests.evaluation import tagging

TAGGER = Tagger()


@pytest.mark.parametrize(
    ("title", "text", "main"),
    [
        ("", "别把电瓶拎回家充,也别从楼上飞线到楼下!", "ebike"),
        ("闻到煤气味怎么办", "先关总阀再开窗,千万别开灯,到室外打电话。", "gas"),
        ("", "小太阳旁边不要晾衣服,睡前关掉取暖器。", "heating"),
        ("关于2026年消防员招录体能测试的通知", "请考生携带准考证按时参加体能测试和面试。", "team"),
        ("", "进山不带火,上坟不烧纸,护林员就在路口。", "wildfire"),
        ("县消防救援大队查封一家宾馆", "检查发现疏散指示损坏,依法处罚并责令限期改正。", "enforcement"),
        ("", "三名驴友深山被困,消防员连夜搜救,用担架抬下山。", "rescue"),
        ("大风蓝色预警", "预计今夜到明天有7级阵风,请广大市民注意用火安全。", "warning"),
    ],
)
def test_main_topics_of_plain_posts(title: str, text: str, main: str) -> None:
    assert TAGGER.tag(title, text).topics[0] == main


@pytest.mark.parametrize(
    "text",
    [
        "火锅店开业打折,优惠券先到先得",
        "列车晚点,请旅客到候车室等候",
        "最近上火了,中医教你降火",
        "水下二十米,潜水气瓶还剩80巴",
        "",
    ],
    ids=["hot pot", "train", "medicine", "diving", "empty"],
)
def test_posts_without_fire_and_rescue_are_other_and_address_nobody(text: str) -> None:
    result = TAGGER.tag("", text)
    assert result.topics == ("other",)
    assert result.audiences == ()


def test_evidence_shows_the_words_as_they_were_written() -> None:
    title, text = "取暖提醒", "村里的老人請注意,煤爐旁別堆柴。#一氧化碳中毒#"
    result = TAGGER.tag(title, text)
    assert result.topics[0] == "heating"
    words = [word for found in result.evidence for word in found.words]
    assert {word.where for word in words} == {"title", "text", "hashtag"}
    for word in words:
        source = title if word.where == "title" else text
        assert source[word.begin : word.end] == word.word
    assert "煤爐" in {word.word for word in words}


def test_audiences_are_who_the_post_speaks_to() -> None:
    assert "merchant" in TAGGER.tag("", "各位店主注意,店铺里不要住人,卷帘门要能打开。").audiences
    assert "elderly" in TAGGER.tag("", "独居老人取暖要当心,子女多打电话提醒爷爷奶奶。").audiences


def test_a_longer_entry_hides_the_shorter_one_inside_it() -> None:
    tagger = tagger_of(entry("gas", "煤气", 2), entry("heating", "煤气中毒", 2))
    assert tagger.tag("", "当心煤气中毒").topics == ("heating",)


def test_an_entry_is_silent_inside_its_excludes_and_beside_its_silencers() -> None:
    plain = entry("gas", "气瓶", 3, excludes=("氧气瓶",), silenced_by=("潜水",))
    tagger = tagger_of(plain)
    assert tagger.tag("", "检查气瓶").topics == ("gas",)
    assert tagger.tag("", "背上氧气瓶").topics == ("other",)
    assert tagger.tag("", "检查气瓶,准备潜水").topics == ("other",)


def test_a_negated_word_does_not_count() -> None:
    tagger = tagger_of(entry("gas", "燃气", 3))
    assert tagger.tag("", "这次不是燃气的问题").topics == ("other",)


@pytest.mark.parametrize("segmenter", [JiebaSegmenter, RjiebaSegmenter])
def test_a_word_counts_only_where_the_segmenter_cuts_it_out(
    segmenter: type[JiebaSegmenter] | type[RjiebaSegmenter],
) -> None:
    lexicon = Lexicon((entry("industry", "和服", 3, kind="word"),), "test")
    tagger = Tagger(lexicon, segmenter([]))
    assert tagger.tag("", "穿和服的人").topics == ("industry",)
    assert tagger.tag("", "产品和服务").topics == ("other",)


def test_the_title_outweighs_the_body() -> None:
    tagger = tagger_of(entry("gas", "燃气", 2), entry("wildfire", "森林", 2.5))
    assert tagger.tag("燃气", "森林").topics[0] == "gas"
    assert tagger.tag("", "森林,燃气").topics[0] == "wildfire"


def test_a_negative_weight_speaks_against_a_label() -> None:
    tagger = tagger_of(entry("gas", "罐", 3), entry("gas", "潜水", -4))
    assert tagger.tag("", "罐子").topics == ("gas",)
    assert tagger.tag("", "罐子,潜水").topics == ("other",)


def test_the_version_tells_the_lexicon() -> None:
    assert TAGGER.version == TAGGER_VERSION
    assert load_lexicon().digest in TAGGER_VERSION


@given(st.text(max_size=80), st.text(alphabet="火电气车消防员救援村老人#【】,。\n[笑]電池１②", max_size=120))
def test_any_post_gets_known_labels_with_evidence(title: str, text: str) -> None:
    result = TAGGER.tag(title, text)
    assert 1 <= len(result.topics) <= 3
    assert set(result.topics) <= TOPIC_NAMES.keys()
    assert set(result.audiences) <= AUDIENCE_NAMES.keys()
    assert result.topics == ("other",) or "other" not in result.topics
    for found in result.evidence:
        assert found.label in result.topics + result.audiences
        for word in found.words:
            source = title if word.where == "title" else text
            assert source[word.begin : word.end] == word.word


POST_TEXT = st.text(
    alphabet="火电气瓶车消防员救援村老人安全提醒不是#【】,。\n[笑]電池１②\ud800\U0010ffff", max_size=120
)


@given(st.lists(st.tuples(POST_TEXT, POST_TEXT), max_size=6))
def test_posts_are_tagged_together_as_they_are_one_by_one(posts: list[tuple[str, str]]) -> None:
    assert TAGGER.tag_all(posts) == [TAGGER.tag(title, text) for title, text in posts]


def test_any_number_of_posts_is_tagged_in_their_order() -> None:
    posts = [("", text) for text in ("别把电瓶拎回家充", "闻到煤气味先开窗", "") for _ in range(100)]
    results = TAGGER.tag_all(posts)
    assert [result.topics[0] for result in results] == ["ebike"] * 100 + ["gas"] * 100 + ["other"] * 100
    assert TAGGER.tag_all([]) == []


@pytest.mark.parametrize("path", [tagging.OWN_POSTS, tagging.HELD_OUT_POSTS], ids=["own", "held out"])
def test_posts_that_no_model_has_seen_are_tagged_well_enough(path: Path) -> None:
    quality = tagging.measure(path)
    assert quality.main_topic_accuracy >= 0.75
    assert quality.topics.micro()[2] >= 0.75
    assert quality.audiences.micro()[2] >= 0.60


def test_the_measuring_command_says_when_there_is_nothing_to_measure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tagging.main([str(tmp_path / "none.jsonl")]) == 0
    assert "skipped" in capsys.readouterr().out


def entry(
    label: str,
    text: str,
    weight: float,
    kind: str = "phrase",
    excludes: tuple[str, ...] = (),
    silenced_by: tuple[str, ...] = (),
) -> Entry:
    assert kind in ("phrase", "word")
    return Entry("topic", label, text, "word" if kind == "word" else "phrase", weight, excludes, silenced_by)


def tagger_of(*entries: Entry) -> Tagger:
    return Tagger(Lexicon(entries, "test"), JiebaSegmenter([]))


def test_a_heavy_entry_overrules_the_model() -> None:
    text = "咕噜机今天又响了,邻居们别靠近咕噜机"
    shipped = load_lexicon()
    heavy = Lexicon((*shipped.entries, Entry("topic", "gas", "咕噜机", "phrase", 20, (), ())), "test")
    assert TAGGER.tag("", text).topics[0] != "gas"
    assert Tagger(heavy, model=load_learned()).tag("", text).topics[0] == "gas"


@pytest.mark.parametrize(
    "text",
    [
        "火" * 1_000_000,
        "#安全#" * 100_000,
        "气瓶" * 300_000,
        "#" * 1_000_000,
        "【" * 500_000,
        "\n" * 1_000_000,
    ],
    ids=["one character", "hashtags", "an entry with silencers", "hashes", "brackets", "line breaks"],
)
def test_a_monstrous_post_is_tagged_by_its_first_part(text: str) -> None:
    assert TAGGER.tag(text, text) == TAGGER.tag(text[:MOST_CHARACTERS], text[:MOST_CHARACTERS])


def test_no_held_out_post_is_trained_on() -> None:
    trained = {post.text for post in read_labelled(POSTS)}
    held_out = [post for path in (tagging.OWN_POSTS, tagging.HELD_OUT_POSTS) for post in read_labelled(path)]
    assert not [post for post in held_out if post.text in trained]
