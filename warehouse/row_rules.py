"""Which rows of each table a jurisdiction leaves: one SQL condition a table, derived from its columns.

A table with `account_id`, `region_code` or `post_id` follows from that. What follows from nothing is listed
here with its rule or with the reason why everybody may read it; a table that is neither is withheld from
everyone whose jurisdiction is not the whole, until somebody decides. The same conditions are the filters of
the embedded server (`warehouse/confinement.py`) and the row policies of a ClickHouse server
(`warehouse/grants.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from warehouse.jurisdiction import Jurisdiction
from warehouse.quoting import quoted_name, quoted_text

NOTHING: Final = "0"
"""A condition that holds for no row."""

OPEN: Final[Mapping[str, str]] = {
    "departments": "行业部门名录，是公开的名称表",
    "schema_migrations": "表结构的版本，不含业务数据",
    "kept_rounds": "各项结果何时算出，不含业务数据",
    "alert_evaluations": "判定进度，不含账号",
    "stream_lag": "采集积压的总量，不含账号",
    "survey_questions": "调查的题目，不含结果",
    "survey_group_audiences": "组别与受众的对应，不含结果",
}
"""Tables everybody may read whole, with the reason."""

HIDDEN: Final[Mapping[str, str]] = {
    "api_tokens": "接口令牌的散列，只供本系统核对",
    "staff_logins": "密码的散列，只供本系统核对登录",
}
"""Tables no staff may read at all, whatever their jurisdiction."""

THROUGH_VIEWS: Final[Mapping[str, str]] = {
    "assigned_releases": "应转载账号写在一格里，含别的辖区；请查 v_assigned_targets",
    "alert_messages": "一条消息会说到多个辖区；请查 v_alerts",
    "alert_attempts": "收件人属全省值守；请查 v_alerts",
    "v_alert_messages": "一条消息会说到多个辖区；请查 v_alerts",
}
"""What may not be named by those who don't see everything: a cell of these tells of other jurisdictions'
accounts, and only other views show what is one's own. Rows are filtered all the same."""

_Rule = Callable[[Jurisdiction, str], str]


def row_filters(
    jurisdiction: Jurisdiction, tables: Mapping[str, Sequence[str]], database: str
) -> dict[str, str]:
    """The condition on each table's rows, by table; those without one are read whole.

    `tables` gives the columns of each (`queries/columns.sql`). Subqueries name their tables with the database
    and rely on the filters of those in turn.
    """
    filters = {table: _condition(jurisdiction, table, columns, database) for table, columns in tables.items()}
    return {table: condition for table, condition in filters.items() if condition is not None}


def unruled(tables: Mapping[str, Sequence[str]]) -> list[str]:
    """The tables for which nobody has decided yet: no column that tells, no rule, no reason."""
    decided = {*OPEN, *HIDDEN, *_SPECIAL}
    return [
        table for table, columns in tables.items() if table not in decided and _by_column(columns) is None
    ]


def _condition(jurisdiction: Jurisdiction, table: str, columns: Iterable[str], database: str) -> str | None:
    if table in HIDDEN:
        return NOTHING
    if table == "staff_regions":
        return _staff(jurisdiction)
    if jurisdiction.whole or table in OPEN:
        return None
    rule = _SPECIAL.get(table) or _by_column(columns)
    return rule(jurisdiction, database) if rule else NOTHING


def _staff(jurisdiction: Jurisdiction) -> str | None:
    """Everybody reads his own entry; the list is for those who keep it."""
    if jurisdiction.whole and jurisdiction.role in ("province", "operator"):
        return None
    return _among("login", [jurisdiction.login])


def _by_column(columns: Iterable[str]) -> _Rule | None:
    present = set(columns)
    return next((rule for column, rule in _BY_COLUMN.items() if column in present), None)


def _accounts(jurisdiction: Jurisdiction, _: str) -> str:
    return _among("account_id", jurisdiction.visible_accounts)


def _own_accounts(jurisdiction: Jurisdiction, _: str) -> str:
    return _among("account_id", jurisdiction.own_accounts)


def _regions(jurisdiction: Jurisdiction, _: str) -> str:
    return _among("region_code", jurisdiction.visible_regions)


def _own_regions(jurisdiction: Jurisdiction, _: str) -> str:
    return _among("region_code", jurisdiction.own_regions)


def _posts(_: Jurisdiction, database: str) -> str:
    return _in_place("post_id IN (SELECT post_id FROM @.posts)", database)


def _subjects(jurisdiction: Jurisdiction, _: str) -> str:
    # A subject is an account, a region, or a region with what it is about behind a stroke.
    return _among("splitByChar('/', subject)[1]", jurisdiction.own_accounts | jurisdiction.own_regions)


def _episodes(_: Jurisdiction, database: str) -> str:
    return _in_place("episode_id IN (SELECT episode_id FROM @.alert_episodes)", database)


def _messages(_: Jurisdiction, database: str) -> str:
    return _in_place("hasAny(episode_ids, (SELECT groupArray(episode_id) FROM @.alert_episodes))", database)


def _attempts(_: Jurisdiction, database: str) -> str:
    return _in_place("(recipient, number) IN (SELECT recipient, number FROM @.alert_messages)", database)


def _letters(_: Jurisdiction, database: str) -> str:
    return _in_place("letter_id IN (SELECT letter_id FROM @.dead_letters)", database)


def _record_keys(jurisdiction: Jurisdiction, database: str) -> str:
    posts = _in_place("record_key IN (SELECT post_id FROM @.posts)", database)
    return f"{_among('record_key', jurisdiction.own_accounts)} OR {posts}"


def _addressed(jurisdiction: Jurisdiction, _: str) -> str:
    visible = ", ".join(quoted_text(code) for code in sorted(jurisdiction.visible_regions))
    return f"empty(regions) OR hasAny(regions, [{visible}]::Array(String))"


def _follow_ups(jurisdiction: Jurisdiction, _: str) -> str:
    # For those in charge, as alerts are. An account's row carries its region too, so the account decides.
    of_accounts = _among("account_id", jurisdiction.own_accounts)
    of_regions = _among("region_code", jurisdiction.own_regions)
    return f"({of_accounts}) OR (account_id = '' AND ({of_regions}))"


def _targets(jurisdiction: Jurisdiction, _: str) -> str:
    own = ", ".join(quoted_text(name) for name in sorted(jurisdiction.own_accounts))
    return f"hasAny(targets, [{own}])" if own else NOTHING


_BY_COLUMN: Final[Mapping[str, _Rule]] = {"account_id": _accounts, "region_code": _regions, "post_id": _posts}
_SPECIAL: Final[Mapping[str, _Rule]] = {
    "staff_regions": lambda jurisdiction, _: _among("login", [jurisdiction.login]),
    "alert_episodes": _subjects,
    "alert_history": _episodes,
    "alert_messages": _messages,
    "alert_attempts": _attempts,
    "assigned_releases": _targets,
    "authorisations": _own_accounts,
    "campaigns": _addressed,
    "dead_letters": _own_accounts,
    "dead_letter_fates": _letters,
    "survey_respondents": _own_regions,
    "survey_regions": _own_regions,
    "follow_ups": _follow_ups,
    "unknown_fields": _record_keys,
    "warnings": _addressed,
}


def _in_place(condition: str, database: str) -> str:
    """A condition with the database in the place of its `@`: a setting knows no current one."""
    return condition.replace("@", quoted_name(database))


def _among(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(quoted_text(value) for value in sorted(values))
    return f"{column} IN ({listed})" if listed else NOTHING
