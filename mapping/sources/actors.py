"""Read a list of ESS actors, whoever keeps it: ``tables.ACTORS``."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mapping.domain.nomenclature import Axis, Filiere
from mapping.domain.tables import ACTORS, Type
from mapping.i18n import _
from mapping.sources.cells import (
    clean_code,
    clean_code_insee,
    clean_position,
    clean_postcode,
    clean_siret,
    clean_text,
    required_text,
)
from mapping.sources.columns import guess_columns, require_fields
from mapping.sources.rows import RowCells, TableRows, read_rows
from mapping.sources.tabular import read_table
from mapping.sources.terms import clean_filieres, filiere_words, known_term

_TYPES = {column.name: "float64" if column.type is Type.NUMBER else "str" for column in ACTORS.columns}
_NOWHERE = (float("nan"), float("nan"))


def read_actors(
    path: Path, *, columns: Mapping[str, str] = MappingProxyType({}), filieres: Collection[Filiere | str]
) -> TableRows:
    """Return the actors of a file.

    Parameters
    ----------
    path
        Any table; see `tabular.read_table`.
    columns
        Field → column of the file, for those that a guess gets wrong.
    filieres
        The filières of the workshop: others are refused.

    Returns
    -------
    TableRows
        A row without a position is kept, with NaN as ``lon`` and ``lat``. A legal form or a scheme that the
        nomenclature does not know leaves its column empty and its words at the end of the description: nothing that
        was typed is lost.

    Raises
    ------
    FileError
        When the file is not a table.
    ColumnError
        When no column gives the names.
    """
    raw = read_table(path)
    names = list(raw.frame.columns)
    chosen = guess_columns(names, ACTORS, given=columns)
    require_fields(chosen, ["name"], contract=ACTORS, names=names)
    words, unique = filiere_words(filieres), "id" if "id" in chosen else ""
    return read_rows(raw, chosen, lambda cells: _actor(cells, words), types=_TYPES, unique=unique)


def _actor(cells: RowCells, words: Mapping[str, str]) -> dict[str, Any]:
    lon, lat = cells.read(clean_position, "lon", "lat", otherwise=_NOWHERE)
    return {
        "id": clean_code(cells.text("id")),
        "name": cells.read(required_text, "name", otherwise="", label=_("nom de la structure")),
        "siret": cells.read(clean_siret, "siret", otherwise=""),
        "legal_form": known_term(cells.text("legal_form"), Axis.LEGAL_FORM),
        "scheme": known_term(cells.text("scheme"), Axis.SCHEME),
        "filieres": cells.read(clean_filieres, "filieres", otherwise="", words=words),
        "description": _description(cells),
        "address": clean_text(cells.text("address")),
        "postcode": cells.read(clean_postcode, "postcode", otherwise=""),
        "city": clean_text(cells.text("city")),
        "code_insee": cells.read(clean_code_insee, "code_insee", otherwise=""),
        "lon": lon,
        "lat": lat,
        "website": clean_text(cells.text("website")),
    }


def _description(cells: RowCells) -> str:
    parts = [clean_text(cells.text("description"))]
    labels = ((Axis.LEGAL_FORM, _("statut indiqué : {words}")), (Axis.SCHEME, _("dispositif indiqué : {words}")))
    for axis, sentence in labels:
        words = clean_code(cells.text(axis.value))
        if words and not known_term(words, axis):
            parts.append("[" + sentence.format(words=words) + "]")
    return " ".join(part for part in parts if part)
