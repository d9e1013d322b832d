"""Perception: what residents say is missing, what they know, and how many people say it."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.analysis.citations import OFFICIAL, citations, cited, places_around
from mapping.analysis.people import distinct_groups, distinct_people, heads, persons
from mapping.analysis.supply import Pairs, Supply, count_by_filiere, points_in_zones
from mapping.domain.crs import require_wgs84
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Placement
from mapping.domain.parameters import Parameters
from mapping.domain.perception_states import PerceptionState
from mapping.domain.tables import CONTRIBUTIONS, require_columns, split_values

_NONE = np.empty(0, dtype=np.intp)


def live(contributions: gpd.GeoDataFrame, *, kind: ContributionKind) -> gpd.GeoDataFrame:
    """Return the contributions of one kind that count in the room: pending and accepted ones.

    Points put on the map before a séance are examples: nobody of the room said them.

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
    said = contributions["origin"] != Origin.SEED
    return contributions[(counted & said).to_numpy(bool)]


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
    """Count what residents ask for in each zone, filière by filière, and who asks.

    A person (a pseudonym in a session) counts once for a filière and a zone, with the most people it spoke for;
    contributions without a pseudonym count their people each.

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
        ``code``, ``filiere``, ``needs`` (contributions), ``people_asking`` (distinct people) and ``groups_asking``
        (distinct named groups), as integers; one row per zone and filière, in the order given, on a fresh index.

    Raises
    ------
    ColumnError
        When ``contributions`` lacks a column.
    CrsError
        When a frame is not declared in WGS 84.
    """
    needs = live(contributions, kind=ContributionKind.NEED)
    cell, row = _asked(needs, zones, filieres)
    cells = len(zones) * len(filieres)
    asking = distinct_people(cell, persons(needs)[row], heads(needs)[row], cells=cells)
    groups = distinct_groups(cell, needs.iloc[row], cells=cells)
    return _grid(zones, filieres).assign(
        needs=np.bincount(cell, minlength=cells).astype(np.int64), people_asking=asking, groups_asking=groups
    )


def knowledge_counts(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    knowledge: pd.DataFrame | None,
    filieres: Sequence[str],
    *,
    parameters: Parameters,
) -> pd.DataFrame:
    """Count the people who know a place of each filière in each zone or its band, and those who know none.

    Somebody knows who added a place there, or answered that they use or know one. Somebody does not know who answered
    so about one, and knows no other of that filière there. Parameters are those of ``perception_table``.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``people_knowing`` and ``people_not_knowing`` (distinct people), as integers; one row
        per zone and filière, in the order given, on a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` or ``contributions`` lacks a column.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    around = places_around(places, contributions, zones, band_m=parameters.band_m)
    said = _spread(citations(places, contributions, knowledge), around, places, filieres)
    cells = len(zones) * len(filieres)
    knowing, not_knowing = _knowing(said)
    return _grid(zones, filieres).assign(
        people_knowing=_people(knowing, cells), people_not_knowing=_people(not_knowing, cells)
    )


def perception_table(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    knowledge: pd.DataFrame | None,
    filieres: Sequence[str],
    *,
    parameters: Parameters,
) -> pd.DataFrame:
    """Cross what the lists hold with what residents ask for and know.

    Parameters
    ----------
    zones
        ``code``, unique, and WGS 84 polygons.
    places
        ``tables.PLACES``; those of origin ``official`` are listed.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84, whatever their kind and status.
    knowledge
        Answers about places (``citations``), or None.
    filieres
        Identifiers of the filières of the workshop.
    parameters
        ``band_m`` and ``min_people`` are read.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``needs``, ``people_asking``, ``groups_asking``, ``people_knowing``,
        ``people_not_knowing``, ``people_heard`` (distinct people who said any of that), ``listed`` (official places
        in the zone or its band), ``cited`` (places there that residents know), ``both`` (those of ``listed`` that
        are cited), ``state`` (``PerceptionState``) and ``published`` (False for ``small_cells``); one row per zone
        and filière, in the order given, on a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` or ``contributions`` lacks a column.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    cells = len(zones) * len(filieres)
    around = places_around(places, contributions, zones, band_m=parameters.band_m)
    statements = citations(places, contributions, knowledge)
    said = _spread(statements, around, places, filieres)
    knowing, not_knowing = _knowing(said)
    needs = live(contributions, kind=ContributionKind.NEED)
    cell, row = _asked(needs, zones, filieres)
    asking = pd.DataFrame({"cell": cell, "person": persons(needs)[row], "people": heads(needs)[row]})
    official = (places["origin"] == OFFICIAL).to_numpy(bool)
    known = cited(statements, places)
    table = need_counts(contributions, zones, filieres).assign(
        people_knowing=_people(knowing, cells),
        people_not_knowing=_people(not_knowing, cells),
        people_heard=_people(pd.concat([asking, said[["cell", "person", "people"]]], ignore_index=True), cells),
        listed=_places(official, around, places, zones, filieres),
        cited=_places(known, around, places, zones, filieres),
        both=_places(official & known, around, places, zones, filieres),
    )
    return table.assign(state=_states(table), published=~small_cells(table, min_people=parameters.min_people))


def small_cells(table: pd.DataFrame, *, min_people: int) -> NDArray[np.bool_]:
    """Say which rows of ``perception_table`` rest on fewer than ``min_people`` distinct people, nobody included.

    What residents say there is neither published nor used in a verdict: with few people, one could be recognised, and
    a silence means nothing.
    """
    return (table["people_heard"] < min_people).to_numpy(bool)


def _grid(zones: gpd.GeoDataFrame, filieres: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": np.repeat(zones["code"].to_numpy(object), len(filieres)),
            "filiere": np.tile(np.array(filieres, dtype=object), len(zones)),
        }
    )


def _asked(
    needs: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, filieres: Sequence[str]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the cell (zone × filière) and the row of each need, as often as it is in a zone."""
    found = zones_of(needs, zones)
    rank = {filiere: float(position) for position, filiere in enumerate(filieres)}
    column = needs["filiere"].astype(object).map(rank).to_numpy(float)[found.place]
    known = ~np.isnan(column)
    return found.zone[known] * len(filieres) + column[known].astype(np.intp), found.place[known]


def _spread(statements: pd.DataFrame, around: Pairs, places: pd.DataFrame, filieres: Sequence[str]) -> pd.DataFrame:
    """Return the statements with the cells (zone × filière) that each place is about, a row for each cell."""
    rank = {filiere: position for position, filiere in enumerate(filieres)}
    stated = np.unique(statements["place"].to_numpy(np.intp))
    cells = places["filieres"].astype(object).to_numpy()
    serves = [
        (place, column)
        for place in stated
        for column in sorted({rank[value] for value in split_values(str(cells[place])) if value in rank})
    ]
    served = pd.DataFrame(serves, columns=["place", "column"], dtype=np.intp)
    zoned = pd.DataFrame({"place": around.place, "zone": around.zone})
    spread = statements.merge(zoned, on="place").merge(served, on="place")
    return spread.assign(cell=(spread["zone"] * len(filieres) + spread["column"]).astype(np.intp))


def _knowing(said: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split statements into those of people who know a place of the cell, and those of people who know none."""
    knows = said.groupby(["cell", "person"])["knows"].transform("max").to_numpy(bool)
    return said[said["knows"].to_numpy(bool)], said[~knows]


def _people(said: pd.DataFrame, cells: int) -> NDArray[np.int64]:
    cell, people = said["cell"].to_numpy(np.intp), said["people"].to_numpy(np.int64)
    return distinct_people(cell, said["person"].to_numpy(object), people, cells=cells)


def _places(
    counted: NDArray[np.bool_], around: Pairs, places: pd.DataFrame, zones: gpd.GeoDataFrame, filieres: Sequence[str]
) -> NDArray[np.int64]:
    kept = counted[around.place]
    pairs = Supply(Pairs(around.place[kept], around.zone[kept]), Pairs(_NONE, _NONE))
    return count_by_filiere(pairs, places, zones, filieres)["inside"].to_numpy(np.int64)


def _states(table: pd.DataFrame) -> NDArray[np.object_]:
    """Give each row its state: a listed place and another that is cited do not make one that is listed and cited."""
    conditions = [table["both"] > 0, table["cited"] > 0, table["listed"] > 0]
    values = [PerceptionState.LISTED_AND_CITED, PerceptionState.CITED_NOT_LISTED, PerceptionState.LISTED_NOT_CITED]
    chosen = np.select(
        [condition.to_numpy(bool) for condition in conditions],
        [value.value for value in values],
        default=PerceptionState.NEITHER.value,
    )
    return chosen.astype(object)
