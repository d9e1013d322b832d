"""The part of the store that really erases: lines emptied, photos gone, and the database written again without them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from mapping.domain.erasure import ERASING_KINDS, PurgeRule, is_withdrawal, purge_counts
from mapping.domain.ids import new_id
from mapping.domain.models import Event, EventKind
from mapping.storage.derive import refresh
from mapping.storage.engines import compact, fold_log
from mapping.storage.erasing import erase_lines, erase_with, found_by
from mapping.storage.records import event_from
from mapping.storage.room import RoomStore
from mapping.storage.schema import contribution, journal, workshop


class PurgingStore(RoomStore):
    """Implements the methods of ``interface.Store`` about erasing."""

    def to_purge(self, rule: PurgeRule) -> list[Event]:
        """Return the lines that a purge would erase, oldest first; nothing changes."""
        with self._read() as connection:
            return sorted(found_by(connection, self._key, rule), key=lambda line: (line.clock, line.id))

    def purge(self, rule: PurgeRule, *, kept: Sequence[dict[str, Any]] = ()) -> dict[str, int]:
        """Erase what residents gave, of the rule, and write the database again without it; return how much.

        The journal keeps a line that says what was erased, how many and when, with ``kept``: counts without anybody.
        Nothing is written when there is nothing to erase.
        """
        with self._write() as recording:
            erased = erase_with(recording, rule)
            counts = purge_counts(erased)
            if erased:
                subject = recording.connection.execute(
                    select(workshop.c.id).where(workshop.c.key == self._key)
                ).scalar_one()
                payload = rule.as_payload() | {"counts": counts, "lines": len(erased), "kept": list(kept)}
                recording.insert_events([recording.event(EventKind.PURGED, subject, payload, new_id())])
        self.compact()
        return counts

    def fold_log(self) -> None:
        """Leave nothing of what was just erased in the log beside a file; where somebody is reading, it waits."""
        fold_log(self._engine, self._target)

    def compact(self) -> None:
        """Write the database again without what was erased, its log included."""
        compact(self._engine, self._target)

    def erasing_lines(self) -> list[Event]:
        """Return the lines that say that others are erased: purges and withdrawals."""
        statement = select(journal).where(
            journal.c.workshop_key == self._key, journal.c.kind.in_([kind.value for kind in ERASING_KINDS])
        )
        with self._read() as connection:
            lines = [event_from(row) for row in connection.execute(statement).mappings()]
        return [line for line in lines if line.kind is EventKind.PURGED or is_withdrawal(line)]

    def carry_erasures(self, lines: Iterable[Event]) -> int:
        """Erase here what other copies erased, as ``erasing_lines`` of those tell it; return how many subjects changed.

        A copy where nothing changes is left as it is.
        """
        given = {line.id: line for line in lines}
        with self._write() as recording:
            known = recording.known_ids(given)
            new = [line for identifier, line in given.items() if identifier not in known]
            recording.insert_events(new)
            subjects = erase_lines(recording)
            refresh(recording.connection, self._key, subjects)
            recording.reach(max((line.clock for line in new), default=0))
            if not subjects:
                # The lines come with a later copy; a file that holds nothing of theirs keeps its bytes.
                recording.changed = False
        if subjects:
            self.compact()
        return len(subjects)

    def oldest_resident_line(self) -> str:
        """Return when the oldest contribution that is still there was recorded (ISO 8601, UTC), or an empty text."""
        statement = (
            select(func.min(journal.c.recorded_at))
            .select_from(journal.join(contribution, contribution.c.id == journal.c.id))
            .where(journal.c.workshop_key == self._key, contribution.c.workshop_key == self._key)
        )
        with self._read() as connection:
            return str(connection.execute(statement).scalar_one() or "")
