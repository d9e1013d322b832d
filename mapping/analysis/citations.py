"""Citations: which place each resident knows or does not know, whichever way it was said."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.people import heads, persons, texts
from mapping.analysis.supply import Pairs, locate
from mapping.domain.crs import require_wgs84
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Placement, Status
from mapping.domain.tables import CONTRIBUTIONS, PLACES, require_columns, split_values

OFFICIAL = "official"
KNOWS = frozenset({"uses", "knows"})
"""Answers of somebody who knows the place that they were asked about."""
DOES_NOT_KNOW = "unknown"

_COUNTED = frozenset({*LIVE_STATUSES, Status.MERGED})


def places_around(
    places: pd.DataFrame, contributions: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, band_m: float
) -> Pairs:
    """Find the zones that each place is in, or is near.

    Inside, or outside at ``band_m`` metres or less. A place that a resident put in a quartier chosen from the list is
    in that one alone: its position is only where the screen put it.

    Parameters
    ----------
    places
        ``tables.PLACES``.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84.
    zones
        ``code``, unique, and WGS 84 polygons.
    band_m
        Width of the band, in metres.

    Returns
    -------
    Pairs
        Positions among ``places`` and among ``zones``, ordered by place and then by zone.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    require_columns(places, PLACES)
    require_columns(contributions, CONTRIBUTIONS)
    require_wgs84(contributions)
    supply = locate(places["lon"].to_numpy(float), places["lat"].to_numpy(float), zones, band_m=band_m)
    place = np.concatenate([supply.inside.place, supply.band.place])
    zone = np.concatenate([supply.inside.zone, supply.band.zone])
    rank = {code: float(position) for position, code in enumerate(zones["code"])}
    named = contributions[(contributions["placement"] == Placement.ZONE).to_numpy(bool)]
    said = dict(zip(texts(named, "id"), texts(named, "near_id")))
    chosen = np.array([rank.get(said.get(place_id, ""), np.nan) for place_id in places["place_id"]], dtype=float)
    by_name = np.flatnonzero(~np.isnan(chosen))
    by_position = np.isnan(chosen[place])
    place = np.concatenate([by_name, place[by_position]]).astype(np.intp)
    zone = np.concatenate([chosen[by_name], zone[by_position]]).astype(np.intp)
    order = np.lexsort((zone, place))
    return Pairs(place[order], zone[order])


def citations(
    places: pd.DataFrame, contributions: gpd.GeoDataFrame, knowledge: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return who knows, or does not know, which place.

    A resident who added a place knows it; one that was merged is about what it was merged with. One put at the
    position of a listed structure (``placement`` is ``actor``) is that structure when it answers one of its filières
    or says none; otherwise it is another activity at the same address. Answers about a place count like an addition.
    What is about a place without coordinates, refused, withdrawn or unknown here is left out.

    Parameters
    ----------
    places
        ``tables.PLACES``.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84, whatever their kind and status.
    knowledge
        ``id``, ``target_id``, ``answer`` (uses, knows or unknown), ``people``, ``session_id``, ``author_key``; None
        when nobody was asked.

    Returns
    -------
    pandas.DataFrame
        ``place`` (position among ``places``), ``knows`` (boolean), ``person`` and ``people``, on a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` or ``contributions`` lacks a column of its contract.
    """
    require_columns(places, PLACES)
    require_columns(contributions, CONTRIBUTIONS)
    position = {place_id: rank for rank, place_id in enumerate(places["place_id"])}
    same_as = _same_as(places, contributions)
    of_places = (contributions["kind"] == ContributionKind.PLACE) & contributions["status"].isin([*_COUNTED])
    of_places &= contributions["origin"] != Origin.SEED
    added = contributions[of_places.to_numpy(bool)]
    found = [_statements(added, texts(added, "id"), np.ones(len(added), dtype=bool), same_as, position)]
    if knowledge is not None and not knowledge.empty:
        answer = texts(knowledge, "answer")
        knows = np.isin(answer.astype(str), [*KNOWS])
        asked = knows | (answer == DOES_NOT_KNOW)
        answered = knowledge[asked]
        found.append(_statements(answered, texts(answered, "target_id"), knows[asked], same_as, position))
    return pd.concat(found, ignore_index=True)


def cited(statements: pd.DataFrame, places: pd.DataFrame) -> NDArray[np.bool_]:
    """Say of each place whether somebody knows it, given the ``citations`` about these places."""
    known = np.zeros(len(places), dtype=np.bool_)
    known[statements["place"].to_numpy(np.intp)[statements["knows"].to_numpy(bool)]] = True
    return known


def _statements(
    frame: pd.DataFrame,
    target: NDArray[np.object_],
    knows: NDArray[np.bool_],
    same_as: Mapping[str, str],
    position: Mapping[str, int],
) -> pd.DataFrame:
    place = np.array([position.get(_resolved(each, same_as), -1) for each in target], dtype=np.intp)
    said = pd.DataFrame({"place": place, "knows": knows, "person": persons(frame), "people": heads(frame)})
    return said[said["place"] >= 0]


def _same_as(places: pd.DataFrame, contributions: gpd.GeoDataFrame) -> dict[str, str]:
    """Return, for contributions that are about another place than themselves, the identifier of that place."""
    official = places[(places["origin"] == OFFICIAL).to_numpy(bool)]
    serves = {
        place_id: split_values(str(cell)) for place_id, cell in zip(official["place_id"], texts(official, "filieres"))
    }
    columns = ("id", "status", "merged_into", "placement", "near_id", "filiere")
    same: dict[str, str] = {}
    for own, status, merged_into, placement, near_id, filiere in zip(*(texts(contributions, c) for c in columns)):
        if status == Status.MERGED:
            same[own] = merged_into
        elif placement == Placement.ACTOR and near_id in serves and (not filiere or filiere in serves[near_id]):
            same[own] = near_id
    return same


def _resolved(place_id: str, same_as: Mapping[str, str]) -> str:
    """Follow merges to what stands; a circle, which a damaged file could hold, stands for nothing."""
    seen: set[str] = set()
    while place_id in same_as:
        if place_id in seen:
            return ""
        seen.add(place_id)
        place_id = same_as[place_id]
    return place_id
