"""`fenghuo new`: the files a new source begins with, its test red until a person has written the rest."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from typing import Annotated, Final

import typer

from cli.context import console
from hub.errors import ConfigError
from hub.platforms import PLATFORMS

app = typer.Typer(no_args_is_help=True, help="Begin something new in a checkout of this repository.")

TEMPLATES: Final = Path(__file__).parent / "templates" / "source"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")


@app.callback()
def new() -> None:
    """Begin something new in a checkout of this repository."""


@app.command()
def source(
    name: Annotated[str, typer.Argument(help="The platform's code: small letters, digits and _.")],
    root: Annotated[Path, typer.Option(help="The checkout.")] = Path(),
) -> None:
    """Write a source's module, its failing test, its folder of saved pages and its page in the docs."""
    _require_fit(name, root)
    words = {"name": name, "class_name": f"{name.title().replace('_', '')}Spider"}
    files = {root / path: text for path, text in _files(name, words).items()}
    there = [path for path in files if path.exists()]
    if there:
        raise ConfigError(f"{there[0]} is there already; choose another name or go on with that source.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        console.print(f"wrote {path}", markup=False)
    console.print(_next(name, words["class_name"]), markup=False)


def _require_fit(name: str, root: Path) -> None:
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no code of a platform; use 2 to 31 small letters, digits and _.")
    if not (root / "crawlers" / "sources.py").exists():
        raise ConfigError(f"{root.resolve()} is no checkout of this repository; go there or give --root.")


def _files(name: str, words: dict[str, str]) -> dict[str, str]:
    """Text by path below the checkout."""
    paths = {
        f"crawlers/{name}.py": "module.txt",
        f"tests/crawlers/test_{name}.py": "test.txt",
        f"tests/crawlers/saved/{name}/README.md": "saved.txt",
        f"docs/sources/{name}.md": "page.txt",
    }
    return {
        path: Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(words)
        for path, template in paths.items()
    }


def _next(name: str, class_name: str) -> str:
    known = "" if name in PLATFORMS else "add it to Platform and its tables in hub/platforms.py, "
    return (
        f"Next: {known}add {class_name} to crawlers/sources.py and its cadence to crawlers/schedule.py, "
        f"save a page, write the spider, and make tests/crawlers/test_{name}.py green; "
        "see docs/sources/adding.md."
    )
