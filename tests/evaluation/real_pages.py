"""How well articles are read from real pages: `python -m tests.evaluation.real_pages [folder]`.

Compares `crawlers.pages.extraction` with the truth table of ../shared/real/pages (see its README): titles
equal without white space, times equal at the truth's precision, both ends of the body contained in the text,
sources equal (or one of the table's other answers). Prints n/N for each field, ours beside GNE's and
trafilatura's alone, and each of our misses.
"""

from __future__ import annotations

import csv
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.pages.encodings import decode
from crawlers.pages.extraction import extract
from crawlers.pages.tree import squeeze
from hub.clock import BEIJING
from tests.evaluation.page_baselines import Answer, gne_alone, trafilatura_alone

PAGES = Path(__file__).parents[2].parent / "shared" / "real" / "pages"
FIELDS = ("title", "published_at", "body_first", "body_last", "source")
_TIME_FORMATS = {"second": "%Y-%m-%dT%H:%M:%S+08:00", "minute": "%Y-%m-%dT%H:%M+08:00", "day": "%Y-%m-%d"}


READERS: Mapping[str, Callable[[str, str], Answer]] = {
    "ours": lambda html, url: _ours(html, url),
    "GNE": lambda html, _: gne_alone(html),
    "trafilatura": lambda html, _: trafilatura_alone(html),
}
"""Who reads a page, from its HTML and address."""


@dataclass(frozen=True)
class Result:
    """One field of one page: what was found, what is true, and whether they agree."""

    file: str
    field: str
    found: str
    truth: str
    right: bool
    extractor: str


def evaluate(folder: Path = PAGES, reader: str = "ours") -> tuple[list[Result], float]:
    """The results of all pages by one of READERS, and the longest time (seconds) a page took."""
    results: list[Result] = []
    slowest = 0.0
    for row in truth(folder):
        html = decode((folder / row["file"]).read_bytes()).text
        begun = time.perf_counter()
        answer = READERS[reader](html, "https://example.invalid/" + row["file"])
        slowest = max(slowest, time.perf_counter() - begun)
        results += _compared(row, answer)
    return results, slowest


def truth(folder: Path = PAGES) -> list[dict[str, str]]:
    """The rows of the truth table."""
    with (folder / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def report(by_reader: Mapping[str, tuple[list[Result], float]]) -> Iterator[str]:
    """The table a person reads: n/N for each field and reader, then our own misses."""
    yield "".join(["field".ljust(14), *(reader.rjust(18) for reader in by_reader)])
    for name in FIELDS:
        cells = [_share([one for one in results if one.field == name]) for results, _ in by_reader.values()]
        yield "".join([name.ljust(14), *(cell.rjust(18) for cell in cells)])
    slowest = [f"{seconds:.2f} s" for _, seconds in by_reader.values()]
    yield "".join(["slowest page".ljust(14), *(cell.rjust(18) for cell in slowest)])
    for result in by_reader["ours"][0]:
        if not result.right:
            where = f"{result.file} {result.field} [{result.extractor}]"
            yield f"ours misses {where}: {result.found!r}, not {result.truth!r}"


def main() -> int:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    if not (folder / "truth.csv").exists():
        sys.stdout.write(
            f"Skipped: there is no {folder / 'truth.csv'}; this measurement needs the real pages.\n"
        )
        return 0
    by_reader = {reader: evaluate(folder, reader) for reader in READERS}
    sys.stdout.write("\n".join(report(by_reader)) + "\n")
    return 0


def _ours(html: str, url: str) -> Answer:
    page = extract(html, url, datetime.now(UTC))
    return Answer(page.title, page.published_at, page.source_label or "", page.text, page.extractor)


def _share(results: list[Result]) -> str:
    right = sum(result.right for result in results)
    return f"{right}/{len(results)} {right / max(1, len(results)):6.1%}"


def _compared(row: dict[str, str], answer: Answer) -> Iterator[Result]:
    text = squeeze(answer.text)
    found_time = _local(answer, row["published_precision"])
    for name, found, right in (
        ("title", answer.title, squeeze(answer.title) == squeeze(row["title"])),
        ("published_at", found_time, found_time == row["published_at"]),
        ("body_first", answer.text[:40], row["body_first"] in text),
        ("body_last", answer.text[-40:], row["body_last"] in text),
        ("source", answer.source, squeeze(answer.source) in _sources(row)),
    ):
        yield Result(row["file"], name, found, row[name], right, answer.extractor)


def _local(answer: Answer, precision: str) -> str:
    if answer.published_at is None or precision not in _TIME_FORMATS:
        return ""
    return answer.published_at.astimezone(BEIJING).strftime(_TIME_FORMATS[precision])


def _sources(row: dict[str, str]) -> set[str]:
    """The answers the table takes: its own, its `alt source:` notes, none where only the site is named."""
    others = re.findall(r"alt source: ([^|(（]+)", row["note"])
    answers = {row["source"], *others} | ({""} if "source: the site" in row["note"] else set())
    return {squeeze(answer) for answer in answers}


if __name__ == "__main__":
    raise SystemExit(main())
