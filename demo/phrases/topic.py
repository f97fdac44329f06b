"""The form in which a topic's phrases are written down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Scene:
    """A sentence pattern with `{slots}`; `audience` is whom it speaks to ("" for everybody)."""

    audience: str
    pattern: str


@dataclass(frozen=True)
class Topic:
    """The phrases of one topic. `heads` and `tails` make the slogans of releases; some topics have none."""

    code: str
    words: dict[str, tuple[str, ...]]
    scenes: tuple[Scene, ...]
    points: tuple[str, ...]
    titles: tuple[str, ...]
    heads: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()


def topic(
    code: str,
    *,
    words: dict[str, str],
    scenes: str,
    points: str,
    titles: str,
    heads: str = "",
    tails: str = "",
) -> Topic:
    """A topic from plain text: one scene (`audience|pattern`) a line, points and words divided by blanks."""
    return Topic(
        code=code,
        words={name: tuple(listed.split()) for name, listed in words.items()},
        scenes=tuple(_scene(line) for line in scenes.strip().splitlines()),
        points=tuple(points.split()),
        titles=tuple(titles.split()),
        heads=tuple(heads.split()),
        tails=tuple(tails.split()),
    )


def _scene(line: str) -> Scene:
    audience, _, pattern = line.strip().partition("|")
    return Scene(audience, pattern)
