"""Turn any connection from the test process to another machine into a failure."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


class OutsideNetworkError(RuntimeError):
    """A test reached outside; not an ``OSError``, which code that fails softly would swallow."""


def is_this_machine(host: object) -> bool:
    """Say whether a host as ``socket`` takes it stays on this machine, without asking any name server."""
    if host is None or host in ("", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse_outside_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patch the ways out of this process: connecting, and asking for a name."""
    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, _guarded_connect(getattr(socket.socket, name)))
    monkeypatch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _guarded_connect(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        # An address that is not a tuple is a path: a Unix socket.
        if isinstance(address, tuple) and not is_this_machine(address[0]):
            raise OutsideNetworkError(f"a test connects to {address!r}; tests use no network")
        return connect(self, address)

    return guarded


def _guarded_lookup(lookup: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **options: Any) -> Any:
        if not is_this_machine(host):
            raise OutsideNetworkError(f"a test looks {host!r} up; tests use no network")
        return lookup(host, *args, **options)

    return guarded
