"""The store over SQLAlchemy Core: the same statements on SQLite and on PostgreSQL."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

import geopandas as gpd
import pandas as pd
from sqlalchemy import Connection, select, update

from mapping.domain.erasure import is_withdrawal
from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.journal import WITHDRAWN, cancelled_ids
from mapping.domain.models import Contribution, Event, EventKind, Source, Workshop
from mapping.domain.nomenclature import Filiere
from mapping.domain.workshop_settings import WorkshopSettings
from mapping.i18n import _
from mapping.storage import frames
from mapping.storage.derive import UNDOABLE_KINDS, events_by_subject, refresh, refresh_all
from mapping.storage.erasing import erase_lines
from mapping.storage.imports import write_actors, write_landmarks, write_population, write_zones
from mapping.storage.interface import ActorsOutcome, Draft
from mapping.storage.purging import PurgingStore
from mapping.storage.recording import Recording
from mapping.storage.records import Values, contribution_from, event_from, source_from, workshop_from
from mapping.storage.schema import contribution, journal, source, workshop
from mapping.storage.text import plain, storable


class SqlStore(PurgingStore):
    """One workshop of a database; implements ``interface.Store``."""

    def workshop(self) -> Workshop:
        """Return the workshop and its settings."""
        with self._read() as connection:
            return self._workshop(connection)

    def revision(self) -> int:
        """Return a number that grows with every write: the key of what is cached."""
        with self._read() as connection:
            return int(connection.execute(select(workshop.c.revision).where(workshop.c.key == self._key)).scalar_one())

    def save_settings(
        self,
        *,
        title: str | None = None,
        filieres: Sequence[Filiere] | None = None,
        demonstration: bool | None = None,
        band_m: float | None = None,
        settings: WorkshopSettings | None = None,
    ) -> None:
        """Change the settings that are not None, and record what changed in the journal."""
        asked: Values = {
            "title": None if title is None else storable(title),
            "filieres": None if filieres is None else plain([asdict(filiere) for filiere in filieres]),
            "is_demonstration": demonstration,
            "band_m": band_m,
            "settings": None if settings is None else plain(settings.as_dict()),
        }
        with self._write() as recording:
            row = recording.connection.execute(select(workshop).where(workshop.c.key == self._key)).mappings().one()
            changes = {name: value for name, value in asked.items() if value is not None and value != row[name]}
            if changes:
                recording.connection.execute(update(workshop).where(workshop.c.key == self._key).values(changes))
                recording.note(EventKind.SETTINGS_CHANGED, row["id"], _said(changes, before=row["settings"]))

    def append(self, drafts: Iterable[Draft]) -> list[Event]:
        """Record events in one transaction and return those that were new, in order.

        Raises
        ------
        ContributionError
            When a geometry cannot be read; nothing is recorded then.
        """
        with self._write() as recording:
            return _record(recording, list(drafts))

    def undo(self, event_id: str) -> Event:
        """Record that an event about a contribution or an actor no longer counts.

        Raises
        ------
        ContributionError
            When there is no such event, it no longer counts already, or it is not of that sort.
        """
        with self._write() as recording:
            subject = _undoable_subject(recording, event_id)
            undoing = recording.event(EventKind.UNDONE, subject, {"event_id": event_id}, new_id())
            recording.record([undoing])
            return undoing

    def events(
        self, *, subject: str | None = None, kinds: Collection[EventKind] | None = None, limit: int | None = None
    ) -> list[Event]:
        """Return events, newest first; of one subject or of some kinds only where asked."""
        statement = (
            select(journal)
            .where(journal.c.workshop_key == self._key)
            .order_by(journal.c.clock.desc(), journal.c.id.desc())
            .limit(limit)
        )
        if subject is not None:
            statement = statement.where(journal.c.subject == subject)
        if kinds is not None:
            statement = statement.where(journal.c.kind.in_([kind.value for kind in kinds]))
        with self._read() as connection:
            return [event_from(row) for row in connection.execute(statement).mappings()]

    def save_zones(self, source: Source, zones: gpd.GeoDataFrame) -> None:
        """Add or replace zones by code (``tables.ZONES``)."""
        with self._write() as recording:
            write_zones(recording, source, zones)

    def save_actors(self, source: Source, actors: pd.DataFrame) -> ActorsOutcome:
        """Add or update actors; what was enriched locally is kept, unchanged rows write no event."""
        with self._write() as recording:
            return write_actors(recording, source, actors)

    def save_population(self, source: Source, population: pd.DataFrame) -> int:
        """Add or replace populations by code; return how many codes were already known."""
        with self._write() as recording:
            return write_population(recording, source, population)

    def save_landmarks(self, source: Source, landmarks: pd.DataFrame) -> None:
        """Add or replace landmarks by name and position (``tables.LANDMARKS``)."""
        with self._write() as recording:
            write_landmarks(recording, source, landmarks)

    def save_contributions(self, source: Source, drafts: Iterable[Draft]) -> list[Event]:
        """Record imported contributions and their file in one transaction; one that brings nothing leaves no trace."""
        given = list(drafts)
        with self._write() as recording:
            events = _record(recording, given)
            if events:
                recording.add_source(source, rows=len(given))
            return events

    def sources(self) -> list[Source]:
        """Return the imported files, oldest first."""
        statement = select(source).where(source.c.workshop_key == self._key).order_by(source.c.imported_at, source.c.id)
        with self._read() as connection:
            return [source_from(row) for row in connection.execute(statement).mappings()]

    def zones(self) -> gpd.GeoDataFrame:
        """Return ``tables.ZONES`` in WGS 84, ordered by code."""
        with self._read() as connection:
            return frames.zones_frame(connection, self._key)

    def actors(self) -> pd.DataFrame:
        """Return ``tables.STORED_ACTORS`` ordered by name then id; ``lon`` and ``lat`` are NaN where unknown."""
        with self._read() as connection:
            return frames.actors_frame(connection, self._key)

    def population(self) -> pd.DataFrame:
        """Return ``tables.POPULATION`` plus ``source_id``, ordered by code."""
        with self._read() as connection:
            return frames.population_frame(connection, self._key)

    def landmarks(self) -> pd.DataFrame:
        """Return ``tables.LANDMARKS`` ordered by name."""
        with self._read() as connection:
            return frames.landmarks_frame(connection, self._key)

    def contributions(self) -> gpd.GeoDataFrame:
        """Return ``tables.CONTRIBUTIONS`` in WGS 84, in the order of submission, whatever their status."""
        with self._read() as connection:
            return frames.contributions_frame(connection, self._key)

    def contribution(self, contribution_id: str) -> Contribution | None:
        """Return the current state of one contribution."""
        statement = select(contribution).where(
            contribution.c.workshop_key == self._key, contribution.c.id == contribution_id
        )
        with self._read() as connection:
            row = connection.execute(statement).mappings().one_or_none()
            return None if row is None else contribution_from(row)

    def rebuild(self) -> None:
        """Make the derived tables again from the journal, as after a repair."""
        with self._write() as recording:
            refresh_all(recording.connection, self._key)
            recording.changed = True

    def _workshop(self, connection: Connection) -> Workshop:
        row = connection.execute(select(workshop).where(workshop.c.key == self._key)).mappings().one()
        return workshop_from(row)


def rebuild(store: SqlStore) -> None:
    """Make the derived tables of a workshop again from its journal; nothing changes unless they were wrong."""
    store.rebuild()


def _said(changes: Values, *, before: Values) -> Values:
    """Return what the journal says of a change of settings: of the nested ones, those that differ."""
    if "settings" not in changes:
        return changes
    nested = {name: value for name, value in changes["settings"].items() if value != before.get(name)}
    return changes | {"settings": nested}


def _record(recording: Recording, drafts: Sequence[Draft]) -> list[Event]:
    seen = recording.known_ids(filter(None, map(_event_id, drafts)))
    events: list[Event] = []
    for draft in drafts:
        event_id = _event_id(draft) or new_id()
        if event_id not in seen:
            seen.add(event_id)
            events.append(recording.event(draft.kind, storable(draft.subject), plain(draft.payload), event_id))
    recording.record(events)
    taken_back = {event.subject for event in events if is_withdrawal(event)}
    if taken_back:
        refresh(recording.connection, recording.key, erase_lines(recording, subjects=taken_back))
    return events


def _event_id(draft: Draft) -> str | None:
    # One submission per contribution: sent again under whatever event, it is the same one.
    chosen = draft.subject if draft.kind is EventKind.CONTRIBUTION_SUBMITTED else draft.id
    return storable(chosen) if chosen else None


def _undoable_subject(recording: Recording, event_id: str) -> str:
    statement = select(journal.c.subject, journal.c.kind).where(
        journal.c.workshop_key == recording.key, journal.c.id == storable(event_id)
    )
    found = recording.connection.execute(statement).one_or_none()
    if found is None:
        raise ContributionError(
            _("L'événement « {id} » n'est pas dans le journal. La commande « history » donne les identifiants.").format(
                id=event_id
            )
        )
    about = events_by_subject(recording.connection, recording.key, [found.subject])[found.subject]
    if any(event.id == event_id and event.payload.get(WITHDRAWN) for event in about):
        raise ContributionError(_("Ce que son auteur a retiré n'est remis par personne."))
    if EventKind(found.kind) not in UNDOABLE_KINDS:
        raise ContributionError(
            _(
                "On n'annule qu'une contribution, une décision ou une structure ; "
                "refaites plutôt ce réglage ou cet import."
            )
        )
    if event_id in cancelled_ids(about):
        raise ContributionError(_("L'événement « {id} » est déjà annulé.").format(id=event_id))
    return str(found.subject)
