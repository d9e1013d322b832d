"""Rows of the tables to the frames of ``domain.tables``, with their types even when there is no row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Table, select

from mapping.domain.crs import WGS84
from mapping.domain.layers import INDICATORS
from mapping.domain.tables import (
    CONTRIBUTIONS,
    DTYPES,
    LANDMARKS,
    POPULATION,
    STORED_ACTORS,
    ZONES,
    Column,
    Type,
)
from mapping.storage.schema import actor, contribution, indicator, landmark, population, zone

_CONTRIBUTION_NAMES = ["geometry_wkt" if name == "geometry" else name for name in CONTRIBUTIONS.names]
_SOURCE_ID = Column("source_id", Type.TEXT, "")


def zones_frame(connection: Connection, key: int) -> gpd.GeoDataFrame:
    """Return ``tables.ZONES`` in WGS 84, ordered by code."""
    rows = _rows(connection, zone, key, ZONES.names, order=["code"])
    return _with_geometry(rows, ZONES.columns, shapely.from_wkb)


def actors_frame(connection: Connection, key: int) -> pd.DataFrame:
    """Return ``tables.STORED_ACTORS`` ordered by name then identifier."""
    rows = _rows(connection, actor, key, STORED_ACTORS.names, order=["name", "actor_id"])
    return _frame(rows, STORED_ACTORS.columns)


def population_frame(connection: Connection, key: int) -> pd.DataFrame:
    """Return ``tables.POPULATION`` plus ``source_id``, ordered by code."""
    columns = (*POPULATION.columns, _SOURCE_ID)
    rows = _rows(connection, population, key, [column.name for column in columns], order=["code"])
    return _frame(rows, columns)


def landmarks_frame(connection: Connection, key: int) -> pd.DataFrame:
    """Return ``tables.LANDMARKS`` ordered by name, then position."""
    rows = _rows(connection, landmark, key, LANDMARKS.names, order=["name", "lon", "lat"])
    return _frame(rows, LANDMARKS.columns)


def indicators_frame(connection: Connection, key: int) -> pd.DataFrame:
    """Return ``layers.INDICATORS`` plus ``source_id``, ordered by code, name, year."""
    columns = (*INDICATORS.columns, _SOURCE_ID)
    rows = _rows(connection, indicator, key, [column.name for column in columns], order=["code", "name", "year"])
    return _frame(rows, columns)


def contributions_frame(connection: Connection, key: int) -> gpd.GeoDataFrame:
    """Return ``tables.CONTRIBUTIONS`` in WGS 84, in the order of submission."""
    return _contributions(_rows(connection, contribution, key, _CONTRIBUTION_NAMES, order=["clock", "id"]))


def contributions_of(rows: Iterable[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return ``tables.CONTRIBUTIONS`` in WGS 84 from rows by name, in their order."""
    return _contributions([tuple(row[name] for name in _CONTRIBUTION_NAMES) for row in rows])


def actors_of(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return ``tables.STORED_ACTORS`` from rows by name, in their order."""
    return _frame([tuple(row[name] for name in STORED_ACTORS.names) for row in rows], STORED_ACTORS.columns)


def _contributions(rows: Sequence[tuple[Any, ...]]) -> gpd.GeoDataFrame:
    filiere = _CONTRIBUTION_NAMES.index("filiere")
    filled = [(*row[:filiere], row[filiere] or "", *row[filiere + 1 :]) for row in rows]
    return _with_geometry(filled, CONTRIBUTIONS.columns, shapely.from_wkt)


def _rows(
    connection: Connection, table: Table, key: int, names: Iterable[str], *, order: Iterable[str]
) -> Sequence[tuple[Any, ...]]:
    statement = (
        select(*(table.c[name] for name in names))
        .where(table.c.workshop_key == key)
        .order_by(*(table.c[name] for name in order))
    )
    return [tuple(row) for row in connection.execute(statement)]


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[Column]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index([column.name for column in columns]))
    return frame.astype({column.name: DTYPES[column.type] for column in columns})


def _with_geometry(rows: Sequence[tuple[Any, ...]], columns: Sequence[Column], decode: Any) -> gpd.GeoDataFrame:
    """Return a frame whose last column is decoded into geometries."""
    table = _frame([row[:-1] for row in rows], columns[:-1])
    geometries = decode(np.array([row[-1] for row in rows], dtype=object))
    return gpd.GeoDataFrame(table, geometry=geometries, crs=WGS84)
