"""One spreadsheet document: typed columns, a header that stays, filters, and a sheet that defines every column.

Text is written as text: whatever it begins with, no spreadsheet runs it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from mapping.domain.nomenclature import Filiere
from mapping.domain.spreadsheet import neutralise
from mapping.exports.bundle import Bundle
from mapping.exports.dictionary import described
from mapping.exports.files import replacing
from mapping.exports.gis import about_line
from mapping.exports.provenance import credits_of, sources_table
from mapping.exports.records import actors_table, contributions_table
from mapping.exports.tables import positions
from mapping.exports.territory import gaps_table, zones_table
from mapping.i18n import _

_MOST_CHARACTERS = 32_767
"""What a cell holds; a longer text would be refused by the spreadsheet, or cut without a word."""
_NARROWEST, _WIDEST = 9, 60
_LOOKED_AT = 200
_SHEET_CHARACTERS = 31
_DAYS = frozenset({"date_source", "date_publication", "importe_le"})
_MOMENTS = frozenset({"envoye_le"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and its name."""

    name: str
    table: pd.DataFrame


def sheets_of(bundle: Bundle) -> list[Sheet]:
    """Return the tables of the document: the same as the layers of the GeoPackage, positions as columns."""
    snapshot = bundle.snapshot
    return [
        Sheet(_("Contributions"), _placed(contributions_table(snapshot))),
        Sheet(_("Structures"), _placed(actors_table(snapshot)).drop(columns="geometrie")),
        Sheet(_("Quartiers"), pd.DataFrame(zones_table(snapshot, bundle.gaps).drop(columns="geometry"))),
        Sheet(_("Manques"), gaps_table(snapshot, bundle.gaps)),
        Sheet(_("Sources"), sources_table(snapshot)),
    ]


def write_xlsx(bundle: Bundle, out: Path) -> None:
    """Write the document; the same bundle gives the same bytes.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    sheets = sheets_of(bundle)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with replacing(out) as part, xlsxwriter.Workbook(str(part), options) as book:
        formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
        book.set_properties(
            {
                "title": bundle.snapshot.workshop.title,
                "comments": about_line(bundle.snapshot, bundle.generated_at),
                "created": bundle.generated_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        _write_notes(book.add_worksheet(_("À lire")), bundle, formats)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name[:_SHEET_CHARACTERS]), sheet.table, formats)
        definitions = _definitions(sheets, bundle.snapshot.workshop.filieres)
        _write_sheet(book.add_worksheet(_("Définitions")), definitions, formats)


_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "header": {"bold": True, "bg_color": "#f4f1ea", "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"valign": "top"},
    "wrapped": {"valign": "top", "text_wrap": True},
    # Kept as text even by who types in the cell again, or saves the sheet as CSV.
    "risky": {"valign": "top", "quote_prefix": True},
    "code": {"valign": "top", "num_format": "@"},
    "integer": {"valign": "top", "num_format": "#,##0"},
    "number": {"valign": "top", "num_format": "#,##0.00"},
    "degrees": {"valign": "top", "num_format": "0.000000"},
    "day": {"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"},
    "moment": {"valign": "top", "num_format": "dd/mm/yyyy hh:mm", "align": "left"},
}


def _placed(table: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(table.assign(**positions(table)).drop(columns="geometry"))


def _definitions(sheets: Iterable[Sheet], filieres: Sequence[Filiere]) -> pd.DataFrame:
    rows = [
        (sheet.name, name, told.title, told.help)
        for sheet in sheets
        for name, told in described(sheet.table.columns, filieres).items()
    ]
    return pd.DataFrame(rows, columns=[_("feuille"), _("colonne"), _("nom"), _("définition")])


def _write_notes(sheet: Worksheet, bundle: Bundle, formats: Mapping[str, Any]) -> None:
    workshop = bundle.snapshot.workshop
    reader = _("public : uniquement ce qui peut être montré à tous") if bundle.public else _("privé : pour l'équipe")
    lines = [
        workshop.title,
        about_line(bundle.snapshot, bundle.generated_at),
        _("Fichier {reader}.").format(reader=reader),
        _("La feuille « Définitions » dit ce que contient chaque colonne."),
        _("Sources à citer :"),
        *credits_of(bundle.snapshot),
    ]
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        _write_text(sheet, row, 0, line, formats["header"] if row == 0 else formats["wrapped"], formats)


def _write_sheet(sheet: Worksheet, table: pd.DataFrame, formats: Mapping[str, Any]) -> None:
    for column, name in enumerate(table.columns):
        cells = table[name].tolist()
        write, look = _writer(name, table[name])
        sheet.set_column(column, column, _width(name, cells))
        sheet.write_string(0, column, name, formats["header"])
        for row, cell in enumerate(cells, start=1):
            write(sheet, row, column, cell, formats[look], formats)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    if len(table.columns):
        sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)


def _writer(name: str, column: pd.Series) -> tuple[Callable[..., None], str]:
    if column.dtype == bool:
        return _write_answer, "text"
    if name in {"longitude", "latitude"}:
        return _write_number, "degrees"
    if pd.api.types.is_integer_dtype(column):
        return _write_number, "integer"
    if pd.api.types.is_float_dtype(column):
        return _write_number, "integer" if name == "population" else "number"
    if name in _DAYS:
        return _write_day, "day"
    if name in _MOMENTS:
        return _write_moment, "moment"
    return _write_text, "code" if name.startswith(("code", "siret", "identifiant")) else "text"


def _write_text(sheet: Worksheet, row: int, column: int, cell: Any, look: Any, formats: Mapping[str, Any]) -> None:
    text = "" if cell is None or cell is pd.NA or cell != cell else str(cell)
    if len(text) > _MOST_CHARACTERS:
        text = text[: _MOST_CHARACTERS - 1] + "…"
    if text:
        sheet.write_string(row, column, text, formats["risky"] if neutralise(text) != text else look)


def _write_number(sheet: Worksheet, row: int, column: int, cell: Any, look: Any, formats: Mapping[str, Any]) -> None:
    if not pd.isna(cell):
        sheet.write_number(row, column, cell, look)


def _write_answer(sheet: Worksheet, row: int, column: int, cell: Any, look: Any, formats: Mapping[str, Any]) -> None:
    sheet.write_string(row, column, _("oui") if cell else _("non"), look)


def _write_day(sheet: Worksheet, row: int, column: int, cell: Any, look: Any, formats: Mapping[str, Any]) -> None:
    """Write a day as a date; a vintage stays as it is said."""
    try:
        sheet.write_datetime(row, column, date.fromisoformat(cell), look)
    except ValueError:
        _write_text(sheet, row, column, cell, formats["text"], formats)


def _write_moment(sheet: Worksheet, row: int, column: int, cell: Any, look: Any, formats: Mapping[str, Any]) -> None:
    try:
        moment = datetime.fromisoformat(cell).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        _write_text(sheet, row, column, cell, formats["text"], formats)
        return
    sheet.write_datetime(row, column, moment, look)


def _width(name: str, cells: Sequence[Any]) -> int:
    longest = max((len(str(cell)) for cell in cells[:_LOOKED_AT]), default=0)
    return min(max(longest, len(name), _NARROWEST) + 2, _WIDEST)
