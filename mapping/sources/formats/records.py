"""JSON that is not GeoJSON: a list of objects, or an object that holds one somewhere; GoGoCarto full and compact."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.jsontext import flatten_all
from mapping.sources.formats.limits import require_rows
from mapping.sources.formats.raw import FIRST_ROW, RawTable, cell_text, table_of, unique_names

_LOOKED_AT = 5_000
_DEEPEST = 6
_COMPACT = ("id", "nom", "latitude", "longitude", "categories")


def records_table(content: Any, *, path: Path) -> RawTable:
    """Return the rows of parsed JSON; see `jsontext.load_json`.

    Raises
    ------
    FileError
        When no list of objects is found in it.
    """
    items, where = _items(content, path)
    require_rows(len(items), name=path.name)
    compact = isinstance(content, dict) and content.get("ontology") == "gogocompact"
    rows, faults = flatten_all(_as_objects(items, compact=compact), first_row=FIRST_ROW)
    if not any(rows):
        raise FileError(
            _("« {name} » : une liste d'objets JSON est attendue, un objet par ligne.").format(name=path.name)
        )
    notes = (_("Liste lue dans le fichier : « {where} ».").format(where=where),) if where else ()
    return table_of(rows, name=path.name, faults=faults, notes=notes, licence=licence_of(content))


def licence_of(content: Any) -> str:
    """Return the licence that a JSON file gives itself: a text, or an object with a name."""
    if not isinstance(content, dict):
        return ""
    for holder in (content, content.get("properties"), content.get("metadata")):
        for name in ("licence", "license"):
            said = holder.get(name) if isinstance(holder, dict) else None
            if isinstance(said, dict):
                said = said.get("name") or said.get("nom")
            if isinstance(said, str) and said.strip():
                return cell_text(said.strip())[:200]
    return ""


def _items(content: Any, path: Path) -> tuple[list[Any], str]:
    if isinstance(content, list):
        return content, ""
    lists = [(where, held) for where, held in _lists(content) if any(isinstance(item, dict | list) for item in held)]
    if lists:
        where, items = max(lists, key=lambda found: len(found[1]))
        return items, where
    if isinstance(content, dict) and len(content) > 1 and all(isinstance(held, dict) for held in content.values()):
        return [{"cle": key, **held} for key, held in content.items()], ""
    raise FileError(_("« {name} » : aucune liste d'objets JSON n'a été trouvée.").format(name=path.name))


def _lists(content: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of an object with their dotted names, those near the surface first."""
    level: list[tuple[str, Any]] = [("", content)]
    looked_at = 0
    for _depth in range(_DEEPEST):
        inner: list[tuple[str, Any]] = []
        for where, value in level:
            for name, held in value.items() if isinstance(value, dict) else ():
                looked_at += 1
                path = f"{where}.{name}" if where else cell_text(str(name))
                if isinstance(held, list):
                    yield path, held
                elif isinstance(held, dict) and looked_at < _LOOKED_AT:
                    inner.append((path, held))
        level = inner


def _as_objects(items: list[Any], *, compact: bool) -> list[Any]:
    """Return lists in a list as objects: GoGoCarto's compact elements, else rows under a header of names."""
    if compact:
        return [_compact(item) if isinstance(item, list) else item for item in items]
    first = items[0] if items else None
    is_header = isinstance(first, list) and len(first) > 1 and all(isinstance(name, str) for name in first)
    if not (is_header and isinstance(first, list)):
        return items
    names = unique_names(first)
    return [dict(zip(names, item, strict=False)) if isinstance(item, list) else item for item in items[1:]]


def _compact(item: list[Any]) -> Mapping[str, Any]:
    extras = (_("colonne {n}").format(n=number) for number in range(len(_COMPACT) + 1, len(item) + 1))
    return dict(zip((*_COMPACT, *extras), item))
