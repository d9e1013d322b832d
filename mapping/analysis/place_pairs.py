"""Walks between places on the streets: who is a neighbour of whom, where a crow would not tell."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.access import Ground, WalkModel
from mapping.analysis.access_graph import SNAP_M, Graph, Snapped, metres_to_each, snap
from mapping.analysis.proximity import near_pairs
from mapping.domain.crs import metric_codes, project_points

COLUMNS = ("place_a", "place_b", "minutes")
_AT_ONCE = 64
"""Places searched together: each holds a distance to every node in memory."""


def place_pairs(model: WalkModel, points: pd.DataFrame, *, within_min: float) -> pd.DataFrame | None:
    """Return the pairs of places at ``within_min`` minutes or less, walked on the streets of a model.

    A place at more than ``access_graph.SNAP_M`` metres from a street flies (× ``detour``) to all the others.

    Parameters
    ----------
    model
        Its streets and parameters; its own points and places do not matter.
    points
        ``place_id``, ``lon`` and ``lat`` (WGS 84 degrees); NaN is nowhere.
    within_min
        Minutes; a pair at exactly this time counts.

    Returns
    -------
    pandas.DataFrame or None
        ``COLUMNS``, each pair once, as `proximity.near_pairs` takes them; None when the model has no street at all.
    """
    streets = [ground for ground in model.grounds if ground.graph is not None]
    if not streets:
        return None
    walks = np.zeros(len(points), dtype=np.int64)
    found = [_walked(model, ground, points, walks, within_min=within_min) for ground in streets]
    flown = near_pairs(points, within_min=within_min, parameters=model.parameters)
    a, b = flown["a"].to_numpy(np.intp), flown["b"].to_numpy(np.intp)
    table = pd.concat([*found, flown[~((walks[a] > 0) & (walks[a] == walks[b]))]], ignore_index=True)
    names = points["place_id"].to_numpy(object)
    a, b = table["a"].to_numpy(np.intp), table["b"].to_numpy(np.intp)
    return pd.DataFrame({"place_a": names[a], "place_b": names[b], "minutes": table["minutes"].to_numpy(float)})


def _walked(
    model: WalkModel, ground: Ground, points: pd.DataFrame, walks: NDArray[np.int64], *, within_min: float
) -> pd.DataFrame:
    """Return the pairs of one territory that walk, and write its code in ``walks`` for the places on its streets."""
    graph = ground.graph
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    rows = np.flatnonzero(metric_codes(lon, lat) == ground.epsg)
    if graph is None or not len(rows):
        return pd.DataFrame({"a": rows[:0], "b": rows[:0], "minutes": np.empty(0)})
    xy = project_points(lon[rows], lat[rows], epsg=ground.epsg)
    near = graph.tree.query(xy, distance_upper_bound=SNAP_M)[0] <= SNAP_M
    rows, joined = rows[near], snap(graph, xy[near], detour=model.parameters.detour)
    walks[rows] = ground.epsg
    speed = model.parameters.speed_m_min
    pieces = [
        pd.DataFrame({"a": rows[a], "b": rows[b], "minutes": metres / speed})
        for a, b, metres in _metres(graph, joined, limit_m=within_min * speed)
    ]
    return pd.concat([pd.DataFrame({"a": rows[:0], "b": rows[:0], "minutes": np.empty(0)}), *pieces])


def _metres(
    graph: Graph, joined: Snapped, *, limit_m: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]]:
    """Yield positions a < b among the places joined to the streets, with the metres between them."""
    for start in range(0, len(joined.node), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        at_node = metres_to_each(graph, Snapped(joined.node[some], joined.metres[some]), limit_m=limit_m)
        metres = at_node[:, joined.node] + joined.metres[None, :]
        a, b = np.nonzero(metres <= limit_m)
        kept = a + start < b
        yield a[kept] + start, b[kept], metres[a[kept], b[kept]]
