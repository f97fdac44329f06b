"""A province small enough to count by hand: eleven accounts, five counties, one release."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from hub.clock import beijing_day
from tests.warehouse.rows import (
    account,
    ago,
    assigned,
    assigned_adoption,
    figure,
    follow_up,
    insert,
    now,
    post,
    region,
    warning,
)
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse
from warehouse.kept import keep_answers
from warehouse.surveys import compute_waves

PROVINCE, CITY, OTHER_CITY = "130000", "130100", "130200"
ACTIVE, STALLED, BLANK, UNKNOWN, DIRECT = "130102", "130104", "130105", "130203", "130682"

ACCOUNTS = (
    ("p-wechat", "wechat", "province", PROVINCE),
    ("p-douyin", "douyin", "province", PROVINCE),
    ("c-wechat", "wechat", "city", CITY),
    ("c-douyin", "douyin", "city", CITY),
    ("c-website", "website", "city", OTHER_CITY),
    ("k-wechat", "wechat", "county", ACTIVE),
    ("k-douyin", "douyin", "county", ACTIVE),
    ("s-wechat", "wechat", "county", STALLED),
    ("u-wechat", "wechat", "county", UNKNOWN),
    ("d-weibo", "weibo", "county", DIRECT),
    ("d-kuaishou", "kuaishou", "county", DIRECT),
)
GOOD_PIECE = "wechat:p-wechat-good"
STALLED_DAYS = 20
WARNING, IN_FORCE = "warning:0c2f4e6a8b1d", "warning:5d7f9b1c3e60"
CLOSED, OVERDUE, OPEN = "follow-up:1a3c5e7f9b0d", "follow-up:2b4d6f8a0c1e", "follow-up:3c5e7a9b1d2f"
NOT_CRAWLED = ("u-wechat", "d-kuaishou")
TITLE = '<b>冬季</b>用火用电 & "提示"'
"""A title that must be shown as it is, and never be read as HTML."""


def fill(warehouse: Warehouse) -> None:
    """Put the small province into empty tables."""
    insert(warehouse, "regions", *_regions())
    insert(warehouse, "accounts", *_accounts())
    insert(warehouse, "crawls", *_crawls())
    _fill_posts(warehouse)
    _fill_release(warehouse)
    _fill_alerts(warehouse)
    keep_answers(warehouse, ago())


def fill_good_piece(warehouse: Warehouse) -> None:
    """Twelve usual posts of the province, a month and more ago, and then one that reached tenfold."""
    usual = [(f"wechat:p-wechat-usual-{number}", 31 + number, 300) for number in range(1, 13)]
    for post_id, age, readers in (*usual, (GOOD_PIECE, 31, 3000)):
        row = post(post_id, "p-wechat", ago(days=age), title=f"{age} 天前：{readers} 人读")
        insert(warehouse, "posts", row)
        insert(
            warehouse,
            "metrics",
            figure(post_id, ago(days=age - 7, hours=2), account_id="p-wechat", readers=readers),
        )
    work_out_all(warehouse, ago())
    keep_answers(warehouse, ago())


def fill_channels(warehouse: Warehouse) -> None:
    """Two SMS batches, an event, what a consultation agreed, and one wave of a survey."""
    batches = [_batch(CITY, "1", 1000, 900), _batch(ACTIVE, "2", 500, None), _batch(STALLED, "3", 100, 80)]
    insert(warehouse, "sms_batches", *batches)
    insert(warehouse, "publicity_events", _event(ACTIVE), _event(UNKNOWN))
    insert(warehouse, "consultation_items", _agreed(CITY), _agreed(OTHER_CITY))
    entered = _handed_in()
    asked = {"survey": "素质调查", "question_id": "Q1", "wording": "知道先断电", "topic": "electrical"}
    insert(warehouse, "survey_questions", asked | entered)
    insert(warehouse, "survey_respondents", *(_respondent(number) | entered for number in range(80)))
    compute_waves(warehouse, [("素质调查", 2021)], now())


def _handed_in() -> dict[str, object]:
    return {"withdrawn": False, "file": "表.xlsx", "entered_by": "某人", "entered_at": now()}


def fill_warnings(warehouse: Warehouse) -> None:
    """The release of 20 days ago entered as a warning for everywhere, and one in force for a city."""
    issued_at = ago(days=STALLED_DAYS)
    _hand_down(warehouse, WARNING, issued_at, [name for name, *_ in ACCOUNTS if name != "d-kuaishou"])
    _hand_down(warehouse, IN_FORCE, ago(hours=4), ["c-wechat", "k-wechat", "s-wechat"], regions=[CITY])
    origin = f"wechat:p-wechat-{STALLED_DAYS}"
    insert(
        warehouse,
        "assigned_adoptions",
        assigned_adoption(f"assigned:{WARNING}", origin, "p-wechat", issued_at, method="origin"),
        *(
            assigned_adoption(
                f"assigned:{WARNING}", f"wechat:{name}-{STALLED_DAYS}", name, issued_at + timedelta(hours=5)
            )
            for name in ("c-wechat", "k-wechat")
        ),
    )


def _hand_down(
    warehouse: Warehouse, name: str, issued_at: datetime, targets: list[str], **other: object
) -> None:
    expires_at = issued_at + timedelta(days=1)
    release = f"assigned:{name}"
    insert(warehouse, "warnings", warning(name, issued_at, expires_at, releases=[release], **other))
    insert(warehouse, "assigned_releases", assigned(release, targets, issued_at, deadline_at=expires_at))


def fill_follow_ups(warehouse: Warehouse) -> None:
    """One that a post closed in time, one overdue, one that is not due."""
    own = {"account_id": "k-wechat", "region_code": ACTIVE, "episode_id": "fortnight/k-wechat/1"}
    silent = {"account_id": "s-wechat", "region_code": STALLED, "episode_id": "fortnight/s-wechat/1"}
    unit = {"unit": f"单位{ACTIVE}", "region_code": ACTIVE, "audience": "rural"}
    insert(
        warehouse,
        "follow_ups",
        follow_up(CLOSED, "update", ago(days=12), ago(days=8), what="请恢复更新", **own),
        follow_up(OVERDUE, "update", ago(days=15), ago(days=10), what="请恢复更新", **silent),
        follow_up(OPEN, "audience", ago(hours=2), ago(days=-2), what="请面向农村发布", **unit),
    )


def _batch(region_code: str, record_id: str, recipients: int, delivered: int | None) -> dict[str, object]:
    return _handed_in() | {
        "region_code": region_code,
        "record_id": record_id,
        "unit": f"单位{region_code}",
        "sent_at": ago(days=10),
        "text": TITLE,
        "topics": ["electrical"],
        "audiences": [],
        "recipients": recipients,
        "delivered": delivered,
    }


def _event(region_code: str) -> dict[str, object]:
    return _handed_in() | {
        "region_code": region_code,
        "record_id": "1",
        "unit": f"单位{region_code}",
        "name": "进农村",
        "event_kind": "fair",
        "first_day": beijing_day(ago(days=20)),
        "last_day": None,
        "place": "某村",
        "topics": ["electrical"],
        "audiences": ["rural"],
        "attendance": 120,
    }


def _agreed(region_code: str) -> dict[str, object]:
    return _handed_in() | {
        "region_code": region_code,
        "record_id": "会商-1",
        "item": 1,
        "name": "一季度会商",
        "first_day": beijing_day(ago(days=30)),
        "departments": ["education"],
        "agreed": "发用电提示",
        "responsible": "某局",
        "due_on": beijing_day(ago(days=5)),
        "topics": ["electrical"],
        "audiences": [],
        "release_asked": "用电提示",
        "release_id": "",
    }


def _respondent(number: int) -> dict[str, object]:
    """Forty villagers of one county, of whom ten know; forty townspeople of another, of whom thirty do."""
    rural, knows = number < 40, number % 40 < (10 if number < 40 else 30)
    return {
        "survey": "素质调查",
        "wave": 2021,
        "respondent_id": str(number),
        "region_code": ACTIVE if rural else UNKNOWN,
        "residence": "rural" if rural else "urban",
        **dict.fromkeys(("age", "education", "income", "occupation", "employment"), ""),
        "weight": 1.0,
        "answered": ["Q1"],
        "correct": ["Q1"] if knows else [],
    }


def _regions() -> list[dict[str, object]]:
    return [
        region(PROVINCE, "河北省", "province"),
        region(CITY, "石家庄市", "city", PROVINCE),
        region(OTHER_CITY, "唐山市", "city", PROVINCE),
        region(ACTIVE, "长安区", "county", CITY),
        region(STALLED, "桥西区", "county", CITY),
        region(BLANK, "新华区", "county", CITY),
        region(UNKNOWN, "路北区", "county", OTHER_CITY),
        region(DIRECT, "定州市", "county", PROVINCE),
    ]


def _accounts() -> list[dict[str, object]]:
    return [
        account(
            name,
            platform,
            level,
            region_code=code,
            name=f"示例{name}",
            unit=f"单位{code}",
            gathered=platform != "kuaishou",
        )
        for name, platform, level, code in ACCOUNTS
    ]


def _crawls() -> list[dict[str, object]]:
    return [
        _crawl(name, platform, ago(days=day, hours=1))
        for name, platform, _, _ in ACCOUNTS
        if name not in NOT_CRAWLED
        for day in range(40)
    ]


def _crawl(account_id: str, platform: str, at: datetime) -> dict[str, object]:
    return {
        "account_id": account_id,
        "platform": platform,
        "started_at": at,
        "finished_at": at,
        "outcome": "ok",
        "posts_seen": 1,
        "figures_seen": 1,
        "requests": 1,
        "error_kind": "",
        "error": "",
        "topic": "crawls",
        "partition": 0,
        "offset": 1,
    }


def _fill_posts(warehouse: Warehouse) -> None:
    for number, (name, platform, _, _) in enumerate(ACCOUNTS):
        if name in NOT_CRAWLED:
            continue
        ages = (STALLED_DAYS, 25) if name == "s-wechat" else (2, 9, STALLED_DAYS)
        posts = [_post(name, platform, age) for age in ages]
        insert(warehouse, "posts", *posts)
        insert(
            warehouse,
            "metrics",
            *(_figure(row, 1000 * (number + 1) + age) for row, age in zip(posts, ages, strict=True)),
        )


def _post(account_id: str, platform: str, age: int) -> dict[str, object]:
    title = TITLE if age == 2 else f"{account_id} {age} 天前的作品"
    return post(
        f"{platform}:{account_id}-{age}", account_id, ago(days=age), title=title, topics=["electrical"]
    )


def _figure(row: dict[str, object], value: int) -> dict[str, object]:
    published_at = row["published_at"]
    assert isinstance(published_at, datetime)
    at = min(published_at + timedelta(days=6), now())
    return figure(str(row["post_id"]), at, account_id=row["account_id"], readers=value, views=value)


def _fill_release(warehouse: Warehouse) -> None:
    """The province's post of 20 days ago, carried by a city and a county within a day."""
    issued_at = ago(days=STALLED_DAYS)
    origin = f"wechat:p-wechat-{STALLED_DAYS}"
    insert(
        warehouse,
        "releases",
        {
            "release_id": origin,
            "post_id": origin,
            "account_id": "p-wechat",
            "issued_at": issued_at,
            "carriers": 2,
            "matcher": "test",
            "matched_at": now(),
        },
    )
    carriers = {"c-wechat": "wechat", "k-wechat": "wechat"}
    insert(
        warehouse,
        "adoptions",
        *(
            _adoption(origin, name, f"{platform}:{name}-{STALLED_DAYS}")
            for name, platform in carriers.items()
        ),
    )


def _adoption(release_id: str, account_id: str, post_id: str) -> dict[str, object]:
    return {
        "release_id": release_id,
        "post_id": post_id,
        "account_id": account_id,
        "adopted_at": ago(days=STALLED_DAYS, hours=-5),
        "method": "near",
        "similarity": 0.9,
        "valid": True,
        "matcher": "test",
        "matched_at": now(),
    }


def _fill_alerts(warehouse: Warehouse) -> None:
    """One open veto; a recovery that was taken on after six hours, and a silence that never was."""
    recovered = _ended("k-wechat", "recovered", opened=30, closed=26)
    corrected = _ended("k-douyin", "corrected", opened=12, closed=11)
    insert(warehouse, "alert_episodes", _episode(), recovered, corrected)
    insert(warehouse, "alert_history", _acknowledgement(str(recovered["episode_id"])))


def _ended(account_id: str, closed_as: str, *, opened: int, closed: int) -> dict[str, object]:
    return _episode() | {
        "episode_id": f"fortnight/{account_id}/1",
        "subject": account_id,
        "rule": "veto_notice",
        "severity": "提示",
        "opened_at": ago(days=opened),
        "changed_at": ago(days=closed),
        "closed_at": ago(days=closed),
        "closed_as": closed_as,
        "reached_veto": False,
        "sentence": f"示例{account_id} 的预警关闭。",
    }


def _acknowledgement(episode_id: str) -> dict[str, object]:
    return {
        "episode_id": episode_id,
        "entry_id": "1",
        "at": ago(days=30, hours=-6),
        "kind": "acknowledged",
        "rule": "",
        "severity": "",
        "words": "已联系",
        "done_by": "值班员张三",
        "until": None,
    }


def _episode() -> dict[str, object]:
    silent_since = beijing_day(ago(days=STALLED_DAYS)).isoformat()
    url = "https://example.invalid/s?a=1&b=2"
    return {
        "episode_id": "fortnight/s-wechat/1",
        "rule_group": "fortnight",
        "subject": "s-wechat",
        "subject_kind": "account",
        "rule": "veto",
        "severity": "否决",
        "opened_at": ago(days=STALLED_DAYS - 7),
        "changed_at": ago(days=STALLED_DAYS - 14),
        "closed_at": None,
        "closed_as": "",
        "reached_veto": True,
        "sentence": f"示例s-wechat 已静默 {STALLED_DAYS} 天，达到两周不更新的否决线。",
        "evidence": json.dumps(
            {"silent_since": silent_since, "last_update_title": TITLE, "last_update_url": url}
        ),
        "version": 1,
    }
