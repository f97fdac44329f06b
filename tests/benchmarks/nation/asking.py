"""What dashboards ask of a nation's views, and the same asked of the raw rows.

The raw views are the measures themselves, each roll-up replaced by the query that makes it, over all rows and
with FINAL. So a difference between the two is a fault of the roll-up, and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse
from warehouse.kept import KEPT
from warehouse.migrations import MEASURES, views_in_order
from warehouse.rollups import ROLLUPS
from warehouse.statements import split_statements

QUESTIONS: Final = Path(__file__).with_name("questions.txt")
NOT_ASKED: Final = ("v_adoption_between", "v_posts_of")
"""Views with parameters that analysts give."""


@dataclass(frozen=True)
class Question:
    """A query on a view, as a dashboard's chart asks it, and what it filters by."""

    view: str
    filtered: str
    sql: str


def questions(views: list[str]) -> list[Question]:
    """Those of `questions.txt`, and of every other view all its rows."""
    blocks = QUESTIONS.read_text(encoding="utf-8").strip().split("\n\n")
    asked = [_question(*block.split("\n", 1)) for block in blocks]
    known = {question.view for question in asked} | set(NOT_ASKED)
    return asked + [Question(view, "all", f"SELECT * FROM {view}") for view in views if view not in known]


def _question(title: str, sql: str) -> Question:
    view, filtered = title.split(" | ")
    return Question(view, filtered, sql)


def views() -> list[str]:
    """Every view there is, but for the words of the hub and what is told of the stream and the alerts."""
    return [file.stem for file in sorted(MEASURES.glob("v_*.sql")) if not re.match(_SMALL, file.stem)]


_SMALL: Final = (
    r"v_(alert|stream|dead|authorisations|export_due|platforms|topics|audiences|dimension"
    r"|index_periods|assigned)"
)


def make_raw_views(warehouse: Warehouse) -> None:
    """For each view one that reads no roll-up, named raw_…; each behind those it reads."""
    for name in ("post_metrics", "visit_days", "account_visits"):
        warehouse.command(f"CREATE OR REPLACE VIEW raw_{name} AS {_raw_rollup(name)}")
    for name in views_in_order():
        for statement in split_statements((MEASURES / f"{name}.sql").read_text(encoding="utf-8")):
            warehouse.command(raw(statement))


def raw(sql: str) -> str:
    """A query or a view's definition, on the raw rows."""
    sql = re.sub(r"\b(post_metrics|visit_days|account_visits) FINAL", r"raw_\1", sql)
    sql = re.sub(r"\bFROM post_metrics\b", "FROM raw_post_metrics", sql)
    sql = re.sub(_KEPT_ANSWER, lambda found: f"SELECT * FROM {KEPT[found[1]]} WHERE true", sql)
    sql = re.sub(r"\bround > now64\(3\) - INTERVAL 30 MINUTE AS kept", "false AS kept", sql)
    return re.sub(r"\b(v_[a-z0-9_]+)\b", r"raw_\1", sql)


_KEPT_ANSWER: Final = (
    r"SELECT \* EXCEPT \(kept_at\)\nFROM (\w+)\n"
    r"WHERE kept_at = \(SELECT max\(kept_at\) FROM kept_rounds[^)]*\)"
)


def _raw_rollup(name: str) -> str:
    """The query that makes a roll-up, over all keys."""
    text = (ROLLUPS / f"{name}.sql").read_text(encoding="utf-8")
    made = text[text.index(")\n", text.index("INSERT INTO")) + 2 :].rpartition("SETTINGS")[0]
    made = re.sub(r"WHERE post_id BETWEEN.*? OR post_id IN \{.*?\}\)", "", made, flags=re.DOTALL)
    made = re.sub(r"WHERE account_id IN.*?\n(?= *GROUP)", "", made, flags=re.DOTALL)
    return raw(made) if name == "account_visits" else made
