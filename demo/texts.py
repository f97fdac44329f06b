"""Invented posts: from a topic's phrases to a title and a text in the manner of each platform.

Two posts must not look like copies of each other unless one is: each draws its first scene and three of its
points by a serial number that no other post of the same weeks has, so that no two combine the same pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from random import Random
from typing import Final

from demo.phrases import TOPICS, Topic
from demo.posts import CAPTIONED
from demo.slots import fill
from demo.wording import in_own_words
from hub.platforms import Platform

WEIBO_LIMIT: Final = 140
"""Characters Weibo shows of a post; longer ones are cut (`isLongText`)."""
_LONG_WEIBO_SHARE: Final = 0.1
_SCRAMBLE: Final = 20011
"""A prime that spreads neighbouring serial numbers over all combinations of pieces."""

_LEADS: Final = (
    "【{place}】",
    "{place}讯：",
    "",
    "",
    "{officer}从{street}发来的记录：",
    "{date}，天刚亮。",
    "这是{place}本周第{n2}个值得说的故事。",
    "翻开{officer}的值班本，",
    "编辑部收到{village}一封来信：",
    "镜头对准{street}：",
    "有人问，{n10}年来变化在哪？",
    "记者{officer}走访归来：",
    "从{community}到{street}，不过{n10}分钟路程。",
)
_TITLE_NAMES: Final = (
    "{village}{officer}：",
    "{street}{officer}｜",
    "{firm}{officer}手记：",
    "{community}{officer}：",
    "{village}{officer}与",
    "{school}{officer}：",
    "{shop}{officer}：",
)
_CLOSINGS: Final = (
    "（记者{officer}、通讯员{officer}）",
    "文字{officer}，摄影{officer}",
    "采访结束已是{clock}，{street}的灯还亮着。",
    "{person}说，这话要讲给更多人听。",
    "截至发稿，{place}已有{n100}户照着做。",
    "下一期我们去{village}，线索请留言。",
    "{officer}合上本子：明天去{street}。",
    "读者{person}留言点赞第{n10}条。",
    "本文由{place}{officer}整理，欢迎补充。",
    "转眼{n10}天过去，{community}再没出过同样的事。",
    "夜色里，{street}{n2}号院的孩子正背这些话。",
    "感谢{firm}和{school}对本次采写的支持。",
    "资料核对：{officer}；制图：{officer}",
    "",
)
_DETAILS: Final = (
    "地点在{street}{community}{n2}号楼，登记人{officer}，编号{n1000}。",
    "同去的有{officer}、{officer}，还有{community}的{person}。",
    "{clock}，{village}的{person}给{officer}打来电话。",
    "{firm}{officer}、{school}{person}先后作证，笔录{n10}页。",
    "从{village}到{hill2}{n10}里，{officer}骑车走了{n100}分钟。",
    "{street}{n100}号的{person}第{n2}个看见，随后是{village}{person}。",
    "照片由{officer}拍于{street}，{clock}上传，{n1000}人转发。",
    "{person}住{community}{n10}栋，{person}住{street}{n100}号。",
    "{kid}画了张图，{officer}贴到{community}{n2}单元，{person}看了{n10}遍。",
    "账上记着：{village}{n10}户，{street}{n100}户，{firm}{n10}人。",
    "{school}{officer}和{shop}{person}约好{clock}碰头。",
    "值班电话{n1000}，接线{officer}，备勤{officer}、{officer}。",
    "{hill2}脚下{village}，{person}的侄子{officer}正好路过。",
    "{shop}隔壁是{firm}，再往前{n100}米到{street}{community}。",
    "采访本第{n100}页写着{officer}三个字，旁边是{clock}、{village}。",
    "{officer}用{n10}天走访{village}、{village}和{community}。",
)
_SIGNED: Final = "（{officer}、{officer}）"
_WITNESSES: Final = (
    "{street}{community}，",
    "{village}{person}家门口，",
    "{officer}、{officer}记：",
    "{firm}{officer}来稿：",
    "{clock}{street}，",
    "{school}{officer}讲，",
    "{hill2}下的{village}，",
    "{shop}{person}亲历：",
)
_POINT_STYLES: Final = ("listed", "numbered", "ordinal", "circled", "sentences")
_CIRCLED: Final = "①②③④⑤⑥"
_ORDINALS: Final = "一二三四五六"
_POINT_LEADS: Final = (
    "记住：",
    "划重点：",
    "提个醒，",
    "要点如下：",
    "写在后面：",
    "小结：",
    "",
    "",
    "再说几句：",
    "清单：",
)
_TAGS: Final = (
    "#{place}消防#",
    "#{place}同城#",
    "#{street}的事#",
    "#{officer}说#",
    "",
    "",
    "🚒",
    "🔥🙅",
    "👉",
    "⚠️",
    "#{village}日记#",
)
_AMPERSAND: Final = ("用火&用电", "线上&线下", "A&B角", "<{officer}有话说>")


@dataclass(frozen=True)
class Draft:
    """What an editor wrote. `title` is empty on platforms that have none."""

    title: str
    text: str
    topics: tuple[str, ...]
    audiences: tuple[str, ...]


class Pen:
    """One draft in the making: the topic, the draws and the words for its slots."""

    def __init__(self, topic: str, serial: int, random: Random, place: str, day: date) -> None:
        self.topic: Topic = TOPICS[topic]
        self.random = random
        self._place, self._day = place, day
        self.audiences: list[str] = []
        scenes = len(self.topic.scenes)
        combination = serial * _SCRAMBLE % (scenes * len(_TRIPLES))
        self._scenes = _rotated(random, scenes, first=combination % scenes)
        chosen = _TRIPLES[combination // scenes]
        others = [index for index in range(_POINTS) if index not in chosen]
        self._points = [*random.sample(chosen, 3), *random.sample(others, 3)]

    def say(self, pattern: str) -> str:
        """A pattern with its slots filled."""
        return fill(pattern, self.random, self.topic.words, self._place, self._day)

    def scene(self) -> str:
        """The next scene, without a full stop; its audience becomes the draft's."""
        scene = self.topic.scenes[self._scenes.pop(0)]
        if scene.audience and scene.audience not in self.audiences:
            self.audiences.append(scene.audience)
        return self.say(scene.pattern)

    def detail(self) -> str:
        """A sentence of names and numbers, which no other post has."""
        return self.say(self.random.choice(_DETAILS))

    def witness(self) -> str:
        """A few words on who tells it or where, in front of a short text."""
        return self.say(self.random.choice(_WITNESSES))

    def points(self, count: int) -> str:
        """A paragraph of `count` points (at most 6) in one of several styles."""
        said = [self.topic.points[index] for index in self._points[:count]]
        style = self.random.choice(_POINT_STYLES)
        if style == "numbered":
            return "\n".join(f"{number}.{point}；" for number, point in enumerate(said, 1))
        if style == "ordinal":
            return "；".join(f"{_ORDINALS[number]}是{point}" for number, point in enumerate(said)) + "。"
        if style == "circled":
            return "".join(f"{_CIRCLED[number]}{point}" for number, point in enumerate(said))
        return self.random.choice(_POINT_LEADS) + ("，" if style == "listed" else "。").join(said) + "。"

    def title(self) -> str:
        """A headline; with a name in front, since two posts of one headline would be taken for copies."""
        return self.say(self.random.choice(_TITLE_NAMES) + self.random.choice(self.topic.titles))

    def draft(self, title: str, *paragraphs: str) -> Draft:
        """The draft of these paragraphs; empty ones are left out."""
        text = in_own_words("\n".join(paragraph for paragraph in paragraphs if paragraph), self.random)
        return Draft(title, text, (self.topic.code,), tuple(self.audiences))


def write(platform: Platform, topic: str, serial: int, random: Random, place: str, day: date) -> Draft:
    """A post of its own for a platform. `serial` is the post's number, unique in the world."""
    pen = Pen(topic, serial, random, place, day)
    if platform == "weibo":
        return _weibo(pen)
    return _caption(pen, platform) if platform in CAPTIONED else _article(pen)


def _article(pen: Pen) -> Draft:
    random = pen.random
    first = f"{pen.say(random.choice(_LEADS))}{pen.scene()}。{pen.detail()}"
    more = [f"{pen.scene()}。{pen.detail()}" for _ in range(random.choice((1, 1, 1, 2)))]
    points = pen.points(random.choice((3, 3, 4)))
    return pen.draft(pen.title(), first, *more, points, pen.say(random.choice(_CLOSINGS)))


def _weibo(pen: Pen) -> Draft:
    random = pen.random
    if random.random() < _LONG_WEIBO_SHARE:
        scenes = [f"{pen.scene()}。{pen.detail()}" for _ in range(2)]
        return pen.draft("", f"【{pen.title()}】{scenes[0]}", scenes[1], pen.points(4))
    tag = pen.say(random.choice(_AMPERSAND if random.random() < 0.05 else _TAGS))
    text = f"{tag}{pen.witness()}{pen.scene()}。{pen.detail()}{pen.points(2)}"
    draft = pen.draft("", text)
    return replace(draft, text=draft.text[:WEIBO_LIMIT])


def _caption(pen: Pen, platform: Platform) -> Draft:
    """A scene and a point; the more accounts write captions, the more each needs a detail of its own."""
    detail = pen.detail() if platform != "douyin" else ""
    tags = pen.say(pen.random.choice((" #{place}消防", " #{place}", " #消防科普", " @{place}发布", "")))
    return pen.draft(
        "", f"{pen.witness()}{pen.scene()}。{detail}{pen.points(1)}{pen.say(_SIGNED)}{tags}".replace("\n", "")
    )


def _rotated(random: Random, count: int, *, first: int) -> list[int]:
    others = [index for index in range(count) if index != first]
    random.shuffle(others)
    return [first, *others]


_POINTS: Final = min(len(topic.points) for topic in TOPICS.values())
_TRIPLES: Final = tuple(combinations(range(_POINTS), 3))
