"""Pulls WeChat official accounts (公众号) through the official interface.

No call lists all posts: `freepublish/batchget` has those published without notifying followers, with their
bodies; `getarticletotaldetail` has those of one publish day, notified or not, with figures and without
bodies. Figures are statements for Beijing days, cumulative, ready after 08:00 of the next day.
Source of shapes, units and codes: the platform's documentation as of 2026 (new article statistics since
2025-11-01; the six older calls answer 47009).
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Raw, Struct
from scrapy.http import Request, Response

from crawlers.api import ApiSpider, Call, Reaction, remedies
from crawlers.failures import CallError
from crawlers.pages.tree import lines, parse_html
from crawlers.quotas import Quota
from crawlers.tokens import Token
from crawlers.visit import Visit
from hub.clock import BEIJING, beijing_day, start_of_beijing_day
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen, post_id
from hub.roster import Account

AGES: Final = (1, 2, 3, 4, 7, 8, 15, 31)
"""Ages, in days since the publish day, at which a publish day is read; the platform adds rows for 30 days."""

ALWAYS_READ: Final = 2
"""Publish days this young are read whether or not posts of them are known: that is how posts are found."""

FIRST_CONTACT_DAYS: Final = 30
"""Publish days read back when an account is new, or was out of reach for long."""

STATISTICS_SINCE: Final = date(2025, 11, 1)
"""Earlier publish days are refused: the statistics began then."""

OVERLAP: Final = timedelta(days=7)
"""Published posts this much older than the last success are read again: they may have been deleted since."""

PAGE: Final = 20
PAGES: Final = 2
PAGES_AT_FIRST_CONTACT: Final = 10

FIGURES_READY: Final = time(8)
"""Beijing time from which the figures of the day before are there."""

CALLS_A_DAY: Final = Quota(1000, "interface")
"""As operators plan with; the platform shows each account's in its back end."""

_DETAILS: Final = "/datacube/getarticletotaldetail"
_LIST: Final = "/cgi-bin/freepublish/batchget"
_FOLLOWERS: Final = "/datacube/getusercumulate"
_TOKEN: Final = "/cgi-bin/stable_token"  # noqa: S105 - a path
_FIGURES: Final = "figures of the day"

_REMEDIES: Final = remedies(
    (Reaction.RETRY, "platform", "it is busy, the next visit tries again", [-1]),
    (Reaction.REFRESH_TOKEN, "authorisation", "a fresh token was refused too", [40001, 40014, 41001, 42001]),
    (
        Reaction.STOP_ACCOUNT,
        "authorisation",
        "check appid and secret in the credentials",
        [40013, 40125, 40243],
    ),
    (Reaction.STOP_ACCOUNT, "authorisation", "add our address to its IP allow-list", [40164, 45035, 61004]),
    (Reaction.STOP_INTERFACE, "quota", "the day's quota is used up, it is asked again tomorrow", [45009]),
    (Reaction.WAIT, "quota", "too many calls a minute, the next visit tries again", [45011]),
    (Reaction.STOP_INTERFACE, "platform", "the interface is offline, update Fenghuo", [47009]),
    (Reaction.STOP_INTERFACE, "authorisation", "the account lacks the permission", [48001, 48004]),
    (Reaction.STOP_ACCOUNT, "refused", "the platform restricts the account, see its back end", [50002]),
    (Reaction.MARK_DELETED, "platform", "the article is gone", [53600]),
    (Reaction.BUG, "ours", "report it", [47001, 61500, 61501]),
)


class _Status(Struct):
    errcode: int = 0
    errmsg: str = ""


class _StableToken(Struct):
    access_token: str
    expires_in: int


class _Article(Struct):
    title: str
    url: str
    content: str = ""
    digest: str = ""
    is_deleted: bool = False


class _Content(Struct):
    news_item: list[Raw]


class _Message(Struct):
    update_time: int
    content: _Content


class _Published(Struct):
    total_count: int
    item: list[Raw] = []


class _Row(Struct):
    stat_date: date
    read_user: int | None = None
    share_user: int | None = None
    like_user: int | None = None
    zaikan_user: int | None = None
    collection_user: int | None = None
    comment_count: int | None = None
    read_subscribe_user: int | None = None
    read_finish_rate: float | None = None


class _Detail(Struct):
    ref_date: date
    msgid: str
    title: str
    content_url: str = ""
    detail_list: list[_Row] = []


class _Details(Struct):
    articles: list[Raw] = msgspec.field(name="list")
    is_delay: bool = False


class _Followers(Struct):
    ref_date: date
    cumulate_user: int


class _FollowerDays(Struct):
    days: list[_Followers] = msgspec.field(name="list")


class WechatSpider(ApiSpider):
    """Visits WeChat official accounts."""

    name = "wechat"
    platform = "wechat"
    remedies = _REMEDIES
    quotas = (CALLS_A_DAY,)

    @property
    def base_address(self) -> str:
        return self.hub_settings.wechat_api

    async def visit(self, visit: Visit) -> None:
        self.means.credentials.of(visit.account.account_id, "appid", "secret")
        found: dict[str, PostSeen] = {}
        try:
            listed = await self._published_posts(visit, found)
            visit.listed = await self._day_statements(visit, found) and listed
        finally:
            for post in found.values():
                visit.saw(post)

    async def token(self, visit: Visit) -> str:
        known = self.means.tokens.token(visit.account.account_id, visit.started_at)
        return known.value if known else await self._fetch_token(visit)

    async def renew_token(self, visit: Visit) -> None:
        self.means.tokens.drop(visit.account.account_id)

    def sign(self, request: Request, token: str) -> Request:
        separator = "&" if "?" in request.url else "?"
        return request.replace(url=f"{request.url}{separator}access_token={token}")

    def error_of(self, response: Response) -> tuple[str, str] | None:
        status = msgspec.json.decode(response.body, type=_Status)
        return (str(status.errcode), status.errmsg) if status.errcode else None

    async def _fetch_token(self, visit: Visit) -> str:
        given = self.means.credentials.of(visit.account.account_id, "appid", "secret")
        body = {"grant_type": "client_credential", **given, "force_refresh": False}
        answer = await self.call(visit, Call(_TOKEN, json=body, signed=False), _StableToken)
        expires_at = visit.started_at + timedelta(seconds=answer.expires_in)
        self.means.tokens.keep(visit.account.account_id, Token(answer.access_token, expires_at))
        return answer.access_token

    async def _published_posts(self, visit: Visit, found: dict[str, PostSeen]) -> bool:
        """Add the posts published without notification; whether they could be listed."""
        horizon = _horizon(visit)
        pages = PAGES if _last_day(visit) else PAGES_AT_FIRST_CONTACT
        for page in range(pages):
            body = {"offset": page * PAGE, "count": PAGE, "no_content": 0}
            answer = await self.try_call(visit, Call(_LIST, json=body), _Published)
            if answer is None:
                return False
            messages = self.read_each(visit, answer.item, _Message)
            for message in messages:
                found.update({post.post_id: post for post in self._articles(visit, message)})
            if (page + 1) * PAGE >= answer.total_count or _is_older(messages, horizon):
                break
        return True

    def _articles(self, visit: Visit, message: _Message) -> list[PostSeen]:
        posts = []
        for raw in message.content.news_item:
            for article in self.read_each(visit, [raw], _Article):
                native = _native_id(article.url)
                if native is None:
                    visit.reject(
                        f"An article of {visit.account.account_id} has an address without mid.", bytes(raw)
                    )
                else:
                    posts.append(_post(visit, article, native, message.update_time))
        return posts

    async def _day_statements(self, visit: Visit, found: dict[str, PostSeen]) -> bool:
        """Read figures and the posts of young publish days, once a day; whether no such day was missed."""
        account_id = visit.account.account_id
        if self.is_deferred(visit, _FIGURES):
            return True
        before = len(visit.problems)
        needed, others = _publish_days(visit)
        complete = True
        for day in [*needed, *others]:
            complete &= await self._publish_day(visit, day, found) or day in others
        await self._followers(visit)
        if len(visit.problems) == before:
            self.means.deferrals.defer(account_id, _FIGURES, _next_figures(visit.started_at))
        return complete

    async def _publish_day(self, visit: Visit, day: date, found: dict[str, PostSeen]) -> bool:
        body = {"begin_date": day.isoformat(), "end_date": day.isoformat()}
        answer = await self.try_call(visit, Call(_DETAILS, json=body), _Details)
        if answer is None:
            return False
        for detail in self.read_each(visit, answer.articles, _Detail):
            self._detail(visit, detail, found, final=not answer.is_delay)
        if answer.is_delay:
            visit.problem(CallError("platform", _delayed(visit, day)))
        return True

    def _detail(self, visit: Visit, detail: _Detail, found: dict[str, PostSeen], *, final: bool) -> None:
        key = _key(visit, detail.msgid, _biz(detail.content_url))
        if key not in found and _first_published_at(visit, key) is None:
            found[key] = _notified_post(visit, detail, key)
        if final:
            for row in detail.detail_list:
                visit.saw(_figures(visit, key, row))

    async def _followers(self, visit: Visit) -> None:
        last = _last_ready_day(visit.started_at)
        body = {"begin_date": (last - timedelta(days=6)).isoformat(), "end_date": last.isoformat()}
        if self.is_deferred(visit, _FOLLOWERS):
            return
        answer = await self.try_call(visit, Call(_FOLLOWERS, json=body), _FollowerDays)
        for row in answer.days if answer else ():
            visit.saw(
                AccountSeen(
                    account_id=visit.account.account_id,
                    platform="wechat",
                    observed_at=visit.started_at,
                    as_of=row.ref_date,
                    followers_total=row.cumulate_user,
                )
            )


def _last_day(visit: Visit) -> date | None:
    """The Beijing day of the last success."""
    at = visit.sighting.last_success_at if visit.sighting else None
    return beijing_day(at) if at is not None else None


def _horizon(visit: Visit) -> datetime:
    """Posts older than this need not be listed again."""
    last = visit.sighting.last_success_at if visit.sighting else None
    first_contact = visit.started_at - timedelta(days=FIRST_CONTACT_DAYS)
    return max(last - OVERLAP, first_contact) if last else first_contact


def _is_older(messages: list[_Message], horizon: datetime) -> bool:
    return any(message.update_time < horizon.timestamp() for message in messages)


def _last_ready_day(instant: datetime) -> date:
    """The last day whose figures are there: yesterday, before 08:00 the day before it."""
    local = instant.astimezone(BEIJING)
    return local.date() - timedelta(days=1 if local.time() >= FIGURES_READY else 2)


def _next_figures(instant: datetime) -> datetime:
    """The next 08:00, Beijing time."""
    local = instant.astimezone(BEIJING)
    today = datetime.combine(local.date(), FIGURES_READY, tzinfo=BEIJING)
    return today if local < today else today + timedelta(days=1)


def _publish_days(visit: Visit) -> tuple[list[date], list[date]]:
    """The publish days to read: those that may hold unknown posts, and older ones with known posts."""
    ready = _last_ready_day(visit.started_at)
    last = _last_day(visit)
    unread = (ready - last).days + ALWAYS_READ if last else FIRST_CONTACT_DAYS
    young = min(max(unread, ALWAYS_READ), FIRST_CONTACT_DAYS)
    needed = [ready - timedelta(days=age - 1) for age in range(1, young + 1)]
    # The platform goes on stating figures of what was deleted.
    known = {beijing_day(at) for at in _known_times(visit)}
    others = [ready - timedelta(days=age - 1) for age in AGES if age > young]
    needed = [day for day in needed if day >= STATISTICS_SINCE]
    return needed, [day for day in others if day in known and day >= STATISTICS_SINCE]


def _known_times(visit: Visit) -> Iterator[datetime]:
    if visit.sighting:
        yield from (post.published_at for post in visit.sighting.recent.values())
        yield from visit.sighting.gone.values()


def _post(visit: Visit, article: _Article, native: tuple[str | None, str], update_time: int) -> PostSeen:
    biz, msgid = native
    key = _key(visit, msgid, biz)
    return PostSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="wechat",
        url=html.unescape(article.url),
        title=article.title,
        text=_body_text(article.content) or article.digest,
        media="article",
        published_at=_published_at(visit, key, update_time),
        fetched_at=visit.started_at,
        position=int(msgid.rpartition("_")[2]),
        deleted=article.is_deleted,
    )


def _published_at(visit: Visit, key: str, update_time: int) -> datetime:
    """When it was first seen to be published: an edit moves `update_time`, but is no new publication."""
    at = datetime.fromtimestamp(update_time, tz=visit.started_at.tzinfo)
    known = _first_published_at(visit, key)
    if known is None or known == start_of_beijing_day(beijing_day(known)):
        return at
    return min(at, known)


def _first_published_at(visit: Visit, key: str) -> datetime | None:
    """When a post was published, be it there or gone; None for one never seen."""
    return visit.known_published_at(key) or visit.gone_published_at(key)


def _notified_post(visit: Visit, detail: _Detail, key: str) -> PostSeen:
    """A post known only by its publish day: the interface tells neither its time nor its body."""
    return PostSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="wechat",
        url=html.unescape(detail.content_url),
        title=detail.title,
        text="",
        media="article",
        published_at=start_of_beijing_day(detail.ref_date),
        published_precision="day",
        fetched_at=visit.started_at,
        position=int(detail.msgid.rpartition("_")[2]),
    )


def _figures(visit: Visit, key: str, row: _Row) -> MetricsSeen:
    """One row covers everything from the publish day to `stat_date`; rows are never added up."""
    return MetricsSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="wechat",
        observed_at=visit.started_at,
        as_of=row.stat_date,
        source="official",
        metrics=Metrics(
            readers=row.read_user,
            sharers=row.share_user,
            likes=row.like_user,
            looks=row.zaikan_user,
            comments=row.comment_count,
            favourites=row.collection_user,
            followers_new=row.read_subscribe_user,
            completion_rate=_rate(row.read_finish_rate),
        ),
    )


def _rate(value: float | None) -> float | None:
    """A share of 0–1. Some answers give per cent; what is neither is unknown."""
    if value is None or not 0 <= value <= 100:
        return None
    return value if value <= 1 else value / 100


def article_post_id(account: Account, url: str) -> str | None:
    """The hub's id of the article at an address, None where the address does not tell it."""
    native = _native_id(url)
    return _post_id(account, native[1], native[0]) if native else None


def _key(visit: Visit, msgid: str, biz: str | None) -> str:
    return _post_id(visit.account, msgid, biz)


def _post_id(account: Account, msgid: str, biz: str | None) -> str:
    return post_id("wechat", f"{biz or account.native_id}:{msgid}")


def _biz(url: str) -> str | None:
    values = parse_qs(urlsplit(html.unescape(url)).query).get("__biz")
    return values[0] if values else None


def _native_id(url: str) -> tuple[str | None, str] | None:
    """`__biz` and `mid_idx` of an article's address; sn, chksm and scene vary between copies of one link."""
    query = parse_qs(urlsplit(html.unescape(url)).query)
    if not query.get("mid") or not query.get("idx"):
        return None
    return _biz(url), f"{query['mid'][0]}_{query['idx'][0]}"


def _body_text(content: str) -> str:
    tree = parse_html(content)
    return "\n".join(lines(tree)) if tree is not None else ""


def _delayed(visit: Visit, day: date) -> str:
    return (
        f"WeChat's figures of {visit.account.account_id} for posts of {day} are not ready (is_delay); "
        "the next visit asks again."
    )
