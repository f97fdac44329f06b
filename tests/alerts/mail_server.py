"""An SMTP server on loopback, to see what a mail looks like when it arrives."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest


class MailServer:
    """An SMTP server on loopback that keeps the mails it gets."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        kept = self.mails

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self._say("220 ready")
                while line := self.rfile.readline():
                    command = line[:4].upper()
                    if command == b"DATA":
                        self._say("354 go on")
                        kept.append(message_from_bytes(self._body(), policy=policy.default))
                    self._say("221 bye" if command == b"QUIT" else "250 ok")
                    if command == b"QUIT":
                        return

            def _body(self) -> bytes:
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line)
                return b"".join(lines)

            def _say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    found = MailServer()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()
    thread.join()
