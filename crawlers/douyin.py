"""Pulls Douyin accounts (抖音) through the open platform, each with its own authorisation.

The list is newest first but for pinned works; its statistics are instant figures. Numbers may be quoted,
item ids hold `@/+=`, and errors arrive with HTTP 200, under `data` or `extra`. An access token lasts 15
days and is replaced with a refresh token that lasts 30 and can be renewed five times.
Source of shapes and codes: the open platform's documentation and its SDKs' samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final

import msgspec
from msgspec import Raw, Struct
from scrapy.http import Request, Response

from crawlers.ages import LOOKED_AFTER, Ageing
from crawlers.api import Call, Count, EpochSeconds, Reaction, Remedies, remedies
from crawlers.failures import CallError, VisitError
from crawlers.granted import AUTHORISE, GrantedSpider, expiry_of
from crawlers.hashtags import hashtags_of
from crawlers.tokens import Grant
from crawlers.visit import Visit
from hub.clock import end_of_beijing_day
from hub.platforms import Platform
from hub.records import AccountSeen, Media, Metrics, MetricsSeen, PostSeen, post_id

OVERLAP: Final = timedelta(days=8)
"""Age of the works read at every visit; a reach at seven days needs them that long."""

ONCE_A_DAY: Final = LOOKED_AFTER
"""Age of the works read at the first visit of a Beijing day, and when an older one comes to an age."""

PAGE: Final = 20
PAGES: Final = 50
IDS_A_CALL: Final = 20
FANS_DAYS: Final = 7

RENEW_BEFORE: Final = timedelta(days=5)
"""A refresh token is renewed this long before it expires."""

REFRESH_TOKEN_LIFE: Final = timedelta(days=30)

_REFRESH: Final = "/oauth/refresh_token/"
_RENEW: Final = "/oauth/renew_refresh_token/"
_WHOLE_LIST: Final = "list of all works"

_PUBLIC: Final = frozenset({1, 5})
_IN_REVIEW: Final = 4
_GATEWAY_PREFIX: Final = "200"

_REFUSED_TOKEN: Final = (10008, 2190002, 2190008, 28001003, 28001008)
_NOT_GRANTED: Final = (10004, 2190003, 2190004, 28001014, 28001018, 28001019)

REMEDIES: Final[Remedies] = remedies(
    (Reaction.REFRESH_TOKEN, "authorisation", f"a fresh token was refused too, {AUTHORISE}", _REFUSED_TOKEN),
    (Reaction.STOP_ACCOUNT, "authorisation", AUTHORISE, [10010, 10020]),
    (Reaction.BUG, "ours", "report it", [10002, 10005, 2100005, 28001007]),
    (Reaction.STOP_ACCOUNT, "authorisation", "check client_key and client_secret", [10003, 10013]),
    (
        Reaction.STOP_INTERFACE,
        "authorisation",
        "the account did not grant it, or the app lacks it",
        _NOT_GRANTED,
    ),
    (
        Reaction.STOP_INTERFACE,
        "quota",
        "the day's quota is used up, it is asked tomorrow",
        [2190001, 28003017],
    ),
    (Reaction.STOP_ACCOUNT, "authorisation", "the token belongs to another open_id", [2190015]),
    (Reaction.STOP_ACCOUNT, "refused", "the app is banned or offline, see its console", [2190016, 28001016]),
    (Reaction.RETRY, "platform", "it is busy, the next visit tries again", [2100004, 28001005, 28001006]),
    (Reaction.STOP_ACCOUNT, "refused", "the account is banned, check it", [2100007, 2100009]),
)


class _Part(Struct):
    error_code: int = 0
    description: str = ""


class _Status(Struct):
    data: _Part | None = None
    extra: _Part | None = None
    err_no: int = 0
    err_msg: str = ""


class _Statistics(Struct):
    play_count: Count | None = None
    digg_count: Count | None = None
    comment_count: Count | None = None
    share_count: Count | None = None
    forward_count: Count | None = None
    download_count: Count | None = None


class _Work(Struct):
    item_id: str
    title: str
    create_time: EpochSeconds
    share_url: str = ""
    video_id: str = ""
    media_type: int = 4
    video_status: int = 5
    is_top: bool = False
    statistics: _Statistics | None = None


class _Page(Struct):
    works: list[Raw] | None = msgspec.field(name="list")
    cursor: int = 0
    has_more: bool = False


class _PageAnswer(Struct):
    data: _Page


class _Named(Struct):
    """Works asked for by id. Without a list nothing is said of them; with an empty one they are gone."""

    works: list[Raw] = msgspec.field(name="list")


class _NamedAnswer(Struct):
    data: _Named


class _FansDay(Struct):
    day: date = msgspec.field(name="date")
    new_fans: int | None = None
    total_fans: int | None = None


class _Fans(Struct):
    result_list: list[_FansDay] = []


class _FansAnswer(Struct):
    data: _Fans


class _Tokens(Struct):
    refresh_token: str = ""
    access_token: str = ""
    expires_in: EpochSeconds | None = None
    refresh_expires_in: EpochSeconds | None = None


class _TokensAnswer(Struct):
    data: _Tokens


class DouyinSpider(GrantedSpider):
    """Visits Douyin accounts. Toutiao's interface is of the same make and differs in what is set here."""

    name = "douyin"
    platform: ClassVar[Platform] = "douyin"
    remedies = REMEDIES
    app_names = ("client_key", "open_id")
    list_path: ClassVar[str] = "/api/douyin/v1/video/video_list/"
    works_path: ClassVar[str] = "/api/douyin/v1/video/video_data/"
    fans_path: ClassVar[str | None] = "/data/external/user/fans/"
    most_renewals: ClassVar[int] = 5
    """How often a refresh token may be renewed."""

    @property
    def base_address(self) -> str:
        return self.hub_settings.douyin_api

    @property
    def oauth_address(self) -> str:
        """Where tokens are renewed."""
        return self.hub_settings.douyin_api

    def page_of(self, video_id: str) -> str:
        """The page of a work, which lasts."""
        return f"https://www.douyin.com/video/{video_id}"

    @classmethod
    def person_by(cls, grant: Grant) -> datetime | None:
        """The end of the refresh token, once it has been renewed as often as it may be."""
        if grant.refresh_expires_at is None:
            return None
        left = max(cls.most_renewals - grant.renewals, 0)
        return grant.refresh_expires_at + left * (REFRESH_TOKEN_LIFE - RENEW_BEFORE)

    async def visit(self, visit: Visit) -> None:
        await self.refresh_if_expired(visit)
        await self._keep_refresh_token_alive(visit)
        ageing = self.ageing(visit)
        horizon = self._horizon(visit, ageing)
        works = await self._list(visit, horizon)
        for work in works.values():
            if work.create_time >= horizon.timestamp():
                self._publish(visit, work)
        visit.listed = True
        self.means.looks.done(visit.account.account_id, ageing)
        await self._confirm_missing(visit, works, horizon)
        if self.fans_path is not None and not self.is_deferred(visit, self.fans_path):
            await self._fans(visit, self.fans_path)

    async def exchange(self, visit: Visit, old: Grant) -> Grant:
        form = {
            "client_key": self.app(visit)["client_key"],
            "grant_type": "refresh_token",
            "refresh_token": old.refresh_token,
        }
        call = Call(_REFRESH, form=form, signed=False, base=self.oauth_address)
        tokens = (await self.call(visit, call, _TokensAnswer)).data
        return self.exchanged(
            visit,
            old,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_in=tokens.expires_in,
            refresh_expires_in=tokens.refresh_expires_in,
        )

    def sign(self, request: Request, token: str) -> Request:
        headers = request.headers.copy()
        headers["access-token"] = token
        return request.replace(headers=headers)

    def error_of(self, response: Response) -> tuple[str, str] | None:
        status = msgspec.json.decode(response.body, type=_Status, strict=False)
        for part in (status.data, status.extra):
            if part is not None and part.error_code:
                return _plain_code(part.error_code), part.description
        return (_plain_code(status.err_no), status.err_msg) if status.err_no else None

    async def _keep_refresh_token_alive(self, visit: Visit) -> None:
        """Renew a refresh token that soon expires, or say that a person must."""
        account_id, grant = visit.account.account_id, self.grant(visit)
        if grant.refresh_expires_at is None or grant.refresh_expires_at > visit.started_at + RENEW_BEFORE:
            return
        if grant.renewals >= self.most_renewals:
            ends = f"{account_id}'s authorisation ends on {grant.refresh_expires_at:%Y-%m-%d}"
            visit.problem(CallError("authorisation", f"{ends}: {AUTHORISE}."))
            return

        async def renew(old: Grant) -> Grant:
            return await self._renewed(visit, old)

        try:
            await self.means.tokens.replace(account_id, grant, renew)
        except VisitError:
            raise
        except CallError as failure:
            visit.problem(failure)

    async def _renewed(self, visit: Visit, old: Grant) -> Grant:
        form = {"client_key": self.app(visit)["client_key"], "refresh_token": old.refresh_token}
        call = Call(_RENEW, form=form, signed=False, base=self.oauth_address)
        tokens = (await self.call(visit, call, _TokensAnswer)).data
        if not tokens.refresh_token:
            return old
        return msgspec.structs.replace(
            old,
            refresh_token=tokens.refresh_token,
            refresh_expires_at=expiry_of(visit, tokens.refresh_expires_in or tokens.expires_in),
            renewals=old.renewals + 1,
        )

    def _horizon(self, visit: Visit, ageing: Ageing) -> datetime:
        """How far back this visit lists: a month where an older work's figures are due, else some days."""
        month_ago = visit.started_at - ONCE_A_DAY
        last = visit.sighting.last_success_at if visit.sighting else None
        if last is None or not self.is_deferred(visit, _WHOLE_LIST) or _ages_unlisted(visit, ageing):
            return month_ago
        return max(min(visit.started_at - OVERLAP, last - timedelta(days=1)), month_ago)

    async def _list(self, visit: Visit, horizon: datetime) -> dict[str, _Work]:
        """Works by native id, down to the horizon. A pinned work may be older than what follows it."""
        works: dict[str, _Work] = {}
        cursor = 0
        for _ in range(PAGES):
            query = {**self._open_id(visit), "cursor": str(cursor), "count": str(PAGE)}
            page = (await self.call(visit, Call(self.list_path, query), _PageAnswer)).data
            read = self.read_each(visit, page.works or [], _Work)
            works.update({work.item_id: work for work in read})
            passed = any(work.create_time < horizon.timestamp() for work in read if not work.is_top)
            if passed or not page.has_more:
                self._remember_whole_list(visit, horizon)
                return works
            if page.cursor == cursor:
                break
            cursor = page.cursor
        visit.problem(
            CallError("possible_gap", f"{self.name}'s list of {visit.account.account_id} did not end.")
        )
        return works

    def _remember_whole_list(self, visit: Visit, horizon: datetime) -> None:
        if horizon <= visit.started_at - ONCE_A_DAY:
            until = end_of_beijing_day(visit.today)
            self.means.deferrals.defer(visit.account.account_id, _WHOLE_LIST, until)

    async def _confirm_missing(self, visit: Visit, works: dict[str, _Work], horizon: datetime) -> None:
        """Missing once is not deleted: ask for known works that should have been listed by their ids."""
        missing = [
            native
            for native in _known_since(visit, horizon)
            if native not in works and not self.is_deferred(visit, f"gone {native}")
        ]
        for ids in _slices(missing, IDS_A_CALL):
            call = Call(self.works_path, self._open_id(visit), json={"item_ids": list(ids)})
            answer = await self.try_call(visit, call, _NamedAnswer)
            if answer is None:
                continue
            there = {work.item_id: work for work in self.read_each(visit, answer.data.works, _Work)}
            for native in ids:
                if native in there:
                    self._publish(visit, there[native])
                else:
                    self._gone(visit, native)

    def _gone(self, visit: Visit, native: str) -> None:
        key = post_id(self.platform, native)
        published_at = visit.known_published_at(key)
        if published_at is None or visit.sighting is None:
            return
        until = visit.started_at + ONCE_A_DAY * 2
        self.means.deferrals.defer(visit.account.account_id, f"gone {native}", until)
        visit.saw(
            PostSeen(
                post_id=key,
                account_id=visit.account.account_id,
                platform=visit.account.platform,
                url=visit.sighting.recent[key].url,
                title="",
                text="",
                media="video",
                published_at=published_at,
                fetched_at=visit.started_at,
                deleted=True,
            )
        )

    def _publish(self, visit: Visit, work: _Work) -> None:
        """A work that is no longer public counts as deleted; one in review was never published."""
        key = post_id(self.platform, work.item_id)
        public = work.video_status in _PUBLIC
        if not public and (work.video_status == _IN_REVIEW or visit.known_published_at(key) is None):
            return
        visit.saw(self._record(visit, key, work, deleted=not public))
        if work.statistics is not None:
            visit.saw(_figures(visit, key, work.statistics))

    def _record(self, visit: Visit, key: str, work: _Work, *, deleted: bool) -> PostSeen:
        return PostSeen(
            post_id=key,
            account_id=visit.account.account_id,
            platform=self.platform,
            # The share address expires and is kept only where there is no other.
            url=self.page_of(work.video_id) if work.video_id else work.share_url,
            title="",
            text=work.title,
            media=_media(work),
            published_at=datetime.fromtimestamp(work.create_time, UTC),
            fetched_at=visit.started_at,
            hashtags=hashtags_of(work.title),
            deleted=deleted,
        )

    async def _fans(self, visit: Visit, path: str) -> None:
        """Followers by day; produced the day after, for this platform alone."""
        account_id = visit.account.account_id
        query = {**self._open_id(visit), "date_type": str(FANS_DAYS)}
        answer = await self.try_call(visit, Call(path, query), _FansAnswer)
        if answer is None:
            return
        self.means.deferrals.defer(account_id, path, end_of_beijing_day(visit.today))
        for day in answer.data.result_list:
            visit.saw(
                AccountSeen(
                    account_id=account_id,
                    platform=visit.account.platform,
                    observed_at=visit.started_at,
                    as_of=day.day,
                    followers_total=day.total_fans,
                    followers_new=day.new_fans,
                )
            )

    def _open_id(self, visit: Visit) -> dict[str, str]:
        return self.means.credentials.of(visit.account.account_id, "open_id")


def _media(work: _Work) -> Media:
    return "images" if work.media_type == 2 else "video"


def _figures(visit: Visit, key: str, statistics: _Statistics) -> MetricsSeen:
    return MetricsSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform=visit.account.platform,
        observed_at=visit.started_at,
        source="official",
        metrics=Metrics(
            views=statistics.play_count,
            likes=statistics.digg_count,
            comments=statistics.comment_count,
            shares=statistics.share_count,
            forwards=statistics.forward_count,
            downloads=statistics.download_count,
        ),
    )


def _ages_unlisted(visit: Visit, ageing: Ageing) -> bool:
    """Whether a known work that is older than those read at every visit comes to an age."""
    recent = visit.sighting.recent.values() if visit.sighting else ()
    always = visit.started_at - OVERLAP
    return any(work.published_at < always and ageing.holds(work.published_at) for work in recent)


def _known_since(visit: Visit, horizon: datetime) -> Iterable[str]:
    recent = visit.sighting.recent.items() if visit.sighting else ()
    return [key.partition(":")[2] for key, post in recent if post.published_at >= horizon]


def _slices(items: Sequence[str], size: int) -> list[Sequence[str]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def _plain_code(code: int) -> str:
    """Some gateways put `200` before the same eight digits."""
    text = str(code)
    return text.removeprefix(_GATEWAY_PREFIX) if len(text) == 11 else text
