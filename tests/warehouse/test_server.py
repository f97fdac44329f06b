"""The embedded server guards its door and speaks ClickHouse's HTTP interface to the usual clients."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import clickhouse_connect
import httpx
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError
from sqlalchemy import create_engine, inspect, text

from hub.settings import Settings
from tests.warehouse.embedded import ServerProcess
from warehouse.client import Warehouse, WarehouseError, connect


@pytest.fixture
def login(warehouse: Warehouse, warehouse_server: ServerProcess) -> tuple[str, str]:
    served = warehouse_server.settings
    return served.clickhouse_user, served.secret("clickhouse_password")


@pytest.fixture
def web(warehouse_server: ServerProcess, login: tuple[str, str]) -> Iterator[httpx.Client]:
    """A plain HTTP client that is logged in."""
    with httpx.Client(base_url=address(warehouse_server.settings), auth=login, timeout=30) as client:
        yield client


@pytest.fixture
def stock_client(
    warehouse_server: ServerProcess, login: tuple[str, str]
) -> Iterator[clickhouse_connect.driver.client.Client]:
    """clickhouse-connect as it comes: compression and session ids on."""
    served = warehouse_server.settings
    client = clickhouse_connect.get_client(
        host="127.0.0.1",
        port=served.clickhouse_port,
        username=login[0],
        password=login[1],
        database=served.clickhouse_database,
    )
    yield client
    client.close()


def own_addresses() -> set[str]:
    """The addresses by which others may reach this machine, as far as its name tells them."""
    with suppress(OSError):
        found = {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        return {one for one in found if not one.startswith("127.")}
    return set()


def address(served: Settings) -> str:
    return f"http://127.0.0.1:{served.clickhouse_port}"


class TestTheDoor:
    def test_ping_needs_no_login(self, web: httpx.Client) -> None:
        assert httpx.get(f"{web.base_url}/ping").text == "Ok.\n"

    @pytest.mark.parametrize("auth", [None, ("fenghuo", "wrong"), ("someone", "")])
    def test_a_wrong_login_is_refused_as_clickhouse_refuses_it(
        self, web: httpx.Client, auth: tuple[str, str] | None
    ) -> None:
        answer = httpx.post(str(web.base_url), content="SELECT 1", auth=auth)
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (403, "516")

    @pytest.mark.parametrize("shown", ["Basic Y\xd4pi", "Basic ///", "Basic /w==", "Basic"])
    def test_a_login_that_cannot_be_read_is_refused(self, web: httpx.Client, shown: str) -> None:
        headers = [(b"Authorization", shown.encode("latin-1"))]
        answer = httpx.post(str(web.base_url), content="SELECT 1", headers=headers)
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (403, "516")

    def test_the_login_travels_in_any_of_clickhouses_ways(
        self, web: httpx.Client, login: tuple[str, str]
    ) -> None:
        user, password = login
        headers = {"X-ClickHouse-User": user, "X-ClickHouse-Key": password}
        params = {"user": user, "password": password, "query": "SELECT 1"}
        assert httpx.post(str(web.base_url), content="SELECT 1", headers=headers).text == "1\n"
        assert httpx.get(str(web.base_url), params=params).text == "1\n"

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT * FROM file('/etc/passwd', 'LineAsString')",
            "SELECT file('/etc/passwd')",
            "SELECT `file`('/etc/passwd')",
            "SELECT * FROM url/**/('http://127.0.0.1/', 'LineAsString')",
            "SELECT * FROM executable('x', 'TSV', 'a String')",
            "CREATE TABLE leak (a String) ENGINE = File('CSV', '/tmp/leak.csv')",
            "SELECT 1 INTO OUTFILE '/tmp/leak.csv'",
            "INSERT INTO crawls FROM INFILE '/etc/passwd' FORMAT CSV",
            "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')",
            "SELECT * FROM remote('127.0.0.1:1', system.one)",
            "INSERT INTO FUNCTION file('/tmp/leak.csv', 'CSV', 'a String') VALUES ('x')",
            "CREATE TABLE leak (a String) ENGINE = FileLog('/etc', 'LineAsString')",
            "CREATE TABLE leak (a String) ENGINE Kafka SETTINGS kafka_broker_list = '127.0.0.1:1'",
            "CREATE TABLE leak AS system.one ENGINE = `Distributed`('c', 'system', 'one')",
            "CREATE DATABASE leak ENGINE = Filesystem",
            "CREATE DATABASE leak ENGINE /**/ = /**/ `Filesystem`",
            "CREATE DATABASE leak ENGINE = MySQL('127.0.0.1:1', 'a', 'b', 'c')",
            "CREATE DICTIONARY leak (a String) PRIMARY KEY a SOURCE(CLICKHOUSE(HOST '127.0.0.2' TABLE 't'))"
            " LAYOUT(COMPLEX_KEY_HASHED()) LIFETIME(0)",
            "BACKUP TABLE crawls TO File('/tmp/leak')",
        ],
    )
    def test_sql_cannot_leave_the_data_directory(self, web: httpx.Client, sql: str) -> None:
        answer = web.post("/", content=sql)
        assert answer.headers["X-ClickHouse-Exception-Code"] == "497"

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM `/etc/passwd`",
            "SELECT * FROM default.`/etc/passwd`",
            "SELECT 'root' IN default.`/etc/passwd`",
            "DESCRIBE default.`/etc/passwd`",
            "INSERT INTO default.`/etc/hostname` VALUES ('x')",
            "SELECT * FROM {t:Identifier}",
        ],
    )
    @pytest.mark.parametrize("database", ["", "fenghuo"])
    def test_no_file_is_a_table(self, web: httpx.Client, sql: str, database: str) -> None:
        answer = web.post("/", content=sql, params={"database": database, "param_t": "default./etc/passwd"})
        assert (answer.status_code, "root:" in answer.text) == (500, False)
        assert answer.headers["X-ClickHouse-Exception-Code"] in ("47", "60", "81")

    def test_it_listens_on_this_machine_alone(
        self, warehouse_server: ServerProcess, web: httpx.Client
    ) -> None:
        assert web.get("/ping").text == "Ok.\n"
        for other in ("127.0.0.2", "::1", *own_addresses()):
            with socket.socket(socket.AF_INET6 if ":" in other else socket.AF_INET) as knocking:
                knocking.settimeout(2)
                assert knocking.connect_ex((other, warehouse_server.settings.clickhouse_port)) != 0, other

    def test_get_and_readonly_change_nothing(
        self, web: httpx.Client, warehouse_server: ServerProcess
    ) -> None:
        drop = "DROP TABLE fenghuo.crawls"
        assert web.get("/", params={"query": drop}).headers["X-ClickHouse-Exception-Code"] == "164"
        assert (
            web.get("/", params={"query": drop, "readonly": "0"}).headers["X-ClickHouse-Exception-Code"]
            == "164"
        )
        reader = connect(warehouse_server.settings, readonly=True)
        with pytest.raises(WarehouseError, match="readonly"):
            reader.command(drop)
        assert reader.query("SELECT count() AS n FROM crawls") == [{"n": 0}]

    @pytest.mark.parametrize(("asked", "got"), [("30", 30), ("0", 120), ("9999", 120), ("-1", 120)])
    def test_nobody_gets_more_than_the_longest_time(self, web: httpx.Client, asked: str, got: int) -> None:
        answer = web.post(
            "/", params={"max_execution_time": asked}, content="SELECT getSetting('max_execution_time')"
        )
        assert answer.text == f"{got}\n"

    def test_only_one_statement_a_request(self, web: httpx.Client) -> None:
        assert web.post("/", content="SELECT 1; SELECT 2").headers["X-ClickHouse-Exception-Code"] == "62"
        assert web.post("/", content="SELECT ';'; -- done;").text == ";\n"


class TestTheInterface:
    def test_formats_databases_settings_and_parameters(self, web: httpx.Client) -> None:
        params = {
            "database": "system",
            "default_format": "JSONEachRow",
            "max_threads": "1",
            "param_word": "tab\\tand 'quote'",
        }
        sql = "SELECT {word:String} AS w, getSetting('max_threads') AS t, currentDatabase() AS d"
        answer = web.post("/", params=params, content=sql)
        assert answer.json() == {"w": "tab\tand 'quote'", "t": 1, "d": "system"}
        assert answer.headers["X-ClickHouse-Format"] == "JSONEachRow"
        assert web.post("/", params=params, content="SELECT 1 FORMAT CSV").text == "1\n"

    def test_errors_carry_clickhouses_code(self, web: httpx.Client) -> None:
        answer = web.post("/", content="SELECT nonsense")
        assert (answer.status_code, answer.headers["X-ClickHouse-Exception-Code"]) == (500, "47")
        assert answer.text.startswith("Code: 47. DB::Exception: ")

    def test_an_unknown_setting_is_an_error(self, web: httpx.Client) -> None:
        answer = web.post("/", params={"nonsense": "1"}, content="SELECT 1")
        assert answer.headers["X-ClickHouse-Exception-Code"] == "115"
        answer = web.post("/", params={"max_threads = 1, readonly": "0"}, content="SELECT 1")
        assert answer.headers["X-ClickHouse-Exception-Code"] == "115"

    def test_query_and_parameters_may_come_as_a_form(self, web: httpx.Client) -> None:
        fields = {"query": (None, "SELECT {n:UInt8} + 1"), "param_n": (None, "41")}
        assert web.post("/", files=fields).text == "42\n"

    def test_a_damaged_body_is_one_sentence(self, web: httpx.Client) -> None:
        answer = web.post("/", content=b"no lz4", headers={"Content-Encoding": "lz4"})
        assert answer.status_code == 400
        assert answer.text.startswith("Code: 48. DB::Exception: The compressed body ends too early.")

    def test_rows_may_follow_the_statement_or_be_the_body(self, web: httpx.Client) -> None:
        web.post("/", content="CREATE TABLE fenghuo.doors (a UInt8, b String) ENGINE = MergeTree ORDER BY a")
        web.post("/", content='INSERT INTO fenghuo.doors FORMAT JSONEachRow\n{"a": 1, "b": "FORMAT x;"}')
        web.post("/", params={"query": "INSERT INTO fenghuo.doors FORMAT CSV"}, content='2,"two"\n')
        web.post("/", params={"query": "INSERT INTO fenghuo.doors VALUES"}, content="(3, 'drei;')")
        answer = web.post("/", content="SELECT a, b FROM fenghuo.doors ORDER BY a")
        web.post("/", content="DROP TABLE fenghuo.doors")
        assert answer.text == "1\tFORMAT x;\n2\ttwo\n3\tdrei;\n"

    def test_an_insert_the_table_refuses_is_an_error(self, web: httpx.Client) -> None:
        web.post(
            "/", content="CREATE TABLE fenghuo.doors (a UInt8, CONSTRAINT c CHECK a < 5) ENGINE = Memory"
        )
        answer = web.post("/", content="INSERT INTO fenghuo.doors SETTINGS max_threads = 1 FORMAT CSV\n7\n")
        web.post("/", content="DROP TABLE fenghuo.doors")
        assert answer.headers["X-ClickHouse-Exception-Code"] == "469"

    def test_a_failing_insert_leaves_nothing(self, web: httpx.Client) -> None:
        web.post("/", content="CREATE TABLE fenghuo.doors (a UInt8) ENGINE = MergeTree ORDER BY a")
        assert web.post("/", content="INSERT INTO fenghuo.doors FORMAT CSV\n1\nx\n").status_code == 500
        left = web.post("/", content="SELECT count() FROM fenghuo.doors").text
        web.post("/", content="DROP TABLE fenghuo.doors")
        assert left == "0\n"


class TestStockClients:
    @pytest.mark.parametrize("compression", ["lz4", "zstd", "gzip", None])
    def test_clickhouse_connect_inserts_and_reads(
        self, stock_client: clickhouse_connect.driver.client.Client, compression: str | None
    ) -> None:
        stock_client.write_compression = compression
        stock_client.command("CREATE TABLE doors (a UInt64, b Array(String)) ENGINE = MergeTree ORDER BY a")
        try:
            written = stock_client.insert("doors", [[n, ["烽火"] * (n % 3)] for n in range(1000)])
            rows = stock_client.query("SELECT * FROM doors WHERE a >= {low:UInt64}", parameters={"low": 998})
        finally:
            stock_client.command("DROP TABLE doors")
        assert written.written_rows == 1000
        assert sorted(rows.result_rows) == [(998, ["烽火", "烽火"]), (999, [])]

    def test_clickhouse_connect_streams_frames_and_errors(
        self, stock_client: clickhouse_connect.driver.client.Client
    ) -> None:
        with stock_client.query_row_block_stream("SELECT number FROM numbers(200000)") as stream:
            assert sum(len(block) for block in stream) == 200_000
        assert list(stock_client.query_df("SELECT 1 AS a, 'x' AS b").columns) == ["a", "b"]
        assert stock_client.query("SELECT 1 AS a LIMIT 0").column_names == ("a",)
        assert stock_client.command("SELECT 1 WHERE 0") == ""
        with pytest.raises(DatabaseError) as caught:
            stock_client.query("SELECT * FROM nowhere")
        assert caught.value.code == 60

    def test_the_dialect_superset_uses_sees_tables_and_comments(
        self, warehouse_server: ServerProcess, login: tuple[str, str]
    ) -> None:
        served = warehouse_server.settings
        url = f"clickhousedb://{login[0]}:{login[1]}@127.0.0.1:{served.clickhouse_port}/{served.clickhouse_database}"
        engine = create_engine(url)
        try:
            assert "posts" in inspect(engine).get_table_names()
            columns = inspect(engine).get_columns("posts")
            assert {"post_id", "published_at", "topics"} <= {column["name"] for column in columns}
            with engine.connect() as connection:
                assert connection.execute(text("SELECT count() FROM posts")).scalar() == 0
        finally:
            engine.dispose()
