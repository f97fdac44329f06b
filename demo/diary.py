"""One account's day: what it publishes of its own and what it carries on, and what becomes of each post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from demo import native_ids
from demo.accounts import Actor, Cast
from demo.carries import carried
from demo.days import EARLIEST_HOUR, LATEST_HOUR, on_day, posting_weight
from demo.dice import dice, poisson
from demo.native_ids import Names
from demo.posts import RETRACTING, CarryForm, Post
from demo.releases import Release, Releases
from demo.seasons import choose_topic
from demo.texts import Draft, write
from demo.warnings import Warnings, issued_by
from hub.platforms import Platform
from hub.records import Media

HISTORY: Final = timedelta(days=20)
"""Accounts have posts from this long before the world begins, so that nobody starts without a past."""

MOST_WEIBO_POSTS_A_DAY: Final = 4
"""The free interface shows the five newest; with two waves a day none is lost."""

_MOST_OWN_POSTS: Final = 3
_EVERYBODY_POSTS_BEFORE: Final = timedelta(days=2)
_NOTIFIED_SHARE: Final = 0.7
_ONE_MESSAGE_SHARE: Final = 0.85
"""Of the days of a WeChat account: followers are told, in one message; all articles are in one message."""
_DELETIONS_FROM: Final = timedelta(days=20)
_EARLY_DELETION_SHARE: Final = 0.03
_LATE_DELETION_SHARE: Final = 0.015
_HIDDEN_SHARE: Final = 0.015
_DELETED_AFTER_HOURS: Final[dict[Platform, tuple[float, float]]] = {
    "wechat": (30, 110),
    "weibo": (36, 400),
    "douyin": (36, 400),
    "kuaishou": (36, 400),
    "toutiao": (36, 400),
    "bilibili": (36, 400),
    "website": (26, 60),
}
_CAN_HIDE: Final[frozenset[Platform]] = frozenset({"douyin", "bilibili"})
"""Platforms on which a post made private stays in its owner's list."""
_VIDEO_SHARE: Final = 0.85
_MEDIA: Final[dict[Platform, Media]] = {
    "wechat": "article",
    "website": "article",
    "rss": "article",
    "xiaohongshu": "images",
}
_GASP_HOUR: Final = 17.0
_WEEKS_APART: Final = timedelta(days=42)


@dataclass(frozen=True)
class Entry:
    """A post before it has a name: when, what, of which release, and whether followers are told."""

    at: datetime
    draft: Draft
    release: Release | None = None
    form: CarryForm | None = None
    notified: bool = False
    taken_back: bool = False


class Diary:
    """The posts of every account and day of one world."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._releases = Releases(cast)
        self.warnings = Warnings(cast)

    @property
    def first_day(self) -> date:
        """The first day on which anybody posted."""
        return self._cast.started_on - HISTORY

    def day(self, actor: Actor, day: date) -> list[Post]:
        """What an account publishes on a Beijing day, in the order of time."""
        entries = sorted(self._entries(actor, day), key=lambda entry: entry.at)
        fates = dice(self._cast.seed, actor.account_id, "fates", day)
        return [
            self._post(actor, day, entry, names, fates) for entry, names in self._named(actor, day, entries)
        ]

    def _entries(self, actor: Actor, day: date) -> list[Entry]:
        if not actor.on_roster(day) or day < self.first_day:
            return []
        random = dice(self._cast.seed, actor.account_id, "day", day)
        if actor.silences.silent_on(day):
            return [self._gasp(actor, day)] if day == actor.silences.gasp else []
        if actor.by_export:
            # Sheets tell too little of a text or its time for anybody to know a release in it.
            return self._own(actor, day, random)
        carries = [*self._issued(actor, day), *self._carries(actor, day)]
        own = self._own(actor, day, random)
        if actor.account.platform == "weibo":
            own = own[: max(0, MOST_WEIBO_POSTS_A_DAY - len(carries))]
            carries = carries[:MOST_WEIBO_POSTS_A_DAY]
        return carries + own

    def _issued(self, actor: Actor, day: date) -> list[Entry]:
        releases = [one for one in self._releases.issued_on(day) if one.origin is actor]
        releases += issued_by(self.warnings, actor, day)
        return [Entry(release.issued_at, release.draft, release) for release in releases]

    def _carries(self, actor: Actor, day: date) -> list[Entry]:
        """Releases are passed on without a message to followers, so the interface shows their words."""
        entries = []
        carries = self._releases.carries_on(actor.account_id, day)
        for carry in [*carries, *self.warnings.carries_on(actor.account_id, day)]:
            random = dice(self._cast.seed, carry.release.release_id, actor.account_id, "words")
            entries.append(Entry(carry.at, carried(carry, random), carry.release, carry.form))
        return entries

    def _own(self, actor: Actor, day: date, random: Random) -> list[Entry]:
        wanted = min(poisson(random, actor.posts_a_day * posting_weight(day)), _MOST_OWN_POSTS)
        if day == self._cast.started_on - _EVERYBODY_POSTS_BEFORE:
            wanted = max(wanted, 1)
        is_wechat, draw = actor.account.platform == "wechat", random.random()
        notified, one_message = is_wechat and draw < _NOTIFIED_SHARE, is_wechat and draw < _ONE_MESSAGE_SHARE
        together = _time(actor, day, random)
        drafts = [self._draft(actor, day, number) for number in range(wanted)]
        return [
            Entry(together if one_message else _time(actor, day, random), draft, notified=notified)
            for draft in drafts
        ]

    def _gasp(self, actor: Actor, day: date) -> Entry:
        return Entry(on_day(day, _GASP_HOUR), self._draft(actor, day, 0), taken_back=True)

    def _draft(self, actor: Actor, day: date, number: int) -> Draft:
        random = dice(self._cast.seed, actor.account_id, "draft", day, number)
        serial = self._serial(actor, day, number)
        topic = choose_topic(random, day, actor.account.department)
        return write(actor.account.platform, topic, serial, random, actor.place, day)

    def _serial(self, actor: Actor, day: date, number: int) -> int:
        """A number no other post of the same weeks has; accounts numbered behind have later weeks'."""
        writers = self._cast.first_writers
        behind = actor.index >= writers
        days = self._offset(day) + (_WEEKS_APART.days if behind else 0)
        slot = actor.index - writers if behind else actor.index
        return (days * MOST_WEIBO_POSTS_A_DAY + number) * max(writers, 1) + slot

    def _offset(self, day: date) -> int:
        return (day - self.first_day).days

    def _named(self, actor: Actor, day: date, entries: list[Entry]) -> Iterator[tuple[Entry, Names]]:
        offset, message, position, sent_at = self._offset(day), -1, 0, None
        for place, entry in enumerate(entries):
            position = position + 1 if entry.release is None and entry.at == sent_at else 1
            message += position == 1
            sent_at = entry.at if entry.release is None else None
            yield entry, self._names(actor, entry, offset, place, (message, position))

    def _names(self, actor: Actor, entry: Entry, offset: int, place: int, message: tuple[int, int]) -> Names:
        account, serial = actor.account, offset * 16 + place
        if account.platform == "wechat":
            return native_ids.wechat(
                actor.index, native_ids.wechat_mid(actor.index, offset, message[0]), message[1]
            )
        if account.platform == "weibo":
            return native_ids.weibo(account, actor.index, entry.at, serial)
        if account.platform in ("douyin", "toutiao"):
            return native_ids.douyin(self._cast.seed, account, entry.at, serial)
        if account.platform == "kuaishou":
            return native_ids.kuaishou(self._cast.seed, account, serial)
        if account.platform == "bilibili":
            return native_ids.bilibili(self._cast.seed, account, serial)
        if account.platform == "channels":
            return native_ids.channels(self._cast.seed, account, serial)
        if account.platform == "xiaohongshu":
            return native_ids.xiaohongshu(self._cast.seed, account, entry.at, entry.draft.title, serial)
        number = native_ids.document_number(actor.index, offset, place)
        page = native_ids.site_page if account.platform == "website" else native_ids.feed_entry
        return page(account, entry.at, number)

    def _post(self, actor: Actor, day: date, entry: Entry, names: Names, fates: Random) -> Post:
        may_vanish = day >= self._cast.started_on + _DELETIONS_FROM and not _is_origin(entry)
        deleted_at, hidden_at = _fate(actor.account.platform, entry, day, fates, may_vanish=may_vanish)
        draft, release = entry.draft, entry.release
        mid, _, position = (
            names.native_id.partition("_") if actor.account.platform == "wechat" else ("", "", "")
        )
        return Post(
            post_id=names.post_id,
            account_id=actor.account_id,
            platform=actor.account.platform,
            native_id=names.native_id,
            url=names.url,
            title=draft.title,
            text=draft.text,
            media=_media(actor.account.platform, fates),
            published_at=entry.at,
            topics=draft.topics,
            audiences=draft.audiences,
            deleted_at=deleted_at,
            hidden_at=hidden_at,
            release_id=release.release_id if release else None,
            form=entry.form,
            mid=int(mid) if mid else None,
            position=int(position) if position else None,
            notified=entry.notified,
            video_id=names.video_id,
        )


def _is_origin(entry: Entry) -> bool:
    return entry.release is not None and entry.form is None


def _time(actor: Actor, day: date, random: Random) -> datetime:
    """A minute of the editors' day; only some platforms tell the second."""
    at = on_day(day, random.uniform(EARLIEST_HOUR, LATEST_HOUR))
    return at.replace(second=0) if actor.account.platform == "website" else at


def _media(platform: Platform, fates: Random) -> Media:
    draw = fates.random()
    if platform in ("kuaishou", "toutiao", "bilibili", "channels"):
        return "video"
    if platform == "douyin":
        return "video" if draw < _VIDEO_SHARE else "images"
    if platform == "weibo":
        return "images" if draw < 0.5 else "short_text"
    return _MEDIA[platform]


def _fate(
    platform: Platform, entry: Entry, day: date, fates: Random, *, may_vanish: bool
) -> tuple[datetime | None, datetime | None]:
    """When a post is deleted, and when it is made private.

    A post taken back early goes in the night after it was published, before it is 24 hours old and between
    two waves; one deleted later is more than a day old. So whoever looks twice a day can tell them apart.
    """
    draw, share = fates.random(), fates.random()
    afternoon = on_day(day, 15) <= entry.at <= on_day(day, 20.5)
    if entry.taken_back or (
        may_vanish and _can_be_taken_back(platform) and afternoon and draw < _EARLY_DELETION_SHARE
    ):
        return on_day(day, 22 + 9 * share), None
    if not may_vanish or entry.notified or platform not in _DELETED_AFTER_HOURS:
        return None, None
    if draw > 1 - _LATE_DELETION_SHARE:
        first, last = _DELETED_AFTER_HOURS[platform]
        return entry.at + timedelta(hours=first + (last - first) * share), None
    if platform in _CAN_HIDE and draw > 1 - _LATE_DELETION_SHARE - _HIDDEN_SHARE:
        return None, entry.at + timedelta(hours=40 + 250 * share)
    return None, None


def _can_be_taken_back(platform: Platform) -> bool:
    return platform in RETRACTING
