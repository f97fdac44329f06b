"""The assets as files: how they are read, and the one way in which their YAML is written.

An asset's file is its text in this style under a comment that says what it is for. `export` writes in the
same style, so that an asset nobody changed in Superset comes back byte for byte.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

ASSETS: Final = Path(__file__).parent / "assets"
_WIDTH: Final = 110


def read_assets(folder: Path = ASSETS) -> dict[str, str]:
    """Every asset's YAML by its path below the folder, as Superset's import names them."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }


def parsed(text: str) -> Any:
    """What an asset's YAML says; libyaml reads it some six times as fast as Python does."""
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe


def slugs() -> list[str]:
    """The dashboards' slugs, which are their files' names."""
    return sorted(path.stem for path in (ASSETS / "dashboards").glob("*.yaml"))


def as_text(asset: dict[str, Any], comment: str) -> str:
    """An asset as the text of its file, its keys in the order given."""
    body = yaml.dump(asset, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return f"{comment}{body}"


def comment_of(text: str) -> str:
    """The lines of comment a file begins with, with their line ends."""
    lines = text.splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:end])


class _Dumper(yaml.SafeDumper):
    """Lists indented below their key, texts of several lines as they read, nothing shared by reference."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
