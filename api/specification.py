"""The OpenAPI 3.1 document, made of the declarations that read the parameters and encode the answers.

The format: https://spec.openapis.org/oas/v3.1.1.html.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from api.problems import MEDIA_TYPE, ProblemDetails
from api.questions import QUESTIONS, Question
from api.rows import Page

VERSION: Final = "1.1.0"
"""Of the interface. A new question, filter or field raises the second number, anything that breaks a client
the first, which then stands in the paths as well."""

_ABOUT: Final = """\
What the hub knows, read-only, within the jurisdiction of the person a token speaks for: whoever is in charge
of a county sees its rows and those of the city and province above it, never a neighbour's. Instants are UTC,
days and weeks those of Asia/Shanghai; unknown is null, never 0. Answers come in pages: ask again with
`cursor` set to `next` until that is null."""
_REFUSALS: Final = {
    401: "No token, or none that holds.",
    403: "The person the token speaks for is in charge of nothing now.",
    405: "Everything is read with GET.",
    406: "The client does not accept JSON.",
    422: "A parameter is unknown, given twice or wrong, or the answer would take too much.",
    429: "The token asks too often; `Retry-After` says for how long to wait.",
    503: "The warehouse does not answer now; `Retry-After` says for how long to wait.",
}
_HEADERS: Final = {
    "ETag": ("Tag of this answer, for If-None-Match.", "string"),
    "X-Trace-Id": ("Id of this request in our log.", "string"),
    "Retry-After": ("Seconds to wait.", "integer"),
}


def specification(questions: Sequence[Question] = QUESTIONS) -> dict[str, Any]:
    """The document, ready to be written as JSON."""
    pages: list[Any] = [Page[question.row] for question in questions]  # type: ignore[name-defined]
    shapes, components = msgspec.json.schema_components(
        [*pages, ProblemDetails], ref_template="#/components/schemas/{name}"
    )
    refusals = {str(status): _refusal(status, shapes[-1]) for status in _REFUSALS}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fenghuo 烽火", "version": VERSION, "description": _ABOUT},
        "security": [{"token": []}],
        "paths": {
            question.path: {"get": _operation(question, shape, refusals)}
            for question, shape in zip(questions, shapes, strict=False)
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(question: Question, shape: dict[str, Any], refusals: dict[str, Any]) -> dict[str, Any]:
    answer = {
        "description": "A page.",
        "headers": _headers("ETag", "X-Trace-Id"),
        "content": {"application/json": {"schema": shape}},
    }
    unchanged = {
        "description": "The client has this answer already.",
        "headers": _headers("ETag", "X-Trace-Id"),
    }
    return {
        "operationId": question.name,
        "summary": question.summary,
        "description": question.description,
        "parameters": [*_parameters(question), _CONDITION],
        "responses": {"200": answer, "304": unchanged, **refusals},
    }


def _parameters(question: Question) -> list[dict[str, Any]]:
    schema = msgspec.json.schema(question.filters)["$defs"][question.filters.__name__]
    return [
        {
            "name": name,
            "in": "query",
            "description": of["description"],
            "schema": {key: value for key, value in of.items() if key != "description"},
        }
        for name, of in schema["properties"].items()
    ]


_CONDITION: Final = {
    "name": "If-None-Match",
    "in": "header",
    "description": "Tags of answers the client has.",
    "schema": {"type": "string"},
}


def _refusal(status: int, shape: dict[str, Any]) -> dict[str, Any]:
    waits = ("Retry-After",) if status in (429, 503) else ()
    return {
        "description": f"{HTTPStatus(status).phrase}. {_REFUSALS[status]}",
        "headers": _headers("X-Trace-Id", *waits),
        "content": {MEDIA_TYPE: {"schema": shape}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"description": _HEADERS[name][0], "schema": {"type": _HEADERS[name][1]}} for name in names}
