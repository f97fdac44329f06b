"""A post of the demo world, as it truly is; what a platform tells of it is the server's business."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct

from hub.platforms import Platform
from hub.records import Media

RETRACTING: Final[frozenset[Platform]] = frozenset({"weibo", "douyin", "kuaishou", "toutiao", "bilibili"})
"""Platforms on which an account takes a post back within hours."""

CAPTIONED: Final[frozenset[Platform]] = frozenset({"douyin", "kuaishou", "toutiao", "channels"})
"""Platforms whose posts are videos with a caption and no title."""

CarryForm = str
"""How a release is carried: `exact`, `retitled`, `local_lead`, `excerpt`, `light_edit` or `title`."""


class Post(Struct, frozen=True, kw_only=True):
    """A post and its fate.

    `native_id` is the platform's: WeChat `mid_idx`, Weibo the status id, Douyin the item id, else the
    document's number; `post_id` is the hub's. `url` may be a `demo:` address. `deleted_at` is when its author
    removed it, `hidden_at` when it was made private. `release_id` names the release it is (form None) or
    carries (form given). For WeChat, `mid`, `position` (1-based) and `notified` say in which message it went
    out, and whether followers were told.
    """

    post_id: str
    account_id: str
    platform: Platform
    native_id: str
    url: str
    title: str
    text: str
    media: Media
    published_at: datetime
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    deleted_at: datetime | None = None
    hidden_at: datetime | None = None
    release_id: str | None = None
    form: CarryForm | None = None
    mid: int | None = None
    position: int | None = None
    notified: bool = False
    video_id: str | None = None

    @property
    def told_to_the_day(self) -> bool:
        """Whether only the Beijing day of its publication is ever told."""
        return self.notified or self.platform == "channels"

    @property
    def told_without_text(self) -> bool:
        """Whether only its title is ever told."""
        return self.notified or self.platform == "xiaohongshu"

    def public_at(self, instant: datetime) -> bool:
        """Whether the platform shows the post to everybody at an instant."""
        if instant < self.published_at:
            return False
        gone = min((at for at in (self.deleted_at, self.hidden_at) if at is not None), default=None)
        return gone is None or instant < gone

    def deleted_by(self, instant: datetime) -> bool:
        """Whether its author has removed the post at an instant."""
        return self.deleted_at is not None and self.deleted_at <= instant
