"""Parse JSON that anybody may have written, and lay its objects flat."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.delimited import decode
from mapping.sources.formats.raw import cell_text, unique_names

_MOST_NESTED = 30
_HOISTED = ("attributes", "fields", "_source", "properties")
"""Members that only wrap the record: ArcGIS and Survey123, Opendatasoft, Elasticsearch, GeoJSON."""
_ADDRESS = {"streetAddress": "adresse", "postalCode": "code_postal", "addressLocality": "commune"}
"""schema.org's PostalAddress, as GoGoCarto writes it."""
_POSITIONS = (("longitude", "latitude"), ("lon", "lat"), ("lng", "lat"), ("long", "lat"))


class NestedError(ValueError):
    """An object holds objects in objects, deeper than any list of places does."""


def load_json(path: Path) -> Any:
    """Return what a JSON file holds, numbers as they are written; one object a line is a list of objects.

    A member that stands twice in an object is kept twice, the second as "nom (2)".

    Raises
    ------
    FileError
        When it is not JSON, or nested too deep to be parsed.
    """
    text = decode(path.read_bytes(), name=path.name).lstrip("\ufeff \t\r\n")
    try:
        return _parse(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            lines = _lines(text)
            if lines is not None:
                return lines
        raise FileError(_malformed(path)) from error
    except RecursionError as error:
        raise FileError(
            _("« {name} » : ce fichier JSON est imbriqué trop profondément pour être une liste de lieux.").format(
                name=path.name
            )
        ) from error


def _parse(text: str) -> Any:
    return json.loads(
        text, parse_float=str, parse_int=str, parse_constant=lambda _constant: None, object_pairs_hook=_members
    )


def _malformed(path: Path) -> str:
    return _("« {name} » : ce fichier JSON est incomplet ou mal formé. Exportez-le à nouveau.").format(name=path.name)


def _lines(text: str) -> list[Any] | None:
    try:
        return [_parse(line) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, RecursionError):
        return None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = unique_names(name or " " for name, _value in pairs)
    return {name: value for name, (_name, value) in zip(names, pairs)}


def flatten(record: Mapping[str, Any]) -> dict[str, str]:
    """Return an object as one row of text.

    Nested members are named with dots, lists of scalars joined by ``|``, lists of objects joined by their names. A
    member that holds a position gives ``lon`` and ``lat`` where the object has none of its own; a postal address
    gives ``adresse``, ``code_postal`` and ``commune``.

    Raises
    ------
    NestedError
        When members are nested deeper than any list of places has.

    Examples
    --------
    >>> flatten({"nom": "A", "geo": {"latitude": "48.9", "longitude": "2.3"}, "tags": ["x", "y"]})
    {'nom': 'A', 'tags': 'x|y', 'lon': '2.3', 'lat': '48.9'}
    """
    hoisted = _hoisted(record)
    row: dict[str, str] = {}
    position: dict[str, str] = {}
    may_place = not any(str(name).casefold() in {"lon", "lat", "longitude", "latitude"} for name in hoisted)
    for name, value in hoisted.items():
        found = _position(value) if may_place and not position else {}
        if found:
            position = found
        elif isinstance(value, dict) and set(value) & set(_ADDRESS):
            _add_address(row, hoisted, str(name), value)
        else:
            _add(row, cell_text(str(name)), value, depth=0)
    return row | position


def _hoisted(record: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in record.items():
        if name in _HOISTED and isinstance(value, dict):
            members |= {inner: held for inner, held in value.items() if inner not in record}
        else:
            members[name] = value
    return members


def _position(value: Any) -> dict[str, str]:
    """Return ``lon`` and ``lat`` of a nested position: named members, or a GeoJSON point."""
    if not isinstance(value, dict):
        return {}
    if value.get("type") == "Point":
        numbers = value.get("coordinates")
        if isinstance(numbers, list) and len(numbers) >= 2 and all(isinstance(number, str) for number in numbers[:2]):
            return {"lon": cell_text(numbers[0]), "lat": cell_text(numbers[1])}
    by_name = {str(name).casefold(): held for name, held in value.items()}
    for lon, lat in _POSITIONS:
        if lon in by_name and lat in by_name and not isinstance(by_name[lon], dict | list):
            return {"lon": cell_text(by_name[lon]), "lat": cell_text(by_name[lat])}
    return {}


def _add_address(row: dict[str, str], taken: Mapping[str, Any], name: str, address: Mapping[str, Any]) -> None:
    for member, value in address.items():
        plain = _ADDRESS.get(member, "")
        _add(row, plain if plain and plain not in taken else f"{name}.{member}", value, depth=1)


def _add(row: dict[str, str], name: str, value: Any, *, depth: int) -> None:
    if depth > _MOST_NESTED:
        raise NestedError(name)
    if isinstance(value, dict):
        for member, held in value.items():
            _add(row, cell_text(f"{name}.{member}"), held, depth=depth + 1)
    elif isinstance(value, list):
        row[name] = "|".join(part for part in (_item(item, depth=depth) for item in value) if part)
    else:
        row[name] = cell_text(value)


def _item(item: Any, *, depth: int) -> str:
    """Return a member of a list as text; an object by the name it gives itself, else by all that it holds."""
    if isinstance(item, dict):
        for member in ("name", "nom", "label", "libelle", "title", "titre"):
            if isinstance(item.get(member), str):
                return cell_text(item[member])
        inner: dict[str, str] = {}
        for member, held in item.items():
            _add(inner, str(member), held, depth=depth + 1)
        return cell_text(", ".join(f"{member} : {text}" for member, text in inner.items() if text))
    if isinstance(item, list):
        if depth > _MOST_NESTED:
            raise NestedError
        return ", ".join(part for part in (_item(held, depth=depth + 1) for held in item) if part)
    return cell_text(item)


def flatten_all(items: Iterable[Any], *, first_row: int) -> tuple[list[dict[str, str]], dict[int, str]]:
    """Return rows of text, and why some items are no row: each item has its row, an empty one if need be."""
    rows: list[dict[str, str]] = []
    faults: dict[int, str] = {}
    for number, item in enumerate(items, start=first_row):
        row: dict[str, str] = {}
        if isinstance(item, dict):
            try:
                row = flatten(item)
            except NestedError:
                faults[number] = _("cet objet JSON est imbriqué trop profondément")
        else:
            faults[number] = _("un objet JSON est attendu, pas « {got} »").format(got=_shown(item))
        rows.append(row)
    return rows, faults


def _shown(item: Any) -> str:
    try:
        return cell_text(item)[:80]
    except RecursionError:
        return "…"
