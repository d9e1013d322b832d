"""Read contributions made elsewhere: on paper then typed, or exported from another workshop."""

import math
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import is_in_france
from mapping.domain.errors import ContributionError
from mapping.domain.identity import content_id
from mapping.domain.ids import parse_id
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Placement, Status
from mapping.domain.nomenclature import Filiere
from mapping.domain.sheet_grid import SheetGrid
from mapping.domain.tables import CONTRIBUTIONS
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_code, clean_number, clean_position, clean_text, required_text
from mapping.sources.columns import guess_columns, key_of, require_fields
from mapping.sources.exported import read_exported
from mapping.sources.geometries import surface
from mapping.sources.rows import RowCells, TableRows, read_rows
from mapping.sources.squares import shape_of_squares
from mapping.sources.tabular import read_table
from mapping.sources.terms import clean_filieres, filiere_words

_NOWHERE: BaseGeometry = shapely.Point()
_TYPES = {name: "str" for name in CONTRIBUTIONS.names if name != "geometry"} | {"geometry_wkt": "str"}
_TYPES["people"] = "int64"
_MOST_PEOPLE = 10_000
_IMPORTED_STATUSES = LIVE_STATUSES | {Status.REFUSED}

_KINDS = {
    "lieu": ContributionKind.PLACE,
    "besoin": ContributionKind.NEED,
    "manque": ContributionKind.NEED,
    "il_manque_ici": ContributionKind.NEED,
    "local": ContributionKind.PREMISES,
    "local_vide": ContributionKind.PREMISES,
    "mon_quartier": ContributionKind.LIVED_AREA,
    "quartier_vecu": ContributionKind.LIVED_AREA,
    "trajet": ContributionKind.ROUTE,
    "parcours": ContributionKind.ROUTE,
}
_STATUSES = {
    "en_attente": Status.PENDING,
    "a_valider": Status.PENDING,
    "acceptee": Status.ACCEPTED,
    "accepte": Status.ACCEPTED,
    "refusee": Status.REFUSED,
    "refuse": Status.REFUSED,
    "fusionne": Status.MERGED,
    "retire": Status.WITHDRAWN,
}
_PLACEMENTS = {
    # The words of our own files, in `exports.labels`.
    "posee_sur_la_carte": Placement.EXACT,
    "quartier_choisi_dans_une_liste": Placement.ZONE,
    "repere_choisi_dans_une_liste": Placement.LANDMARK,
    "structure_choisie_dans_une_liste": Placement.ACTOR,
    "rue_ou_repere_trouve_par_son_nom": Placement.ADDRESS,
    "quartier": Placement.ZONE,
    "repere": Placement.LANDMARK,
    "structure": Placement.ACTOR,
    "adresse": Placement.ADDRESS,
    "case_du_plan": Placement.SQUARE,
}
_AREAS = ("Polygon", "MultiPolygon")
_SHAPES = {
    ContributionKind.LIVED_AREA: _AREAS,
    ContributionKind.ROUTE: ("LineString", "MultiLineString"),
}


def read_contributions(
    path: Path,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    filieres: Collection[Filiere | str],
    grid: SheetGrid | None = None,
) -> TableRows:
    """Return the contributions of a file.

    Parameters
    ----------
    path
        A table with a column of WKT geometries, or ``lon`` and ``lat``, or squares of a sheet; or a geographic file.
    columns
        Field → column of the file, for those that a guess gets wrong.
    filieres
        The filières of the workshop: others are refused.
    grid
        The squares of the sheets of the workshop, for a column ``case``.

    Returns
    -------
    TableRows
        ``tables.CONTRIBUTIONS`` with ``geometry_wkt`` (WGS 84, longitude first) in place of the geometry. ``id`` and
        ``submitted_at`` stay empty where the file gives none; ``origin`` is always ``import``. A merged or withdrawn
        contribution is given back: imported alone, it would come back to life.

    Raises
    ------
    FileError
        When the file is not a table.
    ColumnError
        When no column gives the kind, or none the position.
    """
    ours = None if columns else read_exported(path)
    raw = read_table(path, with_geometry=True) if ours is None else ours
    names = list(raw.frame.columns)
    chosen = guess_columns(names, CONTRIBUTIONS, given=columns)
    position = ["geometry"] if "lon" not in chosen and "lat" not in chosen else ["lon", "lat"]
    is_placed = "geometry" in chosen or ("square" in chosen and "lon" not in chosen)
    require_fields(chosen, ["kind", *([] if is_placed else position)], contract=CONTRIBUTIONS, names=names)
    words = filiere_words(filieres)
    unique = "id" if "id" in chosen else ""
    return read_rows(raw, chosen, lambda cells: _contribution(cells, words, grid), types=_TYPES, unique=unique)


def _contribution(cells: RowCells, words: Mapping[str, str], grid: SheetGrid | None) -> dict[str, Any]:
    kind = cells.read(_choice, "kind", otherwise=None, choices=ContributionKind, words=_KINDS, label=_("nature"))
    on_sheet = _is_on_sheet(cells)
    if on_sheet:
        shape = cells.read(shape_of_squares, "square", otherwise=_NOWHERE, kind=kind, grid=grid)
    else:
        shape = cells.read(_geometry, "geometry", "lon", "lat", otherwise=_NOWHERE, kind=kind)
    status = cells.read(_status, "status", otherwise=Status.PENDING)
    placement = cells.read(
        _choice, "placement", otherwise=None, choices=Placement, words=_PLACEMENTS, label=_("placement")
    )
    return {
        "id": cells.read(_identifier, "id", otherwise="") or (_gommette_id(cells, shape) if on_sheet else ""),
        "kind": _required_kind(cells, kind),
        "filiere": cells.read(_one_filiere, "filiere", otherwise="", words=words),
        "text": clean_text(cells.text("text")),
        "people": cells.read(_people, "people", otherwise=1),
        "placement": (placement or (Placement.SQUARE if on_sheet else Placement.EXACT)).value,
        "near_id": clean_text(cells.text("near_id")),
        "status": status.value,
        "reason": clean_text(cells.text("reason")),
        "merged_into": "",
        "language": clean_text(cells.text("language")) or "fr",
        "origin": Origin.IMPORT.value,
        "submitted_at": cells.read(_moment, "submitted_at", otherwise=""),
        "session_id": clean_text(cells.text("session_id")),
        "group_name": clean_text(cells.text("group_name")),
        "category": clean_text(cells.text("category")),
        "author_key": clean_text(cells.text("author_key")),
        "photo_id": "",
        "photo_status": "",
        "geometry_wkt": shape.wkt,
    }


def _is_on_sheet(cells: RowCells) -> bool:
    """Say whether the square of a row is all that says where."""
    placed = any(clean_text(cells.text(field)) for field in ("geometry", "lon", "lat"))
    return bool(clean_text(cells.text("square"))) and not placed


def _gommette_id(cells: RowCells, shape: BaseGeometry) -> str:
    """Return an identifier that another gommette has not: two that say the same in one square are two people."""
    number = clean_text(cells.text("gommette"))
    said = [clean_text(cells.text(field)) for field in ("session_id", "group_name", "kind", "filiere", "text")]
    return content_id("gommette", number, shape.wkt, *said) if number else ""


def _required_kind(cells: RowCells, kind: StrEnum | None) -> str:
    if kind is not None:
        return kind.value
    if not clean_text(cells.text("kind")):
        cells.read(required_text, "kind", otherwise="", label=_("nature"))
    return ""


def _choice(text: str, *, choices: type[StrEnum], words: Mapping[str, StrEnum], label: str) -> StrEnum | None:
    key = key_of(clean_text(text))
    if not key:
        return None
    for choice in choices:
        if choice.value == key:
            return choice
    if key not in words:
        known = ", ".join(choice.value for choice in choices)
        raise CellError(_("{label} « {got} » inconnu ; connus : {known}").format(label=label, got=text, known=known))
    return words[key]


def _status(text: str) -> Status:
    status = _choice(text, choices=Status, words=_STATUSES, label=_("statut"))
    if status is None:
        return Status.PENDING
    if status not in _IMPORTED_STATUSES:
        raise CellError(_("statut « {got} » : une contribution fusionnée ou retirée ne s'importe pas").format(got=text))
    return Status(status)


def _identifier(text: str) -> str:
    cleaned = clean_code(text)
    try:
        return parse_id(cleaned) if cleaned else ""
    except ContributionError as error:
        raise CellError(str(error).rstrip(".")) from error


def _one_filiere(text: str, *, words: Mapping[str, str]) -> str:
    filieres = clean_filieres(text, words=words)
    if "|" in filieres:
        raise CellError(_("besoin « {got} » : un seul par contribution ; faites une ligne par besoin").format(got=text))
    return filieres


def _people(text: str) -> int:
    number = clean_number(text, label=_("nombre de personnes"))
    if math.isnan(number):
        return 1
    if not (number.is_integer() and 1 <= number <= _MOST_PEOPLE):
        raise CellError(
            _("nombre de personnes « {got} » : un nombre entier à partir de 1 est attendu").format(got=text)
        )
    return int(number)


def _moment(text: str) -> str:
    """Return a date as ISO 8601 in universal time; without a zone it is taken as universal."""
    cleaned = clean_text(text)
    if not cleaned:
        return ""
    readers: tuple[Callable[[str], datetime], ...] = (
        datetime.fromisoformat,
        lambda written: datetime.strptime(written, "%d/%m/%Y"),
        lambda written: datetime.strptime(written, "%d/%m/%Y %H:%M"),
    )
    for read in readers:
        try:
            moment = read(cleaned)
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    raise CellError(_("date « {got} » : écrivez-la comme 2026-03-14 ou 14/03/2026").format(got=text))


def _geometry(wkt: str, lon_text: str, lat_text: str, *, kind: StrEnum | None) -> BaseGeometry:
    if not clean_text(wkt):
        lon, lat = clean_position(lon_text, lat_text)
        if math.isnan(lon):
            raise CellError(_("position : vide"))
        return shapely.Point(lon, lat)
    try:
        # A number beyond what a float holds becomes infinite; the check of the position then refuses it.
        with np.errstate(over="ignore"):
            shape = shapely.from_wkt(clean_text(wkt))
    except GEOSException as error:
        raise CellError(_("géométrie « {got} » : ce n'est pas du WKT").format(got=wkt[:60])) from error
    if shape.is_empty:
        raise CellError(_("géométrie vide"))
    expected = _SHAPES.get(ContributionKind(kind)) if kind is not None else None
    if expected is not None and shape.geom_type not in expected:
        raise CellError(
            _("géométrie « {got} » : {expected} est attendu").format(got=shape.geom_type, expected=expected[0])
        )
    for lon, lat in shapely.get_coordinates(shape):
        if not is_in_france(lon, lat):
            clean_position(repr(float(lon)), repr(float(lat)))
    flat = shapely.force_2d(shape)
    # A finger that crosses its own line still says where: an area is mended, where an official outline is given back.
    return surface(flat) if flat.geom_type in _AREAS and not flat.is_valid else flat
