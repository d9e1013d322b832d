"""Open a workshop that exists, create one that does not."""

import errno
import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from mapping.domain.errors import WorkshopError
from mapping.domain.models import EventKind, Workshop
from mapping.i18n import _
from mapping.storage.engines import make_engine, pragma, reading, writing
from mapping.storage.examining import examine, refuse_programs
from mapping.storage.migrating import bring_up_to_date, prepare
from mapping.storage.recording import Recording
from mapping.storage.records import Values, workshop_values
from mapping.storage.refusals import damaged, not_a_workshop
from mapping.storage.schema import workshop
from mapping.storage.sql_store import SqlStore
from mapping.storage.targets import FileTarget, Target, parse_target

_SQLITE_HEADER_BYTES = 100


def utc_now() -> datetime:
    """Return the current time, as the machine has it."""
    return datetime.now(UTC)


def open_store(target: str, *, now: Callable[[], datetime] = utc_now) -> SqlStore:
    """Open an existing workshop, bringing its tables up to date when it comes from an older version.

    Parameters
    ----------
    target
        A path, or a PostgreSQL URL with ``?atelier=NAME``.
    now
        The clock by which events are dated.

    Raises
    ------
    WorkshopError
        When the workshop is absent, damaged, of a newer version, or its server does not answer.
    """
    where = parse_target(target)
    with ExitStack() as stack:
        engine, key = open_engine(where, stack)
        if isinstance(where, FileTarget):
            _use_write_ahead_log(engine, where)
        stack.pop_all()
        return SqlStore(engine, where, key, now=now)


def create_store(target: str, workshop: Workshop, *, now: Callable[[], datetime] = utc_now) -> SqlStore:
    """Create an empty workshop; its tables, its row and its first event are one transaction.

    Raises
    ------
    WorkshopError
        When there is something there already, or the place cannot be written.
    """
    where = parse_target(target)
    with ExitStack() as stack:
        if isinstance(where, FileTarget):
            reserve_file(where, stack)
        engine = make_engine(where)
        stack.callback(engine.dispose)
        key = _create(engine, where, workshop, now)
        if isinstance(where, FileTarget):
            _use_write_ahead_log(engine, where)
        stack.pop_all()
        return SqlStore(engine, where, key, now=now)


def open_engine(where: Target, stack: ExitStack) -> tuple[Engine, int]:
    """Return an engine on an existing workshop, disposed of by ``stack``, and the key of the workshop in it.

    Raises
    ------
    WorkshopError
        When the workshop is absent, damaged, of a newer version, or its server does not answer.
    """
    if isinstance(where, FileTarget):
        _check_file(where)
    engine = make_engine(where)
    stack.callback(engine.dispose)
    if isinstance(where, FileTarget):
        check_integrity(engine, where, thorough=False)
        refuse_programs(engine, where)
    held = bring_up_to_date(engine, where)
    if held and isinstance(where, FileTarget):
        examine(engine, where)
    key = _find(engine, where) if held else None
    if key is None:
        raise WorkshopError(not_a_workshop(where) if isinstance(where, FileTarget) else _unknown(where))
    return engine, key


def check_integrity(engine: Engine, where: FileTarget, *, thorough: bool) -> None:
    """Raise unless SQLite finds the file coherent; ``thorough`` also compares the indexes with their tables.

    Raises
    ------
    WorkshopError
        When the file is damaged.
    """
    if pragma(engine, where, "integrity_check(1)" if thorough else "quick_check(1)") != "ok":
        raise WorkshopError(damaged(where))


def reserve_file(where: FileTarget, stack: ExitStack) -> None:
    """Make an empty file that nobody else made, taken away by ``stack`` when what follows fails.

    Raises
    ------
    WorkshopError
        When the file exists, its folder does not, or cannot be written.
    """
    require_folder(where)
    try:
        where.path.open("xb").close()
    except FileExistsError as error:
        raise WorkshopError(already_there(where)) from error
    except OSError as error:
        raise WorkshopError(
            _("« {where} » ne peut pas être écrit ({reason}) ; choisissez un autre dossier.").format(
                where=where, reason=error.strerror or error
            )
        ) from error
    for suffix in ("", "-journal", "-wal", "-shm"):
        stack.callback(where.path.with_name(where.path.name + suffix).unlink, missing_ok=True)


def require_folder(where: FileTarget) -> None:
    """Raise unless the folder of a file exists.

    Raises
    ------
    WorkshopError
        Naming the folder.
    """
    folder: Path = where.path.parent
    if not folder.is_dir():
        raise WorkshopError(_("Le dossier « {folder} » n'existe pas ; créez-le d'abord.").format(folder=folder))


def already_there(where: Target) -> str:
    """Return the sentence about a destination that is taken."""
    return _("Il y a déjà quelque chose à « {where} » ; choisissez un autre nom.").format(where=where)


def insert_workshop(connection: Connection, where: Target, values: Values) -> int:
    """Write the row of a workshop and return its key in this database.

    Raises
    ------
    WorkshopError
        When the name is taken.
    """
    try:
        result = connection.execute(insert(workshop).values(values | {"name": where.name}))
    except IntegrityError as error:
        raise WorkshopError(already_there(where)) from error
    primary_key = result.inserted_primary_key
    assert primary_key is not None
    return int(primary_key[0])


def _create(engine: Engine, where: Target, created: Workshop, now: Callable[[], datetime]) -> int:
    values = workshop_values(created)
    with writing(engine, where) as connection:
        prepare(connection, where)
        key = insert_workshop(connection, where, values | {"revision": 0})
        recording = Recording(connection, key, now=now)
        recording.note(EventKind.WORKSHOP_CREATED, created.id, values)
        recording.finish()
    return key


def _find(engine: Engine, where: Target) -> int | None:
    with reading(engine, where) as connection:
        return connection.execute(select(workshop.c.key).where(workshop.c.name == where.name)).scalar_one_or_none()


def _check_file(where: FileTarget) -> None:
    """Refuse what cannot be a workshop without opening it: SQLite itself recognises its files, and says so.

    To open and close the file here would drop the locks that this process holds on it through its other connections
    (POSIX: any close drops them all). Another program that closes the workshop would then believe itself alone, take
    the write-ahead log away, and what is acknowledged afterwards would be written to a file that has no name.
    """
    try:
        size = where.path.stat().st_size
        if where.path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not os.access(where.path, os.R_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except FileNotFoundError as error:
        raise WorkshopError(_("L'atelier « {path} » n'existe pas. Vérifiez le chemin.").format(path=where)) from error
    except OSError as error:
        raise WorkshopError(
            _("« {path} » ne peut pas être lu ({reason}).").format(path=where, reason=error.strerror or error)
        ) from error
    # SQLite takes a file shorter than its own header for a database that nobody has written to yet.
    if size < _SQLITE_HEADER_BYTES:
        raise WorkshopError(not_a_workshop(where))


def _use_write_ahead_log(engine: Engine, where: FileTarget) -> None:
    pragma(engine, where, "journal_mode = WAL")


def _unknown(where: Target) -> str:
    return _("L'atelier « {where} » n'existe pas sur ce serveur ; vérifiez le nom, ou créez-le.").format(where=where)
