"""Credentials and tokens: read only from files nobody else reads, kept durably, never shown."""

from __future__ import annotations

import asyncio
import io
import logging
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.credentials import Credentials, load_credentials
from crawlers.failures import VisitError
from crawlers.feeds import FeedSpider
from crawlers.masking import mask, mask_framework_logs
from crawlers.sealed import SealedFile
from crawlers.tokens import MARGIN, Grant, Token, Tokens, origin_of
from hub.errors import ConfigError
from tests.crawlers.serving import Visitor, serving

NOW = datetime(2026, 1, 3, 1, 30, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    path.write_text('{"one": {"appid": "wx1", "secret": "s", "expires_at": "2026-03-01T00:00:00+08:00"}}')
    path.chmod(0o600)
    return path


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What reaches the root logger's handlers: pytest's own may sit at other loggers."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    logging.getLogger().addHandler(handler)
    yield text
    logging.getLogger().removeHandler(handler)


def test_an_account_gets_its_credentials(file: Path) -> None:
    credentials = load_credentials(file)
    assert credentials.of("one", "appid", "secret") == {"appid": "wx1", "secret": "s"}
    assert credentials.expiry("one") == datetime(2026, 2, 28, 16, tzinfo=UTC)


def test_credentials_are_not_part_of_their_picture(file: Path) -> None:
    assert "wx1" not in repr(load_credentials(file))
    assert "planted" not in repr([Token("planted"), Grant("planted", "planted")])


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_credentials_file_others_may_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_credentials(file)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "no JSON like"),
        ('{"one": "secret"}', "no JSON like"),
        ('{"one": {"expires_at": "tomorrow"}}', "unreadable expires_at for one"),
        ('{"one": {"expires_at": "2026-03-01T00:00:00"}}', "unreadable expires_at for one"),
    ],
)
def test_a_credentials_file_with_mistakes_is_refused_in_one_sentence(
    file: Path, content: str, sentence: str
) -> None:
    file.write_text(content)
    with pytest.raises(ConfigError, match=sentence):
        load_credentials(file)


def test_a_missing_credentials_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.json cannot be read"):
        load_credentials(tmp_path / "nowhere.json")


def test_without_a_credentials_file_no_account_has_any() -> None:
    with pytest.raises(VisitError, match=r"set FENGHUO_CREDENTIALS") as caught:
        load_credentials(None).of("one", "access_token")
    assert caught.value.kind == "authorisation"


def test_a_missing_name_is_told_with_account_and_file(file: Path) -> None:
    with pytest.raises(VisitError, match=r"one lacks access_token in .*credentials\.json"):
        load_credentials(file).of("one", "appid", "access_token")


def test_an_expiry_may_be_seconds_since_the_epoch() -> None:
    for written in (1767402000, "1767402000"):
        assert Credentials({"one": {"expires_at": written}}).expiry("one") == datetime(
            2026, 1, 3, 1, tzinfo=UTC
        )
    assert Credentials().expiry("one") is None


def test_a_token_is_dropped_a_while_before_it_expires() -> None:
    tokens = Tokens()
    tokens.keep("one", Token("t", NOW + timedelta(hours=2)))
    assert tokens.token("one", NOW) == Token("t", NOW + timedelta(hours=2))
    assert tokens.token("one", NOW + timedelta(hours=2) - MARGIN) is None


async def renewed(_: Grant) -> Grant:
    return Grant("access-2", "refresh-2", NOW, NOW + timedelta(days=30), 2, origin_of("first"))


FIRST = Grant("access-1", "refresh-1", origin=origin_of("first"))


def sealed(path: Path, key: str = "key") -> Tokens:
    return Tokens(SealedFile(path, key))


def replaced(tokens: Tokens) -> Grant:
    return asyncio.run(tokens.replace("one", FIRST, renewed))


def test_grants_survive_a_restart_in_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "data" / "tokens.json"
    grant = replaced(sealed(path))
    assert sealed(path).grant("one", origin_of("first")) == grant
    assert sealed(path).grant("one", origin_of("of a new authorisation")) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_tokens_are_sealed_at_rest_and_need_the_key(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    replaced(sealed(path))
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or not any(word in file.read_bytes() for word in (b"access-2", b"refresh-2"))
    with pytest.raises(ConfigError, match="FENGHUO_TOKEN_KEY"):
        sealed(path, "another key")


def test_a_token_file_from_before_sealing_is_sealed_when_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_bytes(msgspec.json.encode({"one": FIRST}))
    assert sealed(path).grant("one", FIRST.origin) == FIRST
    assert b"access-1" not in path.read_bytes()
    assert sealed(path).grant("one", FIRST.origin) == FIRST


def test_two_processes_never_spend_one_refresh_token(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    spent: list[str] = []

    async def slow(old: Grant) -> Grant:
        spent.append(old.refresh_token)
        await asyncio.sleep(0.1)
        return await renewed(old)

    async def race() -> list[Grant]:
        ones = [sealed(path) for _ in range(4)]
        return list(await asyncio.gather(*(tokens.replace("one", FIRST, slow) for tokens in ones)))

    grants = asyncio.run(race())
    assert spent == ["refresh-1"]
    assert len({grant.access_token for grant in grants}) == 1


def test_grants_of_two_accounts_renewed_at_once_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"

    async def race() -> None:
        names = [f"account-{number}" for number in range(8)]
        await asyncio.gather(*(sealed(path).replace(name, FIRST, renewed) for name in names))

    asyncio.run(race())
    tokens = sealed(path)
    assert all(tokens.grant(f"account-{number}", FIRST.origin) for number in range(8))


def test_a_damaged_token_file_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    path.write_text('{"one":')
    with pytest.raises(ConfigError, match="is damaged"):
        sealed(path)
    assert path.read_text() == '{"one":'


def test_a_grant_that_cannot_be_written_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    tokens = sealed(path)
    path.mkdir()
    with pytest.raises(ConfigError, match=r"tokens\.json cannot be read"):
        replaced(tokens)
    assert tokens.grant("one", FIRST.origin) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://api.example/x?access_token=planted&uid=1",
        'answered {"client_secret": "planted"}',
        "headers access-token: b'planted'",
        "refresh_token=planted",
        "{'appid': 'wx', 'secret': 'planted'}",
    ],
)
def test_named_secrets_are_masked(text: str) -> None:
    assert "planted" not in mask(text)
    assert "***" in mask(text)


def test_words_about_tokens_stay_readable() -> None:
    assert mask("access_token expired rid: 0") == "access_token expired rid: 0"
    assert mask("uid=1&count=5") == "uid=1&count=5"


@given(st.text(min_size=8), st.text())
def test_given_secrets_are_masked_wherever_they_stand(secret: str, text: str) -> None:
    assert secret not in mask(f"{text}{secret}{text}", [secret]) or secret in f"{text}***{text}"


def test_what_the_framework_logs_arrives_once_and_masked(log: io.StringIO) -> None:
    mask_framework_logs()
    mask_framework_logs()
    try:
        raise ValueError("access_token=planted")
    except ValueError:
        logging.getLogger("scrapy.core.engine").error("GET /x?access_token=%s", "planted", exc_info=True)
    assert "planted" not in log.getvalue()
    assert log.getvalue().count("Traceback") == 1


def test_robots_rules_that_cannot_be_had_are_told_without_a_traceback(log: io.StringIO) -> None:
    with serving() as gone:
        """Its port is free again when it is asked."""
    finished = Visitor(FeedSpider, "rss", "demo:/a.xml", gone.url).visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "network")
    assert "/a.xml>: DownloadConnectionRefusedError" in log.getvalue()
    assert "Traceback" not in log.getvalue()
