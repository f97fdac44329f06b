"""Pulls the videos of Toutiao accounts (今日头条) through the Douyin open platform's Toutiao section.

Of the same make as Douyin's interface: list, statistics in it, errors with HTTP 200, tokens. It lists videos
only; articles and 微头条 are known by export (docs/sources/exports.md). There is no figure of followers, and
no renewal of refresh tokens is documented: a person authorises again when one ends.
Source of shapes and codes: the platform's documentation and its SDKs' samples.
"""

from __future__ import annotations

from typing import ClassVar

from crawlers.douyin import DouyinSpider
from hub.platforms import Platform


class ToutiaoSpider(DouyinSpider):
    """Visits Toutiao accounts."""

    name = "toutiao"
    platform: ClassVar[Platform] = "toutiao"
    list_path: ClassVar[str] = "/toutiao/video/list/"
    works_path: ClassVar[str] = "/toutiao/video/data/"
    fans_path: ClassVar[str | None] = None
    most_renewals: ClassVar[int] = 0

    @property
    def base_address(self) -> str:
        return self.hub_settings.toutiao_api

    @property
    def oauth_address(self) -> str:
        return self.hub_settings.toutiao_oauth

    def page_of(self, video_id: str) -> str:
        return f"https://www.toutiao.com/video/{video_id}/"
