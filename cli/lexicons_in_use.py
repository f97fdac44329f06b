"""Which lexicons and weights a hub tags with: those of the folder its settings name, or the shipped ones.

An installed hub's staff work on a copy of their own, so that nobody needs to write among the program's files.
"""

from __future__ import annotations

from pathlib import Path

from hub.settings import Settings
from nlp.learned import LEARNED, load_learned
from nlp.lexicon import load_lexicon
from nlp.tagger import Tagger
from nlp.vocabulary import LEXICONS


def lexicons_in_use(settings: Settings) -> Path:
    """The folder with topics.csv, audiences.csv and learned.csv."""
    return settings.lexicons or LEXICONS


def weights_of(folder: Path) -> Path:
    """Where the learned weights of that folder stand, or will."""
    return folder / LEARNED.name


def tagger_in_use(settings: Settings) -> Tagger:
    """The hub's tagger. Raises ConfigError naming the file that cannot be used, and where."""
    folder = lexicons_in_use(settings)
    return Tagger(load_lexicon(folder), model=load_learned(weights_of(folder)))
