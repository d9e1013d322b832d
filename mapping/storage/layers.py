"""Layers of the territory to and from the Parquet that the database keeps."""

import io
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
from pyarrow import ArrowException
from sqlalchemy import Connection, select

from mapping.domain.crs import require_wgs84
from mapping.domain.errors import ColumnError, WorkshopError
from mapping.domain.layers import CONTRACTS, LayerName
from mapping.domain.models import Source
from mapping.domain.tables import Contract, Type, require_columns
from mapping.i18n import _
from mapping.storage.recording import Recording
from mapping.storage.refusals import damaged
from mapping.storage.schema import layer
from mapping.storage.targets import Target
from mapping.storage.text import storable


def to_parquet(name: LayerName, frame: pd.DataFrame) -> bytes:
    """Return a layer as Parquet, GeoParquet where its contract has a geometry.

    Raises
    ------
    ColumnError, CrsError
        When a column of the contract is missing, or the geometries are not said to be in WGS 84.
    """
    contract = CONTRACTS[name]
    require_columns(frame, contract)
    if _has_geometry(contract):
        if not isinstance(frame, gpd.GeoDataFrame):
            raise ColumnError(
                _("Couche « {name} » : sa colonne geometry ne contient pas de géométries.").format(name=name)
            )
        require_wgs84(frame)
    content = io.BytesIO()
    _storable(frame, contract).to_parquet(content, compression="zstd")
    return content.getvalue()


def from_parquet(name: LayerName, content: bytes, *, where: Target) -> pd.DataFrame:
    """Return the layer that ``to_parquet`` wrote.

    Raises
    ------
    WorkshopError
        When it is damaged.
    """
    read: Any = gpd.read_parquet if _has_geometry(CONTRACTS[name]) else pd.read_parquet
    try:
        frame: pd.DataFrame = read(io.BytesIO(content))
    except (ArrowException, ValueError, OSError) as error:
        raise WorkshopError(damaged(where)) from error
    return frame


def write_layers(
    recording: Recording, source: Source, files: Mapping[LayerName, bytes], *, rows: Mapping[LayerName, int]
) -> None:
    """Add or replace layers by name, and record where they come from."""
    recording.upsert(
        layer,
        [
            {"name": name.value, "content": content, "rows": rows[name], "source_id": source.id}
            for name, content in files.items()
        ],
    )
    recording.add_source(source, rows=sum(rows.values()))


def read_layer(connection: Connection, key: int, name: LayerName) -> bytes | None:
    """Return the Parquet of a layer, or None when there is none."""
    statement = select(layer.c.content).where(layer.c.workshop_key == key, layer.c.name == name.value)
    content = connection.execute(statement).scalar_one_or_none()
    return None if content is None else bytes(content)


def read_layer_counts(connection: Connection, key: int) -> dict[LayerName, int]:
    """Return the number of rows of each layer, in the order of ``LayerName``."""
    found = connection.execute(select(layer.c.name, layer.c.rows).where(layer.c.workshop_key == key))
    counts = {row.name: int(row.rows) for row in found}
    return {name: counts[name.value] for name in LayerName if name.value in counts}


def _has_geometry(contract: Contract) -> bool:
    return any(column.type is Type.GEOMETRY for column in contract.columns)


def _storable(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return ``frame`` with texts that UTF-8 can write; most often ``frame`` itself."""
    texts = [column.name for column in contract.columns if column.type is Type.TEXT]
    mended = {name: frame[name].map(storable, na_action="ignore").astype(frame[name].dtype) for name in texts}
    changed = {name: column for name, column in mended.items() if not column.equals(frame[name])}
    return frame.assign(**changed) if changed else frame
