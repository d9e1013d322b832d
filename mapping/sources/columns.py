"""Find which column of a file answers which field of a contract.

The names that are recognised are a data file of this package, ``column_synonyms.csv``: table, field, name, in order
of preference. Names are compared without case, accents or punctuation.
"""

import csv
import difflib
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from mapping.domain.errors import ColumnError
from mapping.domain.identity import normalise
from mapping.domain.tables import Contract
from mapping.i18n import _
from mapping.sources.guesses import Confidence, Guess

Layouts = Callable[[str], Mapping[str, str] | None]
"""From the signature of a layout to the columns that a person chose for it before, or None."""

POSITION_FIELDS = ("lon", "lat")
"""Accepted in place of a column ``geometry``."""


SHEET_FIELDS = ("square", "gommette")
"""Of a table filled in beside a printed sheet: its square stands for a position, its number tells two rows apart."""


def key_of(name: str) -> str:
    """Return the form under which two names of columns, or two labels, are the same.

    Examples
    --------
    >>> key_of("Coord. X"), key_of("Libellé_QP")
    ('coord_x', 'libelle_qp')
    """
    return re.sub(r"[^0-9a-z]+", "_", normalise(name)).strip("_")


@lru_cache
def _synonyms() -> Mapping[tuple[str, str], tuple[str, ...]]:
    text = files("mapping.sources").joinpath("column_synonyms.csv").read_text(encoding="utf-8")
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        field = (row["table"], row["field"])
        names[field] = (*names.get(field, ()), row["name"])
    return names


def synonyms(contract: Contract, field: str) -> tuple[str, ...]:
    """Return the names under which a field is recognised, the preferred one first."""
    return _synonyms().get((contract.name, field), ())


def synonyms_of(table: str, field: str) -> tuple[str, ...]:
    """Return the same for a field that is of no contract, such as ``position``."""
    return _synonyms().get((table, field), ())


def guess_columns(names: Sequence[str], contract: Contract, *, given: Mapping[str, str]) -> dict[str, str]:
    """Return the column of the file for each field that has one.

    Parameters
    ----------
    names
        The columns of the file.
    contract
        What is looked for. ``lon`` and ``lat`` are also looked for where the contract has a geometry.
    given
        Field → column, as a person says it: taken as it is, before any guess. An empty column leaves the field out.

    Returns
    -------
    dict
        Fields in the order of the contract. A column answers one field only.

    Raises
    ------
    ColumnError
        When ``given`` names a field or a column that does not exist.

    Examples
    --------
    >>> from mapping.domain.tables import LANDMARKS
    >>> guess_columns(["Nom", "Longitude", "LATITUDE"], LANDMARKS, given={})
    {'name': 'Nom', 'lon': 'Longitude', 'lat': 'LATITUDE'}
    """
    fields = _fields(contract)
    chosen = _checked(given, fields, names)
    used = {column for column in chosen.values() if column}
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(key_of(name), name)
    for field in fields:
        if field in chosen:
            continue
        for synonym in synonyms(contract, field):
            column = by_key.get(synonym)
            if column is not None and column not in used:
                chosen[field] = column
                used.add(column)
                break
    return {field: chosen[field] for field in fields if chosen.get(field)}


def require_fields(
    columns: Mapping[str, str], required: Collection[str], *, contract: Contract, names: Iterable[str]
) -> None:
    """Raise unless every field of ``required`` was found.

    Raises
    ------
    ColumnError
        Naming what is missing, what the file has, and how to say which column it is.
    """
    missing = [field for field in required if field not in columns]
    if not missing:
        return
    helps = {column.name: column.help for column in contract.columns}
    wanted = " ; ".join(f"« {field} » ({helps[field]})" if field in helps else f"« {field} »" for field in missing)
    shown = ", ".join(list(names)[:40])
    raise ColumnError(
        _(
            "Il manque une colonne : {wanted}. Le fichier a : {names}. Renommez la colonne, ou dites laquelle c'est "
            "(--column {field}=NOM)."
        ).format(wanted=wanted, names=shown, field=missing[0])
    )


def _fields(contract: Contract) -> list[str]:
    fields = list(contract.names)
    if "geometry" in fields and (contract.name, "lon") in _synonyms():
        fields += POSITION_FIELDS
    if (contract.name, "square") in _synonyms():
        fields += SHEET_FIELDS
    return fields


def layout_signature(names: Sequence[str]) -> str:
    """Return what identifies a layout: the same names of columns, in any order and however accented, give the same.

    Examples
    --------
    >>> layout_signature(["Nom", "Ville"]) == layout_signature(["VILLE", "nom"])
    True
    """
    keys = sorted(key_of(name) for name in names)
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()


def chosen_before(columns: Mapping[str, str], names: Sequence[str], *, layouts: Layouts | None) -> Mapping[str, str]:
    """Return ``columns``, or what was chosen for the last file of the same layout when it is empty."""
    return columns or (layouts(layout_signature(names)) if layouts else None) or {}


def explain(
    columns: Mapping[str, str], names: Sequence[str], contract: Contract, *, given: Mapping[str, str]
) -> tuple[Guess, ...]:
    """Return why each field has its column, and which other columns have a name that would do."""
    by_key = {key_of(name): name for name in reversed(names)}
    guesses = []
    for field in _fields(contract):
        column = columns.get(field, "")
        others = [by_key[key] for key in synonyms(contract, field) if key in by_key and by_key[key] != column]
        free = tuple(dict.fromkeys(other for other in others if other not in columns.values()))
        if field in given:
            guesses.append(Guess(field, column, _("choisi par vous"), Confidence.GIVEN, free))
        elif column:
            reason = _("son nom, « {name} », est connu pour ce champ").format(name=column)
            guesses.append(Guess(field, column, reason, Confidence.SURE if not free else Confidence.LIKELY, free))
    return tuple(guesses)


def _checked(given: Mapping[str, str], fields: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    for field, column in given.items():
        if field not in fields:
            raise ColumnError(
                _("Champ « {field} » inconnu. Champs possibles : {fields}.").format(
                    field=field, fields=", ".join(fields)
                )
            )
        if column:
            unknown_columns([column], names)
    return dict(given)


def unknown_columns(columns: Iterable[str], names: Sequence[str]) -> None:
    """Raise when a column that a person named is not in the file.

    Raises
    ------
    ColumnError
        Naming the columns that look like it.
    """
    for column in columns:
        if column not in names:
            close = difflib.get_close_matches(column, names, n=3)
            raise ColumnError(
                _("Le fichier n'a pas de colonne « {column} ». Il a : {names}.").format(
                    column=column, names=", ".join(close or names[:40])
                )
            )
