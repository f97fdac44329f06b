"""One log line says what happened and to which account, for a person or for a machine."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from hub.logs import configure_logging


@pytest.fixture(autouse=True)
def _restored_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_pretty_line_names_the_account_and_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("pretty")
    logging.getLogger("crawlers").warning("Visit failed", extra={"account": "zhengding-fire-wechat"})
    out, err = capsys.readouterr()
    assert out == ""
    assert "warning" in err
    assert "crawlers: Visit failed account=zhengding-fire-wechat" in err


def test_a_json_line_is_one_object_with_its_extras_and_chinese_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("json")
    logging.getLogger("alerts").info("正定县", extra={"account": "a", "days": 12})
    line = json.loads(capsys.readouterr().err)
    assert line["message"] == "正定县"
    assert (line["level"], line["logger"], line["account"], line["days"]) == ("info", "alerts", "a", 12)
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("log_format", ["pretty", "json"])
def test_an_exception_is_part_of_its_line(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    configure_logging(log_format)
    try:
        raise ValueError("broken")
    except ValueError:
        logging.getLogger("hub").exception("Gave up")
    err = capsys.readouterr().err
    assert "ValueError: broken" in err
    assert log_format == "pretty" or json.loads(err)["exception"].startswith("Traceback")


def test_lines_below_the_level_and_of_noisy_libraries_are_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("pretty", logging.INFO)
    logging.getLogger("hub").debug("detail")
    logging.getLogger("httpx").info("HTTP Request: GET https://example.org/?access_token=…")
    assert capsys.readouterr().err == ""


def test_debug_is_for_our_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("pretty", logging.DEBUG)
    logging.getLogger("warehouse.loader").debug("in the warehouse")
    logging.getLogger("scrapy.core").debug("chatter")
    assert "in the warehouse" in (told := capsys.readouterr().err)
    assert "chatter" not in told
    configure_logging("pretty")
    logging.getLogger("warehouse.loader").debug("in the warehouse")
    assert capsys.readouterr().err == ""
