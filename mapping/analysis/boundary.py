"""« En limite »: the places so near the outline of a zone that the outline cannot say on which side they are."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapping.analysis.deciding import decide
from mapping.analysis.metric import metric_zones
from mapping.analysis.supply import points_in_zones
from mapping.domain.crs import metric_codes, project_points
from mapping.domain.parameters import Parameters
from mapping.domain.tables import GAPS, PLACES, require_columns, split_values

COLUMNS = ("place_id", "code", "distance_m", "inside")


def places_on_edge(places: pd.DataFrame, zones: gpd.GeoDataFrame, *, boundary_m: float) -> pd.DataFrame:
    """Return the places nearer to the outline of a zone than the outline is precise.

    Parameters
    ----------
    places
        ``tables.PLACES``; rows without coordinates are nowhere.
    zones
        ``code`` and WGS 84 polygons.
    boundary_m
        Precision of the outline in metres; a place at exactly this distance is on the edge.

    Returns
    -------
    pandas.DataFrame
        ``place_id``, ``code``, ``distance_m`` to the outline (legal metric CRS) and ``inside``, whether the outline as
        drawn has it inside; a row for each place and zone, by zone then by place, on a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    require_columns(places, PLACES)
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    codes = metric_codes(lon, lat)
    found: list[pd.DataFrame] = []
    for epsg, positions, polygons in metric_zones(zones):
        rows = np.flatnonzero(codes == epsg)
        points = np.asarray(shapely.points(project_points(lon[rows], lat[rows], epsg=epsg)), dtype=object)
        outlines = shapely.boundary(polygons)
        zone, place = shapely.STRtree(points).query(outlines, predicate="dwithin", distance=boundary_m)
        distance_m = shapely.distance(outlines[zone], points[place])
        found.append(pd.DataFrame({"zone": positions[zone], "place": rows[place], "distance_m": distance_m}))
    if not found:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    table = pd.concat(found, ignore_index=True).sort_values(["zone", "place"], kind="stable")
    place, zone = points_in_zones(lon, lat, zones)
    within = pd.MultiIndex.from_arrays([zone, place])
    return pd.DataFrame(
        {
            "place_id": places["place_id"].to_numpy(object)[table["place"]],
            "code": zones["code"].to_numpy(object)[table["zone"]],
            "distance_m": table["distance_m"].to_numpy(float),
            "inside": pd.MultiIndex.from_frame(table[["zone", "place"]]).isin(within),
        }
    )


def cells_on_edge(
    gaps: pd.DataFrame,
    edge: pd.DataFrame,
    places: pd.DataFrame,
    *,
    parameters: Parameters,
    perception: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Say which verdicts hang on places « en limite » only.

    A verdict is recomputed twice: as if every place on the edge were outside, and as if every one were inside. It
    hangs on them when one of the two is another verdict.

    Parameters
    ----------
    gaps
        ``tables.GAPS``.
    edge
        That of `places_on_edge`.
    places
        ``tables.PLACES``, for the filières of each place.
    parameters
        Those that ``gaps`` was computed with.
    perception
        See `deciding.decide`.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``on_edge`` (places of this filière on the edge of this zone), ``en_limite`` (bool),
        ``verdict``, ``verdict_if_outside``, ``verdict_if_inside``; in the order of ``gaps``, on a fresh index.

    Raises
    ------
    ColumnError
        When ``gaps`` or ``places`` lacks a column.
    """
    require_columns(gaps, GAPS)
    require_columns(places, PLACES)
    base = gaps.reset_index(drop=True)
    located = bool((places["lon"].notna() & places["lat"].notna()).any())
    inner, outer = (_counted(base, edge[edge["inside"].astype(bool) == side], places) for side in (True, False))
    as_outside = base.assign(inside=base["inside"] - inner, band_300m=base["band_300m"] + inner)
    as_inside = base.assign(inside=base["inside"] + outer, band_300m=(base["band_300m"] - outer).clip(lower=0))
    outside, inside = (
        decide(table, located=located, parameters=parameters, perception=perception)
        for table in (as_outside, as_inside)
    )
    verdict = base["verdict"].to_numpy(object)
    return pd.DataFrame(
        {
            "code": base["code_qp"],
            "filiere": base["filiere"],
            "on_edge": inner + outer,
            "en_limite": (outside != verdict) | (inside != verdict),
            "verdict": verdict,
            "verdict_if_outside": outside,
            "verdict_if_inside": inside,
        }
    )


def _counted(base: pd.DataFrame, edge: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """Return how many of the places on the edge each cell of ``base`` has."""
    serves = dict(zip(places["place_id"], places["filieres"].fillna("").map(_values), strict=True))
    pairs = [
        (code, filiere) for place, code in zip(edge["place_id"], edge["code"]) for filiere in serves.get(place, ())
    ]
    counts = pd.Series(pairs, dtype=object).value_counts()
    cells = pd.Series(list(zip(base["code_qp"], base["filiere"], strict=True)), index=base.index, dtype=object)
    return cells.map(counts.to_dict()).fillna(0).astype("int64")


def _values(cell: str) -> Sequence[str]:
    return tuple(dict.fromkeys(split_values(str(cell))))
