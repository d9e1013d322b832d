"""The part of the store that holds what happens in the room: séances, gommettes, photos, and the state of before."""

from collections.abc import Collection
from itertools import groupby
from operator import attrgetter

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, func, select, update

from mapping.domain.errors import ContributionError
from mapping.domain.journal import in_force
from mapping.domain.merging import survivors
from mapping.domain.models import LIVE_STATUSES, Contribution, Event, EventKind, Photo
from mapping.domain.sessions import Session, fold_knowledge, fold_sessions, fold_votes
from mapping.i18n import _
from mapping.storage import frames
from mapping.storage.derive import DERIVED_KINDS, past_actors, past_contributions
from mapping.storage.records import contribution_from, event_from, photo_from, photo_values
from mapping.storage.schema import contribution, journal, workshop
from mapping.storage.schema import photo as photo_table
from mapping.storage.territory import TerritoryStore
from mapping.storage.text import storable

_SESSION_KINDS = frozenset({EventKind.SESSION_SAVED, EventKind.UNDONE})
_VOTE_KINDS = frozenset({EventKind.VOTE_CAST, EventKind.SESSION_SAVED, EventKind.UNDONE})
_KNOWLEDGE_KINDS = frozenset({EventKind.KNOWLEDGE_GIVEN, EventKind.ACTORS_MERGED, EventKind.UNDONE})


class RoomStore(TerritoryStore):
    """Implements the methods of ``interface.Store`` about séances, knowledge, gommettes, photos and the past."""

    def contributions_by(self, author_key: str) -> list[Contribution]:
        """Return what one person gave, oldest first, whatever became of it; an empty key is nobody."""
        statement = (
            select(contribution)
            .where(
                contribution.c.workshop_key == self._key,
                contribution.c.author_key == storable(author_key),
                contribution.c.author_key != "",
            )
            .order_by(contribution.c.clock, contribution.c.id)
        )
        with self._read() as connection:
            return [contribution_from(row) for row in connection.execute(statement).mappings()]

    def live_count(self, session_id: str | None = None) -> int:
        """Return how many contributions are pending or accepted, in one séance or in all, without reading them."""
        statement = select(func.count()).where(
            contribution.c.workshop_key == self._key,
            contribution.c.status.in_([status.value for status in LIVE_STATUSES]),
        )
        if session_id is not None:
            statement = statement.where(contribution.c.session_id == session_id)
        with self._read() as connection:
            return int(connection.execute(statement).scalar_one())

    def facilitator_code(self) -> str:
        """Return the hash of the facilitator's code, empty when there is none."""
        with self._read() as connection:
            statement = select(workshop.c.facilitator_code).where(workshop.c.key == self._key)
            return str(connection.execute(statement).scalar_one())

    def save_facilitator_code(self, hashed: str) -> None:
        """Replace the hash of the facilitator's code; the journal only says that it changed."""
        with self._write() as recording:
            row = workshop.c.key == self._key
            recording.connection.execute(update(workshop).where(row).values(facilitator_code=hashed))
            subject = recording.connection.execute(select(workshop.c.id).where(row)).scalar_one()
            recording.note(EventKind.SETTINGS_CHANGED, subject, {"facilitator_code": "changed"})

    def save_photo(self, photo: Photo) -> bool:
        """Keep the photo of a contribution, hidden; False when this photo had already arrived.

        Raises
        ------
        ContributionError
            When there is no such contribution.
        """
        with self._write() as recording:
            if recording.known_ids([photo.id]):
                return False
            _require_contribution(recording.connection, self._key, photo.contribution_id)
            recording.upsert(photo_table, [photo_values(photo)])
            payload = {"photo_id": photo.id}
            event = recording.event(EventKind.PHOTO_ADDED, photo.contribution_id, payload, photo.id)
            recording.record([event])
            return True

    def photo(self, photo_id: str) -> Photo | None:
        """Return a photo, whether it may be shown or not."""
        statement = select(photo_table).where(
            photo_table.c.workshop_key == self._key, photo_table.c.id == storable(photo_id)
        )
        with self._read() as connection:
            row = connection.execute(statement).mappings().one_or_none()
        return None if row is None else photo_from(row)

    def sessions(self) -> list[Session]:
        """Return the séances, oldest first."""
        return fold_sessions(self._events(_SESSION_KINDS))

    def knowledge(self) -> pd.DataFrame:
        """Return ``tables.KNOWLEDGE``; what was said of a merged place is about the one that stands for it."""
        with self._read() as connection:
            events = _events(connection, self._key, _KNOWLEDGE_KINDS)
            merged = select(contribution.c.id, contribution.c.merged_into).where(
                contribution.c.workshop_key == self._key, contribution.c.merged_into != ""
            )
            standing = {row.id: row.merged_into for row in connection.execute(merged)}
        standing |= survivors(event for event in in_force(events) if event.kind is EventKind.ACTORS_MERGED)
        return fold_knowledge(events, standing=standing)

    def votes(self) -> pd.DataFrame:
        """Return ``tables.VOTES``: the gommettes that count, in order."""
        return fold_votes(self._events(_VOTE_KINDS))

    def contributions_at(self, clock: int) -> gpd.GeoDataFrame:
        """Return ``tables.CONTRIBUTIONS`` as they were once the event of that clock was recorded."""
        return frames.contributions_of(past_contributions(self._histories_until(clock)))

    def actors_at(self, clock: int) -> pd.DataFrame:
        """Return ``tables.STORED_ACTORS`` as they were once the event of that clock was recorded."""
        return frames.actors_of(past_actors(self._histories_until(clock)))

    def _histories_until(self, clock: int) -> dict[str, list[Event]]:
        with self._read() as connection:
            events = _events(connection, self._key, DERIVED_KINDS, until=clock)
        by_subject = sorted(events, key=lambda event: (event.subject, event.clock, event.id))
        return {subject: list(group) for subject, group in groupby(by_subject, key=attrgetter("subject"))}

    def _events(self, kinds: Collection[EventKind]) -> list[Event]:
        with self._read() as connection:
            return _events(connection, self._key, kinds)


def _events(connection: Connection, key: int, kinds: Collection[EventKind], *, until: int | None = None) -> list[Event]:
    statement = select(journal).where(journal.c.workshop_key == key, journal.c.kind.in_([kind.value for kind in kinds]))
    if until is not None:
        statement = statement.where(journal.c.clock <= until)
    rows = connection.execute(statement.order_by(journal.c.clock, journal.c.id)).mappings()
    return [event_from(row) for row in rows]


def _require_contribution(connection: Connection, key: int, contribution_id: str) -> None:
    statement = select(contribution.c.id).where(
        contribution.c.workshop_key == key, contribution.c.id == storable(contribution_id)
    )
    if connection.execute(statement).scalar_one_or_none() is None:
        raise ContributionError(_("La photo est arrivée avant ce qu'elle montre ; renvoyez-la après la contribution."))
