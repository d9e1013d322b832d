"""What the server writes on a connection leaves without waiting for the other side."""

import asyncio
import socket

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from mapping.web.at_once import answer_at_once, without_delay


def test_a_connection_accepted_by_a_socket_without_protocol_sends_at_once() -> None:
    """As Streamlit does: asyncio leaves the delay on such a socket."""
    found: list[int] = []

    class Listening(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connection = transport.get_extra_info("socket")
            without_delay(transport)
            found.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    async def meet() -> None:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.bind(("127.0.0.1", 0))
        server = await asyncio.get_running_loop().create_server(Listening, sock=listener)
        _reader, writer = await asyncio.open_connection(*listener.getsockname())
        while not found:
            await asyncio.sleep(0)
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()

    asyncio.run(meet())
    assert found != [0]


def test_a_transport_without_a_socket_is_left_alone() -> None:
    without_delay(asyncio.BaseTransport())


def test_asking_twice_wraps_the_server_once() -> None:
    answer_at_once()
    first = AutoHTTPProtocol.connection_made
    answer_at_once()
    assert AutoHTTPProtocol.connection_made is first
