"""A client whose clock only moves when it waits."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from mapping.sources.official.client import Client

START = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)


class Waits:
    """The pauses that were asked for, and the time that they make."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.elapsed = timedelta()

    def wait(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.elapsed += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return START + self.elapsed


def client_for(cache_dir: Path, waits: Waits) -> Client:
    # A transport of its own: the proxies of the machine have nothing to do with a test.
    return Client(cache_dir=cache_dir, transport=httpx.HTTPTransport(), wait=waits.wait, now=waits.now)
