"""What an import will publish: posts and figures of one account from one sheet, or why a row is left out.

Nothing here writes. All that is published follows from the sheet, the account, what is known of it and the
instant of the export; so a second import of the same sheet makes the same records, which replace themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from crawlers.exports.cells import Published
from crawlers.exports.matching import KnownPost, Matcher, Verdict
from crawlers.exports.rows import ExportRow, Reading, Refusal
from crawlers.hashtags import hashtags_of
from crawlers.wechat import article_post_id
from hub.platforms import Platform
from hub.records import CrawlFinished, Media, Metrics, MetricsSeen, PostSeen, Record, post_id
from hub.roster import Account

MEDIA: Final[dict[Platform, Media]] = {"wechat": "article", "toutiao": "article", "xiaohongshu": "images"}
"""What a row without a kind is; on the other platforms a video."""

_COARSENESS: Final = {"second": 0, "minute": 1, "day": 2}
_CLOCKS_APART: Final = timedelta(minutes=10)


@dataclass
class Plan:
    """What one sheet becomes. `unmatched` rows fit no post known, or several; `repeated` ones stood above."""

    account: Account
    exported_at: datetime
    records: list[Record] = field(default_factory=list)
    matched: int = 0
    new: int = 0
    repeated: int = 0
    unmatched: list[tuple[ExportRow, Verdict]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def plan_import(
    readings: Iterable[Reading],
    account: Account,
    known: Iterable[KnownPost],
    exported_at: datetime,
    *,
    by_export: bool,
) -> Plan:
    """Plan the import of a file's sheets for an account.

    `by_export` says that nothing else gathers the account: then a row that fits no post is a new post, and
    the sheet counts as a visit. Otherwise only figures are taken; what fits no post is left out and named.
    """
    return _Planner(Plan(account, exported_at), Matcher(known), by_export).plan(readings)


class _Planner:
    def __init__(self, plan: Plan, matcher: Matcher, by_export: bool) -> None:
        self._plan = plan
        self._account = plan.account
        self._matcher = matcher
        self._by_export = by_export
        self._figures: dict[str, MetricsSeen] = {}

    def plan(self, readings: Iterable[Reading]) -> Plan:
        for reading in readings:
            self._plan.refusals += reading.refusals
            for row in reading.rows:
                self._take(row)
        if self._by_export:
            self._plan.records.append(self._visit())
        return self._plan

    def _take(self, row: ExportRow) -> None:
        if row.published.at > self._plan.exported_at + _CLOCKS_APART:
            self._refuse(row, "发布时间晚于导出时间")
            return
        own_id = _id_of(self._account, row)
        match = self._matcher.match(row, own_id)
        may_be_new = self._by_export or _is_only_exported(self._account, row)
        if match.post is None and (match.verdict is Verdict.SEVERAL or not may_be_new):
            self._plan.unmatched.append((row, match.verdict))
            return
        key = match.post.post_id if match.post is not None else own_id or _made_id(self._account, row)
        if not self._is_first(row, key):
            return
        self._plan.matched += match.post is not None
        self._plan.new += match.post is None
        if may_be_new:
            self._plan.records.append(self._post(row, key, match.post))
        if row.metrics != Metrics():
            self._plan.records.append(self._figures[key])

    def _is_first(self, row: ExportRow, key: str) -> bool:
        figures = self._figures_of(row, key)
        earlier = self._figures.setdefault(key, figures)
        if earlier is figures:
            return True
        if earlier == figures:
            self._plan.repeated += 1
        else:
            self._refuse(row, "与前面一行是同一作品，数字却不同")
        return False

    def _refuse(self, row: ExportRow, reason: str) -> None:
        cells = (row.title or row.text, row.published.at.isoformat(), row.url)
        self._plan.refusals.append(Refusal(row.line, reason, cells))

    def _post(self, row: ExportRow, key: str, known: KnownPost | None) -> PostSeen:
        published = _finer(row.published, known)
        return PostSeen(
            post_id=key,
            account_id=self._account.account_id,
            platform=self._account.platform,
            url=row.url,
            title=row.title,
            text=row.text,
            media=row.media or MEDIA.get(self._account.platform, "video"),
            published_at=published.at,
            published_precision=published.precision,
            fetched_at=self._plan.exported_at,
            hashtags=hashtags_of(row.text),
        )

    def _figures_of(self, row: ExportRow, key: str) -> MetricsSeen:
        return MetricsSeen(
            post_id=key,
            account_id=self._account.account_id,
            platform=self._account.platform,
            observed_at=self._plan.exported_at,
            source="export",
            metrics=row.metrics,
            precision=row.precision,
        )

    def _visit(self) -> CrawlFinished:
        return CrawlFinished(
            account_id=self._account.account_id,
            platform=self._account.platform,
            started_at=self._plan.exported_at,
            finished_at=self._plan.exported_at,
            outcome="partial" if self._plan.refusals else "ok",
            posts_seen=len(self._figures),
            figures_seen=sum(isinstance(record, MetricsSeen) for record in self._plan.records),
        )


def _id_of(account: Account, row: ExportRow) -> str | None:
    """The hub's id by what the row itself says; None where it says none, or a ruined one."""
    if account.platform == "wechat":
        return article_post_id(account, row.url)
    native = row.native_id
    return post_id(account.platform, native.value[:400]) if native and not native.is_ruined else None


def _made_id(account: Account, row: ExportRow) -> str:
    """An id for a post whose sheet holds none: its account, time and name as they are first seen."""
    name = f"{row.published.at.isoformat()} {row.title or row.text}"
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    return post_id(account.platform, f"{account.account_id}:{digest}")


def _is_only_exported(account: Account, row: ExportRow) -> bool:
    """Toutiao's interface lists videos only; its articles are known by export alone."""
    return account.platform == "toutiao" and row.media not in (None, "video")


def _finer(published: Published, known: KnownPost | None) -> Published:
    if known is None or _COARSENESS[published.precision] <= _COARSENESS[known.precision]:
        return published
    return Published(known.published_at, known.precision)
