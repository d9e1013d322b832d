"""What starts and stops with the server: the copies of the workshop that are made by themselves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mapping.services.backup_watch import watch
from mapping.settings import read_settings


@asynccontextmanager
async def with_backups(_app: Any) -> AsyncIterator[None]:
    """Copy the workshop in turn while the server runs."""
    running = watch(read_settings().workshop)
    yield
    running.stop()
