"""Read a list of ESS actors, whoever keeps it: ``tables.ACTORS``."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from mapping.domain.nomenclature import Axis, Filiere
from mapping.domain.tables import ACTORS, SEPARATOR
from mapping.i18n import _
from mapping.sources.addresses_in_cells import PARTS, Addresses, read_addresses
from mapping.sources.categories import (
    WORD_FIELD,
    Categories,
    all_words,
    find_category_columns,
    read_categories,
)
from mapping.sources.cells import (
    clean_code,
    clean_code_insee,
    clean_postcode,
    clean_siret,
    clean_text,
    required_text,
)
from mapping.sources.columns import (
    Layouts,
    chosen_before,
    explain,
    guess_columns,
    key_of,
    layout_signature,
    require_fields,
    synonyms,
    unknown_columns,
)
from mapping.sources.columnwise import ColumnCells, account
from mapping.sources.coordinates import Positions, read_positions
from mapping.sources.guesses import Guess
from mapping.sources.readings import Extent
from mapping.sources.rows import TableRows
from mapping.sources.tabular import RawTable, read_table
from mapping.sources.terms import clean_filieres, filiere_words, known_term

_POSITION = ("lon", "lat", "position")


def read_actors(
    path: Path,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    filieres: Collection[Filiere | str],
    extent: Extent | None = None,
    layouts: Layouts | None = None,
) -> TableRows:
    """Return the actors of a file.

    Parameters
    ----------
    path
        Any table; see `tabular.read_table`.
    columns
        Field → column of the file, for those that a guess gets wrong; an empty column leaves the field out. Besides
        the fields of the contract: ``position`` (one column with both numbers), ``filieres`` (one column, or several
        joined by ``|``), ``filieres:WORD`` (the filière that a word of a category means).
    filieres
        The filières of the workshop: others are refused.
    extent
        Of the territory (west, south, east, north, degrees): evidence of what coordinates mean, never a filter.
    layouts
        Asked for the columns of an earlier import when ``columns`` is empty.

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
    return actors_of(read_table(path), columns=columns, filieres=filieres, extent=extent, layouts=layouts)


def actors_of(
    raw: RawTable,
    *,
    columns: Mapping[str, str] = MappingProxyType({}),
    filieres: Collection[Filiere | str],
    extent: Extent | None = None,
    layouts: Layouts | None = None,
) -> TableRows:
    """Return the actors of a table that has been read; see `read_actors`."""
    frame, names = raw.frame, [str(name) for name in raw.frame.columns]
    given = dict(chosen_before(columns, names, layouts=layouts))
    chosen, categories_given = _named(names, given)
    positions = _positions(raw, chosen, given, extent)
    words = all_words(filiere_words(filieres), given)
    addresses = read_addresses(frame, chosen, given=frozenset(given))
    fields = chosen | addresses.columns
    taken = [*fields.values(), *positions.columns.values()]
    listed = categories_given or ([] if "filieres" in given else find_category_columns(frame, words, taken=taken))
    categories = None
    if listed and "filieres" not in fields:
        labels = {filiere.id: filiere.label for filiere in filieres if isinstance(filiere, Filiere)}
        categories = read_categories(frame, listed, words, labels=labels, given=bool(categories_given))
    cells = ColumnCells(frame, fields)
    values = _values(cells, positions, addresses, categories, words | filiere_words(filieres))
    table, rejected = account(raw, fields | positions.columns, values, cells, unique="id" if "id" in fields else "")
    kept = set(table.index)
    used = fields | positions.columns | (categories.columns if categories else {})
    return TableRows(
        table=table,
        rejected=rejected,
        columns={field: used[field] for field in _order(used)},
        rows=len(frame),
        licence=raw.licence,
        notes=(*raw.notes, *positions.notes, *addresses.notes, *(categories.notes if categories else ())),
        guesses=_guesses(chosen, names, given, (*positions.guesses, *addresses.guesses, *_of(categories))),
        questions=tuple(question for question in positions.questions if question.row in kept),
        words=categories.words if categories else (),
        signature=layout_signature(names),
    )


def _named(names: list[str], given: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the columns found by name, without positions, and the category columns that a person named."""
    plain = {field: name for field, name in given.items() if not field.startswith((WORD_FIELD, "position"))}
    unknown_columns([given[field] for field in ("position",) if given.get(field)], names)
    listed = [name for name in given.get("filieres", "").split(SEPARATOR) if name]
    if given.get("filieres", "") not in names and listed:
        unknown_columns(listed, names)
    own = len(listed) == 1 and key_of(listed[0]) in synonyms(ACTORS, "filieres")
    if listed and not own:
        plain["filieres"] = ""
    fields = {field: name for field, name in plain.items() if field not in PARTS}
    chosen = guess_columns(names, ACTORS, given=fields)
    require_fields(chosen, ["name"], contract=ACTORS, names=names)
    return {field: name for field, name in chosen.items() if field not in _POSITION}, [] if own else listed


def _positions(raw: RawTable, chosen: Mapping[str, str], given: Mapping[str, str], extent: Extent | None) -> Positions:
    names = list(raw.frame.columns)
    asked = {field: given[field] for field in _POSITION if field in given}
    if ("lon" in asked) != ("lat" in asked) and all(asked.values()):
        # One of the two was named: the other is the one that its own name tells.
        asked |= guess_columns(names, ACTORS, given=asked | {"name": ""})
    return read_positions(
        raw.frame,
        table="actors",
        given={field: asked[field] for field in _POSITION if field in asked},
        taken=[name for field, name in given.items() if name and field not in _POSITION],
        name_column=chosen["name"],
        extent=extent,
    )


def _values(
    cells: ColumnCells,
    positions: Positions,
    addresses: Addresses,
    categories: Categories | None,
    words: Mapping[str, str],
) -> pd.DataFrame:
    cells.note(positions.problems)
    name = cells.read(required_text, "name", label=_("nom de la structure"))
    siret = cells.read(clean_siret, "siret")
    forms = cells.read(known_term, "legal_form", axis=Axis.LEGAL_FORM)
    schemes = cells.read(known_term, "scheme", axis=Axis.SCHEME)
    filieres = cells.read(clean_filieres, "filieres", words=words)
    values = {
        "id": cells.read(clean_code, "id"),
        "name": name,
        "siret": siret,
        "legal_form": forms,
        "scheme": schemes,
        "filieres": filieres if categories is None else categories.filieres.to_numpy(object),
        "description": _descriptions(cells, forms, schemes, categories),
        "address": cells.read(clean_text, addresses.address),
        "postcode": cells.read(clean_postcode, addresses.postcode),
        "city": cells.read(clean_text, addresses.city),
        "code_insee": cells.read(clean_code_insee, "code_insee"),
        "lon": positions.lon,
        "lat": positions.lat,
        "website": cells.read(clean_text, "website"),
    }
    index = pd.Index(cells.index, name="row", dtype="int64")
    texts = {
        field: pd.Series(column, index=index, dtype="str") for field, column in values.items() if field not in _POSITION
    }
    numbers = {field: pd.Series(values[field], index=index, dtype="float64") for field in ("lon", "lat")}
    return pd.DataFrame(texts | numbers, columns=ACTORS.names)


def _descriptions(
    cells: ColumnCells, forms: np.ndarray, schemes: np.ndarray, categories: Categories | None
) -> np.ndarray:
    """Return the descriptions, with the words that no column could take at their end."""
    described = cells.read(clean_text, "description")
    left = [
        (cells.read(clean_code, "legal_form"), forms == "", _("statut indiqué : {words}")),
        (cells.read(clean_code, "scheme"), schemes == "", _("dispositif indiqué : {words}")),
    ]
    if categories is not None:
        unknown = categories.unknown.to_numpy(object)
        left.append((unknown, unknown != "", _("catégorie indiquée : {words}")))
    for words, unused, sentence in left:
        for place in np.flatnonzero(unused & (words != "")):
            added = "[" + sentence.format(words=words[place]) + "]"
            described[place] = f"{described[place]} {added}" if described[place] else added
    return described


def _of(categories: Categories | None) -> tuple[Guess, ...]:
    return categories.guesses if categories else ()


def _order(used: Mapping[str, str]) -> list[str]:
    order = [*ACTORS.names, *_POSITION, *PARTS]
    return [field for field in dict.fromkeys(order) if field in used]


def _guesses(
    chosen: dict[str, str], names: list[str], given: Mapping[str, str], others: tuple[Guess, ...]
) -> tuple[Guess, ...]:
    named = {guess.field: guess for guess in explain(chosen, names, ACTORS, given=given)}
    named = {field: guess for field, guess in named.items() if field not in ("lon", "lat")}
    named |= {guess.field: guess for guess in others if guess.field != "address"}
    return tuple(named[field] for field in _order(dict.fromkeys(named, "")))
