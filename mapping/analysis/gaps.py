"""Gaps: supply crossed with what residents ask for, one verdict for each zone and filière."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.analysis.deciding import decide
from mapping.analysis.metric import metric_zones
from mapping.analysis.perception import inner_points, live, need_counts
from mapping.analysis.supply import count_by_filiere, locate, supply_counts
from mapping.analysis.uncertainty import poisson_rate
from mapping.domain.models import ContributionKind, Status
from mapping.domain.parameters import Parameters
from mapping.domain.tables import GAPS, PLACES, POPULATION, STORED_ACTORS, require_columns
from mapping.domain.verdicts import reason, verdict_label

__all__ = ["gap_table", "places_frame", "qpv_summary", "reason", "verdict_label"]

OFFICIAL = "official"
RESIDENT = "resident"


def places_frame(actors: pd.DataFrame, contributions: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the places that supply is counted from: official actors, then places that residents added.

    An actor without coordinates has no place. Of the contributions, the live ones of kind ``place`` count: one that
    was merged with an actor or with another contribution is counted through it.

    Parameters
    ----------
    actors
        ``tables.STORED_ACTORS``.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84, whatever their kind and status.

    Returns
    -------
    pandas.DataFrame
        ``tables.PLACES`` on a fresh index.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When ``contributions`` is not declared in WGS 84.
    """
    require_columns(actors, STORED_ACTORS)
    located = actors[(actors["lon"].notna() & actors["lat"].notna()).to_numpy(bool)]
    added = live(contributions, kind=ContributionKind.PLACE)
    lon, lat = inner_points(added)
    official = pd.DataFrame(
        {
            "place_id": located["actor_id"].to_numpy(object),
            "origin": OFFICIAL,
            "status": Status.ACCEPTED.value,
            "filieres": located["filieres"].to_numpy(object),
            "lon": located["lon"].to_numpy(float),
            "lat": located["lat"].to_numpy(float),
        }
    )
    resident = pd.DataFrame(
        {
            "place_id": added["id"].to_numpy(object),
            "origin": RESIDENT,
            "status": added["status"].to_numpy(object),
            "filieres": added["filiere"].fillna("").to_numpy(object),
            "lon": lon,
            "lat": lat,
        }
    )
    return pd.concat([official, resident], ignore_index=True)[PLACES.names]


def gap_table(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    population: pd.DataFrame,
    filieres: Sequence[str],
    *,
    band_m: float,
    access: pd.DataFrame | None = None,
    perception: pd.DataFrame | None = None,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Return one row per zone and filière with its counts, its rate, its walks, its demand and its verdict.

    The formulas, their sources and their limits are in ``docs/indicators.md``.

    Parameters
    ----------
    zones
        ``code``, unique, and WGS 84 polygons.
    places
        ``tables.PLACES``.
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84, whatever their kind and status.
    population
        ``tables.POPULATION``; where a code stands twice, the last row counts.
    filieres
        Identifiers of the filières of the workshop.
    band_m
        Width of the band, in metres; the column keeps its name ``band_300m`` whatever the width.
    access
        `access_table.access_table`, rows in any order; its ``share_within_reach`` (``parameters.reach_min`` minutes)
        is the column ``share_within_10min``, which keeps its name whatever the minutes. The walking columns are
        empty without it.
    perception
        See `deciding.decide`.
    parameters
        Thresholds of the verdicts and confidence of the interval, those of `Parameters` when None; ``band_m`` above
        is the width that counts.

    Returns
    -------
    pandas.DataFrame
        ``tables.GAPS``, in the order of ``zones`` then of ``filieres``, on a fresh index.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    supply = supply_counts(places, zones, filieres, band_m=band_m)
    needs = need_counts(contributions, zones, filieres)
    inhabitants = _inhabitants(supply["code"], population)
    chosen = parameters or Parameters()
    rates = poisson_rate(supply["inside"], inhabitants, confidence=chosen.confidence)
    walks = _walks(access, supply)
    table = pd.DataFrame(
        {
            "code_qp": supply["code"],
            "filiere": supply["filiere"],
            "population": inhabitants,
            "inside": supply["inside"],
            "band_300m": supply["band"],
            "per_1000": rates["rate"],
            "per_1000_low": rates["low"],
            "per_1000_high": rates["high"],
            "walk_median_min": walks["walk_median_min"],
            "walk_p90_min": walks["walk_p90_min"],
            "share_within_10min": walks["share_within_reach"],
            "needs": needs["needs"],
            "people_asking": needs["people_asking"],
        }
    )
    verdict = decide(table, located=any_located(places), parameters=chosen, perception=perception)
    return table.assign(verdict=verdict)[GAPS.names]


def qpv_summary(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    population: pd.DataFrame,
    filieres: Sequence[str],
    *,
    band_m: float,
) -> pd.DataFrame:
    """Return one row per zone: what it is, and what is in it all filières together.

    Parameters are those of ``gap_table``; ``zones`` also holds ``name``, ``vintage`` and ``communes``.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``vintage``, ``communes``, ``area_km2`` (legal metric CRS), ``population``,
        ``actors_inside`` and ``actors_band`` (places, each once, those without filière included),
        ``filieres_present`` (filières with a place inside), ``needs`` and ``people_asking``; in the order of
        ``zones``, on a fresh index.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    require_columns(places, PLACES)
    supply = locate(places["lon"].to_numpy(float), places["lat"].to_numpy(float), zones, band_m=band_m)
    by_filiere = count_by_filiere(supply, places, zones, filieres)["inside"].to_numpy()
    asked = need_counts(contributions, zones, filieres)
    shape = (len(zones), len(filieres))
    summary = zones[["code", "name", "vintage", "communes"]].reset_index(drop=True)
    return pd.DataFrame(summary).assign(
        area_km2=_area_km2(zones),
        population=_inhabitants(summary["code"], population),
        actors_inside=supply.inside.counts(len(zones)),
        actors_band=supply.band.counts(len(zones)),
        filieres_present=(by_filiere.reshape(shape) > 0).sum(axis=1),
        needs=asked["needs"].to_numpy().reshape(shape).sum(axis=1),
        people_asking=asked["people_asking"].to_numpy().reshape(shape).sum(axis=1),
    )


def any_located(places: pd.DataFrame) -> bool:
    """Say whether the workshop has any place with coordinates: an empty list is not a desert."""
    return bool((places["lon"].notna() & places["lat"].notna()).any())


def _walks(access: pd.DataFrame | None, supply: pd.DataFrame) -> pd.DataFrame:
    """Return the walking figures of the rows of ``supply``, NaN where there are none."""
    names = ["walk_median_min", "walk_p90_min", "share_within_reach"]
    if access is None:
        return pd.DataFrame(np.nan, index=supply.index, columns=names)
    cells = pd.MultiIndex.from_arrays([supply["code"], supply["filiere"]])
    return access.set_index(["code", "filiere"])[names].reindex(cells).set_axis(supply.index, axis="index")


def _inhabitants(codes: pd.Series, population: pd.DataFrame) -> pd.Series:
    require_columns(population, POPULATION)
    by_code = population.drop_duplicates("code", keep="last").set_index("code")["population"]
    known = by_code.astype(float).reindex(codes)
    return pd.Series(known.to_numpy(float), index=codes.index, dtype=float)


def _area_km2(zones: gpd.GeoDataFrame) -> NDArray[np.float64]:
    area_m2 = np.zeros(len(zones))
    for _epsg, positions, polygons in metric_zones(zones):
        area_m2[positions] = shapely.area(polygons)
    return area_m2 / 1e6
