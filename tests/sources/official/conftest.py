"""An official source on this machine, and a client that never really waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mapping.sources.official.client import Client
from tests.sources.official.clients import Waits, client_for
from tests.sources.official.loopback import OfficialServer


@pytest.fixture
def official_server() -> Iterator[OfficialServer]:
    server = OfficialServer()
    yield server
    server.stop()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client(tmp_path: Path, waits: Waits) -> Iterator[Client]:
    with client_for(tmp_path / "cache", waits) as made:
        yield made
