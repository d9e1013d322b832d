"""Tell what two columns of numbers are: degrees, swapped degrees, metres of which system."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapping.domain.crs import METRIC_READINGS, degrees_from, in_france, legal_readings
from mapping.i18n import _

Extent = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""
Numbers = NDArray[np.float64]

_SAMPLE = 2_000
_NEAR_DEGREES = 0.25
"""What is added around a territory: a list of a department is not all in the QPV of a commune."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to make a position of two numbers: ``epsg`` 0 for degrees; ``swapped`` when the second comes first."""

    name: str
    epsg: int = 0
    swapped: bool = False

    def positions(self, first: Numbers, second: Numbers) -> tuple[Numbers, Numbers]:
        """Return longitudes and latitudes in WGS 84 degrees; NaN where the numbers cannot be such a position."""
        x, y = (second, first) if self.swapped else (first, second)
        return (x, y) if self.epsg == 0 else degrees_from(x, y, epsg=self.epsg)


@dataclass(frozen=True, slots=True)
class Fit:
    """A reading and the share of the numbers that it puts in the territory, and in France."""

    reading: Reading
    near_share: float
    france_share: float


DEGREES = Reading(_("degrés"))
SWAPPED = Reading(_("degrés, latitude et longitude échangées"), swapped=True)


def best_fit(first: Numbers, second: Numbers, *, extent: Extent | None) -> Fit:
    """Return the reading that puts most of the numbers in the territory, else in France.

    Parameters
    ----------
    first, second
        The numbers of the columns taken for longitude and latitude; NaN where unknown.
    extent
        Of the workshop; evidence, never a filter.

    Notes
    -----
    At equal evidence the plainest reading wins: degrees as they are, then swapped, then metres, Lambert-93 first.
    """
    known = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    known = known[:: max(1, len(known) // _SAMPLE)]
    fits = [_fit(reading, first[known], second[known], extent) for reading in _candidates(extent)]
    return max(fits, key=lambda fit: (round(fit.near_share, 2), round(fit.france_share, 2)))


def other_readings(reading: Reading) -> Sequence[Reading]:
    """Return how a row that ``reading`` does not place may have been written by another hand."""
    turned = Reading(reading.name, reading.epsg, not reading.swapped)
    return [other for other in dict.fromkeys([turned, DEGREES, SWAPPED]) if other != reading]


def near(lon: Numbers, lat: Numbers, extent: Extent) -> NDArray[np.bool_]:
    """Say which positions are in the extent of the territory, or around."""
    west, south, east, north = extent
    around = _NEAR_DEGREES
    return (lon >= west - around) & (lon <= east + around) & (lat >= south - around) & (lat <= north + around)


def _candidates(extent: Extent | None) -> list[Reading]:
    systems = [*(legal_readings(extent) if extent else ()), *METRIC_READINGS]
    # Overseas, the same numbers are right in several zones: only the territory of the workshop tells which.
    unique = {epsg: name for name, epsg in reversed(systems)}
    ordered = sorted(unique, key=[epsg for _name, epsg in systems].index)
    metric = [Reading(unique[epsg], epsg, swapped) for epsg in ordered for swapped in (False, True)]
    return [DEGREES, SWAPPED, *metric]


def _fit(reading: Reading, first: Numbers, second: Numbers, extent: Extent | None) -> Fit:
    if not len(first):
        return Fit(reading, 0.0, 0.0)
    lon, lat = reading.positions(first, second)
    within = in_france(lon, lat)
    return Fit(reading, float(near(lon, lat, extent).mean()) if extent else 0.0, float(within.mean()))
