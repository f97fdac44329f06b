"""The demo's own process: a port of its own, and credentials that fit the server."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from demo.credentials import demo_credentials
from demo.serve import run_demo
from demo.world import World
from hub.errors import PortTaken
from hub.settings import Settings
from tests.demo.conftest import SEED, STARTED_ON


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"{port}.*FENGHUO_DEMO_PORT"):
            run_demo(Settings(data=tmp_path, demo_port=port), SEED, STARTED_ON)


def test_every_account_with_an_interface_has_credentials_of_its_own(world: World) -> None:
    given = demo_credentials(world)
    platforms = {world.actors[account_id].account.platform for account_id in given}
    assert platforms == {"wechat", "weibo", "douyin", "kuaishou", "toutiao", "bilibili"}
    assert json.loads(json.dumps(given)) == given
    secrets = [entry.get("secret") or entry["access_token"] for entry in given.values()]
    assert len(set(secrets)) == len(secrets)


def test_another_seed_has_other_secrets(world: World) -> None:
    other = World(world.roster, SEED + 1, STARTED_ON)
    one, two = demo_credentials(world), demo_credentials(other)
    assert all(one[account_id] != two[account_id] for account_id in one)
