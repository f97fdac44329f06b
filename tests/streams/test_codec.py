"""Records as messages and back, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import InvalidRecord
from hub.platforms import PLATFORMS
from hub.records import (
    METRIC_NAMES,
    SCHEMA_VERSION,
    AccountSeen,
    CrawlFinished,
    Metrics,
    MetricsSeen,
    PostSeen,
    Record,
)
from streams.codec import TYPE_OF_TOPIC, TYPES, decode, encode, raw_value, unknown_fields
from streams.log import Message
from streams.topics import RECORD_TOPICS

GOLDEN = Path(__file__).parent / "golden"

NOON = datetime(2026, 3, 1, 4, 0, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
COUNTS = st.none() | st.integers(-(2**63), 2**63 - 1)
DAYS = st.none() | st.dates()
BEIJING = timezone(timedelta(hours=8))
INSTANTS = st.datetimes(
    min_value=datetime(1, 1, 2),
    timezones=st.sampled_from([UTC, BEIJING]),
)
FIGURES = dict.fromkeys(METRIC_NAMES, COUNTS) | {
    name: st.none() | st.floats(allow_nan=False, allow_infinity=False)
    for name in ("completion_rate", "avg_seconds")
}

RECORDS: st.SearchStrategy[Record] = st.one_of(
    st.builds(
        PostSeen,
        post_id=IDS,
        account_id=IDS,
        platform=st.sampled_from(PLATFORMS),
        url=TEXT,
        title=TEXT,
        text=TEXT,
        published_at=INSTANTS,
        fetched_at=INSTANTS,
        source_label=st.none() | TEXT,
        repost_of=st.none() | TEXT,
        position=st.none() | st.integers(1, 8),
        hashtags=st.lists(TEXT, max_size=3).map(tuple),
        extractor=st.none() | TEXT,
    ),
    st.builds(
        MetricsSeen,
        post_id=IDS,
        account_id=IDS,
        observed_at=INSTANTS,
        as_of=DAYS,
        metrics=st.builds(Metrics, **FIGURES),
        precision=st.dictionaries(st.sampled_from(METRIC_NAMES), st.just("lower_bound")),
    ),
    st.builds(
        AccountSeen,
        account_id=IDS,
        observed_at=INSTANTS,
        as_of=DAYS,
        followers_total=COUNTS,
        followers_new=COUNTS,
        posts_total=COUNTS,
    ),
    st.builds(
        CrawlFinished, account_id=IDS, started_at=INSTANTS, finished_at=INSTANTS, error=st.none() | TEXT
    ),
)

EXAMPLES: dict[str, Record] = {
    "PostSeen": PostSeen(
        post_id="wechat:2247484000_1",
        account_id="wx-hebei",
        platform="wechat",
        url="https://example.invalid/s/1",
        title="“五一”假期消防安全提示",
        text="关好门窗，\n切断电源。🔥",
        media="article",
        published_at=NOON,
        published_precision="minute",
        fetched_at=NOON + timedelta(hours=1, microseconds=5),
        source_label="转自：国家消防救援局",
        repost_of="weibo:49001",
        position=1,
        hashtags=("消防", "五一"),
        deleted=True,
        extractor="rules",
    ),
    "MetricsSeen": MetricsSeen(
        post_id="wechat:2247484000_1",
        account_id="wx-hebei",
        platform="wechat",
        observed_at=NOON,
        as_of=date(2026, 2, 28),
        source="official",
        kind="daily",
        metrics=Metrics(readers=100000, likes=0, completion_rate=0.25),
        precision={"readers": "lower_bound"},
    ),
    "AccountSeen": AccountSeen(
        account_id="wx-hebei",
        platform="wechat",
        observed_at=NOON,
        as_of=date(2026, 2, 28),
        followers_total=9007199254740993,
        followers_new=-3,
        posts_total=12,
    ),
    "CrawlFinished": CrawlFinished(
        account_id="wx-hebei",
        platform="wechat",
        started_at=NOON,
        finished_at=NOON + timedelta(seconds=2),
        outcome="partial",
        posts_seen=3,
        figures_seen=2,
        requests=4,
        error_kind="quota",
        error="WeChat refused the 5th call of the day.",
    ),
}


def as_message(record: Record) -> Message:
    topic, key, value, headers = encode(record)
    return Message(topic, 0, 7, key, value, headers, NOON)


def changed(message: Message, value: bytes | None = None, **headers: str | None) -> Message:
    """The message with another value or other headers (None: without it; _ stands for -)."""
    given_headers = {name.replace("_", "-"): text for name, text in headers.items()}
    merged = {name: text for name, text in (message.headers | given_headers).items() if text is not None}
    return Message(
        message.topic, 0, 7, message.key, message.value if value is None else value, merged, message.timestamp
    )


@given(RECORDS)
def test_a_record_survives_the_stream(record: Record) -> None:
    assert decode(as_message(record)) == record


@given(RECORDS)
def test_instants_come_out_in_utc(record: Record) -> None:
    decoded = msgspec.structs.asdict(decode(as_message(record)))
    assert {value.tzinfo for value in decoded.values() if isinstance(value, datetime)} == {UTC}


@given(st.binary(max_size=60), st.sampled_from(sorted(TYPES)))
def test_garbage_is_an_invalid_record_and_nothing_else(garbage: bytes, record_type: str) -> None:
    with pytest.raises(InvalidRecord, match=r"^Message posts/0/7 cannot be read: "):
        decode(changed(as_message(EXAMPLES["PostSeen"]), garbage, type=record_type))


def test_every_topic_of_records_has_its_type() -> None:
    assert tuple(TYPE_OF_TOPIC) == RECORD_TOPICS
    assert sorted(TYPE_OF_TOPIC.values()) == sorted(TYPES) == sorted(EXAMPLES)


def test_posts_and_metrics_are_keyed_by_post_the_others_by_account() -> None:
    keys = {name: encode(record).key for name, record in EXAMPLES.items()}
    assert keys["PostSeen"] == keys["MetricsSeen"] == "wechat:2247484000_1"
    assert keys["AccountSeen"] == keys["CrawlFinished"] == "wx-hebei"


@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda golden: golden.stem)
def test_what_any_version_ever_wrote_is_read(golden: Path) -> None:
    """Files stay when the version goes up: records of that time may still be on somebody's stream."""
    name, _, version = golden.stem.partition("-")
    headers = {"type": name, "version": version, "content-type": "application/json"}
    assert decode(Message("any", 0, 0, "k", golden.read_bytes(), headers, NOON)) == EXAMPLES[name]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_present_version_is_written_as_in_its_golden_files(name: str) -> None:
    golden = (GOLDEN / f"{name}-{SCHEMA_VERSION}.json").read_bytes()
    assert msgspec.json.format(encode(EXAMPLES[name]).value) + b"\n" == golden


def test_a_newer_minor_version_with_fields_we_do_not_know_is_read() -> None:
    message = as_message(EXAMPLES["PostSeen"])
    value = message.value.replace(b'{"post_id"', b'{"mood":{"calm":[1,2]},"post_id"')
    assert decode(changed(message, value, version="1.99")) == EXAMPLES["PostSeen"]


@pytest.mark.parametrize("foreign", [b'"\xa1":1', b'"mood":"\xe9"'])
def test_text_of_a_newer_minor_version_that_is_no_utf_8_is_an_invalid_record(foreign: bytes) -> None:
    message = as_message(EXAMPLES["PostSeen"])
    with pytest.raises(InvalidRecord, match="utf-8"):
        decode(changed(message, message.value[:-1] + b"," + foreign + b"}", version="1.99"))


def test_fields_of_a_newer_minor_version_are_told_with_the_bytes_they_came_in() -> None:
    message = as_message(EXAMPLES["MetricsSeen"])
    value = message.value.replace(
        b'{"post_id"', b'{"mood":{"calm":[1,2.50e1]},"big":12345678901234567890123,"post_id"'
    )
    value = value.replace(b'"metrics":{', b'"metrics":{"smiles":7,')
    newer = changed(message, value, version="1.99")
    assert decode(newer) == EXAMPLES["MetricsSeen"]
    told = b'{"mood":{"calm":[1,2.50e1]},"big":12345678901234567890123,"metrics":{"smiles":7}}'
    assert unknown_fields(newer) == told
    assert unknown_fields(changed(message, value, version=SCHEMA_VERSION)) == b""


@pytest.mark.parametrize(("minor", "newer"), [("0", False), ("000", False), ("1", True), ("9" * 5000, True)])
def test_a_minor_version_may_have_any_number_of_digits(minor: str, newer: bool) -> None:
    message = as_message(EXAMPLES["PostSeen"])
    value = message.value.replace(b"{", b'{"mood":1,', 1)
    assert bool(unknown_fields(changed(message, value, version=f"1.{minor}"))) == newer


@given(RECORDS)
def test_a_record_of_a_newer_minor_version_may_have_nothing_new(record: Record) -> None:
    message = as_message(record)
    assert unknown_fields(changed(message, version="1.99")) == unknown_fields(message) == b""


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (
            {"version": "2.0"},
            "its schema version 2.0 is newer than 1.0, which this hub reads; upgrade",
        ),
        ({"version": "0.9"}, "its schema version 0.9 is older than this hub can read"),
        ({"version": "one"}, "its schema version 'one' is not of the form major.minor"),
        ({"version": "²·0"}, "is not of the form major.minor"),
        ({"version": "9" * 5000 + ".0"}, "is not of the form major.minor"),
        ({"version": "1." + "9" * 5000}, "is not of the form major.minor"),
        ({"type": "RumourHeard"}, "its type 'RumourHeard' is unknown here"),
        ({"type": None}, "it has no header 'type'"),
        ({"version": None}, "it has no header 'version'"),
        ({"content_type": "text/csv"}, "its content type is 'text/csv', not application/json"),
    ],
)
def test_headers_that_cannot_be_read_are_named(headers: dict[str, str | None], sentence: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        decode(changed(as_message(EXAMPLES["PostSeen"]), **headers))
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (b'"url":"https://example.invalid/s/1",', b"", "missing required field `url`"),
        (b'"2026-03-01T04:00:00Z"', b'"2026-03-01T04:00:00"', "timezone"),
        (b'"2026-03-01T04:00:00Z"', b'"0001-01-01T00:00:00+08:00"', "breaks the schema"),
        (b'"2026-03-01T04:00:00Z"', b"null", "$.published_at"),
        (b'"platform":"wechat"', b'"platform":"telegraph"', "telegraph"),
        (b'"wx-hebei"', b'""', "$.account_id"),
        (b'"wx-hebei"', b'"\xff"', "breaks the schema"),
        (b'{"post_id"', b'{"deep":' + b"[" * 100_000, "breaks the schema"),
    ],
)
def test_a_value_that_breaks_the_schema_is_refused(before: bytes, after: bytes, sentence: str) -> None:
    message = as_message(EXAMPLES["PostSeen"])
    assert before in message.value
    with pytest.raises(InvalidRecord) as caught:
        decode(changed(message, message.value.replace(before, after, 1)))
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"published_at": NOON.replace(tzinfo=None)}, "naive datetime 2026-03-01T04:00:00"),
        ({"published_at": None}, "The PostSeen wechat:2247484000_1 breaks its schema"),
        ({"account_id": ""}, "$.account_id"),
        ({"media": "opera"}, "opera"),
        ({"title": "\ud800"}, "surrogates not allowed"),
        ({"hashtags": {1}}, "$.hashtags"),
    ],
)
def test_a_record_the_loader_would_refuse_is_not_encoded(change: dict[str, object], sentence: str) -> None:
    record = msgspec.structs.replace(EXAMPLES["PostSeen"], **change)
    with pytest.raises(InvalidRecord) as caught:
        encode(record)
    assert sentence in caught.value.sentence
    assert raw_value(record)
