"""The forms of the channels that are no posts: SMS, events, the learning platform, screens, consultations."""

from __future__ import annotations

from datetime import date
from typing import Final

from crawlers.forms import values
from crawlers.forms.form import Column, Form, Values

EVENT_KINDS: Final = {
    "lecture": "讲座培训",
    "drill": "演练",
    "open_day": "队站开放",
    "fair": "集中宣传",
    "contest": "竞赛评选",
    "visit": "入户走访",
    "other": "其他",
}
SCREEN_KINDS: Final = {
    "radio": "广播",
    "television": "电视",
    "outdoor": "户外屏",
    "building": "楼宇屏",
    "vehicle": "车载屏",
    "village": "村村响",
    "other": "其他",
}


def _in_order(values: Values) -> tuple[str, str] | None:
    first, last = values["first_day"], values["last_day"]
    if last is not None and last < first:
        return "last_day", f"结束日期 {last} 早于开始日期 {first}，请改正其中一个"
    return None


def _delivered_of_sent(values: Values) -> tuple[str, str] | None:
    sent, delivered = values["recipients"], values["delivered"]
    if sent is not None and delivered is not None and delivered > sent:
        return "delivered", f"送达 {delivered} 条多于发送 {sent} 条，请核对两个数"
    return None


def _due_after_meeting(values: Values) -> tuple[str, str] | None:
    held, due = values["first_day"], values["due_on"]
    if due is not None and due < held:
        return "due_on", f"完成期限 {due} 早于会商日期 {held}，请改正其中一个"
    return None


def _says_what_it_asks(values: Values) -> tuple[str, str] | None:
    if values["release_id"] and not values["release_asked"]:
        return "release_asked", "填了发布编号，请也写明请发布什么"
    return None


_NUMBER: Final = Column(
    "record_id",
    "编号",
    values.text,
    "本单位自己编的号，不重复；再次提交同一编号就是更正",
    "2026-001",
    required=True,
)
_REGION: Final = Column(
    "region_code", "区划", values.region, "区划名称或六位代码；重名的写市名加县名", "130100", required=True
)
_TOPICS: Final = Column(
    "topics", "主题", values.topics, "主题名称，几个用、隔开", "燃气安全、用电防火", empty=()
)
_AUDIENCES: Final = Column(
    "audiences", "受众", values.audiences, "专门面向谁；面向所有人就留空", "老年人", empty=()
)
_WITHDRAWN: Final = Column(
    "withdrawn", "作废", values.yes, "填错了要撤回的写“是”，其余留空", "否", empty=False
)
_FIRST: Final = Column("first_day", "开始日期", values.day, "第一天", date(2026, 1, 5), required=True)
_LAST: Final = Column("last_day", "结束日期", values.day, "最后一天；只有一天就留空", date(2026, 1, 5))

SMS: Final = Form(
    "sms",
    "短信",
    "sms_batches",
    (
        _NUMBER,
        _REGION,
        Column("unit", "发送单位", values.text, "以谁的名义发", "石家庄市消防救援支队", required=True),
        Column("sent_at", "发送时间", values.moment, "北京时间", "2026-01-05 09:30", required=True),
        Column("text", "内容", values.text, "短信原文", "冬季取暖，注意通风。", required=True),
        _TOPICS,
        _AUDIENCES,
        Column("recipients", "发送条数", values.count, "发给多少个号码", 120000, required=True),
        Column("delivered", "送达条数", values.count, "运营商回执；没有就留空，不要填 0", 117300),
        _WITHDRAWN,
    ),
    ("region_code", "record_id"),
    (_delivered_of_sent,),
)

EVENTS: Final = Form(
    "event",
    "活动",
    "publicity_events",
    (
        _NUMBER,
        _REGION,
        Column("unit", "主办单位", values.text, "谁办的", "石家庄市消防救援支队", required=True),
        Column("name", "名称", values.text, "活动名称", "冬季防火进社区", required=True),
        Column(
            "event_kind",
            "类别",
            values.one_of(EVENT_KINDS, "类别"),
            "、".join(EVENT_KINDS.values()),
            "集中宣传",
            required=True,
        ),
        _FIRST,
        _LAST,
        Column("place", "地点", values.text, "在哪里办", "长安区青园街道", empty=""),
        _TOPICS,
        _AUDIENCES,
        Column("attendance", "参加人次", values.count, "到场人次；没有清点就留空", 260),
        _WITHDRAWN,
    ),
    ("region_code", "record_id"),
    (_in_order,),
)

LEARNING: Final = Form(
    "learning",
    "学习平台",
    "learning_days",
    (
        Column("day", "日期", values.day, "统计日", date(2026, 1, 5), required=True),
        _REGION,
        Column("unit", "单位", values.text, "学员所在的单位或部门", "市教育局", required=True),
        Column(
            "department",
            "行业部门",
            values.department,
            "台账里的部门；不属于行业部门就留空",
            "教育",
            empty="",
        ),
        _TOPICS,
        _AUDIENCES,
        Column("registered_new", "新注册人数", values.count, "当日新注册", 35, required=True),
        Column("learners", "学习人数", values.count, "当日学习过的人数", 210),
        Column("lessons_finished", "完成课时", values.count, "当日学完的课时数", 480),
        _WITHDRAWN,
    ),
    ("region_code", "day", "unit"),
)

SCREENS: Final = Form(
    "screen",
    "广播与户外屏",
    "screen_runs",
    (
        _NUMBER,
        _REGION,
        Column(
            "station",
            "播出单位或点位",
            values.text,
            "电台、电视台或屏的名称",
            "火车站东广场大屏",
            required=True,
        ),
        Column(
            "screen_kind",
            "类别",
            values.one_of(SCREEN_KINDS, "类别"),
            "、".join(SCREEN_KINDS.values()),
            "户外屏",
            required=True,
        ),
        Column("text", "内容", values.text, "播什么", "用电防火公益片", required=True),
        _FIRST,
        _LAST,
        Column("plays_a_day", "每天次数", values.count, "一天播几次；不知道就留空", 48),
        _TOPICS,
        _AUDIENCES,
        _WITHDRAWN,
    ),
    ("region_code", "record_id"),
    (_in_order,),
)

MEETINGS: Final = Form(
    "meeting",
    "会商",
    "consultation_items",
    (
        Column(
            "record_id", "会议编号", values.text, "同一次会议的各行写同一编号", "2026-会商-01", required=True
        ),
        Column("item", "事项序号", values.count, "本次会议的第几项，从 1 起", 1, required=True),
        _REGION,
        Column("name", "会议名称", values.text, "会议名称", "一季度宣传会商", required=True),
        Column("first_day", "会商日期", values.day, "开会那天", date(2026, 1, 5), required=True),
        Column("departments", "参加部门", values.departments, "到会的部门，用、隔开", "教育、民政", empty=()),
        Column(
            "agreed", "商定事项", values.text, "商定做什么", "寒假前向家长推送居家防火提示", required=True
        ),
        Column("responsible", "负责单位", values.text, "由谁做", "市教育局", required=True),
        Column("due_on", "完成期限", values.day, "何时做完；没有期限就留空", date(2026, 1, 20)),
        _TOPICS,
        _AUDIENCES,
        Column(
            "release_asked",
            "请发布的内容",
            values.text,
            "要求发布什么；不要求就留空",
            "居家防火提示",
            empty="",
        ),
        Column(
            "release_id",
            "发布编号",
            values.text,
            "发布后填系统里的发布编号",
            "assigned:0123456789ab",
            empty="",
        ),
        _WITHDRAWN,
    ),
    ("region_code", "record_id", "item"),
    (_due_after_meeting, _says_what_it_asks),
)

CHANNEL_FORMS: Final[dict[str, Form]] = {
    form.kind: form for form in (SMS, EVENTS, LEARNING, SCREENS, MEETINGS)
}
"""By the word that names the kind on the command line."""
