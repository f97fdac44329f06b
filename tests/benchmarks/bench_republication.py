"""How fast carried posts are found: `python -m tests.benchmarks.bench_republication [--posts N] [--day N]`.

Candidates for one new post among N older ones (default 1,000,000), and a day of posts (5,000) matched against
the fortnight before it (14 times as many), everything included: cleaning, cutting, index, second look. Posts
have 80 to 400 characters of invented sentences with names and numbers of their own; one in ten is carried.
Times are of the processor, on one core; the memory is that of the index.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from random import Random

from nlp.candidates import Candidates, Signature, signature, signatures
from nlp.fingerprints import Fingerprint, fingerprints
from nlp.rarity import notices
from nlp.republication import THRESHOLD, judge

QUERIES = 200
BATCH = 1_000
DAYS = 14
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_NAMES = "云山石清河柳松梅桥塘湖岭泉溪坪湾庄堡营寨店集港渡岗台沟坡井亭"
_THINGS = (
    "灯笼渔排磨坊戏台晒场药柜锅炉粮仓木楼祠堂车棚冷库油坊校车鞋厂酒窖猪圈电梯浴室书店"
    "茶园果林船坞隧道码头窑洞毡房大棚染坊琴行网吧花市庙会龙舟马帮羊圈煤棚阁楼阳台地窖"
)
"""Two characters each."""
_DEEDS = (
    "把{t}边的{u}挪开了{n}米",
    "给{t}装上了{n}只烟感",
    "在{p}的{t}里找到{n}处隐患",
    "带着{n}个人从{t}走到{u}",
    "用{n}分钟跑完{t}到{p}的路",
    "说{t}烧起来时{u}也保不住",
    "数了{n}遍{p}的消火栓",
    "把{p}{t}的钥匙交给了{m}",
)


def main() -> None:
    """Print one line a figure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--posts", type=int, default=1_000_000, help="older posts for the one new post")
    options.add_argument("--day", type=int, default=5_000, help="posts of a day")
    chosen = options.parse_args()
    _bench_day(chosen.day)
    _bench_one(chosen.posts)


def _bench_day(day: int) -> None:
    texts = list(_posts(day * (DAYS + 1), seed=2))
    began = time.process_time()
    posts = fingerprints([("", text) for text in texts])
    cleaned = time.process_time()
    keys = signatures(posts)
    signed = time.process_time()
    index = Candidates(keys[:-day])
    built = time.process_time()
    looked, carried = 0, 0
    for post, own in zip(posts[-day:], keys[-day:], strict=True):
        near = index.near(own)
        found = [judge(post, posts[other]) for other in near]
        looked += len(near)
        carried += any(one is not None and one.score >= THRESHOLD for one in found)
    ended = time.process_time()
    _say(f"{day:,} posts against {day * DAYS:,}", f"{ended - began:.1f} s ({carried:,} carry an older one)")
    _say("  cleaning, a post", f"{1e6 * (cleaned - began) / len(posts):.0f} µs")
    _say("  signature, a post", f"{1e6 * (signed - cleaned) / len(posts):.0f} µs")
    _say("  index, a post", f"{1e6 * (built - signed) / (day * DAYS):.0f} µs")
    _say("  candidates and second looks, a post", f"{1e3 * (ended - built) / day:.2f} ms")
    _say("  second looks a post", f"{looked / day:.0f}")


def _bench_one(size: int) -> None:
    before = _megabytes()
    began = time.process_time()
    index = Candidates(_signatures(size))
    _say(f"index of {size:,} posts", f"{time.process_time() - began:.0f} s")
    _say("  at most held while building", f"{_megabytes() - before:,.0f} MB")
    _say("  kept", f"{index.bytes / 1e6:,.0f} MB, {index.bytes / size:.0f} bytes a post")
    asked = [Fingerprint.of("", text) for text in _posts(QUERIES, seed=4)]
    times = []
    for post in asked:
        began = time.process_time()
        index.near(signature(post))
        times.append(1000 * (time.process_time() - began))
    times.sort()
    median, slow, slowest = times[len(times) // 2], times[len(times) * 95 // 100], times[-1]
    _say(
        "  candidates of a new post", f"median {median:.1f} ms, 95 % {slow:.1f} ms, slowest {slowest:.1f} ms"
    )


def _signatures(size: int) -> Iterator[Signature]:
    texts = _posts(size, seed=3)
    while batch := [("", text) for text in islice(texts, BATCH)]:
        yield from signatures(fingerprints(batch))


def _posts(number: int, seed: int) -> Iterator[str]:
    """One post in ten repeats an older one under a county's own lead; a third hold a common phrase."""
    random, common, recent = Random(seed), notices(), [""]
    for _ in range(number):
        if random.random() < 0.1 and len(recent) > 10:
            yield f"{_place(random)}的朋友请留意。\n{random.choice(recent)}\n来源:{_place(random)}消防"
            continue
        text = "".join(_sentence(random) for _ in range(random.randint(3, 14)))
        if random.random() < 0.33:
            text += "\n" + random.choice(common)
        recent = [*recent[-999:], text] if random.random() < 0.05 else recent
        yield text


def _sentence(random: Random) -> str:
    deed = random.choice(_DEEDS).format(
        t=_thing(random),
        u=_thing(random),
        p=_place(random),
        m=_person(random),
        n=random.randint(2, 900),
    )
    return f"{_place(random)}的{_person(random)}{deed}。"


def _thing(random: Random) -> str:
    begin = random.randrange(0, len(_THINGS), 2)
    return _THINGS[begin : begin + 2]


def _place(random: Random) -> str:
    return random.choice(_NAMES) + random.choice(_NAMES) + random.choice("县镇村乡")


def _person(random: Random) -> str:
    return random.choice(_SURNAMES) + random.choice(_NAMES) + random.choice(_NAMES)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say(name: str, figure: str) -> None:
    sys.stdout.write(f"{name:42} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
