"""Join copies of one workshop that went their own way: the journals are united, and the rest follows from them.

A line of the journal is known by its identifier. What is not in the journal (files, layers, photos) is taken from
the copy whose import comes last in the united journal. Both rules only look at what is joined, never at what is
joined first: copies joined in any order, any number of times, are the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from mapping.domain.erasure import united_line
from mapping.domain.errors import WorkshopError
from mapping.domain.joining import Conflict, conflicts
from mapping.domain.journal import ERASED
from mapping.domain.models import Event, EventKind
from mapping.i18n import _
from mapping.storage.derive import DERIVED_KINDS, chunks, refresh
from mapping.storage.engines import writing
from mapping.storage.erasing import erase_lines
from mapping.storage.joining_copies import Copy, open_copy
from mapping.storage.joining_tables import join_datasets, join_settings
from mapping.storage.opening import open_engine, utc_now
from mapping.storage.recording import Recording, erasing
from mapping.storage.records import Values, event_from
from mapping.storage.refusals import damaged, refusing
from mapping.storage.schema import journal, photo, workshop
from mapping.storage.targets import parse_target

_ROWS_AT_ONCE = 1000
_LINE = tuple(column for column in journal.columns if column.name != "workshop_key")


@dataclass(frozen=True, slots=True)
class Joined:
    """What one copy brought: lines of the journal by kind, rows of other tables by table, what both changed."""

    where: str
    title: str
    events: dict[EventKind, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the copy held nothing that was not there already."""
        return not self.events and not self.rows


def join_stores(
    destination: str,
    others: Sequence[str],
    *,
    dry_run: bool = False,
    names: Sequence[str] = (),
    now: Callable[[], datetime] = utc_now,
) -> list[Joined]:
    """Bring into a workshop what its copies hold, in one transaction: all of them, or nothing.

    The copies are never written; a file of an older version is brought up to date beside, in a temporary folder.

    Parameters
    ----------
    destination, others
        Paths, or PostgreSQL URLs with ``?atelier=NAME``.
    dry_run
        Only say what would come.
    names
        What to call the copies, in the order of ``others``; their own places by default.

    Raises
    ------
    WorkshopError
        When one of them cannot be read, comes from a newer version, or is of another workshop.
    """
    where = parse_target(destination)
    called = names or others
    with ExitStack() as stack:
        copies = [
            stack.enter_context(open_copy(parse_target(other), name))
            for other, name in zip(others, called, strict=True)
        ]
        engine, key = open_engine(where, stack)
        connection = stack.enter_context(writing(engine, where))
        recording = Recording(connection, key, now=now)
        for copy in copies:
            _require_same_workshop(connection, key, copy)
        joined = [_join(recording, copy) for copy in copies]
        if dry_run or not recording.changed:
            connection.rollback()
        else:
            recording.finish()
        return joined


def _require_same_workshop(connection: Connection, key: int, copy: Copy) -> None:
    mine = connection.execute(select(workshop.c.id, workshop.c.title).where(workshop.c.key == key)).one()
    with refusing(copy.where):
        other = copy.connection.execute(select(workshop.c.id, workshop.c.title).where(workshop.c.key == copy.key)).one()
    if mine.id != other.id:
        raise WorkshopError(
            _(
                "« {name} » est un autre atelier ({other}), pas une copie de celui-ci ({mine}). On réunit des copies "
                "d'un même fichier ; pour reprendre ses ajouts, exportez-les en CSV puis importez-les ici."
            ).format(name=copy.name, other=other.title, mine=mine.title)
        )


def _join(recording: Recording, copy: Copy) -> Joined:
    try:
        return _united(recording, copy)
    except (KeyError, TypeError, ValueError) as error:
        # A line that says nothing that this program knows: it was written by a hand, or by a fault.
        raise WorkshopError(damaged(copy.where).replace(str(copy.where), copy.name)) from error


def _united(recording: Recording, copy: Copy) -> Joined:
    title = copy.connection.execute(select(workshop.c.title).where(workshop.c.key == copy.key)).scalar_one()
    disagreements = conflicts(*_both_changed(recording, copy))
    arrived, subjects, pictures = _join_journal(recording, copy)
    photos = _join_photos(recording, copy, pictures)
    subjects += erase_lines(recording)
    rows = {"photo": photos} if photos else {}
    with refusing(copy.where):
        rows |= join_datasets(recording, copy.connection, copy.key)
    join_settings(recording)
    refresh(recording.connection, recording.key, subjects)
    counts = Counter(event.kind for event in arrived)
    return Joined(copy.name, title, dict(sorted(counts.items())), rows, tuple(disagreements))


def _both_changed(recording: Recording, copy: Copy) -> tuple[list[Event], list[Event]]:
    """Return the histories, here and there, of the subjects that both changed since the copies parted."""
    here = _subjects_by_id(recording.connection, recording.key)
    with refusing(copy.where):
        there = _subjects_by_id(copy.connection, copy.key)
    ours = {subject for identifier, subject in here.items() if identifier not in there}
    theirs = {subject for identifier, subject in there.items() if identifier not in here}
    sessions = {EventKind.SESSION_SAVED, EventKind.VOTE_CAST}
    votes = [_of_kinds(recording.connection, recording.key, sessions), _of_kinds(copy.connection, copy.key, sessions)]
    concerned = sorted((ours & theirs) | {event.subject for events in votes for event in events})
    return (
        _histories(recording.connection, recording.key, concerned),
        _histories(copy.connection, copy.key, concerned),
    )


def _subjects_by_id(connection: Connection, key: int) -> dict[str, str]:
    statement = select(journal.c.id, journal.c.subject).where(journal.c.workshop_key == key)
    return {row.id: row.subject for row in connection.execute(statement)}


def _of_kinds(connection: Connection, key: int, kinds: Iterable[EventKind]) -> list[Event]:
    statement = select(journal).where(journal.c.workshop_key == key, journal.c.kind.in_([kind.value for kind in kinds]))
    return [event_from(row) for row in connection.execute(statement).mappings()]


def _histories(connection: Connection, key: int, subjects: Iterable[str]) -> list[Event]:
    found: list[Event] = []
    for chunk in chunks(subjects):
        statement = select(journal).where(journal.c.workshop_key == key, journal.c.subject.in_(chunk))
        found += [event_from(row) for row in connection.execute(statement).mappings()]
    return found


def _join_journal(recording: Recording, copy: Copy) -> tuple[list[Event], list[str], list[str]]:
    """Bring the lines that are not there.

    Return them, the subjects whose derived rows they change, and the photos to look at.
    """
    arrived: list[Event] = []
    subjects: list[str] = []
    pictures: list[str] = []
    for rows in _partitions(copy):
        mine = _lines(recording, [row["id"] for row in rows])
        # A phone that met both laptops gave them the same identifier: one line stands for both.
        united = [united_line(mine[row["id"]], row) for row in rows if row["id"] in mine]
        changed = [row for row in united if row != mine[row["id"]]]
        new = [row for row in rows if row["id"] not in mine]
        if changed:
            _replace(recording, changed)
            subjects += [subject for row in changed for subject in (mine[row["id"]]["subject"], row["subject"])]
        if new:
            recording.changed = True
            lines = [row | {"workshop_key": recording.key} for row in new]
            recording.connection.execute(insert(journal), lines)
        arrived += [event_from(row) for row in new + changed]
        told = [row for row in rows if row != mine.get(row["id"]) and row["kind"] == EventKind.PHOTO_ADDED.value]
        gone = {row["id"] for row in [*rows, *mine.values()] if ERASED in row["payload"]}
        pictures += [row["id"] for row in told if row["id"] not in gone]
    recording.reach(max((event.clock for event in arrived), default=0))
    return arrived, [*subjects, *(event.subject for event in arrived if event.kind in DERIVED_KINDS)], pictures


def _partitions(copy: Copy) -> Iterator[list[Values]]:
    statement = select(*_LINE).where(journal.c.workshop_key == copy.key).execution_options(yield_per=_ROWS_AT_ONCE)
    with refusing(copy.where), copy.connection.execute(statement) as result:
        for rows in result.mappings().partitions():
            yield [dict(row) for row in rows]


def _lines(recording: Recording, identifiers: Iterable[str]) -> dict[str, Values]:
    found: dict[str, Values] = {}
    for chunk in chunks(identifiers):
        statement = select(*_LINE).where(journal.c.workshop_key == recording.key, journal.c.id.in_(chunk))
        found |= {row["id"]: dict(row) for row in recording.connection.execute(statement).mappings()}
    return found


def _replace(recording: Recording, rows: Sequence[Values]) -> None:
    recording.changed = True
    key = recording.key
    with erasing(recording.connection, key):
        for chunk in chunks(row["id"] for row in rows):
            recording.connection.execute(delete(journal).where(journal.c.workshop_key == key, journal.c.id.in_(chunk)))
    for chunk in chunks(row["id"] for row in rows if ERASED in row["payload"]):
        recording.connection.execute(delete(photo).where(photo.c.workshop_key == key, photo.c.id.in_(chunk)))
    recording.connection.execute(insert(journal), [row | {"workshop_key": key} for row in rows])


def _join_photos(recording: Recording, copy: Copy, pictures: Collection[str]) -> int:
    """Bring the photos whose line of the journal the copy tells; of two under one identifier, the same one anywhere."""
    columns = [column for column in photo.columns if column.name != "workshop_key"]
    brought = 0
    for identifier in pictures:
        # One at a time: a photo weighs up to some megabytes.
        statement = select(*columns).where(photo.c.workshop_key == copy.key, photo.c.id == identifier)
        with refusing(copy.where):
            row = copy.connection.execute(statement).mappings().one_or_none()
        here = select(photo.c.content).where(photo.c.workshop_key == recording.key, photo.c.id == identifier)
        mine = recording.connection.execute(here).scalar_one_or_none()
        if row is not None and (mine is None or bytes(row["content"]) < bytes(mine)):
            recording.upsert(photo, [dict(row)])
            brought += 1
    return brought
