"""The room's network: the addresses of this laptop, the door that phones pass once open, the code to photograph.

Nothing is asked of a name server nor of the internet, and nothing is kept: a laptop that starts again is closed again.
"""

import ipaddress
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from urllib.parse import quote

import psutil
import segno

from mapping.i18n import _

PHONE_PATH = "/ici"
WALL_PATH = "/mur"
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vboxnet", "vmnet", "vethernet", "vmware", "tun", "tap", "utun")
_VIRTUAL_WORDS = ("wsl", "hyper-v", "vpn", "virtual", "loopback")


@dataclass(frozen=True, slots=True)
class Address:
    """An address that phones may reach this laptop at, and the network card that holds it."""

    ip: str
    interface: str


@dataclass(slots=True)
class Door:
    """Whether other machines than this laptop are answered; one object for a whole process."""

    port: int = 8501
    _open: threading.Event = field(default_factory=threading.Event)

    @property
    def is_open(self) -> bool:
        """Whether phones are answered."""
        return self._open.is_set()

    def open(self) -> None:
        """Answer phones from now on."""
        self._open.set()

    def close(self) -> None:
        """Answer this laptop only."""
        self._open.clear()


DOOR = Door()
"""Opened by ``serve --lan`` or by a button of Animer; read by ``mapping.web.lan_gate``."""


def addresses() -> list[Address]:
    """Return the IPv4 addresses of this laptop on its networks, the most likely to be the room's wifi first.

    Cards that are down, addresses of the laptop to itself, and those that a machine gives itself for want of a network
    (169.254…) when there is another, are left out; cards of virtual machines and VPNs come last.
    """
    up = {name for name, card in psutil.net_if_stats().items() if card.isup}
    found = [
        Address(entry.address, name)
        for name, entries in psutil.net_if_addrs().items()
        if name in up
        for entry in entries
        if entry.family is socket.AF_INET
    ]
    return in_order(found)


def in_order(found: Iterable[Address]) -> list[Address]:
    """Return the addresses that a phone may use, the most likely first.

    Examples
    --------
    >>> cards = [Address("127.0.0.1", "lo"), Address("172.17.0.1", "docker0"), Address("192.168.1.5", "wlan0")]
    >>> [address.ip for address in in_order(cards)]
    ['192.168.1.5', '172.17.0.1']
    """
    outward = [each for each in found if not ipaddress.ip_address(each.ip).is_loopback]
    settled = [each for each in outward if not ipaddress.ip_address(each.ip).is_link_local]
    return sorted(settled or outward, key=lambda each: (_is_virtual(each.interface), _distance(each.ip)))


def phone_url(group: str = "") -> str | None:
    """Return the address of the phone page, as a phone must write it, or None when this laptop is on no network."""
    return next(iter(phone_urls(group)), None)


def phone_urls(group: str = "") -> list[str]:
    """Return the addresses of the phone page on each network of this laptop, the most likely first."""
    query = f"?groupe={quote(group)}" if group else ""
    return [f"http://{address.ip}:{DOOR.port}{PHONE_PATH}{query}" for address in addresses()]


def qr_svg(url: str) -> str:
    """Return the QR code of an address as an SVG without size, that fills what holds it; white around it included.

    Examples
    --------
    >>> qr_svg("http://192.168.1.5:8501/ici")[:4]
    '<svg'
    """
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, dark="#1f1b24", light="#ffffff"
    )
    return out.getvalue().decode("utf-8").strip()


def qr_data_uri(url: str) -> str:
    """Return the QR code of an address as a ``data:`` address, for an ``<img>``."""
    return str(
        segno.make(url, error="m", micro=False).svg_data_uri(border=4, omitsize=True, dark="#1f1b24", light="#ffffff")
    )


def qr_text(url: str) -> str:
    """Return the QR code of an address as characters, for a terminal."""
    out = StringIO()
    segno.make(url, error="m", micro=False).terminal(out, border=2, compact=True)
    return out.getvalue()


def how_to_join() -> str:
    """Return what to do when this laptop is on no network, in a sentence."""
    return _(
        "Cet ordinateur n'est sur aucun réseau. Reliez-le au wifi de la salle, ou ouvrez son propre point d'accès "
        "(« point d'accès sans fil mobile » sous Windows) : il n'y a pas besoin d'internet."
    )


def _is_virtual(interface: str) -> bool:
    name = interface.lower()
    return name.startswith(_VIRTUAL) or any(word in name for word in _VIRTUAL_WORDS)


def _distance(ip: str) -> int:
    """Wifi boxes and hotspots give 192.168 first, then 10, then 172.16."""
    starts = ("192.168.", "10.", "172.")
    return next((i for i, start in enumerate(starts) if ip.startswith(start)), len(starts))
