"""Reads the small YAML file in which a person writes down one site's rules, and names every fault in it.

    list:
      address: https://www.example.gov.cn/xw/index.html   # the roster's, where it is left out
      row: ul.news > li            # CSS, or XPath where it begins with / ./ or (
      link: a                      # in a row: its first link, where it is left out
      title: a::attr(title)        # in a row
      date: span.date              # in a row
      date_format: "[%y-%m-%d]"    # only for dates that are not read without it
      paging: {address: "index_{page}.html", second: 1, most: 5}      # or {link: a.next}
    article:
      title: h1
      date: .info .time
      date_format: "%d/%m/%Y %H:%M"
      source: .info .source
      text: "#zoom"
      without: [.tools, .qrcode]   # parts of the text's element that are no text of the article

Everything may be left out; what is left out is read by the general rules. A fault is one sentence in Chinese,
since staff write these files: where it is, and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import yaml

from crawlers.addresses import DEMO_SCHEME
from crawlers.pages.date_format import DateFormat, date_format
from crawlers.pages.selectors import Selector, is_xpath, selector
from crawlers.pages.site_rules import MOST_PAGES, NO_RULES, ArticleRules, ListRules, Paging, SiteRules

LARGEST: Final = 64_000
"""Bytes beyond which a file is no small set of rules."""

MOST_LIST_PAGES: Final = 50
"""The largest number of list pages that rules may ask for."""

Value = TypeVar("Value")
_Reader = Callable[[yaml.Node, str], Any]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place of a rules file. `line` 0 and `key` "": the whole file."""

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        line = f" 第 {self.line} 行" if self.line else ""
        key = f" {self.key}" if self.key else ""
        return f"{self.file}{line}{key}：{self.sentence}"


def read_site_file(path: Path) -> tuple[SiteRules, list[Fault]]:
    """The rules of a file, and every fault in it; with faults, the rules are not to be used."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return NO_RULES, [Fault(path.name, 0, "", f"文件读不了（{error.strerror}），请检查路径和权限。")]
    return parse_site_rules(content, path.name)


def parse_site_rules(content: bytes, file: str) -> tuple[SiteRules, list[Fault]]:
    """The rules that bytes hold, and every fault; `file` is what the faults call them."""
    reading = _Reading(file)
    return reading.rules(content), sorted(reading.faults, key=lambda fault: fault.line)


class _Reading:
    """One file being read: faults are noted, and reading goes on."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.faults: list[Fault] = []

    def rules(self, content: bytes) -> SiteRules:
        root = self._composed(content)
        if root is None:
            return NO_RULES
        sections = self._entries(root, "", ("list", "article"))
        if not sections and not self.faults:
            self._note(root, "", "没有 list 也没有 article，请至少写一项规则。")
        return SiteRules(
            self._list(sections["list"]) if "list" in sections else NO_RULES.list,
            self._article(sections["article"]) if "article" in sections else NO_RULES.article,
        )

    def _composed(self, content: bytes) -> yaml.Node | None:
        if len(content) > LARGEST:
            self._note(None, "", f"文件超过 {LARGEST // 1000} KB，不像一个网站的规则，请检查。")
            return None
        try:
            root = yaml.compose(content.decode("utf-8-sig"), Loader=yaml.SafeLoader)
        except UnicodeDecodeError:
            self._note(None, "", "文件不是 UTF-8 编码，请另存为 UTF-8。")
        except yaml.YAMLError as error:
            line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
            self.faults.append(Fault(self._file, line, "", "不是正确的 YAML，请检查缩进、冒号和引号。"))
        except RecursionError:
            self._note(None, "", "层次太深，不像一个网站的规则，请检查。")
        else:
            if root is None:
                self._note(None, "", "文件是空的，请写上 list 或 article。")
            return root
        return None

    def _list(self, node: yaml.Node) -> ListRules:
        read = self._fields(node, "list", ListRules, {"address": self._address, "paging": self._paging})
        rules = ListRules(**read)
        if rules.row is None:
            needless = [name for name in ("link", "title", "date") if name in read]
            if needless:
                self._note(node, f"list.{needless[0]}", "缺少 list.row（一行在哪里），请补上。")
        if rules.date_format and not rules.date:
            self._note(node, "list.date_format", "缺少 list.date（日期在行里的位置），请补上。")
        return rules

    def _article(self, node: yaml.Node) -> ArticleRules:
        rules = ArticleRules(**self._fields(node, "article", ArticleRules, {"without": self._selectors}))
        if rules.date_format and not rules.date:
            self._note(node, "article.date_format", "缺少 article.date（日期在页面的位置），请补上。")
        if rules.without and not rules.text:
            self._note(node, "article.without", "缺少 article.text（正文在页面的位置），请补上。")
        return rules

    def _paging(self, node: yaml.Node, key: str) -> Paging | None:
        readers = {"address": self._template, "second": self._number, "most": self._number}
        read = self._fields(node, key, Paging, readers)
        if len(read.keys() & {"address", "link"}) != 1:
            self._note(node, key, "address（带 {page} 的地址）和 link（下一页的链接）须写且只写一个。")
            return None
        if not 1 <= read.get("most", MOST_PAGES) <= MOST_LIST_PAGES:
            self._note(node, f"{key}.most", f"页数应在 1 到 {MOST_LIST_PAGES} 之间，请改正。")
        return Paging(**read)

    def _fields(
        self, node: yaml.Node, key: str, kind: type[Any], readers: Mapping[str, _Reader]
    ) -> dict[str, Any]:
        """What a section says, by the names of the class it describes; what cannot be used is left out."""
        known = tuple(field.name for field in fields(kind))
        usual: dict[str, _Reader] = dict.fromkeys(known, self._selector) | {"date_format": self._form}
        read = {
            name: ({**usual, **readers})[name](value, f"{key}.{name}")
            for name, value in self._entries(node, key, known).items()
        }
        return {name: value for name, value in read.items() if value is not None}

    def _entries(self, node: yaml.Node, key: str, known: tuple[str, ...]) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._note(node, key, f"这里应是若干“名称: 值”，可用的名称有 {'、'.join(known)}。")
            return {}
        entries: dict[str, yaml.Node] = {}
        for name_node, value in node.value:
            name = name_node.value if isinstance(name_node, yaml.ScalarNode) else ""
            full = f"{key}.{name}" if key else str(name)
            if name not in known:
                self._note(name_node, full, f"没有这一项，可用的有 {'、'.join(known)}。")
            elif name in entries:
                self._note(name_node, full, "这一项写了两次，请删去一个。")
            else:
                entries[name] = value
        return entries

    def _selector(self, node: yaml.Node, key: str) -> Selector | None:
        written = self._written(node, key)
        if not written:
            return None
        if key.startswith("list.") and key not in ("list.row", "list.paging.link") and written[0] == "/":
            self._note(node, key, "行内的 XPath 要以 ./ 开头，否则找的是整页，请改正。")
            return None
        try:
            return selector(written)
        except ValueError:
            kind = "XPath" if is_xpath(written) else "CSS"
            self._note(node, key, f"“{written}”不是正确的 {kind} 选择器，请改正。")
            return None

    def _selectors(self, node: yaml.Node, key: str) -> tuple[Selector, ...]:
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        return tuple(filter(None, (self._selector(one, key) for one in nodes)))

    def _form(self, node: yaml.Node, key: str) -> DateFormat | None:
        written = self._written(node, key)
        try:
            return date_format(written) if written else None
        except ValueError as error:
            self._note(node, key, _about_form(written, str(error)))
            return None

    def _address(self, node: yaml.Node, key: str) -> str | None:
        written = self._written(node, key)
        if written and not _is_address(written):
            self._note(node, key, "地址应以 http:// 或 https:// 开头，且不含空格、用户名和密码。")
            return None
        return written or None

    def _template(self, node: yaml.Node, key: str) -> str | None:
        written = self._written(node, key)
        if written and "{page}" not in written:
            self._note(node, key, "下一页的地址里要有 {page}，它代表页码。")
            return None
        return written or None

    def _number(self, node: yaml.Node, key: str) -> int | None:
        written = self._written(node, key)
        if written and not (written.isascii() and written.isdigit() and len(written) < 6):
            self._note(node, key, f"“{written}”不是数字，请改正。")
            return None
        return int(written) if written else None

    def _written(self, node: yaml.Node, key: str) -> str:
        """A value's text; "" where there is none, which is noted."""
        value = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
        if not value or getattr(node, "tag", "").endswith(":null"):
            self._note(node, key, "这一项要写一个值，或者整项删去。")
            return ""
        return value

    def _note(self, node: yaml.Node | None, key: str, sentence: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 0
        self.faults.append(Fault(self._file, line, " ".join(key.split()), " ".join(sentence.split())))


def _about_form(written: str, part: str) -> str:
    if part in written:
        return f"“{written}”里的 {part} 用不了或写了两次；可用 %Y 或 %y、%m、%d、%H、%M、%S 各一次。"
    return f"“{written}”里缺少 {part}，请补上；年、月、日都要有，有 %H 就要有 %M。"


def _is_address(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    if any(character.isspace() for character in written) or "@" in parts.netloc:
        return False
    return written.startswith(DEMO_SCHEME) or (parts.scheme in ("http", "https") and bool(parts.hostname))
