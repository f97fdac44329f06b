"""Pulls Bilibili accounts (哔哩哔哩) through the open platform, each with its own authorisation.

Every request is signed (`crawlers/bilibili_signature.py`). The list holds no figures: those are asked for
work by work, the newer the more often, since calls are counted. A refresh token works once, so the pair that
replaces it is on the disk before it is used. Errors arrive with HTTP 200 as a `code` that is not 0. Only
videos are pulled; columns (专栏) are not.
Source of shapes and codes: the open platform's documentation and its SDKs.
"""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec
from msgspec import Raw, Struct
from scrapy.http import Request, Response

from crawlers.ages import LOOKED_AFTER
from crawlers.api import Call, Count, EpochSeconds, Reaction, remedies
from crawlers.bilibili_signature import signature_headers
from crawlers.failures import CallError, PostGoneError
from crawlers.granted import AUTHORISE, GrantedSpider
from crawlers.tokens import Grant
from crawlers.visit import Visit
from hub.clock import end_of_beijing_day
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen, post_id

WINDOW: Final = LOOKED_AFTER
"""Age of the works listed at every visit, and counted once a Beijing day."""

ALWAYS_COUNTED: Final = timedelta(days=8)
"""Age of the works whose figures are asked for at every visit; a reach at seven days needs them that long."""

PAGE: Final = 20
PAGES: Final = 50

_LIST: Final = "/arcopen/fn/archive/viewlist"
_WORK: Final = "/arcopen/fn/archive/view"
_FIGURES: Final = "/arcopen/fn/data/arc/stat"
_USER: Final = "/arcopen/fn/data/user/stat"
_REFRESH: Final = "/x/account-oauth2/v1/refresh_token"
_ALL_COUNTED: Final = "figures of all works"

_PUBLIC: Final = 0
_PENDING: Final = -1

_REMEDIES: Final = remedies(
    (
        Reaction.REFRESH_TOKEN,
        "authorisation",
        f"a fresh token was refused too: check this machine's clock and client_secret, or {AUTHORISE}",
        [127000, 127001, 127004, 127012],
    ),
    (Reaction.STOP_ACCOUNT, "authorisation", "check this machine's clock", [4002, 4003]),
    (Reaction.STOP_ACCOUNT, "authorisation", "check client_id and client_secret", [122000, 122001, 122002]),
    (Reaction.STOP_ACCOUNT, "authorisation", AUTHORISE, [122007]),
    (Reaction.STOP_ACCOUNT, "refused", "the organisation or its app is not certified", [127005, 127006]),
    (
        Reaction.STOP_INTERFACE,
        "authorisation",
        "the account did not grant it, or the app lacks it",
        [127007, 127011],
    ),
    (Reaction.STOP_INTERFACE, "quota", "the day's quota is used up, it is asked tomorrow", [127009]),
    (Reaction.BUG, "ours", "report it", [127100]),
    (Reaction.MARK_DELETED, "content", "the work does not exist", [127107, 127124]),
    (
        Reaction.RETRY,
        "platform",
        "it is busy, the next visit tries again",
        [127200, 127201, -500, 122009, 122010],
    ),
)


class _Status(Struct):
    code: int
    message: str = ""


class _State(Struct):
    state: int = _PUBLIC


class _Work(Struct):
    resource_id: str
    title: str
    ptime: EpochSeconds
    desc: str = ""
    tag: str = ""
    addit_info: _State | None = None

    @property
    def published_at(self) -> datetime:
        return datetime.fromtimestamp(self.ptime, UTC)

    @property
    def state(self) -> int:
        return self.addit_info.state if self.addit_info is not None else _PUBLIC


class _PageInfo(Struct):
    total: int | None = None


class _List(Struct):
    works: list[Raw] | None = msgspec.field(name="list")
    page: _PageInfo = msgspec.field(default_factory=_PageInfo)


class _ListAnswer(Struct):
    data: _List


class _WorkAnswer(Struct):
    data: _Work


class _Figures(Struct):
    view: Count | None = None
    like: Count | None = None
    reply: Count | None = None
    share: Count | None = None
    favorite: Count | None = None
    coin: Count | None = None
    danmaku: Count | None = None


class _FiguresAnswer(Struct):
    data: _Figures


class _User(Struct):
    follower: Count | None = None
    arc_passed_total: Count | None = None


class _UserAnswer(Struct):
    data: _User


class _Tokens(Struct):
    access_token: str = ""
    refresh_token: str = ""
    expires_in: EpochSeconds | None = None


class _TokensAnswer(Struct):
    data: _Tokens


class BilibiliSpider(GrantedSpider):
    """Visits Bilibili accounts."""

    name = "bilibili"
    platform = "bilibili"
    remedies = _REMEDIES
    app_names = ("client_id", "client_secret")

    @property
    def base_address(self) -> str:
        return self.hub_settings.bilibili_api

    async def visit(self, visit: Visit) -> None:
        await self.refresh_if_expired(visit)
        horizon = visit.started_at - WINDOW
        works = await self._list(visit, horizon)
        there = [work for work in works.values() if work.published_at >= horizon]
        shown = [work for work in there if _publish(visit, work)]
        visit.listed = True
        await self._confirm_missing(visit, works, horizon)
        await self._count(visit, shown)
        if not self.is_deferred(visit, _USER):
            await self._followers(visit)

    async def exchange(self, visit: Visit, old: Grant) -> Grant:
        form = {**self.app(visit), "grant_type": "refresh_token", "refresh_token": old.refresh_token}
        call = Call(_REFRESH, form=form, signed=False, base=self.hub_settings.bilibili_oauth)
        tokens = (await self.call(visit, call, _TokensAnswer)).data
        if not tokens.refresh_token:
            # The old one is spent, so an access token alone would be the account's last.
            raise self.no_token(visit)
        new = self.exchanged(
            visit,
            old,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_in=tokens.expires_in,
        )
        return msgspec.structs.replace(new, renewals=old.renewals + 1)

    async def signed(self, visit: Visit, request: Request) -> Request:
        app = self.app(visit)
        now = self.means.clock.now()
        signature = signature_headers(app["client_id"], app["client_secret"], request.body, now)
        headers = request.headers.copy()
        for name, value in {**signature, "Access-Token": await self.token(visit)}.items():
            headers[name] = value
        return request.replace(headers=headers)

    def error_of(self, response: Response) -> tuple[str, str] | None:
        status = msgspec.json.decode(response.body, type=_Status, strict=False)
        return (str(status.code), status.message) if status.code else None

    async def _list(self, visit: Visit, horizon: datetime) -> dict[str, _Work]:
        """Works by native id, down to the horizon, those not public included."""
        works: dict[str, _Work] = {}
        asked = 0
        for number in range(1, PAGES + 1):
            query = {"pn": str(number), "ps": str(PAGE), "status": "all"}
            page = (await self.call(visit, Call(_LIST, query), _ListAnswer)).data
            raw = page.works or []
            read = self.read_each(visit, raw, _Work)
            works.update({work.resource_id: work for work in read})
            asked += len(raw)
            passed = bool(read) and max(work.published_at for work in read) < horizon
            if passed or len(raw) < PAGE or (page.page.total is not None and asked >= page.page.total):
                return works
        sentence = f"bilibili's list of {visit.account.account_id} did not end."
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
                answer = await self.look_up(visit, Call(_WORK, {"resource_id": native}), _WorkAnswer)
            except PostGoneError:
                self.means.deferrals.defer(
                    visit.account.account_id, f"gone {native}", visit.started_at + 2 * WINDOW
                )
                visit.saw(_gone(visit, key, known.published_at, known.url))
                continue
            if answer is not None:
                _publish(visit, answer.data)

    async def _count(self, visit: Visit, works: list[_Work]) -> None:
        """Figures of the newer works, and of older ones that come to an age; once a Beijing day of all."""
        ageing = self.ageing(visit)
        self.means.looks.done(visit.account.account_id, ageing)
        since = visit.started_at - ALWAYS_COUNTED
        if not self.is_deferred(visit, _ALL_COUNTED):
            since = visit.started_at - WINDOW
            until = end_of_beijing_day(visit.today)
            self.means.deferrals.defer(visit.account.account_id, _ALL_COUNTED, until)
        due = [work for work in works if work.published_at >= since or ageing.holds(work.published_at)]
        await self.side_by_side(self._count_one(visit, work) for work in due)

    async def _count_one(self, visit: Visit, work: _Work) -> None:
        if self.is_deferred(visit, _FIGURES):
            return  # told when it was deferred; each further work would tell it again
        try:
            call = Call(_FIGURES, {"resource_id": work.resource_id})
            answer = await self.look_up(visit, call, _FiguresAnswer)
        except PostGoneError:
            return  # it went between the list and this call; the next visit confirms it
        if answer is not None:
            visit.saw(_figures(visit, work, answer.data))

    async def _followers(self, visit: Visit) -> None:
        """Followers and works at this instant, once a Beijing day."""
        answer = await self.try_call(visit, Call(_USER), _UserAnswer)
        if answer is None:
            return
        account_id = visit.account.account_id
        self.means.deferrals.defer(account_id, _USER, end_of_beijing_day(visit.today))
        visit.saw(
            AccountSeen(
                account_id=account_id,
                platform="bilibili",
                observed_at=visit.started_at,
                followers_total=answer.data.follower,
                posts_total=answer.data.arc_passed_total,
            )
        )


def _publish(visit: Visit, work: _Work) -> bool:
    """Publish a work, as deleted where it is no longer public; returns whether it is public now."""
    key = post_id("bilibili", work.resource_id)
    public = work.state == _PUBLIC
    if not public and (work.state == _PENDING or visit.known_published_at(key) is None):
        return False
    visit.saw(_record(visit, key, work, deleted=not public))
    return public


def _record(visit: Visit, key: str, work: _Work, *, deleted: bool) -> PostSeen:
    title, text = html.unescape(work.title), html.unescape(work.desc)
    return PostSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="bilibili",
        url=f"https://www.bilibili.com/video/{work.resource_id}",
        title=title,
        text=text if text.strip("- ") else title,
        media="video",
        published_at=work.published_at,
        fetched_at=visit.started_at,
        hashtags=tuple(dict.fromkeys(tag.strip() for tag in work.tag.split(",") if tag.strip())),
        deleted=deleted,
    )


def _gone(visit: Visit, key: str, published_at: datetime, url: str) -> PostSeen:
    return PostSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="bilibili",
        url=url,
        title="",
        text="",
        media="video",
        published_at=published_at,
        fetched_at=visit.started_at,
        deleted=True,
    )


def _figures(visit: Visit, work: _Work, figures: _Figures) -> MetricsSeen:
    return MetricsSeen(
        post_id=post_id("bilibili", work.resource_id),
        account_id=visit.account.account_id,
        platform="bilibili",
        observed_at=visit.started_at,
        source="official",
        metrics=Metrics(
            views=figures.view,
            likes=figures.like,
            comments=figures.reply,
            shares=figures.share,
            favourites=figures.favorite,
            coins=figures.coin,
            danmaku=figures.danmaku,
        ),
    )
