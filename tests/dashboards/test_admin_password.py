"""The password of Superset's admin must not be one that is easily guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from dashboards.bootstrap import prepare
from hub.errors import ConfigError
from hub.settings import Settings


@pytest.mark.parametrize("weak", ["admin", "changeme", "superadmin-2026"])
def test_a_weak_one_is_refused_before_anything_is_made(tmp_path: Path, weak: str) -> None:
    settings = Settings(data=tmp_path, superset_admin_password=SecretStr(weak), _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(ConfigError, match="FENGHUO_SUPERSET_ADMIN_PASSWORD") as refused:
        prepare(settings)
    assert weak not in refused.value.sentence
    assert list(tmp_path.iterdir()) == []
