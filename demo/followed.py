"""What people of the demo province enter and assign: campaigns and follow-ups, a function of the world.

Warnings are the world's own (`demo/warnings.py`). What must have become of all three, as a hub can know it
from what it has seen, is here too: it is part of the truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from demo.visitors.ledger import Known, Ledger
from demo.warnings import Notice
from demo.world import World
from hub.clock import beijing_day, end_of_beijing_day

MUST_LIVE: Final = timedelta(hours=24)
_ASSIGNED_DAY: Final = 6
_TERM: Final = timedelta(days=7)
_SUBJECTS: Final = 3


@dataclass(frozen=True)
class PlannedCampaign:
    """A campaign. `by_warnings`: its posts are those that issue or carry the warnings, and no others."""

    name: str
    first_day: date
    last_day: date
    topics: tuple[str, ...]
    by_warnings: bool


@dataclass(frozen=True)
class Assignment:
    """A follow-up: of an account, or of a region that is to carry a warning or to address an audience."""

    aim: Literal["update", "audience", "carry"]
    account_id: str
    region_code: str
    audience: str
    notice: Notice | None
    assigned_at: datetime

    @property
    def due_at(self) -> datetime:
        """The end of the seventh day after."""
        return end_of_beijing_day(beijing_day(self.assigned_at + _TERM))


class WarningTruth(Struct, frozen=True, kw_only=True):
    """A warning and when it reached each county and each city, in hours since its issue, by region code."""

    post_id: str
    issued_at: datetime
    expires_at: datetime
    reached: dict[str, float]
    carriers: int


class FollowUpTruth(Struct, frozen=True, kw_only=True):
    """A follow-up and the post that shows it was done, "" where none does. Audiences are not among them."""

    aim: str
    account_id: str
    region_code: str
    post_id: str


def campaigns(world: World, until: datetime) -> list[PlannedCampaign]:
    """Two: a season of warnings, and one on electricity and heating that has run for a while."""
    last = beijing_day(until)
    return [
        PlannedCampaign("森林防火预警季", world.started_on, last + timedelta(days=10), (), True),
        PlannedCampaign(
            "用电取暖安全月",
            max(world.started_on, last - timedelta(days=30)),
            last + timedelta(days=5),
            ("electrical", "heating"),
            False,
        ),
    ]


def assignments(world: World, until: datetime) -> list[Assignment]:
    """A handful, assigned on the seventh day or with the first warning; none before that day has come."""
    assigned_at = end_of_beijing_day(world.started_on + timedelta(days=_ASSIGNED_DAY)) - timedelta(hours=14)
    if assigned_at > until:
        return []
    return [*_updates(world, assigned_at), *_of_first_warning(world, until)]


def warning_truths(world: World, ledgers: Mapping[str, Ledger], until: datetime) -> list[WarningTruth]:
    """Every warning whose own post was seen."""
    return [truth for notice in world.warnings.until(until) if (truth := _warning(ledgers, notice))]


def follow_up_truths(world: World, ledgers: Mapping[str, Ledger], until: datetime) -> list[FollowUpTruth]:
    """What became of the assignments whose evidence needs no tagger."""
    return [
        FollowUpTruth(
            aim=one.aim,
            account_id=one.account_id,
            region_code=one.region_code,
            post_id=min(_evidence(ledgers, one), default=(until, ""))[1],
        )
        for one in assignments(world, until)
        if one.aim != "audience"
    ]


def _updates(world: World, assigned_at: datetime) -> Iterator[Assignment]:
    """Of accounts that fall silent at some time, and of one city that is to speak to the old."""
    visited = [actor for actor in world.actors.values() if not actor.by_export]
    silent = [actor for actor in visited if actor.silences.spans or actor.silences.for_good]
    for actor in silent[:_SUBJECTS]:
        code = actor.account.region_code or ""
        yield Assignment("update", actor.account_id, code, "", None, assigned_at)
    cities = sorted({actor.city_code for actor in visited if actor.city_code})
    for code in cities[:1]:
        yield Assignment("audience", "", code, "elderly", None, assigned_at)


def _of_first_warning(world: World, until: datetime) -> Iterator[Assignment]:
    for notice in world.warnings.until(until)[:1]:
        for code in notice.fates:
            yield Assignment("carry", "", code, "", notice, notice.release.issued_at)


def _evidence(ledgers: Mapping[str, Ledger], one: Assignment) -> Iterator[tuple[datetime, str]]:
    """Seen posts, not known to be gone, that show it was done."""
    for ledger in ledgers.values():
        account = ledger.actor.account
        meant = one.account_id or one.region_code
        if ledger.actor.by_export or meant not in (account.account_id, account.region_code):
            continue
        if one.account_id and account.account_id != one.account_id:
            continue
        for known in ledger.known.values():
            if known.gone_at is None and _shows(known, one):
                yield known.published_at, known.post.post_id


def _shows(known: Known, one: Assignment) -> bool:
    if one.notice is not None:
        return known.post.release_id == one.notice.release.release_id
    same_day = beijing_day(known.published_at) == beijing_day(one.assigned_at)
    return known.published_at > one.assigned_at or (known.post.told_to_the_day and same_day)


def _warning(ledgers: Mapping[str, Ledger], notice: Notice) -> WarningTruth | None:
    release = notice.release
    seen = [
        (ledger.actor, known)
        for ledger in ledgers.values()
        for known in ledger.known.values()
        if known.post.release_id == release.release_id
    ]
    origin = next((known for actor, known in seen if actor is release.origin), None)
    if origin is None:
        return None
    carried = [
        (actor, known)
        for actor, known in seen
        if actor is not release.origin
        and not (known.gone_at is not None and known.gone_at - known.published_at < MUST_LIVE)
    ]
    reached: dict[str, float] = {}
    for actor, known in carried:
        hours = (known.published_at - release.issued_at) / timedelta(hours=1)
        code = actor.account.region_code or ""
        reached[code] = min(hours, reached.get(code, hours))
    return WarningTruth(
        post_id=origin.post.post_id,
        issued_at=release.issued_at,
        expires_at=notice.expires_at,
        reached=reached,
        carriers=len({actor.account_id for actor, _ in carried}),
    )
