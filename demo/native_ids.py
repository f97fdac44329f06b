"""Ids and addresses in each platform's own form."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from demo.dice import digits
from hub.clock import BEIJING
from hub.records import post_id
from hub.roster import Account

_WEIBO_EPOCH: Final = 515_483_463
_BEYOND_FLOATS: Final = 4_000_000_000_000_000
"""Added to the ids of every second account, so that some exceed 2^53."""
_BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FIRST_MID: Final = 2_247_480_000
_MIDS_PER_ACCOUNT: Final = 10_000_000


@dataclass(frozen=True)
class Names:
    """What a platform calls a post, and what the hub calls it (see `hub.records.post_id`)."""

    native_id: str
    post_id: str
    url: str
    video_id: str | None = None


def wechat_biz(index: int) -> str:
    """The `__biz` of the account with this number."""
    return base64.b64encode(str(3_000_000_000 + index).encode()).decode()


def wechat_mid(index: int, offset: int, message: int) -> int:
    """The message id of the `message`-th message on day `offset` of the world; unique over all accounts."""
    return _FIRST_MID + index * _MIDS_PER_ACCOUNT + offset * 16 + message


def wechat(index: int, mid: int, position: int) -> Names:
    """A WeChat article: `msgid` (mid_idx) and its address without the parts that vary between copies."""
    sn = hashlib.md5(f"{mid}_{position}".encode(), usedforsecurity=False).hexdigest()
    query = f"__biz={wechat_biz(index)}&mid={mid}&idx={position}&sn={sn}"
    msgid = f"{mid}_{position}"
    return Names(msgid, post_id("wechat", f"{wechat_biz(index)}:{msgid}"), f"demo:/wechat/s?{query}")


def weibo(account: Account, index: int, published_at: datetime, serial: int) -> Names:
    """A Weibo status: a time-ordered 16-digit id and the address with its base62 form."""
    status = ((int(published_at.timestamp()) - _WEIBO_EPOCH) << 22) + serial % (1 << 22)
    status += _BEYOND_FLOATS * (index % 2)
    url = f"https://weibo.com/{account.native_id}/{base62_mid(status)}"
    return Names(str(status), post_id("weibo", str(status)), url)


def douyin(seed: int, account: Account, published_at: datetime, serial: int) -> Names:
    """A work on Douyin or Toutiao: item id (base64-like, bound to the app) and the 19-digit video id."""
    digest = hashlib.sha256(f"{seed}:{account.account_id}:{serial}".encode()).digest()
    item = "@" + base64.b64encode(digest[:34]).decode()
    video = (int(published_at.timestamp()) << 32) + int(digits(7, seed, account.account_id, serial), 16)
    page = (
        "https://www.toutiao.com/video/{}/"
        if account.platform == "toutiao"
        else "https://www.douyin.com/video/{}"
    )
    return Names(item, post_id(account.platform, item), page.format(video), str(video))


def kuaishou(seed: int, account: Account, serial: int) -> Names:
    """A Kuaishou work: a short token."""
    photo = "3x" + digits(14, seed, account.account_id, serial, "photo")
    return Names(photo, post_id("kuaishou", photo), f"https://www.kuaishou.com/short-video/{photo}")


def bilibili(seed: int, account: Account, serial: int) -> Names:
    """A Bilibili work: a BV id of twelve characters."""
    bv = "BV1" + digits(9, seed, account.account_id, serial, "bv")
    return Names(bv, post_id("bilibili", bv), f"https://www.bilibili.com/video/{bv}")


def channels(seed: int, account: Account, serial: int) -> Names:
    """A 视频号 video: the export id its sheet gives; no sheet tells an address."""
    video = "export/UzFf" + digits(24, seed, account.account_id, serial, "channels")
    return Names(video, post_id("channels", video), f"https://channels.weixin.qq.com/{video}")


def xiaohongshu(seed: int, account: Account, published_at: datetime, title: str, serial: int) -> Names:
    """A Xiaohongshu note. Sheets tell neither id nor address; the hub's id holds a hash of time and title."""
    note = digits(24, seed, account.account_id, serial, "note")
    hashed = hashlib.sha256(f"{published_at.isoformat()} {title}".encode()).hexdigest()[:16]
    named = post_id("xiaohongshu", f"{account.account_id}:{hashed}")
    return Names(note, named, f"https://www.xiaohongshu.com/explore/{note}")


def site_page(account: Account, published_at: datetime, number: int) -> Names:
    """A page in a TRS site: `t<date>_<number>` under the folder of its month."""
    day = published_at.astimezone(BEIJING).date()
    document = f"t{day:%Y%m%d}_{number}"
    path = f"sites/{account.account_id}/{day:%Y%m}/{document}"
    return Names(document, post_id("website", f"{account.account_id}:{path}"), f"demo:/{path}.html")


def feed_entry(account: Account, published_at: datetime, number: int) -> Names:
    """An entry of a feed: its guid and its page; the hub's id holds a hash of the guid."""
    day = published_at.astimezone(BEIJING).date()
    guid = f"{account.account_id}-{number}"
    hashed = hashlib.sha1(guid.encode(), usedforsecurity=False).hexdigest()[:16]
    url = f"demo:/feeds/{account.account_id}/{day:%Y%m}/{number}.html"
    return Names(guid, post_id("rss", f"{account.account_id}:{hashed}"), url)


def document_number(index: int, offset: int, place: int) -> int:
    """A number for the `place`-th page of day `offset`, unique in the world."""
    return 100_000 + index * 1_000_000 + offset * 16 + place


def base62_mid(status: int) -> str:
    """A status id as in Weibo's addresses: each seven decimal digits are four of base 62."""
    groups = []
    text = str(status)
    while text:
        groups.append(_base62(int(text[-7:])))
        text = text[:-7]
    joined = "".join(group.rjust(4, "0") for group in reversed(groups))
    return joined.lstrip("0")


def _base62(number: int) -> str:
    written = ""
    while number:
        number, digit = divmod(number, 62)
        written = _BASE62[digit] + written
    return written or "0"
