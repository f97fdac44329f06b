"""SQL is read just far enough: comments, strings and quoted names hide what is inside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.statements import called_names, data_insert, split_statements, tokens, trailing_format


@given(st.text() | st.text(alphabet="';`\"-/*#\\\n a("))
def test_tokens_joined_give_the_text_back(sql: str) -> None:
    assert "".join(token.text for token in tokens(sql)) == sql


@given(st.lists(st.text(alphabet="ab;'\\-", max_size=5)), st.text(alphabet="ab;'` ", max_size=10))
def test_a_semicolon_in_a_string_or_comment_ends_nothing(words: list[str], comment: str) -> None:
    literals = ["'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words]
    wanted = [f"SELECT {literal}" for literal in literals]
    file = f"-- {comment}\n" + f"; /* {comment} */\n".join(wanted)
    assert [statement.rsplit("\n", 1)[-1] for statement in split_statements(file)] == wanted


@given(st.binary(), st.sampled_from(["", " SETTINGS x = 'FORMAT', y = 1 -- FORMAT"]))
def test_the_rows_behind_an_insert_are_cut_off_unchanged(data: bytes, settings: str) -> None:
    request = (
        f"INSERT INTO `FORMAT` (a, settings) -- FORMAT CSV\n{settings}\n FORMAT Native\n".encode() + data
    )
    found = data_insert(request)
    assert found is not None
    assert (found.format, found.data) == ("Native", data)
    assert found.settings.strip() == settings.strip()


@pytest.mark.parametrize(
    "sql", ["SELECT 1 FORMAT CSV", "INSERT INTO t VALUES (1)", "INSERT INTO t SELECT 1 FORMAT CSV", ""]
)
def test_other_statements_have_no_rows_behind_them(sql: str) -> None:
    assert data_insert(sql.encode()) is None


def test_calls_and_formats_are_recognised_through_comments() -> None:
    assert called_names("SELECT `File` /* x */ ('a'), 'url(', count (*)") == {"file", "count"}
    assert trailing_format("SELECT 1 FORMAT CSV ; -- done") == "CSV"
    assert trailing_format("SELECT 'FORMAT CSV'") is None
