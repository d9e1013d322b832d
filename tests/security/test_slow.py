"""Connections that ask nothing are let go, and one machine does not hold them all."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest
import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from mapping.web.patience import Connections, lose_patience

WITHIN_S = 0.2
PATIENCE_S = 10.0


async def hello(scope: Any, _receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port() -> Iterator[int]:
    """Give a server whose patience is short, and which counts this machine as another one."""
    saved = AutoHTTPProtocol.connection_made, AutoHTTPProtocol.connection_lost
    with patch("mapping.web.patience._address", return_value="192.168.1.40"), socket.socket() as listening:
        AutoHTTPProtocol.connection_made = _unpatched(saved[0])  # type: ignore[method-assign]
        lose_patience(within_s=WITHIN_S, connections=Connections(3))
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(hello, log_level="error", lifespan="off"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
            AutoHTTPProtocol.connection_made, AutoHTTPProtocol.connection_lost = saved  # type: ignore[method-assign]


def _unpatched(made: Any) -> Any:
    return lambda self, transport: made(self, transport)


def _open(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)


def _ended(connection: socket.socket) -> bool:
    """Say whether the server closes the connection, once what was left of its last answer is read."""
    try:
        while connection.recv(1000):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
def test_a_request_that_never_ends_is_let_go(port: int, sent: bytes) -> None:
    with _open(port) as connection:
        connection.sendall(sent)
        assert _ended(connection)


def test_a_second_request_that_never_ends_is_let_go_too(port: int) -> None:
    with _open(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in connection.recv(1000)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert _ended(connection)


def test_an_address_holds_only_so_many_connections_and_gets_them_back(port: int) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(_open(port)) for _number in range(4)]
        assert sum(_ended(connection) for connection in held[3:]) == 1
        assert all(_ended(connection) for connection in held)
    with _open(port) as again:
        again.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200 OK" in again.recv(1000)
