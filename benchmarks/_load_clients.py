"""Those who load a server: phones over HTTP, sessions of Streamlit over its websocket, a facilitator at work."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from random import Random
from typing import Any, Protocol

import httpx
import websockets
from _bench import PROJECT_DIR

READY_WITHIN_S = 60.0
WIDGET = "text_area"


class Client(Protocol):
    """Somebody who sends contributions; returns once it is told that one is safe."""

    async def send(self, said: dict[str, Any]) -> None:
        """Send one."""


def contribution(chance: Random) -> dict[str, Any]:
    """Return one contribution as the phones' page sends it."""
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "kind": "need",
        "filiere": "reparer",
        "text": f"Un atelier vélo {chance.random()} (exemple)",
        "people": 1,
        "placement": "exact",
        "geometry": {"type": "Point", "coordinates": [chance.uniform(2.33, 2.39), chance.uniform(48.92, 48.96)]},
        "code": "TAMBOUR-CERISE-47",
        "lang": "fr",
    }


class Phone:
    """One phone: one request a contribution."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._client = client

    async def send(self, said: dict[str, Any]) -> None:
        """Send one contribution and wait until it is acknowledged."""
        answer = await self._client.post(f"{self._url}/api/contributions", json=said)
        assert answer.status_code == 201, (answer.status_code, answer.text)


class Session:
    """One session of Streamlit: one rerun a contribution, until the script has ended."""

    def __init__(self, socket_: websockets.ClientConnection) -> None:
        self._socket = socket_
        self._page = ""
        self._widget = ""

    async def send(self, said: dict[str, Any]) -> None:
        """Send one contribution and wait until the page has run."""
        assert self._widget, "the page showed no field to write in"
        await self.rerun(json.dumps(said))

    async def rerun(self, text: str = "", *, page: str = "") -> None:
        """Ask for a run of the page and wait for its end."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.page_script_hash = self._page
        if text:
            message.rerun_script.widget_states.widgets.add(id=self._widget, string_value=text)
        await self._socket.send(message.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(await self._socket.recv())
            kind = told.WhichOneof("type")
            if kind == "new_session":
                self._page = told.new_session.page_script_hash
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == WIDGET:
                self._widget = told.delta.new_element.text_area.id
            elif kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise AssertionError(told.delta.new_element.exception.message)
            elif kind == "script_finished":
                assert told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY, told
                return


@asynccontextmanager
async def session(url: str) -> AsyncIterator[Session]:
    """Open a session as a browser does, without reading the page yet."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with websockets.connect(address, max_size=None, subprotocols=["streamlit"], proxy=None) as connection:  # type: ignore[list-item]
        yield Session(connection)


async def load(
    clients: list[Client], *, each: int, seed: int, think_s: tuple[float, float]
) -> tuple[list[float], list[str]]:
    """Let every client send, with a pause before each; return the seconds of each, and what was acknowledged."""
    seconds: list[float] = []
    acknowledged: list[str] = []

    async def one(number: int, client: Client) -> None:
        chance = Random(seed * 1000 + number)
        for _rank in range(each):
            await asyncio.sleep(chance.uniform(*think_s))
            said = contribution(chance)
            start = time.perf_counter()
            await client.send(said)
            seconds.append(time.perf_counter() - start)
            acknowledged.append(said["id"])

    await asyncio.gather(*(one(number, client) for number, client in enumerate(clients)))
    return seconds, acknowledged


@asynccontextmanager
async def facilitator(url: str, moderate: Callable[[], bool], *, page: str) -> AsyncIterator[list[int]]:
    """Work beside the load: a decision several times a second, the page again and again; yield how many of each."""
    done = [0, 0]
    stopped = asyncio.Event()

    async def decide() -> None:
        while not stopped.is_set():
            done[0] += await asyncio.to_thread(moderate)
            await asyncio.sleep(0.3)

    async def look() -> None:
        async with session(url) as mine:
            while not stopped.is_set():
                await mine.rerun(page=page)
                done[1] += 1
                await asyncio.sleep(1.0)

    work = [asyncio.create_task(decide()), asyncio.create_task(look())]
    try:
        yield done
    finally:
        stopped.set()
        await asyncio.gather(*work)


@contextmanager
def served(command: list[str], workshop: Path) -> Iterator[tuple[str, int]]:
    """Run a server until the end; ``{port}`` in its command is a free port. Yield its address and its process."""
    port = _free_port()
    environment = os.environ | {
        "CARTOQUARTIER_WORKSHOP": str(workshop),
        "PYTHONPATH": str(PROJECT_DIR),
        "STREAMLIT_SERVER_HEADLESS": "true",
    }
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, *(part.format(port=port) for part in command)],
            cwd=PROJECT_DIR,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            process.terminate()
            process.wait()


def peak_of(process: int) -> float:
    """Return the most memory that a process ever held, in 10^6 bytes; NaN where the system does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            if httpx.get(f"{url}/_stcore/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise SystemExit("le serveur ne démarre pas")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
