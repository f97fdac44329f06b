"""Three waves of a survey in the demo province: 2014 as a published table, 2017 and 2021 as answers.

What everybody knows is drawn from what is true of his groups: the city knows more than the village, the young
more than the old, employees more than casual workers, and each wave more than the one before. Villages are
drawn too seldom, which weights make good, as in real surveys. Layouts as in docs/其他渠道与调查.md.
"""

from __future__ import annotations

import csv
import io
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msgspec import Struct

from demo.channels import TOPIC_WORDS, workbook
from demo.dice import dice
from demo.world import World

SURVEY: Final = "全民消防安全素质调查"
WAVES: Final = (2014, 2017, 2021)
_PUBLISHED: Final = 2014
"""The wave of which there is only a table."""
_A_CITY: Final = 60
"""Respondents of each city and wave."""

_QUESTIONS: Final = {
    "T01": ("electrical", "知道电器起火先断电", 0.3),
    "T02": ("ebike", "知道电动自行车不能进楼入户", -0.2),
    "T03": ("gas", "知道燃气泄漏先关阀门、开窗", 0.0),
    "T04": ("heating", "知道一氧化碳中毒的预防", -0.4),
    "T05": ("escape", "知道火场逃生低姿捂口鼻", 0.5),
    "T06": ("escape", "会用灭火器", -0.6),
}
"""Topic, wording, and how easy it is (log odds)."""
_GAIN_A_WAVE: Final = 0.35
_KNOWS: Final = {
    ("residence", "urban"): 0.4,
    ("residence", "rural"): -0.5,
    ("age", "18_29"): 0.4,
    ("age", "30_44"): 0.2,
    ("age", "45_59"): -0.1,
    ("age", "60_plus"): -0.7,
    ("employment", "department"): 0.4,
    ("employment", "enterprise"): 0.3,
    ("employment", "casual"): -0.5,
}
"""What a group adds to the log odds of knowing."""
_WEIGHTS: Final = {"urban": 0.8, "rural": 1.4}
_GROUP_WORDS: Final = {
    "all": "全部",
    "urban": "城镇",
    "rural": "农村",
    "18_29": "18-29岁",
    "30_44": "30-44岁",
    "45_59": "45-59岁",
    "60_plus": "60岁及以上",
    "department": "部门单位",
    "enterprise": "企业职工",
    "casual": "临时务工",
}
_DIMENSION_WORDS: Final = {"all": "全部", "residence": "城乡", "age": "年龄", "employment": "人员类别"}


@dataclass(frozen=True)
class Respondent:
    """Somebody who was asked. `groups` by dimension; `knows` are the questions he got right."""

    respondent_id: str
    region_code: str
    groups: dict[str, str]
    weight: float
    knows: frozenset[str]


class AwarenessTruth(Struct, frozen=True, kw_only=True):
    """What the whole province's sample says of one group; `rate` is weighted."""

    wave: int
    question_id: str
    dimension: str
    group: str
    respondents: int
    effective: float
    rate: float


def survey_sheets(world: World) -> dict[str, bytes]:
    """The sheets by their file's name."""
    questions = [
        (SURVEY, name, wording, TOPIC_WORDS[topic]) for name, (topic, wording, _) in _QUESTIONS.items()
    ]
    headings = ("调查名称", "年份", "受访者编号", "区划", "城乡", "年龄", "人员类别", "权重", *_QUESTIONS)
    answers = [_answers(wave, one) for wave in WAVES if wave != _PUBLISHED for one in sample(world, wave)]
    table = ("调查名称", "年份", "区划", "题目编号", "分组", "组别", "样本量", "知晓率", "有效样本量")
    return {
        "调查题目.xlsx": workbook("调查题目", ("调查名称", "题目编号", "题目", "主题"), questions),
        "调查答卷.csv": _csv([headings, *answers]),
        "调查分组结果.xlsx": workbook("调查分组结果", table, _table(world)),
    }


def awareness(world: World) -> list[AwarenessTruth]:
    """What the samples say of the province, counted person by person."""
    return [
        AwarenessTruth(
            wave=wave,
            question_id=question,
            dimension=dimension,
            group=group,
            respondents=len(people),
            effective=sum(one.weight for one in people) ** 2 / sum(one.weight**2 for one in people),
            rate=sum(one.weight for one in people if question in one.knows)
            / sum(one.weight for one in people),
        )
        for wave in WAVES
        for (dimension, group), people in _by_group(sample(world, wave)).items()
        for question in _QUESTIONS
    ]


def sample(world: World, wave: int) -> tuple[Respondent, ...]:
    """Everybody who was asked in a wave."""
    counties: dict[str, list[str]] = defaultdict(list)
    for region in world.roster.regions.values():
        if region.level == "county" and region.parent_code:
            counties[region.parent_code].append(region.code)
    places = tuple((city, tuple(codes)) for city, codes in counties.items())
    return _sample(world.seed, wave, places)


@lru_cache(maxsize=8)
def _sample(seed: int, wave: int, places: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Respondent, ...]:
    return tuple(
        _respondent(seed, wave, city, codes, number) for city, codes in places for number in range(_A_CITY)
    )


def _respondent(seed: int, wave: int, city: str, counties: tuple[str, ...], number: int) -> Respondent:
    random = dice(seed, "survey", wave, city, number)
    residence = random.choices(("urban", "rural"), (62, 38))[0]
    age = random.choices(("18_29", "30_44", "45_59", "60_plus"), (25, 30, 25, 20))[0]
    casual = 35 if residence == "rural" else 12
    employment = random.choices(("", "department", "enterprise", "casual"), (30, 15, 40, casual))[0]
    groups = {"residence": residence, "age": age} | ({"employment": employment} if employment else {})
    gain = _GAIN_A_WAVE * WAVES.index(wave) + sum(_KNOWS[group] for group in groups.items())
    knows = frozenset(
        question for question, (_, _, ease) in _QUESTIONS.items() if random.random() < _chance(ease + gain)
    )
    weight = round(_WEIGHTS[residence] * random.uniform(0.9, 1.1), 3)
    return Respondent(f"{city}-{number + 1:03}", random.choice(counties), groups, weight, knows)


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))


def _by_group(people: tuple[Respondent, ...]) -> dict[tuple[str, str], list[Respondent]]:
    found: dict[tuple[str, str], list[Respondent]] = defaultdict(list)
    for one in people:
        for group in (("all", "all"), *one.groups.items()):
            found[group].append(one)
    return found


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _answers(wave: int, one: Respondent) -> tuple[object, ...]:
    groups = [_GROUP_WORDS.get(one.groups.get(name, "")) for name in ("residence", "age", "employment")]
    knows = [int(question in one.knows) for question in _QUESTIONS]
    return (SURVEY, wave, one.respondent_id, one.region_code, *groups, one.weight, *knows)


def _table(world: World) -> list[tuple[object, ...]]:
    province = next(code for code, one in world.roster.regions.items() if one.level == "province")
    return [
        (
            *(SURVEY, told.wave, province, told.question_id, _DIMENSION_WORDS[told.dimension]),
            *(_GROUP_WORDS[told.group], told.respondents, f"{told.rate:.9f}", round(told.effective)),
        )
        for told in awareness(world)
        if told.wave == _PUBLISHED
    ]
