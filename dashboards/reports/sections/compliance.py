"""更新合规: who passed the month's checks, in the form of the notices that provinces publish.

The rule is 国办秘函〔2019〕19号: an account without an update in the two weeks before the moment of checking
fails, whatever else it did. We check at the first successful visit of each day. A failure stays in the notice
after recovery; the pass rate after re-check is told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.reports.document import Block, Cell, Column, Definition, Heading, Paragraph, Table, cell, row
from dashboards.reports.facts import Account, Check, Facts
from dashboards.reports.places import by_place, names_of
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import cut, listed, moment, percent, share_words


@dataclass(frozen=True)
class Verdicts:
    """The accounts of a group: to be checked, checked, failed, and of the failed those that pass now."""

    due: Sequence[Account]
    checked: Sequence[Account]
    failed: Sequence[Account]
    recovered: Sequence[Account]

    @property
    def passed(self) -> int:
        """How many passed every check."""
        return len(self.checked) - len(self.failed)


def compliance(facts: Facts) -> Section:
    """The section 更新合规."""
    judged = _judged(facts)
    verdicts = verdicts_of(judged, facts.checks)
    blocks: list[Block] = [Paragraph(_words(facts, verdicts))]
    if verdicts.checked:
        blocks += [Heading("（一）合格情况", 2), *_tables(facts)]
        blocks += [Heading("（二）表现较好的", 2), Paragraph(_praise(facts))]
        blocks += [Heading("（三）存在的问题", 2), *_failures(facts, verdicts)]
        blocks += [Heading("（四）上月问题复查", 2), Paragraph(_recheck(facts))]
    blocks += _asked(facts)
    blocks.append(_definition(facts))
    return Section("更新合规", blocks)


def _judged(facts: Facts) -> list[Account]:
    """Whom a notice judges: the brigade's own accounts. Others are not subordinate to it, and are asked."""
    return [account for account in facts.accounts if facts.scope.outside or not account.outside]


def verdicts_of(accounts: Sequence[Account], checks: dict[str, Check]) -> Verdicts:
    """How a group fared. Deregistering accounts and platforms that are not gathered are not due."""
    due = [account for account in accounts if account.gathered and account.state != "deregistering"]
    checked = [account for account in due if account.account_id in checks]
    failed = [account for account in checked if checks[account.account_id].failed]
    return Verdicts(due, checked, failed, [account for account in failed if account.state == "active"])


def _words(facts: Facts, verdicts: Verdicts) -> str:
    judged = _judged(facts)
    due, checked = len(verdicts.due), len(verdicts.checked)
    accounts = f"{'台账账号' if facts.scope.outside else '消防队伍账号'} {len(judged)} 个，应检查 {due} 个"
    if not checked:
        return f"{accounts}；{facts.period.word}没有一个账号采集成功，合格情况未知。"
    previous = verdicts_of(judged, facts.previous_checks)
    before = (
        f"上月合格率 {share_words(previous.passed, len(previous.checked))}。"
        if previous.checked
        else "上月没有检查记录，暂不可比。"
    )
    after = verdicts.passed + len(verdicts.recovered)
    return (
        f"{accounts}，检查 {checked} 个，占 {percent(checked / due)}；"
        f"合格 {verdicts.passed} 个，合格率 {share_words(verdicts.passed, checked)}，"
        f"复查后合格率 {share_words(after, checked)}。{before}"
    )


def _tables(facts: Facts) -> list[Block]:
    tables: list[Block] = []
    if not facts.scope.unit:
        tables.append(_table(_areas(facts), "地区", by_place(facts, _judged(facts)), facts))
    for caption, name, key in _GROUPINGS:
        tables.append(_table(caption, name, _grouped(_judged(facts), key), facts))
    return tables


def _areas(facts: Facts) -> str:
    return "各市合格情况（市含所辖县）" if facts.scope.level == "province" else "各县（市、区）合格情况"


_GROUPINGS: tuple[tuple[str, str, Callable[[Account], tuple[object, str]]], ...] = (
    ("各平台合格情况", "平台", lambda account: (account.platform, account.platform_name)),
    ("各级合格情况", "级别", lambda account: (account.level_order, account.level_name)),
)


def _grouped(
    accounts: Sequence[Account], key: Callable[[Account], tuple[object, str]]
) -> list[tuple[str, list[Account]]]:
    groups: dict[tuple[object, str], list[Account]] = defaultdict(list)
    for account in accounts:
        groups[key(account)].append(account)
    return [(name, groups[order, name]) for order, name in sorted(groups, key=str)]


def _table(caption: str, name: str, groups: Sequence[tuple[str, Sequence[Account]]], facts: Facts) -> Table:
    columns = (
        Column(name, "left", 1.4),
        Column("账号"),
        Column("应检查"),
        Column("已检查"),
        Column("合格"),
        Column("不合格"),
        Column("合格率", share=1.1),
        Column("复查后", share=1.1),
    )
    return Table(caption, columns, [_row(label, accounts, facts) for label, accounts in groups])


def _row(label: str, accounts: Sequence[Account], facts: Facts) -> list[Cell]:
    verdicts = verdicts_of(accounts, facts.checks)
    checked = len(verdicts.checked)
    return row(
        label,
        len(accounts),
        len(verdicts.due),
        checked,
        verdicts.passed,
        cell(len(verdicts.failed), urgent=bool(verdicts.failed)),
        percent(verdicts.passed / checked) if checked else None,
        percent((verdicts.passed + len(verdicts.recovered)) / checked) if checked else None,
    )


def _praise(facts: Facts) -> str:
    """Areas of which every account was checked and passed; not accounts, and not by reads or likes."""
    groups = [] if facts.scope.unit else by_place(facts, _judged(facts))
    full = [name for name, accounts in groups if _is_full(verdicts_of(accounts, facts.checks))]
    if not full:
        return "没有全部检查且全部合格的地区。"
    return f"账号全部检查且全部合格的地区 {len(full)} 个：{listed(full)}。"


def _is_full(verdicts: Verdicts) -> bool:
    return bool(verdicts.checked) and len(verdicts.checked) == len(verdicts.due) and not verdicts.failed


def _failures(facts: Facts, verdicts: Verdicts) -> list[Block]:
    unchecked = [account for account in verdicts.due if account.account_id not in facts.checks]
    blocks: list[Block] = []
    if verdicts.failed:
        caption = (
            "两周不更新的账号" if facts.scope.outside else "不合格账号（单项否决：两周不更新，含已恢复的）"
        )
        blocks.append(_failure_table(caption, verdicts.failed, facts))
    else:
        blocks.append(Paragraph("已检查的账号没有两周不更新的。"))
    if unchecked:
        blocks.append(
            Paragraph(
                f"全月没有采集成功、合格与否未知的账号 {len(unchecked)} 个，不判不合格："
                f"{listed(names_of(unchecked))}。"
            )
        )
    return blocks


def _asked(facts: Facts) -> list[Block]:
    """The other accounts that were silent for a fortnight: facts, no verdict."""
    if facts.scope.outside:
        return []
    verdicts = verdicts_of([account for account in facts.accounts if account.outside], facts.checks)
    if not verdicts.failed:
        return []
    return [
        Heading("（五）商请部门、媒体和乡镇关注的", 2),
        _failure_table("两周没有更新的部门、媒体和乡镇账号（不作通报）", verdicts.failed, facts),
    ]


def _failure_table(caption: str, accounts: Sequence[Account], facts: Facts) -> Table:
    columns = (
        Column("账号", "left", 2.2),
        Column("平台", "left", 1.1),
        Column("地区", "left", 1.4),
        Column("断更前最后更新", "center", 1.4),
        Column("首次不合格", "center", 1.4),
        Column("最长静默", share=0.9),
        Column("现在", "center", 0.9),
    )
    return Table(
        caption, columns, [_failure(account, facts.checks[account.account_id]) for account in accounts]
    )


def _failure(account: Account, check: Check) -> list[Cell]:
    now = {"active": "已恢复", "silent": "未恢复", "unknown": "未知"}[account.state]
    return row(
        cell(cut(account.account_name, 28), account.last_url),
        account.platform_name,
        account.place,
        moment(check.failed_since)[:10] if check.failed_since else "没有作品",
        check.failed_on,
        f"{check.longest_silence} 天",
        cell(now, urgent=account.state == "silent"),
    )


def _recheck(facts: Facts) -> str:
    previous = verdicts_of(_judged(facts), facts.previous_checks)
    if not previous.checked:
        return "上月没有检查记录。"
    if not previous.failed:
        return "上月没有不合格账号。"
    mended = [account for account in previous.failed if account.state == "active"]
    left = [account for account in previous.failed if account.state != "active"]
    words = (
        f"上月不合格 {len(previous.failed)} 个，复查 {len(previous.failed)} 个，已恢复更新 {len(mended)} 个。"
    )
    return words + (f"尚未恢复或状态未知：{listed(names_of(left))}。" if left else "")


def _definition(facts: Facts) -> Definition:
    others = "" if facts.scope.outside else "行业部门、媒体和乡镇不归消防队伍管，不计入合格率；"
    return Definition(
        "口径：依据国办秘函〔2019〕19号，检查时点前两周不更新为单项否决。每天首次采集成功时检查一次，"
        f"全月任何一次检查静默满 14 天即不合格，恢复后仍列入；{others}"
        "“复查后”把数据截止时已恢复更新的计为合格。"
        "未接入采集的平台和注销中的账号不检查；没有采集成功的不判。阅读、粉丝和发布数量不作为合格指标。"
        f"数据截至 {moment(facts.cutoff)}。"
    )
