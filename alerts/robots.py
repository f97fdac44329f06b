"""Letters by apprise: the group robots of 企业微信, 钉钉 and 飞书, and mail.

The robots' secrets are the addresses their platforms show (`https://qyapi.weixin.qq.com/…?key=…`), or
apprise's own (`wecombot://…`). Two habits of apprise are mended here. It takes any HTTP 200 for a success,
while these platforms answer 200 with an error code in the body: the answer is heard and read. And it logs
addresses: its logger is off.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final
from urllib.parse import quote, urlencode

import apprise
import requests
from apprise.plugins import dingtalk, feishu, wecombot
from pydantic import SecretStr
from urllib3.exceptions import NewConnectionError

from alerts.answers import Answer
from alerts.messages import Letter

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 10.0

_NATIVE: Final = {
    "wecom": (re.compile(r"https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)"), "wecombot"),
    "dingtalk": (re.compile(r"https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)"), "dingtalk"),
    "feishu": (re.compile(r"https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)/?"), "feishu"),
}
_WORDS: Final = {
    "93000": "机器人地址无效",
    "45009": "发送太频繁",
    "310000": "关键词、签名或来源地址不符合机器人的安全设置",
    "300001": "机器人地址无效",
    "130101": "发送太频繁",
    "9499": "请求写法不对",
    "19001": "机器人地址无效",
    "19021": "签名不符合机器人的安全设置",
    "19022": "来源地址不在机器人的白名单里",
    "19024": "没有机器人要求的关键词",
    "11232": "发送太频繁",
}
"""The platforms' error codes a media centre meets, in its words."""
_OURS: Final = apprise.AppriseAsset(app_id="Fenghuo", app_desc="烽火", app_url="")
"""What we call ourselves."""
_LOST: Final = "\n（有附件已不在服务器上，没有随信寄出，请向系统运维索取。）"
_Heard = requests.Response | requests.RequestException
_TOO_OFTEN: Final = frozenset({"45009", "130101", "11232"})

logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


class Unusable(ValueError):
    """An address of which apprise can make nothing."""


def robot_address(channel: str, secret: SecretStr, signing: SecretStr | None = None) -> str:
    """Apprise's address for a group robot. Raises Unusable, without the secret in its words."""
    given = secret.get_secret_value()
    native, schema = _NATIVE[channel]
    found = native.fullmatch(given)
    if found is None and not given.startswith(f"{schema}://"):
        raise Unusable("地址不是这个平台的机器人地址")
    key = f"{signing.get_secret_value()}@" if signing else ""
    return f"{schema}://{key}{found.group(1)}/" if found else given


def mail_address(server: SecretStr | None, to: str) -> str:
    """Apprise's address for a mail by the server of the settings. Raises Unusable."""
    if server is None:
        raise Unusable("没有设置 FENGHUO_MAIL，不知道经哪个服务器发信")
    given = server.get_secret_value()
    if not given.startswith(("mailto://", "mailtos://")):
        raise Unusable("FENGHUO_MAIL 应以 mailtos:// 开头")
    return f"{given}{'&' if '?' in given else '?'}to={quote(to)}"


def deliver(address: str, letter: Letter, title: str = "", *, with_files: bool = False) -> Answer:
    """What the platform or the mail server says; never raises for what it says."""
    limits = urlencode({"cto": CONNECT_SECONDS, "rto": READ_SECONDS, "format": "text"})
    full = f"{address}{'&' if '?' in address else '?'}{limits}"
    service = apprise.Apprise.instantiate(full, asset=_OURS)
    if service is None:
        return Answer(False, "地址写法不对")
    files = [file for file in letter.files if file.is_file()] if with_files else []
    lost = with_files and len(files) < len(letter.files)
    with _hearing() as heard:
        taken = bool(
            service.notify(
                body=letter.text + (_LOST if lost else ""),
                title=title,
                body_format=apprise.NotifyFormat.TEXT,
                attach=apprise.AppriseAttachment([str(file) for file in files]) if files else None,
            )
        )
    return _judged(taken, heard)


def _judged(taken: bool, heard: list[_Heard]) -> Answer:
    if not heard:
        return Answer(taken, "邮件服务器已收下" if taken else "没有接通或没有收下", unsure=not taken)
    response = heard[-1]
    if isinstance(response, requests.RequestException):
        return _unheard(response)
    if response.status_code != 200:
        passing = response.status_code == 429 or response.status_code >= 500
        return Answer(False, f"HTTP {response.status_code}", passing)
    code = _error_code(response)
    if code in ("", "0"):
        return Answer(taken, "HTTP 200")
    return Answer(False, f"{_WORDS.get(code, '平台拒绝')}（错误码 {code}）", passing=code in _TOO_OFTEN)


def _unheard(error: requests.RequestException) -> Answer:
    """No answer came. Without a connection nothing can have arrived; else another attempt can wait."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return Answer(False, f"网络不通（{type(error).__name__}）", passing=True)
    return Answer(False, f"没有等到回音（{type(error).__name__}）", unsure=True)


def _error_code(response: requests.Response) -> str:
    """The platform's own code; "" where it says none. Its words are left out: they may repeat the address."""
    try:
        said = json.loads(response.content)
    except ValueError:
        return ""
    if not isinstance(said, dict):
        return ""
    return str(next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), ""))


@contextmanager
def _hearing() -> Iterator[list[_Heard]]:
    """What comes back while the block runs; one letter is sent at a time."""
    heard: list[_Heard] = []
    _ears.append(heard)
    try:
        yield heard
    finally:
        _ears.remove(heard)


class _Listening(ModuleType):
    """`requests` as the plugins use it, which also tells what came back."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    @property
    def post(self) -> Callable[..., requests.Response]:
        return _post


def _post(*arguments: Any, **options: Any) -> requests.Response:
    try:
        response = requests.post(*arguments, **options)  # noqa: S113  # the plugins give the time-out
    except requests.RequestException as error:
        _tell(error)
        raise
    _tell(response)
    return response


def _tell(what: _Heard) -> None:
    for heard in _ears:
        heard.append(what)


_ears: list[list[_Heard]] = []
for _plugin in (dingtalk, feishu, wecombot):
    vars(_plugin)["requests"] = _Listening("requests")
