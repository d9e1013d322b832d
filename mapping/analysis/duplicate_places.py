"""Are two places the same one? Addresses as the French write them, distances in metres; unknown is neither."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz

from mapping.domain.addresses import STREET_WORDS, cut_address
from mapping.domain.crs import metric_epsg, project_points
from mapping.domain.identity import normalise

SAME_SPOT_M = 30.0
FAR_M = 500.0
_SAME_STREET = 85.0


@dataclass(frozen=True, slots=True)
class Address:
    """A number and the words of a street, without the word « rue »; ``town`` is empty where unknown."""

    number: str
    street: str
    town: str


def read_address(address: str, city: str, code_insee: str) -> Address:
    """Return an address cut up.

    Examples
    --------
    >>> read_address("12bis, r. de la Paix", "SAINT DENIS CEDEX 1", "")
    Address(number='12 bis', street='paix', town='saint denis')
    """
    cut = cut_address(address)
    words = [word for word in cut.words if word not in STREET_WORDS] or list(cut.words)
    town = [word for word in normalise(city).replace("-", " ").replace("'", " ").split() if not word.isdigit()]
    town = [{"st": "saint", "ste": "sainte"}.get(word, word) for word in town if word != "cedex"]
    return Address(cut.number, " ".join(words), " ".join(town))


def same_town(one: Address, other: Address) -> bool | None:
    """Say whether two addresses are in one town; None where one does not say."""
    if not one.town or not other.town:
        return None
    return fuzz.ratio(one.town, other.town) >= _SAME_STREET


def address_score(one: Address, other: Address) -> float | None:
    """Return from 0 to 100 how much two addresses are the same one; None where one has no street.

    Examples
    --------
    >>> paix, peace = Address("12", "paix", "stains"), Address("14", "paix", "stains")
    >>> address_score(paix, paix), address_score(paix, peace), address_score(paix, Address("", "", "stains"))
    (100.0, 40.0, None)
    """
    if not one.street or not other.street:
        return None
    if same_town(one, other) is False:
        return 0.0
    street = max(fuzz.token_set_ratio(one.street, other.street), fuzz.ratio(one.street, other.street))
    if street < _SAME_STREET:
        return 0.0
    if not one.number or not other.number:
        return 80.0
    if one.number == other.number:
        return 100.0
    return 90.0 if one.number.split()[0] == other.number.split()[0] else 40.0


def distance_score(distance_m: float) -> float | None:
    """Return 100 up to 30 m, then less and less down to 0 at 500 m; None where the distance is unknown.

    Examples
    --------
    >>> distance_score(10.0), distance_score(265.0), distance_score(900.0), distance_score(float("nan"))
    (100.0, 50.0, 0.0, None)
    """
    if np.isnan(distance_m):
        return None
    return float(np.clip(100 * (FAR_M - distance_m) / (FAR_M - SAME_SPOT_M), 0, 100))


def place_score(address: float | None, distance: float | None) -> float | None:
    """Return what address and distance say together: mostly the one that says yes, as either may be coarse."""
    known = [score for score in (address, distance) if score is not None]
    return 0.8 * max(known) + 0.2 * min(known) if known else None


def positions_m(actors: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return eastings and northings in metres, NaN where unknown, and the legal CRS of each row, 0 where unknown.

    Parameters
    ----------
    actors
        With ``lon`` and ``lat`` in WGS 84 degrees.
    """
    lon, lat = actors["lon"].to_numpy(float), actors["lat"].to_numpy(float)
    known = ~(np.isnan(lon) | np.isnan(lat))
    epsg = np.zeros(len(actors), dtype=np.int64)
    epsg[known] = [metric_epsg(x, y) for x, y in zip(lon[known], lat[known], strict=True)]
    metres = np.full((len(actors), 2), np.nan)
    for code in np.unique(epsg[known]):
        rows = epsg == code
        metres[rows] = project_points(lon[rows], lat[rows], epsg=int(code))
    return metres, epsg
