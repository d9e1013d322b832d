"""Table Schema and Data Package of what is exported: made from the tables themselves and from the dictionary."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from mapping.domain.nomenclature import Filiere
from mapping.exports.dictionary import Meaning, described
from mapping.i18n import _

_TABLE_PROFILE = "tabular-data-resource"
_KEYS: Mapping[str, Sequence[str]] = {
    "quartiers": ("code",),
    "structures": ("identifiant",),
    "contributions": ("identifiant",),
    "manques": ("code_quartier", "filiere"),
}
Schema = dict[str, Any]


def table_schema(table: pd.DataFrame, meanings: Mapping[str, Meaning], *, key: Sequence[str] = ()) -> Schema:
    """Return the Table Schema of a table: name, type, title and description of each field.

    Examples
    --------
    >>> table = pd.DataFrame({"personnes": [3]})
    >>> table_schema(table, described(table.columns))["fields"][0]["type"]
    'integer'
    """
    fields = [_field(name, table[name], meanings.get(name, Meaning(name, "")), key) for name in table.columns]
    schema: Schema = {"fields": fields, "missingValues": [""]}
    return schema | ({"primaryKey": [*key]} if key else {})


def machine_csv(table: pd.DataFrame) -> bytes:
    """Return a table as programs read it: RFC 4180, comma, UTF-8 without mark, decimal point, true and false.

    Texts are to the letter, formulas included: this is not for a spreadsheet.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(table.columns)
    columns = [table[name].tolist() for name in table.columns]
    writer.writerows([_cell(value) for value in row] for row in zip(*columns))
    return file.getvalue().encode("utf-8")


def resource(name: str, path: str, content: bytes, schema: Schema, *, title: str) -> Schema:
    """Return how a data package describes one CSV."""
    return {
        "name": name,
        "path": path,
        "title": title,
        "profile": _TABLE_PROFILE,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def tables_package(
    tables: Mapping[str, pd.DataFrame],
    filieres: Sequence[Filiere],
    about: Mapping[str, Any],
    *,
    titles: Mapping[str, str],
) -> dict[str, Any]:
    """Return ``{path: content}`` of a folder: one CSV and one schema per table, a data package, a dictionary.

    Parameters
    ----------
    tables
        By name: small ASCII letters, digits, hyphens.
    filieres
        Those of the workshop, for the columns that bear their names.
    about
        What the package says of itself: name, title, created, licenses, sources.
    titles
        In French, by name.
    """
    files: dict[str, Any] = {}
    resources = []
    dictionary: list[tuple[str, str, str, str, str]] = []
    for name, table in tables.items():
        meanings = described(table.columns, filieres)
        schema = table_schema(table, meanings, key=_KEYS.get(name, ()))
        content = machine_csv(table)
        files[f"{name}.csv"] = content
        files[f"schemas/{name}.json"] = schema
        resources.append(resource(name, f"{name}.csv", content, schema, title=titles.get(name, name)))
        dictionary += [
            (name, field["name"], field["type"], field.get("title", ""), field.get("description", ""))
            for field in schema["fields"]
        ]
    heads = [_("table"), _("colonne"), _("type"), _("nom"), _("définition")]
    files["dictionnaire.csv"] = machine_csv(pd.DataFrame(dictionary, columns=heads))
    files["datapackage.json"] = {"profile": "tabular-data-package", **about, "resources": resources}
    return files


def _field(name: str, column: pd.Series, told: Meaning, key: Iterable[str]) -> Schema:
    constraints = {"required": True} if name in set(key) else {}
    field = {"name": name, "type": _type(column), "title": told.title}
    field |= {"description": told.help} if told.help else {}
    return field | ({"constraints": constraints} if constraints else {})


def _type(column: pd.Series) -> str:
    if column.dtype == bool:
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(column) else "string"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value is pd.NA or value != value:
        return ""
    return repr(value) if isinstance(value, float) else str(value)
