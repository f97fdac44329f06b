"""Posts that were not there when asked for: deleted, if they are still missing on another day.

One 404 proves nothing, since sites are rebuilt and moved; two on different Beijing days do. The memory is the
gatherer's own and ends with it: after a restart a missing post has to be missed twice again.
"""

from __future__ import annotations

from datetime import date


class Suspects:
    """The Beijing day on which each post was first missing."""

    def __init__(self) -> None:
        self._since: dict[str, date] = {}

    def missing(self, post_id: str, today: date) -> bool:
        """Note that a post is missing; whether it is deleted, being missing since an earlier day."""
        return self._since.setdefault(post_id, today) < today

    def found(self, post_id: str) -> None:
        """The post is there: forget the suspicion."""
        self._since.pop(post_id, None)

    def is_due(self, post_id: str, today: date) -> bool:
        """Whether a suspect is to be asked for again, which is on any later day."""
        since = self._since.get(post_id)
        return since is not None and since < today
