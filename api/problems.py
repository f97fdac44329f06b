"""Refusals as RFC 9457 problem details: a status, a title, and one sentence that says what to do.

Nothing a request brought is repeated in them: it may be a secret put in the wrong place.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.responses import Response

from hub.tracing import current_trace

MEDIA_TYPE = "application/problem+json"


class WrongParameter(Struct, kw_only=True):
    """A parameter that cannot be used."""

    parameter: Annotated[str, Meta(description="Its name; empty for one that is not known here.")]
    detail: Annotated[str, Meta(description="What is wrong with it.")]


class ProblemDetails(Struct, kw_only=True):
    """A refusal, as RFC 9457 has it."""

    type: Annotated[str, Meta(description="Always about:blank: the status says what kind it is.")] = (
        "about:blank"
    )
    title: Annotated[str, Meta(description="The name of the status.")]
    status: Annotated[int, Meta(description="The HTTP status.")]
    detail: Annotated[str, Meta(description="What is the matter and what to do, in one sentence.")]
    trace: Annotated[str, Meta(description="Id of the request, as our log has it.")]
    errors: (
        Annotated[list[WrongParameter], Meta(description="With 422: each wrong parameter.")] | UnsetType
    ) = UNSET


class Problem(Exception):
    """A request that is refused."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        errors: list[WrongParameter] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.errors = errors

    def response(self) -> Response:
        """The refusal as it is answered."""
        body = ProblemDetails(
            title=self.status.phrase,
            status=self.status,
            detail=self.detail,
            trace=current_trace(),
            errors=self.errors or UNSET,
        )
        headers = {"Cache-Control": "no-store", **self.headers}
        return Response(msgspec.json.encode(body), self.status, headers, MEDIA_TYPE)
