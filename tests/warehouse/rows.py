"""Rows for tests of the views: the shortest way to say what a small province holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from tests.warehouse.followed import FollowedWarehouse
from warehouse.client import Warehouse
from warehouse.rollups import Touched, refresh

EPOCH = date(1970, 1, 1)
LONG_AGO = date(2020, 1, 1)
_offsets = count(1)


def now() -> datetime:
    """The instant the views call now, cut to milliseconds as the tables keep it."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def ago(days: float = 0, hours: float = 0) -> datetime:
    return now() - timedelta(days=days, hours=hours)


def insert(warehouse: Warehouse, table: str, *rows: dict[str, object]) -> None:
    """Insert rows that name the same columns; the roll-ups follow, as they do behind the loader."""
    insert_columns(warehouse, table, {name: [row[name] for row in rows] for name in rows[0]})


def insert_columns(warehouse: Warehouse, table: str, columns: dict[str, list[object]]) -> None:
    """`insert`, of columns."""
    warehouse.insert(table, columns)
    post_ids = columns["post_id"] if table in ("posts", "post_versions", "metrics") else []
    account_ids = columns["account_id"] if table == "crawls" else []
    touched = {"post_ids": set(map(str, post_ids)), "account_ids": set(map(str, account_ids))}
    if isinstance(warehouse, FollowedWarehouse):
        warehouse.touch(**touched)
    else:
        refresh(warehouse, Touched(seen=touched["post_ids"], **touched))


def forget_visits(warehouse: Warehouse, account_id: str, day: date | None = None) -> None:
    """As if nobody had visited an account on a Beijing day, or ever."""
    for table, its_day in (("crawls", "toDate(started_at, 'Asia/Shanghai')"), ("visit_days", "day")):
        warehouse.command(
            f"ALTER TABLE {table} DELETE WHERE account_id = {{account:String}}"
            f" AND ({{day:Nullable(Date)}} IS NULL OR {its_day} = {{day:Nullable(Date)}})"
            " SETTINGS mutations_sync = 1",
            {"account": account_id, "day": day},
        )
    warehouse.command("TRUNCATE TABLE account_visits")
    seen = warehouse.query("SELECT DISTINCT account_id FROM crawls")
    refresh(warehouse, Touched(account_ids=[str(row["account_id"]) for row in seen]))


def region(code: str, name: str, level: str, parent: str = "", **other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "region_code": code,
        "name": name,
        "level": level,
        "parent_code": parent,
        "kind": level,
        "population": None,
        "synced_at": now(),
    }
    return row | other


def department(code: str, name: str) -> dict[str, object]:
    return {"department": code, "name": name, "body": f"某省{name}", "synced_at": now()}


def account(
    account_id: str, platform: str = "wechat", level: str = "county", **other: object
) -> dict[str, object]:
    row: dict[str, object] = {
        "account_id": account_id,
        "name": f"{account_id}的账号",
        "platform": platform,
        "level": level,
        "region_code": "",
        "kind": "brigade",
        "department": "",
        "unit": f"{account_id}的单位",
        "status": "active",
        "gathered": True,
        "roster_from": LONG_AGO,
        "roster_to": None,
        "synced_at": now(),
    }
    return row | other


def post(post_id: str, account_id: str, published_at: datetime, **other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "post_id": post_id,
        "account_id": account_id,
        "platform": post_id.partition(":")[0],
        "url": f"https://example.invalid/{post_id}",
        "title": f"{post_id}的标题",
        "text": "正文",
        "media": "article",
        "published_at": published_at,
        "published_precision": "second",
        "fetched_at": published_at,
        "deleted": False,
        "topics": ["other"],
        "audiences": [],
        "topic": "posts",
        "partition": 0,
        "offset": next(_offsets),
    }
    return row | other


def visit(account_id: str, at: datetime, **other: object) -> dict[str, object]:
    """A successful visit to an account, begun and ended at `at`."""
    row: dict[str, object] = {
        "account_id": account_id,
        "platform": "wechat",
        "started_at": at,
        "finished_at": at,
        "outcome": "ok",
        "posts_seen": 0,
        "figures_seen": 0,
        "requests": 1,
        "error_kind": "",
        "error": "",
        "topic": "crawls",
        "partition": 0,
        "offset": next(_offsets),
    }
    return row | other


def release(post_id: str, account_id: str, issued_at: datetime, **other: object) -> dict[str, object]:
    """A release that the matcher found and that holds."""
    row: dict[str, object] = {
        "release_id": post_id,
        "post_id": post_id,
        "account_id": account_id,
        "issued_at": issued_at,
        "carriers": 1,
        "matcher": "1",
        "matched_at": now(),
    }
    return row | other


def adoption(
    release_id: str, post_id: str, account_id: str, adopted_at: datetime, **other: object
) -> dict[str, object]:
    row: dict[str, object] = {
        "release_id": release_id,
        "post_id": post_id,
        "account_id": account_id,
        "adopted_at": adopted_at,
        "method": "near",
        "similarity": 0.9,
        "valid": True,
        "matcher": "1",
        "matched_at": now(),
    }
    return row | other


def assigned(assigned_id: str, targets: list[str], issued_at: datetime, **other: object) -> dict[str, object]:
    """A release that a person entered, with three days to carry it."""
    row: dict[str, object] = {
        "assigned_id": assigned_id,
        "title": "",
        "url": "",
        "issued_at": issued_at,
        "deadline_at": issued_at + timedelta(hours=72),
        "targets": targets,
        "entered_by": "someone",
        "entered_at": now(),
        "withdrawn": False,
    }
    return row | other


def assigned_adoption(
    assigned_id: str, post_id: str, account_id: str, adopted_at: datetime, **other: object
) -> dict[str, object]:
    row = adoption(assigned_id, post_id, account_id, adopted_at, **other)
    return {"assigned_id": row.pop("release_id")} | row


def campaign(campaign_id: str, first_day: date, last_day: date, **other: object) -> dict[str, object]:
    """A campaign that expects everybody and that no post belongs to."""
    row: dict[str, object] = {
        "campaign_id": campaign_id,
        "name": f"{campaign_id}的名称",
        "first_day": first_day,
        "last_day": last_day,
        "within_days": None,
        "season": "",
        "entered_by": "someone",
        "entered_at": now(),
        "withdrawn": False,
    }
    lists = ("topics", "audiences", "regions", "levels", "departments", "releases")
    return row | {name: [] for name in lists} | other


def warning(warning_id: str, issued_at: datetime, expires_at: datetime, **other: object) -> dict[str, object]:
    """A fire-risk notice for everywhere that nothing carries."""
    row: dict[str, object] = {
        "warning_id": warning_id,
        "title": f"{warning_id}的标题",
        "risk": "orange",
        "issued_at": issued_at,
        "expires_at": expires_at,
        "in_working_hours": True,
        "regions": [],
        "releases": [],
        "entered_by": "someone",
        "entered_at": now(),
        "withdrawn": False,
    }
    return row | other


def follow_up(
    follow_up_id: str, aim: str, assigned_at: datetime, due_at: datetime, **other: object
) -> dict[str, object]:
    """Something assigned to nobody."""
    row: dict[str, object] = {
        "follow_up_id": follow_up_id,
        "aim": aim,
        "with_below": False,
        "assigned_at": assigned_at,
        "due_at": due_at,
        "entered_by": "someone",
        "entered_at": now(),
        "withdrawn": False,
    }
    texts = ("account_id", "unit", "region_code", "audience", "release_id", "episode_id", "what")
    return row | dict.fromkeys(texts, "") | other


def figure(post_id: str, figure_at: datetime, **other: object) -> dict[str, object]:
    """An instant figure of `figure_at`; a day's statement when `as_of` and `observed_at` are given."""
    row: dict[str, object] = {
        "post_id": post_id,
        "account_id": "",
        "platform": post_id.partition(":")[0],
        "observed_at": figure_at,
        "as_of": EPOCH,
        "figure_at": figure_at,
        "source": "official",
        "kind": "cumulative",
        "views": None,
        "readers": None,
        "topic": "metrics",
        "partition": 0,
        "offset": next(_offsets),
    }
    return row | other


def account_figure(account_id: str, observed_at: datetime, **other: object) -> dict[str, object]:
    """What a platform said of an account itself at an instant."""
    row: dict[str, object] = {
        "account_id": account_id,
        "platform": "douyin",
        "observed_at": observed_at,
        "as_of": EPOCH,
        "followers_total": None,
        "topic": "accounts",
        "partition": 0,
        "offset": next(_offsets),
    }
    return row | other
