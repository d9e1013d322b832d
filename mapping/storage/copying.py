"""Copy a whole workshop between any two targets: backup, restore, laptop to server and back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from mapping.domain.errors import WorkshopError
from mapping.domain.ids import new_id
from mapping.i18n import _
from mapping.storage.engines import make_engine, reading, release, writing
from mapping.storage.migrating import prepare
from mapping.storage.opening import (
    already_there,
    check_integrity,
    insert_workshop,
    open_engine,
    require_folder,
    reserve_file,
)
from mapping.storage.recording import erasing
from mapping.storage.records import Values
from mapping.storage.refusals import busy, refusing
from mapping.storage.schema import COPIED, workshop
from mapping.storage.targets import FileTarget, ServerTarget, Target, parse_target

_ROWS_AT_ONCE = 2000
_RETIRE_TIMEOUT_S = 1.0


@dataclass(frozen=True, slots=True)
class _Origin:
    """A workshop being read, in one transaction."""

    connection: Connection
    where: Target
    key: int


def copy_store(source: str, destination: str, *, replace: bool = False) -> None:
    """Copy a workshop, as it stands at one moment, while others go on writing to it.

    A destination file appears complete or not at all. What is replaced goes on from a greater revision than it had,
    so that nothing cached about it is taken for the copy.

    Parameters
    ----------
    source, destination
        A path, or a PostgreSQL URL with ``?atelier=NAME``.
    replace
        Whether an existing destination may be replaced.

    Raises
    ------
    WorkshopError
        When the source cannot be read, or the destination is taken, in use, or cannot be written.
    """
    origin, where = parse_target(source), parse_target(destination)
    if _same(origin, where):
        raise WorkshopError(_("« {where} » ne se copie pas sur lui-même.").format(where=where))
    if isinstance(where, FileTarget):
        require_folder(where)
        if where.path.exists() and not replace:
            raise WorkshopError(already_there(where))
    with ExitStack() as stack:
        engine, key = open_engine(origin, stack)
        stack.callback(release, engine, origin)
        connection = stack.enter_context(reading(engine, origin))
        taken = _Origin(connection, origin, key)
        if isinstance(where, FileTarget):
            _copy_to_file(taken, where)
        else:
            _copy_to_server(taken, where, replace=replace)


def put_back(source: str, destination: str) -> None:
    """Replace what a workshop holds by what a copy holds, in one transaction, while programs have it open.

    They go on with what is put back. The facilitator's code stays that of now.

    Raises
    ------
    WorkshopError
        When the copy cannot be read, or the workshop not written; it is then as it was.
    """
    where = parse_target(destination)
    with ExitStack() as stack:
        origin = parse_target(source)
        engine, key = open_engine(origin, stack)
        stack.callback(release, engine, origin)
        taken = _Origin(stack.enter_context(reading(engine, origin)), origin, key)
        there, there_key = open_engine(where, stack)
        with writing(there, where) as connection:
            row = select(workshop.c.revision, workshop.c.facilitator_code).where(workshop.c.key == there_key)
            now = connection.execute(row).one()
            _empty(connection, there_key)
            values = _workshop_row(taken, above=now.revision) | {"facilitator_code": now.facilitator_code}
            connection.execute(update(workshop).where(workshop.c.key == there_key).values(values))
            _copy_rows(taken, connection, there_key)


def _copy_to_file(origin: _Origin, where: FileTarget) -> None:
    beside = FileTarget(where.path.with_name(f".{where.path.name}.{new_id()}.part"))
    with ExitStack() as stack:
        reserve_file(beside, stack)
        engine = make_engine(beside)
        stack.callback(engine.dispose)
        with writing(engine, beside) as connection:
            prepare(connection, beside)
            values = _workshop_row(origin, above=_revision_of(where))
            _copy_rows(origin, connection, insert_workshop(connection, beside, values))
        check_integrity(engine, beside, thorough=True)
        engine.dispose()
        _put_in_place(beside.path, where)


def _copy_to_server(origin: _Origin, where: ServerTarget, *, replace: bool) -> None:
    with ExitStack() as stack:
        engine = make_engine(where)
        stack.callback(engine.dispose)
        connection = stack.enter_context(writing(engine, where))
        prepare(connection, where)
        # The key stays the same: programs that have the workshop open go on with what is restored.
        found = connection.execute(
            select(workshop.c.key, workshop.c.revision).where(workshop.c.name == where.name).with_for_update()
        ).one_or_none()
        if found is None:
            key = insert_workshop(connection, where, _workshop_row(origin, above=0))
        elif replace:
            key = found.key
            _empty(connection, key)
            values = _workshop_row(origin, above=found.revision)
            connection.execute(update(workshop).where(workshop.c.key == key).values(values))
        else:
            raise WorkshopError(already_there(where))
        _copy_rows(origin, connection, key)


def _workshop_row(origin: _Origin, *, above: int) -> Values:
    with refusing(origin.where):
        row = origin.connection.execute(select(workshop).where(workshop.c.key == origin.key)).mappings().one()
    values = {name: value for name, value in row.items() if name not in ("key", "name")}
    return values | {"revision": max(row["revision"], above + 1)}


def _copy_rows(origin: _Origin, connection: Connection, key: int) -> None:
    for table in COPIED:
        for rows in _partitions(origin, table):
            connection.execute(insert(table), [row | {"workshop_key": key} for row in rows])


def _partitions(origin: _Origin, table: Table) -> Iterator[list[dict[str, Any]]]:
    statement = select(table).where(table.c.workshop_key == origin.key).execution_options(yield_per=_ROWS_AT_ONCE)
    with refusing(origin.where), origin.connection.execute(statement) as result:
        for rows in result.mappings().partitions():
            yield [dict(row) for row in rows]


def _empty(connection: Connection, key: int) -> None:
    with erasing(connection, key):
        for table in COPIED:
            connection.execute(delete(table).where(table.c.workshop_key == key))


def _revision_of(where: FileTarget) -> int:
    """Return the revision of a file about to be replaced, 0 when there is none to be read."""
    with ExitStack() as stack:
        try:
            engine, key = open_engine(where, stack)
            with reading(engine, where) as connection:
                return int(connection.execute(select(workshop.c.revision).where(workshop.c.key == key)).scalar_one())
        except WorkshopError:
            return 0


def _put_in_place(file: Path, where: FileTarget) -> None:
    if where.path.exists():
        _retire(where)
    try:
        file.replace(where.path)
    except OSError as error:
        raise WorkshopError(busy(where)) from error
    if os.name == "posix":
        # The name itself must be on the disk before the copy is said to be there.
        folder = os.open(where.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _retire(where: FileTarget) -> None:
    """Leave no write-ahead log beside a file to be replaced: SQLite would pour it into the new one.

    Raises
    ------
    WorkshopError
        When another program has the file open, which would go on writing to a file that has no name any more.
    """
    try:
        with closing(sqlite3.connect(where.path, timeout=_RETIRE_TIMEOUT_S)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError as error:
        raise WorkshopError(busy(where)) from error
    except sqlite3.DatabaseError:
        for suffix in ("-wal", "-shm"):
            where.path.with_name(where.path.name + suffix).unlink(missing_ok=True)


def _same(origin: Target, where: Target) -> bool:
    if isinstance(origin, FileTarget) and isinstance(where, FileTarget):
        both_exist = origin.path.exists() and where.path.exists()
        return origin.path.samefile(where.path) if both_exist else origin == where
    return origin == where
