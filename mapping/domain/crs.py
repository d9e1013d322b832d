"""The single door for coordinate reference systems: nothing else in the project names an EPSG code.

Stored and shown coordinates are WGS 84 longitude and latitude (EPSG:4326). Measures are made in the legal metric
system of the territory: décret n° 2000-1276 as amended by décret n° 2019-165 (métropole, Antilles, Guyane,
Réunion, Mayotte and the overseas collectivities).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from mapping.domain.errors import CrsError
from mapping.i18n import _

WGS84 = 4326
"""Storage, exchange and display: degrees, longitude first."""
LAMBERT_93 = 2154
GRID_EUROPE = 3035
"""ETRS89-LAEA, in which Insee names its grid cells."""


WEB_MERCATOR = 3857
"""Read where a list was copied from a web map; never measured with."""


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of France with its legal metric CRS and its extent in degrees (west, south, east, north)."""

    name: str
    epsg: int
    bounds: tuple[float, float, float, float]

    def contains(self, lon: float, lat: float) -> bool:
        """Say whether a WGS 84 position is in the extent."""
        west, south, east, north = self.bounds
        return west <= lon <= east and south <= lat <= north


TERRITORIES: tuple[Territory, ...] = (
    Territory("France métropolitaine", LAMBERT_93, (-5.6, 41.0, 10.0, 51.5)),
    Territory("Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy", 5490, (-63.4, 14.2, -60.6, 18.4)),
    Territory("Guyane", 2972, (-55.0, 2.0, -51.0, 6.2)),
    Territory("La Réunion", 2975, (54.9, -21.7, 56.1, -20.6)),
    Territory("Mayotte", 4471, (44.7, -13.3, 45.6, -12.3)),
    Territory("Saint-Pierre-et-Miquelon", 4467, (-57.0, 46.4, -55.6, 47.4)),
    Territory("Wallis-et-Futuna", 8903, (-178.6, -14.6, -175.9, -12.8)),
    Territory("Nouvelle-Calédonie", 3163, (156.2, -26.5, 174.3, -14.8)),
    Territory("Polynésie française, fuseau 5", 3296, (-158.2, -28.2, -150.0, -4.5)),
    Territory("Polynésie française, fuseau 6", 3297, (-150.0, -28.2, -144.0, -4.5)),
    Territory("Polynésie française, fuseau 7", 3298, (-144.0, -28.2, -138.0, -4.5)),
    Territory("Polynésie française, fuseau 8", 3299, (-138.0, -28.2, -132.0, -4.5)),
)


METRIC_READINGS: tuple[tuple[str, int], ...] = (
    ("Lambert-93", LAMBERT_93),
    ("Lambert II étendu", 27572),
    *((f"Lambert conique CC{42 + zone}", 3942 + zone) for zone in range(9)),
    ("Web Mercator", WEB_MERCATOR),
)
"""Systems in metres in which French lists come, the likelier first: name, EPSG code."""


def legal_readings(bounds: tuple[float, float, float, float]) -> tuple[tuple[str, int], ...]:
    """Return the legal metric systems (name, EPSG code) of the territories that an extent in degrees touches.

    Examples
    --------
    >>> legal_readings((55.4, -21.0, 55.6, -20.8))
    (('La Réunion', 2975),)
    """
    west, south, east, north = bounds
    return tuple(
        (territory.name, territory.epsg)
        for territory in TERRITORIES
        if west <= territory.bounds[2]
        and territory.bounds[0] <= east
        and south <= territory.bounds[3]
        and territory.bounds[1] <= north
    )


def in_france(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which WGS 84 positions fall in the extent of a French territory; NaN does not."""
    inside = np.zeros(len(lon), dtype=bool)
    for territory in TERRITORIES:
        west, south, east, north = territory.bounds
        inside |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def degrees_from(
    x_m: NDArray[np.float64], y_m: NDArray[np.float64], *, epsg: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the WGS 84 longitudes and latitudes of eastings and northings in metres; NaN where there is none."""
    lon, lat = _transformer(epsg, WGS84).transform(np.asarray(x_m, float), np.asarray(y_m, float))
    outside = ~(np.isfinite(lon) & np.isfinite(lat))
    return np.where(outside, np.nan, lon), np.where(outside, np.nan, lat)


def is_in_france(lon: float, lat: float) -> bool:
    """Say whether a WGS 84 position falls in the extent of a French territory.

    Examples
    --------
    >>> is_in_france(2.36, 48.93), is_in_france(48.93, 2.36)
    (True, False)
    """
    return any(territory.contains(lon, lat) for territory in TERRITORIES)


def metric_epsg(lon: float, lat: float) -> int:
    """Return the code of the metric CRS to measure with at a WGS 84 position.

    The legal CRS where one is known, else the UTM zone of the position.

    Raises
    ------
    CrsError
        When the position is not a longitude and a latitude in degrees.

    Examples
    --------
    >>> metric_epsg(2.36, 48.93), metric_epsg(45.23, -12.78)
    (2154, 4471)
    """
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise CrsError(
            _(
                "Position ({lon} ; {lat}) : une longitude entre -180 et 180 et une latitude entre -90 et 90 sont "
                "attendues. Vérifiez le système de coordonnées du fichier."
            ).format(lon=lon, lat=lat)
        )
    for territory in TERRITORIES:
        if territory.contains(lon, lat):
            return territory.epsg
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


def metric_codes(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what `metric_epsg` does for each of many WGS 84 positions; 0 where one is not a position.

    Examples
    --------
    >>> metric_codes(np.array([2.36, 45.23, np.nan]), np.array([48.93, -12.78, 0.0])).tolist()
    [2154, 4471, 0]
    """
    codes = np.zeros(len(lon), dtype=np.int64)
    for territory in TERRITORIES:
        west, south, east, north = territory.bounds
        inside = (codes == 0) & (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        codes[inside] = territory.epsg
    elsewhere = (codes == 0) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    codes[elsewhere] = [metric_epsg(x, y) for x, y in zip(lon[elsewhere], lat[elsewhere], strict=True)]
    return codes


def require_wgs84(frame: gpd.GeoDataFrame) -> None:
    """Raise unless ``frame`` declares WGS 84 longitude and latitude.

    Raises
    ------
    CrsError
        When the CRS is missing or another one: ``sjoin`` would only warn and find nothing.
    """
    if frame.crs is None:
        raise CrsError(
            _("Les géométries n'ont pas de système de coordonnées ; indiquez celui du fichier avant de continuer.")
        )
    if not frame.crs.equals(CRS.from_epsg(WGS84), ignore_axis_order=True):
        raise CrsError(
            _("Les géométries sont en « {got} » ; des longitudes et latitudes WGS 84 sont attendues.").format(
                got=frame.crs.name
            )
        )


def to_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return ``frame`` in WGS 84, from any declared CRS.

    Raises
    ------
    CrsError
        When ``frame`` declares no CRS, or one that cannot be converted.
    """
    if frame.crs is None:
        raise CrsError(
            _("Le fichier ne dit pas son système de coordonnées ; ajoutez-le (fichier .prj) ou exportez en GeoJSON.")
        )
    try:
        return frame.to_crs(WGS84)
    except ProjError as error:
        raise CrsError(
            _("Le système de coordonnées « {got} » ne se convertit pas en WGS 84.").format(got=frame.crs.name)
        ) from error


def points_frame(table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return a copy of ``table`` with WGS 84 points made of its columns ``lon`` and ``lat`` (degrees)."""
    return gpd.GeoDataFrame(table.copy(), geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=WGS84)


@lru_cache(maxsize=64)
def _transformer(source: int, target: int) -> Transformer:
    """Return a transformer, made once: making one takes up to 20 ms; pyproj lets threads share it."""
    return Transformer.from_crs(source, target, always_xy=True)


def project_points(lon: NDArray[np.float64], lat: NDArray[np.float64], *, epsg: int) -> NDArray[np.float64]:
    """Return an (n, 2) array of eastings and northings in metres for WGS 84 degrees."""
    easting_m, northing_m = _transformer(WGS84, epsg).transform(lon, lat)
    return np.column_stack([easting_m, northing_m])


def project_shapes(shapes: NDArray[np.object_], *, epsg: int) -> NDArray[np.object_]:
    """Return WGS 84 shapes in metres, without heights: what ``to_crs`` does, in two thirds of its time."""
    projected: NDArray[np.object_] = shapely.transform(shapes, lambda degrees: project_points(*degrees.T, epsg=epsg))
    return projected


def split_by_metric_crs(zones: gpd.GeoDataFrame) -> Iterator[tuple[int, gpd.GeoDataFrame]]:
    """Yield (EPSG code, zones in that metric CRS) for each territory that ``zones`` touches.

    Parameters
    ----------
    zones
        WGS 84 polygons; each is measured in the CRS of its representative point.

    Yields
    ------
    tuple
        The rows keep their labels, so that results are put back by index.
    """
    require_wgs84(zones)
    inner = zones.geometry.representative_point()
    codes = pd.Series(metric_codes(inner.x.to_numpy(), inner.y.to_numpy()), index=zones.index, dtype="int64")
    for epsg in sorted(codes.unique()):
        yield int(epsg), zones[codes == epsg].to_crs(int(epsg))
