"""Ask an Overpass server for the territory, and read its answer (``out body geom``, or ``out body`` with nodes)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.errors import FetchError
from mapping.i18n import _
from mapping.sources.osm.elements import Elements, Lines, Shapes, geometries, meets, those, within
from mapping.sources.osm.tags import Tags

TIMEOUT_S = 180
_STATEMENTS = (
    'way["highway"]',
    'way["railway"~"^(rail|light_rail|tram|subway|narrow_gauge|funicular)$"]',
    'way["waterway"]',
    'way["natural"="coastline"]',
    'wr["building"]',
    'wr["landuse"]',
    'wr["leisure"]',
    'wr["natural"~"^(water|bay|wood|scrub|heath)$"]',
    'nwr["place"]["name"]',
    'nwr["amenity"]["name"]',
    'nwr["shop"~"^(mall|supermarket)$"]["name"]',
    'nwr["tourism"="museum"]["name"]',
    'nwr["railway"~"^(station|halt|tram_stop)$"]["name"]',
    'nwr["public_transport"="station"]["name"]',
)
_AREA_RELATIONS = frozenset({"multipolygon", "boundary"})
_LINE_KEYS = ("highway", "waterway", "railway")

Position = tuple[float, float]


def overpass_query(bounds: tuple[float, float, float, float]) -> str:
    """Return the query for all that the layers need.

    Parameters
    ----------
    bounds
        West, south, east, north in WGS 84 degrees; Overpass itself wants south, west, north, east.

    Examples
    --------
    >>> overpass_query((2.3, 48.9, 2.4, 49.0)).splitlines()[0]
    '[out:json][timeout:180][bbox:48.900000,2.300000,49.000000,2.400000];'
    """
    west, south, east, north = bounds
    wanted = "\n".join(f"  {statement};" for statement in _STATEMENTS)
    box = f"{south:.6f},{west:.6f},{north:.6f},{east:.6f}"
    return f"[out:json][timeout:{TIMEOUT_S}][bbox:{box}];\n(\n{wanted}\n);\nout body geom;"


def read_overpass(answer: Any, *, extent: BaseGeometry | None = None) -> Elements:
    """Return the tagged lines, areas and points of an answer.

    Parameters
    ----------
    answer
        The JSON of Overpass.
    extent
        WGS 84 polygon; an object is kept whole as soon as a part of it is inside. Everything when None.

    Raises
    ------
    FetchError
        When it is not an answer of Overpass, or the server says that it gave up on the way.
    """
    elements = _elements(answer)
    places = {item["id"]: position for item in elements if item.get("type") == "node" and (position := _place(item))}
    ways = [item for item in elements if item.get("type") == "way"]
    relations = [item for item in elements if item.get("type") == "relation"]
    known_ways = {way.get("id"): _positions(way, places)[0] for way in ways}
    return Elements(
        lines=_inside_lines(_lines(ways, places), extent),
        areas=_inside(_areas(ways, relations, known_ways, places), extent),
        points=_inside(_points(elements), extent),
    )


def _elements(answer: Any) -> list[Mapping[str, Any]]:
    remark = str(answer.get("remark", "")) if isinstance(answer, Mapping) else ""
    if "error" in remark.lower() or "timed out" in remark.lower():
        raise FetchError(
            _(
                "OpenStreetMap (Overpass) s'est arrêté avant la fin ({remark}) : rien n'a été changé. Réessayez plus "
                "tard, ou donnez un extrait .osm.pbf de votre région."
            ).format(remark=remark.strip()[:120])
        )
    elements = answer.get("elements") if isinstance(answer, Mapping) else None
    if not isinstance(elements, list):
        raise FetchError(
            _(
                "OpenStreetMap (Overpass) n'a pas répondu dans la forme attendue (« elements » manque) : rien n'a "
                "été changé. Vérifiez l'adresse, ou donnez un extrait .osm.pbf de votre région."
            )
        )
    return [item for item in elements if isinstance(item, Mapping)]


def _tags(item: Mapping[str, Any]) -> Tags:
    tags = item.get("tags")
    return {str(key): str(value) for key, value in tags.items()} if isinstance(tags, Mapping) else {}


def _place(item: Any) -> Position | None:
    lon, lat = (item.get("lon"), item.get("lat")) if isinstance(item, Mapping) else (None, None)
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    return float(lon), float(lat)


def _positions(way: Mapping[str, Any], places: Mapping[int, Position]) -> tuple[list[Position], list[int]]:
    """Return the known vertices of a way and their nodes; those outside of the answer are ``null`` in it."""
    nodes = way.get("nodes") or []
    shape = way.get("geometry")
    found = [_place(vertex) for vertex in shape] if isinstance(shape, list) else [places.get(node) for node in nodes]
    # Without the list of nodes (`out geom` alone) streets meet where their positions are equal.
    refs = nodes if len(nodes) == len(found) else [_made_up(position) for position in found]
    known = [(position, int(ref)) for position, ref in zip(found, refs) if position is not None]
    return [position for position, _ref in known], [ref for _position, ref in known]


def _made_up(position: Position | None) -> int:
    if position is None:
        return 0
    return -(round((position[0] + 180) * 1e7) * 1_800_000_001 + round((position[1] + 90) * 1e7)) - 1


def _lines(ways: Iterable[Mapping[str, Any]], places: Mapping[int, Position]) -> Lines:
    ids: list[str] = []
    tags: list[Tags] = []
    shapes: list[BaseGeometry] = []
    refs: list[int] = []
    for way in ways:
        said = _tags(way)
        if not any(key in said for key in _LINE_KEYS) and said.get("natural") != "coastline":
            continue
        positions, nodes = _positions(way, places)
        if len(positions) > 1:
            ids.append(f"w{way.get('id')}")
            tags.append(said)
            shapes.append(shapely.LineString(positions))
            refs += nodes
    return Lines(ids, tags, geometries(shapes), np.array(refs, dtype=np.int64))


def _areas(
    ways: Sequence[Mapping[str, Any]],
    relations: Sequence[Mapping[str, Any]],
    known_ways: Mapping[Any, list[Position]],
    places: Mapping[int, Position],
) -> Shapes:
    found: list[tuple[str, Tags, BaseGeometry]] = [
        (f"w{way.get('id')}", said, shapely.Polygon(ring))
        for way in ways
        if (said := _tags(way)) and said.get("area") != "no" and _is_ring(ring := known_ways[way.get("id")])
    ]
    for relation in relations:
        said = _tags(relation)
        if said.get("type") in _AREA_RELATIONS:
            rings = [shapely.LineString(part) for part in _members(relation, known_ways, places) if len(part) > 1]
            found.append((f"r{relation.get('id')}", said, shapely.build_area(shapely.union_all(rings))))
    kept = [(identifier, said, _valid(shape)) for identifier, said, shape in found]
    kept = [item for item in kept if not item[2].is_empty]
    return Shapes([item[0] for item in kept], [item[1] for item in kept], geometries([item[2] for item in kept]))


def _valid(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _is_ring(positions: Sequence[Position]) -> bool:
    return len(positions) > 3 and positions[0] == positions[-1]


def _members(
    relation: Mapping[str, Any], known_ways: Mapping[Any, list[Position]], places: Mapping[int, Position]
) -> Iterator[list[Position]]:
    for member in relation.get("members") or []:
        if isinstance(member, Mapping) and member.get("type") == "way":
            own, _refs = _positions(member, places)
            yield own or known_ways.get(member.get("ref"), [])


def _points(elements: Iterable[Mapping[str, Any]]) -> Shapes:
    found = [
        (f"n{item.get('id')}", tags, shapely.Point(position))
        for item in elements
        if item.get("type") == "node" and (tags := _tags(item)) and "name" in tags and (position := _place(item))
    ]
    return Shapes([item[0] for item in found], [item[1] for item in found], geometries([item[2] for item in found]))


def _inside_lines(lines: Lines, extent: BaseGeometry | None) -> Lines:
    return within(lines, meets(lines.lines, extent))


def _inside(shapes: Shapes, extent: BaseGeometry | None) -> Shapes:
    return those(shapes, meets(shapes.shapes, extent))
