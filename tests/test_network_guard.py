"""The guard that keeps the tests off the network, shown to refuse."""

import socket
import urllib.request

import pytest

from tests.network_guard import OutsideNetworkError, is_this_machine


def test_a_connection_to_another_machine_is_refused() -> None:
    with socket.socket() as outgoing, pytest.raises(OutsideNetworkError, match=r"192\.0\.2\.1"):
        outgoing.connect(("192.0.2.1", 80))


def test_a_name_is_not_even_looked_up() -> None:
    with pytest.raises(OutsideNetworkError, match="example"):
        urllib.request.urlopen("http://example.org/")


def test_a_connection_on_this_machine_is_let_through() -> None:
    with socket.socket() as listener, socket.socket() as outgoing:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        outgoing.connect(listener.getsockname())
        assert outgoing.getpeername() == listener.getsockname()


@pytest.mark.parametrize("host", ["", None, "localhost", b"localhost", "127.0.0.5", "::1", "0.0.0.0"])
def test_this_machine_is_recognised(host: object) -> None:
    assert is_this_machine(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "192.168.1.10", "example.org", b"example.org", "2001:db8::1", "fe80::1%eth0"]
)
def test_another_machine_is_recognised(host: object) -> None:
    assert not is_this_machine(host)
