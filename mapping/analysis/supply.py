"""Supply: how many places are inside each zone, and how many just outside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from mapping.analysis.metric import metric_zones, polygons_of
from mapping.domain.crs import project_points
from mapping.domain.models import Status
from mapping.domain.tables import PLACES, require_columns, split_values

Degrees = NDArray[np.float64]
Positions = NDArray[np.intp]

_METRES_PER_DEGREE = 100_000.0
"""Less than the length of any degree of latitude (110 574 m at least): a margin made with it is never too small."""
_WORTH_PREPARING = 24
"""Points: measured on outlines of QPV, of about 140 vertices each."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which place is where: two arrays of the same length, a position among the places and one among the zones."""

    place: Positions
    zone: Positions

    def counts(self, zones: int) -> NDArray[np.int64]:
        """Return the number of places of each of the ``zones`` zones."""
        return np.bincount(self.zone, minlength=zones).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Supply:
    """Places inside zones, and places outside them but within the band; a place is never both for one zone."""

    inside: Pairs
    band: Pairs


def points_in_zones(lon: Degrees, lat: Degrees, zones: gpd.GeoDataFrame) -> tuple[Positions, Positions]:
    """Find the zones that each point is in.

    A point on the boundary is inside, as in ``geopandas.sjoin(points, zones, predicate="intersects")``, whose pairs
    these are; a point in several overlapping zones, or on an edge that zones share, is in each of them. Edges are
    straight lines in degrees, as sjoin takes them: a few centimetres at most from the straight line of the metric CRS
    for an edge of one kilometre.

    The points are sorted by longitude once; each zone then looks only at those of its bounding box.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, two arrays of shape (n,). A point with a coordinate that is not a number is nowhere.
    zones
        WGS 84 polygons.

    Returns
    -------
    tuple
        (point_index, zone_position), two arrays of the same length: positions, not labels, ordered by zone and then
        by point.

    Raises
    ------
    CrsError
        When ``zones`` is not declared in WGS 84.

    Examples
    --------
    >>> square = gpd.GeoDataFrame(geometry=[shapely.box(2.0, 48.0, 3.0, 49.0)], crs="OGC:CRS84")
    >>> points_in_zones(np.array([2.5, 3.0, 3.1]), np.array([48.5, 48.5, 48.5]), square)[0].tolist()
    [0, 1]
    """
    polygons = polygons_of(zones)
    near = _around(lon, lat, shapely.bounds(polygons))
    inside = _intersecting(lon, lat, polygons, near)
    found = _sorted(near.place[inside], near.zone[inside])
    return found.place, found.zone


def locate(lon: Degrees, lat: Degrees, zones: gpd.GeoDataFrame, *, band_m: float) -> Supply:
    """Find which points are inside zones, and which are outside at ``band_m`` metres or less.

    Inside is that of ``points_in_zones``. The distance to the polygon is exact, in the legal metric CRS of each zone
    (no ring of straight segments); points of one territory are never measured against zones of another.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, two arrays of shape (n,).
    zones
        WGS 84 polygons.
    band_m
        Width of the band, in metres; a point at exactly this distance counts.

    Raises
    ------
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    polygons = polygons_of(zones)
    near = _around(lon, lat, shapely.bounds(polygons), margin_m=band_m)
    inside = _intersecting(lon, lat, polygons, near)
    outside = Pairs(near.place[~inside], near.zone[~inside])
    found = list(_within_band(lon, lat, zones, outside, band_m=band_m))
    place = np.concatenate([pairs.place for pairs in found]) if found else np.empty(0, dtype=np.intp)
    zone = np.concatenate([pairs.zone for pairs in found]) if found else np.empty(0, dtype=np.intp)
    return Supply(_sorted(near.place[inside], near.zone[inside]), _sorted(place, zone))


def near_zones(lon: Degrees, lat: Degrees, zones: gpd.GeoDataFrame, *, band_m: float) -> NDArray[np.bool_]:
    """Say of each point whether it is in a zone or at ``band_m`` metres or less from one.

    Parameters
    ----------
    lon, lat
        WGS 84 degrees, two arrays of shape (n,); False where one is not a number.
    zones
        WGS 84 polygons.
    band_m
        Width of the band, in metres.

    Raises
    ------
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    supply = locate(lon, lat, zones, band_m=band_m)
    near = np.zeros(len(lon), dtype=np.bool_)
    near[supply.inside.place] = True
    near[supply.band.place] = True
    return near


def supply_counts(
    places: pd.DataFrame, zones: gpd.GeoDataFrame, filieres: Sequence[str], *, band_m: float
) -> pd.DataFrame:
    """Count the places of each filière inside each zone, and outside it at ``band_m`` metres or less.

    A place with several filières counts once in each; one with none, or with none of ``filieres``, counts nowhere.
    The bands of neighbouring zones overlap, and zones may: never add these counts up over zones.

    Parameters
    ----------
    places
        ``tables.PLACES``: every row counts, whatever its status. Rows without coordinates are nowhere.
    zones
        ``code`` and WGS 84 polygons.
    filieres
        Identifiers of the filières to count.
    band_m
        Width of the band, in metres.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``inside``, ``inside_pending`` (those of ``inside`` not yet moderated) and ``band``,
        counts as integers; one row per zone and filière, in the order given, on a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    require_columns(places, PLACES)
    supply = locate(places["lon"].to_numpy(float), places["lat"].to_numpy(float), zones, band_m=band_m)
    return count_by_filiere(supply, places, zones, filieres)


def count_by_filiere(
    supply: Supply, places: pd.DataFrame, zones: gpd.GeoDataFrame, filieres: Sequence[str]
) -> pd.DataFrame:
    """Return what ``supply_counts`` does, for places already located by ``locate`` in these zones."""
    serves = filiere_matrix(places["filieres"], filieres)
    pending = (places["status"] == Status.PENDING).to_numpy(bool)[supply.inside.place]
    to_moderate = Pairs(supply.inside.place[pending], supply.inside.zone[pending])
    return pd.DataFrame(
        {
            "code": np.repeat(zones["code"].to_numpy(object), len(filieres)),
            "filiere": np.tile(np.array(filieres, dtype=object), len(zones)),
            "inside": _count(supply.inside, serves, len(zones)),
            "inside_pending": _count(to_moderate, serves, len(zones)),
            "band": _count(supply.band, serves, len(zones)),
        }
    )


def filiere_matrix(cells: pd.Series, filieres: Sequence[str]) -> csr_array:
    """Return places × filières, 1 where the place answers the need; few cells differ, so each is split once.

    Parameters
    ----------
    cells
        The filières of each place, joined by ``|``; missing means none.
    filieres
        Identifiers of the filières, in the order of the columns; others are ignored.

    Examples
    --------
    >>> filiere_matrix(pd.Series(["reparer|se_loger", "", "inconnue"]), ["se_loger", "reparer"]).toarray().tolist()
    [[1, 1], [0, 0], [0, 0]]
    """
    rank = {filiere: position for position, filiere in enumerate(filieres)}
    codes, distinct = pd.factorize(cells.astype(object), use_na_sentinel=True)
    # One more row, empty, for a missing cell, whose code is -1.
    by_cell = np.zeros((len(distinct) + 1, len(filieres)), dtype=np.int64)
    for position, cell in enumerate(distinct):
        by_cell[position, [rank[value] for value in split_values(str(cell)) if value in rank]] = 1
    return csr_array(csr_array(by_cell)[codes])


def _sorted(place: Positions, zone: Positions) -> Pairs:
    order = np.lexsort((place, zone))
    return Pairs(place[order], zone[order])


def _intersecting(lon: Degrees, lat: Degrees, polygons: NDArray[np.object_], near: Pairs) -> NDArray[np.bool_]:
    """Say which pairs intersect; only a polygon asked about many points is worth the time of preparing it."""
    west, south, east, north = shapely.bounds(polygons).T
    x, y, zone = lon[near.place], lat[near.place], near.zone
    boxed = np.flatnonzero((x >= west[zone]) & (x <= east[zone]) & (y >= south[zone]) & (y <= north[zone]))
    busy = np.bincount(zone[boxed], minlength=len(polygons)) > _WORTH_PREPARING
    # A copy: what is prepared belongs to this call, since sessions in other threads may hold the same polygons.
    asked = polygons.copy()
    asked[busy] = shapely.force_2d(polygons[busy])
    shapely.prepare(asked[busy])
    inside = np.zeros(len(zone), dtype=np.bool_)
    inside[boxed] = shapely.intersects_xy(asked[zone[boxed]], x[boxed], y[boxed])
    return inside


def _within_band(
    lon: Degrees, lat: Degrees, zones: gpd.GeoDataFrame, outside: Pairs, *, band_m: float
) -> Iterator[Pairs]:
    rank = np.full(len(zones), -1, dtype=np.intp)
    for epsg, positions, polygons in metric_zones(zones, repaired=False):
        rank[:] = -1
        rank[positions] = np.arange(len(positions))
        here = np.flatnonzero(rank[outside.zone] >= 0)
        metres = project_points(lon[outside.place[here]], lat[outside.place[here]], epsg=epsg)
        # The distance to the bounding box, which costs nothing, is never more than that to the polygon.
        close = _metres_to(shapely.bounds(polygons)[rank[outside.zone[here]]], metres) <= band_m
        here, metres = here[close], metres[close]
        within = here[shapely.dwithin(polygons[rank[outside.zone[here]]], shapely.points(metres), band_m)]
        yield Pairs(outside.place[within], outside.zone[within])


def _metres_to(boxes: NDArray[np.float64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    apart = np.maximum(np.maximum(boxes[:, :2] - points, points - boxes[:, 2:]), 0.0)
    metres: NDArray[np.float64] = np.hypot(apart[:, 0], apart[:, 1])
    return metres


def _around(lon: Degrees, lat: Degrees, extents: Degrees, *, margin_m: float = 0.0) -> Pairs:
    """Return the points around each extent: the others are not projected, least of all in a CRS not theirs."""
    west, south, east, north = extents.T
    margin_lat = margin_m / _METRES_PER_DEGREE
    farthest_lat = np.minimum(np.maximum(np.abs(south), np.abs(north)) + margin_lat, 89.0)
    margin_lon = margin_lat / np.cos(np.radians(farthest_lat))
    order = np.argsort(lon)
    sorted_lat = lat[order]
    first = np.searchsorted(lon[order], west - margin_lon, side="left")
    last = np.searchsorted(lon[order], east + margin_lon, side="right")
    low, high = south - margin_lat, north + margin_lat
    found = []
    for rank in range(len(extents)):
        along = sorted_lat[first[rank] : last[rank]]
        found.append(order[first[rank] + np.flatnonzero((along >= low[rank]) & (along <= high[rank]))])
    zone = np.repeat(np.arange(len(extents), dtype=np.intp), [len(rows) for rows in found])
    return Pairs(np.concatenate(found) if found else np.empty(0, dtype=np.intp), zone)


def _count(pairs: Pairs, serves: csr_array, zones: int) -> NDArray[np.int64]:
    """Return, zone by zone, the number of places of each filière: (zones × places) · (places × filières)."""
    ones = np.ones(len(pairs.place), dtype=np.int64)
    holds = csr_array((ones, (pairs.zone, pairs.place)), shape=(zones, serves.shape[0]))
    counted: NDArray[np.int64] = (holds @ serves).toarray().ravel()
    return counted
