"""deploy/make-secrets.sh makes every secret of the compose files, each for itself, and never over another."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.deploy.compose import ROOT, cluster


def make(folder: Path) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "deploy" / "make-secrets.sh")
    return subprocess.run(
        ["sh", script, str(folder)], capture_output=True, text=True, timeout=30, check=False
    )


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("机密 文件") / "secrets"
    made = make(folder)
    assert (made.returncode, made.stderr) == (0, "")
    return folder


def words(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8").strip() for file in folder.iterdir()}


def test_every_secret_of_the_files_is_made_and_no_other(secrets: Path) -> None:
    named = {name: Path(one["file"]).name for name, one in cluster()["secrets"].items()}
    assert named == {name: name for name in words(secrets)}


def test_the_folder_is_closed_and_containers_may_read_the_files(secrets: Path) -> None:
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in secrets.iterdir()} == {0o444}


def test_what_two_services_share_is_the_same_and_all_else_differs(secrets: Path, tmp_path: Path) -> None:
    made = words(secrets)
    assert (
        made["superset_database"]
        == f"postgresql://superset:{made['postgres_password']}@postgres:5432/superset"
    )
    assert made["redis"] == f"redis://:{made['redis_conf'].removeprefix('requirepass ')}@redis:6379/0"
    cluster_secret = ElementTree.fromstring(made["clickhouse_cluster"])  # our own
    random = [cluster_secret.findtext("remote_servers/hub/secret"), *map(str.split, made.values())]
    assert len({str(one) for one in random}) == len(random)
    assert make(tmp_path / "others").returncode == 0
    others = words(tmp_path / "others")
    assert not any(made[name] == others[name] for name in made)
    assert all(len(made[name]) == 48 for name in made if name.endswith(("_key", "_password")))


def test_secrets_there_are_stay_as_they_are(secrets: Path) -> None:
    before = words(secrets)
    again = make(secrets)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert words(secrets) == before


def test_an_attempt_that_fails_leaves_nothing(tmp_path: Path) -> None:
    assert make(tmp_path / "absent" / "secrets").returncode != 0
    assert list(tmp_path.iterdir()) == []
