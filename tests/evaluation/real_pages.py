"""How well articles are read from real pages: `python -m tests.evaluation.real_pages [folder]`.

Compares `crawlers.pages.extraction` with the truth table of ../shared/real/pages (see its README): titles
equal without white space, times equal at the truth's precision, both ends of the body contained in the text,
sources equal (or one of the table's other answers). Prints n/N for each field, and each miss.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.pages.encodings import decode
from crawlers.pages.extraction import Page, extract
from crawlers.pages.tree import squeeze
from hub.clock import BEIJING

PAGES = Path(__file__).parents[2].parent / "shared" / "real" / "pages"
FIELDS = ("title", "published_at", "body_first", "body_last", "source")
_TIME_FORMATS = {"second": "%Y-%m-%dT%H:%M:%S+08:00", "minute": "%Y-%m-%dT%H:%M+08:00", "day": "%Y-%m-%d"}


@dataclass(frozen=True)
class Result:
    """One field of one page: what was found, what is true, and whether they agree."""

    file: str
    field: str
    found: str
    truth: str
    right: bool
    extractor: str


def evaluate(folder: Path = PAGES) -> tuple[list[Result], float]:
    """The results of all pages, and the longest time (seconds) a page took."""
    results: list[Result] = []
    slowest = 0.0
    for row in truth(folder):
        data = (folder / row["file"]).read_bytes()
        begun = time.perf_counter()
        page = extract(decode(data).text, "https://example.invalid/" + row["file"], datetime.now(UTC))
        slowest = max(slowest, time.perf_counter() - begun)
        results += _compared(row, page)
    return results, slowest


def truth(folder: Path = PAGES) -> list[dict[str, str]]:
    """The rows of the truth table."""
    with (folder / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def report(results: list[Result], slowest: float) -> Iterator[str]:
    """The table a person reads: n/N for each field, then the misses."""
    by_field: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_field[result.field].append(result)
    for name in FIELDS:
        right = sum(result.right for result in by_field[name])
        yield f"{name:14} {right:3}/{len(by_field[name])}  {right / max(1, len(by_field[name])):6.1%}"
    yield f"slowest page   {slowest:.2f} s"
    for result in results:
        if not result.right:
            where = f"{result.file} {result.field} [{result.extractor}]"
            yield f"miss {where}: {result.found!r}, not {result.truth!r}"


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if not (folder / "truth.csv").exists():
        sys.stdout.write(
            f"Skipped: there is no {folder / 'truth.csv'}; this measurement needs the real pages.\n"
        )
        return 0
    sys.stdout.write("\n".join(report(*evaluate(folder))) + "\n")
    return 0


def _compared(row: dict[str, str], page: Page) -> Iterator[Result]:
    text = squeeze(page.text)
    found_time = _local(page, row["published_precision"])
    for name, found, right in (
        ("title", page.title, squeeze(page.title) == squeeze(row["title"])),
        ("published_at", found_time, found_time == row["published_at"]),
        ("body_first", page.text[:40], row["body_first"] in text),
        ("body_last", page.text[-40:], row["body_last"] in text),
        ("source", page.source_label or "", squeeze(page.source_label or "") in _sources(row)),
    ):
        yield Result(row["file"], name, found, row[name], right, page.extractor)


def _local(page: Page, precision: str) -> str:
    if page.published_at is None or precision not in _TIME_FORMATS:
        return ""
    return page.published_at.astimezone(BEIJING).strftime(_TIME_FORMATS[precision])


def _sources(row: dict[str, str]) -> set[str]:
    """The answers the table takes: its own, its `alt source:` notes, none where only the site is named."""
    others = re.findall(r"alt source: ([^|(（]+)", row["note"])
    answers = {row["source"], *others} | ({""} if "source: the site" in row["note"] else set())
    return {squeeze(answer) for answer in answers}


if __name__ == "__main__":
    raise SystemExit(main())
