"""The table of a trial, for the terminal and for docs/delivery.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from tests.faults.audit import Findings
from tests.faults.content import sending, sendings
from tests.faults.trial import Toll, Trial


def table(trial: Trial, findings: Findings) -> str:
    """Markdown, one line a figure."""
    figures = [
        ("log", f"{trial.log_name}, seed {trial.content.seed}"),
        *_harm(trial.toll, trial.disk.mounted),
        *_stream(trial, findings),
        *_verdict(findings),
        ("seconds", f"{trial.toll.seconds:.0f}"),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in figures)])


def _harm(toll: Toll, disk: bool) -> list[tuple[str, str]]:
    victims: dict[str, Counter[str]] = {}
    for (victim, step), count in sorted(toll.kills.items()):
        victims.setdefault(victim, Counter())[step] += count
    kills = {victim: steps.total() for victim, steps in victims.items()}
    return [
        ("killed (SIGKILL)", f"{sum(kills.values())}: {_counts(kills)}"),
        *((f"{victim} killed", _counts(steps)) for victim, steps in victims.items()),
        (
            "other trouble",
            _counts(toll.troubles) + ("" if disk else "; no full disk, since no tmpfs could be mounted"),
        ),
    ]


def _stream(trial: Trial, findings: Findings) -> list[tuple[str, str]]:
    content, model = trial.content, findings.model
    repeated = sum(sending(content, chunk).repeated for chunk in range(sendings(content)))
    again = findings.messages - model.records.total() - len(model.garbage) - repeated
    return [
        ("records produced", f"{model.records.total()}: {_counts(model.records)}"),
        ("duplicates mixed in", f"{repeated} on purpose, {again} by producers that died or tried again"),
        (
            "garbage mixed in",
            f"{len(model.garbage)}, as {findings.garbage_messages} messages with its duplicates",
        ),
    ]


def _verdict(findings: Findings) -> list[tuple[str, str]]:
    compared = f"{findings.rows} rows with the model, {findings.views} views with a clean warehouse"
    return [
        ("dead letters", f"{findings.letters} about {findings.garbage_messages} messages"),
        ("compared", compared),
        ("lost", str(findings.lost)),
        ("counted twice", str(findings.doubled)),
        ("altered", str(findings.altered)),
        ("differences in all", str(len(findings.faults))),
    ]


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items())) or "none"
