"""How far one walks, as lines: told apart in black and white by their dashes and by the minutes written on them."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from mapping.domain.crs import require_wgs84
from mapping.i18n import _
from mapping.maps.shapes import Ring, lines_of

_DASHES: Mapping[float, str] = {5.0: "", 10.0: "10 5", 15.0: "2 5"}
_DEGREES = 0.00008
"""About 8 m: streets that are reached have thousands of corners that no screen shows."""
_SMALLEST = 2e-6
"""Square degrees, about 2 ha: holes between streets and crumbs would hide what the outline says."""


@dataclass(frozen=True, slots=True)
class ReachLine:
    """The outline of what is within some minutes; ``dash`` is that of an SVG, empty for a plain line."""

    label: str
    dash: str
    rings: tuple[Ring, ...]


def reach_lines(isochrones: gpd.GeoDataFrame) -> tuple[ReachLine, ...]:
    """Return the lines of isochrones: ``minutes`` and WGS 84 polygons, from the most minutes to the fewest.

    Raises
    ------
    CrsError
        When the polygons are not in WGS 84.
    """
    require_wgs84(isochrones)
    return tuple(
        ReachLine(_("{n:g} min").format(n=minutes), _DASHES.get(minutes, "6 3"), tuple(_outline(shape)))
        for minutes, shape in zip(isochrones["minutes"], isochrones.geometry, strict=True)
        if not shape.is_empty
    )


def _outline(shape: shapely.Geometry) -> list[Ring]:
    """Return the rings worth drawing, the largest first."""
    outlines = shapely.get_rings(shapely.get_parts(shapely.simplify(shape, _DEGREES)))
    rings = np.asarray(shapely.polygons(outlines), dtype=object)
    ordered = rings[np.argsort(-shapely.area(rings), kind="stable")]
    kept = [ring for ring in ordered.tolist() if ring.area >= _SMALLEST] or ordered.tolist()[:1]
    return lines_of(shapely.geometrycollections(kept))
