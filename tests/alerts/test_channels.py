"""Each channel: what goes out, what is said of the answer, and that no address is ever repeated."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import SecretStr

from alerts import answers
from alerts.answers import Answer
from alerts.channels import Channels
from alerts.messages import Letter
from alerts.recipients import Channel, Recipient
from hub.settings import Settings
from tests.alerts.mail_server import MailServer, mail_server
from tests.alerts.receiver import Receiver, receiving

__all__ = ["mail_server"]

LETTER = Letter(
    "key-1", "烽火预警", "烽火预警：否决 1\n【否决】正定县…", '{"type": "fenghuo.alerts", "key": "key-1"}'
)
ADDRESSES: dict[Channel, str] = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret-key",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token=verysecretkey",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/very-secret-key",
}
KEY = "verysecretkey"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver in place of every https address in the world."""
    monkeypatch.setattr(answers, "FIRST_PAUSE", 0.001)
    real_post = requests.post
    with receiving() as found:

        def post(url: str, **options: Any) -> requests.Response:
            host, _, path = url.removeprefix("https://").partition("/")
            return real_post(f"{found.origin}/{host}/{path}", **options)

        monkeypatch.setattr(requests, "post", post)
        yield found


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, at the finest level."""
    with caplog.at_level(logging.DEBUG):
        yield caplog


def recipient(channel: Channel, address: str, signing: str | None = None) -> Recipient:
    key = SecretStr(signing) if signing else None
    return Recipient("sjz", "群", frozenset({"all"}), channel, address=SecretStr(address), signing=key)


def send(to: Recipient, **settings: Any) -> Answer:
    return Channels(Settings(data=Path("var"), _env_file=None, **settings)).send(to, LETTER)


def silent_about(secrets: tuple[str, ...], *texts: str) -> bool:
    return not any(secret in text for secret in secrets for text in texts)


def test_wecom_gets_text(receiver: Receiver) -> None:
    receiver.said = b'{"errcode":0,"errmsg":"ok"}'
    assert send(recipient("wecom", ADDRESSES["wecom"])) == Answer(True, "HTTP 200")
    [arrival] = receiver.arrivals
    assert arrival.path == "/qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret-key"
    assert arrival.message == {"msgtype": "text", "text": {"content": LETTER.text}}


def test_dingtalk_gets_text_with_its_signature(receiver: Receiver) -> None:
    receiver.said = b'{"errcode":0,"errmsg":"ok"}'
    assert send(recipient("dingtalk", ADDRESSES["dingtalk"], "SECabc")).taken
    [arrival] = receiver.arrivals
    assert arrival.path.startswith("/oapi.dingtalk.com/robot/send?access_token=verysecretkey&timestamp=")
    assert "&sign=" in arrival.path
    assert arrival.message["text"]["content"] == LETTER.text


def test_feishu_gets_text(receiver: Receiver) -> None:
    receiver.said = b'{"code":0,"data":{},"msg":"success"}'
    assert send(recipient("feishu", ADDRESSES["feishu"])).taken
    [arrival] = receiver.arrivals
    assert arrival.path == "/open.feishu.cn/open-apis/bot/v2/hook/very-secret-key/"
    assert arrival.message == {"msg_type": "text", "content": {"text": LETTER.text}}


@pytest.mark.parametrize(
    ("channel", "body", "words"),
    [
        (
            "wecom",
            '{"errcode":93000,"errmsg":"invalid webhook url very-secret-key"}',
            "机器人地址无效（错误码 93000）",
        ),
        ("wecom", '{"errcode":40008}', "平台拒绝（错误码 40008）"),
        ("dingtalk", '{"errcode":310000,"errmsg":"keywords not in content"}', "错误码 310000"),
        ("feishu", '{"code":19024,"msg":"Key Words Not Found"}', "没有机器人要求的关键词"),
    ],
)
def test_an_error_code_in_a_success_is_no_success(
    receiver: Receiver, said: pytest.LogCaptureFixture, channel: Channel, body: str, words: str
) -> None:
    receiver.said = body.encode()
    answer = send(recipient(channel, ADDRESSES[channel]))
    assert not answer.taken
    assert words in answer.words
    assert len(receiver.arrivals) == 1
    assert silent_about(("very-secret-key", KEY), said.text, answer.words)


def test_too_many_messages_are_tried_again(receiver: Receiver) -> None:
    receiver.said = b'{"errcode":45009,"errmsg":"api freq out of limit"}'
    assert "发送太频繁" in send(recipient("wecom", ADDRESSES["wecom"])).words
    assert len(receiver.arrivals) == answers.ATTEMPTS


@pytest.mark.parametrize("channel", list(ADDRESSES))
def test_a_platform_in_trouble_is_tried_again(
    receiver: Receiver, said: pytest.LogCaptureFixture, channel: Channel
) -> None:
    receiver.answers = [502, 429]
    assert send(recipient(channel, ADDRESSES[channel])).taken
    assert [arrival.status for arrival in receiver.arrivals] == [502, 429, 200]
    assert silent_about(("very-secret-key", KEY), said.text)


@pytest.mark.parametrize("channel", list(ADDRESSES))
def test_an_address_of_another_platform_is_refused_without_repeating_it(
    receiver: Receiver, said: pytest.LogCaptureFixture, channel: Channel
) -> None:
    answer = send(recipient(channel, "https://example.org/very-secret-key"))
    assert (answer.taken, answer.words) == (False, "地址不是这个平台的机器人地址")
    assert receiver.arrivals == []
    assert "very-secret-key" not in said.text


def test_apprise_itself_says_nothing_whatever_level_is_set(
    receiver: Receiver, said: pytest.LogCaptureFixture
) -> None:
    receiver.answers = [404]
    send(recipient("wecom", ADDRESSES["wecom"]))
    assert [record.name for record in said.records if record.name.startswith("apprise")] == []


def test_a_robot_that_does_not_answer_may_have_the_message_and_is_not_asked_again_at_once(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.robots.READ_SECONDS", 0.2)
    receiver.slow = 0.6
    answer = send(recipient("wecom", ADDRESSES["wecom"]))
    assert (answer.taken, answer.unsure, answer.words) == (False, True, "没有等到回音（ReadTimeout）")
    assert len(receiver.arrivals) == 1


def test_a_robot_that_cannot_be_reached_has_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "FIRST_PAUSE", 0.001)
    real_post = requests.post
    monkeypatch.setattr(requests, "post", lambda _, **options: real_post("http://127.0.0.1:9", **options))
    answer = send(recipient("wecom", ADDRESSES["wecom"]))
    assert (answer.taken, answer.unsure, answer.passing) == (False, False, True)


def test_a_webhook_that_does_not_answer_is_asked_again_with_the_same_key(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alerts.webhook.TIMEOUT", 0.2)
    receiver.slow = 0.6
    answer = send(recipient("webhook", receiver.address))
    assert (answer.taken, answer.unsure) == (False, True)
    assert {arrival.key for arrival in receiver.arrivals} == {"key-1"}


def test_a_webhook_gets_signed_json_with_a_key_to_know_repetitions_by(receiver: Receiver) -> None:
    assert send(recipient("webhook", receiver.address, "signing-key")) == Answer(True, "HTTP 200")
    [arrival] = receiver.arrivals
    assert arrival.key == "key-1"
    timestamp = arrival.headers["X-Fenghuo-Timestamp"]
    expected = hmac.new(b"signing-key", timestamp.encode() + arrival.body, hashlib.sha256).hexdigest()
    assert arrival.headers["X-Fenghuo-Signature"] == f"sha256={expected}"
    assert json.loads(arrival.body)["type"] == "fenghuo.alerts"


def test_without_a_key_a_webhook_gets_no_signature(receiver: Receiver) -> None:
    send(recipient("webhook", receiver.address))
    assert "X-Fenghuo-Signature" not in receiver.arrivals[0].headers


def test_mail_goes_by_the_server_of_the_settings(mail_server: MailServer) -> None:
    server = SecretStr(f"mailto://127.0.0.1:{mail_server.port}/?from=fenghuo@example.org&mode=insecure")
    answer = send(recipient("mail", "duty@example.cn"), mail=server)
    assert answer.taken
    [mail] = mail_server.mails
    assert mail["To"] == "duty@example.cn"
    assert mail["Subject"] == LETTER.subject
    assert LETTER.text.splitlines()[1] in mail.get_content()


def test_mail_takes_a_letters_files_along_and_says_which_are_lost(
    mail_server: MailServer, tmp_path: Path
) -> None:
    kept, lost = tmp_path / "某省-周报.docx", tmp_path / "某省-周报.html"
    kept.write_bytes(b"PK report")
    document = json.dumps({"type": "fenghuo.report", "files": [str(kept), str(lost)]})
    server = SecretStr(f"mailto://127.0.0.1:{mail_server.port}/?from=fenghuo@example.org&mode=insecure")
    letter = Letter("key-2", "【草稿】某省周报", "概况", document)
    channels = Channels(Settings(mail=server, _env_file=None))  # type: ignore[call-arg]
    assert channels.send(recipient("mail", "duty@example.cn"), letter).taken
    [mail] = mail_server.mails
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [
        (kept.name, b"PK report")
    ]
    assert "有附件已不在服务器上" in mail.get_body().get_content()


def test_mail_without_a_server_says_which_setting_is_missing() -> None:
    assert "FENGHUO_MAIL" in send(recipient("mail", "duty@example.cn")).words


def test_a_mail_server_that_does_not_answer_is_a_failure_without_its_password(
    said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "ATTEMPTS", 1)
    server = SecretStr("mailto://user:very-secret-key@127.0.0.1:9/?from=fenghuo@example.org")
    answer = send(recipient("mail", "duty@example.cn"), mail=server)
    assert not answer.taken
    assert silent_about(("very-secret-key",), said.text, answer.words)
