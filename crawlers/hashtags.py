"""The topics that a caption names with `#`, as video platforms write them: up to a blank or the next mark."""

from __future__ import annotations

import re
from typing import Final

_HASHTAG: Final = re.compile(r"#([^\s#@]{1,100})")


def hashtags_of(caption: str) -> tuple[str, ...]:
    """Each topic once, in the order of the caption, without its `#`."""
    return tuple(dict.fromkeys(_HASHTAG.findall(caption)))
