"""The font of the charts: the first installed one that has Chinese characters, Simplified before others.

fontconfig is asked first, since it knows the faces of a collection (.ttc); without it, the fonts that
matplotlib finds are opened and looked into.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from matplotlib.font_manager import FontPath, FontProperties, findSystemFonts
from matplotlib.ft2font import FT2Font

from hub.errors import Unavailable

_PROBE: Final = "烽火减县"
"""Characters a font has to have."""
_PREFERRED: Final = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimHei",
)
_FORMAT: Final = "%{file}\t%{index}\t%{family[0]}\t%{style[0]}\n"
_PLAIN: Final = ("Regular", "Normal", "Medium", "")
_LISTING_SECONDS: Final = 20


@dataclass(frozen=True)
class ChartFont:
    """A face of a font file, with a digest of the file: other fonts make other pictures."""

    path: Path
    face: int
    family: str
    digest: str

    @property
    def properties(self) -> FontProperties:
        """As matplotlib takes it."""
        return FontProperties(fname=FontPath(str(self.path), self.face))


@lru_cache(maxsize=1)
def chart_font() -> ChartFont:
    """The font to draw with. Raises Unavailable where none has Chinese characters."""
    found = sorted(_installed(), key=_preference)
    for path, face, family, _ in found:
        if _has_chinese(path, face):
            return ChartFont(path, face, family, hashlib.sha256(path.read_bytes()).hexdigest()[:8])
    raise Unavailable(
        "No font with Chinese characters is installed, so the charts of a report cannot be drawn;"
        " install one (on Debian: apt-get install fonts-noto-cjk) and try again."
    )


Face = tuple[Path, int, str, str]


def _installed() -> list[Face]:
    return list(_of_fontconfig()) if shutil.which("fc-list") else list(_of_matplotlib())


def _of_fontconfig() -> Iterator[Face]:
    listing = subprocess.run(
        ["fc-list", ":lang=zh-cn", "--format", _FORMAT],
        capture_output=True,
        text=True,
        timeout=_LISTING_SECONDS,
        check=False,
    )
    for line in listing.stdout.splitlines():
        file, index, family, style = line.split("\t")
        yield Path(file), int(index) & 0xFFFF, family, style


def _of_matplotlib() -> Iterator[Face]:
    for file in findSystemFonts():
        try:
            font = FT2Font(file)
        except (OSError, RuntimeError):  # a broken font file is none of ours
            continue
        yield Path(file), 0, font.family_name, font.style_name


def _preference(face: Face) -> tuple[int, int, str, int]:
    path, index, family, style = face
    rank = _PREFERRED.index(family) if family in _PREFERRED else len(_PREFERRED)
    return rank, _PLAIN.index(style) if style in _PLAIN else len(_PLAIN), str(path), index


def _has_chinese(path: Path, face: int) -> bool:
    try:
        font = FT2Font(str(path), face_index=face)
    except (OSError, RuntimeError):
        return False
    return all(font.get_char_index(ord(character)) for character in _PROBE)
