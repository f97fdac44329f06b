"""A county's staff ask Superset for their neighbours by every door it has, and get no row of theirs."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from dashboards.bootstrap import bring_staff_in, read_assets
from dashboards.dataset_rules import WITHOUT, Scope, condition
from hub.settings import Settings
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.doors import Visitor
from tests.warehouse.rows import now
from tests.warehouse.staff import LEAVER, NEIGHBOURS, PASSWORD, PEOPLE
from warehouse.client import Warehouse
from warehouse.jurisdiction import Jurisdiction
from warehouse.staff import withdraw

pytestmark = pytest.mark.slow

DATASETS: dict[str, list[str]] = {
    asset["table_name"]: [column["column_name"] for column in asset["columns"]]
    for path, text in read_assets().items()
    if path.startswith("datasets/")
    for asset in [yaml.safe_load(text)]
}
NEIGHBOUR = "s-wechat"


@pytest.fixture(scope="module")
def county(superset: RunningSuperset, staffed: object) -> Visitor:
    """A county's media officer: dashboards, no SQL Lab."""
    return Visitor(superset, "changan", PASSWORD)


@pytest.fixture(scope="module")
def analyst(superset: RunningSuperset, staffed: object) -> Visitor:
    """The same county's analyst, who has SQL Lab."""
    return Visitor(superset, "changanfenxi", PASSWORD)


@pytest.fixture(scope="module")
def admin(superset: RunningSuperset, staffed: object) -> Visitor:
    return Visitor(superset, "admin", superset.password)


@pytest.fixture(scope="module")
def numbers(county: Visitor) -> dict[str, int]:
    """The ids of the datasets."""
    return county.listed("dataset")


def neighbours_in(text: str) -> list[str]:
    return [word for word in NEIGHBOURS if word in text or json.dumps(word)[1:-1] in text]


def rows(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["result"][0]["data"]
    return found


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_dataset_has_a_rule_or_a_stated_reason(dataset: str) -> None:
    scope = Scope(Jurisdiction("x", "county", whole=False))
    assert (condition(DATASETS[dataset], scope) is None) == (dataset in WITHOUT)


@pytest.mark.parametrize("dataset", DATASETS)
def test_no_dataset_shows_a_neighbour(county: Visitor, numbers: dict[str, int], dataset: str) -> None:
    for form in ("json", "csv"):
        answer = county.data(numbers[dataset], DATASETS[dataset], result_format=form)
        assert answer.status_code == 200, answer.text
        assert neighbours_in(answer.text) == [], form


@pytest.mark.parametrize("kind", ["results", "samples", "drill_detail", "query", "columns", "timegrains"])
def test_no_kind_of_answer_shows_a_neighbour(county: Visitor, numbers: dict[str, int], kind: str) -> None:
    answer = county.data(numbers["posts"], DATASETS["posts"], result_type=kind)
    assert answer.status_code == 200, answer.text
    assert neighbours_in(answer.text) == []


def test_samples_show_no_neighbour(county: Visitor, analyst: Visitor, numbers: dict[str, int]) -> None:
    path = f"/datasource/samples?datasource_type=table&datasource_id={numbers['posts']}&force=true"
    for visitor in (county, analyst):
        samples = visitor.post(path, {})
        assert samples.status_code in (200, 403), samples.text
        assert neighbours_in(samples.text) == []


def test_the_older_door_of_charts_shows_no_neighbour(county: Visitor, numbers: dict[str, int]) -> None:
    form = {
        "datasource": f"{numbers['posts']}__table",
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": ["account_id"],
    }
    for kind in ("", "csv=true", "results=true", "samples=true", "query=true"):
        answer = county.http.post(f"/superset/explore_json/?{kind}", data={"form_data": json.dumps(form)})
        assert neighbours_in(answer.text) == []


def test_ones_own_rows_are_shown(county: Visitor, numbers: dict[str, int]) -> None:
    posts = rows(county.data(numbers["posts"], ["post_id", "account_id"]))
    shown = {row["account_id"] for row in posts}
    assert shown == {"p-wechat", "p-douyin", "c-wechat", "c-douyin", "k-wechat", "k-douyin"}


FILTERS: dict[str, dict[str, Any]] = {
    "a filter on the neighbour": {"filters": [{"col": "account_id", "op": "==", "val": NEIGHBOUR}]},
    "a condition of one's own": {"extras": {"where": f"account_id = '{NEIGHBOUR}'"}},
    "a condition that closes the bracket": {"extras": {"where": f"1 = 1) OR (account_id = '{NEIGHBOUR}'"}},
    "a comment": {"extras": {"where": f"1 = 1) OR account_id = '{NEIGHBOUR}' --"}},
    "a having": {"extras": {"having": f"1 = 1) OR (max(account_id) = '{NEIGHBOUR}'"}},
    "a union": {"extras": {"where": "1 = 1) UNION ALL (SELECT account_id FROM accounts"}},
    "a subquery": {"extras": {"where": "account_id NOT IN (SELECT account_id FROM v_accounts)"}},
}


@pytest.mark.parametrize("query", FILTERS.values(), ids=FILTERS)
def test_asking_for_a_neighbour_in_so_many_words_gives_no_row(
    county: Visitor, query: dict[str, Any], numbers: dict[str, int]
) -> None:
    answer = county.data(numbers["posts"], ["account_id", "post_id"], **query)
    if answer.status_code == 200:
        assert answer.json()["result"][0]["data"] == []
    else:
        assert answer.status_code in (400, 403, 422)


def test_an_expression_of_ones_own_reaches_no_further(county: Visitor, numbers: dict[str, int]) -> None:
    reach = {
        "expressionType": "SQL",
        "sqlExpression": "(SELECT groupArray(account_id) FROM merge('fenghuo', 'accounts'))",
        "label": "reach",
    }
    answer = county.data(numbers["posts"], [], metrics=[reach])
    assert answer.status_code != 200 or not answer.json()["result"][0]["data"]
    assert NEIGHBOUR not in answer.text


@pytest.mark.parametrize("column", ["account_id", "account_name", "city_name", "county_name"])
def test_the_values_offered_for_a_filter_are_ones_own(
    county: Visitor, column: str, numbers: dict[str, int]
) -> None:
    number = numbers["posts"]
    answer = county.get(f"/api/v1/datasource/table/{number}/column/{column}/values/")
    assert answer.status_code in (200, 403), answer.text
    assert neighbours_in(answer.text) == []


def test_every_saved_chart_answers_from_ones_own_rows(county: Visitor) -> None:
    charts = county.listed("chart")
    assert charts
    for name, number in charts.items():
        answer = county.get(f"/api/v1/chart/{number}/data/")
        # Charts without a saved query say so.
        assert answer.status_code in (200, 400), (name, answer.text)
        assert neighbours_in(answer.text) == [], name


def test_dashboards_and_explore_carry_no_rows_of_a_neighbour(
    county: Visitor, numbers: dict[str, int]
) -> None:
    for slug in county.listed("dashboard"):
        for part in ("", "/charts", "/datasets"):
            answer = county.get(f"/api/v1/dashboard/{slug}{part}")
            assert answer.status_code == 200
            assert neighbours_in(answer.text) == []
    number = numbers["posts"]
    answer = county.get("/api/v1/explore/", datasource_id=number, datasource_type="table")
    assert answer.status_code == 200, answer.text
    assert neighbours_in(answer.text) == []


def test_a_permalink_made_by_the_admin_opens_on_ones_own_rows(
    county: Visitor, admin: Visitor, numbers: dict[str, int]
) -> None:
    number = numbers["posts"]
    form = {
        "datasource": f"{number}__table",
        "viz_type": "table",
        "query_mode": "raw",
        "all_columns": ["account_id"],
        "adhoc_filters": [],
    }
    made = admin.post("/api/v1/explore/permalink", {"formData": form})
    assert made.status_code == 201, made.text
    opened = county.get("/api/v1/explore/", permalink_key=made.json()["key"])
    assert opened.status_code == 200, opened.text
    assert neighbours_in(opened.text) == []
    state = {"dataMask": {}, "activeTabs": [], "urlParams": []}
    of_dashboard = admin.post("/api/v1/dashboard/overview/permalink", state)
    assert of_dashboard.status_code == 201, of_dashboard.text
    seen = county.get(f"/api/v1/dashboard/permalink/{of_dashboard.json()['key']}")
    assert neighbours_in(seen.text) == []


def test_an_answer_kept_for_another_is_not_given(
    county: Visitor, analyst: Visitor, admin: Visitor, numbers: dict[str, int]
) -> None:
    number = numbers["posts"]
    keys = {
        visitor.data(number, ["account_id"]).json()["result"][0]["cache_key"]
        for visitor in (admin, county, analyst)
    }
    assert len(keys) == 3
    assert NEIGHBOUR in admin.data(number, ["account_id"]).text
    assert NEIGHBOUR not in county.data(number, ["account_id"]).text


STATEMENTS = (
    "SELECT * FROM accounts",
    "SELECT * FROM fenghuo.accounts",
    "SELECT * FROM fenghuo.posts FINAL",
    "SELECT * FROM v_posts",
    "SELECT * FROM v_alerts",
    "SELECT (SELECT groupArray(name) FROM accounts)",
    "WITH t AS (SELECT * FROM regions) SELECT * FROM t",
    "SELECT * FROM accounts WHERE account_id = 's-wechat'",
    "SELECT * FROM merge('fenghuo', '^accounts$')",
    "SELECT * FROM `merge`('fenghuo', '^accounts$')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "SELECT * FROM staff_logins",
    "SELECT * FROM system.processes",
    "SELECT count() FROM posts PREWHERE throwIf(account_id = 's-wechat') = 0",
    "SELECT * FROM accounts SETTINGS additional_table_filters = {}",
    "SET additional_table_filters = {}",
    "INSERT INTO accounts SELECT * FROM accounts",
    "SHOW TABLES",
    "SHOW CREATE TABLE accounts",
    "DESCRIBE TABLE accounts",
    "EXPLAIN SELECT * FROM accounts",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_sql_lab_knows_no_neighbour(analyst: Visitor, statement: str) -> None:
    answer = analyst.sql(analyst.listed("database")["烽火"], statement)
    told = answer.json()
    said = json.dumps([told.get("data"), told.get("columns")] if answer.status_code == 200 else told)
    assert neighbours_in(said.replace(json.dumps(statement)[1:-1], "")) == []


def test_sql_labs_answers_are_exported_for_oneself_only(analyst: Visitor, county: Visitor) -> None:
    answer = analyst.sql(1, "SELECT account_id FROM accounts")
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == 6
    client = answer.json()["query"]["id"]
    exported = analyst.get(f"/api/v1/sqllab/export/{client}/")
    assert exported.status_code == 200
    assert neighbours_in(exported.text) == []
    assert county.get(f"/api/v1/sqllab/export/{client}/").status_code in (403, 404)


def test_what_the_admin_asked_in_sql_lab_is_not_listed_for_others(admin: Visitor, analyst: Visitor) -> None:
    asked = admin.sql(1, "SELECT 'asked by the admin', * FROM accounts")
    assert asked.status_code == 200
    assert "asked by the admin" not in analyst.get("/api/v1/query/").text
    # Who knows its number may have it asked again, in his own name.
    exported = analyst.get(f"/api/v1/sqllab/export/{asked.json()['query']['id']}/")
    assert neighbours_in(exported.text) == []


CLOSED = {
    "sql lab": ("POST", "/api/v1/sqllab/execute/"),
    "a new dataset": ("POST", "/api/v1/dataset/"),
    "a new database": ("POST", "/api/v1/database/"),
    "the database's connection": ("GET", "/api/v1/database/1/connection"),
    "the database changed": ("PUT", "/api/v1/database/1"),
    "the database exported": ("GET", "/api/v1/database/export/?q=!(1)"),
    "the users": ("GET", "/api/v1/security/users/"),
    "the roles": ("GET", "/api/v1/security/roles/"),
    "the row-level rules": ("GET", "/api/v1/rowlevelsecurity/"),
    "a row-level rule changed": ("PUT", "/api/v1/rowlevelsecurity/1"),
    "the audit log": ("GET", "/api/v1/log/"),
    "all assets": ("GET", "/api/v1/assets/export/"),
    "alerts and reports": ("GET", "/api/v1/report/"),
    "a new report": ("POST", "/api/v1/report/"),
    "a chart's picture": ("GET", "/api/v1/chart/1/cache_screenshot/?q=(force:!t)"),
    "a chart's thumbnail": ("GET", "/api/v1/chart/1/thumbnail/x/"),
    "a dashboard's thumbnail": ("GET", "/api/v1/dashboard/1/thumbnail/x/"),
    "a guest's ticket": ("POST", "/api/v1/security/guest_token/"),
}


@pytest.mark.parametrize(("method", "path"), CLOSED.values(), ids=CLOSED)
def test_the_other_doors_are_closed_to_a_county(county: Visitor, method: str, path: str) -> None:
    answer = county.http.request(method, path, json={} if method != "GET" else None)
    assert answer.status_code in (401, 403, 404), answer.text


def test_lists_name_no_password_and_no_hash(
    county: Visitor, analyst: Visitor, superset: RunningSuperset
) -> None:
    secrets = [superset.settings.secret(name) for name in ("clickhouse_password", "staff_key")]
    for visitor in (county, analyst):
        for path in ("/api/v1/database/", "/api/v1/database/1", "/api/v1/dataset/", "/api/v1/me/"):
            answer = visitor.get(path)
            assert not any(secret in answer.text for secret in secrets)
            assert "scrypt:" not in answer.text


def test_who_sees_the_whole_province_sees_it_here_too(superset: RunningSuperset, staffed: object) -> None:
    leader = Visitor(superset, "lingdao", PASSWORD)
    posts = rows(leader.data(leader.listed("dataset")["posts"], ["account_id"]))
    assert {row["account_id"] for row in posts} >= {"p-wechat", "s-wechat", "c-website", "d-weibo"}


def test_who_is_withdrawn_is_let_in_nowhere(
    superset: RunningSuperset, staffed: Settings, province: Warehouse, numbers: dict[str, int]
) -> None:
    visitor = Visitor(superset, LEAVER, PASSWORD)
    assert visitor.data(numbers["posts"], ["account_id"]).status_code == 200
    withdraw(province, LEAVER, "test", now())
    refused = visitor.data(numbers["posts"], ["account_id"])  # by the warehouse, at once
    assert refused.status_code != 200 or refused.json()["result"][0]["status"] == "failed"
    assert bring_staff_in(staffed)
    assert visitor.data(numbers["posts"], ["account_id"]).status_code == 401
    with pytest.raises(AssertionError, match="Not authorized"):
        Visitor(superset, LEAVER, PASSWORD)


def test_everybody_has_his_role_and_no_other_persons(admin: Visitor) -> None:
    users = admin.get("/api/v1/security/users/", q=json.dumps({"page_size": 100})).json()["result"]
    roles = {user["username"]: {role["name"] for role in user["roles"]} for user in users}
    for login, (role, _, _) in PEOPLE.items():
        if login == LEAVER:
            continue
        own = {"Gamma", "烽火：读数据", f"辖区：{login}"}
        assert roles[login] == (own | {"sql_lab"} if role in ("analyst", "operator") else own)
