"""/metrics and /healthz: figures Prometheus can read, what does not answer is named, and no secrets."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.testclient import TestClient

from cli.figures import MEANINGS, Figure, Health, prometheus_text
from cli.health_pages import build_app
from hub.settings import Settings
from streams.dead_letters import letter_of_payload
from streams.opening import open_log
from streams.publisher import Publisher
from tests.cli.conftest import Run
from tests.warehouse.embedded import embedded_settings, environment_of, free_port
from tests.warehouse.loading import NOON, metrics
from tests.warehouse.rows import insert, now
from warehouse.client import connect
from warehouse.lag import keep_progress, measure_progress

DELIVERY = Path(__file__).parents[2] / "docs" / "delivery.md"
SAMPLE = re.compile(r'(fenghuo_[a-z_]+)\{((?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (-?[0-9.e+]+)\Z')


@pytest.fixture
def page(machine: Settings) -> Iterator[TestClient]:
    """The pages of a hub with two records on its stream, a letter and an open alert in its warehouse."""
    log = open_log(machine)
    publisher = Publisher(log)
    publisher.publish(metrics(1))
    publisher.publish_dead(letter_of_payload(b"<html>", "No date.", NOON))
    publisher.close()
    warehouse = connect(machine)
    keep_progress(warehouse, measure_progress(log), now())
    letter = {"letter_id": "l", "origin": "crawlers", "reason": "No date.", "received_at": NOON, "offset": 1}
    insert(warehouse, "dead_letters", letter)
    log.close()
    with TestClient(build_app(Health(machine))) as client:
        yield client


def values(text: str) -> dict[str, dict[str, float]]:
    """The figures of a page: by name, by labels."""
    found: dict[str, dict[str, float]] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            sample = SAMPLE.match(line)
            assert sample, line
            found.setdefault(sample[1], {})[sample[2]] = float(sample[3])
    return found


def test_the_page_tells_lag_letters_alerts_and_last_successes(page: TestClient) -> None:
    answer = page.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = values(answer.text)
    assert told["fenghuo_up"] == {'part="stream"': 1, 'part="warehouse"': 1}
    assert sum(told["fenghuo_stream_lag_records"].values()) >= 2
    assert told["fenghuo_dead_letters"]['origin="crawlers",state="open"'] == 1
    assert sum(told["fenghuo_alerts_open"].values()) == 1
    successes = told["fenghuo_last_success_timestamp_seconds"]
    assert 'room="crawlers"' in successes
    assert 'room="alerts"' not in successes  # nothing has been judged yet: unknown, not 1970
    assert set(told) <= set(MEANINGS)


def test_a_page_is_asked_anew_each_time(page: TestClient, machine: Settings) -> None:
    before = values(page.get("/metrics").text)["fenghuo_stream_records_total"]
    publisher = Publisher(open_log(machine))
    publisher.publish(metrics(2))
    publisher.close()
    after = values(page.get("/metrics").text)["fenghuo_stream_records_total"]
    assert sum(after.values()) == sum(before.values()) + 1


def test_a_healthy_hub_says_so(page: TestClient) -> None:
    answer = page.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"stream": "ok", "warehouse": "ok"})


def test_what_does_not_answer_is_named_and_the_rest_is_told(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path).model_copy(
        update={
            "clickhouse": f"http://127.0.0.1:{free_port()}",
            "clickhouse_user": "the-login",
            "clickhouse_password": SecretStr("the-password"),
        }
    )
    with TestClient(build_app(Health(settings))) as client:
        answer, figures = client.get("/healthz"), client.get("/metrics").text
    assert (answer.status_code, answer.json()) == (503, {"stream": "ok", "warehouse": "does not answer"})
    assert values(figures)["fenghuo_up"] == {'part="stream"': 1, 'part="warehouse"': 0}
    assert "fenghuo_stream_lag_records" in figures
    assert "fenghuo_dead_letters" not in figures
    for secret in ("the-login", "the-password", "127.0.0.1"):
        assert secret not in answer.text + figures


@given(st.dictionaries(st.sampled_from(["topic", "state"]), st.text()), st.integers(0, 2**50))
def test_any_label_and_value_can_be_read_back(labels: dict[str, str], value: int) -> None:
    text = prometheus_text([Figure("fenghuo_dead_letters", labels, value)])
    *comments, sample, end = text.split("\n")
    assert (len(comments), end) == (2, "")
    name, _, rest = sample.partition("{")
    pairs, _, number = rest.rpartition("} ")
    assert (name, int(float(number))) == ("fenghuo_dead_letters", value)
    read = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', pairs)
    unescaped = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}
    assert {key: re.sub(r"\\.", lambda m: unescaped[m[0]], told) for key, told in read} == labels


def test_every_figure_is_explained_in_the_documentation() -> None:
    listed = re.findall(
        r"^\| `(fenghuo_\w+)` \| (\w+) \| (.+) \|$", DELIVERY.read_text("utf-8"), re.MULTILINE
    )
    assert listed == [(name, kind, words) for name, (kind, words) in MEANINGS.items()]


def test_the_pages_are_served_on_their_port_until_stopped(machine: Settings) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "health", "serve"],
        env={**environment_of(machine), "FENGHUO_HEALTH_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert ask(f"http://127.0.0.1:{port}/healthz").status_code == 200
    finally:
        process.terminate()
        _, complaints = process.communicate(timeout=30)
    assert "Traceback" not in complaints


def ask(address: str) -> httpx.Response:
    deadline = time.monotonic() + 60
    while True:
        try:
            return httpx.get(address, timeout=10, trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < deadline, f"{address} does not answer"
            time.sleep(0.2)


def test_the_figures_can_be_read_without_the_pages(fenghuo: Run) -> None:
    shown = fenghuo("health", "show")
    assert shown.returncode == 0
    assert values(shown.stdout)["fenghuo_up"]['part="warehouse"'] == 1
