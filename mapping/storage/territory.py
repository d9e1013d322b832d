"""The part of the store that holds the territory itself: layers, tiled basemap, indicators, layouts of files."""

from collections.abc import Iterable, Mapping

import pandas as pd
from sqlalchemy import select

from mapping.domain.layers import LayerName, Tile, TileSet
from mapping.domain.models import EventKind, Source
from mapping.storage import frames
from mapping.storage.access import SqlAccess
from mapping.storage.holdings import read_holdings
from mapping.storage.imports import write_indicators
from mapping.storage.interface import Holding
from mapping.storage.layers import from_parquet, read_layer, read_layer_counts, to_parquet, write_layers
from mapping.storage.schema import layout, workshop
from mapping.storage.text import plain, storable
from mapping.storage.tiles import read_tile, read_tile_set, spooled, write_tiles


class TerritoryStore(SqlAccess):
    """Implements the methods of ``interface.Store`` about layers, tiles, indicators and layouts."""

    def save_layers(self, source: Source, layers: Mapping[LayerName, pd.DataFrame]) -> None:
        """Replace layers of the territory (``domain.layers``) in one transaction.

        Raises
        ------
        ColumnError, CrsError
            When a layer lacks a column of its contract, or is not said to be in WGS 84; nothing is changed then.
        """
        files = {name: to_parquet(name, frame) for name, frame in layers.items()}
        rows = {name: len(frame) for name, frame in layers.items()}
        with self._write() as recording:
            write_layers(recording, source, files, rows=rows)

    def layer(self, name: LayerName) -> pd.DataFrame | None:
        """Return a layer as it was saved (a GeoDataFrame in WGS 84 where its contract has a geometry), or None.

        Raises
        ------
        WorkshopError
            When what is stored is damaged.
        """
        with self._read() as connection:
            content = read_layer(connection, self._key, name)
        return None if content is None else from_parquet(name, content, where=self._target)

    def layer_counts(self) -> dict[LayerName, int]:
        """Return the number of rows of each layer that is there, without reading them."""
        with self._read() as connection:
            return read_layer_counts(connection, self._key)

    def holdings(self) -> dict[str, Holding]:
        """Return what each table and layer holds and weighs, without reading it; absent ones have no entry."""
        with self._read() as connection:
            return read_holdings(connection, self._key)

    def save_tiles(self, source: Source, tiles: Iterable[Tile], *, tile_set: TileSet) -> None:
        """Replace the tiled basemap; its count is that of the tiles given."""
        # Tiles may take minutes to draw: nobody who writes meanwhile is made to wait.
        with spooled(tiles) as ready, self._write() as recording:
            write_tiles(recording, source, ready, tile_set)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return one tile (XYZ), or None."""
        with self._read() as connection:
            return read_tile(connection, self._key, zoom, x, y)

    def tile_set(self) -> TileSet | None:
        """Return what is known of the tiled basemap, or None when there is none."""
        with self._read() as connection:
            return read_tile_set(connection, self._key)

    def save_layout(self, signature: str, columns: Mapping[str, str]) -> None:
        """Remember which columns were chosen for files of one layout."""
        row = {"signature": storable(signature), "columns": plain(columns)}
        if self.layout(signature) == row["columns"]:
            return
        with self._write() as recording:
            recording.upsert(layout, [row])
            workshop_id = select(workshop.c.id).where(workshop.c.key == self._key)
            subject = recording.connection.execute(workshop_id).scalar_one()
            recording.note(EventKind.SETTINGS_CHANGED, subject, {"layout": row})

    def layout(self, signature: str) -> dict[str, str] | None:
        """Return the columns that were chosen for files of this layout."""
        statement = select(layout.c.columns).where(
            layout.c.workshop_key == self._key, layout.c.signature == storable(signature)
        )
        with self._read() as connection:
            columns = connection.execute(statement).scalar_one_or_none()
        return None if columns is None else dict(columns)

    def save_indicators(self, source: Source, indicators: pd.DataFrame) -> None:
        """Add or replace indicators by code, name and year (``layers.INDICATORS``)."""
        with self._write() as recording:
            write_indicators(recording, source, indicators)

    def indicators(self) -> pd.DataFrame:
        """Return ``layers.INDICATORS`` plus ``source_id``, ordered by code, name, year."""
        with self._read() as connection:
            return frames.indicators_frame(connection, self._key)
