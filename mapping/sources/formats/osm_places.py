"""An ``.osm.pbf`` as a list of places: what has a name and says an activity, with what its tags mean here.

Data of OpenStreetMap, under the Open Database Licence: the table says so, and so must whoever shows it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import osmium
import shapely

from mapping.domain.errors import FileError
from mapping.domain.nomenclature import Axis, CodeSystem, Strength, crosswalk
from mapping.domain.tables import SEPARATOR
from mapping.i18n import _
from mapping.sources.formats.features import Features
from mapping.sources.formats.limits import require_rows

LICENCE = "ODbL, © les contributeurs d'OpenStreetMap"
HINTS_COLUMN = "filieres_possibles"
TAG_COLUMN = "osm"

_KEYS = ("amenity", "shop", "office", "craft", "leisure")
_IN_MEMORY_BYTES = 150 * 1024**2
# The wiki asks that shelters, for women above all, are not mapped without their express agreement.
_NEVER = frozenset({"shelter", "women_shelter", "refuge"})
_COPIED = {
    "description": "description",
    "addr:postcode": "postcode",
    "addr:city": "city",
    "ref:FR:SIRET": "siret",
    "opening_hours": "horaires",
    "operator": "operateur",
}

_Meanings = Mapping[str, tuple[tuple[Axis, str, bool], ...]]


def read_places(path: Path) -> Features:
    """Return the named places of an extract, one row each: points where they are, areas as their outline.

    Columns are those of ``tables.ACTORS`` where a tag says them. Correspondences of the crosswalk fill ``filieres``,
    ``scheme`` and ``legal_form``; those that are only hints are named in `HINTS_COLUMN`, for a person to decide.

    Raises
    ------
    FileError
        When the extract is damaged, or holds no such place, or too many.
    """
    meanings = _meanings()
    rows: list[dict[str, str]] = []
    shapes: list[shapely.Geometry | None] = []
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        storage = "flex_mem"
        if path.stat().st_size > _IN_MEMORY_BYTES:
            storage = f"sparse_file_array,{Path(folder) / 'nodes'}"
        try:
            for identifier, tags, wkb in _objects(path, storage):
                rows.append(_row(identifier, tags, meanings))
                shapes.append(shapely.from_wkb(wkb))
                require_rows(len(rows), name=path.name)
        except (RuntimeError, ValueError) as error:
            raise FileError(
                _("« {name} » : cet extrait OpenStreetMap est incomplet ou abîmé. Téléchargez-le à nouveau.").format(
                    name=path.name
                )
            ) from error
    if not rows:
        raise FileError(
            _("« {name} » : cet extrait OpenStreetMap ne contient aucun lieu qui ait un nom.").format(name=path.name)
        )
    note = _("Lieux nommés d'OpenStreetMap, commerces et services ordinaires compris : triez-les avant de les montrer.")
    return Features(rows, shapes, notes=(note,), licence=LICENCE)


def _objects(path: Path, storage: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    reader = osmium.FileProcessor(str(path)).with_locations(storage)
    reader = reader.with_areas(osmium.filter.KeyFilter(*_KEYS)).with_filter(osmium.filter.KeyFilter(*_KEYS))
    factory: Any = osmium.geom.WKBFactory()
    objects: Iterator[Any] = iter(reader)
    for item in objects:
        if not item.tags.get("name", "").strip() or item.tags.get("social_facility") in _NEVER:
            continue
        try:
            if item.is_node():
                yield f"n{item.id}", dict(item.tags), factory.create_point(item)
            elif item.is_area() and item.num_rings()[0]:
                identifier = f"{'w' if item.from_way() else 'r'}{item.orig_id()}"
                yield identifier, dict(item.tags), factory.create_multipolygon(item)
        except osmium.InvalidLocationError:
            # The extract was cut through it.
            continue


def _meanings() -> _Meanings:
    meanings: dict[str, tuple[tuple[Axis, str, bool], ...]] = {}
    for line in crosswalk():
        if line.system is CodeSystem.OSM:
            said = (line.axis, line.target, line.strength is Strength.HINT)
            meanings[line.code] = (*meanings.get(line.code, ()), said)
    return meanings


def _row(identifier: str, tags: Mapping[str, str], meanings: _Meanings) -> dict[str, str]:
    said = [meaning for key, value in tags.items() for meaning in meanings.get(f"{key}={value}", ())]
    sure = {axis: list(dict.fromkeys(t for a, t, hint in said if a is axis and not hint)) for axis in Axis}
    hints = dict.fromkeys(t for a, t, hint in said if a is Axis.FILIERE and hint and t not in sure[Axis.FILIERE])
    street = " ".join(part for part in (tags.get("addr:housenumber", ""), tags.get("addr:street", "")) if part)
    return {
        "id": identifier,
        "name": tags["name"],
        "legal_form": next(iter(sure[Axis.LEGAL_FORM]), ""),
        "scheme": next(iter(sure[Axis.SCHEME]), ""),
        "filieres": SEPARATOR.join(sure[Axis.FILIERE]),
        HINTS_COLUMN: SEPARATOR.join(hints),
        TAG_COLUMN: SEPARATOR.join(f"{key}={tags[key]}" for key in _KEYS if key in tags),
        "address": street,
        "website": tags.get("website") or tags.get("contact:website", ""),
        **{column: tags.get(tag, "") for tag, column in _COPIED.items()},
    }
