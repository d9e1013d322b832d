"""Filières: who is alone, who could act together, and which premises are near them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from mapping.analysis.citations import places_around
from mapping.analysis.perception import inner_points, live
from mapping.analysis.proximity import metric_points, near_pairs
from mapping.analysis.supply import Pairs, filiere_matrix, near_zones
from mapping.domain.models import ContributionKind, Placement
from mapping.domain.parameters import Parameters
from mapping.domain.tables import SEPARATOR

MIN_CLUSTER = 3
"""Places of one filière from which a group of neighbours may be a cluster."""
POOLING_MIN = 5.0
"""Minutes on foot from premises, and between places, under which sharing them is conceivable."""

ISOLATED = ["place_id", "origin", "filiere", "code_qp", "neighbours", "nearest_min", "isolated", "premises"]
CLUSTERS = ["filiere", "cluster", "size", "place_ids", "code_qp", "extent_m", "lon", "lat", "premises"]
POOLING = ["premises_id", "code_qp", "places", "filieres", "place_ids", "filiere_ids", "lon", "lat"]


@dataclass(frozen=True, slots=True)
class Filieres:
    """Three readings; identifiers in one cell are joined by ``|``, minutes are on foot, degrees are WGS 84.

    ``isolated``: a row per place in the zones or their band and per filière of it: ``place_id``, ``origin``,
    ``filiere``, ``code_qp`` (zones around it), ``neighbours`` (places of the same filière within ``reach_min``),
    ``nearest_min`` (minutes to the nearest of them, NaN without one), ``isolated``, ``premises`` (within reach).

    ``clusters``: ``filiere``, ``cluster`` (1 for the largest), ``size``, ``place_ids``, ``code_qp``, ``extent_m``
    (diagonal of the rectangle around it), ``lon`` and ``lat`` (centre), ``premises`` (within reach of one of them).

    ``pooling``: a row per premises with two places or more that are ``POOLING_MIN`` minutes or less from it and from
    another of them: ``premises_id``, ``code_qp``, ``places`` and ``filieres`` (numbers), ``place_ids``,
    ``filiere_ids``, ``lon`` and ``lat``.
    """

    isolated: pd.DataFrame
    clusters: pd.DataFrame
    pooling: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Scene:
    """Places near the territory then premises, in one frame: ``places`` first rows are places."""

    points: pd.DataFrame
    places: int
    serves: csr_array
    codes: list[str]
    near: pd.DataFrame
    filieres: tuple[str, ...]

    def identifiers(self, rows: Iterable[int]) -> str:
        return SEPARATOR.join(sorted(str(self.points["place_id"].iloc[row]) for row in rows))

    def zones(self, rows: Iterable[int]) -> str:
        found = {code for row in rows for code in self.codes[row].split(SEPARATOR) if code}
        return SEPARATOR.join(sorted(found))


def structuring_filieres(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[str],
    *,
    parameters: Parameters,
    walk_pairs: pd.DataFrame | None = None,
) -> Filieres:
    """Find isolated places, possible clusters and possible pooling around the premises that residents listed.

    Neighbours are looked for in the zones, their band and ``reach_min`` beyond it; a cluster is a connected component
    of the graph of neighbours of one filière, of ``MIN_CLUSTER`` places or more, one at least in a zone or its band.
    Premises placed only « in this quartier » have no position to measure from and are left out.

    Parameters
    ----------
    zones
        ``code``, unique, and WGS 84 polygons.
    places
        ``tables.PLACES``.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84; the live ones of kind ``premises`` are read.
    filieres
        Identifiers of the filières of the workshop.
    parameters
        ``band_m``, ``reach_min``, ``detour`` and ``speed_m_min`` are read.
    walk_pairs
        Minutes on the streets between places (``proximity.near_pairs``), premises included under the identifier of
        their contribution where they were measured; where it holds none of them, theirs are crow-fly × detour.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    around = places_around(places, contributions, zones, band_m=parameters.band_m)
    scene = _scene(zones, places, contributions, filieres, around, parameters=parameters, walk_pairs=walk_pairs)
    premises = _premises_near(scene)
    return Filieres(_isolated(scene, premises), _clusters(scene, premises), _pooling(scene))


def _scene(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[str],
    around: Pairs,
    *,
    parameters: Parameters,
    walk_pairs: pd.DataFrame | None,
) -> _Scene:
    reach_m = parameters.band_m + parameters.reach_min * parameters.speed_m_min
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    kept = near_zones(lon, lat, zones, band_m=reach_m)
    kept[around.place] = True
    kept &= ~(np.isnan(lon) | np.isnan(lat))
    premises = live(contributions, kind=ContributionKind.PREMISES)
    premises = premises[(premises["placement"] != Placement.ZONE).to_numpy(bool)]
    x, y = inner_points(premises)
    added = pd.DataFrame(
        {"place_id": premises["id"].to_numpy(object), "origin": "", "filieres": "", "lon": x, "lat": y}
    )
    rooms = places_around(added.assign(status=""), contributions, zones, band_m=parameters.band_m)
    names = ["place_id", "origin", "filieres", "lon", "lat"]
    points = pd.concat([places.loc[kept, names], added], ignore_index=True)
    codes = [cell for cell, keep in zip(_codes(around, zones, len(places)), kept) if keep]
    return _Scene(
        points=points,
        places=int(kept.sum()),
        serves=filiere_matrix(points["filieres"], filieres),
        codes=[*codes, *_codes(rooms, zones, len(added))],
        near=_near(points, int(kept.sum()), parameters=parameters, walk_pairs=walk_pairs),
        filieres=tuple(filieres),
    )


def _near(
    points: pd.DataFrame, places: int, *, parameters: Parameters, walk_pairs: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the pairs within reach, or near enough to pool; those of premises crow-fly where nobody walked them."""
    within = max(parameters.reach_min, POOLING_MIN)
    walked = near_pairs(points, within_min=within, parameters=parameters, walk_pairs=walk_pairs)
    rooms = set(points["place_id"].iloc[places:])
    if walk_pairs is None or rooms & {*walk_pairs["place_a"], *walk_pairs["place_b"]}:
        near = walked
    else:
        flown = near_pairs(points, within_min=within, parameters=parameters)
        near = pd.concat([walked, flown[flown["b"] >= places]], ignore_index=True)
    return near.assign(reached=near["minutes"] <= parameters.reach_min, poolable=near["minutes"] <= POOLING_MIN)


def _premises_near(scene: _Scene) -> dict[int, set[int]]:
    """Return, place by place, the premises within reach."""
    found: dict[int, set[int]] = {}
    rows = scene.near[(scene.near["a"] < scene.places) & (scene.near["b"] >= scene.places) & scene.near["reached"]]
    for place, room in zip(rows["a"], rows["b"]):
        found.setdefault(int(place), set()).add(int(room))
    return found


def _same_filiere(scene: _Scene, column: int) -> pd.DataFrame:
    members = scene.serves[:, [column]].toarray().ravel() > 0
    both = members[scene.near["a"]] & members[scene.near["b"]] & scene.near["reached"].to_numpy(bool)
    return pd.DataFrame(scene.near[both])


def _isolated(scene: _Scene, premises: dict[int, set[int]]) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str, int, float, bool, int]] = []
    for column, filiere in enumerate(scene.filieres):
        near = _same_filiere(scene, column)
        either = np.concatenate([near["a"].to_numpy(np.intp), near["b"].to_numpy(np.intp)])
        minutes = np.concatenate([near["minutes"].to_numpy(float)] * 2)
        neighbours = np.bincount(either, minlength=len(scene.points))
        nearest = np.full(len(scene.points), np.inf)
        np.minimum.at(nearest, either, minutes)
        for row in np.flatnonzero(scene.serves[:, [column]].toarray().ravel()):
            if scene.codes[row]:
                place_id, origin = (str(scene.points[name].iloc[row]) for name in ("place_id", "origin"))
                alone = neighbours[row] == 0
                closest = np.nan if alone else float(nearest[row])
                around = (scene.codes[row], int(neighbours[row]), closest, bool(alone), len(premises.get(int(row), ())))
                rows.append((place_id, origin, filiere, *around))
    return pd.DataFrame(rows, columns=pd.Index(ISOLATED))


def _clusters(scene: _Scene, premises: dict[int, set[int]]) -> pd.DataFrame:
    centres = _metres(scene.points)
    rows: list[tuple[str, int, int, str, str, float, float, float, int]] = []
    for column, filiere in enumerate(scene.filieres):
        near = _same_filiere(scene, column)
        groups = [rows_ for rows_ in _components(near, len(scene.points)) if scene.zones(rows_)]
        groups.sort(key=lambda group: (-len(group), scene.identifiers(group)))
        for number, group in enumerate(groups, start=1):
            rooms = set().union(*(premises.get(row, set()) for row in group))
            lon, lat = (float(scene.points[name].iloc[group].mean()) for name in ("lon", "lat"))
            extent = float(np.hypot(*np.ptp(centres[group], axis=0)))
            named = (scene.identifiers(group), scene.zones(group), extent, lon, lat, len(rooms))
            rows.append((filiere, number, len(group), *named))
    return pd.DataFrame(rows, columns=pd.Index(CLUSTERS))


def _components(near: pd.DataFrame, points: int) -> list[list[int]]:
    """Return the connected components of ``MIN_CLUSTER`` points or more."""
    if near.empty:
        return []
    ones = np.ones(len(near), dtype=np.int8)
    graph = csr_array((ones, (near["a"].to_numpy(), near["b"].to_numpy())), shape=(points, points))
    _number, label = connected_components(graph, directed=False)
    order = np.argsort(label, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return [[int(row) for row in group] for group in groups if len(group) >= MIN_CLUSTER]


def _pooling(scene: _Scene) -> pd.DataFrame:
    near = scene.near[scene.near["poolable"]]
    beside = near[(near["a"] < scene.places) & (near["b"] >= scene.places)]
    neighbours: dict[int, set[int]] = {}
    for a, b in zip(near["a"], near["b"]):
        neighbours.setdefault(int(a), set()).add(int(b))
        neighbours.setdefault(int(b), set()).add(int(a))
    rows: list[tuple[str, str, int, int, str, str, float, float]] = []
    for room, group in beside.groupby("b", sort=True)["a"]:
        here = {int(place) for place in group}
        together = sorted(place for place in here if neighbours[place] & here)
        if together and scene.codes[int(str(room))]:
            answered = np.flatnonzero(np.asarray(scene.serves[together].sum(axis=0)).ravel())
            names = SEPARATOR.join(scene.filieres[column] for column in answered)
            point = scene.points.iloc[int(str(room))]
            what = (len(together), len(answered), scene.identifiers(together), names)
            rows.append((str(point["place_id"]), scene.codes[int(str(room))], *what, point["lon"], point["lat"]))
    return pd.DataFrame(rows, columns=pd.Index(POOLING)).sort_values("premises_id", ignore_index=True)


def _metres(points: pd.DataFrame) -> NDArray[np.float64]:
    xy = np.full((len(points), 2), np.nan)
    for positions, metres in metric_points(points):
        xy[positions] = metres
    return xy


def _codes(around: Pairs, zones: gpd.GeoDataFrame, places: int) -> list[str]:
    codes = zones["code"].to_numpy(object)
    found: list[list[str]] = [[] for _place in range(places)]
    for place, zone in zip(around.place, around.zone):
        found[place].append(str(codes[zone]))
    return [SEPARATOR.join(names) for names in found]
