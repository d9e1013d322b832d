"""The tiled basemap: pictures by zoom, column and row, and what is said of them as a whole."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

from sqlalchemy import Connection, delete, func, select

from mapping.domain.layers import Tile, TileSet
from mapping.domain.models import Source
from mapping.storage.recording import Recording
from mapping.storage.schema import tile, tile_set
from mapping.storage.text import storable

_AT_ONCE = 500
_IN_MEMORY_BYTES = 16_000_000


@contextmanager
def spooled(tiles: Iterable[Tile]) -> Iterator[Iterator[Tile]]:
    """Set tiles down in a temporary file, so that they are all there before a transaction begins."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        index: list[tuple[int, int, int, int]] = []
        for one in tiles:
            file.write(one.content)
            index.append((one.zoom, one.x, one.y, len(one.content)))
        file.seek(0)
        yield (Tile(zoom, x, y, file.read(size)) for zoom, x, y, size in index)


def write_tiles(recording: Recording, source: Source, tiles: Iterable[Tile], described: TileSet) -> None:
    """Put tiles in the place of those that were there; the last of two at one place is kept."""
    connection, key = recording.connection, recording.key
    for table in (tile, tile_set):
        connection.execute(delete(table).where(table.c.workshop_key == key))
    waiting = iter(tiles)
    while chunk := list(islice(waiting, _AT_ONCE)):
        recording.upsert(tile, [{"zoom": t.zoom, "x": t.x, "y": t.y, "content": t.content} for t in chunk])
    count = connection.execute(select(func.count()).where(tile.c.workshop_key == key)).scalar_one()
    if count:
        recording.upsert(tile_set, [_values(replace(described, count=count)) | {"source_id": source.id}])
    recording.add_source(source, rows=count)


def read_tile(connection: Connection, key: int, zoom: int, x: int, y: int) -> bytes | None:
    """Return one tile, or None when there is none at that place."""
    statement = select(tile.c.content).where(
        tile.c.workshop_key == key, tile.c.zoom == zoom, tile.c.x == x, tile.c.y == y
    )
    content = connection.execute(statement).scalar_one_or_none()
    return None if content is None else bytes(content)


def read_tile_set(connection: Connection, key: int) -> TileSet | None:
    """Return what is known of the tiles, or None when there are none."""
    row = connection.execute(select(tile_set).where(tile_set.c.workshop_key == key)).mappings().one_or_none()
    if row is None:
        return None
    return TileSet(
        media_type=row["media_type"],
        min_zoom=row["min_zoom"],
        max_zoom=row["max_zoom"],
        attribution=row["attribution"],
        bounds=(row["west"], row["south"], row["east"], row["north"]),
        count=row["count"],
    )


def _values(described: TileSet) -> dict[str, object]:
    west, south, east, north = map(float, described.bounds)
    return {
        "media_type": storable(described.media_type),
        "min_zoom": described.min_zoom,
        "max_zoom": described.max_zoom,
        "attribution": storable(described.attribution),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "count": described.count,
    }
