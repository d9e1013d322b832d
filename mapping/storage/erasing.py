"""Empty the lines of the journal that must hold nothing any more, with what was made of them."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, select, update

from mapping.domain.erasure import EMPTIED, ERASING_KINDS, RESIDENT_KINDS, PurgeRule, lines_to_erase
from mapping.domain.models import Event
from mapping.storage.derive import chunks, refresh
from mapping.storage.recording import Recording, erasing
from mapping.storage.records import event_from
from mapping.storage.schema import journal, photo

_CONCERNED = [kind.value for kind in RESIDENT_KINDS | ERASING_KINDS]
_AT_ONCE = 2000


def erase_lines(recording: Recording, *, subjects: Collection[str] | None = None) -> list[str]:
    """Erase what the journal itself says is erased; return the subjects concerned, their derived rows not made again.

    Parameters
    ----------
    subjects
        Look at these only.
    """
    return _empty(recording, lines_to_erase(_lines(recording.connection, recording.key, subjects)))


def erase_with(recording: Recording, rule: PurgeRule) -> list[Event]:
    """Erase what a purge is about; return the lines as they were."""
    found = lines_to_erase(_lines(recording.connection, recording.key, None), rules=[rule])
    refresh(recording.connection, recording.key, _empty(recording, found))
    return found


def found_by(connection: Connection, key: int, rule: PurgeRule) -> list[Event]:
    """Return the lines that a purge would erase, nothing changed."""
    return lines_to_erase(_lines(connection, key, None), rules=[rule])


def _empty(recording: Recording, lines: Iterable[Event]) -> list[str]:
    found = list(lines)
    if not found:
        return []
    recording.changed = True
    connection, key = recording.connection, recording.key
    subjects = list(dict.fromkeys(line.subject for line in found))
    with erasing(connection, key):
        for chunk in chunks(line.id for line in found):
            connection.execute(
                update(journal).where(journal.c.workshop_key == key, journal.c.id.in_(chunk)).values(payload=EMPTIED)
            )
    for chunk in chunks(line.id for line in found):
        connection.execute(delete(photo).where(photo.c.workshop_key == key, photo.c.id.in_(chunk)))
    return subjects


def _lines(connection: Connection, key: int, subjects: Collection[str] | None) -> list[Event]:
    statement = select(journal).where(journal.c.workshop_key == key, journal.c.kind.in_(_CONCERNED))
    if subjects is None:
        rows = connection.execute(statement.execution_options(yield_per=_AT_ONCE)).mappings()
        return [event_from(row) for row in rows]
    return [
        event_from(row)
        for chunk in chunks(subjects)
        for row in connection.execute(statement.where(journal.c.subject.in_(chunk))).mappings()
    ]
