"""Awareness surveys, computed slowly and obviously from respondents, to compare the views with."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any, Final

from hypothesis import strategies as st

from hub.clock import beijing_day
from tests.warehouse.rows import now
from tests.warehouse.slow_channels import Rows, activities
from tests.warehouse.slow_reach import BASIS, kept, reach_at
from tests.warehouse.worlds import REGIONS, World

Row = dict[str, Any]
Cell = tuple[int, str, str, str, str]
"""Wave, region, question, dimension, group."""

SURVEY: Final = "素质调查"
TOPIC_OF: Final = {"T1": "gas", "T2": "gas", "T3": "ebike"}
AUDIENCES_OF: Final = {("residence", "rural"): ["rural"], ("age", "under_18"): ["children", "school"]}
"""Of the groups that `respondents` draws, those that stand for an audience."""
_PARENT: Final = {str(row["region_code"]): str(row["parent_code"]) for row in REGIONS}
_Z2: Final = 1.96**2


@st.composite
def respondents(draw: st.DrawFn) -> list[Row]:
    """Two waves of a few kinds of person, each repeated up to forty times, so that some groups are large."""
    kinds = st.fixed_dictionaries(
        {
            "wave": st.sampled_from([2017, 2021]),
            "region_code": st.sampled_from(["13", "c1", "k1", "k4"]),
            "residence": st.sampled_from(["rural", "", "middle"]).map(
                lambda word: "" if word == "middle" else word
            ),
            "age": st.sampled_from(["under_18", "18_29", ""]),
            "weight": st.sampled_from([0.5, 1.0, 2.5]),
            "answered": st.lists(st.sampled_from(sorted(TOPIC_OF)), min_size=1, unique=True),
            "withdrawn": st.sampled_from([False, False, False, True]),
        }
    )
    rows = []
    for kind, times in draw(st.lists(st.tuples(kinds, st.integers(1, 40)), min_size=1, max_size=8)):
        knowing = draw(st.integers(0, times))
        rows += [kind | {"correct": kind["answered"] if one < knowing else []} for one in range(times)]
    return [respondent(str(number), row) for number, row in enumerate(rows)]


def respondent(respondent_id: str, row: Row) -> Row:
    """A row of the table; what is not told was not asked."""
    groups = dict.fromkeys(("residence", "age", "education", "income", "occupation", "employment"), "")
    entered = {"withdrawn": False, "file": "答卷.xlsx", "entered_by": "某人", "entered_at": now()}
    return {"survey": SURVEY, "respondent_id": respondent_id, "weight": 1.0, **groups, **entered, **row}


def question(question_id: str, topic: str) -> Row:
    entered = {"withdrawn": False, "file": "题目.xlsx", "entered_by": "某人", "entered_at": now()}
    return {
        "survey": SURVEY,
        "question_id": question_id,
        "wording": f"{question_id}题",
        "topic": topic,
        **entered,
    }


def cells(rows: list[Row]) -> dict[Cell, list[tuple[float, bool]]]:
    """Weight and whether he knew, of everybody in each cell."""
    found = defaultdict(list)
    for row in rows:
        for region in [] if row["withdrawn"] else _line(row["region_code"]):
            for asked in row["answered"]:
                groups = [("all", "all"), *((name, row[name]) for name in ("residence", "age") if row[name])]
                for group in groups:
                    found[row["wave"], region, asked, *group].append((row["weight"], asked in row["correct"]))
    return found


def rates(rows: list[Row]) -> dict[Cell, list[float]]:
    """Respondents, effective, rate and its limits."""
    return {cell: [len(people), *_rate(people)] for cell, people in cells(rows).items()}


def wilson(rate: float, size: float) -> tuple[float, float]:
    middle, spread = (
        rate + _Z2 / (2 * size),
        1.96 * math.sqrt(rate * (1 - rate) / size + _Z2 / (4 * size * size)),
    )
    return max(0.0, (middle - spread) / (1 + _Z2 / size)), min(1.0, (middle + spread) / (1 + _Z2 / size))


def changes(rows: list[Row]) -> dict[Cell, list[float | None]]:
    """Change, p and adjusted p of each cell of the second wave that the first has too."""
    told, found = rates(rows), {}
    for cell, (respondents, size, rate, *_) in told.items():
        before = told.get((2017, *cell[1:])) if cell[0] == 2021 else None
        if before is not None:
            tested = min(respondents, before[0]) >= 30
            found[cell] = [rate - before[2], _p(before[2], before[1], rate, size) if tested else None]
    return {cell: [*values, _holm(cell, found)] for cell, values in found.items()}


def matrix(rows: list[Row], world: World, handed: Rows) -> dict[tuple[str, ...], list[Any]]:
    """What `v_gap_matrix` says of each region, topic, dimension and group."""
    newest: dict[str, int] = {}
    for wave, region, *_ in cells(rows):
        newest[region] = max(wave, newest.get(region, 0))
    groups = defaultdict(list)
    for (wave, region, asked, *group), people in cells(rows).items():
        if wave == newest[region] and tuple(group) in AUDIENCES_OF:
            groups[region, TOPIC_OF[asked], *group].append(people)
    told = {key: _gap(key, people, world, handed) for key, people in groups.items()}
    return {key: [*values, *_ranks(key, told)] for key, values in told.items()}


def _rate(people: list[tuple[float, bool]]) -> list[float]:
    total = sum(weight for weight, _ in people)
    size = total**2 / sum(weight**2 for weight, _ in people)
    rate = sum(weight for weight, knew in people if knew) / total
    return [size, rate, *wilson(rate, size)]


def _p(first: float, size: float, second: float, other: float) -> float:
    pooled = (first * size + second * other) / (size + other)
    deviation = math.sqrt(pooled * (1 - pooled) * (1 / size + 1 / other))
    return math.erfc(abs(second - first) / deviation / math.sqrt(2)) if deviation > 0 else 1.0


def _holm(cell: Cell, found: dict[Cell, list[Any]]) -> float | None:
    mine = found[cell][1]
    family = sorted(p for other, (_, p, *_) in found.items() if other[1:3] == cell[1:3] and p is not None)
    if mine is None:
        return None
    return max(min(1.0, p * (len(family) - place)) for place, p in enumerate(family) if p <= mine)


def _gap(
    key: tuple[str, ...], asked: list[list[tuple[float, bool]]], world: World, handed: Rows
) -> list[Any]:
    """Questions, respondents, rate, topic posts, audience posts, reach shares, SMS delivered, events."""
    region, topic, *group = key
    audiences = set(AUDIENCES_OF[group[0], group[1]])
    everybody = [person for people in asked for person in people]
    posts = [
        post
        for post in kept(world)
        if topic in post["topics"] and region in _line(str(_account(world, post)["region_code"]))
    ]
    mine = [post for post in posts if audiences & set(post["audiences"])]
    told = [
        one
        for one in activities(handed)
        if topic in one["topics"]
        and audiences & set(one["audiences"])
        and region in _line(one["region_code"])
        and 0 <= (beijing_day(now()) - one["first_day"]).days < 365
    ]
    return [
        len(asked),
        min(len(people) for people in asked),
        sum(weight for weight, knew in everybody if knew) / sum(weight for weight, _ in everybody),
        len(posts),
        len(mine),
        *(_share(world, mine, posts, basis) for basis in ("views", "readers")),
        sum(one["amount"] or 0 for one in told if one["channel"] == "sms"),
        sum(one["channel"] == "event" for one in told),
    ]


def _share(world: World, mine: list[Row], posts: list[Row], basis: str) -> float | None:
    def reach(some: list[Row]) -> int:
        of_basis = [one for one in some if BASIS[_account(world, one)["platform"]] == basis]
        return sum(reach_at(world, one, "7d") or 0 for one in of_basis if _is_mature(one))

    total = reach(posts)
    return reach(mine) / total if total else None


def _is_mature(post: Row) -> bool:
    return bool((now() - post["published_at"]).total_seconds() >= 7 * 86_400)


def _ranks(key: tuple[str, ...], told: dict[tuple[str, ...], list[Any]]) -> list[int | None]:
    """Ranks by knowing, by being spoken to, and by both; 1 is the least."""
    rivals = {one: values for one, values in told.items() if one[:2] == key[:2] and values[1] >= 30}
    if key not in rivals or len(rivals) < 2:
        return [None, None, None]
    know = {one: 1 + sum(values[2] < mine[2] for values in rivals.values()) for one, mine in rivals.items()}
    if not told[key][3]:
        return [know[key], None, None]
    spoken = {one: 1 + sum(values[4] < mine[4] for values in rivals.values()) for one, mine in rivals.items()}
    both = {one: (know[one] + spoken[one], rivals[one][2]) for one in rivals}
    return [know[key], spoken[key], 1 + sum(other < both[key] for other in both.values())]


def _line(code: str) -> list[str]:
    return [code, *(_line(_PARENT[code]) if _PARENT.get(code) else [])]


def _account(world: World, post: Row) -> Row:
    return next(one for one in world.accounts if one["account_id"] == post["account_id"])
