"""`fenghuo lexicon`: check the lexicons, see what a change would move, learn the weights anew."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli.context import begin, console, warehouse_to_read
from cli.labelling import corrections_path
from cli.lexicons_in_use import lexicons_in_use, tagger_in_use, weights_of
from hub.errors import ConfigError
from hub.settings import Settings
from nlp.labelled import POSTS, read_labelled
from nlp.learned import load_learned
from nlp.lexicon import load_lexicon
from nlp.lexicon_check import Finding, check_lexicon
from nlp.meanings import MEANINGS, load_meanings
from nlp.segmenter import fastest_segmenter
from nlp.tagger import Tagger, TagResult
from nlp.training import train as train_model
from nlp.training import write_learned
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES

_NEWEST = 10_000
_EXAMPLES = 20
_PROBLEM_NAMES = {
    "dead": "死词条",
    "shadowed": "重复或无效",
    "contradicting": "自相矛盾",
    "slow": "拖慢速度",
    "idle": "没有出现过",
}
_SQL = Path(__file__).parent / "sql"

app = typer.Typer(no_args_is_help=True, help="Check, try and learn the tagger's words.")


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder with topics.csv and audiences.csv; else those in use.")
    ] = None,
    idle: Annotated[bool, typer.Option(help="Also list entries that no known post has.")] = False,
) -> None:
    """Name dead, shadowed and contradicting entries; exit code 1 where there are any."""
    lexicon = load_lexicon(folder or lexicons_in_use(begin(logging.WARNING)))
    findings = check_lexicon(lexicon, fastest_segmenter(lexicon.words()), read_labelled(POSTS))
    shown = [finding for finding in findings if idle or finding.problem != "idle"]
    if shown:
        console.print(_finding_table(shown))
    counts = Counter(finding.problem for finding in findings)
    said = "，".join(f"{name} {counts[problem]}" for problem, name in _PROBLEM_NAMES.items())  # type: ignore[index]
    console.print(f"{len(lexicon.entries):,} 个词条：{said}")
    if any(finding.is_mistake for finding in findings):
        raise typer.Exit(1)


@app.command("try")
def try_change(
    folder: Annotated[Path, typer.Argument(help="Folder with the changed topics.csv and audiences.csv.")],
    posts: Annotated[
        Path | None, typer.Option(help="A .jsonl file of posts instead of the warehouse's newest 10,000.")
    ] = None,
) -> None:
    """Show what changed lexicons would move, before they are taken."""
    settings = begin(logging.WARNING)
    tried = _newest_posts(settings) if posts is None else _posts_of(posts)
    before = tagger_in_use(settings)
    # A copy of the lexicons alone is tried with the weights in use.
    weighed = folder if weights_of(folder).exists() else lexicons_in_use(settings)
    after = Tagger(load_lexicon(folder), model=load_learned(weights_of(weighed)))
    moved = list(_moved(tried, before, after))
    console.print(f"{len(tried):,} 篇中有 {len(moved):,} 篇的标签会改变。")
    if moved:
        console.print(_label_changes(moved))
        console.print(_examples(moved[:_EXAMPLES]))


@app.command()
def train(
    posts: Annotated[
        list[Path] | None, typer.Option(help="Further labelled posts (.csv or .jsonl); may be repeated.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            help="Folder whose lexicons are read and where learned.csv is written; else that in use."
        ),
    ] = None,
) -> None:
    """Learn the weights anew from the shipped posts, staff's corrections, and the lexicons."""
    settings = begin(logging.WARNING)
    folder = to or lexicons_in_use(settings)
    lexicon = load_lexicon(folder)
    own_meanings = folder / MEANINGS.name
    meanings = load_meanings(own_meanings if own_meanings.exists() else MEANINGS)
    files = [POSTS, *(posts or [])]
    corrections = corrections_path(settings)
    if corrections.exists():
        files.append(corrections)
    known = [(path, read_labelled(path)) for path in files]
    model = train_model([post for _, of_file in known for post in of_file], lexicon, meanings)
    write_learned(model, weights_of(folder))
    for path, of_file in known:
        console.print(f"{path}：{len(of_file):,} 篇")
    console.print(f"已写入 {weights_of(folder)}：{len(model.grams):,} 个字串的权重。")


@dataclass(frozen=True, slots=True)
class _Post:
    post_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class _Move:
    """A post whose labels change."""

    post: _Post
    before: TagResult
    after: TagResult


def _newest_posts(settings: Settings) -> list[_Post]:
    warehouse = warehouse_to_read(settings)
    rows = warehouse.query_file(_SQL / "newest_posts.sql", {"most": _NEWEST})
    return [_Post(str(row["post_id"]), str(row["title"]), str(row["text"])) for row in rows]


def _posts_of(path: Path) -> list[_Post]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
        return [_Post(str(row.get("id", "")), row.get("title") or "", row.get("text") or "") for row in rows]
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, AttributeError):
        raise ConfigError(f"{path} is no JSON-lines file of posts.") from None


def _moved(posts: Iterable[_Post], before: Tagger, after: Tagger) -> Iterable[_Move]:
    for post in posts:
        was, becomes = before.tag(post.title, post.text), after.tag(post.title, post.text)
        if (was.topics, was.audiences) != (becomes.topics, becomes.audiences):
            yield _Move(post, was, becomes)


def _finding_table(findings: Sequence[Finding]) -> Table:
    table = Table(header_style="bold")
    for column in ("问题", "标签", "行", "词条", "说明"):
        table.add_column(column, overflow="fold")
    for finding in findings:
        entry = finding.entry
        name = _PROBLEM_NAMES[finding.problem]
        table.add_row(name, entry.label, str(entry.line), Text(entry.entry), Text(finding.why))
    return table


def _label_changes(moved: Sequence[_Move]) -> Table:
    """Per label, how many posts gain it and how many lose it."""
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for move in moved:
        was, becomes = _labels(move.before), _labels(move.after)
        gained.update(becomes - was)
        lost.update(was - becomes)
    table = Table(title="各标签的增减", title_justify="left", header_style="bold")
    for column in ("标签", "新增", "失去"):
        table.add_column(column)
    for label, name in {**TOPIC_NAMES, **AUDIENCE_NAMES}.items():
        if gained[label] or lost[label]:
            table.add_row(f"{name} {label}", str(gained[label]), str(lost[label]))
    return table


def _examples(moved: Sequence[_Move]) -> Table:
    table = Table(title="例子", title_justify="left", header_style="bold")
    for column in ("作品", "原来", "改后"):
        table.add_column(column, overflow="fold")
    for move in moved:
        start = (move.post.title or move.post.text)[:40].replace("\n", " ")
        table.add_row(Text(start), _written(move.before), _written(move.after))
    return table


def _labels(result: TagResult) -> set[str]:
    return {*result.topics, *result.audiences}


def _written(result: TagResult) -> str:
    names = [TOPIC_NAMES[topic] for topic in result.topics] + [AUDIENCE_NAMES[a] for a in result.audiences]
    return "、".join(names)
