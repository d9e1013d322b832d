"""Which windows a map has, and where on the ground: one, two of a scenario, or one with insets for distant parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import metric_epsg
from mapping.exports.printing.contents import View
from mapping.exports.printing.frame import Bounds, frame_around
from mapping.exports.printing.naming import Window
from mapping.exports.printing.paper import Area
from mapping.i18n import _

FAR_SHARE = 0.75
"""Parts farther from one another than this share of the diagonal of the larger one are in windows of their own."""
FAR_LEAST_M = 400.0
MOST_INSETS = 3
_MAIN_SHARE = 0.66


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the ground to show: bounds in metres of ``epsg``."""

    epsg: int
    bounds_m: Bounds
    surface_m2: float


def parts_of(zones: gpd.GeoDataFrame, codes: Sequence[str], *, apart: bool) -> list[Part]:
    """Return the pieces of ground that some zones are on, the largest first.

    Parameters
    ----------
    zones
        ``tables.ZONES`` in WGS 84.
    codes
        Those to show.
    apart
        Whether distant parts are told from one another; zones of two metric systems always are.
    """
    chosen = np.array(zones.geometry[zones["code"].astype(str).isin(list(codes))].array, dtype=object)
    polygons = shapely.get_parts(shapely.get_parts(chosen))
    inner = shapely.get_coordinates(shapely.centroid(polygons))
    systems = np.array([metric_epsg(lon, lat) for lon, lat in inner.tolist()])
    found: list[Part] = []
    for epsg in np.unique(systems):
        here = gpd.GeoSeries(polygons[systems == epsg], crs=zones.crs).to_crs(int(epsg))
        groups = _groups(np.array(here.array, dtype=object)) if apart else np.zeros(len(here), int)
        for group in np.unique(groups):
            shapes = np.array(here.array, dtype=object)[groups == group]
            west, south, east, north = shapely.total_bounds(shapes).tolist()
            found.append(Part(int(epsg), (west, south, east, north), float(shapely.area(shapes).sum())))
    return sorted(found, key=lambda part: -part.surface_m2)


def windows_of(
    views: Sequence[View], zones: gpd.GeoDataFrame, area: Area, *, gap: float, is_named: bool
) -> list[Window]:
    """Return the windows of a map on an area of the sheet, the main one first."""
    if len(views) > 1:
        (first, *_others) = parts_of(zones, views[0].codes, apart=False)
        return [
            window
            for view, room in zip(views, _side_by_side(area, len(views), gap, first), strict=True)
            for window in windows_of([view], zones, room, gap=gap, is_named=is_named)
        ]
    (view,) = views
    parts = parts_of(zones, view.codes, apart=len(view.codes) == 1)
    if view.levels is not None:
        parts = [_holding(parts[0], view.levels), *parts[1:]]
    if len(parts) > MOST_INSETS + 1:
        parts = [*parts[:MOST_INSETS], _together(parts[MOST_INSETS:])]
    rooms = [area] if len(parts) == 1 else _with_insets(area, len(parts) - 1, gap)
    captions = [view.caption] + [_("Autre partie {n}").format(n=rank) for rank in range(1, len(parts))]
    return [
        Window(
            replace(view, caption=caption),
            frame_around(part.bounds_m, room, epsg=part.epsg, margin=0.07),
            zones,
            is_named,
        )
        for part, room, caption in zip(parts, rooms, captions, strict=True)
    ]


def _holding(part: Part, levels: gpd.GeoDataFrame) -> Part:
    """Return a piece of ground that also holds what residents drew, which goes over the official line."""
    boxes = np.array([part.bounds_m, levels.to_crs(part.epsg).total_bounds])
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return Part(part.epsg, (west, south, east, north), part.surface_m2)


def _groups(polygons: NDArray[np.object_]) -> NDArray[np.intp]:
    """Number the groups of polygons: two are together when one is near the other or near another of the group."""
    bounds = shapely.bounds(polygons)
    longest = float(np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]).max())
    reach = max(FAR_SHARE * longest, FAR_LEAST_M)
    one, other = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=reach)
    groups = np.arange(len(polygons))
    for _turn in range(len(polygons)):
        least = groups.copy()
        np.minimum.at(least, one, groups[other])
        if (least == groups).all():
            break
        groups = least
    return groups


def _together(parts: Sequence[Part]) -> Part:
    """Return one piece for several; those of another metric system than the first stay out, for want of one map."""
    same = [part for part in parts if part.epsg == parts[0].epsg]
    boxes = np.array([part.bounds_m for part in same])
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return Part(parts[0].epsg, (west, south, east, north), sum(part.surface_m2 for part in same))


def _side_by_side(area: Area, count: int, gap: float, part: Part) -> list[Area]:
    """Cut an area across or down, whichever shows the ground larger."""
    wide, high = (area.width - gap * (count - 1)) / count, (area.height - gap * (count - 1)) / count
    across = [Area(area.left + rank * (wide + gap), area.top, wide, area.height) for rank in range(count)]
    down = [Area(area.left, area.top + rank * (high + gap), area.width, high) for rank in range(count)]
    return min((across, down), key=lambda rooms: frame_around(part.bounds_m, rooms[0], epsg=part.epsg).m_per_mm)


def _with_insets(area: Area, count: int, gap: float) -> list[Area]:
    if area.width >= area.height:
        width = (area.width - gap) * _MAIN_SHARE
        main = Area(area.left, area.top, width, area.height)
        rest = Area(main.right + gap, area.top, area.width - width - gap, area.height)
        high = (rest.height - gap * (count - 1)) / count
        return [main, *(Area(rest.left, rest.top + n * (high + gap), rest.width, high) for n in range(count))]
    height = (area.height - gap) * _MAIN_SHARE
    main = Area(area.left, area.top, area.width, height)
    rest = Area(area.left, main.bottom + gap, area.width, area.height - height - gap)
    wide = (rest.width - gap * (count - 1)) / count
    return [main, *(Area(rest.left + n * (wide + gap), rest.top, wide, rest.height) for n in range(count))]
