"""Derived rows: the state of contributions and actors, folded from the journal in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

import shapely
from shapely.errors import ShapelyError
from sqlalchemy import Connection, delete, insert, select

from mapping.domain.errors import ContributionError
from mapping.domain.journal import fold_contribution, in_force
from mapping.domain.merging import fold_actors, linked_groups
from mapping.domain.models import Event, EventKind
from mapping.i18n import _
from mapping.storage.records import Values, contribution_values, event_from
from mapping.storage.schema import DERIVED, actor, contribution, journal

CHUNK = 500
"""Identifiers in one statement: SQLite before 3.32 takes 999 parameters at most."""

DERIVED_KINDS = frozenset(
    {
        EventKind.ACTOR_IMPORTED,
        EventKind.ACTOR_ENRICHED,
        EventKind.ACTORS_MERGED,
        EventKind.NOT_DUPLICATES,
        EventKind.CONTRIBUTION_SUBMITTED,
        EventKind.CONTRIBUTION_MODERATED,
        EventKind.CONTRIBUTION_CORRECTED,
        EventKind.CONTRIBUTION_WITHDRAWN,
        EventKind.PHOTO_ADDED,
        EventKind.PHOTO_MODERATED,
        EventKind.UNDONE,
    }
)
"""Events that are about one subject: they change its derived rows, or what is asked about it."""

UNDOABLE_KINDS = DERIVED_KINDS - {EventKind.CONTRIBUTION_WITHDRAWN, EventKind.PHOTO_ADDED} | {
    EventKind.KNOWLEDGE_GIVEN,
    EventKind.VOTE_CAST,
    EventKind.SCENARIO_SAVED,
    EventKind.SCENARIO_REMOVED,
}
"""Events that can be undone: what its author took back is never put back by somebody else."""

_ACTOR_KINDS = frozenset({EventKind.ACTOR_IMPORTED, EventKind.ACTOR_ENRICHED, EventKind.ACTORS_MERGED})

Histories = dict[str, list[Event]]


def chunks(items: Iterable[str], size: int = CHUNK) -> Iterator[list[str]]:
    """Yield ``items`` in lists of at most ``size``."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def refresh(connection: Connection, key: int, subjects: Iterable[str]) -> None:
    """Bring the derived rows of some subjects in line with the journal.

    Raises
    ------
    ContributionError
        When a geometry cannot be read: recorded, it would close the whole workshop.
    """
    groups: dict[str, frozenset[str]] | None = None
    merged: set[str] = set()
    for chunk in chunks(dict.fromkeys(subjects)):
        histories = events_by_subject(connection, key, chunk)
        if groups is None and any(_is_about_an_actor(events) for events in histories.values()):
            groups = merged_groups(connection, key)
        merged.update(*(groups[subject] for subject in chunk if groups and subject in groups))
        alone = {subject: events for subject, events in histories.items() if subject not in merged}
        _delete(connection, key, chunk)
        _insert(connection, key, alone.items())
    if merged:
        _refresh_merged(connection, key, merged)


def refresh_all(connection: Connection, key: int) -> None:
    """Make every derived row of a workshop again."""
    for table in DERIVED:
        connection.execute(delete(table).where(table.c.workshop_key == key))
    merged = set(merged_groups(connection, key))
    rows = connection.execute(
        select(journal)
        .where(journal.c.workshop_key == key, journal.c.kind.in_([kind.value for kind in DERIVED_KINDS]))
        .order_by(journal.c.subject, journal.c.clock, journal.c.id)
        .execution_options(yield_per=CHUNK)
    )
    histories = groupby(map(event_from, rows.mappings()), key=attrgetter("subject"))
    _insert(connection, key, ((subject, list(events)) for subject, events in histories if subject not in merged))
    _refresh_merged(connection, key, merged)


def merged_groups(connection: Connection, key: int) -> dict[str, frozenset[str]]:
    """Return, for each actor that a merge ever named, those it was ever merged with.

    Merges that were undone are among them: undoing one gives several actors their own rows back.
    """
    rows = connection.execute(
        select(journal.c.subject, journal.c.payload).where(
            journal.c.workshop_key == key, journal.c.kind == EventKind.ACTORS_MERGED.value
        )
    )
    return linked_groups((row.subject, str(row.payload["into"])) for row in rows)


def events_by_subject(connection: Connection, key: int, subjects: Sequence[str]) -> dict[str, list[Event]]:
    """Return the events of at most ``CHUNK`` subjects, in order."""
    rows = connection.execute(
        select(journal)
        .where(journal.c.workshop_key == key, journal.c.subject.in_(subjects))
        .order_by(journal.c.clock, journal.c.id)
    )
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for row in rows.mappings():
        found[row["subject"]].append(event_from(row))
    return found


def past_contributions(histories: Histories) -> list[Values]:
    """Return the rows of the contributions that some events make, in the order of submission."""
    rows = [row for subject, events in histories.items() if (row := _contribution_row(subject, events)) is not None]
    return sorted(rows, key=lambda row: (row["clock"], row["id"]))


def past_actors(histories: Histories) -> list[Values]:
    """Return the rows of the actors that some events make, merged ones folded, by name then identifier."""
    concerned = {subject: events for subject, events in histories.items() if _is_about_an_actor(events)}
    rows = [actor_row(actor_id, fields) for actor_id, fields in fold_actors(concerned).items()]
    return sorted(rows, key=lambda row: (row["name"], row["actor_id"]))


def actor_row(actor_id: str, fields: Values) -> Values:
    """Return the row of an actor from its folded fields; what enrichment brought beyond the columns is left out."""
    row = {column.name: fields.get(column.name, "") for column in actor.columns if column.name != "workshop_key"}
    return row | {"actor_id": actor_id, "lon": fields.get("lon"), "lat": fields.get("lat")}


def last_import(events: Iterable[Event]) -> Values | None:
    """Return the fields of the last import of an actor that counts."""
    imports = [event.payload for event in in_force(events) if event.kind is EventKind.ACTOR_IMPORTED]
    return imports[-1] if imports else None


def _is_about_an_actor(events: Iterable[Event]) -> bool:
    return any(event.kind in _ACTOR_KINDS for event in events)


def _refresh_merged(connection: Connection, key: int, subjects: set[str]) -> None:
    """Make the rows of whole groups again."""
    histories: Histories = {}
    for chunk in chunks(sorted(subjects)):
        histories |= events_by_subject(connection, key, chunk)
        connection.execute(delete(actor).where(actor.c.workshop_key == key, actor.c.actor_id.in_(chunk)))
    rows = [actor_row(subject, fields) | {"workshop_key": key} for subject, fields in fold_actors(histories).items()]
    if rows:
        connection.execute(insert(actor), rows)


def _delete(connection: Connection, key: int, subjects: Sequence[str]) -> None:
    connection.execute(delete(contribution).where(contribution.c.workshop_key == key, contribution.c.id.in_(subjects)))
    connection.execute(delete(actor).where(actor.c.workshop_key == key, actor.c.actor_id.in_(subjects)))


def _insert(connection: Connection, key: int, by_subject: Iterable[tuple[str, list[Event]]]) -> None:
    contributions: list[dict[str, Any]] = []
    actors: list[dict[str, Any]] = []
    for subject, events in by_subject:
        if (row := _contribution_row(subject, events)) is not None:
            contributions.append(row | {"workshop_key": key})
        rows = fold_actors({subject: events})
        actors += [actor_row(actor_id, fields) | {"workshop_key": key} for actor_id, fields in rows.items()]
    if contributions:
        connection.execute(insert(contribution), contributions)
    if actors:
        connection.execute(insert(actor), actors)


def _contribution_row(subject: str, events: list[Event]) -> Values | None:
    state = fold_contribution(events)
    if state is None:
        return None
    _check_geometry(state.geometry_wkt)
    clock = next(event.clock for event in in_force(events) if event.kind is EventKind.CONTRIBUTION_SUBMITTED)
    return contribution_values(state) | {"id": subject, "clock": clock}


def _check_geometry(geometry_wkt: str) -> None:
    try:
        shapely.from_wkt(geometry_wkt)
    except ShapelyError as error:
        raise ContributionError(
            _("Géométrie illisible ; un texte WKT est attendu, par exemple « POINT (2.36 48.93) ».")
        ) from error
