"""Access: minutes on foot from the inhabitants of each zone to the nearest place of each filière.

On the streets of the workshop where it has some, else crow-fly distances made longer by ``Parameters.detour``; which of
the two is said for each zone. Everything is measured in the metric CRS of each territory, never across two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from mapping.analysis.access_graph import SNAP_M, Graph, Snapped, graphs, metres_to_each, metres_to_nearest, snap
from mapping.analysis.network import Network
from mapping.domain.crs import metric_codes, project_points
from mapping.domain.parameters import Parameters
from mapping.domain.tables import PLACES, require_columns, split_values

Minutes = NDArray[np.float64]
Positions = NDArray[np.intp]

_AT_ONCE = 64
"""Targets searched together: each holds a distance to every node in memory."""


class WalkMethod(StrEnum):
    """What the minutes of a zone were measured on."""

    NETWORK = "network"
    CROW_FLY = "crow_fly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ground:
    """One territory: the rows of its points (positions), their metres, and the streets that they join.

    ``on_streets`` says which points walk on the graph; without a graph none does.
    """

    epsg: int
    rows: Positions
    xy: NDArray[np.float64]
    on_streets: NDArray[np.bool_]
    graph: Graph | None
    joined: Snapped | None


@dataclass(frozen=True, slots=True)
class WalkModel:
    """Points, places and the ground between them.

    ``points`` is that of `demand_points` (or has at least ``code``, ``lon``, ``lat``), ``places`` follows
    ``tables.PLACES``, ``methods`` gives the `WalkMethod` of each code that has points.
    """

    points: pd.DataFrame
    places: pd.DataFrame
    parameters: Parameters
    grounds: tuple[Ground, ...]
    methods: "pd.Series[str]"


def walking_model(
    points: pd.DataFrame, places: pd.DataFrame, network: Network | None, *, parameters: Parameters
) -> WalkModel:
    """Prepare the walks from some points to some places.

    A zone walks on the network when half of the weight of its points at least is at ``access_graph.SNAP_M`` metres or
    less from a street that is kept; else all its walks are crow-fly × ``parameters.detour``.

    Parameters
    ----------
    points
        That of `demand_points`: at least ``code``, ``lon``, ``lat`` (WGS 84 degrees); ``weight`` is 1 when absent.
    places
        ``tables.PLACES``; rows without coordinates are nowhere.
    network
        Streets of the workshop, or None. Small pieces joined to nothing are left out.
    parameters
        ``speed_m_min`` and ``detour`` are used.

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    """
    require_columns(places, PLACES)
    by_territory = graphs(network) if network is not None else {}
    near = np.zeros(len(points), dtype=bool)
    grounds = []
    for epsg, rows, xy in _by_territory(points):
        graph = by_territory.get(epsg)
        if graph is not None:
            near[rows] = graph.tree.query(xy, distance_upper_bound=SNAP_M)[0] <= SNAP_M
        grounds.append((epsg, rows, xy, graph))
    methods = _methods(points, near)
    on_streets = (points["code"].map(methods) == WalkMethod.NETWORK.value).to_numpy(bool)
    return WalkModel(
        points=points,
        places=places,
        parameters=parameters,
        grounds=tuple(
            Ground(
                epsg, rows, xy, on_streets[rows], graph, snap(graph, xy, detour=parameters.detour) if graph else None
            )
            for epsg, rows, xy, graph in grounds
        ),
        methods=methods,
    )


def with_places(model: WalkModel, places: pd.DataFrame) -> WalkModel:
    """Return the same ground with other places: nothing of the streets is prepared again.

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    """
    require_columns(places, PLACES)
    return replace(model, places=places)


def minutes_to_nearest(model: WalkModel, filieres: Sequence[str]) -> pd.DataFrame:
    """Return the minutes on foot from each point to the nearest place of each filière.

    Returns
    -------
    pandas.DataFrame
        The index of ``model.points``, a column for each filière in the order given; infinite where no place of it can
        be walked to.
    """
    serves = [{*split_values(str(cell))} for cell in model.places["filieres"].fillna("")]
    minutes = np.full((len(model.points), len(filieres)), np.inf)
    for ground in model.grounds:
        place, xy = _places_of(ground, model.places)
        joined = _joined(ground, xy, model)
        for column, filiere in enumerate(filieres):
            chosen = np.array([filiere in serves[row] for row in place], dtype=bool)
            if chosen.any():
                metres = _nearest(ground, xy[chosen], _chosen(joined, chosen), model.parameters)
                minutes[ground.rows, column] = metres / model.parameters.speed_m_min
    return pd.DataFrame(minutes, index=model.points.index, columns=[*filieres])


def minutes_to(model: WalkModel, lon: Minutes, lat: Minutes, *, limit_min: float = np.inf) -> Minutes:
    """Return the minutes on foot from each point of the model to each of some other positions.

    Parameters
    ----------
    model
        Its places do not matter.
    lon, lat
        WGS 84 degrees, two arrays of shape (k,): premises one thinks of, a point dropped on the map.
    limit_min
        Longer walks need not be known, and are infinite on the network: much faster when it is small.

    Returns
    -------
    numpy.ndarray
        (points, k), infinite where one cannot walk, or is not in the same territory, or a coordinate is not a number.
    """
    minutes = np.full((len(model.points), len(lon)), np.inf)
    codes = metric_codes(lon, lat)
    for ground in model.grounds:
        here = np.flatnonzero(codes == ground.epsg)
        for some in np.array_split(here, max(1, -(-len(here) // _AT_ONCE))):
            if len(some):
                xy = project_points(lon[some], lat[some], epsg=ground.epsg)
                metres = _to_each(ground, xy, model, limit_m=limit_min * model.parameters.speed_m_min)
                minutes[np.ix_(ground.rows, some)] = metres / model.parameters.speed_m_min
    return minutes


def _by_territory(points: pd.DataFrame) -> Iterator[tuple[int, Positions, NDArray[np.float64]]]:
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    codes = metric_codes(lon, lat)
    for epsg in np.unique(codes[codes > 0]):
        rows = np.flatnonzero(codes == epsg)
        yield int(epsg), rows, project_points(lon[rows], lat[rows], epsg=int(epsg))


def _methods(points: pd.DataFrame, near: NDArray[np.bool_]) -> "pd.Series[str]":
    weight = points["weight"].to_numpy(float) if "weight" in points else np.ones(len(points))
    sums = (
        pd.DataFrame({"code": points["code"], "near": weight * near, "all": weight}).groupby("code", sort=False).sum()
    )
    walked = (sums["near"] > 0) & (sums["near"] >= 0.5 * sums["all"])
    method = np.where(walked, WalkMethod.NETWORK.value, WalkMethod.CROW_FLY.value).astype(object)
    return pd.Series(method, index=sums.index, name="method", dtype=object)


def _places_of(ground: Ground, places: pd.DataFrame) -> tuple[Positions, NDArray[np.float64]]:
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    rows = np.flatnonzero(metric_codes(lon, lat) == ground.epsg)
    return rows, project_points(lon[rows], lat[rows], epsg=ground.epsg)


def _joined(ground: Ground, xy: NDArray[np.float64], model: WalkModel) -> Snapped | None:
    return snap(ground.graph, xy, detour=model.parameters.detour) if ground.graph else None


def _chosen(joined: Snapped | None, rows: NDArray[np.bool_]) -> Snapped | None:
    return Snapped(joined.node[rows], joined.metres[rows]) if joined else None


def _nearest(
    ground: Ground, xy: NDArray[np.float64], joined: Snapped | None, parameters: Parameters
) -> NDArray[np.float64]:
    metres = np.full(len(ground.rows), np.inf)
    flown = ~ground.on_streets
    if flown.any():
        metres[flown] = cKDTree(xy).query(ground.xy[flown])[0] * parameters.detour
    if ground.graph is not None and ground.joined is not None and joined is not None and ground.on_streets.any():
        at_node = metres_to_nearest(ground.graph, joined)
        walked = at_node[ground.joined.node] + ground.joined.metres
        metres[ground.on_streets] = walked[ground.on_streets]
    return metres


def _to_each(ground: Ground, xy: NDArray[np.float64], model: WalkModel, *, limit_m: float) -> NDArray[np.float64]:
    """Return (points of the ground, places) metres."""
    if ground.graph is None or ground.joined is None or not ground.on_streets.any():
        return np.asarray(cdist(ground.xy, xy)) * model.parameters.detour
    joined = snap(ground.graph, xy, detour=model.parameters.detour)
    at_node = metres_to_each(ground.graph, joined, limit_m=limit_m)
    metres = at_node[:, ground.joined.node].T + ground.joined.metres[:, None]
    flown = ~ground.on_streets
    metres[flown] = cdist(ground.xy[flown], xy) * model.parameters.detour
    return np.asarray(metres, dtype=float)
