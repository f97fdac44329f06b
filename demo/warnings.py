"""A season of fire-risk warnings: every twelfth day the province warns three cities, each in its own way.

One city and its counties pass it on, some of them too late; in the next nobody does; in the third the city
does and no county. Warnings are issued by day and in the evening, on working days and at week-ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, Literal

from demo.accounts import Actor, Cast
from demo.days import in_office_hours, on_day
from demo.dice import dice
from demo.releases import Carry, Release, carry_at, province_origin
from demo.texts import Draft, Pen
from hub.clock import beijing_day
from hub.platforms import Level

Fate = Literal["passed_on", "nobody", "city_only"]
"""What a city makes of a warning."""

WARNING: Final = "warning-"
"""Before the day in a warning's release id, which tells it from the joint release of the same day."""
_FIRST_DAY: Final = 4
_EVERY_DAYS: Final = 12
_ISSUED_HOURS: Final = (10.25, 20.75, 15.5)
"""Of the Beijing day, in turn; the second lies outside working hours."""
_LASTS_HOURS: Final = (14, 12, 24)
_RISKS: Final = (("orange", "橙"), ("yellow", "黄"), ("red", "红"))
_FATES: Final[tuple[Fate, ...]] = ("passed_on", "nobody", "city_only")
_ADOPTS: Final[dict[Level, float]] = {"province": 0.0, "city": 0.9, "county": 0.7}
_MEDIAN_LAG_HOURS: Final[dict[Level, float]] = {"province": 1.0, "city": 1.5, "county": 7.0}
_LAG_SIGMA: Final = 0.9
_LONGEST_LAG_HOURS: Final = 40
_SERIAL_AHEAD: Final = 61
"""Days by which its words lie ahead of the joint releases', so that none of the same weeks has them."""
_SERIALS_A_DAY: Final = 13


@dataclass(frozen=True)
class Notice:
    """A warning as it is issued: how grave, until when, and what each city it is for makes of it, by code."""

    release: Release
    risk: str
    expires_at: datetime
    fates: dict[str, Fate]


class Warnings:
    """All warnings of a world, and who carries each."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._origin = province_origin(cast)
        self._by_day: dict[date, Notice | None] = {}

    def until(self, instant: datetime) -> list[Notice]:
        """Those issued up to an instant, the earliest first."""
        days = (beijing_day(instant) - self._cast.started_on).days
        found = (self.issued_on(self._cast.started_on + timedelta(days=number)) for number in range(days + 1))
        return [notice for notice in found if notice is not None and notice.release.issued_at <= instant]

    def issued_on(self, day: date) -> Notice | None:
        """The warning of a Beijing day, if it is the day of one."""
        if day not in self._by_day:
            self._by_day[day] = self._issue(day)
        return self._by_day[day]

    def _issue(self, day: date) -> Notice | None:
        offset = (day - self._cast.started_on).days
        number, rest = divmod(offset - _FIRST_DAY, _EVERY_DAYS)
        if number < 0 or rest or self._origin is None or len(self._cities) < len(_FATES):
            return None
        risk, colour = _RISKS[number % len(_RISKS)]
        issued_at = on_day(day, _ISSUED_HOURS[number % len(_ISSUED_HOURS)])
        draft = self._draft(self._origin, offset, day, f"河北省森林火险{colour}色预警第{number + 1}号")
        release = Release(f"{self._origin.account_id}:{WARNING}{day}", self._origin, issued_at, draft)
        lasts = timedelta(hours=_LASTS_HOURS[number % len(_LASTS_HOURS)])
        cities = [self._cities[(number * len(_FATES) + place) % len(self._cities)] for place in range(3)]
        return Notice(release, risk, issued_at + lasts, dict(zip(cities, _FATES, strict=True)))

    def carries_on(self, account_id: str, day: date) -> list[Carry]:
        """What an account carries of warnings on a day."""
        actor = self._cast.actors[account_id]
        longest = math.ceil(_LONGEST_LAG_HOURS / 24) + 1
        notices = (self.issued_on(day - timedelta(days=back)) for back in range(longest + 1))
        found = (self._carry(notice, actor) for notice in notices if notice is not None)
        return [carry for carry in found if carry is not None and beijing_day(carry.at) == day]

    @cached_property
    def _cities(self) -> list[str]:
        return sorted({actor.city_code for actor in self._cast.actors.values() if actor.city_code})

    def _carry(self, notice: Notice, actor: Actor) -> Carry | None:
        account, fate = actor.account, notice.fates.get(actor.city_code or "")
        if actor.by_export or account.kind != "brigade" or fate in (None, "nobody"):
            return None
        if fate == "city_only" and account.level != "city":
            return None
        random = dice(self._cast.seed, notice.release.release_id, actor.account_id, "carry")
        if random.random() >= _ADOPTS[account.level]:
            return None
        hours = random.lognormvariate(math.log(_MEDIAN_LAG_HOURS[account.level]), _LAG_SIGMA)
        lag = timedelta(seconds=round(max(0.25, min(hours, _LONGEST_LAG_HOURS)) * 3600))
        at = in_office_hours(notice.release.issued_at + lag, random.uniform(5, 60))
        return carry_at(notice.release, actor, at, random)

    def _draft(self, origin: Actor, offset: int, day: date, title: str) -> Draft:
        random = dice(self._cast.seed, origin.account_id, "warning text", day)
        pen = Pen("warning", (offset + _SERIAL_AHEAD) * _SERIALS_A_DAY, random, origin.place, day)
        opening = pen.say("省森林草原防灭火指挥部办公室、省气象局{date}{clock}联合发布，编号{n1000}。")
        first, second = f"{opening}{pen.scene()}。", f"{pen.detail()}{pen.scene()}。{pen.detail()}"
        return pen.draft(title, first, second, pen.points(5))


def issued_by(warnings: Warnings, actor: Actor, day: date) -> Iterator[Release]:
    """The warnings an account issues on a day: at most one."""
    notice = warnings.issued_on(day)
    if notice is not None and notice.release.origin is actor:
        yield notice.release
