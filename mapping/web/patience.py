"""A connection that asks nothing is let go: otherwise a few hundred of them, opened by one machine, close the room.

The web server waits for ever for the end of a request that has begun (what is called slowloris). What is sent after the
headers has its own bounds: see ``calls.posted``.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

ASKED_WITHIN_S = 10.0
"""How long a whole request line with its headers may take to come, to within the same again."""
CONNECTIONS_MAX = 128
"""From one address: a phone opens six at most; a relay in front of a server is this machine, and is not counted."""


class Connections:
    """How many connections each address holds, in memory only."""

    def __init__(self, most: int = CONNECTIONS_MAX) -> None:
        self._most = most
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, address: str) -> bool:
        """Count one more, unless the address holds as many as it may."""
        with self._lock:
            if self._held[address] >= self._most:
                return False
            self._held[address] += 1
            return True

    def release(self, address: str) -> None:
        """Forget one."""
        with self._lock:
            self._held[address] -= 1
            if self._held[address] <= 0:
                del self._held[address]


def lose_patience(*, within_s: float = ASKED_WITHIN_S, connections: Connections | None = None) -> None:
    """Close connections that ask nothing, or of whom holds too many; to be called before the server runs."""
    if getattr(AutoHTTPProtocol.connection_made, "patient", False):
        return
    held = connections or Connections()
    made, lost = AutoHTTPProtocol.connection_made, AutoHTTPProtocol.connection_lost

    def connection_made(self: Any, transport: asyncio.Transport) -> None:
        made(self, transport)
        address = _address(transport)
        if address and not held.take(address):
            transport.abort()
            return
        self.counted = address
        asyncio.get_running_loop().call_later(within_s, _look, self, transport, None, within_s, forget)

    def connection_lost(self: Any, error: Exception | None) -> None:
        forget(self)
        lost(self, error)

    def forget(protocol: Any) -> None:
        if address := getattr(protocol, "counted", ""):
            protocol.counted = ""
            held.release(address)

    connection_made.patient = True  # type: ignore[attr-defined]
    connection_made.at_once = getattr(made, "at_once", False)  # type: ignore[attr-defined]
    AutoHTTPProtocol.connection_made = connection_made  # type: ignore[method-assign,assignment]
    AutoHTTPProtocol.connection_lost = connection_lost  # type: ignore[method-assign,assignment]


def _look(
    protocol: Any, transport: asyncio.Transport, before: object, within_s: float, forget: Callable[[Any], None]
) -> None:
    """Close a connection that has been between two requests since the last look; look again later otherwise."""
    if transport.is_closing():
        # A websocket, which is another protocol, does not tell this one of its end.
        forget(protocol)
        return
    cycle = protocol.cycle
    is_websocket = transport.get_protocol() is not protocol
    waiting = not is_websocket and (cycle is None or cycle.response_complete)
    # What stands for this moment between two requests: the last one, or the connection itself before the first.
    now = (cycle or protocol) if waiting else None
    if now is not None and now is before:
        transport.abort()
        return
    asyncio.get_running_loop().call_later(within_s, _look, protocol, transport, now, within_s, forget)


def _address(transport: asyncio.Transport) -> str:
    """Return the address of another machine, empty for this one."""
    peer = transport.get_extra_info("peername")
    if not isinstance(peer, tuple):
        return ""
    try:
        known = ip_address(str(peer[0]).partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(known, "ipv4_mapped", None) or known
    return "" if mapped.is_loopback else str(mapped)
