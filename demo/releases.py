"""Joint releases: who issues them, and who carries them on, when and in what form."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product
from random import Random
from typing import Final

from demo.accounts import Actor, Cast
from demo.days import in_office_hours, on_day, posting_weight
from demo.dice import chance, dice
from demo.phrases import TOPICS
from demo.posts import CAPTIONED, CarryForm
from demo.seasons import in_season
from demo.texts import Draft, Pen
from hub.clock import beijing_day
from hub.platforms import Level

LONGEST_LAG_DAYS: Final = 10
_LONGEST_VIDEO_LAG_HOURS: Final = 54
"""A caption is matched by its title alone, and only within three days."""

_ADOPTS: Final[dict[Level, float]] = {"province": 0.9, "city": 0.6, "county": 0.25}
_ADOPTS_FROM_CITY: Final[dict[Level, float]] = {"province": 0.0, "city": 0.75, "county": 0.45}
_MEDIAN_LAG_HOURS: Final[dict[Level, float]] = {"province": 3.0, "city": 9.0, "county": 28.0}
_LAG_SIGMA: Final = 1.0
_ISSUED_ON_RELEASE_DAY: Final = 0.95
_RELEASE_WEEKDAYS: Final = (1, 3)
_CITY_RELEASES_A_DAY: Final = 1 / 25
_FORMS: Final[dict[CarryForm, float]] = {
    "exact": 0.25,
    "retitled": 0.15,
    "local_lead": 0.25,
    "excerpt": 0.15,
    "light_edit": 0.2,
}
_ORIGINS_A_DAY: Final = 13
_SCRAMBLE: Final = 181
"""A prime that takes releases of neighbouring days to different topics."""

_OPENINGS: Final = (
    "{date}，{issuers}就{subject}作出联合部署，现将有关情况向社会发布。",
    "针对近期{subject}形势，{issuers}会商后提醒广大群众注意以下事项。",
    "{issuers}今天联合发布第{number}号提示，主题是{subject}。",
    "记者从{issuers}获悉，围绕{subject}，一组新措施{date}起推行。",
    "第{number}号联席会商刚刚结束，{issuers}把目光投向{subject}。",
    "关于{subject}，{issuers}{date}联合发声，请您花{n2}分钟读完。",
)
_PARTNERS: Final = (
    "省消防救援总队、省应急管理厅",
    "省消防救援总队、省教育厅、团省委",
    "省消防救援总队、省公安厅",
    "省消防救援总队、省农业农村厅",
    "省消防救援总队、省民政厅、省残联",
    "省消防救援总队、省文旅厅",
    "省消防救援总队、省住建厅",
    "省消防救援总队、省气象局",
    "省消防救援总队、国网河北电力",
)
_CITY_PARTNERS: Final = (
    "市应急管理局",
    "市教育局",
    "市公安局",
    "市住建局",
    "市文旅局",
    "市商务局",
    "市城管局",
)


@dataclass(frozen=True)
class Release:
    """A release as its origin publishes it."""

    release_id: str
    origin: Actor
    issued_at: datetime
    draft: Draft


@dataclass(frozen=True)
class Carry:
    """That an account carries a release."""

    release: Release
    actor: Actor
    at: datetime
    form: CarryForm


class Releases:
    """All releases of a world, by day; the carriers of each."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._province = province_origin(cast)
        self._cities = [actor for actor in cast.actors.values() if _issues_for_city(actor)]
        self._by_day: dict[date, tuple[Release, ...]] = {}
        self._carries: dict[tuple[str, date], list[Carry]] = {}

    def issued_on(self, day: date) -> tuple[Release, ...]:
        """The releases issued on a Beijing day."""
        if day not in self._by_day:
            releases = self._issue(day) if day >= self._cast.started_on else ()
            self._by_day[day] = releases
            for release in releases:
                for carry in self._carried(release):
                    self._carries.setdefault((carry.actor.account_id, beijing_day(carry.at)), []).append(
                        carry
                    )
        return self._by_day[day]

    def carries_on(self, account_id: str, day: date) -> list[Carry]:
        """What an account carries on a day, in the order of time."""
        for back in range(LONGEST_LAG_DAYS + 2):
            self.issued_on(day - timedelta(days=back))
        carries = self._carries.get((account_id, day), [])
        return sorted(carries, key=lambda carry: (carry.at, carry.release.release_id))

    def _issue(self, day: date) -> tuple[Release, ...]:
        origins = [self._province] if self._province and self._province_issues(day) else []
        origins += [actor for actor in self._cities if self._city_issues(actor, day)]
        return tuple(self._release(actor, day) for actor in origins if not actor.silences.silent_on(day))

    def _province_issues(self, day: date) -> bool:
        due = day.weekday() in _RELEASE_WEEKDAYS and posting_weight(day) == 1
        return due and chance(self._cast.seed, "release", day) < _ISSUED_ON_RELEASE_DAY

    def _city_issues(self, actor: Actor, day: date) -> bool:
        draw = chance(self._cast.seed, actor.account_id, "release", day)
        return actor.on_roster(day) and posting_weight(day) == 1 and draw < _CITY_RELEASES_A_DAY

    def _release(self, origin: Actor, day: date) -> Release:
        random = dice(self._cast.seed, origin.account_id, "release text", day)
        issued_at = on_day(day, random.uniform(9, 16.5))
        offset = (day - self._cast.started_on).days
        turn = 0 if origin is self._province else 1 + self._cities.index(origin)
        serial = offset * max(_ORIGINS_A_DAY, 1 + len(self._cities)) + turn
        draft = _draft(origin, serial, offset + 1, random, day)
        return Release(f"{origin.account_id}:{day}", origin, issued_at, draft)

    def _carried(self, release: Release) -> list[Carry]:
        adopts = _ADOPTS if release.origin is self._province else _ADOPTS_FROM_CITY
        carries = [self._carry(release, actor, adopts) for actor in self._cast.actors.values()]
        return [carry for carry in carries if carry is not None]

    def _carry(self, release: Release, actor: Actor, adopts: Mapping[Level, float]) -> Carry | None:
        origin = release.origin
        foreign_city = origin is not self._province and origin.city_code != actor.city_code
        if actor is origin or foreign_city or actor.by_export:
            return None
        random = dice(self._cast.seed, release.release_id, actor.account_id, "carry")
        if random.random() >= adopts[actor.account.level]:
            return None
        return carry_at(release, actor, _carried_at(release.issued_at, actor, random), random)


def province_origin(cast: Cast) -> Actor | None:
    """The brigade's provincial WeChat account, or what comes nearest to it."""
    provincial = [actor for actor in cast.actors.values() if actor.account.level == "province"]
    provincial = [actor for actor in provincial if _writes_articles(actor)]
    provincial.sort(key=lambda actor: (actor.account.kind != "brigade", actor.account.platform != "wechat"))
    return provincial[0] if provincial else None


def _writes_articles(actor: Actor) -> bool:
    return actor.account.platform in ("wechat", "website", "rss")


def _issues_for_city(actor: Actor) -> bool:
    account = actor.account
    return account.level == "city" and account.kind == "brigade" and account.platform == "wechat"


def _carried_at(issued_at: datetime, actor: Actor, random: Random) -> datetime:
    hours = random.lognormvariate(math.log(_MEDIAN_LAG_HOURS[actor.account.level]), _LAG_SIGMA)
    longest = _LONGEST_VIDEO_LAG_HOURS if actor.account.platform in CAPTIONED else LONGEST_LAG_DAYS * 24 - 24
    lag = timedelta(seconds=round(max(0.25, min(hours, longest)) * 3600))
    return in_office_hours(issued_at + lag, random.uniform(5, 100))


def carry_at(release: Release, actor: Actor, at: datetime, random: Random) -> Carry | None:
    """A release as an account carries it at an instant; None where it is silent or off the roster then."""
    at = at.replace(second=0) if actor.account.platform == "website" else at
    if actor.silences.silent_on(beijing_day(at)) or not actor.on_roster(beijing_day(at)):
        return None
    return Carry(release, actor, at, _form(actor, random))


def _form(actor: Actor, random: Random) -> CarryForm:
    """A form in which an account of its platform carries."""
    if actor.account.platform in CAPTIONED:
        return "title"
    if actor.account.platform == "weibo":
        return random.choice(("excerpt", "excerpt", "excerpt", "exact", "light_edit"))
    return random.choices(list(_FORMS), list(_FORMS.values()))[0]


def _draft(origin: Actor, serial: int, number: int, random: Random, day: date) -> Draft:
    slogans = [slogan for slogan in _SLOGANS if in_season(slogan[0], day)]
    topic, head, tail = slogans[serial * _SCRAMBLE % len(slogans)]
    pen = Pen(topic, serial, random, origin.place, day)
    opening = random.choice(_OPENINGS)
    opening = opening.replace("{issuers}", _issuers(origin, random)).replace("{number}", str(number))
    opening = pen.say(opening.replace("{subject}", head))
    paragraphs = [f"{opening}{pen.scene()}。", f"{pen.detail()}{pen.scene()}。{pen.detail()}", pen.points(5)]
    return pen.draft(_title(origin, head + tail, number), *paragraphs)


def _issuers(origin: Actor, random: Random) -> str:
    if origin.account.level == "province":
        return random.choice(_PARTNERS)
    return f"{origin.place}消防救援支队、{random.choice(_CITY_PARTNERS)}"


def _title(origin: Actor, slogan: str, number: int) -> str:
    """At most 19 letters, so that a caption which is nothing but the title is compared as a title."""
    if origin.account.level == "province":
        return f"{slogan}·联合提示{number % 1000}号"
    place = origin.place.removesuffix("市").removesuffix("新区")[:3]
    return f"{slogan}·{place}提示{number % 100}号"


_SLOGANS: Final = tuple(
    (topic.code, head, tail) for topic in TOPICS.values() for head, tail in product(topic.heads, topic.tails)
)
