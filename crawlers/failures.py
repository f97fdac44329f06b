"""What can go wrong during a visit. These end a call or a visit, never the program."""

from __future__ import annotations

from hub.records import ErrorKind


class CallError(Exception):
    """One call or page could not be had. The visit may go on with others.

    `sentence` says what happened, where, and what to do, without secrets; it ends up in `CrawlFinished`.
    """

    def __init__(self, kind: ErrorKind, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


class VisitError(CallError):
    """Nothing more can be asked for this account now; the visit ends here."""


class PostGoneError(CallError):
    """The platform confirms, asked for one post by its id, that it is gone."""
