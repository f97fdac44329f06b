"""Words that mean much the same: what posts teach about one of them is learned, in part, for all.

`lexicons/meanings.csv` has the columns meaning (a name for the colleagues) and words, separated by `|`.
A word may stand in several lines. Only words of up to three characters count: longer ones are known by
their parts.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from hub.errors import ConfigError
from nlp.learned import LONGEST_GRAM
from nlp.normalise import normalise
from nlp.vocabulary import LEXICONS

MEANINGS: Final = LEXICONS / "meanings.csv"
_COLUMNS: Final = ("meaning", "words")


def load_meanings(path: Path = MEANINGS) -> tuple[frozenset[str], ...]:
    """The words of each line, normalised. Raises ConfigError where the file cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigError(f"The meanings {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"The meanings {path} are not UTF-8; save them as “CSV UTF-8”.") from None
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise ConfigError(f"The meanings {path} must begin with the header {','.join(_COLUMNS)}.")
    return tuple(_words(row["words"] or "") for row in reader)


def _words(written: str) -> frozenset[str]:
    words = (normalise(word.strip()).text for word in written.split("|"))
    return frozenset(word for word in words if 0 < len(word) <= LONGEST_GRAM)
