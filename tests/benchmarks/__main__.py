"""`make bench`: every figure with a clock, one after the other, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    failed = []
    for script in sorted(Path(__file__).parent.glob("bench_*.py")):
        sys.stdout.write(f"\n== {script.stem.removeprefix('bench_')}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", f"tests.benchmarks.{script.stem}"]
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(script.stem.removeprefix("bench_"))
    if failed:
        sys.exit(f"Failed, or out of bounds: {', '.join(failed)}.")
