"""A history from outside: a CSV file of posts and, if there is one, of visits; judged like one of our own.

Posts have `account_id`, `published_at` and optionally `deleted_at`; visits have `account_id`, `finished_at`
and `outcome` (`ok`, `partial` or an error kind). Instants are ISO 8601 with a zone. Columns in any order,
others are passed over; rows in any order. An account without a visit in the file is taken as seen at all
times.
"""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn

from alerts.facts import Account, History, Post, Visit
from alerts.posting_days import PostingDays
from hub.clock import beijing_day
from hub.errors import InvalidRecord
from hub.platforms import PLATFORM_NAMES
from hub.roster import Account as RosterAccount
from hub.roster import Roster

_TAKEN_BACK_WITHIN: Final = timedelta(hours=24)
_SUCCESSES: Final = ("ok", "partial")


class _Published:
    """A post of a file: when it was published and, where it was, deleted."""

    __slots__ = ("at", "deleted_at")

    def __init__(self, at: datetime, deleted_at: datetime | None) -> None:
        self.at = at
        self.deleted_at = deleted_at

    @property
    def taken_back(self) -> bool:
        return self.deleted_at is not None and self.deleted_at <= self.at + _TAKEN_BACK_WITHIN


def read_history_files(
    posts: Path, crawls: Path | None, roster: Roster, until: datetime | None = None
) -> tuple[History, datetime | None]:
    """The history up to `until`, and its last instant (None where nothing is in it).

    Accounts that are not on the roster are units of their own: without a platform, a county and peers but
    each other. Raises InvalidRecord for the first row that cannot be read.
    """
    published = _read_posts(posts, until)
    visits = _read_visits(crawls, until) if crawls else {}
    listed = {account.account_id: account for account in roster.accounts}
    accounts = [
        _account(account_id, published.get(account_id, []), visits.get(account_id), listed, roster)
        for account_id in sorted({*published, *visits})
        if account_id not in listed or listed[account_id].status == "active"
    ]
    lasts = [max(post.at for post in posts) for posts in published.values()]
    lasts += [max(visit.finished_at for visit in account_visits) for account_visits in visits.values()]
    return History(accounts), until or max(lasts, default=None)


def _read_posts(path: Path, until: datetime | None) -> dict[str, list[_Published]]:
    sheet = _Sheet(path, ("account_id", "published_at"), ("deleted_at",))
    posts: dict[str, list[_Published]] = defaultdict(list)
    for account_id, published, deleted in sheet.rows():
        published_at = sheet.instant(published, "published_at")
        deleted_at = sheet.instant(deleted, "deleted_at") if deleted else None
        if until is None or published_at <= until:
            posts[sheet.present(account_id, "account_id")].append(_Published(published_at, deleted_at))
    return posts


def _read_visits(path: Path, until: datetime | None) -> dict[str, list[Visit]]:
    sheet = _Sheet(path, ("account_id", "finished_at", "outcome"))
    visits: dict[str, list[Visit]] = defaultdict(list)
    for account_id, finished, outcome in sheet.rows():
        finished_at = sheet.instant(finished, "finished_at")
        kind = sheet.present(outcome, "outcome").lower()
        if until is None or finished_at <= until:
            success = kind in _SUCCESSES
            visit = Visit(finished_at, success, "" if success else kind)
            visits[sheet.present(account_id, "account_id")].append(visit)
    return visits


class _Sheet:
    """A CSV file, read row by row; knows on which line it is when something is wrong."""

    def __init__(self, path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> None:
        self._path = path
        self._needed = needed
        self._wanted = (*needed, *optional)
        self._reader = csv.reader(io.StringIO(self._content(), newline=""), strict=True)

    def rows(self) -> Iterator[list[str]]:
        """The cells of the wanted columns, without blanks around them; "" where a column is missing."""
        try:
            places = self._places([name.strip().lower() for name in next(self._reader, [])])
            last = max(place for place in places if place is not None)
            for cells in self._reader:
                if len(cells) > last:
                    yield ["" if place is None else cells[place].strip() for place in places]
                elif any(map(str.strip, cells)):
                    self._fail(f"has {len(cells)} cells, which is too few; check its commas")
        except csv.Error as error:
            self._fail(f"is not CSV ({error}); check its quotes")

    def present(self, text: str, column: str) -> str:
        """A cell that must not be empty. Raises InvalidRecord."""
        if not text:
            self._fail(f"has no {column}; every row needs one")
        return text

    def instant(self, text: str, column: str) -> datetime:
        """An instant (UTC). Raises InvalidRecord for anything but ISO 8601 with a zone."""
        try:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                raise ValueError("no zone")
            return instant.astimezone(UTC)
        except (ValueError, OverflowError):
            self._fail(f"has “{text}” as {column}, no time with a zone; write 2026-06-01T23:50:00+08:00")

    def _content(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise InvalidRecord(
                f"{self._path} cannot be read ({error.strerror}); name a CSV file."
            ) from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise InvalidRecord(f"Line {line} of {self._path} is not UTF-8; save it as CSV UTF-8.") from error

    def _places(self, header: list[str]) -> list[int | None]:
        missing = [name for name in self._needed if name not in header]
        if missing:
            self._fail(f"has no column {' and no column '.join(missing)}; the first line names the columns")
        return [header.index(name) if name in header else None for name in self._wanted]

    def _fail(self, what: str) -> NoReturn:
        raise InvalidRecord(f"Line {max(self._reader.line_num, 1)} of {self._path} {what}.")


def _account(
    account_id: str,
    posts: list[_Published],
    visits: list[Visit] | None,
    listed: Mapping[str, RosterAccount],
    roster: Roster,
) -> Account:
    instants = [post.at for post in posts] + [visit.finished_at for visit in visits or ()]
    account = Account(
        account_id=account_id,
        name=account_id,
        platform="",
        platform_name="",
        kind="",
        roster_from=beijing_day(min(instants)),
        roster_to=None,
        visits=visits,
    )
    if account_id in listed:
        _fill_in(account, listed[account_id], roster)
    if account.visits is not None:
        account.visits.sort(key=lambda visit: visit.finished_at)
    account.posts = [post for post in _as_seen(account, posts) if post is not None]
    kept = [post.published_at for post in account.posts if post.taken_back_at is None]
    account.posting = PostingDays.of_instants([int(at.timestamp()) for at in kept])
    return account


def _fill_in(account: Account, entry: RosterAccount, roster: Roster) -> None:
    """What the roster knows of an account."""
    account.name = entry.name
    account.platform = entry.platform
    account.platform_name = PLATFORM_NAMES[entry.platform]
    account.kind = entry.kind
    account.level = entry.level
    account.unit = entry.unit
    account.region_code = entry.region_code or ""
    account.roster_from = max(account.roster_from, entry.roster_from)
    account.roster_to = entry.roster_to
    if entry.level == "county" and entry.region_code:
        account.county_code = entry.region_code
        account.county_name = roster.regions[entry.region_code].name


def _as_seen(account: Account, posts: Iterable[_Published]) -> Iterator[Post | None]:
    """The posts as our visits would have shown them; None for one that was gone before the next visit."""
    for number, post in enumerate(posts, 1):
        seen_at = _next_sight(account, post.at)
        gone_at = _next_sight(account, post.deleted_at) if post.deleted_at and post.taken_back else None
        if seen_at is None or (gone_at is not None and gone_at <= seen_at):
            yield None
        else:
            yield Post(f"{account.account_id}:{number}", "", "", post.at, seen_at, gone_at)


def _next_sight(account: Account, instant: datetime) -> datetime | None:
    """When what happened at an instant was seen: by the next visit that succeeded, None if there was none."""
    if account.visits is None:
        return instant
    place = bisect_left(account.successes, instant)
    return account.successes[place] if place < len(account.successes) else None
