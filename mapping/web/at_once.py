"""Small answers leave at once: without this, each one on a connection that stays open waits for about 40 ms.

Streamlit opens the listening socket without naming its protocol, and asyncio only turns Nagle's algorithm off on
sockets that do: the second packet of an answer then waits for a phone to acknowledge the first.
"""

import asyncio
import socket
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol


def answer_at_once() -> None:
    """Send what is written on a connection without waiting; to be called before the server runs, as often as wanted."""
    before = AutoHTTPProtocol.connection_made
    if getattr(before, "at_once", False):
        return

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        without_delay(transport)
        before(self, transport)

    connection_made.at_once = True  # type: ignore[attr-defined]
    AutoHTTPProtocol.connection_made = connection_made  # type: ignore[method-assign,assignment]


def without_delay(transport: asyncio.BaseTransport) -> None:
    """Turn Nagle's algorithm off on a connection, if it is one of TCP."""
    connection = transport.get_extra_info("socket")
    if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
