"""What must be true of a hub that gathered the demo province, whatever carried its records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from demo.reckoning import FORTNIGHT, AccountTruth
from demo.truth import FigureTruth, PostTruth
from hub.clock import beijing_day
from hub.records import METRIC_NAMES
from tests.end_to_end.province import Province

_COUNTS = tuple(name for name in METRIC_NAMES if name not in ("completion_rate", "avg_seconds"))


def every_visible_post_is_there_once(province: Province) -> None:
    rows = province.warehouse.query(
        "SELECT post_id, account_id, title, text, published_at, published_precision, deleted FROM posts FINAL"
    )
    assert _repeated(row["post_id"] for row in rows) == []
    told = {row["post_id"]: tuple(row.values())[1:] for row in rows}
    seen = [post for post in province.truth.posts if post.first_seen_at is not None]
    assert len(seen) > 42 * province.days
    assert _difference({post.post_id: _as_told(post) for post in seen}, told) == {}


def every_figure_is_there_once(province: Province) -> None:
    rows = province.warehouse.query(
        f"SELECT post_id, as_of, observed_at, {', '.join(_COUNTS)} FROM v_metrics"
    )
    keys = [_figure_key(row) for row in rows]
    assert _repeated(keys) == []
    told = {
        key: {name: row[name] for name in _COUNTS if row[name] is not None}
        for key, row in zip(keys, rows, strict=True)
    }
    owed = {
        _owed_key(post, figure): figure.metrics for post in province.truth.posts for figure in post.figures
    }
    assert len(owed) > 167 * province.days
    assert _difference(owed, told) == {}


def accounts_without_an_interface_are_known_by_their_sheets(province: Province) -> None:
    """Their posts and figures are among all others'; here: that there are some, and whose sheet is late."""
    rows = province.warehouse.query(
        "SELECT platform, uniqExact(account_id, observed_at) AS sheets FROM v_metrics"
        " WHERE source = 'export' GROUP BY platform"
    )
    assert {row["platform"] for row in rows} == {"channels", "xiaohongshu"}
    assert all(row["sheets"] > province.days / 4 for row in rows), rows
    rows = province.warehouse.query(
        "SELECT account_id, last_export_at, due_on, days_late, state FROM v_export_due"
    )
    told = {row["account_id"]: tuple(row.values())[1:] for row in rows}
    owed = {
        export.account_id: (export.last_export_at, export.due_on, export.days_late, export.state)
        for export in province.truth.exports
    }
    assert _difference(owed, told) == {}
    alerts = province.warehouse.query("SELECT subject FROM v_alerts WHERE open AND rule = 'export_late'")
    late = {export.account_id for export in province.truth.exports if export.days_late}
    assert {row["subject"] for row in alerts} == late
    assert 0 < len(late) < len(owed) / 2


def level_totals_equal_the_truth(province: Province) -> None:
    rows = province.warehouse.query("SELECT level, posts FROM v_output_by_level")
    assert {row["level"]: row["posts"] for row in rows} == {
        total.level: total.posts for total in province.truth.levels
    }


def reach_at_seven_days_equals_the_truth(province: Province) -> None:
    if _reach_difference(province):
        province.ask_truth_anew()  # a post may have come of age between the two answers
    assert _reach_difference(province) == {}


def _reach_difference(province: Province) -> dict[Any, tuple[Any, Any]]:
    rows = province.warehouse.query(
        "SELECT level, platform, posts, mature_posts, young_posts, missing_posts, reach_7d"
        " FROM v_reach_by_level WHERE basis != ''"
    )
    told = {(row["level"], row["platform"]): list(row.values())[2:] for row in rows}
    owed = {
        (total.level, total.platform): [
            total.posts,
            total.mature_posts,
            total.young_posts,
            total.missing_posts,
            total.reach_7d,
        ]
        for total in province.truth.reach
    }
    return _difference(owed, told)


def releases_and_adoptions_equal_the_truth(province: Province) -> None:
    rows = province.warehouse.query("SELECT release_id, post_id FROM v_adoptions")
    told = {(row["release_id"], row["post_id"]) for row in rows}
    owed = {
        (release.post_id, carrier.post_id)
        for release in province.truth.releases
        for carrier in release.carriers
    }
    assert (sorted(owed - told), sorted(told - owed)) == ([], [])


def adoption_by_level_equals_the_truth(province: Province) -> None:
    rows = province.warehouse.query(
        "SELECT level, targets, eligible, adopters_72h, adoption_rate_72h FROM v_adoption_by_level"
    )
    told = {row["level"]: list(row.values())[1:] for row in rows}
    owed = {
        total.level: [total.targets, total.eligible, total.adopters_72h, total.adoption_rate_72h]
        for total in province.truth.adoption
    }
    assert _difference(owed, told) == {}


def silent_accounts_and_counties_equal_the_truth(province: Province) -> None:
    accounts = province.warehouse.query("SELECT account_id, state FROM v_account_state WHERE gathered")
    assert (
        _difference(
            {account.account_id: account.state for account in province.truth.accounts},
            {row["account_id"]: row["state"] for row in accounts},
        )
        == {}
    )
    counties = province.warehouse.query("SELECT region_code, state FROM v_county_state")
    assert (
        _difference(
            {county.region_code: county.state for county in province.truth.counties},
            {row["region_code"]: row["state"] for row in counties},
        )
        == {}
    )


def open_alerts_equal_the_truth(province: Province) -> None:
    """At the veto line are the silent accounts, each since the day its silence reached a week.

    Of the night since nobody has looked, no alert says anything yet.
    """
    rows = province.warehouse.query(
        "SELECT subject, rule, silent_since, toDate(opened_at, 'Asia/Shanghai') AS opened_on"
        " FROM v_alerts WHERE open AND rule IN ('veto', 'collector') AND subject_kind = 'account'"
    )
    vetoes = {row["subject"]: row for row in rows if row["rule"] == "veto"}
    today = beijing_day(province.truth.until)
    unknown = {account.account_id for account in province.truth.accounts if account.state == "unknown"}
    silent = {
        account.account_id
        for account in province.truth.accounts
        if account.state == "silent" and account.silent_days - _days_unseen(account, today) >= FORTNIGHT
    }
    assert (vetoes.keys() - unknown, {row["subject"] for row in rows} - vetoes.keys()) == (silent, unknown)
    seen_early = {
        (row["account_id"], row["day"])
        for row in province.warehouse.query(
            "SELECT DISTINCT account_id, toDate(finished_at, 'Asia/Shanghai') AS day FROM crawls FINAL"
            " WHERE outcome = 'ok' AND toHour(finished_at, 'Asia/Shanghai') < 8"
        )
    }
    off_their_day = {
        subject: (row["silent_since"], row["opened_on"])
        for subject, row in vetoes.items()
        if row["opened_on"] not in _days_it_may_open(subject, row["silent_since"], seen_early)
    }
    assert off_their_day == {}


def other_channels_equal_the_truth(province: Province) -> None:
    """Beside posts, and in none of their totals: those are compared above."""
    rows = province.warehouse.query(
        "SELECT level, channel_name, count() AS records, ifNull(sum(amount), 0) AS amount"
        " FROM v_channel_activities GROUP BY level, channel_name"
    )
    told = {(row["level"], row["channel_name"]): (row["records"], row["amount"]) for row in rows}
    owed = {(total.level, total.channel): (total.records, total.amount) for total in province.truth.channels}
    assert _difference(owed, told) == {}
    assert len(owed) == 12
    [months] = province.warehouse.query(
        "SELECT sum(records) AS records, uniqExact(period_start) AS months FROM v_channel_by_level"
        " WHERE period = 'month'"
    )
    assert months["records"] == sum(total.records for total in province.truth.channels)
    assert months["months"] >= 12
    kept = province.warehouse.query("SELECT state FROM v_channel_agreements WHERE release_id != ''")
    assert {row["state"] for row in kept} <= {"released"}


def awareness_equals_the_truth(province: Province) -> None:
    rows = province.warehouse.query(
        "SELECT wave, question_id, group_code, respondents, round(effective) AS effective,"
        " round(rate, 6) AS rate FROM v_survey_rates WHERE level = 'province'"
    )
    told = {tuple(row.values())[:3]: list(row.values())[3:] for row in rows}
    owed = {
        (one.wave, one.question_id, one.group): [
            one.respondents,
            float(round(one.effective)),
            round(one.rate, 6),
        ]
        for one in province.truth.awareness
    }
    assert _difference(owed, told) == {}
    for wave in (2014, 2017, 2021):
        mean = {
            group: sum(rate for (year, _, name), (*_, rate) in told.items() if (year, name) == (wave, group))
            for group in ("urban", "rural", "18_29", "60_plus", "enterprise", "department", "casual")
        }
        assert mean["urban"] > mean["rural"]
        assert mean["18_29"] > mean["60_plus"]
        assert min(mean["enterprise"], mean["department"]) > mean["casual"]
    rising = province.warehouse.query(
        "SELECT verdict FROM v_survey_changes WHERE level = 'province' AND dimension = 'all'"
    )
    assert {row["verdict"] for row in rising} <= {"up", "none"}
    gaps = province.warehouse.query(
        "SELECT group_code FROM v_gap_matrix WHERE level = 'province' AND know_rank = 1"
    )
    assert {row["group_code"] for row in gaps} <= {"rural", "60_plus", "casual"}
    assert len(gaps) == 5  # one a topic


def warnings_equal_the_truth(province: Province) -> None:
    """Where each arrived and after how many hours; which expired before that."""
    rows = province.warehouse.query(
        "SELECT p.post_id AS post_id, c.region_code AS region_code, c.lag_hours AS lag_hours"
        " FROM v_warning_counties AS c INNER JOIN v_warning_posts AS p ON p.warning_id = c.warning_id"
        " WHERE p.origin AND c.lag_hours IS NOT NULL"
    )
    told = {(row["post_id"], row["region_code"]): round(float(str(row["lag_hours"])), 3) for row in rows}
    counties = {county.region_code for county in province.truth.counties}
    owed = {
        (warning.post_id, code): round(hours, 3)
        for warning in province.truth.warnings
        for code, hours in warning.reached.items()
        if code in counties
    }
    assert _difference(owed, told) == {}
    assert len(province.truth.warnings) > 2
    seen = province.warehouse.query("SELECT post_id FROM v_warning_posts WHERE origin")
    assert sorted(row["post_id"] for row in seen) == sorted(one.post_id for one in province.truth.warnings)
    rows = province.warehouse.query("SELECT not_reached FROM v_warnings")
    late = {
        warning.post_id
        for warning in province.truth.warnings
        for code, hours in warning.reached.items()
        if code in counties and warning.issued_at + timedelta(hours=hours) > warning.expires_at
    }
    assert sum(bool(row["not_reached"]) for row in rows) >= len(late)
    carrying = {code for warning in province.truth.warnings for code in warning.reached}
    told_late = province.warehouse.query(
        "SELECT DISTINCT region_code FROM v_warning_counties WHERE state = 'late'"
    )
    assert {row["region_code"] for row in told_late} <= carrying


def campaigns_equal_the_truth(province: Province) -> None:
    """Of the season of warnings, whose posts are told by their releases alone, who spoke; all adds up."""
    [season] = province.warehouse.query("SELECT * FROM v_campaigns WHERE name = '森林防火预警季'")
    carriers = sum(warning.carriers for warning in province.truth.warnings)
    rows = province.warehouse.query(
        "SELECT post_id FROM v_warning_posts WHERE NOT origin AND account_id IN"
        f" (SELECT account_id FROM v_campaign_accounts WHERE campaign_id = '{season['campaign_id']}')"
    )
    assert season["posts"] <= len(rows) >= carriers > 0
    days = province.warehouse.query("SELECT * FROM v_campaign_days")
    assert {row["campaign_name"] for row in days} == {"森林防火预警季", "用电取暖安全月"}
    assert all(row["planned"] == row["published"] + row["missing"] + row["unknown"] for row in days)
    compared = province.warehouse.query("SELECT party, caveat FROM v_campaign_comparison")
    assert {row["party"] for row in compared} == {"participants", "year_ago", "others"}
    assert all("一年前没有采集" in row["caveat"] for row in compared if row["party"] == "year_ago")


def follow_ups_equal_the_truth(province: Province) -> None:
    rows = province.warehouse.query(
        "SELECT aim, account_id, region_code, post_id FROM v_follow_ups WHERE aim != 'audience'"
    )
    told = {tuple(row.values())[:3]: row["post_id"] for row in rows}
    owed = {(one.aim, one.account_id, one.region_code): one.post_id for one in province.truth.follow_ups}
    assert _difference(owed, told) == {}
    assert {bool(post_id) for post_id in owed.values()} == {True, False}
    alerts = province.warehouse.query("SELECT subject FROM v_alerts WHERE open AND rule_group = 'follow_up'")
    overdue = province.warehouse.query("SELECT follow_up_id FROM v_follow_ups WHERE state = 'overdue'")
    assert {row["subject"].partition("/")[2] for row in alerts} == {row["follow_up_id"] for row in overdue}


CLAIMS = [
    every_visible_post_is_there_once,
    every_figure_is_there_once,
    accounts_without_an_interface_are_known_by_their_sheets,
    level_totals_equal_the_truth,
    reach_at_seven_days_equals_the_truth,
    releases_and_adoptions_equal_the_truth,
    adoption_by_level_equals_the_truth,
    silent_accounts_and_counties_equal_the_truth,
    open_alerts_equal_the_truth,
    other_channels_equal_the_truth,
    awareness_equals_the_truth,
    warnings_equal_the_truth,
    campaigns_equal_the_truth,
    follow_ups_equal_the_truth,
]


def _days_unseen(account: AccountTruth, today: date) -> int:
    return (today - beijing_day(account.last_success_at)).days if account.last_success_at else 0


def _days_it_may_open(
    account_id: str, silent_since: date, seen_early: Collection[tuple[str, date]]
) -> list[date]:
    """The seventh day; while nobody knew of it when that day was judged, at 09:00, the next."""
    days = [silent_since + timedelta(days=7)]
    while (account_id, days[-1]) not in seen_early and len(days) < 8:
        days.append(days[-1] + timedelta(days=1))
    return days


def _as_told(post: PostTruth) -> tuple[object, ...]:
    return (
        post.account_id,
        post.title,
        post.text,
        post.published_at,
        post.published_precision,
        post.gone_at is not None,
    )


def _figure_key(row: Mapping[str, Any]) -> tuple[object, object]:
    """A platform's statement for a day is one figure, however often it was repeated."""
    return (row["post_id"], row["as_of"] if row["as_of"].year > 1970 else row["observed_at"])


def _owed_key(post: PostTruth, figure: FigureTruth) -> tuple[object, object]:
    return (post.post_id, figure.as_of or figure.observed_at)


def _repeated(keys: Any) -> list[object]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _difference(owed: Mapping[Any, Any], told: Mapping[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    """Up to ten keys on which truth and hub disagree: {key: (truth, hub)}."""
    keys = [key for key in {**owed, **told} if owed.get(key) != told.get(key)]
    return {key: (owed.get(key), told.get(key)) for key in keys[:10]}
