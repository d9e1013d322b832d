"""Specialisation (location quotient): what a quartier has more of, or less of, than the whole list of the workshop."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta

from mapping.analysis.supply import filiere_matrix, points_in_zones
from mapping.domain.tables import PLACES, require_columns

MIN_PLACES = 10
"""Places of a zone under which its quotients are refused: one place more or less would turn them over."""
COLUMNS = ("code", "filiere", "places", "serving", "quotient", "quotient_low", "quotient_high", "refused")


def specialisation(
    places: pd.DataFrame,
    zones: gpd.GeoDataFrame,
    filieres: Sequence[str],
    *,
    confidence: float = 0.95,
    min_places: int = MIN_PLACES,
) -> pd.DataFrame:
    """Compare the share of each filière among the places of a zone with its share among all the places.

    With n_z the places of the zone that answer a filière at least, n_zf those that answer this one, N and N_f the
    same over the whole list, the quotient is (n_zf / n_z) / (N_f / N). Its interval is the exact one of a share
    (Clopper and Pearson 1934) for n_zf of n_z, divided by N_f / N, which is taken as known.

    Parameters
    ----------
    places
        ``tables.PLACES``: the whole list of the workshop is the reference, in the zones or not; rows without
        coordinates or without any of ``filieres`` count nowhere.
    zones
        ``code`` and WGS 84 polygons; places inside, not those of the band.
    filieres
        Identifiers of the filières, in order.
    confidence
        Between 0 and 1, both excluded.
    min_places
        n_z under which the quotients of a zone are refused.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, a row for each zone and filière: ``places`` n_z, ``serving`` n_zf, ``quotient`` (1 as much as
        everywhere) with its interval, ``refused`` when there are too few places; the quotient is NaN when refused, or
        when the list has no place of the filière. On a fresh index.

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    require_columns(places, PLACES)
    serves = filiere_matrix(places["filieres"], filieres).toarray() > 0
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    counted = serves.any(axis=1) & ~(np.isnan(lon) | np.isnan(lat))
    serves, lon, lat = serves[counted], lon[counted], lat[counted]
    place, zone = points_in_zones(lon, lat, zones)
    held = np.bincount(zone, minlength=len(zones))
    serving = np.zeros((len(zones), len(filieres)), dtype=np.int64)
    np.add.at(serving, zone, serves[place].astype(np.int64))
    reference = serves.sum(axis=0) / max(len(serves), 1)
    refused = np.repeat(held < min_places, len(filieres))
    n_z, n_zf = np.repeat(held, len(filieres)), serving.ravel()
    by = np.tile(reference, len(zones))
    low, high = _exact_share(n_zf, n_z, confidence=confidence)
    shares = {"quotient": n_zf / np.maximum(n_z, 1), "quotient_low": low, "quotient_high": high}
    told = ~refused & (by > 0)
    return pd.DataFrame(
        {
            "code": np.repeat(zones["code"].to_numpy(object), len(filieres)),
            "filiere": np.tile(np.array(filieres, dtype=object), len(zones)),
            "places": n_z,
            "serving": n_zf,
            **{name: np.divide(share, by, out=np.full(len(by), np.nan), where=told) for name, share in shares.items()},
            "refused": refused,
        }
    )[[*COLUMNS]]


def _exact_share(
    part: NDArray[np.int64], whole: NDArray[np.int64], *, confidence: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the exact interval of a share; 0 to 1 where there is nothing."""
    tail = (1 - confidence) / 2
    rest = whole - part
    low = np.where(part > 0, beta.ppf(tail, np.maximum(part, 1), rest + 1), 0.0)
    high = np.where(rest > 0, beta.ppf(1 - tail, part + 1, np.maximum(rest, 1)), 1.0)
    return low, high
