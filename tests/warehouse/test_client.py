"""The warehouse client carries values unchanged, waits for a server, says what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.errors import ConfigError, Unavailable
from tests.warehouse.embedded import ServerProcess
from warehouse.client import Warehouse, WarehouseError, connect

INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1), timezones=st.timezones()).map(
    lambda instant: instant.replace(microsecond=instant.microsecond // 1000 * 1000)
)
CARRIES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def carried(warehouse: Warehouse) -> Iterator[None]:
    """A table of the types the loader writes."""
    warehouse.command(
        "CREATE TABLE carried (word String, words Array(LowCardinality(String)),"
        " instant DateTime64(3, 'UTC'), number Nullable(Int64)) ENGINE = MergeTree ORDER BY ()"
    )
    yield
    warehouse.command("DROP TABLE carried")


def test_an_absent_server_is_unavailable_and_named(own_server: ServerProcess) -> None:
    with pytest.raises(Unavailable, match=f"127.0.0.1:{own_server.settings.clickhouse_port}"):
        connect(own_server.settings, patience=0.2)


def test_a_wrong_password_is_a_matter_of_configuration(
    warehouse_server: ServerProcess, warehouse: Warehouse
) -> None:
    wrong = warehouse_server.settings.model_copy(update={"clickhouse_user": "nobody"})
    with pytest.raises(ConfigError, match="FENGHUO_CLICKHOUSE_USER"):
        connect(wrong)


def test_a_wrong_query_is_one_line_without_the_address_or_version(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError) as caught:
        warehouse.query("SELECT nonsense FROM posts")
    assert caught.value.code == 47
    assert caught.value.sentence.startswith("Unknown expression identifier")
    assert not {"\n", "http://", "version"} & set(caught.value.sentence.split())


def test_a_query_waits_for_a_server_that_comes_back(own_server: ServerProcess) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    warehouse.ensure_database()
    own_server.kill()
    comes_back = threading.Timer(0.5, own_server.start)
    comes_back.start()
    assert warehouse.query("SELECT 1 AS one") == [{"one": 1}]
    comes_back.join()


def test_threads_share_it(warehouse: Warehouse) -> None:
    answers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda n=n: answers.append(warehouse.query("SELECT {n:UInt8} AS n", {"n": n}))
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [[{"n": n}] for n in range(8)]


@CARRIES
@given(
    word=st.text(),
    words=st.lists(st.text(), max_size=4),
    instant=INSTANTS,
    day=st.dates(date(1971, 1, 1), date(2099, 1, 1)),
)
def test_parameters_arrive_as_they_were(
    warehouse: Warehouse, word: str, words: list[str], instant: datetime, day: date
) -> None:
    sql = (
        "SELECT {word:String} AS word, {words:Array(String)} AS words, {day:Date32} AS day,"
        " {instant:DateTime64(3)} AS instant, {zoned:DateTime64(3, 'UTC')} AS zoned"
    )
    given_values = {"word": word, "words": words, "day": day, "instant": instant, "zoned": instant}
    [row] = warehouse.query(sql, given_values)
    assert row == {**given_values, "instant": instant.astimezone(UTC), "zoned": instant.astimezone(UTC)}


@CARRIES
@given(
    word=st.text(),
    words=st.lists(st.text(), max_size=4),
    instant=INSTANTS,
    number=st.none() | st.integers(-(2**63), 2**63 - 1),
)
def test_columns_arrive_as_they_were(
    warehouse: Warehouse, carried: None, word: str, words: list[str], instant: datetime, number: int | None
) -> None:
    warehouse.insert("carried", {"word": [word], "words": [words], "instant": [instant], "number": [number]})
    [row] = warehouse.query("SELECT * FROM carried")
    warehouse.command("TRUNCATE TABLE carried")
    assert row == {"word": word, "words": words, "instant": instant.astimezone(UTC), "number": number}


def test_a_naive_datetime_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(ValueError, match="naive"):
        warehouse.query("SELECT {at:DateTime64(3)}", {"at": datetime(2025, 1, 1)})


def test_the_same_token_inserts_once(warehouse: Warehouse) -> None:
    columns = {"account_id": ["a"], "started_at": [datetime(2025, 1, 1, tzinfo=UTC)]}
    for _ in range(2):
        warehouse.insert("crawls", columns, token="crawls/0/0-0/abc")
    assert warehouse.query("SELECT count() AS n FROM crawls") == [{"n": 1}]
