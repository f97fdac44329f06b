"""What the compose files promise: one door, limits, health, no secret in sight; and that they fit us."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from cli.health import PARTS
from cli.main import app
from hub.settings import PREFIX, Settings, load_settings
from tests.deploy.compose import BASE, CLUSTER, ROOT, Service, cluster, is_hub, one_machine

SETUPS: Final = {"one machine": one_machine(), "cluster": cluster()}
SERVICES: Final = [
    pytest.param(setup, name, id=f"{name} on {title}")
    for title, setup in SETUPS.items()
    for name in setup["services"]
]
SETTINGS: Final = {PREFIX + name.upper(): field for name, field in Settings.model_fields.items()}
SECRET: Final = {name for name, field in SETTINGS.items() if "SecretStr" in str(field.annotation)}
CLICKHOUSE: Final = ROOT / "deploy" / "clickhouse"


@pytest.fixture
def services(request: pytest.FixtureRequest) -> dict[str, Service]:
    found: dict[str, Service] = request.param["services"]
    return found


on_both = pytest.mark.parametrize(
    "services", [pytest.param(setup, id=title) for title, setup in SETUPS.items()], indirect=True
)


def test_the_files_hold_to_the_specification_of_compose() -> None:
    files = [str(ROOT / name) for name in (BASE, CLUSTER)]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", *files]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout


@on_both
def test_only_superset_and_the_api_are_published_and_only_where_it_is_said(
    services: dict[str, Service],
) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {
        "api": ["${API_LISTEN:-127.0.0.1:8090}:8090"],
        "superset": ["${DASHBOARDS_LISTEN:-127.0.0.1:8088}:8088"],
    }
    assert services["api"]["profiles"] == ["api"]
    assert not any("network_mode" in service or "privileged" in service for service in services.values())


@on_both
def test_only_who_asks_or_writes_to_the_outside_can_reach_it(services: dict[str, Service]) -> None:
    assert one_machine()["networks"]["inner"]["internal"] is True
    outside = {name for name, service in services.items() if set(service["networks"]) != {"inner"}}
    assert outside == {"gatherer", "watch", "superset", "api"}


@pytest.mark.parametrize(("setup", "name"), SERVICES)
def test_a_service_has_limits_and_its_log_does_not_grow(setup: dict[str, Any], name: str) -> None:
    service = setup["services"][name]
    assert {"mem_limit", "cpus", "pids_limit"} <= service.keys()
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


@pytest.mark.parametrize(("setup", "name"), SERVICES)
def test_a_service_is_asked_for_its_health_or_there_is_a_reason_not_to(
    setup: dict[str, Any], name: str
) -> None:
    service = setup["services"][name]
    assert ("healthcheck" in service) != ("x-no-healthcheck" in service)
    if "healthcheck" in service:
        assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()


@pytest.mark.parametrize(("setup", "name"), SERVICES)
def test_a_service_gains_no_rights_and_writes_only_where_it_is_said(setup: dict[str, Any], name: str) -> None:
    service = setup["services"][name]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True or service["x-writable"]
    if is_hub(service):
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])


@pytest.mark.parametrize(("setup", "name"), SERVICES)
def test_no_secret_stands_in_the_environment_or_on_a_command_line(setup: dict[str, Any], name: str) -> None:
    service = setup["services"][name]
    given = {one if isinstance(one, str) else one["source"] for one in service.get("secrets", [])}
    assert given <= setup["secrets"].keys()
    for key, value in service.get("environment", {}).items():
        if key.endswith("_FILE"):
            assert str(value).removeprefix("/run/secrets/") in given, key
        else:
            assert key not in SECRET
            assert not re.search("PASSWORD|SECRET|TOKEN|_KEY", key), key
    assert "pass" not in shlex.join(service.get("command", []))


@pytest.mark.parametrize(("setup", "name"), SERVICES)
def test_a_service_starts_when_what_it_needs_is_well(setup: dict[str, Any], name: str) -> None:
    services = setup["services"]
    for needed, how in services[name].get("depends_on", {}).items():
        healthy = "healthcheck" in services[needed]
        assert how["condition"] == ("service_healthy" if healthy else "service_completed_successfully")


@on_both
def test_every_setting_is_one_there_is(services: dict[str, Service]) -> None:
    for service in services.values():
        if is_hub(service):
            names = [name for name in service["environment"] if name.startswith(PREFIX)]
            assert {name.removesuffix("_FILE") for name in names} <= SETTINGS.keys()
            assert all(name.removesuffix("_FILE") in SECRET for name in names if name.endswith("_FILE"))


@on_both
def test_every_command_is_one_there_is(services: dict[str, Service]) -> None:
    for name, service in services.items():
        if is_hub(service):
            shown = CliRunner().invoke(app, [*service["command"], "--help"])
            assert shown.exit_code == 0, name
            assert f"Usage: root {' '.join(service['command'])} [" in shown.output
            if "healthcheck" in service:
                assert service["healthcheck"]["test"][:4] == ["CMD", "fenghuo", "health", "check"]
                assert service["healthcheck"]["test"][4] in PARTS


@on_both
def test_images_are_pinned_and_ours_is_this_version(services: dict[str, Service]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for service in services.values():
        name, _, tag = service["image"].partition(":")
        assert re.match(r"\d+\.\d|\d+-bookworm\Z", tag), service["image"]
        if name == "fenghuo":
            # Never one of that name from a registry.
            assert (tag, service["pull_policy"]) == (project["version"], "never")


def variables_of(*files: str) -> set[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in files]
    return {found for text in texts for found in re.findall(r"\$\{(\w+)", text)}


def example_lines() -> Iterator[tuple[str, str]]:
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        found = re.match(r"(?:# )?([A-Z_]+)=(.*)", line)
        if found:
            yield found[1], shlex.split(found[2])[0]


def test_the_example_names_every_variable_of_the_files_and_only_settings_there_are() -> None:
    named = dict(example_lines())
    ours = {name: value for name, value in named.items() if name.startswith(PREFIX)}
    assert named.keys() - ours.keys() == {*variables_of(BASE, CLUSTER), "HTTPS_PROXY"}
    load_settings({name: value for name, value in ours.items() if not name.endswith("_FILE")})
    assert {name.removesuffix("_FILE") for name in ours} <= SETTINGS.keys()


def test_the_example_holds_no_secret() -> None:
    named = dict(example_lines())
    assert not named.keys() & SECRET
    assert not any(re.search("PASSWORD|SECRET_|TOKEN|_KEY", name) for name in named)


def elements(file: str, path: str) -> list[ElementTree.Element]:
    return ElementTree.parse(CLICKHOUSE / file).findall(path)


class TestCluster:
    """The cluster's ClickHouse configuration, brokers and services know each other by the right names."""

    services = SETUPS["cluster"]["services"]

    def environment(self, name: str) -> dict[str, str]:
        found: dict[str, str] = self.services[name]["environment"]
        return found

    def test_its_name_is_the_one_our_tables_are_made_for(self) -> None:
        [named] = elements("cluster.xml", "remote_servers/*")
        hubs = [name for name, service in self.services.items() if is_hub(service)]
        assert {self.environment(name)["FENGHUO_CLICKHOUSE_CLUSTER"] for name in hubs} == {named.tag}

    def test_it_is_two_shards_of_two_replicas_and_each_node_knows_its_place(self) -> None:
        shards = elements("cluster.xml", "remote_servers/hub/shard")
        assert [shard.findtext("internal_replication") for shard in shards] == ["true", "true"]
        places = {
            (str(number), str(place)): replica.findtext("host")
            for number, shard in enumerate(shards, 1)
            for place, replica in enumerate(shard.findall("replica"), 1)
        }
        nodes = [name for name, service in self.services.items() if "clickhouse-server" in service["image"]]
        assert len(places) == len(nodes) == 4
        for node in nodes:
            told = self.environment(node)
            assert places[told["CLICKHOUSE_SHARD"], told["CLICKHOUSE_REPLICA"]] == node
            assert told["CLICKHOUSE_NODE"] == node
            assert [volume for volume in self.services[node]["volumes"] if "config.d/cluster.xml" in volume]
            assert [volume for volume in self.services[node]["volumes"] if "config.d/fenghuo.xml" in volume]
            assert node == "clickhouse" or self.services[node]["networks"]["inner"]["aliases"] == [
                "clickhouse"
            ]

    def test_the_three_keepers_are_the_same_in_all_files(self) -> None:
        asked = [
            one.text for one in ElementTree.parse(CLICKHOUSE / "cluster.xml").findall("zookeeper/node/host")
        ]
        servers = ElementTree.parse(CLICKHOUSE / "keeper.xml").findall(
            "keeper_server/raft_configuration/server"
        )
        members = {str(one.findtext("id")): str(one.findtext("hostname")) for one in servers}
        told = {self.environment(str(name))["KEEPER_ID"]: name for name in members.values()}
        assert (sorted(members.values()), members) == (asked, told)
        assert len(members) == 3

    def test_the_brokers_are_one_quorum_and_keep_three_copies(self) -> None:
        brokers = [
            name for name, service in self.services.items() if service["image"].startswith("apache/kafka")
        ]
        assert len(brokers) == 3
        for broker in brokers:
            told = self.environment(broker)
            quorum = dict(one.split("@") for one in told["KAFKA_CONTROLLER_QUORUM_VOTERS"].split(","))
            assert quorum[told["KAFKA_NODE_ID"]] == f"{broker}:9093"
            assert told["KAFKA_ADVERTISED_LISTENERS"] == f"PLAINTEXT://{broker}:9092"
            assert (told["KAFKA_DEFAULT_REPLICATION_FACTOR"], told["KAFKA_MIN_INSYNC_REPLICAS"]) == ("3", "2")
        told = self.environment("loader")
        assert {one.removesuffix(":9092") for one in told["FENGHUO_KAFKA"].split(",")} == set(brokers)
        assert told["FENGHUO_TOPIC_REPLICATION"] == "3"

    def test_nothing_of_one_node_is_kept_with_anothers(self) -> None:
        kept = [
            volume.partition(":")[0]
            for name, service in self.services.items()
            if not is_hub(service)
            for volume in service.get("volumes", [])
            if not volume.startswith(".")
        ]
        assert len(kept) == len(set(kept))
        assert set(kept) <= SETUPS["cluster"]["volumes"].keys()

    def test_no_more_loaders_run_than_there_are_partitions(self) -> None:
        loaders = self.services["loader"]["deploy"]["replicas"]
        assert 1 < loaders <= int(self.environment("loader")["FENGHUO_TOPIC_PARTITIONS"])
