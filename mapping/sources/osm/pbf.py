"""Read a ``.osm.pbf`` extract, keeping what is in or near the territory.

pyosmium decodes, resolves the nodes of ways and assembles multipolygons; only objects with a tag of interest reach
Python, and geometries cross over as WKB in batches, so that a regional file never stands whole in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.osm.elements import Elements, Geometries, Lines, Shapes, geometries, meets
from mapping.sources.osm.tags import Tags

MAX_PBF_BYTES = 1024**3
_IN_MEMORY_BYTES = 150 * 1024**2
"""Above, the positions of nodes go to a temporary file instead of memory (16 bytes each)."""
_BATCH = 20_000
_KEYS = (
    "highway",
    "building",
    "landuse",
    "leisure",
    "natural",
    "waterway",
    "railway",
    "place",
    "amenity",
    "shop",
    "tourism",
    "public_transport",
)
_LINE_KEYS = ("highway", "waterway", "railway")
_PBF_SIGN = b"OSMHeader"

OnProgress = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class _Batch:
    """Objects on their way from pyosmium to shapely; those outside the extent are dropped at each `flush`."""

    extent: BaseGeometry | None
    ids: list[str] = field(default_factory=list)
    tags: list[Tags] = field(default_factory=list)
    shapes: list[Geometries] = field(default_factory=list)
    refs: list[NDArray[np.int64]] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)
    _tags: list[Tags] = field(default_factory=list)
    _wkb: list[str] = field(default_factory=list)
    _refs: list[Sequence[int]] = field(default_factory=list)

    def add(self, identifier: str, tags: Tags, wkb: str, refs: Sequence[int] = ()) -> None:
        self._ids.append(identifier)
        self._tags.append(tags)
        self._wkb.append(wkb)
        self._refs.append(refs)
        if len(self._ids) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        shapes = shapely.from_wkb(geometries(self._wkb)) if self._wkb else geometries([])
        keep = np.flatnonzero(meets(shapes, self.extent)).tolist()
        self.ids += [self._ids[i] for i in keep]
        self.tags += [self._tags[i] for i in keep]
        self.shapes.append(shapes[keep])
        kept_refs = chain.from_iterable(self._refs[i] for i in keep)
        self.refs.append(np.fromiter(kept_refs, dtype=np.int64))
        self._ids, self._tags, self._wkb, self._refs = [], [], [], []

    def as_lines(self) -> Lines:
        self.flush()
        return Lines(self.ids, self.tags, np.concatenate(self.shapes), np.concatenate(self.refs))

    def as_shapes(self) -> Shapes:
        self.flush()
        return Shapes(self.ids, self.tags, np.concatenate(self.shapes))


def is_pbf(path: Path) -> bool:
    """Say whether a file starts as an OpenStreetMap extract in PBF does, whatever its name."""
    try:
        with path.open("rb") as file:
            return _PBF_SIGN in file.read(32)
    except OSError:
        return False


def read_pbf(path: Path, *, extent: BaseGeometry | None = None, on_progress: OnProgress | None = None) -> Elements:
    """Return the tagged lines, areas and points of an extract.

    Parameters
    ----------
    path
        A ``.osm.pbf``, of a town or of a region.
    extent
        WGS 84 polygon; an object is kept whole as soon as a part of it is inside. Everything when None.
    on_progress
        Told (what, objects kept so far, None).

    Raises
    ------
    FileError
        When the file is absent, too big, damaged, or not an extract.
    """
    _require_pbf(path)
    if extent is not None:
        shapely.prepare(extent)
    lines, areas, points = _Batch(extent), _Batch(extent), _Batch(extent)
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        storage = "flex_mem"
        if path.stat().st_size > _IN_MEMORY_BYTES:
            storage = f"sparse_file_array,{Path(folder) / 'nodes'}"
        try:
            _collect(_objects(path, storage), lines, areas, points, on_progress)
        except (RuntimeError, ValueError) as error:
            raise FileError(
                _("« {name} » : cet extrait OpenStreetMap est incomplet ou abîmé. Téléchargez-le à nouveau.").format(
                    name=path.name
                )
            ) from error
    return Elements(lines.as_lines(), areas.as_shapes(), points.as_shapes())


def _require_pbf(path: Path) -> None:
    if not path.is_file():
        raise FileError(_("« {name} » : ce fichier n'existe pas. Vérifiez le chemin.").format(name=path.name))
    if not is_pbf(path):
        raise FileError(
            _("« {name} » n'est pas un extrait OpenStreetMap (.osm.pbf). Prenez celui de votre région.").format(
                name=path.name
            )
        )
    size = path.stat().st_size
    if size > MAX_PBF_BYTES:
        raise FileError(
            _("« {name} » pèse {size} Mo ; 1 024 Mo au plus. Prenez l'extrait de votre région, pas du pays.").format(
                name=path.name, size=size // 1024**2
            )
        )


def _objects(path: Path, storage: str) -> Iterator[Any]:
    reader = osmium.FileProcessor(str(path)).with_locations(storage)
    reader = reader.with_areas(osmium.filter.KeyFilter(*_KEYS))
    # Each kind of object is sorted out before it reaches Python: a closed way comes as an area, nodes only by name.
    for kind, keys in (
        (osmium.osm.WAY, (*_LINE_KEYS, "natural")),
        (osmium.osm.AREA, _KEYS),
        (osmium.osm.NODE, ("name",)),
    ):
        wanted = osmium.filter.KeyFilter(*keys)
        wanted.enable_for(kind)
        reader = reader.with_filter(wanted)
    return iter(reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY | osmium.osm.AREA | osmium.osm.NODE)))


def _collect(
    objects: Iterable[Any], lines: _Batch, areas: _Batch, points: _Batch, on_progress: OnProgress | None
) -> None:
    factory = osmium.geom.WKBFactory()
    for count, item in enumerate(objects, start=1):
        if item.is_way():
            _add_line(lines, item, factory)
        elif item.is_area():
            _add_area(areas, item, factory)
        elif item.is_node():
            _add_point(points, item, factory)
        if on_progress is not None and count % _BATCH == 0:
            on_progress(_("Lecture d'OpenStreetMap"), count, None)


def _add_point(points: _Batch, node: Any, factory: Any) -> None:
    tags = dict(node.tags)
    if any(key in tags for key in _KEYS):
        points.add(f"n{node.id}", tags, factory.create_point(node))


def _add_line(lines: _Batch, way: Any, factory: Any) -> None:
    tags = way.tags
    if not any(key in tags for key in _LINE_KEYS) and tags.get("natural") != "coastline":
        return
    nodes = way.nodes
    # An extract cut at a boundary lacks the nodes outside; what remains of the way is still a street.
    refs = [node.ref for node in nodes]
    try:
        wkb = factory.create_linestring(way, osmium.geom.use_nodes.ALL)
    except (osmium.InvalidLocationError, RuntimeError):
        known = [(node.lon, node.lat, node.ref) for node in nodes if node.location.valid()]
        if len(known) < 2:
            return
        refs = [ref for _lon, _lat, ref in known]
        wkb = shapely.to_wkb(shapely.LineString([position[:2] for position in known]), hex=True)
    lines.add(f"w{way.id}", dict(tags), wkb, refs)


def _add_area(areas: _Batch, area: Any, factory: Any) -> None:
    if area.num_rings()[0] == 0:
        return
    try:
        wkb = factory.create_multipolygon(area)
    except RuntimeError:
        # A way that closes on itself without enclosing anything.
        return
    areas.add(f"{'w' if area.from_way() else 'r'}{area.orig_id()}", _area_tags(area.tags), wkb)


def _area_tags(tags: Any) -> Tags:
    # Going through the tags costs as much as the rest; most areas are buildings that say nothing else.
    return {"building": tags["building"]} if len(tags) == 1 and "building" in tags else dict(tags)
