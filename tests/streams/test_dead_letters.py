"""Dead letters: kept with their reason, read back, and revived once the cause is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import InvalidRecord
from streams import dead_letters
from streams.codec import encode
from streams.dead_letters import MAX_PAYLOAD_BYTES, DeadLetter, letter_of_message, letter_of_payload, revive
from streams.log import MAX_VALUE_BYTES, Message
from streams.topics import DEAD_LETTERS, METRICS
from tests.streams.test_codec import EXAMPLES, NOON, TEXT


def as_message(letter: DeadLetter) -> Message:
    topic, key, value, headers = dead_letters.encode(letter)
    return Message(topic, 1, 2, key, value, headers, NOON)


def metrics_message(version: str = "1.0", more: bytes = b"", **others: str) -> Message:
    """The example; `more` are fields put before its own."""
    topic, key, value, headers = encode(EXAMPLES["MetricsSeen"])
    value = value.replace(b"{", b"{" + more, 1)
    return Message(topic, 2, 41, key, value, headers | {"version": version} | others, NOON)


@given(st.binary(), TEXT, TEXT, st.datetimes(timezones=st.just(UTC)))
def test_a_letter_survives_the_stream(payload: bytes, reason: str, account: str, at: datetime) -> None:
    letter = letter_of_payload(payload, reason, at, account)
    assert dead_letters.decode(as_message(letter)) == letter
    assert letter.payload == payload


def test_a_letter_about_a_message_says_where_it_came_from() -> None:
    letter = letter_of_message(metrics_message("2.0"), "Too new.", NOON)
    assert (letter.letter_id, letter.origin, letter.attempt) == ("metrics/2/41", "loader", 1)
    assert (letter.source_topic, letter.source_partition, letter.source_offset) == (METRICS, 2, 41)
    assert (letter.account_id, letter.schema_version, letter.reason) == ("wx-hebei", "2.0", "Too new.")
    assert dead_letters.encode(letter).topic == DEAD_LETTERS


def test_a_letter_about_garbage_knows_no_account() -> None:
    message = Message(METRICS, 0, 0, "", b"\xff[[[", {}, NOON)
    assert letter_of_message(message, "Garbage.", NOON).account_id == ""


def test_the_same_bytes_give_the_same_letter() -> None:
    first, second = (letter_of_payload(b"page", reason, NOON) for reason in ("a", "b"))
    assert first.letter_id == second.letter_id != letter_of_payload(b"other", "a", NOON).letter_id


def test_a_payload_too_large_for_the_stream_is_cut_and_the_reason_says_so() -> None:
    letter = letter_of_payload(bytes(MAX_PAYLOAD_BYTES + 5), "The page is too large.", NOON, "a")
    assert len(letter.payload) == MAX_PAYLOAD_BYTES
    assert letter.reason.endswith(
        f"(The first {MAX_PAYLOAD_BYTES} of {MAX_PAYLOAD_BYTES + 5} bytes are kept.)"
    )
    assert len(dead_letters.encode(letter).value) < MAX_VALUE_BYTES


def test_a_letter_is_revived_when_its_record_can_be_read() -> None:
    message = metrics_message()
    topic, key, value, headers = revive(letter_of_message(message, "The loader had a bug.", NOON))
    assert (topic, key, value) == (message.topic, message.key, message.value)
    assert headers == message.headers | {"attempt": "1"}


def test_a_revived_record_keeps_the_fields_this_hub_does_not_know() -> None:
    message = metrics_message("1.7", b'"mood":"calm",')
    revived = revive(letter_of_message(message, "The loader had a bug.", NOON))
    assert b'"mood":"calm"' in message.value
    assert (revived.value, revived.headers["version"]) == (message.value, "1.7")


def test_what_fails_again_is_a_letter_of_the_next_attempt() -> None:
    topic, key, value, headers = revive(letter_of_message(metrics_message(), "Refused.", NOON))
    again = letter_of_message(Message(topic, 0, 99, key, value, headers, NOON), "Refused again.", NOON)
    assert (again.letter_id, again.attempt) == ("metrics/0/99", 2)
    assert revive(again).headers["attempt"] == "2"


@pytest.mark.parametrize("told", ["", "-1", "two", "²", "9" * 400])
def test_an_attempt_that_is_no_number_of_ours_counts_as_the_first(told: str) -> None:
    assert letter_of_message(metrics_message(attempt=told), "Refused.", NOON).attempt == 1


def test_a_letter_is_not_revived_while_its_cause_remains() -> None:
    with pytest.raises(InvalidRecord, match=r"^Dead letter metrics/2/41 cannot be revived: .*newer than"):
        revive(letter_of_message(metrics_message("2.0"), "Too new.", NOON))


def test_a_letter_that_holds_no_record_is_not_revived() -> None:
    with pytest.raises(InvalidRecord, match="holds no record; gather its account again"):
        revive(letter_of_payload(b"<html>", "No date.", NOON, "web-1"))


@pytest.mark.parametrize(
    "message",
    [
        metrics_message(),
        Message(DEAD_LETTERS, 0, 3, "k", b"\xff", {"type": "DeadLetter"}, NOON),
        Message(DEAD_LETTERS, 0, 3, "k", b"{}", {}, NOON),
    ],
    ids=["a record", "garbage", "no headers"],
)
def test_what_is_no_letter_is_an_invalid_record(message: Message) -> None:
    with pytest.raises(InvalidRecord, match=r"^Dead letter .* cannot be read: "):
        dead_letters.decode(message)
