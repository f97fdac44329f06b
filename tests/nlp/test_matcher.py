"""Which posts carry a release, and which only look alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from nlp.fingerprints import Fingerprint
from nlp.matcher import Candidate, Matcher

ISSUED = datetime(2026, 3, 2, 2, tzinfo=UTC)
TITLE = "春季森林防火禁火令请收好"
TEXT = (
    "为有效预防森林火灾,自3月5日起至5月31日,全省林区及林缘100米范围内禁止一切野外用火。"
    "严禁吸烟、烧纸、烧荒、燃放烟花爆竹和孔明灯,进山人员须在46处检查站登记。"
    "违反规定的依法处以罚款,引发森林火灾的追究刑事责任。发现火情请立即拨打12119报警。"
    "请各村组织护林员巡山,把柴草垛移到院墙以外,文明祭扫,带花上坟。"
)
OTHER_COUNTY = (
    TEXT.replace("3月5日", "2月20日")
    .replace("5月31日", "4月30日")
    .replace("100米", "200米")
    .replace("46处", "18处")
)


def matches(*variants: tuple[str, str], hours: float = 5, **other: str) -> list[str | None]:
    """The method by which each variant was found to carry the release, or None."""
    posts = [candidate("origin", TITLE, TEXT, 0)]
    posts += [
        candidate(str(number), title, text, hours, **other) for number, (title, text) in enumerate(variants)
    ]
    found = Matcher(posts).matches("origin")
    return [found[str(number)].method if str(number) in found else None for number in range(len(variants))]


def candidate(post_id: str, title: str, text: str, hours: float, repost_of: str | None = None) -> Candidate:
    at = ISSUED + timedelta(hours=hours)
    return Candidate(post_id, at, at, Fingerprint.of(title, text), repost_of)


def test_all_ways_of_carrying_are_recognised() -> None:
    found = matches(
        (TITLE, TEXT.replace("。", "。\n")),
        ("转给乡亲们", TEXT),
        (TITLE, f"乡亲们,请接力转发。\n{TEXT}\n来源:省消防救援总队\n编辑:小李 审核:老王"),
        (TITLE, TEXT[:100]),
        ("", f"【{TITLE}】{TEXT}"[:140]),
        (TITLE, TEXT.replace("严禁", "禁止").replace("立即", "马上").replace("请各村", "各村要")),
        (TITLE, ""),
        ("", f"{TITLE} #森林防火"),
    )
    assert found == ["exact", "exact", "near", "near", "near", "near", "title", "title"]


def test_another_countys_own_notice_of_the_same_form_is_no_carry() -> None:
    assert matches(("森林防火禁火令", OTHER_COUNTY)) == [None]


def test_another_text_on_the_same_topic_is_no_carry() -> None:
    own = "昨天护林员老郭在西沟巡山,劝回两名烧秸秆的村民。森林防火人人有责,发现火情请拨打12119。" * 2
    assert matches(("护林员的一天真不容易", own)) == [None]


def test_a_carry_lies_between_two_hours_before_and_fourteen_days_after() -> None:
    for hours, method in ((-3, None), (-1, "exact"), (24 * 14 - 1, "exact"), (24 * 14 + 1, None)):
        assert matches((TITLE, TEXT), hours=hours) == [method]


def test_a_title_alone_counts_for_three_days() -> None:
    assert matches((TITLE, ""), hours=71) == ["title"]
    assert matches((TITLE, ""), hours=73) == [None]


def test_a_native_repost_needs_no_likeness() -> None:
    assert matches(("", "转!"), repost_of="origin") == ["native"]


def test_titles_that_differ_in_a_number_are_different() -> None:
    posts = [
        candidate("one", "全省消防安全联合提示第7号", "", 0),
        candidate("two", "全省消防安全联合提示第8号", "", 1),
    ]
    assert Matcher(posts).matches("one") == {}


def test_the_heading_of_a_column_is_no_title_of_a_release() -> None:
    posts = [
        candidate("one", "每周一课消防小知识请收好", TEXT, 0),
        candidate(
            "two",
            "每周一课消防小知识请收好",
            "灭火器每月看一次压力表,指针在绿区才能用,放在拿得到的地方。",
            10,
        ),
        candidate("three", "每周一课消防小知识请收好", "", 11),
    ]
    assert Matcher(posts).matches("one") == {}


def test_of_a_release_without_text_the_first_carriers_text_stands_for_it() -> None:
    posts = [
        candidate("origin", TITLE, "", 0),
        candidate("same", TITLE, TEXT, 2),
        candidate("retitled", "转给乡亲们", TEXT, 30),
    ]
    assert set(Matcher(posts).matches("origin")) == {"same", "retitled"}


def test_an_unknown_post_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Matcher([]).matches("nothing")
