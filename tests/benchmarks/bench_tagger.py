"""How fast a post is tagged: `python -m tests.benchmarks.bench_tagger` prints ratios to a bare jieba cut.

All figures are of one process on one core, over the same texts of 300 characters, in rounds that take turns,
so that a busy machine slows all of them alike; the best round of each counts. Start-up and memory are those
of a fresh process that tags one post for which the segmenter's dictionary is needed (Linux only).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

import jieba

from nlp.fingerprints import Fingerprint
from nlp.labelled import POSTS, read_labelled
from nlp.segmenter import rjieba
from nlp.tagger import Tagger

CHARACTERS = 300
TEXTS = 1_000
ROUNDS = 5
_FRESH = """
import time
began = time.perf_counter()
from nlp.tagger import Tagger
Tagger().tag("县里的提醒", "电动车,烤火别关窗,楼道里别给电动自行车充电。")
seconds = time.perf_counter() - began
from pathlib import Path
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
memory = int(status["VmHWM"].split()[0]) / 1024
print(f"{seconds:.2f} s, {time.process_time():.2f} s of the processor, {memory:.0f} MB")
"""


def texts() -> list[str]:
    """Different texts of 300 characters from the training posts, in their punctuation and variety."""
    line = "。".join(post.text for post in read_labelled(POSTS))
    step = max(1, (len(line) - CHARACTERS) // TEXTS)
    return [line[number * step : number * step + CHARACTERS] for number in range(TEXTS)]


def main() -> None:
    """Print posts a second and how many times a bare jieba.lcut each is, then start-up and memory."""
    posts, tagger = texts(), Tagger()
    twin = rjieba.Jieba()
    timed: dict[str, Callable[[list[str]], object]] = {
        "bare jieba.lcut": lambda texts: [jieba.lcut(text) for text in texts],
        "bare rjieba cut": lambda texts: [twin.cut(text) for text in texts],
        "topics and audiences": lambda texts: tagger.tag_all([("", text) for text in texts]),
        "the fingerprint": _fingerprints,
        "both": lambda texts: (tagger.tag_all([("", text) for text in texts]), _fingerprints(texts)),
        "tagged one by one": lambda texts: [tagger.tag("", text) for text in texts],
    }
    seconds = dict.fromkeys(timed, float("inf"))
    for _ in range(ROUNDS):
        for name, work in timed.items():
            share = posts[: TEXTS // 10] if name == "bare jieba.lcut" else posts
            seconds[name] = min(seconds[name], _seconds_per_post(work, share))
    for name, each in seconds.items():
        times = seconds["bare jieba.lcut"] / each
        sys.stdout.write(f"{name:22} {1 / each:8,.0f} posts/s  {times:5.1f} × jieba\n")
    fresh = subprocess.run([sys.executable, "-c", _FRESH], check=True, capture_output=True, text=True)
    sys.stdout.write(f"a fresh process, one post: {fresh.stdout.strip()}\n")


def _fingerprints(texts: list[str]) -> list[object]:
    return [Fingerprint.of("", text).grams3 for text in texts]


def _seconds_per_post(work: Callable[[list[str]], object], posts: list[str]) -> float:
    """Of the processor, so that others on the machine count as little as they can."""
    work(posts[:1])
    began = time.process_time()
    work(posts)
    return (time.process_time() - began) / len(posts)


if __name__ == "__main__":
    main()
