"""One post is followed by its trace: through the gatherer's log and the loader's, to its row."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from hub.settings import Settings
from streams.opening import open_log
from tests.crawlers.serving import Site, serving
from tests.crawlers.test_feeds import ITEM, rss
from tests.warehouse.embedded import environment_of
from tests.warehouse.loading import post, publish
from warehouse.client import connect


def lines_of(machine: Settings, *arguments: str) -> list[dict[str, Any]]:
    """What `fenghuo ARGUMENTS` logs, line by line."""
    follow = {"FENGHUO_LOG_FORMAT": "json", "FENGHUO_LOG_LEVEL": "debug"}
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env={**environment_of(machine), **follow},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def fill(site: Site) -> None:
    other = ITEM.replace("t1", "t2").replace("市运会", "灯会")
    site.page("/a.xml", rss(ITEM + other), Content_Type="application/rss+xml")


def test_a_post_is_followed_by_its_trace_from_the_spider_to_the_row(machine: Settings) -> None:
    with serving() as site:
        fill(site)
        gathered = lines_of(machine, "gather", "--url", f"{site.url}/a.xml")
    publish(open_log(machine), post(901))  # as a hub without traces wrote it
    [ended] = [line for line in gathered if line["message"] == "visit ended"]
    published = [line for line in gathered if line["message"] == "published" and "post" in line]
    assert {line["trace"] for line in [ended, *published]} == {ended["trace"]}
    assert (ended["account"], ended["posts"]) == ("url:127.0.0.1", 2)

    loaded = lines_of(machine, "load", "--until-caught-up")
    stored = [line for line in loaded if line.get("trace") == ended["trace"]]
    assert {line["post"] for line in stored if "post" in line} == {line["post"] for line in published}
    assert "CrawlFinished" in {line["record"] for line in stored}
    assert [line["trace"] for line in loaded if line.get("post") == "wechat:901"] == [""]

    [arrived] = [line for line in stored if line.get("post") == published[0]["post"]]
    topic, partition, offset = arrived["place"].split("/")
    asked = (
        "SELECT post_id, account_id FROM posts FINAL"
        " WHERE topic = {t:String} AND partition = {p:UInt32} AND offset = {o:UInt64}"
    )
    rows = connect(machine).query(asked, {"t": topic, "p": int(partition), "o": int(offset)})
    assert rows == [{"post_id": published[0]["post"], "account_id": "url:127.0.0.1"}]
    assert (arrived["message"], arrived["account"]) == ("in the warehouse", "url:127.0.0.1")
