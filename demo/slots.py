"""Words that fill the slots of sentence patterns: invented places, people, numbers and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SLOT: Final = re.compile(r"\{([a-z]+\d*)\}")

_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹窦章云苏潘葛范彭鲁韦马苗方俞任袁柳"
)
_GIVEN: Final = _words("""
    建国 秀兰 志强 丽华 海涛 春燕 文博 玉梅 振宇 凤英 立新 晓彤 俊峰 桂芝 永胜 淑珍 子轩
    佳宁 长顺 雪松 铁柱 思远
""")
_CALLED: Final = _words("""
    大爷 大妈 女士 先生 师傅 阿姨 老汉 大姐 小伙 大叔
""")
_KIDS: Final = _words("""
    豆豆 朵朵 小宇 萌萌 乐乐 小满 轩轩 果果 石头 小北 甜甜 阳阳 糖糖 壮壮 小麦
""")
_HELPERS: Final = _words("""
    隔壁的租客 路过的快递员 下夜班的儿子 楼下的保安 串门的亲戚 巡线的电工 遛狗的邻居
    送奶的大嫂
""")
_HEADS: Final = "柳枣石沙槐杏梨桃松杨榆葛韩马牛羊孟崔郭白黑红青黄东西南北上下大小前后"
_MIDDLES: Final = "家河沟坡桥店寨营洼岭台泉庙口湾滩屯岗峪垴"
_STREETS: Final = _words("""
    建设 和平 人民 新华 胜利 裕丰 光明 长征 育才 朝阳 平安 永兴 文化 站前 滨河 城隍庙 粮市
    钟楼 工农 北环
""")
_HOMES: Final = _words("""
    锦绣 阳光 翠竹 怡和 丽景 新城 桂园 金地 馨苑 水岸 府东 书香 康宁 银河 梧桐 枫林
""")
_YARDS: Final = _words("""
    家园 小区 里 苑 花园 公寓 新村 社区
""")
_FIRMS: Final = _words("""
    恒泰 盛源 金鼎 宏达 瑞丰 华冶 冀北 联创 永固 天成 万顺 同兴 德茂 安和 中瑞 汇通
""")
_TRADES: Final = _words("""
    机械 包装 化工 纺织 家具 电子 建材 食品 物流 板材 铸造 制药
""")
_SHOPS: Final = _words("""
    老味道面馆 小城春裁缝店 快剪理发屋 阿强汽修 喜洋洋超市 蜀香火锅 顺达五金 拾光民宿
    大碗烩菜 鑫鑫粮油 云来足浴 小胖烧烤
""")
_SCHOOLS: Final = _words("""
    实验小学 第二中学 育红小学 职教中心 东关小学 第三幼儿园 希望小学 外国语学校 明德小学
    技师学院
""")
_HILLS: Final = _words("""
    驼梁 白云山 雾灵山 小五台 狼牙山 嶂石岩 祖山 苍岩山
""")


def fill(pattern: str, random: Random, words: Mapping[str, tuple[str, ...]], place: str, day: date) -> str:
    """The pattern with each `{slot}` replaced; a slot that occurs twice may get two words."""
    return _SLOT.sub(lambda found: _word(found[1], random, words, place, day), pattern)


def _word(slot: str, random: Random, words: Mapping[str, tuple[str, ...]], place: str, day: date) -> str:
    if slot in words:
        return random.choice(words[slot])
    if slot == "place":
        return place
    if slot == "date":
        return f"{day.month}月{day.day}日"
    return _MAKERS[slot](random)


def _person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_CALLED)


def _officer(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_GIVEN)


def _village(random: Random) -> str:
    return random.choice(_HEADS) + random.choice(_SURNAMES) + random.choice(_MIDDLES) + "村"


def _street(random: Random) -> str:
    return random.choice(_STREETS) + random.choice(("路", "街", "大街", "巷", "东路", "西街"))


def _community(random: Random) -> str:
    return random.choice(_HOMES) + random.choice(_YARDS)


def _firm(random: Random) -> str:
    return random.choice(_FIRMS) + random.choice(_TRADES)


def _clock(random: Random) -> str:
    return f"{random.randrange(24)}时{random.randrange(1, 60)}分"


_MAKERS: Final[Mapping[str, Callable[[Random], str]]] = {
    "person": _person,
    "officer": _officer,
    "surname": lambda random: random.choice(_SURNAMES),
    "kid": lambda random: random.choice(_KIDS),
    "helper": lambda random: random.choice(_HELPERS),
    "village": _village,
    "street": _street,
    "community": _community,
    "firm": _firm,
    "shop": lambda random: random.choice(_SHOPS),
    "school": lambda random: random.choice(_STREETS) + random.choice(_SCHOOLS),
    "hill2": lambda random: random.choice(_HILLS),
    "clock": _clock,
    "n2": lambda random: str(random.randint(2, 9)),
    "n10": lambda random: str(random.randint(11, 98)),
    "n100": lambda random: str(random.randint(110, 980)),
    "n1000": lambda random: str(random.randint(1100, 9800)),
}
