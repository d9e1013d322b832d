"""One workshop of a database: how it is read and written, whatever is asked of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine

from mapping.storage.engines import reading, release, writing
from mapping.storage.recording import Recording
from mapping.storage.targets import Target


class SqlAccess:
    """Transactions on one workshop.

    Parameters
    ----------
    engine
        An engine on a database whose schema is current; ``close`` disposes of it.
    target
        What the engine is on, to be named in refusals.
    key
        The key of the workshop in that database.
    now
        The clock by which events are dated, time zone included.
    """

    def __init__(self, engine: Engine, target: Target, key: int, *, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._target = target
        self._key = key
        self._now = now

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with reading(self._engine, self._target) as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Recording]:
        with writing(self._engine, self._target) as connection:
            recording = Recording(connection, self._key, now=self._now)
            yield recording
            if recording.changed:
                recording.finish()
            else:
                connection.rollback()

    def close(self) -> None:
        """Release the connections; for a file, fold the write-ahead log into it so that it can be copied."""
        release(self._engine, self._target)
