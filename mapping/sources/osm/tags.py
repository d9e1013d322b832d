"""What the tags of OpenStreetMap mean here: who may walk, what is a home, what is drawn, what is a landmark."""

import math
import re
from collections.abc import Mapping

Tags = Mapping[str, str]

_NOT_A_WAY = frozenset(
    {
        "abandoned",
        "bus_guideway",
        "construction",
        "corridor",
        "elevator",
        "escape",
        "no",
        "planned",
        "platform",
        "proposed",
        "raceway",
        "razed",
        "rest_area",
        "services",
    }
)
_ONLY_IF_SAID = frozenset(
    {"motorway", "motorway_link", "motorroad", "trunk", "trunk_link", "cycleway", "bridleway", "busway"}
)
_FOOT_YES = frozenset({"yes", "designated", "permissive", "destination", "official"})
_FOOT_NO = frozenset({"no", "private", "use_sidepath", "agricultural", "forestry", "customers", "delivery"})
_ACCESS_NO = frozenset({"no", "private", "customers", "delivery", "agricultural", "forestry", "military"})
# "separate" is drawn as a way of its own, which is in already.
_SIDEWALK = frozenset({"both", "left", "right", "yes"})
_SIDEWALK_KEYS = ("sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right")

_HOMES = frozenset(
    {
        "apartments",
        "bungalow",
        "cabin",
        "detached",
        "dormitory",
        "farm",
        "ger",
        "house",
        "houseboat",
        "residential",
        "semidetached_house",
        "static_caravan",
        "terrace",
        "tower",
    }
)
_PERHAPS_HOMES = frozenset({"yes", "mixed_use"})
_OTHER_USES = ("amenity", "shop", "office", "tourism", "leisure", "craft", "industrial", "military", "man_made")
_LEVELS = re.compile(r"\d{1,3}(?:[.,]\d+)?")
_MOST_LEVELS = 120.0

_AREA_KINDS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("water", "natural", frozenset({"water", "bay"})),
    ("water", "waterway", frozenset({"riverbank", "dock"})),
    ("water", "landuse", frozenset({"basin", "reservoir"})),
    ("cemetery", "landuse", frozenset({"cemetery"})),
    ("cemetery", "amenity", frozenset({"grave_yard"})),
    ("sport", "leisure", frozenset({"pitch", "sports_centre", "stadium", "track"})),
    ("park", "leisure", frozenset({"park", "garden", "playground", "nature_reserve", "dog_park"})),
    ("park", "landuse", frozenset({"grass", "village_green", "recreation_ground", "allotments", "meadow"})),
    ("wood", "natural", frozenset({"wood", "scrub", "heath"})),
    ("wood", "landuse", frozenset({"forest"})),
    ("square", "place", frozenset({"square"})),
    ("square", "highway", frozenset({"pedestrian"})),
    ("square", "amenity", frozenset({"marketplace"})),
    ("industry", "landuse", frozenset({"industrial", "railway", "port", "commercial"})),
)
_WATERWAYS = frozenset({"river", "canal", "stream"})
_RAILWAYS = frozenset({"rail", "light_rail", "tram", "subway", "narrow_gauge", "funicular"})

_NAMED: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("station", "railway", frozenset({"station", "halt", "tram_stop"})),
    ("station", "public_transport", frozenset({"station"})),
    ("bus_station", "amenity", frozenset({"bus_station"})),
    ("townhall", "amenity", frozenset({"townhall"})),
    ("school", "amenity", frozenset({"school", "kindergarten", "college", "university"})),
    ("hospital", "amenity", frozenset({"hospital", "clinic"})),
    ("pharmacy", "amenity", frozenset({"pharmacy"})),
    ("library", "amenity", frozenset({"library", "toy_library"})),
    ("community_centre", "amenity", frozenset({"community_centre", "social_centre", "arts_centre", "theatre"})),
    ("marketplace", "amenity", frozenset({"marketplace"})),
    ("post_office", "amenity", frozenset({"post_office"})),
    ("place_of_worship", "amenity", frozenset({"place_of_worship"})),
    ("police", "amenity", frozenset({"police", "fire_station"})),
    ("cinema", "amenity", frozenset({"cinema"})),
    ("mall", "shop", frozenset({"mall", "supermarket"})),
    ("museum", "tourism", frozenset({"museum"})),
    ("sport", "leisure", frozenset({"sports_centre", "stadium", "sports_hall"})),
    ("park", "leisure", frozenset({"park"})),
    ("square", "place", frozenset({"square"})),
)
_PLACES = frozenset(
    {"city", "town", "village", "hamlet", "suburb", "quarter", "neighbourhood", "city_block", "isolated_dwelling"}
)
DISTRICT_KINDS = _PLACES
"""Kinds of names that say in which part of a territory something is; the others are landmarks."""
# The wiki asks that shelters for women are not mapped without their express agreement.
_NEVER_NAMED = frozenset({"shelter", "women_shelter", "refuge"})


def is_street(tags: Tags) -> bool:
    """Say whether a way is a street or a path that exists today, on foot or not."""
    return "highway" in tags and tags["highway"] not in _NOT_A_WAY


def is_walkable(tags: Tags) -> bool:
    """Say whether the public may walk along a way.

    Out: what is not open (``construction``…); ``foot=no`` or ``private``; ``access=no`` or ``private`` unless ``foot``
    says yes; motorways, trunk roads, cycleways and bridleways unless a pavement is tagged or ``foot`` says yes. All
    else is in: streets, service roads, ``footway``, ``path``, ``pedestrian``, ``steps``, ``track``.

    Examples
    --------
    >>> is_walkable({"highway": "steps"}), is_walkable({"highway": "trunk"})
    (True, False)
    >>> is_walkable({"highway": "trunk", "sidewalk": "right"}), is_walkable({"highway": "service", "access": "private"})
    (True, False)
    """
    if not is_street(tags):
        return False
    foot = tags.get("foot", "")
    if foot in _FOOT_YES:
        return True
    if foot in _FOOT_NO or tags.get("access", "") in _ACCESS_NO:
        return False
    if tags["highway"] in _ONLY_IF_SAID or tags.get("motorroad") == "yes":
        return any(tags.get(key) in _SIDEWALK for key in _SIDEWALK_KEYS)
    return True


def is_building(tags: Tags) -> bool:
    """Say whether an area is a building that stands."""
    return tags.get("building", "no") not in {"no", "construction", "ruins", "proposed", "demolished"}


def building_levels(tags: Tags) -> float:
    """Return the number of levels above ground, attic included, or NaN where it is not said or cannot be right.

    Examples
    --------
    >>> building_levels({"building:levels": "4", "roof:levels": "1"}), building_levels({"building:levels": "R+4"})
    (5.0, nan)
    """
    levels = _number(tags.get("building:levels", ""))
    roof = _number(tags.get("roof:levels", ""))
    total = levels + (0.0 if math.isnan(roof) else roof)
    return total if 0 < total <= _MOST_LEVELS else math.nan


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if _LEVELS.fullmatch(text.strip()) else math.nan


def is_residential(tags: Tags) -> bool:
    """Guess whether people live in a building.

    Yes for the values that say a home. ``building=yes``, which most of France carries, counts as a home too, unless
    another tag of the same object says a shop, an office, a school… An address with flats (``addr:flats``) or
    ``building:use=residential`` says a home whatever the rest.

    Examples
    --------
    >>> is_residential({"building": "yes"}), is_residential({"building": "yes", "amenity": "school"})
    (True, False)
    """
    if "addr:flats" in tags or tags.get("building:use") == "residential":
        return True
    kind = tags.get("building", "")
    if kind in _HOMES:
        return True
    return kind in _PERHAPS_HOMES and not any(key in tags for key in _OTHER_USES)


def area_kind(tags: Tags) -> str:
    """Return what an area is in ``layers.LANDSCAPE``, or ``""`` when the map does not draw it."""
    # A closed pedestrian way is a loop to walk along, unless it says that it is a surface.
    if tags.get("highway") == "pedestrian" and tags.get("area") != "yes" and tags.get("type") != "multipolygon":
        tags = {key: value for key, value in tags.items() if key != "highway"}
    return _first(_AREA_KINDS, tags)


def line_kind(tags: Tags) -> str:
    """Return what a line is in ``layers.LANDSCAPE``, or ``""``; what runs underground is not seen."""
    if tags.get("tunnel", "no") not in {"no", "building_passage"}:
        return ""
    if tags.get("waterway") in _WATERWAYS:
        return "waterway"
    return "rail" if tags.get("railway") in _RAILWAYS else ""


def name_kind(tags: Tags) -> str:
    """Return what a named thing is in ``layers.NAMES``, or ``""`` when it has no name or is not shown."""
    if not tags.get("name", "").strip() or tags.get("social_facility", "") in _NEVER_NAMED:
        return ""
    place = tags.get("place", "")
    return place if place in _PLACES else _first(_NAMED, tags)


def _first(rules: tuple[tuple[str, str, frozenset[str]], ...], tags: Tags) -> str:
    # Most objects of an extract are buildings that say nothing else.
    if len(tags) == 1 and "building" in tags:
        return ""
    return next((kind for kind, key, values in rules if tags.get(key) in values), "")
