"""A gathered demo province: what really happened in it, and what the hub says."""

from __future__ import annotations

from functools import cached_property

import msgspec

from demo.truth import Truth
from tests.alerts.receiver import Receiver
from tests.running_hub import RunningHub
from warehouse.client import Warehouse, connect


class Province:
    """One running hub beside its truth, and the webhook it tells of alerts."""

    def __init__(self, hub: RunningHub, webhook: Receiver, days: int) -> None:
        self.days = days
        self.hub = hub
        self.webhook = webhook

    @cached_property
    def truth(self) -> Truth:
        """What `fenghuo demo truth` says; asked once."""
        answer = self.hub.run("demo", "truth")
        assert answer.returncode == 0, answer.stderr
        return msgspec.json.decode(answer.stdout.encode(), type=Truth)

    def ask_truth_anew(self) -> None:
        """Forget what it said, which was true of an earlier instant."""
        self.__dict__.pop("truth", None)

    @cached_property
    def warehouse(self) -> Warehouse:
        """A connection to the hub's warehouse."""
        return connect(self.hub.settings())
