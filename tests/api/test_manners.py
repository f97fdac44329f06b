"""How the HTTP interface behaves whatever is asked: tokens, refusals, tags, paces, headers and its log."""

from __future__ import annotations

import gzip
import json
import logging
import time
from datetime import timedelta

import httpx
import pytest

from api.pace import Pace, TooOften
from api.tokens import add_token, list_tokens, revoke_token
from hub.errors import ConfigError
from hub.settings import Settings
from tests.api.conftest import Caller, served
from tests.warehouse.embedded import free_port
from tests.warehouse.rows import now
from tests.warehouse.staff import LEAVER
from warehouse.client import Warehouse
from warehouse.staff import withdraw


def refused(answer: httpx.Response, status: int) -> dict[str, object]:
    """The problem that was answered, which must be well formed and say something."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    problem: dict[str, object] = answer.json()
    assert problem["status"] == status
    assert str(problem["detail"]).endswith(".")
    assert problem["trace"] == answer.headers["X-Trace-Id"]
    return problem


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer fh_000000000000_" + "x" * 43, "Basic Zm86YmFy", "Bearer nonsense", "Bearer \xe9"],
)
def test_without_a_token_that_holds_nobody_is_let_in(address: str, shown: str) -> None:
    headers = {"Authorization": shown.encode("latin-1")}
    answer = httpx.get(f"{address}/v1/counties", headers=headers, trust_env=False)
    refused(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_an_address_opens_nothing_and_is_not_repeated(county: Caller) -> None:
    for parameters in ({"access_token": county.token}, {county.token: "1"}, {"city": county.token + "é"}):
        answer = county.ask("/v1/counties", **parameters)
        refused(answer, 422)
        assert county.token not in answer.text
    without = httpx.get(f"{county.address}/v1/counties?access_token={county.token}", trust_env=False)
    assert county.token not in json.dumps(refused(without, 401))
    lost = httpx.get(f"{county.address}/{county.token}", trust_env=False)
    assert county.token not in json.dumps(refused(lost, 404))


def test_a_token_is_kept_as_a_hash_and_ends_when_it_is_revoked_or_its_time_is_over(
    world: Warehouse, address: str
) -> None:
    shown, token = add_token(world, "changan", 2, "test", now())
    caller = Caller(address, shown)
    assert caller.ask("/v1/counties").status_code == 200
    assert shown.rsplit("_", 1)[1] not in str(world.query("SELECT * FROM api_tokens"))
    [kept] = list_tokens(world, token.token_id)
    assert kept.holds(now() + timedelta(days=1.9))
    assert not kept.holds(now() + timedelta(days=2.1))
    revoke_token(world, token.token_id, now())
    refused(caller.ask("/v1/counties"), 401)
    expired, _ = add_token(world, "changan", 1, "test", now() - timedelta(days=1, seconds=1))
    refused(Caller(address, expired).ask("/v1/counties"), 401)


def test_tokens_are_for_known_people_and_a_limited_time(world: Warehouse) -> None:
    for login, days in (("niemand", 1), ("changan", 0), ("changan", 367)):
        with pytest.raises(ConfigError):
            add_token(world, login, days, "test", now())
    with pytest.raises(ConfigError, match="没有编号为"):
        revoke_token(world, "000000000000", now())


def test_whoever_left_the_staff_is_refused_at_once(world: Warehouse, address: str) -> None:
    leaver = Caller(address, add_token(world, LEAVER, 1, "test", now())[0])
    assert leaver.ask("/v1/counties").status_code == 200
    withdraw(world, LEAVER, "test", now())
    refused(leaver.ask("/v1/counties"), 403)


@pytest.mark.parametrize(
    ("parameters", "wrong", "words"),
    [
        ({"limit": "0"}, "limit", "from 1 to 200"),
        ({"limit": "201"}, "limit", "from 1 to 200"),
        ({"limit": "many"}, "limit", "whole number"),
        ({"from_": "yesterday"}, "from", "a day such as"),
        ({"level": "village"}, "level", "one of city, county, province"),
        ({"city": "a b"}, "city", "as the specification says"),
        ({"cursor": "bm9uc2Vuc2U"}, "cursor", "begin without it"),
        ({"colour": "red"}, "", "those of this question are account, audience"),
        ({"city": ""}, "city", "as the specification says"),
        ({"account": "a\n"}, "account", "as the specification says"),
    ],
)
def test_a_wrong_parameter_is_named(
    province: Caller, parameters: dict[str, str], wrong: str, words: str
) -> None:
    problem = refused(province.ask("/v1/posts", **parameters), 422)
    [error] = problem["errors"]  # type: ignore[misc]
    assert error["parameter"] == wrong
    assert words in error["detail"]


def test_a_parameter_given_twice_and_a_cursor_of_other_filters_are_refused(province: Caller) -> None:
    twice = province.ask("/v1/posts?level=city&level=county")
    assert "more than once" in str(refused(twice, 422)["detail"])
    cursor = province.ask("/v1/posts", limit=1).json()["next"]
    assert province.ask("/v1/posts", limit=5, cursor=cursor).status_code == 200
    refused(province.ask("/v1/posts", level="city", cursor=cursor), 422)
    refused(province.ask("/v1/targets", cursor=cursor), 422)


def test_other_methods_addresses_and_types_are_refused(province: Caller) -> None:
    posted = httpx.post(f"{province.address}/v1/posts", trust_env=False)
    refused(posted, 405)
    assert "GET" in posted.headers["Allow"]
    refused(province.ask("/v1/nothing"), 404)
    refused(province.ask("/v1/posts/"), 404)
    refused(province.ask("/v1/posts", {"Accept": "text/csv"}), 406)
    refused(province.ask("/v1/posts", {"Accept": "application/json;q=0"}), 406)
    for accepted in ("application/*", "text/html, application/json;q=0.5", "*/*"):
        assert province.ask("/v1/posts", {"Accept": accepted}).status_code == 200


def test_an_answer_the_client_has_is_not_sent_again(province: Caller) -> None:
    first = province.ask("/v1/counties")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = province.ask("/v1/counties", {"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert province.ask("/v1/counties", {"If-None-Match": "*"}).status_code == 304
    assert province.ask("/v1/counties", {"If-None-Match": '"other"'}).status_code == 200
    assert province.ask("/v1/counties", {"If-None-Match": tag}, state="blank").status_code == 200


def test_long_answers_are_packed_where_the_client_takes_it(province: Caller) -> None:
    with httpx.stream(
        "GET",
        f"{province.address}/v1/posts",
        headers={"Authorization": f"Bearer {province.token}", "Accept-Encoding": "gzip"},
        trust_env=False,
    ) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert (
        json.loads(gzip.decompress(raw)) == province.ask("/v1/posts", {"Accept-Encoding": "identity"}).json()
    )


def test_a_token_that_asks_too_often_waits(
    world: Warehouse, settings: Settings, tokens: dict[str, str]
) -> None:
    with served(settings.model_copy(update={"api_requests_a_minute": 2})) as address:
        hasty, other = Caller(address, tokens["quanwei"]), Caller(address, tokens["changan"])
        assert [hasty.ask("/v1/counties").status_code for _ in range(2)] == [200, 200]
        answer = hasty.ask("/v1/counties")
        refused(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 30
        assert other.ask("/v1/counties").status_code == 200


def test_a_pace_fills_evenly_with_time() -> None:
    at = [0.0]
    pace = Pace(60, clock=lambda: at[0])
    for _ in range(60):
        pace.spend("a")
    with pytest.raises(TooOften) as refusal:
        pace.spend("a")
    assert refusal.value.seconds == 1
    at[0] = 1.0
    pace.spend("a")
    with pytest.raises(TooOften):
        pace.spend("a")


def test_every_answer_keeps_browsers_out_of_trouble(province: Caller) -> None:
    for path in ("/v1/counties", "/v1/nothing", "/healthz", "/openapi.json"):
        headers = province.ask(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_request_is_logged_with_its_token_and_trace_and_no_secret(
    province: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    trace = "0123456789abcdef"
    with caplog.at_level(logging.INFO, logger="api.request_log"):
        province.ask("/v1/counties", {"trace": trace}, state="blank")
        province.ask(f"/{province.token}", {"trace": trace})
        known, unknown = lines_of(caplog, trace, 2)
    assert known.getMessage() == "GET /v1/counties 200"
    assert (vars(known)["trace"], vars(known)["token"]) == (trace, province.token.split("_")[1])
    assert unknown.getMessage() == "GET - 404"
    assert province.token not in " ".join(str(vars(record)) for record in caplog.records)


def lines_of(caplog: pytest.LogCaptureFixture, trace: str, number: int) -> list[logging.LogRecord]:
    """So many lines of the request log: each is written when its answer is already out.

    Lines of an earlier test's requests come late likewise; their traces are others.
    """
    patience = time.monotonic() + 20
    while True:
        lines = [record for record in caplog.records if vars(record).get("trace") == trace]
        if len(lines) >= number or time.monotonic() > patience:
            return lines
        time.sleep(0.02)


def test_a_warehouse_that_is_away_is_said_so(settings: Settings, tokens: dict[str, str]) -> None:
    with served(settings.model_copy(update={"clickhouse_port": free_port()})) as address:
        answer = Caller(address, tokens["quanwei"]).ask("/v1/counties")
        refused(answer, 503)
        assert answer.headers["Retry-After"] == "60"
        assert httpx.get(f"{address}/healthz", trust_env=False).status_code == 503
    assert settings.secret("clickhouse_password") not in answer.text


def test_an_answer_that_takes_too_much_is_refused_with_what_to_do(
    settings: Settings, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.access.MEMORY_BYTES", 1_000)
    with served(settings) as address:
        problem = refused(Caller(address, tokens["quanwei"]).ask("/v1/drop-off"), 422)
    assert "ask for a shorter period or one place" in str(problem["detail"])
