"""How fast the tagger tags: `python -m tests.benchmarks.bench_tagger` prints posts a second on one core."""

from __future__ import annotations

import sys
import time

from nlp.lexicon import load_lexicon
from nlp.segmenter import JiebaSegmenter, RjiebaSegmenter, Segmenter
from nlp.tagger import Tagger

POSTS = 3_000
CHARACTERS = 300
_SENTENCES = (
    "冬季取暖谨防一氧化碳中毒,燃煤炉必须安装烟囱并保持通风。",
    "请不要在楼道停放电动自行车,更不要飞线充电,把电池带回家同样危险。",
    "县消防救援大队联合市场监管部门检查了三十四家宾馆和商场,发现隐患七十九处。",
    "周六上午,四十五名学生走进消防站,学习正确佩戴防烟面罩和使用灭火器。",
    "森林防火期内严禁野外用火,上山不带火,下山不留祸。",
    "厨房油锅着火别慌,关火盖锅盖,千万不要用水浇。",
)


def posts() -> list[tuple[str, str]]:
    """Title and text of 300 characters each, every text another mixture of sentences."""
    made = []
    for number in range(POSTS):
        rotated = _SENTENCES[number % 6 :] + _SENTENCES[: number % 6]
        made.append((rotated[0][:20], (f"第{number}期 " + "".join(rotated) * 3)[:CHARACTERS]))
    return made


def main() -> None:
    """Print posts a second with either segmenter."""
    words = load_lexicon().words()
    segmenters: tuple[tuple[str, Segmenter], ...] = (
        ("jieba", JiebaSegmenter(words)),
        ("rjieba", RjiebaSegmenter(words)),
    )
    for name, segmenter in segmenters:
        tagger = Tagger(segmenter=segmenter)
        tagger.tag("预热", "电池和电动车")
        began = time.perf_counter()
        for title, text in posts():
            tagger.tag(title, text)
        seconds = time.perf_counter() - began
        sys.stdout.write(f"{name}: {POSTS / seconds:,.0f} posts/s of {CHARACTERS} characters\n")


if __name__ == "__main__":
    main()
