"""What happened in a small province, written straight into the warehouse's tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count

from hub.clock import BEIJING
from tests.warehouse.rows import insert_columns
from warehouse.client import Warehouse

ZHENGDING, PINGSHAN, DINGZHOU, SHIJIAZHUANG, HEBEI = "130123", "130131", "130682", "130100", "130000"
_REGIONS = [
    (HEBEI, "河北省", "province", ""),
    (SHIJIAZHUANG, "石家庄市", "city", HEBEI),
    (ZHENGDING, "正定县", "county", SHIJIAZHUANG),
    (PINGSHAN, "平山县", "county", SHIJIAZHUANG),
    (DINGZHOU, "定州市", "county", HEBEI),
]


def beijing(text: str) -> datetime:
    """The instant (UTC) that a clock in Beijing shows as `2026-03-01 10:00`."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING).astimezone(UTC)


class Happenings:
    """Accounts, posts, deletions and visits, each kept as the loader keeps them."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self._offsets = count(1)
        self._units: dict[tuple[str, str, str], str] = {}
        now = datetime.now(UTC)
        codes, names, levels, parents = map(list, zip(*_REGIONS, strict=True))
        self._insert(
            "regions",
            region_code=codes,
            name=names,
            level=levels,
            parent_code=parents,
            gb_parent_code=parents,
            kind=["县"] * len(codes),
            population=[None] * len(codes),
            synced_at=[now] * len(codes),
        )

    def account(
        self,
        account_id: str,
        region_code: str = ZHENGDING,
        *,
        platform: str = "wechat",
        name: str = "正定县消防救援大队",
        kind: str = "brigade",
        status: str = "active",
        gathered: bool = True,
        roster_from: date = date(2025, 1, 1),
        roster_to: date | None = None,
        unit: str = "",
    ) -> str:
        level = next(level for code, _, level, _ in _REGIONS if code == region_code)
        self._insert_one(
            "accounts",
            account_id=account_id,
            name=name,
            platform=platform,
            level=level,
            region_code=region_code,
            kind=kind,
            department="education" if kind == "department" else "",
            unit=unit or self._unit(account_id, name, region_code, platform),
            status=status,
            gathered=gathered,
            roster_from=roster_from,
            roster_to=roster_to,
            synced_at=datetime.now(UTC) + timedelta(microseconds=1000 * next(self._offsets)),
        )
        return account_id

    def _unit(self, account_id: str, name: str, region_code: str, platform: str) -> str:
        """A unit of its own for each account of a platform: a second one of the same is a case of its own."""
        first = self._units.setdefault((name, region_code, platform), account_id)
        return name if first == account_id else f"{name}（{account_id}）"

    def post(
        self,
        account_id: str,
        published_at: datetime,
        *,
        title: str = "用电防火提示",
        seen_at: datetime | None = None,
        deleted_at: datetime | None = None,
        audiences: Sequence[str] = (),
    ) -> str:
        """A post seen at once unless said otherwise; `deleted_at` is when its deletion was noticed."""
        post_id = f"wechat:{account_id}-{next(self._offsets)}"
        seen_at = seen_at or published_at
        self._version(post_id, published_at, seen_at, title, deleted=False)
        if deleted_at:
            self._version(post_id, published_at, deleted_at, title, deleted=True)
        self._insert_one(
            "posts",
            post_id=post_id,
            account_id=account_id,
            platform="wechat",
            url=f"https://example.org/{post_id}",
            title=title,
            text="",
            media="article",
            published_at=published_at,
            published_precision="second",
            fetched_at=deleted_at or seen_at,
            deleted=deleted_at is not None,
            topics=[],
            audiences=list(audiences),
            evidence="{}",
            topic="posts",
            partition=0,
            offset=next(self._offsets),
        )
        return post_id

    def adoption(
        self,
        release_id: str,
        origin: str,
        issued_at: datetime,
        post_id: str,
        account_id: str,
        adopted_at: datetime,
    ) -> None:
        """A release of the account `origin`, carried by a post of another one."""
        matched = {"matcher": "test", "matched_at": adopted_at}
        self._insert_one(
            "releases",
            release_id=release_id,
            post_id=release_id,
            account_id=origin,
            issued_at=issued_at,
            carriers=1,
            **matched,
        )
        self._insert_one(
            "adoptions",
            release_id=release_id,
            post_id=post_id,
            account_id=account_id,
            adopted_at=adopted_at,
            method="exact",
            similarity=1.0,
            valid=True,
            **matched,
        )

    def figure(self, post_id: str, account_id: str, at: datetime, *, readers: int) -> None:
        """How many readers a post had at an instant."""
        self._insert_one(
            "metrics",
            post_id=post_id,
            account_id=account_id,
            platform="wechat",
            observed_at=at,
            as_of=date(1970, 1, 1),
            figure_at=at,
            source="official",
            kind="cumulative",
            readers=readers,
            precision={},
            topic="metrics",
            partition=0,
            offset=next(self._offsets),
        )

    def visit(
        self, account_id: str, at: datetime, outcome: str = "ok", error_kind: str = "", error: str = ""
    ) -> None:
        self._insert_one(
            "crawls",
            account_id=account_id,
            platform="wechat",
            started_at=at,
            finished_at=at,
            outcome=outcome,
            posts_seen=0,
            figures_seen=0,
            requests=1,
            error_kind=error_kind,
            error=error,
            topic="crawls",
            partition=0,
            offset=next(self._offsets),
        )

    def visited_daily(self, account_id: str, first: datetime, last: datetime) -> None:
        """A successful visit every 24 hours from `first` to `last`."""
        days = (last - first).days + 1
        ats = [first + timedelta(days=day) for day in range(days)]
        self._insert(
            "crawls",
            account_id=[account_id] * days,
            platform=["wechat"] * days,
            started_at=ats,
            finished_at=ats,
            outcome=["ok"] * days,
            posts_seen=[0] * days,
            figures_seen=[0] * days,
            requests=[1] * days,
            error_kind=[""] * days,
            error=[""] * days,
            topic=["crawls"] * days,
            partition=[0] * days,
            offset=[next(self._offsets) for _ in range(days)],
        )

    def _version(
        self, post_id: str, published_at: datetime, fetched_at: datetime, title: str, deleted: bool
    ) -> None:
        self._insert_one(
            "post_versions",
            post_id=post_id,
            fetched_at=fetched_at,
            title=title,
            text_digest="0" * 16,
            deleted=deleted,
            published_at=published_at,
        )

    def _insert_one(self, table: str, **row: object) -> None:
        self._insert(table, **{name: [value] for name, value in row.items()})

    def _insert(self, table: str, **columns: list[object]) -> None:
        insert_columns(self.warehouse, table, columns)
