"""Pulls Kuaishou accounts (快手) through the open platform, each with its own authorisation.

The list holds instant figures and has no `has_more`: the next page is asked for by the oldest work of the
last, and a page that is not full is the last one. Times come in milliseconds, from older gateways in seconds.
Shares and saves are to be had by export only (docs/sources/exports.md). Errors arrive with HTTP 200 as a
`result` that is not 1. An access token lasts 48 hours, a refresh token 180 days. No quota is published: calls
are kept apart, one a second.
Source of shapes and codes: the open platform's documentation and its SDKs' samples.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Raw, Struct
from scrapy.http import Request, Response

from crawlers.ages import LOOKED_AFTER
from crawlers.api import Call, Count, EpochSeconds, Reaction, remedies
from crawlers.failures import CallError, PostGoneError
from crawlers.granted import AUTHORISE, GrantedSpider
from crawlers.hashtags import hashtags_of
from crawlers.tokens import Grant
from crawlers.visit import Visit
from hub.clock import end_of_beijing_day
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen, post_id

WINDOW: Final = LOOKED_AFTER
"""Age of the works read at every visit."""

PAGE: Final = 20
"""Works a page: the documented default, which no gateway can cap below."""
PAGES: Final = 50

REFRESH_BEFORE: Final = timedelta(hours=8)
"""A token is renewed this long before it expires: its 48 hours must outlast a night without visits."""

_LIST: Final = "/openapi/photo/list"
_WORK: Final = "/openapi/photo/info"
_USER: Final = "/openapi/user_info"
_REFRESH: Final = "/oauth2/refresh_token"

_GOOD: Final = 1
_SECONDS_BELOW: Final = 10**12

_REMEDIES: Final = remedies(
    (
        Reaction.REFRESH_TOKEN,
        "authorisation",
        f"a fresh token was refused too, {AUTHORISE}",
        [100200102, 100200108],
    ),
    (Reaction.STOP_ACCOUNT, "authorisation", AUTHORISE, [100200109, 100200110, 100200111, 100200113]),
    (Reaction.STOP_ACCOUNT, "authorisation", "check app_id and app_secret", [100200101]),
    (Reaction.STOP_ACCOUNT, "authorisation", "the token belongs to another account", [100200107]),
    (
        Reaction.BUG,
        "ours",
        "report it",
        [100200100, 100200103, 100200104, 100200105, 100200106, 100400],
    ),
    (Reaction.RETRY, "platform", "it is busy, the next visit tries again", [100200500]),
    (Reaction.MARK_DELETED, "content", "the work does not exist", [120001, 100120001]),
    (
        Reaction.STOP_INTERFACE,
        "quota",
        "the day's quota is used up, it is asked tomorrow",
        [100100402, 100100403, 100100404, 200100410],
    ),
)


class _Status(Struct):
    result: int
    error: str = ""
    error_msg: str = ""


class _Work(Struct):
    photo_id: str
    create_time: Annotated[int, Meta(ge=0, lt=4_102_444_800_000)]
    caption: str = ""
    view_count: Count | None = None
    like_count: Count | None = None
    comment_count: Count | None = None
    pending: bool = False

    @property
    def published_at(self) -> datetime:
        """Milliseconds, or seconds as older gateways give them."""
        seconds = self.create_time if self.create_time < _SECONDS_BELOW else self.create_time / 1000
        return datetime.fromtimestamp(seconds, UTC)


class _List(Struct):
    works: list[Raw] | None = msgspec.field(name="video_list")


class _One(Struct):
    work: _Work = msgspec.field(name="video_info")


class _Person(Struct):
    fan: Count | None = None


class _User(Struct):
    person: _Person = msgspec.field(name="user_info")


class _Tokens(Struct):
    access_token: str = ""
    refresh_token: str = ""
    expires_in: EpochSeconds | None = None
    refresh_token_expires_in: EpochSeconds | None = None


class KuaishouSpider(GrantedSpider):
    """Visits Kuaishou accounts."""

    name = "kuaishou"
    platform = "kuaishou"
    remedies = _REMEDIES
    pace = True
    app_names = ("app_id", "app_secret")

    @property
    def base_address(self) -> str:
        return self.hub_settings.kuaishou_api

    async def visit(self, visit: Visit) -> None:
        await self.refresh_if_expired(visit, REFRESH_BEFORE)
        horizon = visit.started_at - WINDOW
        works = await self._list(visit, horizon)
        for work in works.values():
            if work.published_at >= horizon:
                _publish(visit, work)
        visit.listed = True
        await self._confirm_missing(visit, works, horizon)
        if not self.is_deferred(visit, _USER):
            await self._followers(visit)

    async def exchange(self, visit: Visit, old: Grant) -> Grant:
        query = {**self.app(visit), "grant_type": "refresh_token", "refresh_token": old.refresh_token}
        tokens = await self.call(visit, Call(_REFRESH, query, signed=False), _Tokens)
        return self.exchanged(
            visit,
            old,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_in=tokens.expires_in,
            refresh_expires_in=tokens.refresh_token_expires_in,
        )

    def sign(self, request: Request, token: str) -> Request:
        separator = "&" if "?" in request.url else "?"
        return request.replace(url=f"{request.url}{separator}access_token={token}")

    def error_of(self, response: Response) -> tuple[str, str] | None:
        status = msgspec.json.decode(response.body, type=_Status, strict=False)
        return None if status.result == _GOOD else (str(status.result), status.error_msg or status.error)

    async def _list(self, visit: Visit, horizon: datetime) -> dict[str, _Work]:
        """Works by native id, down to the horizon."""
        works: dict[str, _Work] = {}
        cursor: dict[str, str] = {}
        for _ in range(PAGES):
            query = {**self._app_id(visit), "count": str(PAGE), **cursor}
            raw = (await self.call(visit, Call(_LIST, query), _List)).works or []
            read = self.read_each(visit, raw, _Work)
            new = [work for work in read if work.photo_id not in works]
            works.update({work.photo_id: work for work in read})
            oldest = min(read, key=lambda work: work.published_at, default=None)
            if len(raw) < PAGE or (oldest is not None and oldest.published_at < horizon):
                return works
            if oldest is None or not new:
                break
            cursor = {"cursor": oldest.photo_id}
        sentence = f"kuaishou's list of {visit.account.account_id} did not end."
        visit.problem(CallError("possible_gap", sentence))
        return works

    async def _confirm_missing(self, visit: Visit, works: dict[str, _Work], horizon: datetime) -> None:
        """Missing once is not deleted: ask for known works that should have been listed by their ids."""
        recent = visit.sighting.recent if visit.sighting else {}
        for key, known in recent.items():
            native = key.partition(":")[2]
            if native in works or known.published_at < horizon or self.is_deferred(visit, f"gone {native}"):
                continue
            try:
                call = Call(_WORK, {**self._app_id(visit), "photo_id": native})
                answer = await self.look_up(visit, call, _One)
            except PostGoneError:
                self._gone(visit, key, known.published_at, known.url)
                continue
            if answer is not None:
                _publish(visit, answer.work)

    def _gone(self, visit: Visit, key: str, published_at: datetime, url: str) -> None:
        native = key.partition(":")[2]
        self.means.deferrals.defer(visit.account.account_id, f"gone {native}", visit.started_at + 2 * WINDOW)
        visit.saw(
            PostSeen(
                post_id=key,
                account_id=visit.account.account_id,
                platform="kuaishou",
                url=url,
                title="",
                text="",
                media="video",
                published_at=published_at,
                fetched_at=visit.started_at,
                deleted=True,
            )
        )

    async def _followers(self, visit: Visit) -> None:
        """Followers at this instant, once a Beijing day."""
        answer = await self.try_call(visit, Call(_USER, self._app_id(visit)), _User)
        if answer is None:
            return
        account_id = visit.account.account_id
        self.means.deferrals.defer(account_id, _USER, end_of_beijing_day(visit.today))
        visit.saw(
            AccountSeen(
                account_id=account_id,
                platform="kuaishou",
                observed_at=visit.started_at,
                followers_total=answer.person.fan,
            )
        )

    def _app_id(self, visit: Visit) -> dict[str, str]:
        return {"app_id": self.app(visit)["app_id"]}


def _publish(visit: Visit, work: _Work) -> None:
    """Publish a work and its figures; one that is still being processed is none yet."""
    if work.pending:
        return
    key = post_id("kuaishou", work.photo_id)
    visit.saw(
        PostSeen(
            post_id=key,
            account_id=visit.account.account_id,
            platform="kuaishou",
            url=f"https://www.kuaishou.com/short-video/{work.photo_id}",
            title="",
            text=work.caption,
            media="video",
            published_at=work.published_at,
            fetched_at=visit.started_at,
            hashtags=hashtags_of(work.caption),
        )
    )
    metrics = Metrics(views=work.view_count, likes=work.like_count, comments=work.comment_count)
    if metrics != Metrics():
        visit.saw(
            MetricsSeen(
                post_id=key,
                account_id=visit.account.account_id,
                platform="kuaishou",
                observed_at=visit.started_at,
                source="official",
                metrics=metrics,
            )
        )
