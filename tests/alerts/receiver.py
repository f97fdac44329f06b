"""A real webhook on loopback that keeps what it gets, and says what it is told to say."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Arrival:
    """One request: its path, headers and body, and the status it was answered with."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def message(self) -> dict[str, Any]:
        """The body, read as JSON."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def key(self) -> str:
        return self.headers["Idempotency-Key"]


class Receiver:
    """`answers` are its next status codes, then 200; `said` is what it answers, after `slow` seconds."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.answers: list[int] = []
        self.said = b""
        self.slow = 0.0
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.answers.pop(0) if receiver.answers else 200
                receiver.arrivals.append(Arrival(self.path, dict(self.headers), body, status))
                time.sleep(receiver.slow)
                self.send_response(status)
                self.send_header("Content-Length", str(len(receiver.said)))
                with suppress(ConnectionError):  # the other side may have gone
                    self.end_headers()
                    self.wfile.write(receiver.said)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.address = f"{self.origin}/hook/very-secret-key"

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What it took."""
        return [arrival.message for arrival in self.arrivals if arrival.status == 200]

    @property
    def told(self) -> list[tuple[str, str]]:
        """What it took, as episode and stage: the rule, or how it ended."""
        return [
            (episode["subject"], episode["rule"] if episode["state"] == "open" else episode["closed_as"])
            for message in self.messages
            for episode in message.get("episodes", ())
        ]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens while the block runs."""
    found = Receiver()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()
