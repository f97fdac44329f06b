"""Reading a request: its token, what it accepts, and its parameters as the filters of a question.

Names and values that are not understood are not repeated in the refusal.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, Final

import msgspec
from starlette.requests import Request

from api.access import unauthorized
from api.filters import Paging
from api.problems import Problem, WrongParameter
from api.questions import Question

_WHERE: Final = re.compile(r" - at `\$\.(\w+)`\Z")
_QUALITY: Final = re.compile(r";\s*q=0(?:\.0*)?\s*\Z")


def shown_token(request: Request) -> str:
    """The token in the Authorization header, the only place for it. Raises Problem: 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized()
    return token.strip()


def require_accepting(request: Request, media_type: str) -> None:
    """Raise Problem, 406, where the client does not want an answer of this type."""
    accepted = ",".join(request.headers.getlist("Accept")) or "*/*"
    family = media_type.split("/", 1)[0] + "/*"
    for offered in accepted.split(","):
        wanted = offered.split(";", 1)[0].strip().lower()
        if wanted in ("*/*", family, media_type) and not _QUALITY.search(offered):
            return
    raise Problem(HTTPStatus.NOT_ACCEPTABLE, f"The answer is {media_type}; accept that.")


def read_filters(request: Request, question: Question) -> Paging:
    """The parameters of the address. Raises Problem, 422, for what is unknown, given twice or wrong."""
    known = {field.encode_name for field in msgspec.structs.fields(question.filters)}
    given = request.query_params.multi_items()
    values = dict(given)
    if not known.issuperset(values):
        listed = ", ".join(sorted(known))
        raise _wrong("", f"A parameter is not known here; those of this question are {listed}.")
    if len(values) < len(given):
        twice = next(name for name in values if len(request.query_params.getlist(name)) > 1)
        raise _wrong(twice, f"{twice} is given more than once; give it once.")
    return filters_of(question, values, strict=False)


def filters_of(question: Question, values: Any, *, strict: bool) -> Paging:
    """Values as the filters of a question; text for numbers unless `strict`. Raises Problem: 422."""
    try:
        return msgspec.convert(values, question.filters, strict=strict)
    except msgspec.ValidationError as error:
        where = _WHERE.search(str(error))
        if where is None:
            listed = ", ".join(
                sorted(field.encode_name for field in msgspec.structs.fields(question.filters))
            )
            raise _wrong("", f"A parameter is not known here; those of this question are {listed}.") from None
        raise _wrong(where[1], _must(question, where[1])) from None


def _must(question: Question, name: str) -> str:
    """What a parameter has to be, as the specification says it."""
    schema = msgspec.json.schema(question.filters)["$defs"][question.filters.__name__]["properties"][name]
    if "enum" in schema:
        return f"{name} must be one of {', '.join(schema['enum'])}."
    if schema.get("format") == "date":
        return f"{name} must be a day such as 2026-11-24."
    if schema["type"] == "integer":
        return f"{name} must be a whole number from {schema['minimum']} to {schema['maximum']}."
    return f"{name} must be written as the specification says: at most {schema['maxLength']} characters."


def _wrong(name: str, detail: str) -> Problem:
    errors = [WrongParameter(parameter=name, detail=detail)]
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)
