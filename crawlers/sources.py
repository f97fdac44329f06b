"""Which spider gathers which platform. A new source is a module here, a line below and a page in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crawlers.base import AccountSpider
from crawlers.bilibili import BilibiliSpider
from crawlers.credentials import Credentials
from crawlers.douyin import DouyinSpider
from crawlers.feeds import FeedSpider
from crawlers.kuaishou import KuaishouSpider
from crawlers.toutiao import ToutiaoSpider
from crawlers.website import WebsiteSpider
from crawlers.wechat import WechatSpider
from crawlers.weibo import WeiboSpider
from hub.platforms import Platform
from hub.roster import Account

SPIDERS: Final[Mapping[Platform, type[AccountSpider]]] = {
    spider.platform: spider
    for spider in (
        WechatSpider,
        WeiboSpider,
        DouyinSpider,
        KuaishouSpider,
        ToutiaoSpider,
        BilibiliSpider,
        FeedSpider,
        WebsiteSpider,
    )
}

ELSE_BY_EXPORT: Final[frozenset[Platform]] = frozenset({"kuaishou", "toutiao", "bilibili"})
"""Platforms with an interface that an account need not open to us: its sheets can be imported instead."""


def is_gathered(account: Account, credentials: Credentials) -> bool:
    """Whether a spider visits an account; the others are `not_gathered` and live by export.

    An account on a platform of ELSE_BY_EXPORT is visited once it has credentials. On the other platforms
    missing credentials are a failure, told at every visit.
    """
    if account.platform not in SPIDERS:
        return False
    return account.platform not in ELSE_BY_EXPORT or account.account_id in credentials.entries
