"""Processes for the tests to run beside each other and to kill: `python -m tests.streams.processes …`.

produce NAME COUNT BATCH    send COUNT messages of NAME, flush after each BATCH and say how many are flushed
consume GROUP               take messages without committing them and say how many

Both then wait to be killed.
"""

from __future__ import annotations

import hashlib
import signal
import sys

from hub.settings import load_settings
from streams.log import Log, Message
from streams.opening import open_log
from streams.topics import POSTS


def main(arguments: list[str]) -> None:
    log = open_log(load_settings())
    match arguments:
        case ["produce", name, count, batch]:
            produce(log, name, int(count), int(batch))
        case ["consume", group]:
            consume(log, group)
    signal.pause()


def produce(log: Log, name: str, count: int, batch: int) -> None:
    producer = log.producer()
    for number in range(count):
        producer.send(POSTS, f"{name}-{number % 7}", sealed(name, number), {"number": str(number)})
        if (number + 1) % batch == 0:
            producer.flush()
            say(number + 1)
    producer.flush()
    say(count)


def consume(log: Log, group: str) -> None:
    consumer = log.consumer(group, [POSTS])
    messages: list[Message] = []
    while not messages:
        messages = consumer.poll(10, 1.0)
    say(len(messages))


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def sealed(name: str, number: int) -> bytes:
    """A value that shows whether it is whole: its own digest, then a body of some kilobytes."""
    body = f"{name}:{number}:".encode() * 100
    return hashlib.sha256(body).digest() + body


def is_whole(value: bytes) -> bool:
    return hashlib.sha256(value[32:]).digest() == value[:32]


def number_of(message: Message) -> int:
    return int(message.headers["number"])


if __name__ == "__main__":
    main(sys.argv[1:])
