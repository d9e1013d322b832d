"""Where inhabitants are inside each zone: the grid or the buildings distribute, the official total decides.

Insee's population of a QPV is the denominator. The 200 m grid only says where people are within it: most QPV hold no
whole cell, so the inhabitants of a cell are put on its dwellings (footprint × levels), or on 16 points 50 m apart
where no dwelling is known; the points inside the zone are kept, and rescaled to the official total. A cell is never
given whole to a zone that only touches it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.analysis.metric import metric_zones
from mapping.domain.crs import WGS84, require_wgs84
from mapping.domain.layers import BUILDINGS, GRID
from mapping.domain.tables import POPULATION, require_columns

DEFAULT_LEVELS = 2.0
"""Levels of a dwelling whose number of levels is unknown: only its share of the cell depends on it."""
SPACING_M = 50.0
"""Distance between the points that stand for inhabitants where no dwelling is known."""
GROUPS = ("children", "over_65", "men", "men_pauv")
"""Columns of the grid that are distributed like its inhabitants."""


class Method(StrEnum):
    """How the inhabitants of a zone were placed, from the surest to the least sure."""

    GRID = "official_total_on_grid"
    BUILDINGS = "official_total_on_buildings"
    UNIFORM = "official_total_spread_evenly"
    GRID_ONLY = "grid_without_official_total"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Distribution:
    """Points that stand for inhabitants, and what each zone rests on.

    ``points``: ``code``, ``lon``, ``lat`` (WGS 84 degrees), ``inhabitants`` and the columns of ``GROUPS`` (NaN where
    no grid says). ``zones``: ``code``, ``population``, ``method``, ``grid_population`` (before rescaling),
    ``imputed_share`` (0 to 1, share of the grid's inhabitants in cells that Insee imputed), one row a zone in order.
    """

    points: pd.DataFrame
    zones: pd.DataFrame


def distribute(
    zones: gpd.GeoDataFrame,
    population: pd.DataFrame,
    *,
    grid: gpd.GeoDataFrame | None = None,
    buildings: gpd.GeoDataFrame | None = None,
) -> Distribution:
    """Place the inhabitants of each zone.

    Parameters
    ----------
    zones
        ``code`` and WGS 84 polygons.
    population
        ``tables.POPULATION``: the official totals; zones without one rest on the grid alone, and say so.
    grid
        ``layers.GRID`` in WGS 84, or None (overseas departments without a grid).
    buildings
        ``layers.BUILDINGS`` in WGS 84, or None; only residential ones count.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    require_wgs84(zones)
    require_columns(population, POPULATION)
    totals = population.drop_duplicates("code", keep="last").set_index("code")["population"].astype(float)
    placed: list[pd.DataFrame] = []
    summaries: list[dict[str, object]] = []
    for epsg, positions, polygons in metric_zones(zones):
        dwellings = _dwellings(buildings, epsg=epsg)
        inhabitants = _grid_points(grid, dwellings, polygons, epsg=epsg)
        here: list[pd.DataFrame] = []
        for position, polygon in zip(positions, polygons):
            code = str(zones["code"].iloc[int(position)])
            points, summary = _place(polygon, inhabitants, dwellings, total=float(totals.get(code, np.nan)))
            here.append(points.assign(code=code))
            summaries.append(summary | {"code": code, "position": int(position)})
        if any(map(len, here)):
            # Once for a territory: a conversion for each of 1 584 zones takes longer than all that is computed.
            placed.append(_to_degrees(pd.concat(_not_empty(here), ignore_index=True), epsg=epsg))
    return _assembled(placed, summaries, zones)


def _dwellings(buildings: gpd.GeoDataFrame | None, *, epsg: int) -> pd.DataFrame:
    """Return ``x``, ``y`` (metres) and ``size`` (m² of floor) of the residential buildings."""
    if buildings is None or buildings.empty:
        return pd.DataFrame({"x": [], "y": [], "size": []}, dtype=float)
    require_columns(buildings, BUILDINGS)
    require_wgs84(buildings)
    homes = buildings[buildings["residential"].to_numpy(bool)].to_crs(epsg)
    inner = shapely.point_on_surface(np.asarray(homes.geometry.array, dtype=object))
    floors = homes["levels"].astype(float).fillna(DEFAULT_LEVELS).clip(lower=1).to_numpy()
    size = shapely.area(np.asarray(homes.geometry.array, dtype=object)) * floors
    return pd.DataFrame({"x": shapely.get_x(inner), "y": shapely.get_y(inner), "size": size})


def _grid_points(
    grid: gpd.GeoDataFrame | None, dwellings: pd.DataFrame, polygons: NDArray[np.object_], *, epsg: int
) -> pd.DataFrame:
    """Return ``x``, ``y``, ``inhabitants``, ``imputed`` and ``GROUPS`` for the cells that touch a zone."""
    columns = ["x", "y", "inhabitants", "imputed", *GROUPS]
    if grid is None or grid.empty:
        return pd.DataFrame({name: [] for name in columns}, dtype=float)
    require_columns(grid, GRID)
    require_wgs84(grid)
    cells = grid.to_crs(epsg).reset_index(drop=True)
    shapes = np.asarray(cells.geometry.array, dtype=object)
    touched = np.unique(shapely.STRtree(shapes).query(polygons, predicate="intersects")[1])
    on_homes = _home_shares(shapes, touched, dwellings)
    spread = pd.concat([on_homes, _even_shares(shapes, np.setdiff1d(touched, on_homes["cell"].unique()))])
    of_cell = spread["cell"].to_numpy(np.intp)
    share = spread["share"].to_numpy(float)
    values = {name: cells[name].astype(float).to_numpy()[of_cell] * share for name in GROUPS}
    return pd.DataFrame(
        {
            "x": spread["x"].to_numpy(),
            "y": spread["y"].to_numpy(),
            "inhabitants": cells["ind"].astype(float).to_numpy()[of_cell] * share,
            "imputed": cells["imputed"].to_numpy(bool)[of_cell],
            **values,
        }
    )


def _home_shares(shapes: NDArray[np.object_], touched: NDArray[np.intp], dwellings: pd.DataFrame) -> pd.DataFrame:
    """Return the dwellings of the touched cells with their share (0 to 1) of the inhabitants of the cell."""
    homes = np.asarray(shapely.points(dwellings["x"].to_numpy(float), dwellings["y"].to_numpy(float)), dtype=object)
    inside, home = shapely.STRtree(homes).query(shapes[touched], predicate="intersects")
    found = pd.DataFrame({"cell": touched[inside], "home": home}).drop_duplicates("home").join(dwellings, on="home")
    return found.assign(share=found["size"] / found.groupby("cell")["size"].transform("sum"))


def _even_shares(shapes: NDArray[np.object_], cells: NDArray[np.intp]) -> pd.DataFrame:
    """Return 16 points in each cell that holds no dwelling, each with a sixteenth of its inhabitants."""
    corners = shapely.get_coordinates(shapely.get_exterior_ring(shapes[cells])).reshape(len(cells), 5, 2)[:, :4]
    steps = (np.arange(4) + 0.5) / 4
    along, across = (steps_of_axis.ravel() for steps_of_axis in np.meshgrid(steps, steps))
    origin, east, north = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]
    points = origin[:, None] + along[None, :, None] * east[:, None] + across[None, :, None] * north[:, None]
    x, y = points.reshape(-1, 2).T
    return pd.DataFrame({"cell": np.repeat(cells, 16), "x": x, "y": y, "share": 1 / 16})


def _place(
    polygon: shapely.Polygon, inhabitants: pd.DataFrame, dwellings: pd.DataFrame, *, total: float
) -> tuple[pd.DataFrame, dict[str, object]]:
    points = _inside(polygon, inhabitants)
    counted = float(points["inhabitants"].sum())
    imputed = float(points.loc[points["imputed"].astype(bool), "inhabitants"].sum() / counted) if counted else np.nan
    known = total > 0
    if counted and known:
        method, points = Method.GRID, _rescaled(points, total / counted)
    elif counted:
        method = Method.GRID_ONLY
    elif known:
        method, points = _without_grid(polygon, dwellings, total=total)
    else:
        method, points = Method.UNKNOWN, points.iloc[:0]
    people = total if known else (counted if counted else np.nan)
    summary: dict[str, object] = {
        "population": people,
        "method": method.value,
        "grid_population": counted,
        "imputed_share": imputed,
    }
    return points.drop(columns="imputed", errors="ignore"), summary


def _rescaled(points: pd.DataFrame, factor: float) -> pd.DataFrame:
    names = ["inhabitants", *GROUPS]
    return points.assign(**{name: points[name] * factor for name in names})


def _without_grid(polygon: shapely.Polygon, dwellings: pd.DataFrame, *, total: float) -> tuple[Method, pd.DataFrame]:
    homes = _inside(polygon, dwellings)
    if len(homes):
        method, points, weight = Method.BUILDINGS, homes, homes["size"].to_numpy(float)
    else:
        method, points = Method.UNIFORM, _even_points(polygon)
        weight = np.ones(len(points))
    empty = dict.fromkeys(GROUPS, np.nan)
    return method, points[["x", "y"]].assign(inhabitants=total * weight / weight.sum(), **empty)


def _inside(polygon: shapely.Polygon, points: pd.DataFrame) -> pd.DataFrame:
    return points[shapely.intersects_xy(polygon, points["x"].to_numpy(float), points["y"].to_numpy(float))]


def _even_points(polygon: shapely.Polygon) -> pd.DataFrame:
    """Return points ``SPACING_M`` apart inside a polygon: one at least, however small it is."""
    west, south, east, north = shapely.bounds(polygon)
    x, y = np.meshgrid(
        np.arange(west + SPACING_M / 2, east, SPACING_M), np.arange(south + SPACING_M / 2, north, SPACING_M)
    )
    points = _inside(polygon, pd.DataFrame({"x": x.ravel(), "y": y.ravel()}))
    if len(points):
        return points
    inner = shapely.point_on_surface(polygon)
    return pd.DataFrame({"x": [inner.x], "y": [inner.y]})


def _to_degrees(points: pd.DataFrame, *, epsg: int) -> pd.DataFrame:
    spots = gpd.GeoSeries(gpd.points_from_xy(points["x"], points["y"]), crs=epsg).to_crs(WGS84)
    kept = points.drop(columns=["x", "y"]).reset_index(drop=True)
    return kept.assign(lon=spots.x.to_numpy(), lat=spots.y.to_numpy())


def _assembled(placed: list[pd.DataFrame], summaries: list[dict[str, object]], zones: gpd.GeoDataFrame) -> Distribution:
    columns = ["code", "lon", "lat", "inhabitants", *GROUPS]
    points = pd.concat(placed, ignore_index=True)[columns] if placed else _none(columns)
    names = ["code", "population", "method", "grid_population", "imputed_share"]
    if not summaries:
        return Distribution(points, _none(names))
    table = pd.DataFrame(summaries).set_index("position").reindex(range(len(zones)))
    table["code"] = zones["code"].to_numpy(object)
    return Distribution(points, table.fillna({"method": Method.UNKNOWN.value}).reset_index(drop=True)[names])


def _not_empty(frames: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    return (frame for frame in frames if len(frame))


def _none(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=float) for name in columns})
