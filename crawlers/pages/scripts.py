"""What a page's own scripts hold about its article: when it was published, and by which account.

Many platforms print only a day, or "yesterday", and keep the exact time in a script (WeChat's `ct`).
"""

from __future__ import annotations

import html
import re
from typing import Final

from lxml.html import HtmlElement as Element

from crawlers.pages.tree import tidy

_KEY_END: Final = r"""["']?\s*[:=]\s*"""
_WECHAT_TIME: Final = re.compile(r"""\bvar\s+ct\s*=\s*["'](\d{10})["']""")
_TIME: Final = re.compile(
    r"""(?<![A-Za-z0-9])["'_$]{0,4}(pub_?time|publish_?time|publish_?date|pub_?date|news_?time|create_?time|"""
    r"""created_?at|ptime)"""
    + _KEY_END
    + r"""["']?(\d{10}(?:\d{3})?\b|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}[^"'<>,;}]{0,24})""",
    re.IGNORECASE,
)
_NAMES_OF_TIMES: Final = (
    *("pubtime", "pub_time", "pubdate", "pub_date", "ptime", "newstime", "news_time"),
    *("publishtime", "publish_time", "publishdate", "publish_date"),
    *("createtime", "create_time", "createdat", "created_at"),
)
_NAMES_OF_ACCOUNTS: Final = ("source", "nickname", "media")
"""Looked for first, since most scripts hold none of them and a search for plain words takes no time."""
_ACCOUNT: Final = re.compile(
    r"""(?<![A-Za-z0-9_])["']?(source|nickname|media|media_?name|source_?name)"""
    + _KEY_END
    + r"""["']([^"'<>{}\\\n]{2,30})["']"""
)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


def script_text(root: Element) -> str:
    """All inline scripts of the page as one text."""
    return "\n".join(script.text for script in root.iter("script") if script.text)


def script_times(scripts: str) -> list[tuple[str, str]]:
    """(name, value) of everything in the scripts that is called a time of publication, `ct` first."""
    wechat = [("ct", value) for value in _WECHAT_TIME.findall(scripts)]
    if not _holds(scripts.lower(), _NAMES_OF_TIMES):
        return wechat
    return wechat + [(name.lower(), value.strip()) for name, value in _TIME.findall(scripts)]


def script_accounts(scripts: str) -> list[str]:
    """The names, with Chinese letters in them, that the scripts give as source, medium or account."""
    if not _holds(scripts, _NAMES_OF_ACCOUNTS):
        return []
    names = (tidy(html.unescape(value)) for _, value in _ACCOUNT.findall(scripts))
    return [name for name in names if _CHINESE.search(name)]


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
