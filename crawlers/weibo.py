"""Pulls Weibo accounts (微博) through the official free interface, each with its own authorisation.

The free interface shows the five newest posts of the authorising account and no reads at all, so a visit
says when it may have missed some. Counts are instant figures; of posts that have left the five they are asked
once a Beijing day and when a post comes to an age. Errors arrive as HTTP 4xx with `error_code`, a number or a
string.
Source of shapes and codes: open.weibo.com's documentation and recorded answers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import Raw, Struct
from scrapy.http import Request, Response

from crawlers.ages import LOOKED_AFTER
from crawlers.api import ApiSpider, Call, Reaction, remedies
from crawlers.failures import CallError, PostGoneError, VisitError
from crawlers.quotas import Quota
from crawlers.visit import Visit
from hub.clock import end_of_beijing_day
from hub.records import AccountSeen, Media, Metrics, MetricsSeen, PostSeen, post_id

NEWEST: Final = 5
"""Posts the free interface shows, whatever is asked."""

IDS_A_CALL: Final = 100

CONFIRMED_A_VISIT: Final = 20
"""Missing posts that are asked for by id in one visit; the rest waits for the next."""

CALLS_A_DAY: Final = Quota(100, "account")
CALLS_AN_HOUR: Final = Quota(15_000, "machine", "hour")
"""The platform's, of the newest revision of its page on rates; older ones name 150 an hour."""

_TIMELINE: Final = "/2/statuses/user_timeline.json"
_SHOW: Final = "/2/statuses/show.json"
_COUNTS: Final = "/2/statuses/count.json"
_ACCOUNT: Final = "/2/users/counts.json"

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BASE62: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_HASHTAG: Final = re.compile(r"#([^#\n]{1,100})#")
_AUTHORISE: Final = "have it authorised again and put the new access_token into the credentials file"

_REMEDIES: Final = remedies(
    (Reaction.RETRY, "platform", "it is busy, the next visit tries again", [*range(10001, 10004)]),
    (Reaction.RETRY, "platform", "it is busy, the next visit tries again", [*range(10009, 10012)]),
    (Reaction.STOP_ACCOUNT, "authorisation", "our address is forbidden, ask the platform", [10004]),
    (Reaction.STOP_INTERFACE, "authorisation", "the app lacks the permission, apply for it", [10005, 10014]),
    (
        Reaction.STOP_ACCOUNT,
        "quota",
        "the quota is used up, a later visit tries again",
        [10022, 10023, 10024],
    ),
    (Reaction.STOP_ACCOUNT, "refused", "the account was renamed or banned, check it", [20003]),
    (Reaction.MARK_DELETED, "platform", "the post is gone", [20101]),
    (Reaction.STOP_ACCOUNT, "authorisation", "the access_token belongs to another account", [20102]),
    (Reaction.STOP_ACCOUNT, "authorisation", _AUTHORISE, range(21300, 21400)),
    (Reaction.BUG, "ours", "report it", [10006, 10007, 10008, 10012, 10016, 10017, 10018, 10020, 10021]),
)


class _Status(Struct):
    error_code: int = 0
    error: str = ""


class _Visible(Struct):
    type: int = 0


class _LongText(Struct):
    longTextContent: str = ""  # noqa: N815 - the platform's name


class _User(Struct):
    idstr: str


class _Original(Struct):
    idstr: str = ""


class _Post(Struct):
    """A status. `id` is a number beyond 2^53 in places, `idstr` is it as text; a stub has little more."""

    idstr: str
    mid: str = ""
    created_at: str = ""
    text: str = ""
    isLongText: bool = False  # noqa: N815 - the platform's name
    longText: _LongText | None = None  # noqa: N815 - the platform's name
    pic_urls: list[Any] = []
    pic_ids: list[Any] = []
    original_pic: str = ""
    page_info: dict[str, Any] = {}
    url_objects: list[Any] = []
    reposts_count: int | None = None
    comments_count: int | None = None
    attitudes_count: int | None = None
    visible: _Visible = msgspec.field(default_factory=_Visible)
    user: _User | None = None
    retweeted_status: _Original | None = None
    deleted: int = 0


class _Timeline(Struct):
    statuses: list[Raw]


class _Counts(Struct):
    id: int | str
    comments: int | None = None
    reposts: int | None = None
    attitudes: int | None = None


class _AccountCounts(Struct):
    followers_count: int | None = None
    statuses_count: int | None = None


class WeiboSpider(ApiSpider):
    """Visits Weibo accounts."""

    name = "weibo"
    platform = "weibo"
    remedies = _REMEDIES
    quotas = (CALLS_A_DAY, CALLS_AN_HOUR)

    @property
    def base_address(self) -> str:
        return self.hub_settings.weibo_api

    async def visit(self, visit: Visit) -> None:
        newest = await self._newest(visit)
        shown = [post for post in newest if not post.deleted and post.visible.type == 0]
        for post in shown:
            await self._publish(visit, post)
        visit.listed = True
        _tell_of_a_gap(visit, newest)
        missing = _missing_between(visit, newest)
        missing += await self._older(visit, {post.idstr for post in newest})
        await self._confirm_deleted(visit, missing)

    async def token(self, visit: Visit) -> str:
        return self.means.credentials.of(visit.account.account_id, "access_token")["access_token"]

    async def renew_token(self, visit: Visit) -> None:
        raise VisitError(
            "authorisation", f"{visit.account.account_id} needs a new authorisation: {_AUTHORISE}."
        )

    def sign(self, request: Request, token: str) -> Request:
        separator = "&" if "?" in request.url else "?"
        return request.replace(url=f"{request.url}{separator}access_token={token}")

    def error_of(self, response: Response) -> tuple[str, str] | None:
        if not response.body.lstrip().startswith(b"{"):
            return None
        status = msgspec.json.decode(response.body, type=_Status, strict=False)
        return (str(status.error_code), status.error) if status.error_code else None

    async def _newest(self, visit: Visit) -> list[_Post]:
        query = {"uid": visit.account.native_id, "count": str(IDS_A_CALL)}
        answer = await self.call(visit, Call(_TIMELINE, query), _Timeline)
        posts = self.read_each(visit, answer.statuses, _Post)
        owners = {post.user.idstr for post in posts if post.user}
        if owners - {visit.account.native_id}:
            raise VisitError("authorisation", _wrong_owner(visit, owners))
        if not answer.statuses and visit.sighting and visit.sighting.recent:
            raise CallError("refused", _suspiciously_empty(visit))
        return posts

    async def _publish(self, visit: Visit, post: _Post) -> None:
        """Publish a post and its counts. Of a long text the list has only the start; once seen, it stays."""
        key = post_id("weibo", post.idstr)
        known = visit.known_published_at(key) is not None and key not in self.means.owed
        if not (known and post.isLongText):
            text = await self._whole_text(visit, post)
            record = _record(visit, post, text)
            if record is None:
                visit.reject(
                    f"Post {key} of {visit.account.account_id} has no date.", msgspec.json.encode(post)
                )
                return
            visit.saw(record)
        visit.saw(_figures(visit, key, post.attitudes_count, post.comments_count, post.reposts_count))

    async def _whole_text(self, visit: Visit, post: _Post) -> str:
        if not post.isLongText:
            return post.text
        key = post_id("weibo", post.idstr)
        call = Call(_SHOW, {"id": post.idstr, "isGetLongText": "1"})
        whole = await self.try_call(visit, call, _Post)
        if whole is None or whole.longText is None:
            self.means.owed.add(key)
            return post.text
        self.means.owed.discard(key)
        return whole.longText.longTextContent or post.text

    async def _older(self, visit: Visit, shown: set[str]) -> list[str]:
        """Count posts that were not shown: all once a Beijing day, else those that come to an age."""
        ageing = self.ageing(visit)
        if self.is_deferred(visit, _COUNTS):
            due = [native for native in _known(visit, ageing.holds) if native not in shown]
            missing = await self._count(visit, due)
        else:
            missing = await self._daily(visit, shown)
        self.means.looks.done(visit.account.account_id, ageing)
        return missing

    async def _daily(self, visit: Visit, shown: set[str]) -> list[str]:
        """Counts of known posts that were not shown, and the account's own; returns the ids not counted."""
        problems = len(visit.problems)
        young = visit.started_at - LOOKED_AFTER
        known = _known(visit, lambda published_at: published_at >= young)
        missing = await self._count(visit, [native for native in known if native not in shown])
        await self._account_figures(visit)
        if len(visit.problems) == problems:
            self.means.deferrals.defer(visit.account.account_id, _COUNTS, end_of_beijing_day(visit.today))
        return missing

    async def _count(self, visit: Visit, natives: Sequence[str]) -> list[str]:
        missing: list[str] = []
        for ids in _slices([native for native in natives if not self._is_gone(visit, native)], IDS_A_CALL):
            rows = await self.try_call(visit, Call(_COUNTS, {"ids": ",".join(ids)}), list[_Counts])
            counted = {str(row.id): row for row in rows or ()}
            for native, row in counted.items():
                key = post_id("weibo", native)
                visit.saw(_figures(visit, key, row.attitudes, row.comments, row.reposts))
            if rows is not None:
                missing += [native for native in ids if native not in counted]
        return missing

    async def _account_figures(self, visit: Visit) -> None:
        query = {"uids": visit.account.native_id}
        rows = await self.try_call(visit, Call(_ACCOUNT, query), list[_AccountCounts])
        for row in rows or ():
            visit.saw(
                AccountSeen(
                    account_id=visit.account.account_id,
                    platform="weibo",
                    observed_at=visit.started_at,
                    followers_total=row.followers_count,
                    posts_total=row.statuses_count,
                )
            )

    async def _confirm_deleted(self, visit: Visit, natives: Iterable[str]) -> None:
        """Missing once is not deleted: ask for each missing post by its id."""
        asked = [native for native in dict.fromkeys(natives) if not self._is_gone(visit, native)]
        for native in asked[:CONFIRMED_A_VISIT]:
            try:
                post = await self.call(visit, Call(_SHOW, {"id": native}), _Post)
            except PostGoneError:
                self._gone(visit, native)
            except VisitError:
                raise
            except CallError as failure:
                visit.problem(failure)
            else:
                if post.deleted or post.visible.type != 0:
                    self._gone(visit, native)

    def _is_gone(self, visit: Visit, native: str) -> bool:
        return self.is_deferred(visit, f"gone {native}")

    def _gone(self, visit: Visit, native: str) -> None:
        key = post_id("weibo", native)
        published_at = visit.known_published_at(key)
        if published_at is None or visit.sighting is None:
            return
        until = visit.started_at + LOOKED_AFTER * 2
        self.means.deferrals.defer(visit.account.account_id, f"gone {native}", until)
        visit.saw(
            PostSeen(
                post_id=key,
                account_id=visit.account.account_id,
                platform="weibo",
                url=visit.sighting.recent[key].url,
                title="",
                text="",
                media="short_text",
                published_at=published_at,
                fetched_at=visit.started_at,
                deleted=True,
            )
        )


def parse_created_at(text: str) -> datetime | None:
    """`Wed Apr 18 14:00:30 +0800 2012` as a UTC instant, whatever the locale; None where it is no date."""
    try:
        _, month, day, clock, offset, year = text.split()
        number = _MONTHS.index(month) + 1
        return datetime.fromisoformat(f"{year}-{number:02}-{int(day):02}T{clock}{offset}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def base62(mid: str) -> str:
    """The short form of a numeric mid in page addresses: seven decimal digits are four of base 62."""
    head = len(mid) % 7 or 7
    groups = [mid[:head], *(mid[at : at + 7] for at in range(head, len(mid), 7))]
    return "".join([_digits(int(groups[0])), *(_digits(int(group)).rjust(4, "0") for group in groups[1:])])


def _digits(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
        if not number:
            return digits


def _record(visit: Visit, post: _Post, raw_text: str) -> PostSeen | None:
    published_at = parse_created_at(post.created_at)
    if published_at is None:
        return None
    text = html.unescape(raw_text)
    original = post.retweeted_status
    return PostSeen(
        post_id=post_id("weibo", post.idstr),
        account_id=visit.account.account_id,
        platform="weibo",
        url=_address(visit, post),
        title="",
        text=text,
        media=_media(post),
        published_at=published_at,
        fetched_at=visit.started_at,
        repost_of=post_id("weibo", original.idstr) if original and original.idstr else None,
        hashtags=tuple(dict.fromkeys(tag.removesuffix("[话题]") for tag in _HASHTAG.findall(text))),
    )


def _address(visit: Visit, post: _Post) -> str:
    mid = post.mid or post.idstr
    return f"https://weibo.com/{visit.account.native_id}/{base62(mid) if mid.isdigit() else mid}"


def _media(post: _Post) -> Media:
    if post.page_info.get("type") in ("video", 11, "11") or post.page_info.get("object_type") == "video":
        return "video"
    if post.pic_urls or post.pic_ids or post.original_pic:
        return "images"
    return "short_text"


def _figures(
    visit: Visit, key: str, likes: int | None, comments: int | None, shares: int | None
) -> MetricsSeen:
    return MetricsSeen(
        post_id=key,
        account_id=visit.account.account_id,
        platform="weibo",
        observed_at=visit.started_at,
        source="official",
        metrics=Metrics(likes=likes, comments=comments, shares=shares),
    )


def _tell_of_a_gap(visit: Visit, newest: Sequence[_Post]) -> None:
    """Where all five are newer than anything known, there may have been more between."""
    known = visit.sighting.newest_published_at if visit.sighting else None
    oldest = min(_instants(newest), default=None)
    if known is not None and oldest is not None and len(newest) >= NEWEST and oldest > known:
        visit.problem(
            CallError(
                "possible_gap",
                f"{visit.account.account_id} may have posted more than {NEWEST} times since the last visit, "
                "and the free interface shows no more; visit it more often.",
            )
        )


def _missing_between(visit: Visit, newest: Sequence[_Post]) -> list[str]:
    """Known posts that belong among the newest and are not there, or are there as a stub."""
    oldest = min(_instants(newest), default=None)
    shown = {post.idstr for post in newest if not post.deleted and post.visible.type == 0}
    recent = visit.sighting.recent.items() if visit.sighting and oldest else ()
    return [
        _native(key)
        for key, post in recent
        if oldest and post.published_at >= oldest and _native(key) not in shown
    ]


def _instants(posts: Iterable[_Post]) -> list[datetime]:
    return [at for post in posts if (at := parse_created_at(post.created_at))]


def _known(visit: Visit, chosen: Callable[[datetime], bool]) -> list[str]:
    """Native ids of the known posts whose time of publication is chosen, the newest first."""
    recent = visit.sighting.recent.items() if visit.sighting else ()
    found = [(post.published_at, key) for key, post in recent if chosen(post.published_at)]
    return [_native(key) for _, key in sorted(found, reverse=True)]


def _native(key: str) -> str:
    return key.partition(":")[2]


def _slices(items: Sequence[str], size: int) -> list[Sequence[str]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def _wrong_owner(visit: Visit, owners: set[str]) -> str:
    uid = ", ".join(sorted(owners))
    return (
        f"The access_token of {visit.account.account_id} belongs to uid {uid}, "
        f"not {visit.account.native_id}; correct the credentials or the roster."
    )


def _suspiciously_empty(visit: Visit) -> str:
    return (
        f"weibo shows no posts of {visit.account.account_id} though there are recent ones; "
        "the app or this machine's address may be black-listed."
    )
