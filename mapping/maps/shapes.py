"""Lines and outlines that people drew, and the parts of a polygon as Leaflet takes them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.models import LIVE_STATUSES, ContributionKind, Status
from mapping.domain.nomenclature import Filiere
from mapping.maps.palette import OUTSIDE_FILIERES, SIGN_OF_CONTRIBUTION, SignKind
from mapping.maps.popups import Bubble
from mapping.maps.scripted import CartoCall
from mapping.maps.wording import contribution_bubble, text_of

Ring = list[list[float]]
"""Positions as [lat, lon] in degrees: the order of Leaflet, which nothing outside ``maps`` uses."""
DECIMALS = 5
"""About 1 m: finer than an official outline is worth at any zoom of the screen."""


@dataclass(frozen=True, slots=True)
class MapShape:
    """A line or the outline of an area: only the line is drawn and answers a click, so that what it holds can too."""

    id: str
    sign: SignKind
    parts: tuple[Ring, ...]
    bubble: Bubble
    filiere: Filiere | None = None
    pending: bool = False


def contribution_shapes(
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[Filiere],
    *,
    statuses: Collection[Status] = LIVE_STATUSES,
) -> list[MapShape]:
    """Return the contributions that are lines or areas, in the order of submission.

    Parameters
    ----------
    contributions
        ``tables.CONTRIBUTIONS`` in WGS 84.
    filieres
        Those of the workshop.
    statuses
        Which contributions to show: those of the room by default.
    """
    known = {filiere.id: filiere for filiere in filieres}
    shown = contributions[contributions["status"].isin(list(statuses)) & (contributions.geom_type != "Point")]
    return [
        MapShape(
            row.id,
            SIGN_OF_CONTRIBUTION[ContributionKind(row.kind)],
            tuple(lines_of(row.geometry)),
            contribution_bubble(row, known),
            known.get(text_of(row.filiere)),
            row.status == Status.PENDING,
        )
        for row in shown.itertuples()
        if row.geometry is not None and not row.geometry.is_empty
    ]


def lines_of(geometry: BaseGeometry) -> list[Ring]:
    """Return every line of a geometry: itself, or the rings of its polygons.

    Examples
    --------
    >>> lines_of(shapely.from_wkt("LINESTRING (2 48, 3 49)"))
    [[[48.0, 2.0], [49.0, 3.0]]]
    """
    parts = shapely.get_parts(geometry).tolist()
    rings = [ring for part in parts for ring in (polygon_rings(part) if part.geom_type == "Polygon" else [part])]
    return [_positions(ring) for ring in rings if not ring.is_empty]


def polygon_parts(geometry: BaseGeometry) -> list[list[Ring]]:
    """Return the polygons of a geometry, each as its outer ring and its holes, whose last position is not repeated.

    Examples
    --------
    >>> polygon_parts(shapely.from_wkt("POLYGON ((2 48, 3 48, 3 49, 2 48))"))
    [[[[48.0, 2.0], [48.0, 3.0], [49.0, 3.0]]]]
    """
    polygons = [part for part in shapely.get_parts(geometry).tolist() if part.geom_type == "Polygon"]
    return [[_positions(ring)[:-1] for ring in polygon_rings(polygon)] for polygon in polygons]


def polygon_rings(polygon: BaseGeometry) -> list[BaseGeometry]:
    """Return the outer ring and the holes of one polygon."""
    return list(shapely.get_rings(polygon))


def shape_payload(
    shapes: Iterable[MapShape], *, selected: str = "", interactive: bool = True, neutral: bool = False
) -> dict[str, Any]:
    """Return what ``Carto.shapes`` draws: JSON types only."""
    forms: dict[tuple[str, ...], int] = {}
    rows: list[list[Any]] = []
    for shape in shapes:
        told = shape.bubble
        plain = neutral or shape.pending
        color = shape.filiere.color if shape.filiere and not plain else OUTSIDE_FILIERES
        form = forms.setdefault(told.labels, len(forms))
        look = [shape.sign.value, list(shape.parts), color, shape.pending]
        rows.append([*look, form, shape.id, told.title, *told.texts])
    return {"forms": list(forms), "rows": rows, "selected": selected, "interactive": interactive}


class ShapeLayer(CartoCall):
    """Every line and outline, as a child of a map or of a feature group; same options as ``PointLayer``."""

    def __init__(
        self, shapes: Iterable[MapShape], *, selected: str = "", interactive: bool = True, neutral: bool = False
    ) -> None:
        payload = shape_payload(shapes, selected=selected, interactive=interactive, neutral=neutral)
        super().__init__("shapes", payload)


def _positions(line: BaseGeometry) -> Ring:
    flat = shapely.get_coordinates(line)
    return [[round(lat, DECIMALS), round(lon, DECIMALS)] for lon, lat in flat.tolist()]
