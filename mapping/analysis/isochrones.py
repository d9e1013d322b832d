"""Isochrones to show: what is within so many minutes on foot of some points."""

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.analysis.access_graph import SNAP_M, Graph, Snapped, graphs, metres_to_nearest, snap
from mapping.analysis.network import Network
from mapping.domain.crs import WGS84, metric_codes, project_points
from mapping.domain.parameters import Parameters

STEPS_MIN = (5.0, 10.0, 15.0)
STREET_M = 25.0
"""What one sees on each side of a street that is reached."""
_ROUND = 4
"""Segments in a quarter of the end of a street: there are thousands of them."""
_TILE_M = 100.0
"""Side of the squares in which streets are widened together; the drawing does not depend on it."""


def isochrones(
    network: Network | None,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    *,
    parameters: Parameters,
    minutes: Sequence[float] = STEPS_MIN,
) -> gpd.GeoDataFrame:
    """Return what can be walked to from the nearest of some points, for each number of minutes.

    On the network: the streets reached, cut where the minutes end, and ``STREET_M`` metres on each side. A point
    farther than ``access_graph.SNAP_M`` from any street has a circle, of what is walked divided by ``detour``.

    Parameters
    ----------
    network
        Streets of the workshop, or None.
    lon, lat
        WGS 84 degrees, two arrays of shape (n,); a point with a coordinate that is not a number is nowhere.
    parameters
        ``speed_m_min`` and ``detour`` are used.
    minutes
        Steps, in any order.

    Returns
    -------
    geopandas.GeoDataFrame
        ``minutes``, ``crow_fly`` (whether circles stand for a part of it) and WGS 84 polygons, empty without points;
        from the most minutes to the fewest, so that drawing them in order shows them all.
    """
    steps = sorted({float(step) for step in minutes}, reverse=True)
    by_territory = graphs(network) if network is not None else {}
    codes = metric_codes(lon, lat)
    pieces: dict[float, list[shapely.Geometry]] = {step: [] for step in steps}
    crow_fly = False
    for epsg in np.unique(codes[codes > 0]):
        here = codes == epsg
        xy = project_points(lon[here], lat[here], epsg=int(epsg))
        graph = by_territory.get(int(epsg))
        walking = graph.tree.query(xy)[0] <= SNAP_M if graph else np.zeros(len(xy), dtype=bool)
        crow_fly = crow_fly or not walking.all()
        for step, shape in _shapes(graph, xy, walking, steps, parameters):
            pieces[step].append(gpd.GeoSeries([shape], crs=int(epsg)).to_crs(WGS84).iloc[0])
    shapes = [shapely.union_all(pieces[step]) if pieces[step] else shapely.Polygon() for step in steps]
    return gpd.GeoDataFrame({"minutes": steps, "crow_fly": crow_fly}, geometry=shapes, crs=WGS84)


def _shapes(
    graph: Graph | None,
    xy: NDArray[np.float64],
    walking: NDArray[np.bool_],
    steps: Sequence[float],
    parameters: Parameters,
) -> Iterator[tuple[float, shapely.Geometry]]:
    """Yield the shape of each step in the metres of one territory."""
    joined = snap(graph, xy[walking], detour=parameters.detour) if graph else None
    limit_m = max(steps) * parameters.speed_m_min
    at_node = metres_to_nearest(graph, joined, limit_m=limit_m) if graph and joined else np.empty(0)
    drawn: shapely.Geometry = shapely.Polygon()
    before_m = 0.0
    # From the fewest minutes: what is drawn once is not drawn again.
    for step in sorted(steps):
        budget_m = step * parameters.speed_m_min
        circles = shapely.buffer(shapely.points(xy[~walking]), budget_m / parameters.detour)
        shapes = list(np.asarray(circles, dtype=object))
        if graph and joined:
            added = _reached(graph, at_node, budget_m, before_m=before_m)
            streets = np.concatenate([added, _ways_up(graph, joined, xy[walking], budget_m)])
            drawn = shapely.union_all([drawn, *_widened(streets)])
            shapes.append(drawn)
        before_m = budget_m
        yield step, shapely.union_all(shapes)


def _widened(streets: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return what is seen of streets, tile by tile: all at once, thirty thousand segments take a minute."""
    if not len(streets):
        return streets
    tile = np.floor(shapely.get_coordinates(shapely.centroid(streets)) / _TILE_M)
    _tiles, of_tile = np.unique(tile, axis=0, return_inverse=True)
    order = np.argsort(of_tile, kind="stable")
    together = shapely.multilinestrings(streets[order], indices=of_tile[order])
    return np.asarray(shapely.buffer(shapely.line_merge(together), STREET_M, quad_segs=_ROUND), dtype=object)


def _reached(graph: Graph, at_node: NDArray[np.float64], budget_m: float, *, before_m: float) -> NDArray[np.object_]:
    """Return the parts of edges reached from either end with this budget, but for those whole with that before."""
    first, last = graph.edges.T
    earlier, left = np.clip(before_m - at_node, 0, None), np.clip(budget_m - at_node, 0, None)
    whole = left[first] + left[last] >= graph.length_m
    complete = whole & ~(earlier[first] + earlier[last] >= graph.length_m)
    lines = [np.stack([graph.xy[first[complete]], graph.xy[last[complete]]], axis=1)]
    for start, end in ((first, last), (last, first)):
        cut = ~whole & (left[start] > 0)
        share = left[start[cut]] / graph.length_m[cut]
        origin = graph.xy[start[cut]]
        lines.append(np.stack([origin, origin + (graph.xy[end[cut]] - origin) * share[:, None]], axis=1))
    return np.asarray(shapely.linestrings(np.concatenate(lines)), dtype=object)


def _ways_up(graph: Graph, joined: Snapped, xy: NDArray[np.float64], budget_m: float) -> NDArray[np.object_]:
    """Return the ways from the points to the streets, as far as the budget goes."""
    share = np.minimum(budget_m / np.maximum(joined.metres, 1e-9), 1.0)[:, None]
    return np.asarray(
        shapely.linestrings(np.stack([xy, xy + (graph.xy[joined.node] - xy) * share], axis=1)), dtype=object
    )
