"""Python's garbage collector, told that much is made and thrown away here and that little of it is a cycle.

Left alone it looks through all rows of a batch, and all dictionaries of the tagger, again and again while the
rows are made: that took a third of the loader's time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

NEW_OBJECTS: Final = 300_000
"""How many more objects there may be than at the last collection: more than a batch makes."""


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Collect garbage about once a batch, and not among what is there already: in the whole process."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
