"""Where a resident says that something is: a geometry drawn on a phone, a quartier of the list, a square, or a name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from mapping.domain.errors import ContributionError
from mapping.domain.models import ContributionKind, Placement
from mapping.i18n import _
from mapping.services.contribute import point_wkt
from mapping.services.phone_map import NamedSpot, PhoneMap

POINTS_MAX = 500
NAME_MAX_CHARACTERS = 200
_SURE = 85.0
_AHEAD = 5.0
_WHOLE_SHARE = 0.9
"""What the largest part of an outline that crosses itself must be of it, to stand for it: a finger that slipped."""


@dataclass(frozen=True, slots=True)
class Where:
    """A WGS 84 geometry, and how it was given."""

    geometry_wkt: str
    placement: Placement
    near_id: str = ""


def where_on_map(
    phone_map: PhoneMap, geometry: Mapping[str, Any] | None, *, placement: Placement, near_id: str
) -> Where:
    """Return the place of a GeoJSON geometry, or of a quartier when there is none.

    Raises
    ------
    ContributionError
        When there is neither, or the geometry cannot be read.
    """
    if len(near_id) > NAME_MAX_CHARACTERS:
        raise ContributionError(_("Le nom de l'endroit est trop long."))
    if geometry is not None:
        return Where(shapely.to_wkt(_shape(geometry), rounding_precision=6, trim=True), placement, near_id)
    if placement is not Placement.ZONE:
        raise ContributionError(_("Dites d'abord où c'est : touchez la carte, ou choisissez un quartier."))
    return where_in_zone(phone_map, near_id)


def where_in_zone(phone_map: PhoneMap, code: str) -> Where:
    """Return a point inside a quartier of the workshop.

    Raises
    ------
    ContributionError
        When there is no such quartier.
    """
    inside = phone_map.territory().inner.get(code)
    if inside is None:
        raise ContributionError(_("Ce quartier n'est pas dans l'atelier : choisissez-le dans la liste."))
    return Where(point_wkt(*inside), Placement.ZONE, code)


def where_in_square(phone_map: PhoneMap, name: str) -> Where:
    """Return the middle of a square of the printed sheets.

    Raises
    ------
    ContributionError
        When there is no such square.
    """
    centre = phone_map.territory().grid.centre(name)
    if centre is None:
        raise ContributionError(_("Cette case n'est pas sur le plan : une lettre et un nombre, par exemple B4."))
    return Where(point_wkt(*centre), Placement.SQUARE)


def where_by_name(phone_map: PhoneMap, name: str) -> Where:
    """Return the street or landmark that a name surely is.

    Raises
    ------
    ContributionError
        When nothing is close, or several are: they are then named.
    """
    spot = _surely(phone_map, name)
    return Where(point_wkt(spot.lon, spot.lat), spot.placement, spot.label)


def where_by_corners(phone_map: PhoneMap, names: Sequence[str], kind: ContributionKind) -> Where:
    """Return the outline, or the route, that goes by named streets, landmarks or squares, in order.

    Raises
    ------
    ContributionError
        When one of them is not found, or there are too few.
    """
    spots = [_corner(phone_map, name) for name in names]
    closed = kind is ContributionKind.LIVED_AREA
    least = 3 if closed else 2
    if len(spots) < least:
        raise ContributionError(
            _("Il faut au moins {least} endroits, un par ligne ; il y en a {got}.").format(least=least, got=len(spots))
        )
    ring = [*spots, spots[0]] if closed else spots
    shape = {"type": "Polygon", "coordinates": [ring]} if closed else {"type": "LineString", "coordinates": ring}
    return Where(shapely.to_wkt(_shape(shape), rounding_precision=6, trim=True), Placement.LANDMARK)


def _corner(phone_map: PhoneMap, name: str) -> tuple[float, float]:
    square = phone_map.territory().grid.centre(name)
    if square is not None:
        return square
    spot = _surely(phone_map, name)
    return spot.lon, spot.lat


def _surely(phone_map: PhoneMap, name: str) -> NamedSpot:
    spots = phone_map.find(name[:NAME_MAX_CHARACTERS])
    if not spots:
        raise ContributionError(
            _("« {name} » n'a pas été trouvé. Essayez un autre mot, ou choisissez un quartier.").format(name=name[:60])
        )
    first = spots[0]
    rivals = [spot for spot in spots[1:] if first.score - spot.score < _AHEAD]
    if first.score < _SURE or rivals:
        told = " · ".join(_named(spot) for spot in [first, *rivals][:4])
        raise ContributionError(
            _("Pour « {name} », plusieurs réponses : {told}. Écrivez-en une en entier.").format(
                name=name[:60], told=told
            )
        )
    return first


def _named(spot: NamedSpot) -> str:
    return f"{spot.label} ({spot.area})" if spot.area else spot.label


def _shape(geometry: Mapping[str, Any]) -> BaseGeometry:
    unreadable = ContributionError(_("L'endroit est illisible. Touchez de nouveau la carte."))
    kinds = ("Point", "LineString", "Polygon")
    if geometry.get("type") not in kinds or not isinstance(geometry.get("coordinates"), list | tuple):
        raise unreadable
    told = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    try:
        shape = shapely.from_geojson(json.dumps(told, allow_nan=False))
    except (ShapelyError, ValueError, TypeError) as error:
        raise unreadable from error
    if shape.is_empty:
        raise unreadable
    if shapely.get_num_coordinates(shape) > POINTS_MAX:
        raise ContributionError(_("Le tracé a trop de points : {most} au plus.").format(most=POINTS_MAX))
    return _mended(shape) if shape.geom_type == "Polygon" else shape


def _mended(outline: BaseGeometry) -> BaseGeometry:
    if outline.is_valid and outline.area > 0:
        return outline
    parts = [part for part in shapely.get_parts(shapely.make_valid(outline)) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area, default=None)
    if largest is None or largest.area < _WHOLE_SHARE * sum(part.area for part in parts):
        raise ContributionError(_("Le tour se croise : deux traits passent l'un sur l'autre. Déplacez un point."))
    return shapely.Polygon(largest.exterior)
