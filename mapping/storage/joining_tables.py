"""What is not derived from contributions and actors, when copies are joined: imported rows, layers, settings.

Of two rows of one key, the one whose import comes last in the united journal stays.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, delete, insert, or_, select, update

from mapping.domain.joining import LAYOUT, NESTED, fold_layouts, fold_settings
from mapping.domain.models import Event, EventKind
from mapping.storage.recording import Recording
from mapping.storage.records import Values, event_from
from mapping.storage.schema import (
    indicator,
    journal,
    landmark,
    layer,
    population,
    source,
    tile,
    tile_set,
    workshop,
    zone,
)
from mapping.storage.schema import layout as layout_table

Rank = tuple[int, str]
_BY_ROW = {"zone": zone, "population": population, "landmark": landmark, "indicator": indicator}
_SETTINGS = ("title", "filieres", "is_demonstration", "band_m", NESTED)
_TILES_AT_ONCE = 500
_NEVER: Rank = (-1, "")


def sort_key(row: Mapping[str, Any]) -> tuple[int, str]:
    """Return an order between two versions of one row, the same on any laptop: clock first, then what it holds."""
    return int(row.get("clock", 0)), json.dumps(dict(row), sort_keys=True, ensure_ascii=False, default=_as_text)


def join_datasets(recording: Recording, connection: Connection, key: int) -> dict[str, int]:
    """Bring imported rows, layers and tiles from a copy; return how many rows each table took, none left out.

    The journals are united already.
    """
    ranks = _ranks(recording)
    taken = {"source": _join_sources(recording, connection, key)}
    for name, table in _BY_ROW.items():
        taken[name] = _join_rows(recording, connection, key, table, ranks)
    taken["layer"] = _join_layers(recording, connection, key, ranks)
    taken["tile_set"] = _join_tiles(recording, connection, key, ranks)
    _join_layouts(recording, connection, key)
    return {name: count for name, count in taken.items() if count}


def join_settings(recording: Recording) -> None:
    """Make the settings of the row what the united journal says; the facilitator's code stays that of the laptop."""
    connection, key = recording.connection, recording.key
    said = fold_settings(_settings_events(recording))
    row = connection.execute(select(workshop).where(workshop.c.key == key)).mappings().one()
    wanted = {name: said[name] for name in _SETTINGS if name in said}
    wanted[NESTED] = row[NESTED] | wanted.get(NESTED, {})
    changes = {name: value for name, value in wanted.items() if value != row[name]}
    if changes:
        recording.changed = True
        connection.execute(update(workshop).where(workshop.c.key == key).values(changes))


def _settings_events(recording: Recording) -> list[Event]:
    kinds = (EventKind.WORKSHOP_CREATED.value, EventKind.SETTINGS_CHANGED.value)
    statement = select(journal).where(journal.c.workshop_key == recording.key, journal.c.kind.in_(kinds))
    return [event_from(row) for row in recording.connection.execute(statement).mappings()]


def _ranks(recording: Recording) -> dict[str, Rank]:
    """Return the place in the united journal of the last import of each source."""
    statement = (
        select(journal.c.subject, journal.c.clock, journal.c.id)
        .where(journal.c.workshop_key == recording.key, journal.c.kind == EventKind.DATASET_IMPORTED.value)
        .order_by(journal.c.clock, journal.c.id)
    )
    return {row.subject: (int(row.clock), str(row.id)) for row in recording.connection.execute(statement)}


def _rows(
    connection: Connection, key: int, table: Table, *, without: Iterable[str] = ()
) -> dict[tuple[Any, ...], Values]:
    left_out = {"workshop_key", *without}
    columns = [column for column in table.columns if column.name not in left_out]
    names = [column.name for column in table.primary_key if column.name != "workshop_key"]
    found = connection.execute(select(*columns).where(table.c.workshop_key == key)).mappings()
    return {tuple(row[name] for name in names): dict(row) for row in found}


def _join_sources(recording: Recording, connection: Connection, key: int) -> int:
    mine, theirs = _rows(recording.connection, recording.key, source), _rows(connection, key, source)
    brought = [
        row
        for identifier, row in theirs.items()
        if identifier not in mine or sort_key(row) > sort_key(mine[identifier])
    ]
    recording.upsert(source, brought)
    return len(brought)


def _join_rows(recording: Recording, connection: Connection, key: int, table: Table, ranks: Mapping[str, Rank]) -> int:
    mine, theirs = _rows(recording.connection, recording.key, table), _rows(connection, key, table)
    brought = [row for identifier, row in theirs.items() if _is_later(row, mine.get(identifier), ranks)]
    recording.upsert(table, brought)
    return len(brought)


def _is_later(row: Values, mine: Values | None, ranks: Mapping[str, Rank]) -> bool:
    if mine is None:
        return True
    one, other = (ranks.get(str(version["source_id"]), _NEVER) for version in (row, mine))
    return one > other or (one == other and sort_key(row) > sort_key(mine))


def _join_layers(recording: Recording, connection: Connection, key: int, ranks: Mapping[str, Rank]) -> int:
    # Without their content, which may weigh tens of megabytes: one import gives a layer one content.
    mine = _rows(recording.connection, recording.key, layer, without=("content",))
    theirs = _rows(connection, key, layer, without=("content",))
    later = [identifier for identifier, row in theirs.items() if _is_later(row, mine.get(identifier), ranks)]
    for (name,) in later:
        content = connection.execute(
            select(layer.c.content).where(layer.c.workshop_key == key, layer.c.name == name)
        ).scalar_one()
        recording.upsert(layer, [theirs[name,] | {"content": content}])
    return len(later)


def _join_tiles(recording: Recording, connection: Connection, key: int, ranks: Mapping[str, Rank]) -> int:
    mine, theirs = _rows(recording.connection, recording.key, tile_set), _rows(connection, key, tile_set)
    if not theirs or not _is_later(theirs[()], mine.get(()), ranks):
        return 0
    recording.connection.execute(delete(tile).where(tile.c.workshop_key == recording.key))
    for rows in _pages(connection, key):
        recording.connection.execute(insert(tile), [row | {"workshop_key": recording.key} for row in rows])
    recording.upsert(tile_set, [theirs[()]])
    return 1


def _pages(connection: Connection, key: int) -> Iterable[list[Values]]:
    columns = (tile.c.zoom, tile.c.x, tile.c.y, tile.c.content)
    last: tuple[int, int, int] | None = None
    while True:
        statement: Select[Any] = select(*columns).where(tile.c.workshop_key == key).order_by(*columns[:3])
        if last is not None:
            statement = statement.where(_after(last))
        rows = [dict(row) for row in connection.execute(statement.limit(_TILES_AT_ONCE)).mappings()]
        if not rows:
            return
        last = (rows[-1]["zoom"], rows[-1]["x"], rows[-1]["y"])
        yield rows


def _after(place: tuple[int, int, int]) -> Any:
    zoom, x, y = place
    same_zoom = and_(tile.c.zoom == zoom, or_(tile.c.x > x, and_(tile.c.x == x, tile.c.y > y)))
    return or_(tile.c.zoom > zoom, same_zoom)


def _join_layouts(recording: Recording, connection: Connection, key: int) -> None:
    mine, theirs = _rows(recording.connection, recording.key, layout_table), _rows(connection, key, layout_table)
    said = fold_layouts(event for event in _settings_events(recording) if LAYOUT in event.payload)
    wanted = theirs | mine
    for signature, columns in said.items():
        wanted[signature,] = {"signature": signature, "columns": columns}
    recording.upsert(layout_table, [row for identifier, row in wanted.items() if row != mine.get(identifier)])


def _as_text(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
