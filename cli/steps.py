"""What a person sees while the hub starts: one line per step with its time, a bar for the long ones."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Advance = Callable[[int, int], None]
"""Called with (done, total)."""


class Steps:
    """Prints the steps of a start, and their times."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A step without a known length."""
        began = time.monotonic()
        with self._console.status(f"{title} …"):
            yield
        self._done(title, began)

    @contextmanager
    def long_step(self, title: str) -> Iterator[Advance]:
        """A step with a progress bar; the block calls what it is given with (done, total)."""
        began = time.monotonic()
        with Progress(
            TextColumn("  {task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        ) as progress:
            task = progress.add_task(title, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)
        self._done(title, began)

    def total(self) -> float:
        """Seconds since the first step."""
        return time.monotonic() - self._began

    def _done(self, title: str, began: float) -> None:
        self._console.print(f"[green]✓[/] {title:<58} {time.monotonic() - began:6.1f} s", highlight=False)
