"""What is wrong or idle in a lexicon: entries that cannot count, that others hide, that contradict others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from nlp.finder import EntryFinder
from nlp.labelled import LabelledPost
from nlp.lexicon import Entry, LabelKind, Lexicon
from nlp.patterns import head_strings
from nlp.segmenter import Segmenter
from nlp.zones import Batch, ZoneWeights

Problem = Literal["dead", "shadowed", "contradicting", "slow", "idle"]
_DECISIVE: Final = 3.0
_UNBOUNDED: Final = re.compile(r"(?<!\\)(?:[*+]|\{\d+,\})")


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry and why it is named; `idle` and `slow` are hints, the others mistakes."""

    problem: Problem
    entry: Entry
    why: str

    @property
    def is_mistake(self) -> bool:
        return self.problem in ("dead", "shadowed", "contradicting")


def check_lexicon(lexicon: Lexicon, segmenter: Segmenter, posts: Iterable[LabelledPost]) -> list[Finding]:
    """Everything there is to say, mistakes first; `posts` tell which entries are idle."""
    findings = [*_dead(lexicon, segmenter), *_twice(lexicon), *_contradicting(lexicon), *_slow(lexicon)]
    named = {id(finding.entry) for finding in findings}
    findings += [found for found in _idle(lexicon, segmenter, posts) if id(found.entry) not in named]
    return findings


def _dead(lexicon: Lexicon, segmenter: Segmenter) -> Iterator[Finding]:
    for entry in lexicon.entries:
        if entry.kind == "word" and segmenter.cut(entry.entry) != [entry.entry]:
            yield Finding("dead", entry, "分词不会切出这个词；请改为 phrase")
        if entry.kind != "pattern":
            if entry.entry in entry.excludes:
                yield Finding("dead", entry, "排除项与词条相同，永远不算")
            if any(silencer in entry.entry for silencer in entry.silenced_by):
                yield Finding("dead", entry, "词条里就有使它失效的“*”排除项，永远不算")


def _twice(lexicon: Lexicon) -> Iterator[Finding]:
    seen: dict[tuple[LabelKind, str, str], Entry] = {}
    for entry in lexicon.entries:
        first = seen.setdefault((entry.label_kind, entry.label, entry.entry), entry)
        if first is not entry:
            yield Finding("shadowed", entry, f"与第 {first.line} 行重复（繁简、全半角视为相同）")
    for entry in lexicon.entries:
        for exclude in entry.excludes:
            if entry.kind != "pattern" and entry.entry not in exclude:
                yield Finding("shadowed", entry, f"排除项“{exclude}”里没有这个词条，不起作用")


def _contradicting(lexicon: Lexicon) -> Iterator[Finding]:
    by_string: dict[tuple[LabelKind, str], list[Entry]] = defaultdict(list)
    for entry in lexicon.entries:
        by_string[entry.label_kind, entry.entry].append(entry)
    for (kind, _), entries in by_string.items():
        decisive = [entry for entry in entries if entry.weight >= _DECISIVE]
        if kind == "topic" and len(decisive) > 1:
            labels = "、".join(f"{entry.label}（第 {entry.line} 行）" for entry in decisive)
            yield Finding(
                "contradicting", decisive[-1], f"同一词条对几个主题都是 {_DECISIVE:g} 分以上：{labels}"
            )
        signs = {(entry.label, entry.weight > 0) for entry in entries}
        for entry in entries:
            if entry.weight < 0 and (entry.label, True) in signs:
                yield Finding("contradicting", entry, "同一标签下既加分又减分")


def _slow(lexicon: Lexicon) -> Iterator[Finding]:
    for entry in lexicon.entries:
        if entry.kind == "pattern" and not head_strings(entry.entry):
            yield Finding(
                "slow", entry, "表达式不以固定的字开头，每篇都要整篇查找；请让它以字或 (?:字|字) 开头"
            )
        if entry.kind == "pattern" and _UNBOUNDED.search(entry.entry):
            yield Finding("slow", entry, "有不限长度的 * 或 +；请写成 {0,20} 这样有上限的形式")


def _idle(lexicon: Lexicon, segmenter: Segmenter, posts: Iterable[LabelledPost]) -> Iterator[Finding]:
    """Entries that none of the posts has, or has only inside longer entries."""
    posts = list(posts)
    written = "\n".join(f"{post.title}\n{post.text}" for post in posts)
    used: set[int] = set()
    kinds: tuple[LabelKind, ...] = ("topic", "audience")
    for kind in kinds:
        finder = EntryFinder(entry for entry in lexicon.entries if entry.label_kind == kind)
        for post in posts:
            found = finder.find(Batch([(post.title, post.text)], ZoneWeights()), segmenter)
            used.update(id(finder.entries[number]) for number in found.entries.tolist())
    for entry in lexicon.entries:
        if id(entry) not in used:
            hidden = entry.kind != "pattern" and entry.entry in written
            yield Finding("idle", entry, "只出现在更长的词条里" if hidden else "已知的作品里没有出现过")
