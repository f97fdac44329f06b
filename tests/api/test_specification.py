"""The OpenAPI document says what the interface does: Schemathesis asks what it allows, and what not."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from typer.testing import CliRunner

from api.questions import QUESTIONS, Question
from api.specification import specification
from cli.main import app
from tests.api.conftest import Caller

EXAMPLES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 30}
"""Of each operation: what is valid costs up to a second in the warehouse, what is not costs nothing."""
NOT_ASKED = [positive_data_acceptance]
"""A cursor is text that only an answer of ours can be; the document cannot say so."""


@pytest.fixture(scope="module")
def documented(address: str) -> Any:
    """The interface as its document describes it; tokens and tags are the business of `test_manners.py`."""
    document = json.loads(json.dumps(specification()))
    for path in document["paths"].values():
        path["get"]["parameters"] = [one for one in path["get"]["parameters"] if one["in"] == "query"]
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    schema.config.generation.with_security_parameters = False
    return schema


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_whatever_is_asked_is_answered_as_documented(
    documented: Any, address: str, county: Caller, question: Question, mode: GenerationMode
) -> None:
    operation = documented[question.path]["GET"]
    bearer = {"Authorization": f"Bearer {county.token}"}

    @hypothesis_settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case) -> None:
        # What leaves no trace in the address, such as an empty list, is not sent: nothing is wrong with it.
        sent = urlsplit(requests.Request("GET", address, params=case.query).prepare().url or "").query
        assume(set(case.query) <= set(dict(parse_qsl(sent, keep_blank_values=True))))
        case.call_and_validate(headers=bearer, excluded_checks=NOT_ASKED)

    asked()


def test_every_question_is_documented_field_by_field() -> None:
    document = specification()
    assert set(document["paths"]) == {question.path for question in QUESTIONS}
    schemas = document["components"]["schemas"]
    bare = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, of in schema["properties"].items()
        if not of.get("description")
    ]
    assert bare == []


def test_the_document_is_served_and_printed_alike(address: str) -> None:
    served_document = httpx.get(f"{address}/openapi.json", trust_env=False).json()
    printed = CliRunner().invoke(app, ["api", "specification"])
    assert json.loads(printed.output) == served_document == json.loads(json.dumps(specification()))
    assert served_document["openapi"].startswith("3.1")
