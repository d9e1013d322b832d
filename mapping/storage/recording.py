"""A write transaction: one new revision, the events it records, the derived rows they change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as upsert_on_sqlite

from mapping.domain.ids import new_id
from mapping.domain.models import Event, EventKind, Source
from mapping.storage.derive import DERIVED_KINDS, chunks, refresh
from mapping.storage.records import Values, event_values, source_payload, source_values
from mapping.storage.schema import erasure, journal, source, workshop
from mapping.storage.text import plain


class Recording:
    """What one transaction writes. Making it takes the turn: other writers of the workshop wait until it ends.

    Events get the revision of the transaction as their clock. Where an identifier given from outside would sort
    before the event recorded just before it, the clock goes one further, so that (``clock``, ``id``) is always the
    order in which events were given.
    """

    def __init__(self, connection: Connection, key: int, *, now: Callable[[], datetime]) -> None:
        self.connection = connection
        self.key = key
        self._recorded_at = now()
        connection.execute(update(workshop).where(workshop.c.key == key).values(revision=workshop.c.revision + 1))
        self._clock: int = connection.execute(select(workshop.c.revision).where(workshop.c.key == key)).scalar_one()
        self._last_id = ""
        self.changed = False

    def note(self, kind: EventKind, subject: str, payload: Values) -> None:
        """Record one event of this program's own making."""
        self.insert_events([self.event(kind, subject, plain(payload), new_id())])

    def event(self, kind: EventKind, subject: str, payload: Values, event_id: str) -> Event:
        """Return the next event, not yet written; ``payload`` holds JSON types only."""
        if event_id <= self._last_id:
            self._clock += 1
        self._last_id = event_id
        return Event(event_id, self._clock, self._recorded_at, kind, subject, payload)

    def known_ids(self, event_ids: Iterable[str]) -> set[str]:
        """Return those identifiers that the journal holds."""
        found: set[str] = set()
        for chunk in chunks(event_ids):
            found.update(
                self.connection.scalars(
                    select(journal.c.id).where(journal.c.workshop_key == self.key, journal.c.id.in_(chunk))
                )
            )
        return found

    def insert_events(self, events: Sequence[Event]) -> None:
        """Write events that are not in the journal yet, without their derived rows."""
        if not events:
            return
        self.changed = True
        self.connection.execute(insert(journal), [event_values(event) | {"workshop_key": self.key} for event in events])

    def record(self, events: Sequence[Event]) -> None:
        """Write events and the derived rows they change."""
        self.insert_events(events)
        refresh(self.connection, self.key, (event.subject for event in events if event.kind in DERIVED_KINDS))

    def add_source(self, imported: Source, *, rows: int) -> None:
        """Record a file and the event of its import; the same source twice is one source."""
        self.upsert(source, [source_values(imported)])
        self.note(EventKind.DATASET_IMPORTED, imported.id, source_payload(imported, rows=rows))

    def upsert(self, table: Table, rows: Sequence[Values]) -> None:
        """Add rows, or replace those of the same primary key."""
        if not rows:
            return
        self.changed = True
        make = upsert_on_sqlite if self.connection.dialect.name == "sqlite" else upsert_on_postgresql
        statement: Any = make(table)
        primary = {column.name for column in table.primary_key}
        rest = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in primary}
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=sorted(primary), set_=rest),
            [row | {"workshop_key": self.key} for row in rows],
        )

    def reach(self, clock: int) -> None:
        """Make the revision at least ``clock``: that of a line that came from another laptop."""
        self._clock = max(self._clock, clock)

    def finish(self) -> None:
        """Make the revision cover every clock given."""
        self.connection.execute(update(workshop).where(workshop.c.key == self.key).values(revision=self._clock))


@contextmanager
def erasing(connection: Connection, key: int) -> Iterator[None]:
    """Let one transaction delete from the journal of a workshop, which triggers refuse to everybody else.

    The permission is a row that goes away before the transaction ends: no other connection ever sees it.
    """
    connection.execute(insert(erasure).values(workshop_key=key))
    yield
    connection.execute(delete(erasure).where(erasure.c.workshop_key == key))
