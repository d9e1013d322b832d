"""Connections: how each database is opened so that what is acknowledged survives a power cut."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.storage.refusals import refusing
from mapping.storage.targets import FileTarget, ServerTarget, Target

BUSY_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 10
CLOSE_TIMEOUT_MS = 1000


def make_engine(target: Target) -> Engine:
    """Return an engine on a target, without connecting yet."""
    if isinstance(target, FileTarget):
        return _sqlite_engine(target.path)
    return _postgresql_engine(target)


@contextmanager
def reading(engine: Engine, target: Target) -> Iterator[Connection]:
    """Yield a connection whose reads all see the same state.

    Raises
    ------
    WorkshopError
        When the database cannot be read.
    """
    isolation = {} if isinstance(target, FileTarget) else {"isolation_level": "REPEATABLE READ"}
    with refusing(target), engine.connect() as connection:
        connection.execution_options(**isolation)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine, target: Target) -> Iterator[Connection]:
    """Yield a connection in a write transaction: committed at the end, rolled back when anything is raised.

    Raises
    ------
    WorkshopError
        When the database cannot be written.
    """
    with refusing(target), engine.connect() as connection:
        # A deferred transaction that reads and then writes fails at once when another writer came in between.
        connection.execution_options(sqlite_begin="IMMEDIATE")
        with connection.begin():
            yield connection


def pragma(engine: Engine, target: FileTarget, statement: str) -> Any:
    """Run a PRAGMA outside any transaction and return the first value it gives.

    Raises
    ------
    WorkshopError
        When the file cannot be read or written.
    """
    with refusing(target), engine.connect() as connection:
        connection.execution_options(sqlite_begin=None)
        return connection.exec_driver_sql(f"PRAGMA {statement}").scalar()


def release(engine: Engine, target: Target) -> None:
    """Close every connection; fold the write-ahead log of a file into it, so that the file alone is the workshop."""
    try:
        if isinstance(target, FileTarget) and target.path.is_file():
            fold_log(engine, target)
    finally:
        engine.dispose()


def fold_log(engine: Engine, target: Target) -> None:
    """Pour the write-ahead log of a file into it; nothing for a server, nor while somebody else is reading."""
    if isinstance(target, FileTarget):
        with suppress(DBAPIError):
            _fold_log(engine)


def _fold_log(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execution_options(sqlite_begin=None)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {CLOSE_TIMEOUT_MS}")
        # Somebody else may be reading: the log then stays beside the file, and nothing is lost.
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def compact(engine: Engine, target: Target) -> None:
    """Write a database again without what was deleted from it, and empty the log of a file.

    Raises
    ------
    WorkshopError
        When somebody goes on reading it, or the disk is full.
    """
    with refusing(target), engine.connect() as connection:
        if isinstance(target, FileTarget):
            connection.execution_options(sqlite_begin=None)
            # What is written again goes through memory, not through a temporary file that would stay on the disk.
            for statement in ("PRAGMA temp_store = MEMORY", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                connection.exec_driver_sql(statement)
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("VACUUM (FULL) journal, contribution, photo")


def _sqlite_engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=-1,
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None, "check_same_thread": False},
        json_serializer=_to_json,
    )
    event.listen(engine, "do_connect", lambda *_args: _require_file(path))
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _require_file(path: Path) -> None:
    # SQLite would make an empty database of a file that was moved away under a running program.
    if not path.is_file():
        raise WorkshopError(_("L'atelier « {path} » n'existe pas. Vérifiez le chemin.").format(path=path))


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        "foreign_keys = ON",
        # FULL and fullfsync (macOS): a commit returns once the disk itself has it, not only its cache.
        "synchronous = FULL",
        "fullfsync = ON",
        "checkpoint_fullfsync = ON",
        # Without it INSERT OR REPLACE would delete lines of the journal past its triggers.
        "recursive_triggers = ON",
        # The file may be of somebody else's making: nothing that its tables say is run, and its pages are checked.
        "trusted_schema = OFF",
        "cell_size_check = ON",
        # What is erased is overwritten with zeros, not only forgotten.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")


def _postgresql_engine(target: ServerTarget) -> Engine:
    return create_engine(
        target.url,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
        json_serializer=_to_json,
    )


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
