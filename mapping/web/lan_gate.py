"""The door of the room: other machines are answered only once it is open, and only under this laptop's own names.

The server listens to the whole network from its start, because a listener cannot be replaced under a running Streamlit;
what is closed is this door. The ``Host`` that a browser names is checked too: a page of the internet that makes its own
name point to this laptop (DNS rebinding) would otherwise read what the laptop shows.
"""

import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from starlette.middleware import Middleware

from mapping.i18n import _
from mapping.services.lan import DOOR, Door
from mapping.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_POLICY_VIOLATION = 1008


class LanGate:
    """ASGI middleware: lets this laptop in always, the others when ``door`` is open.

    Parameters
    ----------
    app
        What is behind the door.
    door
        Open or closed; changes while the server runs.
    names
        Names of this server besides its addresses, ``localhost`` and the name of the machine.
    """

    def __init__(self, app: App, *, door: Door = DOOR, names: Collection[str] = ()) -> None:
        self._app = app
        self._door = door
        machine = socket.gethostname().lower()
        self._names = {"localhost", machine, f"{machine}.local", *(name.lower() for name in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif not self._is_our_name(_header(scope, b"host")):
            await refuse(scope, send, 400, _("Cette adresse n'est pas celle de l'atelier."))
        elif not (self._door.is_open or is_this_machine(scope)):
            await refuse(
                scope, send, 503, _("L'atelier n'est pas encore ouvert aux téléphones. Demandez à l'animateur.")
            )
        else:
            await self._app(scope, receive, send)

    def _is_our_name(self, host: str) -> bool:
        name = _without_port(host).lower().rstrip(".")
        return name in self._names or _is_address(name)


def gate(settings: Settings) -> list[Middleware]:
    """Return what ``app.py`` gives to ``st.App``, the door opened when the settings say so."""
    DOOR.port = settings.port
    if settings.lan:
        DOOR.open()
    return [Middleware(LanGate, names=settings.names)]


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    # Two hosts in one request are a trick, not a browser.
    return found[0].decode("latin-1") if len(found) == 1 else ""


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_this_machine(scope: Scope) -> bool:
    """Say whether a request comes from this computer itself."""
    client = scope.get("client")
    if not client:
        # Nothing but a socket of this machine, or a test, has no address.
        return True
    name = str(client[0]).partition("%")[0]
    if not _is_address(name):
        return False
    address = ipaddress.ip_address(name)
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


async def refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    """Answer a request with a sentence; close a websocket."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"retry-after", b"5"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": sentence.encode("utf-8")})
