"""The base class of API pullers: spiders whose pages are JSON, with tokens, quotas and error codes.

A puller says how its platform wants a call signed, where an answer hides its error code, and, in a table
taken from the platform's fact sheet, how to react to each code. The rest is the same everywhere and here.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import islice
from typing import Annotated, ClassVar, Final, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Meta
from scrapy.http import Request, Response

from crawlers.base import LONGEST_PAUSE, AccountSpider
from crawlers.failures import CallError, PostGoneError, VisitError
from crawlers.masking import mask
from crawlers.quotas import Quota
from crawlers.visit import Visit
from hub.clock import end_of_beijing_day
from hub.records import ErrorKind

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

SECRET_ENDINGS: Final = ("token", "secret")
"""How the names of credentials end that must not be shown, even where a platform quotes them."""

LONGEST_QUOTE: Final = 120
"""Characters of a platform's own words that go into our sentence."""

CALLS_AT_A_TIME: Final = 6
"""Calls for one account that may be under way together, where a platform is asked post by post."""


class Reaction(Enum):
    """What to do about an error code."""

    REFRESH_TOKEN = auto()
    """Get a new token once and repeat the call once; then a human must authorise."""
    RETRY = auto()
    """The platform is busy: try again, a bounded number of times."""
    WAIT = auto()
    """A limit per minute: wait for one, then try again, once."""
    STOP_INTERFACE = auto()
    """Don't use this interface for this account before tomorrow."""
    STOP_ACCOUNT = auto()
    """Nothing can be asked for this account; a human must act."""
    MARK_DELETED = auto()
    """The post asked for is gone."""
    BUG = auto()
    """We asked nonsense."""


@dataclass(frozen=True)
class Remedy:
    """How to react to a code, the kind of error it is, and what a person should do."""

    reaction: Reaction
    kind: ErrorKind
    advice: str


Remedies = Mapping[str, Remedy]
"""By error code, as text: platforms send the same code as a number and as a string."""

EpochSeconds = Annotated[int, Meta(ge=0, lt=4_102_444_800)]
"""Seconds since the epoch, up to the year 2100: what is larger was something else."""

Count = Annotated[int, Meta(ge=0, le=10**13)]
"""A cumulative figure, as far as one can be true."""

UNKNOWN_CODE: Final = Remedy(Reaction.BUG, "platform", "look the code up in the platform's documentation")


@dataclass(frozen=True)
class Call:
    """One question to an interface. `path` is below the platform's base address and names the interface."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    form: Mapping[str, str] | None = None
    signed: bool = True
    """Whether it carries the account's access token."""
    base: str | None = None
    """Another base address than the platform's, where tokens are renewed elsewhere."""


class ApiSpider(AccountSpider):
    """Pulls accounts from a platform's interface. See the module's docstring for what a subclass says."""

    remedies: ClassVar[Remedies]
    quotas: ClassVar[tuple[Quota, ...]] = ()
    """The quotas the platform publishes; the setting `call_quotas` adds one for each account."""
    pace: ClassVar[bool] = False
    """Whether the platform wants its calls apart, by the setting `call_pace`."""

    @property
    def base_address(self) -> str:
        """The platform's base address, without a slash at the end."""
        raise NotImplementedError

    async def token(self, visit: Visit) -> str:
        """The account's access token. Raises CallError where there is none."""
        raise NotImplementedError

    async def renew_token(self, visit: Visit) -> None:
        """Replace a token the platform refused. Raises VisitError where only a human can."""
        raise NotImplementedError

    def sign(self, request: Request, token: str) -> Request:
        """The request with the access token where the platform wants it."""
        raise NotImplementedError

    async def signed(self, visit: Visit, request: Request) -> Request:
        """The request as the platform wants it of this account; more than a token where it demands more."""
        return self.sign(request, await self.token(visit))

    def error_of(self, response: Response) -> tuple[str, str] | None:
        """Code and words of the error an answer reports, None for a good one; DecodeError for no JSON."""
        raise NotImplementedError

    async def call(self, visit: Visit, call: Call, answer: type[Answer]) -> Answer:
        """Ask an interface and read its answer as the type given, numbers in quotes included.

        Raises CallError, VisitError where the visit must end, PostGoneError where the post asked for is gone.
        """
        self._refuse_deferred(visit, call)
        response = await self._answered(visit, call)
        try:
            return msgspec.json.decode(response.body, type=answer, strict=False)
        except msgspec.MsgspecError as error:
            raise CallError("platform", self._not_understood(visit, call, error)) from None

    async def try_call(self, visit: Visit, call: Call, answer: type[Answer]) -> Answer | None:
        """As `call`, for what a visit can do without: None where it cannot be had, which is remembered."""
        try:
            return await self.look_up(visit, call, answer)
        except PostGoneError as failure:
            visit.problem(failure)
            return None

    async def look_up(self, visit: Visit, call: Call, answer: type[Answer]) -> Answer | None:
        """As `try_call`, for one post asked for by its id: raises PostGoneError where it is gone."""
        try:
            return await self.call(visit, call, answer)
        except (VisitError, PostGoneError):
            raise
        except CallError as failure:
            visit.problem(failure)
            return None

    async def side_by_side(self, asked: Iterable[Coroutine[None, None, None]]) -> None:
        """Await what asks of one account, a few at a time; raises a batch's first failure once it has ended.

        The first goes alone: what it is refused, the others need not ask.
        """
        waiting, together = iter(asked), 1
        while batch := list(islice(waiting, together)):
            together = CALLS_AT_A_TIME
            for outcome in await asyncio.gather(*batch, return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome

    def is_deferred(self, visit: Visit, what: str) -> bool:
        """Whether an interface, or anything else deferred by name, is not to be asked now."""
        return self.means.deferrals.until(visit.account.account_id, what, visit.started_at) is not None

    def read_each(self, visit: Visit, items: list[msgspec.Raw], item: type[Answer]) -> list[Answer]:
        """The items of a list; one that cannot be read becomes a dead letter and the others are kept."""
        good = []
        for raw in items:
            try:
                good.append(msgspec.json.decode(raw, type=item, strict=False))
            except msgspec.MsgspecError as error:
                reason = f"A post of {visit.account.account_id} cannot be read: {error}."
                visit.reject(mask(reason), bytes(raw))
        return good

    async def before_request(self, visit: Visit, request: Request) -> None:
        path = urlsplit(request.url).path
        given = self.means.call_quotas.get(self.platform)
        for quota in (*self.quotas, *((given,) if given else ())):
            name = {
                "account": visit.account.account_id,
                "interface": f"{visit.account.account_id} {path}",
                "machine": "",
            }[quota.scope]
            if not self.means.quotas.take(f"{self.platform} {name}", quota, visit.started_at):
                raise self._used_up(visit, quota, path)
        if self.pace:
            await self.means.paces.wait(self.platform, self.hub_settings.call_pace)

    def _used_up(self, visit: Visit, quota: Quota, path: str) -> CallError:
        when = "tomorrow" if quota.window == "day" else "in the next hour"
        sentence = f"{visit.account.account_id} has used {self.name}'s {quota}; {path} is asked {when}."
        return CallError("quota", sentence) if quota.scope == "interface" else VisitError("quota", sentence)

    async def _answered(self, visit: Visit, call: Call) -> Response:
        renewed = waited = False
        pauses = self._pauses()
        while True:
            token = await self.token(visit) if call.signed else ""
            response = await self.fetch(visit, await self._request(visit, call))
            error = self._error(visit, call, response)
            if error is None:
                return response
            code, words = error
            remedy = self.remedies.get(code, UNKNOWN_CODE)
            if remedy.reaction is Reaction.REFRESH_TOKEN and not renewed:
                renewed = True
                # Another call of this account may have had it renewed since this one was sent.
                if not call.signed or await self.token(visit) == token:
                    await self.renew_token(visit)
            elif remedy.reaction is Reaction.WAIT and not waited:
                waited = True
                await asyncio.sleep(LONGEST_PAUSE * self.hub_settings.retry_pause)
            elif remedy.reaction is Reaction.RETRY and (pause := next(pauses)) is not None:
                await asyncio.sleep(pause)
            else:
                raise self._failure(visit, call, remedy, code, words)

    async def _request(self, visit: Visit, call: Call) -> Request:
        request = _request(call.base or self.base_address, call)
        return await self.signed(visit, request) if call.signed else request

    def _error(self, visit: Visit, call: Call, response: Response) -> tuple[str, str] | None:
        try:
            error = self.error_of(response)
        except msgspec.MsgspecError as mistake:
            raise CallError("platform", self._not_understood(visit, call, mistake)) from None
        if error is None and response.status >= 400:
            return str(response.status), "HTTP status"
        return error

    def _failure(self, visit: Visit, call: Call, remedy: Remedy, code: str, words: str) -> CallError:
        words = self._masked(visit, words)[:LONGEST_QUOTE]
        account_id = visit.account.account_id
        sentence = f"{self.name} answered {code} ({words}) to {call.path} for {account_id}: {remedy.advice}."
        if remedy.reaction is Reaction.STOP_INTERFACE:
            failure = CallError(remedy.kind, sentence)
            self.means.deferrals.defer(account_id, call.path, end_of_beijing_day(visit.today), failure)
        if remedy.reaction in (Reaction.STOP_ACCOUNT, Reaction.REFRESH_TOKEN):
            return VisitError(remedy.kind, sentence)
        if remedy.reaction is Reaction.MARK_DELETED:
            return PostGoneError(remedy.kind, sentence)
        return CallError(remedy.kind, sentence)

    def _refuse_deferred(self, visit: Visit, call: Call) -> None:
        """Tell the failure again for which an interface is not asked any more today."""
        why = self.means.deferrals.because(visit.account.account_id, call.path, visit.started_at)
        if why is not None:
            raise CallError(why.kind, why.sentence)

    def _not_understood(self, visit: Visit, call: Call, error: Exception) -> str:
        what = mask(str(error))[:LONGEST_QUOTE]
        return (
            f"{self.name} {call.path} answered {visit.account.account_id} with something unexpected: {what}."
        )

    def _masked(self, visit: Visit, text: str) -> str:
        entry = self.means.credentials.entries.get(visit.account.account_id, {})
        secrets = [str(value) for name, value in entry.items() if name.endswith(SECRET_ENDINGS)]
        return mask(text, secrets + self.means.tokens.secrets(visit.account.account_id))


def remedies(*rows: tuple[Reaction, ErrorKind, str, Iterable[int]]) -> Remedies:
    """A table of remedies by code, from rows of reaction, kind, advice and the codes they are for."""
    table = {}
    for reaction, kind, advice, codes in rows:
        table.update({str(code): Remedy(reaction, kind, advice) for code in codes})
    return table


def _request(base_address: str, call: Call) -> Request:
    query = f"?{urlencode(call.query)}" if call.query else ""
    url = f"{base_address}{call.path}{query}"
    if call.json is not None:
        body = json.dumps(call.json, ensure_ascii=False).encode()
        return Request(url, method="POST", body=body, headers={"Content-Type": "application/json"})
    if call.form is not None:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Request(url, method="POST", body=urlencode(call.form).encode(), headers=headers)
    return Request(url)
