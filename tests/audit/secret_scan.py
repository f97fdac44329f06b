"""Tracked files against what has the form of a secret: keys of clouds and forges, robots' addresses, tokens.

The forms of clouds and forges are those of detect-secrets; those of the platforms and robots this hub speaks
to are below. A password without a form is not found: nothing that only looks random is called a secret, so
that there are no false alarms to get used to. Made-up examples are told by what they contain (EXAMPLES).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

NOT_USED: Final = frozenset(
    {
        "Base64HighEntropyString",
        "BasicAuthDetector",
        "HexHighEntropyString",
        "IPPublicDetector",
        "IbmCosHmacDetector",
        "IbmCloudIamDetector",
        "KeywordDetector",
        "SoftlayerDetector",
    }
)
"""Those of detect-secrets that call whatever looks random, or stands at a certain place, a secret."""
OURS: Final = {
    "a password in an address": re.compile(r"://[^/\s:@\"'{}<]+:([^/\s:@\"'{}<>$]{8,})@"),
    "a robot of 企业微信": re.compile(r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([0-9a-f-]{36})"),
    "a robot of 钉钉": re.compile(r"oapi\.dingtalk\.com/robot/send\?access_token=([0-9a-f]{64})"),
    "the signature of a robot of 钉钉": re.compile(r"\b(SEC[0-9a-f]{64})\b"),
    "a robot of 飞书": re.compile(r"(?:feishu\.cn|larksuite\.com)/open-apis/bot/v2/hook/([0-9a-f-]{36})"),
    "a secret of 微信": re.compile(r"(?i)(?:app_?)?secret[\"']?\s*[:=,]\s*[\"']?([0-9a-f]{32})\b"),
    "a token of 微信": re.compile(r"\b(\d{2}_[A-Za-z0-9_-]{100,})"),
    "a token": re.compile(r"(?i)(?:refresh|access)_?token[\"']?\s*[:=]\s*[\"']([A-Za-z0-9_.-]{40,})"),
    "a kept secret of ours": re.compile(r"FENGHUO_\w*(?:KEY|PASSWORD)=[\"']?([A-Za-z0-9_-]{24,})"),
    "a password's hash": re.compile(r"\b(scrypt:\d+:\d+:\d+\$\w+\$[0-9a-f]{64,})"),
}
EXAMPLES: Final = re.compile(
    r"(?i)example|invalid|password|secret|test|demo|dummy|fake|planted|(.)\1{5}|0123456789|123456|abcdef|user:pass|\{|<|…|XXXX"
)
"""What no real secret contains, or only by a chance that is not worth a thought."""


@dataclass(frozen=True)
class Found:
    """Where something stands that has the form of a secret. The secret itself is not repeated."""

    file: Path
    line: int
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: this has the form of {self.kind}; take it out, and make a new one."


def scan(root: Path, files: Iterable[Path]) -> Iterator[Found]:
    """What has the form of a secret in text files, relative to `root`; files of secrets by their names."""
    for file in files:
        if file.name in _FILES or file.suffix in _SUFFIXES:
            yield Found(file, 1, "a file that holds secrets")
        path = root / file
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if b"\0" not in data[:4096]:
                yield from scan_text(file, data.decode("utf-8", "replace"))


def scan_text(file: Path, text: str) -> Iterator[Found]:
    """What has the form of a secret in a text, and is no example."""
    for kind, at, secret in _in_text(text):
        if not EXAMPLES.search(secret):
            yield Found(file, text.count("\n", 0, at) + 1, kind)


def _in_text(text: str) -> Iterator[tuple[str, int, str]]:
    for kind, form in OURS.items():
        for match in form.finditer(text):
            yield kind, match.start(1), match.group(1)
    for plugin in _PLUGINS:
        for secret in set(plugin.analyze_string(text)):
            yield f"a secret ({plugin.secret_type})", text.index(secret), secret


_FILES: Final = frozenset({".env", "tokens.json", "credentials.json", "id_rsa", "id_ed25519"})
_SUFFIXES: Final = frozenset({".pem", ".p12", ".pfx", ".key"})
_PLUGINS: Final = [
    plugin() for plugin in get_mapping_from_secret_type_to_class().values() if plugin.__name__ not in NOT_USED
]
