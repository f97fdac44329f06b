"""The channels: a letter goes to a recipient by robot, mail, webhook or the console, and an answer comes
back.

A log line names the recipient and what was answered, never an address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from alerts.answers import Answer, tried
from alerts.messages import Letter
from alerts.recipients import Channel, Recipient
from alerts.webhook import post
from hub.settings import Settings

logger = logging.getLogger(__name__)
console = logging.getLogger("alerts.console")

LIMITS: Final[Mapping[Channel, int]] = {
    "wecom": 2048,
    "dingtalk": 19_000,
    "feishu": 19_000,
    "mail": 200_000,
    "webhook": 500_000,
    "console": 500_000,
}
"""Bytes of text a channel takes; 企业微信: 2,048 a message, 钉钉 and 飞书: 20 KB a request."""
HEADING: Final = 400
"""Bytes kept free for a message's head and tail."""


@dataclass(frozen=True)
class Channels:
    """Every channel, with the settings they share."""

    settings: Settings

    def send(self, recipient: Recipient, letter: Letter) -> Answer:
        """Send now, a few times if need be. Never raises for what a channel says."""
        answer = tried(lambda: self._ways()[recipient.channel](recipient, letter))
        told = {"recipient": recipient.recipient_id, "key": letter.key}
        if answer.taken:
            logger.info("A message was taken (%s)", answer.words, extra=told)
        else:
            logger.warning("A message was not taken (%s)", answer.words, extra=told)
        return answer

    def _ways(self) -> Mapping[Channel, Callable[[Recipient, Letter], Answer]]:
        return {
            "wecom": self._robot,
            "dingtalk": self._robot,
            "feishu": self._robot,
            "mail": self._mail,
            "webhook": lambda recipient, letter: post(recipient.address, letter, recipient.signing),
            "console": _log,
        }

    def _robot(self, recipient: Recipient, letter: Letter) -> Answer:
        from alerts import robots  # apprise and its plugins take a while, and not every hub has a robot

        try:
            address = robots.robot_address(recipient.channel, recipient.address, recipient.signing)
        except robots.Unusable as error:
            return Answer(False, str(error))
        return robots.deliver(address, letter)

    def _mail(self, recipient: Recipient, letter: Letter) -> Answer:
        from alerts import robots  # as above

        try:
            address = robots.mail_address(self.settings.mail, recipient.address.get_secret_value())
        except robots.Unusable as error:
            return Answer(False, str(error))
        return robots.deliver(address, letter, letter.subject, with_files=True)


def room(recipient: Recipient) -> int:
    """How many bytes of episodes one message to a recipient may hold."""
    return LIMITS[recipient.channel] - HEADING


def _log(_: Recipient, letter: Letter) -> Answer:
    console.warning("%s", letter.text, extra={"key": letter.key})
    return Answer(True, "已写入日志")
