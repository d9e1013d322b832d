"""What an import writes row by row: zones, actors, populations, landmarks, indicators."""

from collections.abc import Iterable, Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection, select

from mapping.domain.crs import require_wgs84
from mapping.domain.ids import new_id
from mapping.domain.layers import INDICATORS
from mapping.domain.models import Event, EventKind, Source
from mapping.domain.tables import (
    LANDMARKS,
    POPULATION,
    STORED_ACTORS,
    ZONES,
    Contract,
    Type,
    require_columns,
)
from mapping.storage.derive import actor_row, chunks, events_by_subject, last_import, merged_groups, refresh
from mapping.storage.interface import ActorsOutcome
from mapping.storage.recording import Recording
from mapping.storage.records import Values
from mapping.storage.schema import actor, indicator, journal, landmark, population, zone
from mapping.storage.text import storable


def write_zones(recording: Recording, source: Source, zones: gpd.GeoDataFrame) -> None:
    """Add or replace zones by code.

    Raises
    ------
    ColumnError, CrsError
        When columns are missing, or the geometries are not said to be in WGS 84.
    """
    require_wgs84(zones)
    rows = list(_records(pd.DataFrame(zones.drop(columns=zones.geometry.name)), ZONES, source))
    outlines = shapely.to_wkb(zones.geometry.to_numpy())
    recording.upsert(zone, [row | {"geometry": outline} for row, outline in zip(rows, outlines, strict=True)])
    recording.add_source(source, rows=len(rows))


def write_population(recording: Recording, source: Source, table: pd.DataFrame) -> int:
    """Add or replace populations by code; return how many codes were already known."""
    rows = [row | {"source_id": source.id} for row in _records(table, POPULATION, source)]
    known = set(
        recording.connection.scalars(select(population.c.code).where(population.c.workshop_key == recording.key))
    )
    recording.upsert(population, rows)
    recording.add_source(source, rows=len(rows))
    return len({row["code"] for row in rows} & known)


def write_landmarks(recording: Recording, source: Source, table: pd.DataFrame) -> None:
    """Add or replace landmarks by name and position."""
    rows = [row | {"source_id": source.id} for row in _records(table, LANDMARKS, source)]
    recording.upsert(landmark, rows)
    recording.add_source(source, rows=len(rows))


def write_indicators(recording: Recording, source: Source, table: pd.DataFrame) -> None:
    """Add or replace indicators by code, name and year."""
    rows = [row | {"source_id": source.id} for row in _records(table, INDICATORS, source)]
    recording.upsert(indicator, rows)
    recording.add_source(source, rows=len(rows))


def write_actors(recording: Recording, source: Source, table: pd.DataFrame) -> ActorsOutcome:
    """Add or update actors; rows that say nothing new write no event.

    Two rows of the same ``actor_id`` are one actor: the second updates the first.
    """
    rows = list(_records(table, STORED_ACTORS, source))
    folded = _folded_subjects(recording.connection, recording.key)
    current = _imported_fields(recording.connection, recording.key, folded)
    created: list[str] = []
    known: list[str] = []
    events: list[Event] = []
    for row in rows:
        actor_id = row.pop("actor_id")
        before = current.get(actor_id)
        (created if before is None else known).append(actor_id)
        if before is None or _differs(before, row):
            events.append(recording.event(EventKind.ACTOR_IMPORTED, actor_id, row, new_id()))
            current[actor_id] = row
    recording.insert_events(events)
    _write_actor_rows(recording, events, folded)
    recording.add_source(source, rows=len(rows))
    return ActorsOutcome(tuple(created), tuple(known))


def _write_actor_rows(recording: Recording, events: Iterable[Event], folded: set[str]) -> None:
    last = {event.subject: event.payload for event in events}
    # An import is the last word about an actor that nobody enriched or merged: no need to fold its whole history.
    recording.upsert(actor, [actor_row(subject, row) for subject, row in last.items() if subject not in folded])
    refresh(recording.connection, recording.key, [subject for subject in last if subject in folded])


def _differs(before: Values, row: Values) -> bool:
    return any(value != before.get(name) for name, value in row.items() if name != "source_id")


def _folded_subjects(connection: Connection, key: int) -> set[str]:
    """Return the actors whose row is more than their last import: enriched here, or ever merged."""
    enriched = connection.scalars(
        select(journal.c.subject).where(journal.c.workshop_key == key, journal.c.kind == EventKind.ACTOR_ENRICHED.value)
    )
    return set(enriched) | set(merged_groups(connection, key))


def _imported_fields(connection: Connection, key: int, folded: set[str]) -> dict[str, Values]:
    """Return what the last import said of each actor, below what was enriched or merged since."""
    columns = [actor.c[name] for name in STORED_ACTORS.names]
    rows = connection.execute(select(*columns).where(actor.c.workshop_key == key)).mappings()
    fields = {row["actor_id"]: dict(row) for row in rows if row["actor_id"] not in folded}
    for chunk in chunks(folded):
        for subject, events in events_by_subject(connection, key, chunk).items():
            imported = last_import(events)
            if imported is not None:
                fields[subject] = imported
    return fields


def _records(table: pd.DataFrame, contract: Contract, source: Source) -> Iterator[Values]:
    """Yield one dict of storable values per row: text never missing, numbers None where unknown."""
    complete = table.assign(source_id=source.id)
    columns = [column for column in contract.columns if column.type is not Type.GEOMETRY]
    require_columns(complete.assign(geometry=None), contract)
    cells = [_cells(complete[column.name], column.type) for column in columns]
    names = [column.name for column in columns]
    for values in zip(*cells, strict=True):
        yield dict(zip(names, values, strict=True))


def _cells(column: "pd.Series[Any]", kind: Type) -> list[Any]:
    if kind is Type.TEXT:
        return [storable(str(value)) for value in column.fillna("").tolist()]
    if kind is Type.BOOLEAN:
        return [bool(value) for value in column.tolist()]
    return [None if pd.isna(value) else float(value) for value in column.tolist()]
