"""The layers of a workshop, read once into what is quick to cut a picture out of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import require_wgs84
from mapping.domain.layers import BUILDINGS, LANDSCAPE, NAMES, STREETS
from mapping.domain.tables import Contract, require_columns
from mapping.maps.basemap.mercator import Bounds, to_degrees, to_unit
from mapping.maps.basemap.style import AREAS, OTHER_SPOT, OTHER_WAY, SPOTS, WAYS

Geometries = NDArray[np.object_]
_SPACES = re.compile(r"\s+")
_LARGEST_FIRST = list(WAYS)[::-1]


class Shapes:
    """Geometries in the square of side 1, found by where they are."""

    def __init__(self, geometries: Geometries) -> None:
        self.geometries = geometries
        self._tree = shapely.STRtree(geometries)

    def __len__(self) -> int:
        return len(self.geometries)

    def near(self, box: Bounds) -> NDArray[np.intp]:
        """Return the ranks of those whose box meets ``box``, in their own order."""
        return np.sort(self._tree.query(shapely.box(*box)))


@dataclass(frozen=True, slots=True)
class Roads:
    """Lines that bear one name, joined end to end; ``kind`` is the largest street among them."""

    shapes: Shapes
    names: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spots:
    """Named points and named areas: positions in the square of side 1, and the width of an area, 0 for a point."""

    shapes: Shapes
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    widths: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A street map ready to be drawn. ``bounds`` are degrees (west, south, east, north)."""

    areas: Mapping[str, Shapes]
    lines: Mapping[str, Shapes]
    buildings: Shapes
    ways: Mapping[str, Shapes]
    roads: Roads
    spots: Spots
    bounds: Bounds

    @property
    def count(self) -> int:
        """Number of geometries."""
        groups = [*self.areas.values(), *self.lines.values(), *self.ways.values(), self.buildings]
        return sum(len(group) for group in groups)


def prepare(
    streets: gpd.GeoDataFrame,
    *,
    buildings: gpd.GeoDataFrame | None = None,
    landscape: gpd.GeoDataFrame | None = None,
    names: gpd.GeoDataFrame | None = None,
) -> Prepared:
    """Return the street map of some layers; only the streets are needed.

    Parameters
    ----------
    streets, buildings, landscape, names
        Frames of ``domain.layers`` in WGS 84.

    Raises
    ------
    ColumnError, CrsError
        When a frame does not follow its contract.
    """
    drawn = {"streets": streets, "buildings": buildings, "landscape": landscape, "names": names}
    for name, contract in _CONTRACTS.items():
        if drawn[name] is not None:
            require_columns(drawn[name], contract)
            require_wgs84(drawn[name])
    ground = _unit_of(landscape)
    ground_kinds = _texts(landscape, "kind")
    roads = _unit_of(streets)
    highways = _texts(streets, "highway")
    highways[~np.isin(highways, list(WAYS))] = OTHER_WAY
    is_line = np.isin(shapely.get_type_id(ground), (1, 5))
    polygon = (shapely.get_dimensions(ground) == 2) & ~shapely.is_empty(ground)
    houses = _unit_of(buildings)
    return Prepared(
        areas={area.kind: Shapes(_polygons(ground[polygon & (ground_kinds == area.kind)])) for area in AREAS},
        lines={kind: Shapes(ground[is_line & (ground_kinds == kind)]) for kind in ("waterway", "rail")},
        buildings=Shapes(_polygons(houses)),
        ways={kind: Shapes(roads[highways == kind]) for kind in WAYS},
        roads=_roads(roads, _texts(streets, "name"), highways),
        spots=_spots(names, ground[polygon], ground_kinds[polygon], _texts(landscape, "name")[polygon]),
        bounds=_bounds([ground, roads, houses]),
    )


_CONTRACTS: Mapping[str, Contract] = {
    "streets": STREETS,
    "buildings": BUILDINGS,
    "landscape": LANDSCAPE,
    "names": NAMES,
}


def _unit_of(frame: gpd.GeoDataFrame | None) -> Geometries:
    if frame is None:
        return np.empty(0, dtype=object)
    return np.asarray(shapely.transform(shapely.force_2d(np.asarray(frame.geometry, dtype=object)), to_unit))


def _texts(frame: gpd.GeoDataFrame | None, column: str) -> Geometries:
    if frame is None:
        return np.empty(0, dtype=object)
    cells = (_SPACES.sub(" ", str(cell)).strip() if pd.notna(cell) else "" for cell in frame[column])
    return np.fromiter(cells, dtype=object, count=len(frame))


def _polygons(geometries: Geometries) -> Geometries:
    """Return single polygons whose outer ring turns one way and whose holes the other, as one fill needs."""
    parts = shapely.get_parts(shapely.get_parts(geometries))
    return np.asarray(shapely.orient_polygons(parts[shapely.get_type_id(parts) == 3]))


def _roads(lines: Geometries, names: Geometries, kinds: Geometries) -> Roads:
    """Join the pieces of each name: a street is written along, not piece by piece."""
    groups = pd.Series(np.arange(len(lines))).groupby(names, sort=True).indices
    joined: list[tuple[Geometries, str, str]] = []
    for name, ranks in groups.items():
        if name:
            kind = min((str(kinds[rank]) for rank in ranks), key=_LARGEST_FIRST.index)
            merged = shapely.line_merge(shapely.multilinestrings(shapely.get_parts(lines[ranks])))
            joined.append((shapely.get_parts(merged), str(name), kind))
    # The most important first, then the longest: they get room before the others.
    parts = [(part, name, kind) for pieces, name, kind in joined for part in pieces]
    parts.sort(key=lambda road: (_LARGEST_FIRST.index(road[2]), -road[0].length, road[1], road[0].wkb))
    shapes = np.fromiter((part for part, _name, _kind in parts), dtype=object, count=len(parts))
    return Roads(Shapes(shapes), tuple(name for _part, name, _kind in parts), tuple(kind for *_rest, kind in parts))


def _spots(names: gpd.GeoDataFrame | None, areas: Geometries, kinds: Geometries, area_names: Geometries) -> Spots:
    found: list[tuple[str, str, float, float, float]] = []
    if names is not None:
        points = shapely.get_coordinates(shapely.centroid(_unit_of(names))).tolist()
        rows = zip(_texts(names, "name"), _texts(names, "kind"), points, strict=True)
        found += [(name, kind, x, y, 0.0) for name, kind, (x, y) in rows if name]
    kept = (area_names != "") & np.isin(kinds, ["park", "water", "wood", "cemetery", "sport", "square"])
    inner = shapely.get_coordinates(shapely.point_on_surface(areas[kept])).tolist()
    west, _south, east, _north = shapely.bounds(areas[kept]).reshape(-1, 4).T
    named = zip(area_names[kept], kinds[kept], inner, (east - west).tolist(), strict=True)
    found += [(name, f"area:{kind}", x, y, width) for name, kind, (x, y), width in named]
    found.sort(key=lambda spot: (SPOTS.get(spot[1], OTHER_SPOT).rank, -spot[4], *spot))
    places = np.array([spot[2:4] for spot in found], dtype=float).reshape(-1, 2)
    return Spots(
        Shapes(np.asarray(shapely.points(places))),
        tuple(spot[0] for spot in found),
        tuple(spot[1] for spot in found),
        np.array([spot[4] for spot in found], dtype=float),
    )


def _bounds(groups: Iterable[Geometries]) -> Bounds:
    boxes = np.concatenate([shapely.bounds(group).reshape(-1, 4) for group in groups])
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(boxes):
        return 0.0, 0.0, 0.0, 0.0
    (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    west, north = to_degrees(left, top)
    east, south = to_degrees(right, bottom)
    return west, south, east, north
