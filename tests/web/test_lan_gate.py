"""Who is answered: this laptop always, phones when the door is open, nobody under a name that is not ours."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from mapping.services.lan import Address, Door, in_order, qr_svg
from mapping.settings import read_settings
from mapping.web.lan_gate import LanGate, Message

PHONE = "192.168.1.40"
LAPTOP = "127.0.0.1"


async def behind(scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


def answer(door: Door, client: str | None, hosts: Iterable[str], *, kind: str = "http") -> Message:
    """Return the first message that a visitor gets."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("the gate reads no body")

    headers = [(b"host", host.encode()) for host in hosts]
    scope = {"type": kind, "headers": headers, "client": (client, 40000) if client else None}
    asyncio.run(LanGate(behind, door=door, names=["carte.ville.example"])(scope, receive, send))
    return sent[0]


def opened() -> Door:
    door = Door()
    door.open()
    return door


@pytest.mark.parametrize("client", [LAPTOP, "::1", "::ffff:127.0.0.1", "127.9.9.9", None])
def test_this_laptop_is_answered_through_a_closed_door(client: str | None) -> None:
    assert answer(Door(), client, ["localhost:8501"])["status"] == 200


@pytest.mark.parametrize("client", [PHONE, "::ffff:192.168.1.40", "fe80::1%eth0", "testclient"])
def test_a_phone_waits_for_the_door_to_open(client: str) -> None:
    door = Door()
    assert answer(door, client, ["192.168.1.5:8501"])["status"] == 503
    door.open()
    assert answer(door, client, ["192.168.1.5:8501"])["status"] == 200
    door.close()
    assert answer(door, client, ["192.168.1.5:8501"])["status"] == 503


def test_a_phone_has_no_session_through_a_closed_door() -> None:
    closed = {"type": "websocket.close", "code": 1008}
    assert answer(Door(), PHONE, ["192.168.1.5"], kind="websocket") == closed


@pytest.mark.parametrize(
    "host", ["192.168.1.5", "192.168.1.5:8501", "[fe80::1]:8501", "LOCALHOST", "carte.ville.example"]
)
def test_our_names_are_addresses_and_those_of_the_settings(host: str) -> None:
    assert answer(opened(), LAPTOP, [host])["status"] == 200


@pytest.mark.parametrize(
    "hosts", [["evil.example"], ["127.0.0.1.evil.example"], [], ["localhost", "evil.example"], [""]]
)
def test_a_page_of_the_internet_that_points_here_reads_nothing(hosts: list[str]) -> None:
    assert answer(opened(), LAPTOP, hosts)["status"] == 400


def test_wifi_comes_before_virtual_cards_and_addresses_without_a_network() -> None:
    cards = [
        Address("127.0.0.1", "lo"),
        Address("192.168.56.1", "VirtualBox Host-Only"),
        Address("10.0.0.7", "eth0"),
        Address("169.254.3.3", "eth1"),
        Address("192.168.137.1", "Wi-Fi"),
    ]
    assert [card.ip for card in in_order(cards)] == ["192.168.137.1", "10.0.0.7", "192.168.56.1"]


def test_an_address_without_a_network_is_better_than_none() -> None:
    assert [card.ip for card in in_order([Address("169.254.3.3", "eth1")])] == ["169.254.3.3"]


def test_a_qr_code_is_a_drawing_without_size_nor_script() -> None:
    drawn = qr_svg("http://192.168.1.5:8501/ici?groupe=<script>")
    assert drawn.startswith("<svg")
    assert "viewBox" in drawn
    assert "script" not in drawn


def test_the_door_is_opened_by_the_settings_only_when_they_say_one() -> None:
    assert read_settings({"CARTOQUARTIER_LAN": "1"}).lan
    assert not read_settings({"CARTOQUARTIER_LAN": ""}).lan
    assert read_settings({"CARTOQUARTIER_NAMES": "a.example, b.example,"}).names == ("a.example", "b.example")
