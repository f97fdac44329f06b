"""Which spider gathers which platform. A new source is a module here, a line below and a page in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crawlers.base import AccountSpider
from crawlers.douyin import DouyinSpider
from crawlers.feeds import FeedSpider
from crawlers.website import WebsiteSpider
from crawlers.wechat import WechatSpider
from crawlers.weibo import WeiboSpider
from hub.platforms import Platform

SPIDERS: Final[Mapping[Platform, type[AccountSpider]]] = {
    spider.platform: spider for spider in (WechatSpider, WeiboSpider, DouyinSpider, FeedSpider, WebsiteSpider)
}

GATHERED: Final[frozenset[Platform]] = frozenset(SPIDERS)
"""The platforms whose accounts are visited; the others of a roster are `not_gathered`."""
