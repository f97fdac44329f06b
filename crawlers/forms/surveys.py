"""The forms of awareness surveys: questions, respondents, tables by group, and which group is which audience.

Whoever has one row a respondent fills in `respondents`; whoever has only a published table, `groups`. Both
name questions that stand in a `questions` sheet, handed in before or beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crawlers.exports.cells import Cell, CellError, text_of
from crawlers.forms import values
from crawlers.forms.form import Column, Form, Names, Reader, Values

DIMENSIONS: Final = {
    "all": "全部",
    "residence": "城乡",
    "age": "年龄",
    "education": "文化程度",
    "income": "收入",
    "occupation": "职业",
    "employment": "人员类别",
}
GROUPS: Final[Mapping[str, Mapping[str, str]]] = {
    "all": {"all": "全部"},
    "residence": {"urban": "城镇", "rural": "农村"},
    "age": {
        "under_18": "18岁以下",
        "18_29": "18-29岁",
        "30_44": "30-44岁",
        "45_59": "45-59岁",
        "60_plus": "60岁及以上",
    },
    "education": {
        "primary": "小学及以下",
        "junior": "初中",
        "senior": "高中或中专",
        "college": "大专及以上",
    },
    "income": {"low": "较低", "middle": "中等", "high": "较高"},
    "occupation": {
        "farmer": "农民",
        "worker": "工人",
        "self_employed": "个体经营",
        "office": "机关企事业职员",
        "student": "学生",
        "retired": "离退休",
        "other": "其他",
    },
    "employment": {"department": "部门单位", "enterprise": "企业职工", "casual": "临时务工"},
}
"""The groups of each dimension; the codes stand in the warehouse, the names on its views."""

_AGES: Final = ((60, "60_plus"), (45, "45_59"), (30, "30_44"), (18, "18_29"), (0, "under_18"))
_OLDEST: Final = 120


def _age(cell: Cell, names: Names) -> str:
    """A band, given by its name or by an age in years."""
    written = text_of(cell).removesuffix("岁").replace("—", "-").replace("–", "-")
    if written.isdecimal():
        if int(written) > _OLDEST:
            raise CellError(f"年龄“{written}”不可信，请改正")
        return next(code for least, code in _AGES if int(written) >= least)
    band: str = values.one_of(GROUPS["age"], "年龄段")(
        text_of(cell).replace("—", "-").replace("–", "-"), names
    )
    return band


def _group_column(dimension: str, example: str) -> Column:
    """A respondent's group on one dimension; "" where it was not asked."""
    name, words = DIMENSIONS[dimension], GROUPS[dimension]
    read: Reader = _age if dimension == "age" else values.one_of(words, name)
    more = "，或写周岁" if dimension == "age" else ""
    return Column(dimension, name, read, f"{'、'.join(words.values())}{more}；没问就留空", example, empty="")


def _group(cell: Cell, _: Names) -> str:
    """A group by its name or code, of any dimension; `_of_its_dimension` looks whether it fits."""
    written = text_of(cell).replace("—", "-").replace("–", "-")
    for words in GROUPS.values():
        if written in words or written in words.values():
            return written
    listed = "；".join(f"{DIMENSIONS[name]}：{'、'.join(words.values())}" for name, words in GROUPS.items())
    raise CellError(f"没有组别“{written}”；可写：{listed}")


def _of_its_dimension(row: Values) -> tuple[str, str] | None:
    """Put the group's code in the place of its name. What does not fit together is told."""
    words = GROUPS[row["dimension"]]
    found = next((code for code, name in words.items() if row["group_code"] in (code, name)), None)
    if found is None:
        listed = "、".join(words.values())
        return "group_code", f"“{DIMENSIONS[row['dimension']]}”没有组别“{row['group_code']}”，可写：{listed}"
    row["group_code"] = found
    return None


def _no_more_than_asked(row: Values) -> tuple[str, str] | None:
    if row["effective"] is not None and not 0 < row["effective"] <= row["respondents"]:
        return "effective", f"有效样本量应大于 0、不超过样本量 {row['respondents']}，请改正"
    return None


def _somebody_asked(row: Values) -> tuple[str, str] | None:
    return None if row["respondents"] > 0 else ("respondents", "样本量是 0 的组不用填，请删去这一行")


_SURVEY: Final = Column(
    "survey", "调查名称", values.text, "各期用同一个名称", "全民消防安全素质调查", required=True
)
_WAVE: Final = Column("wave", "年份", values.year, "这一期的年份", 2021, required=True)
_REGION: Final = Column("region_code", "区划", values.region, "区划名称或六位代码", "130000", required=True)
_QUESTION: Final = Column(
    "question_id", "题目编号", values.text, "各期同一题用同一编号", "T01", required=True
)
_WITHDRAWN: Final = Column(
    "withdrawn", "作废", values.yes, "填错了要撤回的写“是”，其余留空", "否", empty=False
)
_DIMENSION: Final = Column(
    "dimension",
    "分组",
    values.one_of(DIMENSIONS, "分组"),
    "、".join(DIMENSIONS.values()),
    "城乡",
    required=True,
)
_GROUP: Final = Column("group_code", "组别", _group, "该分组里的一组，如农村", "农村", required=True)

QUESTIONS: Final = Form(
    "questions",
    "调查题目",
    "survey_questions",
    (
        _SURVEY,
        _QUESTION,
        Column("wording", "题目", values.text, "题目原文或简称", "知道燃气泄漏先关阀门、开窗", required=True),
        Column("topic", "主题", values.topic, "这题考查的主题，一个", "燃气安全", required=True),
        _WITHDRAWN,
    ),
    ("survey", "question_id"),
)

RESPONDENTS: Final = Form(
    "respondents",
    "调查答卷",
    "survey_respondents",
    (
        _SURVEY,
        _WAVE,
        Column(
            "respondent_id",
            "受访者编号",
            values.text,
            "这一期内不重复；不要写姓名、电话",
            "R0001",
            required=True,
        ),
        Column("region_code", "区划", values.region, "受访者所在的区划", "130102", required=True),
        _group_column("residence", "农村"),
        _group_column("age", "52"),
        _group_column("education", "初中"),
        _group_column("income", "中等"),
        _group_column("occupation", "农民"),
        _group_column("employment", "临时务工"),
        Column("weight", "权重", values.weight, "调查方给的权数；没有就留空（作 1）", 1.0, empty=1.0),
        _WITHDRAWN,
    ),
    ("survey", "wave", "respondent_id"),
    others=values.yes,
    examples={"T01": "1", "T02": "0"},
)

GROUP_TABLES: Final = Form(
    "groups",
    "调查分组结果",
    "survey_tables",
    (
        _SURVEY,
        _WAVE,
        _REGION,
        _QUESTION,
        _DIMENSION,
        _GROUP,
        Column("respondents", "样本量", values.count, "这一组答了这题的人数", 412, required=True),
        Column("rate", "知晓率", values.share, "答对的占比，如 34.2%", "34.2%", required=True),
        Column("effective", "有效样本量", values.count, "加权调查公布了就填，没有就留空", 380),
        _WITHDRAWN,
    ),
    ("survey", "wave", "region_code", "question_id", "dimension", "group_code"),
    (_of_its_dimension, _somebody_asked, _no_more_than_asked),
)

GROUP_AUDIENCES: Final = Form(
    "mapping",
    "组别与受众",
    "survey_group_audiences",
    (
        _DIMENSION,
        _GROUP,
        Column("audience", "受众", values.audience, "这一组算作哪类受众", "农村", required=True),
        _WITHDRAWN,
    ),
    ("dimension", "group_code", "audience"),
    (_of_its_dimension,),
)

SURVEY_FORMS: Final[dict[str, Form]] = {
    form.kind: form for form in (QUESTIONS, RESPONDENTS, GROUP_TABLES, GROUP_AUDIENCES)
}
"""By the word that names the kind on the command line."""
