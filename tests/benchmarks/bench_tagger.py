"""How fast a post is tagged: `python -m tests.benchmarks.bench_tagger` prints ratios to a bare jieba cut.

All figures are of one process on one core, over the same texts of 300 characters, in rounds that take turns,
so that a busy machine slows all of them alike; the best round of each counts. A fingerprint is the cleaned
text; the signature is what the index of candidates keeps of it. Start-up and memory are those of a fresh
process that tags one post for which the segmenter's dictionary is needed (Linux only).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable

import jieba

from nlp.candidates import signatures
from nlp.fingerprints import fingerprints
from nlp.labelled import POSTS, read_labelled
from nlp.learned import load_learned
from nlp.lexicon import load_lexicon
from nlp.segmenter import fastest_segmenter, rjieba
from nlp.tagger import Rules, Tagger
from nlp.voice import LexiconVoice
from nlp.zones import Batch
from tests.benchmarks.figures import Figures

CHARACTERS = 300
TEXTS = 1_000
ROUNDS = 7
TOGETHER = 125
JIEBA = "bare jieba.lcut"
_FRESH = """
import json, time
from nlp.tagger import Tagger
Tagger().tag("县里的提醒", "电动车,烤火别关窗,楼道里别给电动自行车充电。")
from pathlib import Path
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(json.dumps([time.process_time(), int(status["VmHWM"].split()[0]) / 1024]))
"""

Posts = list[tuple[str, str]]


def posts() -> Posts:
    """Different texts of 300 characters from the training posts, in their punctuation and variety."""
    line = "。".join(post.text for post in read_labelled(POSTS))
    step = max(1, (len(line) - CHARACTERS) // TEXTS)
    return [("", line[number * step : number * step + CHARACTERS]) for number in range(TEXTS)]


def main() -> None:
    """Print posts a second and how many times a bare jieba.lcut each is, its steps, start-up and memory."""
    figures = Figures("tagger")
    tagger, twin, these = Tagger(), rjieba.Jieba(), posts()
    timed: dict[str, Callable[[Posts], object]] = {
        JIEBA: lambda posts: [jieba.lcut(text) for _, text in posts],
        "bare rjieba cut": lambda posts: [twin.cut(text) for _, text in posts],
        "topics and audiences": tagger.tag_all,
        "the fingerprint": fingerprints,
        "the fingerprint and its signature": lambda posts: signatures(fingerprints(posts)),
        "topics, audiences and fingerprint": lambda posts: (tagger.tag_all(posts), fingerprints(posts)),
        "all of it, with the signature": lambda posts: (
            tagger.tag_all(posts),
            signatures(fingerprints(posts)),
        ),
        "topics and audiences, one by one": lambda posts: [tagger.tag(*post) for post in posts],
    }
    steps = _steps(these)
    seconds = _best_rounds(timed | steps, these)
    for name in timed:
        figures.add(f"{name}, µs a post", 1e6 * seconds[name])
        if name != JIEBA:
            figures.add(f"{name}, ratio to jieba.lcut", seconds[JIEBA] / seconds[name])
    for name in steps:
        figures.add(f"of a post's tags: {name}", 1e6 * seconds[name], "µs")
    fresh = subprocess.run([sys.executable, "-c", _FRESH], check=True, capture_output=True, text=True)
    core, memory = json.loads(fresh.stdout)
    figures.add("a fresh process and its first post, core", core, "s")
    figures.add("a fresh process and its first post, memory", memory, "MB")
    figures.finish()


def _steps(these: Posts) -> dict[str, Callable[[Posts], object]]:
    """The large steps of tagging, each alone; what is missing goes into choosing labels and their words."""
    rules, model, lexicon = Rules(), load_learned(), load_lexicon()
    segmenter = fastest_segmenter(lexicon.words())
    shares = {"topic": rules.topic_lexicon, "audience": rules.audience_lexicon}
    voice = LexiconVoice(lexicon, shares, rules.order, rules.zones)
    batches = [Batch(part, rules.zones) for part in _parts(these)]
    return {
        "normalising, laying out": lambda posts: [Batch(part, rules.zones) for part in _parts(posts)],
        "the learned model": lambda posts: [
            model.read(
                batch.text, batch.spans, [begin + rules.head_characters for begin, _ in batch.spans], 1
            )
            for batch in batches[: -(-len(posts) // TOGETHER)]
        ],
        "the lexicons": lambda posts: [
            voice.speak(batch, segmenter) for batch in batches[: -(-len(posts) // TOGETHER)]
        ],
    }


def _parts(posts: Posts) -> list[Posts]:
    return [posts[begin : begin + TOGETHER] for begin in range(0, len(posts), TOGETHER)]


def _best_rounds(timed: dict[str, Callable[[Posts], object]], these: Posts) -> dict[str, float]:
    """Seconds of the processor for a post."""
    seconds = dict.fromkeys(timed, float("inf"))
    for work in timed.values():
        work(these[:TOGETHER])
    for _ in range(ROUNDS):
        for name, work in timed.items():
            share = these[: TEXTS // 8] if name == JIEBA or "one by one" in name else these
            began = time.process_time()
            work(share)
            seconds[name] = min(seconds[name], (time.process_time() - began) / len(share))
    return seconds


if __name__ == "__main__":
    main()
