"""Mend polygons so that they are valid both in degrees, as stored, and in metres, as measured.

Outlines rounded to some decimals cross themselves; those mended in degrees may cross themselves again once in metres,
and then overlays fail. Each mending is made with its area before and after, in the legal metric CRS.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import WGS84, is_in_france, split_by_metric_crs, to_wgs84
from mapping.domain.models import Repair
from mapping.i18n import _

MAX_AREA_SHIFT_SHARE = 0.05
"""Beyond this share of its area, an outline that mending would change is given back: it says two things at once."""

_GRIDS_M = (0.0, 0.001, 0.01)
_POLYGONAL = ("Polygon", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Mended:
    """Valid WGS 84 polygons on the index of what was given; ``faults`` says why a label is no longer there."""

    zones: gpd.GeoDataFrame
    repairs: tuple[Repair, ...]
    faults: dict[Hashable, str]


def mend_zones(zones: gpd.GeoDataFrame) -> Mended:
    """Return the zones whose outline is, or can be made, a valid polygon of France.

    Parameters
    ----------
    zones
        Any geometries with a column ``code``, in any declared CRS.

    Returns
    -------
    Mended
        Only polygons and multipolygons, in two dimensions, valid in WGS 84 and in the metric CRS of their territory.

    Raises
    ------
    CrsError
        When ``zones`` declares no CRS, or one that cannot be converted.
    """
    faults = {label: fault for label, shape in zones.geometry.items() if (fault := _shape_fault(shape))}
    usable = zones[~zones.index.isin(list(faults))]
    raw = to_wgs84(usable.set_geometry(usable.geometry.force_2d()))
    elsewhere = {label: fault for label, shape in raw.geometry.items() if (fault := _place_fault(shape))}
    faults |= elsewhere
    raw = raw[~raw.index.isin(list(elsewhere))]
    whole = raw.geometry.is_valid & raw.geom_type.isin(_POLYGONAL)
    first = raw.set_geometry(raw.geometry.where(whole, polygonal(raw.geometry.to_numpy())))
    repairs = [_collapse(raw, label, faults) for label in first.index[_is_void(first)]]
    settled = first.copy()
    for epsg, metric in split_by_metric_crs(first[~_is_void(first)]):
        again = metric.index[~metric.geometry.is_valid]
        for label in metric.index[~whole.loc[metric.index]].union(again, sort=False):
            as_mended = first.geometry.loc[label]
            shape = _settle(metric.geometry.loc[label], epsg=epsg) if label in again else as_mended
            repair = _repair(raw.loc[[label]], shape, epsg=epsg)
            repairs.append(repair)
            if (fault := _area_fault(repair)) or shape is None:
                faults[label] = fault or _("contour impossible à réparer")
            else:
                settled.loc[[label], settled.geometry.name] = gpd.GeoSeries([shape], index=[label], crs=WGS84)
    order = {code: position for position, code in enumerate(zones["code"])}
    kept = settled[~settled.index.isin(list(faults))]
    return Mended(kept, tuple(sorted(repairs, key=lambda repair: order[repair.code])), faults)


def polygonal(shapes: np.ndarray) -> np.ndarray:
    """Return the surface of each shape, made valid; an empty shape where there is none."""
    return np.array([surface(shape) for shape in shapes], dtype=object)


def surface(shape: BaseGeometry) -> BaseGeometry:
    """Return the surface of a shape, made valid; empty when there is none.

    `shapely.make_valid` may return a collection that holds multipolygons: every polygon of it is kept.
    """
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if valid.geom_type in _POLYGONAL:
        return valid
    return shapely.union_all([part for part in _flat(valid) if part.geom_type in _POLYGONAL])


def _flat(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.geom_type != "GeometryCollection":
        return [shape]
    return [leaf for part in shapely.get_parts(shape) for leaf in _flat(part)]


def _is_void(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(frame.geometry.is_empty | frame.geometry.isna())


def _shape_fault(shape: BaseGeometry | None) -> str:
    if shape is None or shape.is_empty:
        return _("pas de contour")
    if not any(part.geom_type in _POLYGONAL for part in _flat(shape)):
        return _("« {got} » : un polygone est attendu").format(got=shape.geom_type)
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return _("contour avec une coordonnée qui n'est pas un nombre")
    return ""


def _place_fault(shape: BaseGeometry) -> str:
    west, south, east, north = shape.bounds
    lon, lat = (west + east) / 2, (south + north) / 2
    if is_in_france(lon, lat):
        return ""
    if is_in_france(lat, lon):
        return _("longitude et latitude sont inversées (autour de {lon:.3f} ; {lat:.3f})").format(lon=lon, lat=lat)
    return _("contour hors de France (autour de {lon:.3f} ; {lat:.3f})").format(lon=lon, lat=lat)


def _settle(metric: BaseGeometry, *, epsg: int) -> BaseGeometry | None:
    """Return the WGS 84 form of a shape that stays valid when it comes back to metres, or None.

    The way to degrees and back moves points by less than a micrometre, which is enough to cross two edges that touch:
    a shape that does not stand it is first rounded, to a millimetre, then to a centimetre.
    """
    for grid_m in _GRIDS_M:
        candidate = surface(metric if grid_m == 0 else shapely.set_precision(metric, grid_m))
        if candidate.is_empty:
            return None
        degrees = gpd.GeoSeries([candidate], crs=epsg).to_crs(WGS84)
        if degrees.is_valid.all() and degrees.to_crs(epsg).is_valid.all():
            settled: BaseGeometry = degrees.iloc[0]
            return settled
    return None


def _repair(raw: gpd.GeoDataFrame, after: BaseGeometry | None, *, epsg: int) -> Repair:
    before = raw.to_crs(epsg).geometry
    after_m2 = 0.0 if after is None else float(gpd.GeoSeries([after], crs=WGS84).to_crs(epsg).area.iloc[0])
    return Repair(str(raw["code"].iloc[0]), _problem(raw, before), float(before.area.iloc[0]), after_m2)


def _collapse(raw: gpd.GeoDataFrame, label: Hashable, faults: dict[Hashable, str]) -> Repair:
    faults[label] = _("contour sans surface : une fois réparé, il ne reste rien")
    row = raw.loc[[label]]
    return Repair(str(row["code"].iloc[0]), _problem(row, row.geometry), 0.0, 0.0)


def _problem(raw: gpd.GeoDataFrame, metric: gpd.GeoSeries) -> str:
    in_degrees, in_metres = raw.geometry.iloc[0], metric.iloc[0]
    if not in_degrees.is_valid:
        return _fault_in_french(in_degrees)
    if in_degrees.geom_type not in _POLYGONAL:
        return _("polygones mêlés à des lignes ou à des points")
    return _("{fault}, une fois en mètres").format(fault=_fault_in_french(in_metres))


def _fault_in_french(shape: BaseGeometry) -> str:
    faults = {
        "Self-intersection": _("le contour se croise"),
        "Ring Self-intersection": _("le contour se touche lui-même"),
        "Hole lies outside shell": _("un trou est hors du contour"),
        "Holes are nested": _("un trou est dans un autre"),
        "Nested shells": _("une partie est dans une autre"),
        "Duplicate Rings": _("un contour est en double"),
        "Interior is disconnected": _("l'intérieur est coupé en morceaux"),
        "Too few points in geometry component": _("un contour a trop peu de points"),
    }
    return faults.get(shapely.is_valid_reason(shape).partition("[")[0], _("contour non valide"))


def _area_fault(repair: Repair) -> str:
    shift_m2 = abs(repair.area_after_m2 - repair.area_before_m2)
    if shift_m2 <= MAX_AREA_SHIFT_SHARE * repair.area_before_m2:
        return ""
    return _("{problem} : le réparer ferait passer sa surface de {before:.0f} à {after:.0f} m² ; redessinez-le").format(
        problem=repair.problem, before=repair.area_before_m2, after=repair.area_after_m2
    )
