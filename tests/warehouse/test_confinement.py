"""Whoever asks the embedded server with a person's login gets rows of his jurisdiction, whatever he tries."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dashboards.small_province import fill
from tests.warehouse.conftest import empty
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.rows import ago, assigned, insert, now
from tests.warehouse.staff import NEIGHBOURS, PEOPLE, Door, enter_people
from warehouse.client import Warehouse, connect
from warehouse.kept import keep_answers
from warehouse.migrations import migrate
from warehouse.row_rules import HIDDEN, THROUGH_VIEWS, unruled

EVERYBODY = ["p-wechat", "c-wechat", "k-wechat", "s-wechat", "u-wechat"]


@pytest.fixture(scope="module")
def world(warehouse_server: ServerProcess) -> Iterator[Warehouse]:
    """The small province with its people, once for all tests here."""
    opened = connect(warehouse_server.settings, patience=30)
    migrate(opened)
    empty(opened)
    fill(opened)
    enter_people(opened)
    insert(opened, "assigned_releases", assigned("assigned:1", EVERYBODY, ago(days=3), title="冬季提示"))
    keep_answers(opened, now())
    opened.command("CREATE DATABASE IF NOT EXISTS elsewhere")
    opened.command("CREATE OR REPLACE VIEW elsewhere.v_all AS SELECT * FROM fenghuo.accounts")
    yield opened
    opened.command("DROP DATABASE elsewhere")
    opened.close()


@pytest.fixture(scope="module")
def county(world: Warehouse, warehouse_server: ServerProcess) -> Door:
    return Door(warehouse_server.settings, "changan")


def door(county: Door, login: str) -> Door:
    return Door(county.settings, login)


def readable(world: Warehouse) -> list[str]:
    rows = world.query("SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name")
    return [str(row["name"]) for row in rows]


def test_every_table_has_a_rule_or_a_stated_reason(world: Warehouse) -> None:
    tables = world.query(
        "SELECT table, groupArray(name) AS columns FROM system.columns WHERE database = currentDatabase()"
        " AND table IN (SELECT name FROM system.tables WHERE NOT endsWith(engine, 'View')) GROUP BY table"
    )
    assert unruled({str(row["table"]): row["columns"] for row in tables}) == []  # type: ignore[misc]


def test_no_table_and_no_view_shows_a_neighbour(world: Warehouse, county: Door) -> None:
    for name in readable(world):
        if name in THROUGH_VIEWS or name in HIDDEN:
            continue
        answer = county.text(f"SELECT * FROM {name}{arguments(world, name)} FORMAT JSONEachRow")
        assert [word for word in NEIGHBOURS if word in answer] == [], name


def arguments(world: Warehouse, view: str) -> str:
    """What a parameterised view is called with: the neighbour himself, over all of time."""
    asked = "SELECT create_table_query AS q FROM system.tables WHERE database = currentDatabase() AND name = "
    [definition] = world.query(f"{asked}'{view}'")
    given = {"account": "s-wechat", "since": "2020-01-01", "until": "2100-01-01"}
    named = [name for name in given if f"{{{name}:" in str(definition["q"])]
    return "(" + ", ".join(f"{name} = '{given[name]}'" for name in named) + ")" if named else ""


def test_ones_own_rows_and_ones_sources_are_there(county: Door) -> None:
    accounts = set(county.text("SELECT account_id FROM v_accounts").split())
    assert accounts == {"k-wechat", "k-douyin", "c-wechat", "c-douyin", "p-wechat", "p-douyin"}
    assert county.text("SELECT count() FROM v_posts WHERE account_id = 'k-wechat'").strip() == "3"
    assert county.text("SELECT count() FROM v_releases").strip() == "1"
    assert county.text("SELECT account_id FROM v_assigned_targets WHERE level = 'county'").split() == [
        "k-wechat"
    ]
    assert county.text("SELECT count() FROM v_alerts WHERE subject = 'k-wechat'").strip() == "1"
    assert county.text("SELECT login FROM staff_regions").split() == ["changan"]


def test_a_city_sees_its_counties_and_the_province_but_no_other_city(county: Door) -> None:
    accounts = set(door(county, "shijiazhuang").text("SELECT account_id FROM v_accounts").split())
    assert accounts == {
        *("p-wechat", "p-douyin", "c-wechat", "c-douyin", "k-wechat", "k-douyin", "s-wechat"),
    }
    assert door(county, "shijiazhuang").text("SELECT subject FROM v_alerts WHERE open").split() == [
        "s-wechat"
    ]


@pytest.mark.parametrize("login", ["quanwei", "lingdao", "fenxi"])
def test_who_is_in_charge_of_the_whole_province_sees_all_of_it(
    world: Warehouse, county: Door, login: str
) -> None:
    asked = "SELECT count() FROM v_posts"
    assert int(door(county, login).text(asked)) == world.query(f"{asked} AS n")[0]["count()"]
    assert len(door(county, login).text("SELECT account_id FROM v_accounts").split()) == 11


def test_a_department_sees_its_own_line_and_the_provinces_brigade(world: Warehouse, county: Door) -> None:
    assert door(county, "jiaoyu").text("SELECT account_id FROM v_accounts ORDER BY 1").split() == [
        "p-douyin",
        "p-wechat",
    ]


@pytest.mark.parametrize("login", PEOPLE)
def test_of_kept_answers_one_sees_what_would_be_worked_out_for_oneself(county: Door, login: str) -> None:
    for kept, running, worked_out in (
        ("v_target_outcomes", "EXCEPT (followed_hours)", "v_judged_targets"),
        ("v_index_inputs", "", "v_added_index_inputs"),
    ):
        told, expected = (
            door(county, login).text(f"SELECT * {running} FROM {view} ORDER BY ALL FORMAT JSONEachRow")
            for view in (kept, worked_out)
        )
        assert list(map(json.loads, told.splitlines())) == list(map(json.loads, expected.splitlines())), kept


ATTACKS = {
    "the table by its full name": "SELECT * FROM fenghuo.accounts",
    "a table's newest rows": "SELECT * FROM posts FINAL",
    "a count": "SELECT account_id, count() FROM posts GROUP BY account_id",
    "a subquery": "SELECT (SELECT groupArray(account_id) FROM accounts)",
    "a subquery in FROM": "SELECT * FROM (SELECT * FROM accounts)",
    "a common table expression": "WITH t AS (SELECT * FROM accounts) SELECT * FROM t",
    "a join": "SELECT * FROM accounts AS a JOIN regions AS r ON r.region_code = a.region_code",
    "a union": "SELECT account_id FROM accounts UNION ALL SELECT account_id FROM posts",
    "an intersection": "SELECT account_id FROM accounts INTERSECT SELECT account_id FROM posts",
    "IN a table": "SELECT account_id FROM accounts WHERE account_id IN (SELECT account_id FROM posts)",
    "an array join": "SELECT name FROM accounts ARRAY JOIN [1, 2] AS n",
    "a window": "SELECT first_value(name) OVER (ORDER BY name DESC) FROM accounts",
    "a parameterised view": "SELECT * FROM v_posts_of"
    "(account='s-wechat', since='2020-01-01', until='2100-01-01')",
    "the view function": "SELECT * FROM view(SELECT * FROM accounts)",
    "grouping sets": "SELECT name, count() FROM accounts GROUP BY GROUPING SETS ((name), ())",
    "FROM first": "FROM accounts SELECT *",
    "a comment in between": "SELECT/**/*/**/FROM/**/accounts",
    "another filter of one's own": "SELECT * FROM accounts WHERE region_code = '130104' OR 1 = 1",
    "the newest row": "SELECT argMax(name, roster_from) FROM accounts WHERE account_id = 's-wechat'",
    "a negated own set": "SELECT * FROM accounts WHERE account_id NOT IN (SELECT account_id FROM v_accounts)",
    "an alias that looks like a table": "SELECT * FROM accounts AS `system`",
    "a shown definition": "SHOW CREATE TABLE v_accounts",
    "the settings of the session": "SELECT * FROM system.settings WHERE changed",
    "the list of tables": "SHOW TABLES",
    "an error raised in a condition": "SELECT count() FROM posts WHERE throwIf(account_id = 's-wechat') = 0",
    "an error raised in a sum": "SELECT sum(throwIf(account_id = 's-wechat')) FROM posts",
    "an error raised by a division": "SELECT count() FROM posts WHERE intDiv(1, account_id != 's-wechat')",
    "an error raised in an order": "SELECT 1 FROM posts ORDER BY throwIf(account_id = 's-wechat') LIMIT 1",
    "an error raised over a view": "SELECT count() FROM v_posts WHERE throwIf(account_id = 's-wechat') = 0",
    "an error raised over the newest": "SELECT 1 FROM posts FINAL WHERE throwIf(account_id = 's-wechat') = 0",
    "an error raised in a join": "SELECT count() FROM posts AS a JOIN posts AS b ON a.post_id = b.post_id"
    " WHERE throwIf(b.account_id = 's-wechat') = 0",
}
"""What is answered, from one's own jurisdiction only."""


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS)
def test_what_is_answered_tells_of_no_neighbour(county: Door, sql: str) -> None:
    answer = county.text(f"{sql} FORMAT TSVWithNames" if "SHOW" not in sql else sql)
    # What one asks with may come back, in the name of a column.
    body = answer.split("\n", 1)[-1]
    assert [word for word in NEIGHBOURS if word in body] == []


REFUSED = {
    "merge()": "SELECT * FROM merge('fenghuo', '^accounts$')",
    "merge() under quotes": "SELECT * FROM `merge`(currentDatabase(), 'accounts')",
    "merge() with an escape": "SELECT * FROM `m\\x65rge`(currentDatabase(), 'accounts')",
    "merge() in a subquery": "SELECT (SELECT count() FROM merge('fenghuo', 'accounts'))",
    "merge() behind IN": "SELECT 's-wechat' IN (SELECT account_id FROM merge('fenghuo', 'accounts'))",
    "merge() in DESCRIBE": "DESCRIBE merge('fenghuo', 'accounts')",
    "merge() in a common table expression": "WITH t AS (SELECT * FROM merge('x', 'y')) SELECT 1",
    "merge() under SHOW": "SHOW TABLES WHERE (SELECT count() FROM merge('fenghuo', 'accounts')) > 0",
    "merge() in a lambda": "SELECT * APPLY (x -> (SELECT 1 FROM merge('fenghuo', 'accounts'))) FROM regions",
    "merge() behind a heredoc": "SELECT $$'$$, * FROM merge('fenghuo', 'accounts') WHERE '' != $$'$$",
    "loop()": "SELECT * FROM loop(accounts) LIMIT 10",
    "mergeTreeIndex()": "SELECT * FROM mergeTreeIndex(fenghuo, accounts)",
    "eval()": "SELECT * FROM eval('SELECT * FROM accounts')",
    "viewExplain": "SELECT * FROM (EXPLAIN ESTIMATE SELECT * FROM posts)",
    "url()": "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "file()": "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "the function file": "SELECT file('/etc/passwd')",
    "a file as a table": "SELECT * FROM '/etc/passwd'",
    "a file as a table of default": "SELECT * FROM default.`/etc/passwd`",
    "a file behind IN": "SELECT 'x' IN default.`/etc/passwd`",
    "a file in DESCRIBE": "DESCRIBE default.`/etc/passwd`",
    "whether a file exists": "EXISTS TABLE default.`/etc/passwd`",
    "remote()": "SELECT * FROM remote('127.0.0.1:1', fenghuo.accounts)",
    "s3()": "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')",
    "python()": "SELECT * FROM python('x')",
    "executable()": "SELECT * FROM executable('x', 'CSV', 'a String')",
    "a dictionary": "SELECT dictGet('fenghuo.accounts', 'name', 's-wechat')",
    "joinGet": "SELECT joinGet('fenghuo.accounts', 'name', 's-wechat')",
    "a model": "SELECT aiGenerate('x', 'y')",
    "PREWHERE": "SELECT count() FROM posts PREWHERE throwIf(account_id = 's-wechat') = 0",
    "PREWHERE in small letters": "SELECT count() FROM posts pReWhErE intDiv(1, account_id != 's-wechat')",
    "another database": "SELECT * FROM elsewhere.v_all",
    "another database behind IN": "SELECT 1 IN elsewhere.v_all",
    "another database's tables": "SHOW TABLES FROM elsewhere",
    "another database under quotes": "SELECT * FROM `elsewhere`.`v_all`",
    "the parts": "SELECT * FROM system.parts",
    "the parts' columns": "SELECT * FROM system.parts_columns",
    "the tables' sizes": "SELECT total_rows FROM system.tables",
    "all of the tables' list": "SELECT * FROM system.tables",
    "the tables' sizes by a pattern": "SELECT COLUMNS('rows') FROM system.tables",
    "the columns' sizes": "SELECT data_compressed_bytes FROM system.columns",
    "what others ask": "SELECT query FROM system.processes",
    "the query cache": "SELECT * FROM system.query_cache",
    "the information schema": "SELECT * FROM information_schema.tables",
    "the passwords": "SELECT * FROM staff_logins",
    "the passwords behind IN": "SELECT 'x' IN staff_logins",
    "the passwords' definition": "SHOW CREATE TABLE staff_logins",
    "the raw list of targets": "SELECT targets FROM assigned_releases",
    "the texts of messages": "SELECT text FROM v_alert_messages",
    "SETTINGS in the statement": "SELECT * FROM accounts SETTINGS additional_table_filters = {}",
    "SETTINGS in a subquery": "SELECT * FROM (SELECT * FROM accounts SETTINGS max_threads = 1)",
    "SET": "SET additional_table_filters = {}",
    "SET readonly": "SET readonly = 0",
    "USE": "USE elsewhere",
    "INSERT": "INSERT INTO accounts (account_id) VALUES ('x')",
    "INSERT with data": "INSERT INTO accounts FORMAT CSV\n'x'",
    "INSERT SELECT": "INSERT INTO regions SELECT * FROM regions",
    "CREATE": "CREATE TABLE mine (a Int8) ENGINE = Memory",
    "CREATE VIEW": "CREATE VIEW mine AS SELECT * FROM merge('fenghuo', 'accounts')",
    "CREATE TEMPORARY": "CREATE TEMPORARY TABLE mine AS SELECT * FROM accounts",
    "CREATE FUNCTION": "CREATE FUNCTION mine AS (x) -> x",
    "CREATE DICTIONARY": "CREATE DICTIONARY mine (a Int8) PRIMARY KEY a SOURCE(NULL()) LAYOUT(FLAT())",
    "ALTER": "ALTER TABLE accounts DELETE WHERE 1",
    "DELETE": "DELETE FROM accounts WHERE 1",
    "UPDATE": "UPDATE accounts SET name = 'x' WHERE 1",
    "DROP": "DROP TABLE accounts",
    "TRUNCATE": "TRUNCATE TABLE accounts",
    "RENAME": "RENAME TABLE accounts TO mine",
    "OPTIMIZE": "OPTIMIZE TABLE accounts",
    "CHECK": "CHECK TABLE accounts",
    "BACKUP": "BACKUP TABLE accounts TO File('x')",
    "SYSTEM": "SYSTEM FLUSH LOGS",
    "KILL": "KILL QUERY WHERE 1",
    "EXPLAIN": "EXPLAIN ESTIMATE SELECT * FROM posts",
    "EXECUTE AS": "EXECUTE AS default SELECT 1",
    "INTO OUTFILE": "SELECT * FROM accounts INTO OUTFILE 'x'",
    "INTO OUTFILE behind a heredoc": "SELECT $$'$$ FROM accounts INTO OUTFILE 'x' FORMAT CSV",
    "two statements": "SELECT 1; SELECT * FROM accounts",
    "SHOW PROCESSLIST": "SHOW PROCESSLIST",
    "SHOW GRANTS": "SHOW GRANTS",
    "an identifier as parameter": "SELECT * FROM {t:Identifier}",
}
"""What is refused, without a word of what it would have said."""


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED)
def test_what_could_reach_further_is_refused(county: Door, sql: str) -> None:
    answer = county.ask(sql, param_t="elsewhere.v_all")
    assert answer.status_code == 500, answer.text
    assert [word for word in NEIGHBOURS if word in answer.text.replace(sql, "")] == []


SHAPES = (
    "SELECT ({})",
    "SELECT * FROM ({}) AS x",
    "WITH x AS ({}) SELECT * FROM x",
    "WITH ({}) AS x SELECT x",
    "SELECT 1 WHERE 1 IN ({})",
    "SELECT 1 UNION ALL ({})",
    "SELECT 1 EXCEPT ({})",
    "SELECT * REPLACE (({}) AS name) FROM regions",
    "SELECT name FROM regions ORDER BY ({})",
    "SELECT name FROM regions ORDER BY name WITH FILL FROM ({}) STALENESS ({})",
    "SELECT name FROM regions LIMIT ({})",
    "SELECT name FROM regions LIMIT 1 BY ({})",
    "SELECT name FROM regions QUALIFY ({}) = 1",
    "SELECT sum(1) OVER (PARTITION BY ({})) FROM regions",
    "SELECT sum(1) OVER (ROWS BETWEEN ({}) PRECEDING AND CURRENT ROW) FROM regions",
    "SELECT sum(1) OVER w FROM regions WINDOW w AS (ORDER BY ({}))",
    "SELECT arrayMap(x -> ({}), [1])",
    "SELECT quantile(({}))(1) FROM regions",
    "SELECT * FROM regions AS a JOIN regions AS b ON a.name = b.name AND 1 = ({})",
    "SELECT * FROM regions ARRAY JOIN [({})] AS x",
    "SELECT * FROM v_posts_of(account = ({}), since = '2020-01-01', until = '2100-01-01')",
    "SELECT * FROM numbers(({}))",
    "SELECT count() FILTER (WHERE 1 = ({})) FROM regions",
    "SELECT CASE WHEN 1 = ({}) THEN 1 END",
    "SELECT EXISTS ({})",
    "DESCRIBE ({})",
)
REACHES = (
    "SELECT count() FROM merge('fenghuo', '^accounts$')",
    "SELECT count() FROM elsewhere.v_all",
    "SELECT count() FROM staff_logins",
    "SELECT sum(rows) FROM system.parts",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes=st.lists(st.sampled_from(SHAPES), max_size=3), reach=st.sampled_from(REACHES))
def test_a_reach_is_found_however_deep_it_stands(county: Door, shapes: list[str], reach: str) -> None:
    sql = reach
    for shape in shapes:
        sql = shape.replace("{}", sql)
    assert county.ask(sql).status_code == 500


@pytest.mark.parametrize(
    "parameters",
    [
        {"additional_table_filters": "{}"},
        {"additional_table_filters": ""},
        {"use_query_cache": "1"},
        {"allow_experimental_analyzer": "0"},
        {"enable_analyzer": "0"},
        {"database": "elsewhere"},
        {"role": "admin", "additional_result_filter": "1"},
        {"optimize_move_to_prewhere": "1"},
        {"limit": "1"},
    ],
)
def test_settings_of_an_address_change_nothing(county: Door, parameters: dict[str, str]) -> None:
    answer = county.ask("SELECT * FROM accounts", **parameters)
    assert answer.status_code == 500
    assert [word for word in NEIGHBOURS if word in answer.text] == []


def test_a_wish_to_write_is_not_heard(county: Door) -> None:
    assert county.ask("SELECT * FROM accounts", readonly="0").status_code == 200
    assert county.ask("CREATE TABLE mine (a Int8) ENGINE = Memory", readonly="0").status_code == 500


def test_an_identifier_as_parameter_is_held_to_the_same(county: Door) -> None:
    assert county.ask("SELECT * FROM {t:Identifier}", param_t="accounts").status_code == 200
    assert county.ask("SELECT * FROM {t:Identifier}", param_t="staff_logins").status_code == 500


def test_how_much_was_read_is_not_told(county: Door) -> None:
    answer = county.ask("SELECT count() FROM posts FORMAT JSON")
    assert "rows_read" not in answer.text
    assert "x-clickhouse-summary" not in answer.headers


def test_an_answer_of_another_login_is_not_given_again(county: Door) -> None:
    asked = "SELECT count() FROM posts"
    assert door(county, "quanwei").ask(asked, use_query_cache="1").status_code == 500
    everything = int(door(county, "quanwei").text(asked))
    assert int(county.text(asked)) < everything == int(door(county, "quanwei").text(asked))


@pytest.mark.parametrize("login", PEOPLE)
def test_nobody_reads_a_hash(county: Door, login: str) -> None:
    for sql in ("SELECT * FROM staff_logins", "SELECT password_hash FROM fenghuo.staff_logins FINAL"):
        answer = door(county, login).ask(sql)
        assert answer.status_code == 500
        assert "scrypt:" not in answer.text
