"""A workshop file that somebody else made: what in it is not data, or not the data that this program writes.

SQLite keeps programs in its files (triggers, views), and any type in any column. Both are looked at before anything
else is read, so that what follows can trust what it reads.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

import shapely
from shapely.errors import ShapelyError
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    LargeBinary,
    Table,
    inspect,
    select,
)

from mapping.domain.errors import CartoquartierError, WorkshopError
from mapping.domain.models import ContributionKind, DatasetKind, EventKind, Origin, PhotoStatus, Placement, Status
from mapping.storage.engines import reading
from mapping.storage.records import workshop_from
from mapping.storage.refusals import damaged, not_a_workshop
from mapping.storage.schema import COPIED, contribution, journal, source, workshop, zone
from mapping.storage.targets import FileTarget

MOST_VERTICES = 2_000_000
"""Of one geometry; the most detailed outline of a commune has some thousands."""
LONGEST_TEXT = 5_000_000
"""Characters of one cell, so that one cell cannot fill the memory; the longest that is written holds an outline."""
_OUR_TRIGGERS = frozenset({"journal_refuses_update", "journal_refuses_delete"})
_TRIGGER_WORDS = ("BEFORE", "RAISE(ABORT, 'journal is append-only')")
_KINDS: tuple[tuple[Column[str], type[Enum], bool], ...] = (
    (journal.c.kind, EventKind, False),
    (contribution.c.kind, ContributionKind, False),
    (contribution.c.status, Status, False),
    (contribution.c.placement, Placement, False),
    (contribution.c.origin, Origin, False),
    (contribution.c.photo_status, PhotoStatus, True),
    (source.c.kind, DatasetKind, False),
)
_MOMENTS = (journal.c.recorded_at, contribution.c.submitted_at, source.c.imported_at)


def refuse_programs(engine: Engine, where: FileTarget) -> None:
    """Raise when a file holds something that SQLite would run or compute: a trigger, a view, a virtual table.

    Raises
    ------
    WorkshopError
        Saying that it is not a workshop.
    """
    with reading(engine, where) as connection:
        rows = connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all()
    for kind, name, table, sql in rows:
        text = str(sql or "")
        ours = name in _OUR_TRIGGERS and table == "journal" and text.count(";") == 1
        ours = ours and all(word in text for word in _TRIGGER_WORDS)
        if kind == "view" or (kind == "trigger" and not ours) or text.lstrip().upper().startswith("CREATE VIRTUAL"):
            raise WorkshopError(not_a_workshop(where))


def examine(engine: Engine, where: FileTarget) -> None:
    """Raise when a column holds something else than what this program writes there.

    Raises
    ------
    WorkshopError
        Saying that the file is damaged.
    """
    with reading(engine, where) as connection:
        try:
            if not _is_sound(connection):
                raise WorkshopError(damaged(where))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ShapelyError) as error:
            raise WorkshopError(damaged(where)) from error
        except CartoquartierError as error:
            raise WorkshopError(damaged(where)) from error


def _is_sound(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    for table in (workshop, *COPIED):
        if table.name not in there:
            return False
        faults = " OR ".join(_faults(table))
        # The names are those of this program's own schema, never those of the file.
        if connection.exec_driver_sql(f'SELECT 1 FROM "{table.name}" WHERE {faults} LIMIT 1').first():  # noqa: S608
            return False
    for row in connection.execute(select(workshop)).mappings():
        workshop_from(row)
    for column, known, may_be_empty in _KINDS:
        values = {member.value for member in known} | ({""} if may_be_empty else set())
        if connection.execute(select(column).where(column.not_in(values)).limit(1)).first():
            return False
    for moment in _MOMENTS:
        for told in connection.execute(select(moment).distinct()).scalars():
            datetime.fromisoformat(told)
    return _geometries_are_sound(connection)


def _faults(table: Table) -> Iterator[str]:
    """Yield conditions of SQL, each true of a row that this program did not write."""
    for column in table.columns:
        name = f'"{column.name}"'
        absent = f"{name} IS NOT NULL AND " if column.nullable else ""
        types = _sqlite_types(column)
        yield f"({absent}typeof({name}) NOT IN ({types}))"
        if isinstance(column.type, JSON):
            yield f"({absent}NOT json_valid({name}))"
        if column is journal.c.payload:
            yield f"json_type({name}) <> 'object'"
        if types == "'text'":
            yield f"({absent}length({name}) > {LONGEST_TEXT})"


def _sqlite_types(column: Column[object]) -> str:
    match column.type:
        case LargeBinary():
            return "'blob'"
        case Boolean() | Integer() | BigInteger():
            return "'integer'"
        case Float():
            return "'real', 'integer'"
        case Date() | JSON():
            return "'text'"
        case _:
            return "'text'"


def _geometries_are_sound(connection: Connection) -> bool:
    for text in connection.execute(select(contribution.c.geometry_wkt).distinct()).scalars():
        if text and shapely.get_num_coordinates(shapely.from_wkt(text)) > MOST_VERTICES:
            return False
    for content in connection.execute(select(zone.c.geometry)).scalars():
        if shapely.get_num_coordinates(shapely.from_wkb(content)) > MOST_VERTICES:
            return False
    return True
