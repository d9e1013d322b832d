"""What each table holds and weighs, asked of the database without reading the rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Table,
    cast,
    func,
    literal,
    select,
)

from mapping.storage.interface import Holding
from mapping.storage.schema import actor, indicator, landmark, layer, population, tile, tile_set, zone

_NUMBER_BYTES = 8
_TABLES = {
    "zones": zone,
    "actors": actor,
    "population": population,
    "landmarks": landmark,
    "indicators": indicator,
}


def read_holdings(connection: Connection, key: int) -> dict[str, Holding]:
    """Return the holding of each table under its name, of each layer under its own, of the tiles under ``tiles``."""
    found = {name: _table(connection, key, table) for name, table in _TABLES.items()}
    found |= dict(_layers(connection, key))
    if (tiles := _tiles(connection, key)) is not None:
        found["tiles"] = tiles
    return {name: holding for name, holding in found.items() if holding.rows}


def _table(connection: Connection, key: int, table: Table) -> Holding:
    weight = sum((_octets(connection, column) for column in table.columns), start=literal(0))
    statement = select(func.count().label("rows"), func.sum(weight).label("octets")).where(table.c.workshop_key == key)
    row = connection.execute(statement).one()
    ids = connection.scalars(
        select(table.c.source_id).where(table.c.workshop_key == key).distinct().order_by(table.c.source_id)
    )
    return Holding(int(row.rows), int(row.octets or 0), tuple(ids))


def _layers(connection: Connection, key: int) -> Iterator[tuple[str, Holding]]:
    statement: Select[Any] = select(
        layer.c.name, layer.c.rows, layer.c.source_id, _octets(connection, layer.c.content).label("octets")
    ).where(layer.c.workshop_key == key)
    for row in connection.execute(statement):
        yield row.name, Holding(int(row.rows), int(row.octets), (row.source_id,))


def _tiles(connection: Connection, key: int) -> Holding | None:
    described = connection.execute(
        select(tile_set.c["count"].label("tiles"), tile_set.c.source_id).where(tile_set.c.workshop_key == key)
    ).one_or_none()
    if described is None:
        return None
    weight = select(func.sum(_octets(connection, tile.c.content))).where(tile.c.workshop_key == key)
    octets = connection.execute(weight).scalar_one()
    return Holding(int(described.tiles), int(octets or 0), (described.source_id,))


def _octets(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[int]:
    if not isinstance(column.type, LargeBinary) and not hasattr(column.type, "collation"):
        return literal(_NUMBER_BYTES)
    if connection.dialect.name == "sqlite":
        # Before 3.43 SQLite has no octet_length, and length counts the characters of a text.
        return func.length(cast(column, LargeBinary))
    return func.octet_length(column)
