"""A release in the hands of another account: word for word, retitled, led in, cut or lightly edited."""

from __future__ import annotations

from random import Random
from typing import Final

from demo.releases import Carry
from demo.slots import fill
from demo.texts import WEIBO_LIMIT, Draft
from hub.clock import beijing_day

_EXCERPT_LEAST: Final = 125
"""Characters; with fewer, a matcher has to treat the text as a short one."""
_EDITS_AT_MOST: Final = 6

_TITLES: Final = (
    "转给{place}的每一位朋友",
    "{place}人请收好这份提醒",
    "今日{place}必读",
    "{officer}为你读提示",
    "刚刚发布，{place}速看",
    "重要的事说给{village}听",
)
_LEADS: Final = (
    "【{place}】{officer}提醒家乡父老，下面这份提示请逐条对照。",
    "{place}各乡镇、街道的朋友们，大队{officer}把上级刚发的提示念给您听。",
    "连日来，{place}消防人员走进{village}和{street}宣讲，现转发全文。",
    "编者按：{place}已有{n100}户参与自查，请继续转发。",
)
_FOOTERS: Final = (
    "来源：河北消防\n编辑：{officer}\n审核：{officer}",
    "来源：河北消防　责编：{officer}",
    "（转自河北消防）\n编辑：{officer}",
)
_PAGE_FOOTER: Final = "（转自河北消防）"
"""A web page names its editor beside the text, not in it."""
_SYNONYMS: Final = (
    ("注意", "留意"),
    ("提醒", "提示"),
    ("广大群众", "居民朋友"),
    ("马上", "立刻"),
    ("立即", "马上"),
    ("检查", "查看"),
    ("不要", "切勿"),
    ("不能", "不可"),
    ("发现", "查出"),
    ("请您", "请大家"),
    ("联合", "共同"),
    ("有关", "相关"),
    ("现将", "现把"),
    ("今天", "今日"),
    ("要", "需"),
    ("都", "均"),
    ("里", "内"),
    ("把", "将"),
    ("说", "讲"),
    ("和", "与"),
)


def carried(carry: Carry, random: Random) -> Draft:
    """The carrier's version of a release. Douyin's is its title, Weibo's fits the platform's length."""
    source = carry.release.draft
    title, text = _version(carry, random)
    if carry.actor.account.platform == "weibo":
        title, text = "", _for_weibo(carry, source.title, text)
    return Draft(title, text, source.topics, source.audiences)


def _version(carry: Carry, random: Random) -> tuple[str, str]:
    source, form = carry.release.draft, carry.form
    if form == "title":
        return "", source.title
    if form == "retitled":
        return _say(carry, random.choice(_TITLES), random), source.text
    if form == "local_lead":
        footers = (_PAGE_FOOTER,) if carry.actor.account.platform == "website" else _FOOTERS
        lead, footer = (_say(carry, random.choice(said), random) for said in (_LEADS, footers))
        return source.title, f"{lead}\n{source.text}\n{footer}"
    if form == "excerpt":
        return source.title, excerpt(source.text)
    return source.title, light_edit(source.text, random) if form == "light_edit" else source.text


def excerpt(text: str) -> str:
    """The first sentences of a text: a third of it or more, and never too few to be recognised."""
    least = max(len(text) // 3, _EXCERPT_LEAST)
    end = next((place for place in range(least, len(text)) if text[place] in "。；\n"), len(text) - 1)
    return text[: end + 1]


def light_edit(text: str, random: Random) -> str:
    """The text with a few words exchanged for others."""
    possible = [pair for pair in _SYNONYMS if pair[0] in text]
    for old, new in random.sample(possible, min(_EDITS_AT_MOST, len(possible))):
        text = text.replace(old, new, 1)
    return text


def _for_weibo(carry: Carry, title: str, text: str) -> str:
    if carry.form == "excerpt":
        return f"【{title}】{text}".replace("\n", "")[:WEIBO_LIMIT]
    return f"【{title}】{text}"


def _say(carry: Carry, pattern: str, random: Random) -> str:
    return fill(pattern, random, {}, carry.actor.place, beijing_day(carry.at))
