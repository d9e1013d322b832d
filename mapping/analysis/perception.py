"""Perception: what residents say is missing, and how many people say it."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.analysis.supply import Pairs, points_in_zones
from mapping.domain.crs import require_wgs84
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Placement
from mapping.domain.tables import CONTRIBUTIONS, require_columns


def live(contributions: gpd.GeoDataFrame, *, kind: ContributionKind) -> gpd.GeoDataFrame:
    """Return the contributions of one kind that count in the room: pending and accepted ones.

    Raises
    ------
    ColumnError
        When ``contributions`` lacks a column of its contract.
    CrsError
        When it is not declared in WGS 84.
    """
    require_columns(contributions, CONTRIBUTIONS)
    require_wgs84(contributions)
    counted = (contributions["kind"] == kind) & contributions["status"].isin([*LIVE_STATUSES])
    return contributions[counted.to_numpy(bool)]


def inner_points(contributions: gpd.GeoDataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the longitude and latitude (degrees) of one point on each geometry: the point itself where it is one."""
    points = shapely.point_on_surface(np.array(contributions.geometry.array, dtype=object))
    return shapely.get_x(points), shapely.get_y(points)


def zones_of(contributions: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> Pairs:
    """Find the zones that each contribution is about.

    A person who chose a quartier from the list (``placement`` is ``zone``) said which one, and the position is only
    where the screen put it: the code in ``near_id`` then counts alone. Otherwise, and when that code is not one of
    ``zones``, the position decides, and overlapping zones each have the contribution.

    Returns
    -------
    Pairs
        Positions among ``contributions`` and among ``zones``, ordered by contribution and then by zone.
    """
    code_position = pd.Series(np.arange(len(zones), dtype=np.intp), index=zones["code"].astype(object))
    said = contributions["near_id"].where(contributions["placement"] == Placement.ZONE)
    chosen = code_position.reindex(said.astype(object)).to_numpy(float)
    by_name = np.flatnonzero(~np.isnan(chosen))
    place, zone = points_in_zones(*inner_points(contributions), zones)
    by_position = np.isnan(chosen[place])
    place = np.concatenate([by_name, place[by_position]])
    zone = np.concatenate([chosen[by_name].astype(np.intp), zone[by_position]])
    order = np.lexsort((zone, place))
    return Pairs(place[order], zone[order])


def need_counts(contributions: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, filieres: Sequence[str]) -> pd.DataFrame:
    """Count what residents ask for in each zone, filière by filière.

    Parameters
    ----------
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84, whatever their kind and status: live needs are taken out of them.
    zones
        ``code``, unique, and WGS 84 polygons.
    filieres
        Identifiers of the filières to count; a need without one of them counts nowhere.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``needs`` (contributions) and ``people_asking`` (the people who made them together), as
        integers; one row per zone and filière, in the order given, on a fresh index.

    Raises
    ------
    ColumnError
        When ``contributions`` lacks a column.
    CrsError
        When a frame is not declared in WGS 84.
    """
    needs = live(contributions, kind=ContributionKind.NEED)
    found = zones_of(needs, zones)
    rank = {filiere: float(position) for position, filiere in enumerate(filieres)}
    column = needs["filiere"].astype(object).map(rank).to_numpy(float)[found.place]
    known = ~np.isnan(column)
    cell = found.zone[known] * len(filieres) + column[known].astype(np.intp)
    people = needs["people"].to_numpy(np.int64)[found.place[known]]
    cells = len(zones) * len(filieres)
    return pd.DataFrame(
        {
            "code": np.repeat(zones["code"].to_numpy(object), len(filieres)),
            "filiere": np.tile(np.array(filieres, dtype=object), len(zones)),
            "needs": np.bincount(cell, minlength=cells).astype(np.int64),
            "people_asking": np.bincount(cell, weights=people, minlength=cells).astype(np.int64),
        }
    )
