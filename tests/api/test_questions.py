"""What the HTTP interface answers, in a province small enough to count by hand."""

from __future__ import annotations

from hub.clock import beijing_day
from tests.api.conftest import Caller
from tests.dashboards.small_province import (
    ACCOUNTS,
    ACTIVE,
    BLANK,
    CITY,
    CLOSED,
    DIRECT,
    IN_FORCE,
    OPEN,
    OVERDUE,
    STALLED,
    STALLED_DAYS,
    UNKNOWN,
    WARNING,
)
from tests.warehouse.rows import ago

RELEASE = f"wechat:p-wechat-{STALLED_DAYS}"


def test_accounts_are_found_by_place_platform_level_and_state(province: Caller) -> None:
    names = [row["account_id"] for row in province.items("/v1/accounts")]
    assert names == sorted(name for name, *_ in ACCOUNTS)
    [silent] = province.items("/v1/accounts", state="silent")
    assert (silent["account_id"], silent["silent_days"]) == ("s-wechat", STALLED_DAYS)
    found = province.items("/v1/accounts", city=CITY, platform="wechat", level="county")
    assert [row["account_id"] for row in found] == ["k-wechat", "s-wechat"]


def test_posts_of_a_day_are_those_of_that_beijing_day(province: Caller) -> None:
    day = beijing_day(ago(days=9))
    posts = province.items("/v1/posts", from_=day, to=day)
    assert {row["post_id"].rsplit("-", 1)[1] for row in posts} == {"9"}
    assert {row["published_day"] for row in posts} == {day.isoformat()}
    [post] = [row for row in posts if row["account_id"] == "k-wechat"]
    assert (post["reach_state"], post["reach_7d"]) == ("mature", 6009)


def test_which_counties_missed_the_release_of_a_day(province: Caller) -> None:
    day = beijing_day(ago(days=STALLED_DAYS))
    states = {
        row["county_code"]: row["state"] for row in province.items("/v1/release-counties", from_=day, to=day)
    }
    assert states == {
        ACTIVE: "carried",
        STALLED: "missing",
        BLANK: "blank",
        UNKNOWN: "unknown",
        DIRECT: "missing",
    }
    missed = province.items("/v1/release-counties", from_=day, to=day, state="missing", topic="electrical")
    assert {row["county_name"] for row in missed} == {"桥西区", "定州市"}
    assert province.items("/v1/release-counties", from_=day, to=day, topic="ebike") == []


def test_a_warning_says_how_far_it_came_and_whom_it_missed(province: Caller) -> None:
    [newest, told] = province.items("/v1/warnings", risk="orange")
    assert (newest["warning_id"], newest["counties"], newest["county_share_2h"]) == (IN_FORCE, 3, 0.0)
    assert (newest["counties_waiting"], newest["not_reached"]) == (2, [])
    assert (told["warning_id"], told["risk"], told["counties"]) == (WARNING, "orange", 5)
    assert (told["county_share_2h"], told["county_share_6h"]) == (0.0, 1 / 3)
    assert (told["counties_carried"], told["counties_missing"]) == (1, 2)
    assert (told["counties_unknown"], told["counties_blank"]) == (1, 1)
    assert sorted(told["not_reached"]) == ["定州市", "桥西区"]
    assert told["broken_branches"] == ["省直管"]
    assert province.items("/v1/warnings", state="expired") == [told]


def test_which_counties_missed_the_warning_of_a_day(province: Caller) -> None:
    day = beijing_day(ago(days=STALLED_DAYS))
    rows = {row["region_code"]: row for row in province.items("/v1/warning-counties", from_=day, to=day)}
    assert {code: row["state"] for code, row in rows.items()} == {
        ACTIVE: "carried",
        STALLED: "missing",
        BLANK: "blank",
        UNKNOWN: "unknown",
        DIRECT: "missing",
    }
    assert (rows[ACTIVE]["lag_hours"], rows[ACTIVE]["post_id"]) == (5.0, f"wechat:k-wechat-{STALLED_DAYS}")
    assert (rows[STALLED]["city_state"], rows[STALLED]["lag_hours"]) == ("carried", None)
    missed = province.items("/v1/warning-counties", warning=WARNING, state="not_reached")
    assert {row["county_name"] for row in missed} == {"桥西区", "定州市"}
    waiting = province.items("/v1/warning-counties", warning=IN_FORCE, city=CITY, state="waiting")
    assert {row["region_code"] for row in waiting} == {ACTIVE, STALLED}


def test_a_release_has_its_topics_targets_and_adoptions(province: Caller) -> None:
    [release] = province.items("/v1/releases", topic="electrical")
    assert (release["release_id"], release["topics"], release["carriers"]) == (RELEASE, ["electrical"], 2)
    carried = province.items("/v1/targets", release=RELEASE, state="carried")
    assert [row["account_id"] for row in carried] == ["k-wechat", "c-wechat"]
    adopted = province.items("/v1/adoptions", release=RELEASE, level="county")
    [(carrier, lag)] = [(row["account_id"], row["lag_hours"]) for row in adopted]
    assert (carrier, round(lag, 1)) == ("k-wechat", 5.0)


def test_counties_are_active_stalled_blank_or_unknown(province: Caller) -> None:
    states = {row["region_code"]: row["state"] for row in province.items("/v1/counties")}
    assert states == {
        ACTIVE: "active",
        STALLED: "stalled",
        BLANK: "blank",
        UNKNOWN: "unknown",
        DIRECT: "active",
    }
    assert [row["region_code"] for row in province.items("/v1/counties", state="blank")] == [BLANK]


def test_a_campaign_has_its_accounts_and_its_drop_off(province: Caller) -> None:
    [campaign] = province.items("/v1/campaigns", state="running", topic="electrical")
    assert (campaign["accounts"], campaign["accounts_published"]) == (10, 9)  # the gathered ones
    rows = province.items("/v1/campaigns/drop-off", campaign=campaign["campaign_id"], voice="output")
    assert [row["level"] for row in rows] == ["province", "city", "county"]


def test_open_episodes_are_told_from_past_ones(province: Caller) -> None:
    [open_now] = province.items("/v1/episodes", state="open")
    assert (open_now["subject"], open_now["severity"], open_now["closed_at"]) == ("s-wechat", "否决", None)
    assert len(province.items("/v1/episodes", state="closed")) == 2


def test_a_follow_up_is_open_overdue_or_closed_by_a_post(province: Caller) -> None:
    rows = province.items("/v1/follow-ups")
    states = [(row["follow_up_id"], row["state"]) for row in rows]
    assert states == [(OPEN, "open"), (CLOSED, "fulfilled"), (OVERDUE, "overdue")]
    [closed] = province.items("/v1/follow-ups", state="closed", county=ACTIVE, city=CITY)
    assert (closed["post_id"], closed["evidence_account_name"]) == ("wechat:k-wechat-9", "示例k-wechat")
    assert round(closed["lag_hours"]) == 72
    assert province.items("/v1/follow-ups", state="overdue", aim="update") == [rows[2]]
    assert (rows[2]["subject_name"], rows[2]["post_id"], rows[2]["fulfilled_at"]) == (
        "示例s-wechat",
        "",
        None,
    )
    assert (rows[0]["unit"], rows[0]["audience"]) == (f"单位{ACTIVE}", "rural")


def test_other_channels_are_told_by_region_and_month_and_are_in_no_sum_with_posts(province: Caller) -> None:
    day = beijing_day(ago(days=10))
    [sms] = province.items("/v1/channels/regions", from_=day, to=day, county=ACTIVE, channel="sms")
    assert sms["period_start"] == day.replace(day=1).isoformat()
    assert (sms["records"], sms["records_unknown"], sms["amount"]) == (1, 1, None)
    [of_city] = province.items("/v1/channels/regions", level="city", channel="sms")
    assert (of_city["region_code"], of_city["amount"], of_city["delivered_rate"]) == (CITY, 900, 0.9)
    found = province.items("/v1/channels/regions", city=CITY)
    assert sorted((row["region_code"], row["channel"]) for row in found) == [
        (CITY, "meeting"),
        (CITY, "sms"),
        (ACTIVE, "event"),
        (ACTIVE, "sms"),
        (STALLED, "sms"),
    ]


def test_whom_to_address_next_about_what_and_its_pages_join(province: Caller) -> None:
    [first] = province.items("/v1/awareness/gaps", rank="first", audience="rural", topic="electrical")
    assert (first["level"], first["group_code"], first["rate"]) == ("province", "rural", 0.25)
    assert (first["know_rank"], first["spoken_rank"], first["gap_rank"]) == (1, 1, 1)
    assert "建议先对" in first["sentence"]
    whole = province.items("/v1/awareness/gaps")
    assert len(whole) == 6  # two groups of the province, one of each city and county asked
    assert [row["group_code"] for row in whole if row["gap_rank"]] == ["rural", "urban"]
    page = province.ask("/v1/awareness/gaps", limit=3).json()
    assert page["items"] + province.items("/v1/awareness/gaps", cursor=page["next"]) == whole


def test_the_drop_off_goes_from_province_to_county(province: Caller) -> None:
    rows = province.items("/v1/drop-off", voice="adoption", dimension="all")
    assert [row["level"] for row in rows] == ["province", "city", "county"]
    assert rows[-1]["counties_blank"] == 1
