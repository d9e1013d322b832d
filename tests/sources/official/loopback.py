"""A server on this machine that answers as it is told: the official sources, with their failures."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """One answer; after ``cut_after`` bytes the connection closes; ``ranged`` obeys ``Range`` and ``If-Range``."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    ranged: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as the server received it."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


def as_json(value: Any) -> Answer:
    return Answer(json.dumps(value).encode(), headers={"Content-Type": "application/json"})


def too_many(after: str) -> Answer:
    return Answer(status=429, headers={"Retry-After": after})


BROKEN = Answer(status=500)
EMPTY = Answer()
WEB_PAGE = Answer(b"<html><body>Connectez-vous au wifi</body></html>", headers={"Content-Type": "text/html"})


class OfficialServer:
    """Holds answers by path: each is given once, the last one of a path for ever."""

    def __init__(self) -> None:
        self._answers: dict[str, deque[Answer]] = {}
        self.asked: list[Asked] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def answer(self, path: str, *answers: Answer) -> str:
        """Prepare the answers of a path, and return its address."""
        self._answers[path] = deque(answers)
        return self.url + path

    def stop(self) -> None:
        """Stop answering; the next who comes finds nobody."""
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _next(self, path: str) -> Answer:
        waiting = self._answers.get(path)
        if not waiting:
            return Answer(status=404)
        return waiting[0] if len(waiting) == 1 else waiting.popleft()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_arguments: object) -> None:
                """Keep the output of the tests readable."""

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                server.asked.append(Asked(self.command, parts.path, parts.query, dict(self.headers), body))
                self._send(server._next(parts.path))

            def do_POST(self) -> None:
                self.do_GET()

            def _send(self, answer: Answer) -> None:
                start = self._start(answer)
                rest = answer.body[start:]
                self.send_response(206 if start else answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if start:
                    self.send_header("Content-Range", f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}")
                self.send_header("Content-Length", str(len(rest)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(rest if answer.cut_after is None else rest[: answer.cut_after])

            def _start(self, answer: Answer) -> int:
                asked = self.headers.get("Range", "")
                same = self.headers.get("If-Range", "") == answer.headers.get("ETag", "-")
                return int(asked.removeprefix("bytes=").rstrip("-")) if answer.ranged and asked and same else 0

        return Handler
