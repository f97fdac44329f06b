"""`python -m tests.faults`: one trial a log, each with its table; exit code 1 where there is a fault."""

from __future__ import annotations

import argparse
import faulthandler
import shutil
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tests.faults.audit import Findings, audit
from tests.faults.content import Content
from tests.faults.report import table
from tests.faults.trial import Stalled, Trial
from tests.system import missing

LOGS: Final = ("embedded", "kafka")
DISK_BYTES: Final = 4_000_000_000


def main() -> None:
    arguments = _parser().parse_args()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    # So that a trial that is asked to end takes its processes with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    logs = LOGS if arguments.log == "both" else (arguments.log,)
    sound = [_try_out(log, arguments) for log in logs if not _skipped(log)]
    sys.exit(0 if all(sound) else 1)


def run_trial(
    log: str, content: Content, kills: int, directory: Path, disk_bytes: int
) -> tuple[str, Findings]:
    """A whole trial: its table and its findings. Raises Stalled; AssertionError where a process crashed."""
    with Trial(log, content, kills, directory, disk_bytes, _say).prepared() as trial:
        trial.run()
        assert not trial.toll.complaints, trial.toll.complaints
        _say("comparing what arrived with what was sent")
        findings = audit(trial, directory / "clean")
        return table(trial, findings), findings


def _try_out(log: str, arguments: argparse.Namespace) -> bool:
    base = datetime.now(UTC).replace(microsecond=0)
    content = Content(arguments.seed, arguments.posts, arguments.figures, base)
    directory = Path(tempfile.mkdtemp(prefix=f"fenghuo-faults-{log}-"))
    _say(f"{log}: {arguments.kills} kills, seed {content.seed}, base {base.isoformat()}, in {directory}")
    try:
        printed, findings = run_trial(log, content, arguments.kills, directory, DISK_BYTES)
    except (Stalled, AssertionError) as error:
        _say(f"FAILED: {error}")
        return False
    sys.stdout.write(f"\n{printed}\n\n")
    for fault in findings.faults:
        _say(f"FAULT: {fault}")
    if not findings.faults:
        shutil.rmtree(directory, ignore_errors=True)
    return not findings.faults


def _skipped(log: str) -> bool:
    reason = missing("java", "mvn") if log == "kafka" else None
    if reason:
        _say(f"kafka is skipped: {reason}")
    return reason is not None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--log", choices=(*LOGS, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--figures", type=int, default=500_000)
    return parser


def _say(sentence: str) -> None:
    sys.stdout.write(f"{datetime.now(UTC):%H:%M:%S} {sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
