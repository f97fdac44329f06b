"""A report's reader: one of the staff, and the warehouse as he sees it."""

from __future__ import annotations

from datetime import date

from cli.context import warehouse_to_read
from hub.errors import ConfigError
from hub.settings import Settings
from warehouse.client import Warehouse
from warehouse.passwords import speaking_for
from warehouse.staff import Person, find_person


def reader_of(warehouse: Warehouse, login: str, day: date) -> Person:
    """A login's entry. Raises ConfigError where there is none, or none that holds on this Beijing day."""
    person = find_person(warehouse, login)
    if not person.valid_on(day):
        raise ConfigError(
            f"“{login}”的辖区现在无效（起 {person.valid_from}，止 {person.valid_until or '长期'}）；"
            "用 fenghuo staff list 查看。"
        )
    return person


def warehouse_as(settings: Settings, reader: Person) -> Warehouse:
    """The warehouse asked in the reader's name: it holds his jurisdiction itself, as for the dashboards."""
    return warehouse_to_read(speaking_for(settings, reader.login))
