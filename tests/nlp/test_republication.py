"""Who carries whose message, told by two texts alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.fingerprints import Fingerprint
from nlp.republication import THRESHOLD, judge
from tests.evaluation import republication
from tests.evaluation.groups import GROUPS, HELD_OUT, read_posts

TITLE = "老码头的夜航灯"
SOURCE = (
    "石湾渡口的老船工曾阿水守着一盏灯。灯是他自己做的,罐头盒、玻璃碴、两节电池,挂在渡船的桅杆上。\n"
    "去年7月的一场大雾,上游漂下来一条着火的驳船,船上有14个人。阿水把灯举过头顶,晃了四十分钟,"
    "驳船上的人顺着那点光跳进浅滩,一个也没少。\n"
    "消防站后来送给他一盏防爆灯,他把旧灯捐给了镇上的小学,孩子们给它写了一块牌子:会走路的灯塔。"
)
REWRITTEN = (
    "石湾渡口有位老船工叫曾阿水,他守的那盏灯是拿罐头盒、碎玻璃和两节电池自己拼的,就挂在船桅上。\n"
    "去年7月起大雾,一条驳船着了火从上游漂来,14个人在船上。阿水举着灯足足晃了四十分钟,"
    "大家看见那点亮光,跳到浅滩上,全都得救。\n"
    "后来消防站送来一盏防爆灯,旧的那盏捐到镇小学,孩子们给它挂了块牌子:会走路的灯塔。"
)
CAPTION = "罐头盒做的灯,大雾里晃了四十分钟,救下驳船上14个人!老船工曾阿水的旧灯捐给小学,叫会走路的灯塔"
ANOTHER_STORY = (
    "石湾小学的走廊尽头摆着一盏旧灯。四年级的小渔每天擦一遍,她说灯有点像外公的眼睛。上周镇里评文物,"
    "有人提议收走,孩子们排着队不让,最后校长写了借条:借展三天。"
)
SAME_PATTERN = (
    "青岩渡口的老摆渡人麦有根守着一面锣。锣是他自己打的,铁皮、麻绳、半截扁担,挂在候船亭的梁上。\n"
    "前年9月的一场暴雨,山上滚下来一棵着火的枯树,亭里有6个人。有根把锣敲得震天响,敲了十分钟,"
    "亭里的人跟着那锣声跑上石阶,一个也没少。"
)
FORM = (
    "{place}气象台{date}发布大风黄色预警信号:预计未来{hours}小时我{unit}将有{force}级阵风。"
    "请加固棚架、广告牌,收好阳台花盆;停止高空作业和室外用火;不要在大树下停车。遇险请拨打119。"
)
OURS = FORM.format(place="东溪县", date="3月2日16时", hours="12", unit="县", force="8至9")
THEIRS = FORM.format(place="南坪县", date="3月5日9时", hours="6", unit="县", force="9至10")

texts = st.text(alphabet="消防安全提示石湾渡口老船工曾阿水的灯,。12三四县\n", max_size=120)


def carries(one: str, other: str) -> bool:
    judgement = judge(Fingerprint.of(TITLE, one), Fingerprint.of(TITLE, other))
    return judgement is not None and judgement.score >= THRESHOLD


@pytest.mark.parametrize(
    ("variant", "relation"),
    [
        (SOURCE.replace("\n", " "), "exact"),
        (f"【转给邻居】\n{SOURCE}\n来源:石湾消防\n沿海渔政群转发", "header_footer_added"),
        (SOURCE.split("。")[0] + "。灯是他自己做的,罐头盒、玻璃碴、两节电池,挂在渡船的桅杆上。", "excerpt"),
        ("\n".join(reversed(SOURCE.split("\n"))), "reordered"),
        (REWRITTEN, "lightly_rewritten"),
        (CAPTION, "summary_caption"),
    ],
    ids=["flattened", "header and footer", "excerpt", "reordered", "rewritten", "caption"],
)
def test_every_way_of_carrying_is_recognised_and_named(variant: str, relation: str) -> None:
    judgement = judge(Fingerprint.of(TITLE, SOURCE), Fingerprint.of(TITLE, variant))
    assert judgement is not None
    assert judgement.score >= THRESHOLD
    assert judgement.relation == relation


def test_the_same_text_under_another_title_is_retitled() -> None:
    judgement = judge(Fingerprint.of(TITLE, SOURCE), Fingerprint.of("一盏罐头灯", SOURCE))
    assert judgement is not None
    assert judgement.relation == "retitled"


@pytest.mark.parametrize(
    ("one", "other"),
    [(SOURCE, ANOTHER_STORY), (SOURCE, SAME_PATTERN), (OURS, THEIRS), (CAPTION, ANOTHER_STORY)],
    ids=["another story", "the same pattern", "another county's form", "caption and another story"],
)
def test_what_only_looks_alike_is_no_carrying(one: str, other: str) -> None:
    assert not carries(one, other)


def test_a_form_with_only_the_place_exchanged_is_the_other_countys() -> None:
    assert not carries(OURS, OURS.replace("东溪县", "南坪县"))


def test_a_story_told_of_somebody_else_is_another_story() -> None:
    told = (
        "孙阿姨网购的廉价加热棒并无认证标志,才用7次就接头打火,维修师傅量出电流超了7倍。老化线路找持证电工更换"
    )
    other = told.replace("孙阿姨", "郑大爷").replace("加热棒", "吹风机").replace("接头打火", "铜丝露在外面")
    assert carries(told, f"街坊有话说。{told}\n湿手千万别碰开关,充电头发烫马上拔下。")
    assert not carries(told, f"街坊有话说。{other}\n湿手千万别碰开关,充电头发烫马上拔下。")


def test_a_lead_with_facts_of_its_own_contradicts_nothing() -> None:
    led = f"编者按:南坪县已有381户参加自查。\n{OURS}"
    assert carries(OURS, led)
    assert carries(led, f"桃花镇的朋友请收好,本镇17个村都要看。\n{OURS}")


def test_an_excerpt_is_not_contradicted_by_what_it_leaves_out() -> None:
    excerpt = f"【第18号提示】{SOURCE.split(chr(10))[0]}"
    assert carries(excerpt, f"{SOURCE}\n登记46户,电话8015227。")


@given(texts, texts)
def test_the_order_of_asking_makes_no_difference(one: str, other: str) -> None:
    mine, others = Fingerprint.of("", one), Fingerprint.of("", other)
    assert judge(mine, others) == judge(others, mine)


@given(st.text(min_size=1, max_size=200), st.text(max_size=20))
def test_a_text_carries_itself(text: str, title: str) -> None:
    post = Fingerprint.of(title, text)
    judgement = judge(post, Fingerprint.of(title, text))
    assert judgement is None if not post.text else judgement is not None and judgement.score == 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_scores_are_shares(one: str, other: str) -> None:
    judgement = judge(Fingerprint.of(one, one), Fingerprint.of(other, other))
    assert judgement is None or 0 <= judgement.score <= 1


def test_the_held_out_groups_are_matched_well() -> None:
    _good_enough(republication.measure(read_posts(HELD_OUT)))


def test_the_development_groups_are_matched_well() -> None:
    if not GROUPS.exists():
        pytest.skip(f"{GROUPS} is not there")
    _good_enough(republication.measure(read_posts(GROUPS)))


def _good_enough(quality: republication.Quality) -> None:
    assert quality.scores()[2] >= 0.93
    assert quality.f1_without_captions() >= 0.97
    fooled, notices = quality.fooled("template_notice_other_county")
    assert fooled / notices <= 0.05
