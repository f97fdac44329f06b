"""A platform of our own on 127.0.0.1: real HTTP, answers as the test says, every question kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Question:
    """What a puller asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True)
class Reply:
    """What the platform answers. A JSON value becomes one with status 200."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def reply(value: Any, status: int = 200, **headers: str) -> Reply:
    """A JSON answer; header names have `_` for `-`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(json.dumps(value, ensure_ascii=False).encode(), status, named)


Answering = Callable[[Question], Any]


class Loopback:
    """Answers by path, an unknown one with 404. Several answers are used in turn, the last one repeatedly."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self._answers: dict[str, list[Any]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def on(self, path: str, *answers: Any) -> None:
        """Answer a path with JSON values, Replies, or functions of the Question."""
        self._answers[path] = list(answers)

    def asked_for(self, path: str) -> list[Question]:
        return [question for question in self.asked if question.path == path]

    def __enter__(self) -> Loopback:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, question: Question) -> Reply:
        self.asked.append(question)
        answers = self._answers.get(question.path)
        if not answers:
            return reply({"detail": "no such path"}, 404)
        chosen = answers.pop(0) if len(answers) > 1 else answers[0]
        made = chosen(question) if callable(chosen) else chosen
        return made if isinstance(made, Reply) else reply(made)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version: ClassVar[str] = "HTTP/1.1"
            wbufsize: ClassVar[int] = -1  # head and body in one packet, or each answer takes 40 ms

            def handle_any(self) -> None:
                parts = urlsplit(self.path)
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = dict(parse_qsl(parts.query))
                answer = loopback.answer(Question(self.command, parts.path, query, headers, body))
                self.send_response(answer.status)
                for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)
                self.wfile.flush()

            do_GET = do_POST = handle_any  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Handler
