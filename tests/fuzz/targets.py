"""The parsers that meet the outside, each with good inputs to begin from and its share of the work.

A target's function may raise FenghuoError, which is how a parser refuses. Anything else is a crash.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kafka.errors import CorruptRecordError, UnsupportedCodecError
from kafka.record import MemoryRecords

from crawlers.exports import cells
from crawlers.exports.columns import best_platforms, find_header
from crawlers.exports.rows import read_rows
from crawlers.exports.sheets import read_tables
from crawlers.pages.dates import find_dates
from crawlers.pages.encodings import decode
from crawlers.pages.extraction import extract
from crawlers.pages.feed import read_feed
from crawlers.pages.links import article_rows, links_of
from hub.errors import InvalidRecord
from hub.records import SCHEMA_VERSION
from streams import dead_letters
from streams._kafka_records import next_batch, read_batch
from streams.codec import CONTENT_TYPE, decode_value, unknown_fields
from streams.log import Message, TopicPartition
from streams.topics import DEAD_LETTERS
from tests.crawlers.exports import sheets
from tests.crawlers.exports.sheets import csv_bytes, xls_bytes, xlsx_bytes
from tests.crawlers.interfaces import INTERFACES
from tests.crawlers.test_pages_extraction import GOVERNMENT, byline_page
from tests.crawlers.test_website import listing, row
from tests.fuzz import doors, files
from tests.fuzz.interfaces import seeds, visiting
from tests.fuzz.mutation import changed_bytes, changed_json
from tests.streams.test_kafka_records import Written, fetched
from warehouse.statements import called_names, data_insert, has_result, split_statements, trailing_format

NOW: Final = datetime(2026, 3, 10, 4, 0, tzinfo=UTC)
URL: Final = "https://www.example.gov.cn/xw/202601/t20260101_123456.shtml"
_HEADERS: Final = {"version": SCHEMA_VERSION, "content-type": CONTENT_TYPE}
_GOLDEN: Final = Path(__file__).parents[1] / "streams" / "golden"

Change = Callable[[bytes, random.Random], bytes]


@dataclass(frozen=True)
class Target:
    """One parser. `share` is its part of all inputs: cheap parsers get more."""

    name: str
    read: Callable[[bytes], object]
    seeds: Sequence[bytes]
    share: float
    change: Change = changed_bytes


def _page(data: bytes) -> None:
    extract(decode(data).text, URL, NOW)


def _list_page(data: bytes) -> None:
    article_rows(links_of(decode(data).text, URL, NOW), URL)


def _feed(data: bytes) -> None:
    read_feed(data, None, "https://a.example.cn/feed.xml", NOW)


def _sheet(data: bytes) -> None:
    for table in read_tables(Path("sheet"), data):
        for platform in best_platforms(table):
            header = find_header(table, platform)
            if header is not None and not header.ambiguous:  # which a person is asked about
                read_rows(table, header)


def _changed_workbook(good: bytes, chance: random.Random) -> bytes:
    """One part of a workbook changed inside its archive, or any bytes of it."""
    if chance.random() < 0.2 or not zipfile.is_zipfile(io.BytesIO(good)):
        return changed_bytes(good, chance)
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, changed_bytes(part, chance) if name == chosen else part)
    return file.getvalue()


def _cell(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read in (cells.figure_of, cells.seconds_of, cells.published_of, cells.native_id_of, cells.text_of):
        try:
            read(text)
        except cells.CellError:
            continue


def _date(data: bytes) -> None:
    find_dates(data.decode("utf-8", "replace"), NOW)


def _record(data: bytes) -> None:
    kind, _, value = data.partition(b"\n")
    decode_value(value, {"type": kind.decode("latin-1"), **_HEADERS})


def _newer_record(data: bytes) -> None:
    """A record of a minor version to come, whose unknown fields are kept."""
    kind, _, value = data.partition(b"\n")
    headers = {**_HEADERS, "type": kind.decode("latin-1"), "version": "1.999"}
    decode_value(value, headers)
    unknown_fields(Message("any", 0, 0, "k", value, headers, NOW))


def _letter(data: bytes) -> None:
    headers = {"type": dead_letters.LETTER_TYPE}
    dead_letters.revive(dead_letters.decode(Message(DEAD_LETTERS, 0, 0, "k", data, headers, NOW)))


POSTS_1: Final = TopicPartition("posts", 1)


def _batch(data: bytes) -> None:
    """What a broker answers. Its checksum is the client's to look at, so it is left out here."""
    records = MemoryRecords(data)
    try:
        while (batch := next_batch(records, POSTS_1)) is not None:
            read_batch(batch, POSTS_1)
    except _NO_BATCH as error:
        raise InvalidRecord(str(error)) from None


def _changed_records(good: bytes, chance: random.Random) -> bytes:
    """A batch of records changed behind its header, or anywhere."""
    if chance.random() < 0.2:
        return changed_bytes(good, chance)
    return good[:_BATCH_HEADER] + changed_bytes(good[_BATCH_HEADER:], chance)


def _changed_answer(good: bytes, chance: random.Random) -> bytes:
    """A platform's answer behind its path: values changed in two of three, bytes in the third."""
    path, _, answer = good.partition(b"\n")
    change = changed_json if chance.random() < 0.67 else changed_bytes
    return path + b"\n" + change(answer, chance)


def _changed_record(good: bytes, chance: random.Random) -> bytes:
    kind, _, value = good.partition(b"\n")
    change = changed_json if chance.random() < 0.6 else changed_bytes
    return kind + b"\n" + change(value, chance)


def _statement(data: bytes) -> None:
    data_insert(data)
    text = data.decode("utf-8", "replace")
    for statement in split_statements(text):
        has_result(statement)
        trailing_format(statement)
        called_names(statement)


_SHEETS: Final[Sequence[Sequence[list[str]]]] = (
    [sheets.CHANNELS_HEADER, sheets.CHANNELS_ROW],
    [sheets.XIAOHONGSHU_HEADER, sheets.XIAOHONGSHU_ROW],
    [sheets.DOUYIN_HEADER, sheets.DOUYIN_ROW],
    [sheets.WECHAT_HEADER, sheets.WECHAT_ROW],
)
_RSS: Final = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>要闻</title><item><guid>t1</guid>
<title>市运会开幕 &amp;amp; 闭幕</title><link>/yw/t1.html</link>
<pubDate>Thu, 01 Jan 2026 09:30:00 +0800</pubDate>
<content:encoded><![CDATA[<p>第一段</p><p>第二段</p>]]></content:encoded></item></channel></rss>"""
_ATOM: Final = """<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><entry><id>urn:1</id><title>通报</title>
<link href="https://a.example.cn/1"/><updated>2026-01-01T09:30:00+08:00</updated><summary>话</summary></entry></feed>"""
_JSON_FEED: Final = """{"version": "https://jsonfeed.org/version/1.1", "title": "a", "items": [{"id": "1",
"url": "https://a.example.cn/1", "title": "通报", "content_text": "话",
"date_published": "2026-01-01T09:30:00+08:00"}]}"""
_SQL: Final = (
    b"SELECT 'a;b', `c` FROM t -- x\nWHERE d = \"e\"; /* f */ SELECT 1 FORMAT CSV",
    b"INSERT INTO t (a, b) SETTINGS x = 'FORMAT' FORMAT Native\n\x01\x02\x00\xff",
)

_GOLDEN_RECORDS: Final = [
    file.name.partition("-")[0].encode() + b"\n" + file.read_bytes()
    for file in sorted(_GOLDEN.glob("*-1.0.json"))
]
_LETTER: Final = dead_letters.encode(
    dead_letters.letter_of_payload(
        (_GOLDEN / "PostSeen-1.0.json").read_bytes(), "A reason.", NOW, "a-wechat", "posts"
    )
).value
_RECORDS: Final = [
    Written(
        1_700_000_000_000,
        b"wechat:1",
        b'{"post_id":"wechat:1"}',
        [("type", b"PostSeen"), ("version", b"1.0")],
    ),
    Written(1_700_000_000_001, None, None, [("type", None)]),
]
_BATCH_HEADER: Final = 61
"""Bytes before the first record, with the record batch's format 2."""
_NO_BATCH: Final = (CorruptRecordError, UnsupportedCodecError, ValueError, struct.error, zlib.error, OSError)
"""What kafka-python raises for bytes that are no batch, and ours for records that are none."""

_PLATFORM_SHARE: Final = 0.01

TARGETS: Final[Sequence[Target]] = (
    Target(
        "pages",
        _page,
        [GOVERNMENT.encode(), byline_page("2026-01-01 09:30 来源：县融媒体中心").encode("gbk")],
        0.01,
    ),
    Target(
        "list pages",
        _list_page,
        [listing(row("./t20260101_1.html", "第1号冬季防火宣传进社区活动", "2026-01-01"))],
        0.03,
    ),
    Target("feeds", _feed, [_RSS.encode(), _ATOM.encode(), _RSS.encode("utf-16")], 0.05),
    Target("JSON feeds", _feed, [_JSON_FEED.encode()], 0.05, changed_json),
    *(
        Target(f"{name} answers", visiting(name), seeds(name), _PLATFORM_SHARE, _changed_answer)
        for name in INTERFACES
    ),
    Target(
        "sheets, text",
        _sheet,
        [csv_bytes(rows, code) for rows in _SHEETS for code in ("utf-8-sig", "gb18030")],
        0.03,
    ),
    Target(
        "sheets, workbooks",
        _sheet,
        [write(rows) for rows in _SHEETS for write in (xlsx_bytes, xls_bytes)],
        0.01,
        _changed_workbook,
    ),
    Target(
        "cells",
        _cell,
        [text.encode() for text in ("1.2万", "10万+", "12.5%", "9.31秒", "1分20秒", "20220329", "7.2e18")],
        0.165,
    ),
    Target("dates", _date, ["今天 08:30 来源 2026年1月1日 9时30分 3小时前 昨天".encode()], 0.09),
    Target("stream records", _record, _GOLDEN_RECORDS, 0.2, _changed_record),
    Target("newer records", _newer_record, _GOLDEN_RECORDS, 0.05, _changed_record),
    Target("dead letters", _letter, [_LETTER], 0.05, changed_json),
    Target(
        "Kafka batches", _batch, [bytes(fetched(_RECORDS, kind)) for kind in (0, 4)], 0.065, _changed_records
    ),
    Target("SQL requests", _statement, _SQL, 0.07),
    Target("HTTP requests", doors.request, doors.REQUESTS, 0.05),
    Target("statements", doors.statement, doors.STATEMENTS, 0.01),
    Target("rosters", files.accounts, [files.accounts_seed()], 0.002),
    Target("rules of sites", files.site, [files.site_seed()], 0.002),
    Target("staff sheets", files.staff, [files.STAFF], 0.002),
    Target(
        "thresholds",
        files.thresholds,
        [b"threshold,jurisdiction,platform,kind,value\nveto_notice_days,,,,7\n"],
        0.002,
    ),
    Target(
        "credentials",
        files.credentials,
        [b'{"a-wechat": {"appid": "x", "expires_at": "2027-01-01T00:00:00+08:00"}}'],
        0.002,
        changed_json,
    ),
)
