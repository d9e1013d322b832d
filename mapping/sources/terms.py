"""Recognise the words of the nomenclature as people write them: identifiers, French labels, outside codes."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from mapping.domain.nomenclature import (
    Axis,
    CodeSystem,
    Filiere,
    Strength,
    Term,
    correspondences,
    default_filieres,
    legal_forms,
    schemes,
)
from mapping.domain.tables import SEPARATOR
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_code, clean_text
from mapping.sources.columns import key_of

_SYSTEMS = {
    Axis.LEGAL_FORM: (CodeSystem.INSEE_LEGAL_CATEGORY, CodeSystem.DATA_INCLUSION),
    Axis.SCHEME: (CodeSystem.DATA_INCLUSION,),
}


def filiere_words(filieres: Iterable[Filiere | str]) -> dict[str, str]:
    """Return word → identifier for the filières of a workshop: their identifiers and their labels.

    Parameters
    ----------
    filieres
        Filières, or only their identifiers: the labels are then those of the default list.
    """
    labels = {filiere.id: filiere.label for filiere in default_filieres()}
    words: dict[str, str] = {}
    for filiere in filieres:
        known = isinstance(filiere, Filiere)
        identifier = filiere.id if isinstance(filiere, Filiere) else filiere
        label = filiere.label if isinstance(filiere, Filiere) else labels.get(identifier, identifier)
        for word in (identifier, label, labels.get(identifier, label) if known else label):
            words.setdefault(key_of(word), identifier)
    return words


def clean_filieres(text: str, *, words: Mapping[str, str]) -> str:
    """Return the identifiers of a cell that may hold several, joined by ``|``, in the order of the cell.

    Raises
    ------
    CellError
        When one is not a filière of the workshop.
    """
    found: dict[str, None] = {}
    for part in re.split(r"[|;\n]", clean_text(text)):
        if not part.strip():
            continue
        pieces = [part] if key_of(part) in words else part.split(",")
        for piece in (piece for piece in pieces if piece.strip()):
            identifier = words.get(key_of(piece))
            if identifier is None:
                raise CellError(_unknown_filiere(piece, words))
            found[identifier] = None
    return SEPARATOR.join(found)


def _unknown_filiere(piece: str, words: Mapping[str, str]) -> str:
    known = ", ".join(dict.fromkeys(words.values()))
    return _("besoin « {got} » inconnu ; ceux de l'atelier : {known}").format(got=piece.strip()[:60], known=known)


def known_term(text: str, axis: Axis) -> str:
    """Return the identifier of a legal form or a scheme, or ``""`` when the words are not known.

    Parameters
    ----------
    text
        An identifier, a French label or its acronym, an Insee legal category, a data·inclusion code. A correspondence
        that is only a hint is never applied.
    axis
        ``Axis.LEGAL_FORM`` or ``Axis.SCHEME``.

    Examples
    --------
    >>> known_term("9220.0", Axis.LEGAL_FORM), known_term("ACI", Axis.SCHEME), known_term("GIE", Axis.LEGAL_FORM)
    ('association', 'aci', '')
    """
    code = clean_code(text)
    identifier = _aliases(axis).get(key_of(code), "")
    if identifier:
        return identifier
    for system in _SYSTEMS[axis]:
        for line in correspondences(system, code.upper()):
            if line.axis is axis and line.strength is not Strength.HINT:
                return line.target
    return ""


@lru_cache
def _aliases(axis: Axis) -> Mapping[str, str]:
    terms: Mapping[str, Term] = legal_forms() if axis is Axis.LEGAL_FORM else schemes()
    aliases = {key_of(identifier): identifier for identifier in terms}
    for identifier, term in terms.items():
        aliases.setdefault(key_of(term.label), identifier)
    for identifier, term in terms.items():
        outside = re.sub(r"\(.*?\)", "", term.label)
        inside = re.findall(r"\((.*?)\)", term.label)
        for alias in (outside, *outside.split(","), *(part for text in inside for part in text.split(","))):
            aliases.setdefault(key_of(alias), identifier)
    aliases.pop("", None)
    return aliases
