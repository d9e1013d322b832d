"""How the street map looks: quiet colours under the data, letters that are read, widths by zoom. One table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from mapping.maps.palette import GROUND

MIN_ZOOM = 10
MAX_ZOOM = 18
HALO = "#fdfbf6"
GROUND_COLOR = GROUND
Stops = tuple[tuple[float, float], ...]
"""(zoom, value) pairs; a value between two is interpolated, 0 before the first: not drawn yet."""


class Face(StrEnum):
    """Cuts of the typeface."""

    REGULAR = "Regular"
    BOLD = "Bold"
    ITALIC = "Italic"


@dataclass(frozen=True, slots=True)
class Area:
    """A fill, with a thin edge or none."""

    kind: str
    fill: str
    edge: str = ""
    from_zoom: float = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A street: ``fill`` over a wider ``casing``, or one dashed line when there is no casing; widths in pixels."""

    fill: str
    widths: Stops
    casing: str = ""
    dash: tuple[float, ...] = ()
    name_from: float = 99
    name_px: float = 11


@dataclass(frozen=True, slots=True)
class Lettering:
    """How a name is written; ``spacing`` is a share of the size."""

    px: float
    color: str
    face: Face = Face.REGULAR
    spacing: float = 0.02
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point: from which zoom to which, how important (small first), with which pictogram."""

    rank: int
    from_zoom: float
    lettering: Lettering
    to_zoom: float = 99
    icon: str = ""


AREAS: tuple[Area, ...] = (
    Area("industry", "#ebe5de"),
    Area("cemetery", "#dde2d3", from_zoom=11),
    Area("wood", "#d5e0c8"),
    Area("park", "#dde8d0", from_zoom=11),
    Area("sport", "#d9e6d6", "#c6d6c4", from_zoom=13),
    Area("square", "#f8f5ee", from_zoom=14),
    Area("water", "#c9dde6"),
)
"""From the bottom up."""
BUILDING = Area("building", "#e5ddd1", "#cfc4b4", from_zoom=14)
WATERWAY = Way("#b4d0dd", ((11, 0.8), (14, 1.6), (18, 5)))
RAIL = Way("#a9a09b", ((11, 0.7), (14, 1.3), (18, 3)))

_CASING = "#cbbfae"
_MAIN, _MAIN_CASING = "#fbeccb", "#cfae77"
_MOTORWAY, _MOTORWAY_CASING = "#f6d9b0", "#c4935a"
_PATH = "#b3a28b"

_motorway = Way(_MOTORWAY, ((10, 1.6), (12, 2.6), (14, 5), (16, 10), (18, 20)), _MOTORWAY_CASING, (), 14, 12)
_primary = Way(_MAIN, ((10, 1.1), (12, 2.2), (14, 4.0), (16, 8.6), (18, 20)), _MAIN_CASING, (), 13, 12)
_secondary = Way(_MAIN, ((11, 1), (12, 1.7), (14, 3.4), (16, 7.8), (18, 18)), _MAIN_CASING, (), 13.5, 12)
_tertiary = Way("#ffffff", ((11, 0.8), (12, 1.3), (14, 3.2), (16, 7.5), (18, 17)), _CASING, (), 14.5, 11.5)
_residential = Way("#ffffff", ((12, 0.7), (14, 1.9), (16, 5.6), (18, 15)), _CASING, (), 15, 11.5)
_pedestrian = Way("#f7f2e8", ((13, 0.8), (14, 1.6), (16, 5), (18, 13)), _CASING, (), 15.5, 11.5)
_service = Way("#ffffff", ((14, 0.9), (16, 3), (18, 8)), _CASING, (), 16.5, 11)
_path = Way(_PATH, ((14, 0.7), (16, 1.1), (18, 2)), "", (3, 2), 16.5, 11)
_steps = Way("#a08b70", ((14.5, 1), (16, 2.4), (18, 5)), "", (0.7, 0.9), 16.5, 11)

WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "steps": _steps,
        "footway": _path,
        "path": _path,
        "cycleway": _path,
        "bridleway": _path,
        "corridor": _path,
        "track": _path,
        "service": _service,
        "pedestrian": _pedestrian,
        "road": _residential,
        "living_street": _residential,
        "residential": _residential,
        "unclassified": _residential,
        "tertiary_link": _tertiary,
        "tertiary": _tertiary,
        "secondary_link": _tertiary,
        "secondary": _secondary,
        "primary_link": _secondary,
        "primary": _primary,
        "trunk_link": _primary,
        "trunk": _primary,
        "motorway_link": _primary,
        "motorway": _motorway,
    }
)
"""From the bottom up; another value of ``highway`` is drawn as a service road."""
OTHER_WAY = "service"
CASING_PX = 1.0

STREET_INK = "#5a5058"
_PLACE_INK = "#4c4350"
_SPOT_INK = "#5f5466"
PARK_INK = "#4d6443"
WATER_INK = "#3f6478"

WATER_NAME = Lettering(12, WATER_INK, Face.ITALIC, 0.05)
PARK_NAME = Lettering(11, PARK_INK, Face.ITALIC)
_town = Lettering(17, _PLACE_INK, Face.BOLD, 0.03)
_suburb = Lettering(12.5, _SPOT_INK, Face.BOLD, 0.12, capitals=True)
_near = Lettering(11.5, _SPOT_INK, Face.BOLD, 0.08, capitals=True)
_spot = Lettering(10.5, _SPOT_INK)
_main_spot = Lettering(11, _PLACE_INK, Face.BOLD)

SPOTS: Mapping[str, Spot] = MappingProxyType(
    {
        "city": Spot(0, 10, _town, 15.9),
        "town": Spot(0, 10, _town, 15.9),
        "village": Spot(1, 11, Lettering(14.5, _PLACE_INK, Face.BOLD), 16.9),
        "suburb": Spot(2, 13, _suburb, 17.4),
        "quarter": Spot(3, 14, _near, 17.9),
        "neighbourhood": Spot(4, 14.5, _near),
        "hamlet": Spot(4, 13.5, _near),
        "station": Spot(5, 13.5, _main_spot, icon="train-subway"),
        "townhall": Spot(6, 15, _main_spot, icon="landmark-flag"),
        "hospital": Spot(6, 15, _main_spot, icon="square-h"),
        "square": Spot(7, 15.5, Lettering(11, STREET_INK)),
        "park": Spot(7, 15.5, PARK_NAME, icon="tree"),
        "bus_station": Spot(8, 15.5, _spot, icon="bus"),
        "school": Spot(9, 16, _spot, icon="graduation-cap"),
        "university": Spot(8, 15.5, _spot, icon="graduation-cap"),
        "college": Spot(9, 16, _spot, icon="graduation-cap"),
        "library": Spot(9, 16, _spot, icon="book"),
        "community_centre": Spot(9, 16, _spot, icon="people-roof"),
        "social_centre": Spot(9, 16, _spot, icon="people-roof"),
        "marketplace": Spot(9, 16, _spot, icon="basket-shopping"),
        "museum": Spot(10, 16.5, _spot, icon="building-columns"),
        "theatre": Spot(10, 16.5, _spot, icon="masks-theater"),
        "cinema": Spot(10, 16.5, _spot, icon="film"),
        "sport": Spot(10, 16.5, _spot, icon="futbol"),
        "post_office": Spot(11, 16.5, _spot, icon="envelope"),
        "police": Spot(11, 16.5, _spot, icon="shield-halved"),
        "place_of_worship": Spot(11, 16.5, _spot, icon="place-of-worship"),
        "pharmacy": Spot(12, 17, _spot, icon="prescription-bottle-medical"),
        "mall": Spot(12, 17, _spot, icon="bag-shopping"),
    }
)
OTHER_SPOT = Spot(13, 17, _spot, icon="circle")
ICON_PX = 12.0
ICON_COLOR = "#85788c"


def value_at(stops: Stops, zoom: float) -> float:
    """Return the value of a table at a zoom, growing as a power of 2 between two entries.

    Examples
    --------
    >>> value_at(((12, 1.0), (14, 4.0)), 13), value_at(((12, 1.0), (14, 4.0)), 11), value_at(((12, 1.0),), 18)
    (2.0, 0.0, 1.0)
    """
    if zoom < stops[0][0]:
        return 0.0
    for (low, first), (high, second) in pairwise(stops):
        if zoom <= high:
            return float(first * (second / first) ** ((zoom - low) / (high - low)))
    return stops[-1][1]
