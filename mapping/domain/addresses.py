"""How the French write addresses: abbreviations, particles, house numbers, spelling by ear."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mapping.domain.identity import normalise

ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
    {
        short: word
        for word, shorts in {
            "allee": "all allees",
            "avenue": "av ave aven avn",
            "boulevard": "bd bld blvd bvd boul boulv bvld bl",
            "chemin": "ch che chem chm",
            "cite": "cte",
            "cours": "crs",
            "docteur": "dr doct",
            "escalier": "esc escaliers",
            "esplanade": "espl",
            "faubourg": "fg fbg faub",
            "general": "gal gl gen gnl",
            "impasse": "imp",
            "lieutenant": "lt",
            "lotissement": "lot",
            "marechal": "mal mar",
            "monseigneur": "mgr",
            "notre dame": "nd",
            "passage": "pas pass psg",
            "place": "pl plc",
            "commandant": "cdt cmdt",
            "capitaine": "cap cne cpt",
            "colonel": "col",
            "president": "pdt pres prdt",
            "professeur": "pr prof",
            "quai": "q",
            "residence": "res resid",
            "rond point": "rpt rdpt",
            "route": "rte",
            "rue": "r",
            "ruelle": "rle",
            "saint": "st snt",
            "sainte": "ste",
            "square": "sq sqr",
            "premier": "1er",
            "un": "1",
            "deux": "2",
            "trois": "3",
            "quatre": "4",
            "cinq": "5",
            "six": "6",
            "sept": "7",
            "huit": "8",
            "neuf": "9",
            "dix": "10",
            "onze": "11",
            "douze": "12",
            "quatorze": "14",
            "dix huit": "18",
            "dix neuf": "19",
        }.items()
        for short in shorts.split()
    }
)
STREET_WORDS = frozenset(
    {"allee", "avenue", "boulevard", "chemin", "cite", "cours", "escalier", "esplanade", "faubourg", "impasse"}
    | {"lotissement", "mail", "montee", "passage", "place", "promenade", "quai", "residence", "rond", "route", "rue"}
    | {"ruelle", "sente", "sentier", "square", "traverse", "venelle", "villa", "voie"}
)
"""First words of the names of streets, which people often get wrong or leave out."""
_PARTICLES = frozenset({"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur", "sous"})
_NUMBER = r"(\d{1,4})\s?(bis|ter|quater|[a-d](?![a-z]))?"
_NUMBER_FIRST = re.compile(rf"^(?:n|no|numero)?\s*{_NUMBER}\s+(?=[a-z])")
_NUMBER_LAST = re.compile(rf"\s(?:n|no|numero)?\s*{_NUMBER}$")
_POSTCODE = re.compile(r"\b(?:f )?\d{5}\b")
_WORD = re.compile(r"[a-z0-9]+")

# From the longest spelling to the shortest: what sounds the same is written the same.
_SOUNDS: tuple[tuple[str, str], ...] = (
    (r"eau|au", "o"),
    (r"ai|ei|ay|ey", "e"),
    (r"ph", "f"),
    (r"ch|sh|sch", "S"),
    (r"qu|q|ck|k|c(?![eiy])", "k"),
    (r"c(?=[eiy])|ss|z", "s"),
    (r"g(?=[eiy])", "j"),
    (r"gu(?=[eiy])", "g"),
    (r"[ae][nm](?![aeiouy])", "A"),
    (r"[iy]", "i"),
    (r"h|w", ""),
    (r"(.)\1+", r"\1"),
)
_SILENT_END = re.compile(r"(?<=..)(?:er|es|e|s|t|d|x|ts|ds)$")


@dataclass(frozen=True, slots=True)
class Query:
    """An address cut up: ``number`` is the house number as it is shown (``"12 bis"``), ``words`` the rest."""

    words: tuple[str, ...]
    number: str


def address_words(text: str) -> tuple[str, ...]:
    """Return the words of a name that count, abbreviations written in full, without case, accents or particles.

    Examples
    --------
    >>> address_words("Av. du Gal-de-Gaulle"), address_words("bd St Denis")
    (('avenue', 'general', 'gaulle'), ('boulevard', 'saint', 'denis'))
    """
    words = _WORD.findall(normalise(text).replace("œ", "oe"))
    full = " ".join(ABBREVIATIONS.get(word, word) for word in words).split()
    return tuple(word for word in full if word not in _PARTICLES) or tuple(full)


def cut_address(text: str) -> Query:
    """Return the house number and the words of what somebody typed; a postcode is left out.

    A number that belongs to the name stays in it.

    Examples
    --------
    >>> cut_address("12bis, r. de la Paix 93200")
    Query(words=('rue', 'paix'), number='12 bis')
    >>> cut_address("rue du 8 mai 1945").number
    ''
    """
    plain = " ".join(_WORD.findall(_POSTCODE.sub(" ", normalise(text))))
    first = _NUMBER_FIRST.match(plain)
    if first and _starts_a_street(plain[first.end() :]):
        return Query(address_words(plain[first.end() :]), _shown(first))
    last = _NUMBER_LAST.search(plain)
    if last and not re.search(r"\b(?:mai|juin|juillet|aout|septembre|novembre|mars|avril)\b", plain):
        return Query(address_words(plain[: last.start()]), _shown(last))
    return Query(address_words(plain), "")


def _starts_a_street(rest: str) -> bool:
    """Say whether what follows a number is a street: "8 mai 1945" is a date."""
    return not re.match(r"(?:mai|juin|juillet|aout|septembre|novembre|mars|avril)\b", rest)


def _shown(match: "re.Match[str]") -> str:
    return " ".join(part for part in match.groups() if part)


def sound(word: str) -> str:
    """Return about how a word sounds, to find what was written by ear.

    Examples
    --------
    >>> sound("jaurès") == sound("jores"), sound("philippe") == sound("filipe"), sound("paix") == sound("pont")
    (True, True, False)
    """
    said = normalise(word)
    if said.isdigit():
        return said
    for spelling, heard in _SOUNDS:
        said = re.sub(spelling, heard, said)
    return _SILENT_END.sub("", said)
