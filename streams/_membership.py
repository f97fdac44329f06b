"""Who of a group holds which partition of the embedded log.

Members share by leases: each takes free partitions up to its share and gives back what exceeds it, oldest
member first. A member is alive as long as it holds the lock on its own file, which the kernel lets go of when
the process dies, and has been seen within the lease, which covers one that hangs.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
import uuid
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from hub.errors import AlreadyRunning
from streams._store import Store
from streams.log import TopicPartition


class Holding(NamedTuple):
    """What a member holds, and which part of it is to change hands as soon as its messages are committed."""

    held: dict[TopicPartition, int]
    """Its partitions and their ids."""
    leaving: frozenset[TopicPartition]
    kept: frozenset[TopicPartition]
    """Those held without a break since the last refresh. What was taken again others may have read."""


class Membership:
    """One consumer's place in its group. `lease` is in seconds."""

    def __init__(self, store: Store, group: str, topics: Sequence[str], lease: float) -> None:
        self.member = uuid.uuid4().hex
        self._store = store
        self._group = group
        self._topics = json.dumps(sorted(topics))
        self._lease = lease
        self._joined_at = time.time()
        self._directory = _directory(store)
        self._sign_of_life = _SignOfLife(self._directory / self.member)

    def refresh(self, connection: sqlite3.Connection, busy: Collection[TopicPartition]) -> Holding:
        """Say that we live, forget who does not, and take or give back partitions until our share is right.

        `busy` are partitions with messages that were handed out and not committed; they are not given back.
        """
        with self._store.transaction(connection):
            self._record_ourselves(connection)
            self._forget_the_dead(connection)
            share = self._share(connection)
            leaving = self._give_back(connection, share, busy)
            kept = frozenset(self._held(connection))
            self._take(connection, share)
            return Holding(self._held(connection), leaving, kept)

    def still_holds(self, connection: sqlite3.Connection, partition_id: int) -> bool:
        """Whether the lease is ours. Ask inside the transaction that relies on it."""
        row = connection.execute(_HOLDER, {"group": self._group, "partition_id": partition_id}).fetchone()
        return row is not None and row[0] == self.member

    def leave(self, connection: sqlite3.Connection) -> None:
        """Give everything back."""
        try:
            with self._store.transaction(connection):
                _forget(connection, self.member)
        finally:
            self._sign_of_life.end()

    def _record_ourselves(self, connection: sqlite3.Connection) -> None:
        row = {
            "member": self.member,
            "group": self._group,
            "topics": self._topics,
            "joined_at": self._joined_at,
            "now": time.time(),
        }
        connection.execute(_RECORD_MEMBER, row)

    def _forget_the_dead(self, connection: sqlite3.Connection) -> None:
        now = time.time()
        for member, seen_at in connection.execute(_MEMBERS, {"group": self._group}).fetchall():
            # abs(): a clock that was set back must not keep a hanging member alive.
            if abs(now - seen_at) > self._lease or not self._lives(member):
                _forget(connection, member)

    def _lives(self, member: str) -> bool:
        return member == self.member or _is_locked(self._directory / member)

    def _share(self, connection: sqlite3.Connection) -> int:
        parameters = {"group": self._group, "topics": self._topics}
        peers = [row[0] for row in connection.execute(_PEERS, parameters)]
        partitions = connection.execute(_COUNT_PARTITIONS, parameters).fetchone()[0]
        least, rest = divmod(int(partitions), len(peers))
        return least + (1 if peers.index(self.member) < rest else 0)

    def _give_back(
        self, connection: sqlite3.Connection, share: int, busy: Collection[TopicPartition]
    ) -> frozenset[TopicPartition]:
        held = self._held(connection)
        surplus = sorted(held, key=lambda tp: (tp in busy, tp))[: max(0, len(held) - share)]
        free = [{"group": self._group, "partition_id": held[tp]} for tp in surplus if tp not in busy]
        connection.executemany(_GIVE_BACK, free)
        return frozenset(tp for tp in surplus if tp in busy)

    def _take(self, connection: sqlite3.Connection, share: int) -> None:
        parameters = {"group": self._group, "topics": self._topics}
        wanted = share - len(self._held(connection))
        free = connection.execute(_FREE_PARTITIONS, parameters).fetchall()[: max(0, wanted)]
        rows = [{"group": self._group, "partition_id": row[0], "member": self.member} for row in free]
        connection.executemany(_TAKE, rows)

    def _held(self, connection: sqlite3.Connection) -> dict[TopicPartition, int]:
        rows = connection.execute(_HELD, {"group": self._group, "member": self.member})
        return {TopicPartition(topic, partition): partition_id for partition_id, topic, partition in rows}


def require_no_members(connection: sqlite3.Connection, store: Store, group: str) -> None:
    """Raises AlreadyRunning while a process that lives is a member of the group."""
    members = [row[0] for row in connection.execute(_MEMBERS, {"group": group})]
    if any(_is_locked(_directory(store) / member) for member in members):
        raise AlreadyRunning(f"The group {group} has members that read the stream; stop them first.")


def _directory(store: Store) -> Path:
    return store.path.with_name(store.path.name + ".members")


class _SignOfLife:
    """A lock on a file that ends with the process, however it ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(exist_ok=True)
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def end(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def _is_locked(path: Path) -> bool:
    """Whether the file's owner lives. The file of a dead one is removed."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        path.unlink(missing_ok=True)
        return False
    finally:
        os.close(descriptor)


def _forget(connection: sqlite3.Connection, member: str) -> None:
    connection.execute("DELETE FROM leases WHERE member = :member", {"member": member})
    connection.execute("DELETE FROM members WHERE member = :member", {"member": member})


_HOLDER = "SELECT member FROM leases WHERE group_name = :group AND partition_id = :partition_id"
_RECORD_MEMBER = """
    INSERT INTO members (member, group_name, topics, joined_at, seen_at)
    VALUES (:member, :group, :topics, :joined_at, :now)
    ON CONFLICT (member) DO UPDATE SET seen_at = :now
"""
_MEMBERS = "SELECT member, seen_at FROM members WHERE group_name = :group"
_PEERS = """
    SELECT member FROM members WHERE group_name = :group AND topics = :topics ORDER BY joined_at, member
"""

_COUNT_PARTITIONS = "SELECT count(*) FROM partitions WHERE topic IN (SELECT value FROM json_each(:topics))"
_GIVE_BACK = "DELETE FROM leases WHERE group_name = :group AND partition_id = :partition_id"
_FREE_PARTITIONS = """
    SELECT partition_id FROM partitions
    WHERE topic IN (SELECT value FROM json_each(:topics))
      AND partition_id NOT IN (SELECT partition_id FROM leases WHERE group_name = :group)
    ORDER BY partition, topic
"""
_TAKE = "INSERT INTO leases (group_name, partition_id, member) VALUES (:group, :partition_id, :member)"
_HELD = """
    SELECT partition_id, topic, partition FROM leases JOIN partitions USING (partition_id)
    WHERE group_name = :group AND member = :member
"""
