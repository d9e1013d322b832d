"""Take the categories of a list, whatever their shape, for the filières of a workshop.

Words that mean a filière are a data file of this package, ``category_words.csv``, a proposal of the team to be
confirmed by the people of the project; each use is shown to the person who imports.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from mapping.domain.tables import SEPARATOR
from mapping.i18n import _
from mapping.sources.cells import clean_text
from mapping.sources.columns import key_of, synonyms_of
from mapping.sources.guesses import Confidence, Guess, WordMeaning, lines

WORD_FIELD = "filieres:"
"""What stands before a word in ``columns`` when a person says which filière it means."""

_YES = frozenset({"oui", "o", "x", "1", "vrai", "true", "yes", "y", "v", "1.0", "ok"})
_NO = frozenset({"non", "n", "0", "faux", "false", "no", "f", "0.0"})
_PARTS = re.compile(r"[|;\n]|\s/\s|(?<=[\w)])/(?=\w)")
_SAMPLE_ROWS = 400
_PREFIX = re.compile(r"^(?:c_b_|c_|b_|is_|est_|cat_|categorie_|type_|theme_)")
_AMBIGUOUS_FLAGS = frozenset({"emploi", "formation", "sante", "marche", "numerique", "sport", "culture"})


@dataclass(frozen=True, slots=True)
class Categories:
    """Filières of every row (joined by ``|``), the words that are none, and what was understood."""

    filieres: pd.Series
    unknown: pd.Series
    columns: dict[str, str]
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]
    words: tuple[WordMeaning, ...]


@lru_cache
def category_words() -> Mapping[str, str]:
    """Return word (as `columns.key_of` writes it) → identifier of a default filière."""
    text = files("mapping.sources").joinpath("category_words.csv").read_text(encoding="utf-8")
    return {row["word"]: row["filiere"] for row in csv.DictReader(text.splitlines())}


def all_words(words: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return word → filière: the labels of the workshop, then our table, and above all what a person said.

    Parameters
    ----------
    words
        From `terms.filiere_words`.
    given
        ``columns`` of the import, where ``filieres:WORD`` gives a filière, or nothing to leave the word out.
    """
    possible = set(words.values())
    meant = {word: filiere for word, filiere in category_words().items() if filiere in possible}
    said = {
        key_of(field.removeprefix(WORD_FIELD)): filiere
        for field, filiere in given.items()
        if field.startswith(WORD_FIELD)
    }
    return meant | dict(words) | said


def find_category_columns(frame: pd.DataFrame, words: Mapping[str, str], *, taken: Sequence[str]) -> list[str]:
    """Return the columns whose words are filières: one that holds several values, else columns of yes and no."""
    names = [name for name in frame.columns if name not in taken]
    known = synonyms_of("actors", "categories")
    listed = [name for name in names if key_of(name) in known and _some_known(frame[name], words)]
    if listed:
        return listed[:1]
    return [name for name in names if flag_word(name, words) and is_flag(frame[name])]


def flag_word(name: str, words: Mapping[str, str]) -> str:
    """Return the filière that the name of a column of yes and no means, or ``""``."""
    key = key_of(name)
    bare = _PREFIX.sub("", key)
    # "Formation: oui" may say that the staff is trained: such words count only where they are one value of a list.
    return "" if bare in _AMBIGUOUS_FLAGS else words.get(key, "") or words.get(bare, "")


def is_flag(column: pd.Series) -> bool:
    """Say whether a column holds yes and no only, with at least one yes."""
    cells = {clean_text(cell).casefold() for cell in column.unique()} - {""}
    return bool(cells) and cells <= _YES | _NO and bool(cells & _YES)


def split_categories(text: str, words: Mapping[str, str]) -> list[str]:
    """Return the values of a cell: separated by ``| ; /`` or a new line, by a comma unless the whole is a known word.

    Examples
    --------
    >>> split_categories("{EPN,Médiathèque}", {}), split_categories("Aide_alimentaire,Vélo", {})
    (['EPN', 'Médiathèque'], ['Aide alimentaire', 'Vélo'])
    """
    cleaned = clean_text(text).strip("{}[]")
    if key_of(cleaned) in words:
        return [cleaned]
    values: list[str] = []
    for part in _PARTS.split(cleaned):
        values += [part] if key_of(part) in words else part.split(",")
    return [shown for value in values if (shown := value.strip(" \"'_").replace("_", " "))]


def read_categories(
    frame: pd.DataFrame, columns: Sequence[str], words: Mapping[str, str], *, labels: Mapping[str, str], given: bool
) -> Categories:
    """Return the filières that category columns say, and the words that say none.

    Parameters
    ----------
    frame
        A table of text.
    columns
        Of categories; a column of yes and no gives its own name as the category.
    words
        From `all_words`.
    labels
        Identifier of a filière → how it is called.
    given
        Whether a person chose these columns.
    """
    count: Counter[str] = Counter()
    values: list[list[str]] = [[] for _row in range(len(frame))]
    for name in columns:
        codes, uniques = pd.factorize(frame[name])
        flag = is_flag(frame[name])
        split = [_flagged(cell, name, flag=flag) if flag else split_categories(str(cell), words) for cell in uniques]
        for row, code in enumerate(codes):
            values[row] += split[code]
    for row_values in values:
        count.update(set(row_values))
    meanings = {word: words.get(key_of(word), "") or flag_word(word, words) for word in count}
    found = [SEPARATOR.join(dict.fromkeys(meanings[v] for v in row if meanings[v])) for row in values]
    left = [", ".join(dict.fromkeys(v for v in row if not meanings[v])) for row in values]
    reason = _("choisi par vous") if given else _reason(columns, frame)
    confidence = Confidence.GIVEN if given else Confidence.LIKELY
    label = SEPARATOR.join(columns)
    return Categories(
        pd.Series(found, index=frame.index, dtype="str"),
        pd.Series(left, index=frame.index, dtype="str"),
        {"filieres": label},
        (Guess("filieres", label, reason, confidence),),
        tuple(_notes(meanings, found, labels)),
        tuple(WordMeaning(word, meanings[word], rows) for word, rows in count.most_common(200)),
    )


def _some_known(column: pd.Series, words: Mapping[str, str]) -> bool:
    found = [value for cell in column.head(_SAMPLE_ROWS).unique() for value in split_categories(str(cell), words)]
    return any(key_of(value) in words for value in found)


def _flagged(cell: str, name: str, *, flag: bool) -> list[str]:
    return [name] if flag and clean_text(cell).casefold() in _YES else []


def _reason(columns: Sequence[str], frame: pd.DataFrame) -> str:
    if is_flag(frame[columns[0]]):
        return _("colonnes de oui et de non dont les noms sont des besoins")
    return _("son nom est celui d'une catégorie, et des mots de ses cellules sont des besoins")


def _notes(meanings: Mapping[str, str], found: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    known = [(word, labels.get(filiere, filiere)) for word, filiere in meanings.items() if filiere]
    shown = " ; ".join(f"« {word} » → {label}" for word, label in sorted(known)[:8])
    placed = sum(bool(filieres) for filieres in found)
    notes = []
    if shown:
        notes.append(
            _("besoins compris d'après les catégories ({lines}) : {words}").format(lines=lines(placed), words=shown)
        )
    unknown = [word for word, filiere in meanings.items() if not filiere]
    if unknown:
        notes.append(
            _("mots de catégories qui ne sont pas des besoins connus, laissés dans la description : {n}").format(
                n=len(unknown)
            )
        )
    return notes
