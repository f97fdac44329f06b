"""Whatever an interface answers, a visit ends with records or one named refusal: no crash, no silence."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.platforms import Platform
from hub.records import PostSeen
from tests.crawlers import test_bilibili, test_douyin, test_kuaishou, test_toutiao
from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import Wave, account

CREDENTIALS = dict.fromkeys(
    ("app_id", "app_secret", "client_id", "client_secret", "client_key", "open_id"), "given"
) | {"access_token": "access-1", "refresh_token": "refresh-1"}
ANSWERS: dict[Platform, dict[str, Any]] = {
    "bilibili": {
        test_bilibili.LIST: test_bilibili.listed(test_bilibili.work(1), test_bilibili.work(2)),
        test_bilibili.FIGURES: test_bilibili.good(test_bilibili.figures()),
        test_bilibili.USER: test_bilibili.good({"follower": 18844, "arc_passed_total": 108}),
    },
    "kuaishou": {
        test_kuaishou.LIST: test_kuaishou.listed(test_kuaishou.work(1), test_kuaishou.work(2)),
        test_kuaishou.USER: {"result": 1, "user_info": {"fan": 25310}},
    },
    "douyin": {
        test_douyin.LIST: test_douyin.page(test_douyin.work(1), test_douyin.work(2)),
        test_douyin.FANS: test_douyin.fans(),
    },
    "toutiao": {test_toutiao.LIST: test_toutiao.page(test_toutiao.work(), test_toutiao.work(item_id="@Tt2"))},
}
NONSENSE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["1.2万", "10万+", "-1", "", "2026-01-01", [], {}, [[]], {"list": None}]),
)


@st.composite
def mutated(draw: st.DrawFn, answer: Any) -> Any:
    """The answer with one value, somewhere in it, missing or replaced by nonsense."""
    changed = copy.deepcopy(answer)
    holder = changed
    while True:
        keys = sorted(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = draw(st.sampled_from(keys))
        inner = holder[key]
        if isinstance(inner, (dict, list)) and inner and draw(st.booleans()):
            holder = inner
            continue
        if draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(NONSENSE)
        return changed


@pytest.mark.parametrize("platform_name", sorted(ANSWERS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_mutated_answer_gives_records_or_a_named_refusal(
    platform_name: Platform, data: st.DataObject
) -> None:
    answers = ANSWERS[platform_name]
    path = data.draw(st.sampled_from(sorted(answers)))
    answer = data.draw(mutated(answers[path]))
    with Loopback() as platform, tempfile.TemporaryDirectory() as folder:
        for known, good in answers.items():
            platform.on(known, good)
        platform.on(path, answer)
        wave = Wave(platform, Path(folder), crawl_retries=0)
        county = account(platform_name)
        wave.credentials[county.account_id] = CREDENTIALS
        finished = wave.visit_one(county)

    assert finished.error_kind != "ours" or "report it" in (finished.error or ""), json.dumps(answer)
    assert "Our own mistake" not in (finished.error or ""), json.dumps(answer)
    assert finished.outcome == "ok" or finished.error
    told = len(wave.sink.all(PostSeen)) + len(wave.sink.letters)
    assert told or finished.outcome == "failed" or not listed(answers | {path: answer}), json.dumps(answer)


def listed(answers: Any) -> Any:
    """What the answer to the list's question lists; empty where it says that there is nothing."""
    for path in (test_bilibili.LIST, test_kuaishou.LIST, test_douyin.LIST, test_toutiao.LIST):
        if path in answers:
            answer = answers[path]
            return answer["video_list"] if path == test_kuaishou.LIST else answer["data"]["list"]
    raise AssertionError("no list among the answers")
