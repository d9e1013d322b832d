"""Words of a text that may tell who somebody is: a name, a phone, an e-mail, the address of a home.

Rules a person can read, no model: they help the one who reads before publishing, and replace nobody. Names of streets
and of places (« rue Jean Jaurès ») are not people's. First names, names that places bear and shops that one is « chez »
are the data file ``names.csv``.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

from mapping.domain.identity import normalise
from mapping.i18n import _


class DataKind(StrEnum):
    """What a span of text looks like."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Flag:
    """One span, ``text[start:end]``, and what it looks like."""

    start: int
    end: int
    kind: DataKind
    words: str

    @property
    def reason(self) -> str:
        """Why it is flagged, in French."""
        return {
            DataKind.NAME: _("« {words} » ressemble au nom d'une personne"),
            DataKind.PHONE: _("« {words} » ressemble à un numéro de téléphone"),
            DataKind.EMAIL: _("« {words} » ressemble à une adresse e-mail"),
            DataKind.ADDRESS: _("« {words} » ressemble à l'adresse du logement de quelqu'un"),
        }[self.kind].format(words=self.words)


_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_PROPER = rf"{_CAPITAL}[\w'’]*(?:-{_CAPITAL}?[\w'’]+)*"
_EMAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\barobase\b)\s?[\w-]+(?:\s?(?:\.|\bpoint\b)\s?[\w-]+)+", re.I)
_GAP = r"[\s.\-/]*"
_PHONES = (
    re.compile(rf"(?<![\d+])(?:(?:\+|00)\s?33{_GAP}(?:\(0\){_GAP})?[1-9]|0{_GAP}[1-9])(?:{_GAP}\d{{2}}){{4}}(?!\s?\d)"),
    re.compile(r"(?<![\d+])(?:\+|00)\s?[1-9]\d{0,2}(?:[\s.\-/()]*\d){7,12}(?!\d)"),
)
_DIGIT = "un|deux|trois|quatre|cinq|six|sept|huit|neuf"
_NUMBER = (
    rf"(?:zéro|zero|{_DIGIT}|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante"
    r"|cents?|et|\d{1,2})"
)
_SPOKEN_PHONE = re.compile(rf"\bz[ée]ro[\s,-]+(?:{_DIGIT}|\d)\b(?:[\s,.-]+{_NUMBER}\b){{4,}}", re.I)
_TITLED = re.compile(
    rf"(?<![\w'’])(?:M\.|MM\.|[Mm]r\.?|[Mm]mes?\.?|[Mm]lles?\.?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Mm]aître"
    rf"|[Dd]octeur|[Dd]r\.?)\s+((?:{_CAPITAL}\.\s*)?{_PROPER}(?:\s+{_PROPER})?)"
)
_INTRODUCED = re.compile(
    r"(?:\b(?:je m['’]appelle|s['’]appelle|nommée?s?|prénommée?|mon nom est|(?:contacte[rz]|appele[rz]"
    rf"|demande[rz]|voir avec)(?: à)?)\s+)({_PROPER}(?:\s+{_PROPER})?)",
)
_AT_SOMEBODYS = re.compile(rf"(?<![\w'’])([Cc])hez\s+({_PROPER}(?:\s+{_PROPER})?)")
_SHOP = re.compile(
    r"(?:restaurant|resto|café|bar|salon|coiffeu(?:r|se)|épicerie|snack|boulangerie|boutique|magasin|pizzeria|garage)"
    r"\W*$",
    re.I,
)
_STREET_ADDRESS = re.compile(
    r"\b\d{1,4}\s?(?:bis|ter|quater)?,?\s+(?:rue|avenue|av\.?|boulevard|bd|bld|allée|impasse|place|chemin|square|cité"
    r"|passage|quai|cours|villa|sente|mail|résidence)\b[^,.;\n]{0,40}",
    re.I,
)
_AT_HOME = re.compile(
    r"\b(?:j['’]habite|habit(?:e|ent|ons|ait)|vi(?:t|vent|vons) (?:au|à)|log(?:e|ent|eons)|réside(?:nt)?|domicile"
    r"|(?:mon|son|leur|notre|votre) (?:adresse|appart\w*|logement|immeuble)|(?:ma|sa|leur|notre) (?:maison|porte)"
    r"|chez (?:moi|lui|elle|nous|eux|mes|ma|mon|son|sa|un|une)|appartement|appt\.?|apt\.?|digicode|interphone"
    r"|(?:\d+(?:e|er|ère|ème)|premier|deuxième|troisième|dernier) étage)",
    re.I,
)
_DOOR_CODE = re.compile(r"\b(?:digicode|code (?:de la|d['’]) ?(?:porte|entrée))\s*:?\s*(?=\w*\d)[A-D\d]{3,8}\b", re.I)
_PLACE_WORD = re.compile(
    r"(?i:\b(?:rues?|avenue|av|boulevard|bd|place|pl|square|allées?|impasse|chemin|cours|quai|passage|pont|cité|villa"
    r"|écoles?|maternelle|élémentaire|primaire|collège|lycée|université|campus|crèche|halte|gymnase|stade|piscine|salle"
    r"|espace|parc|jardin|bois|résidence|tour|barre|bâtiment|foyer|centre|médiathèque|bibliothèque|ludothèque"
    r"|maison (?:du|des|pour|de la|de quartier)|théâtre|cinéma|conservatoire|musée|hôpital|clinique|station|métro|gare"
    r"|arrêt|tram|mosquée|église|paroisse|temple|basilique|cathédrale|zac|quartier|secteur|îlot|groupe scolaire"
    r"|complexe|halles?|marché|association|fondation|librairie|prix|loi|plan|fort|port|canal|amphithéâtre|auditorium"
    r"|ferme|usine|promenade|mail|esplanade|rond-point|carrefour|cimetière|dispensaire|cmp|pmi|ehpad|club|compagnie|cie"
    r"|saint|sainte|st|ste)\b\.?[\s-]*(?:[«\"“]\s*)?)"
    r"(?:(?i:de|du|des|la|le|les|général|président|docteur|professeur|abbé|père|mère|commandant|colonel|capitaine"
    r"|maréchal|public|publique|municipale?|sociale?|mixte|culturel|commercial|sportif|saint|sainte)\s+|[dlDL]['’]\s?"
    rf"|{_CAPITAL}[\w'’.-]*\s+)*$"
)
"""A word for a street or a building, then at most the small words, ranks and names between it and the name."""
_NOT_A_NAME = frozenset(
    {
        "le", "la", "les", "un", "une", "de", "du", "des", "tout", "personne",
        "maire", "mairie", "directeur", "directrice", "president", "presidente", "depute", "deputee", "ministre",
        "prefet", "prefete", "gardien", "gardienne", "concierge",
        "monsieur", "madame", "mme", "mr", "mlle",
    }
)  # fmt: skip


def personal_data(text: str) -> tuple[Flag, ...]:
    """Return what in a text may tell who somebody is, in order, without overlaps.

    Examples
    --------
    >>> [flag.kind.value for flag in personal_data("Voir Mme Diallo au 06 12 34 56 78, rue Jean Jaurès.")]
    ['name', 'phone']
    >>> personal_data("L'école Marcel Pagnol, demander à Mme la maire.")
    ()
    """
    kept: list[Flag] = []
    # The widest of two that overlap: « Mme Fatou Diallo » rather than « Fatou ».
    for flag in sorted(_found(text), key=lambda flag: (flag.start - flag.end, flag.start)):
        if all(flag.end <= other.start or flag.start >= other.end for other in kept):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda flag: flag.start))


def _found(text: str) -> Iterator[Flag]:
    yield from (_flag(match, DataKind.EMAIL) for match in _EMAIL.finditer(text))
    for pattern in (*_PHONES, _SPOKEN_PHONE):
        yield from (_flag(match, DataKind.PHONE) for match in pattern.finditer(text))
    if _AT_HOME.search(text):
        yield from (_flag(match, DataKind.ADDRESS) for match in _STREET_ADDRESS.finditer(text))
    yield from (_flag(match, DataKind.ADDRESS) for match in _DOOR_CODE.finditer(text))
    yield from _named(text)


def _named(text: str) -> Iterator[Flag]:
    for match in _TITLED.finditer(text):
        office = normalise(match[1].split()[0]) in _NOT_A_NAME or _is_known_place(match[0])
        if not office and not _names_a_place(text, match.start()):
            yield _flag(match, DataKind.NAME)
    for match in _INTRODUCED.finditer(text):
        office = normalise(match[1].split()[0]) in _NOT_A_NAME or match[1].isupper()
        if not office and not _is_known_place(match[1]):
            yield _flag(match, DataKind.NAME, group=1)
    for match in _AT_SOMEBODYS.finditer(text):
        sign = match[1] == "C" and bool(_SHOP.search(text[: match.start()]))
        if not sign and not _is_known_place(match[2]):
            yield _flag(match, DataKind.NAME)
    yield from _first_names(text)


def _first_names(text: str) -> Iterator[Flag]:
    listed = _listed()
    for match in re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text):
        kind = listed.get(normalise(match[0]))
        capital = match[0][0].isupper()
        if kind is None or (not capital and kind != "any") or kind == "place":
            continue
        surname = re.match(rf"\s+{_PROPER}", text[match.end() :]) if capital else None
        end = match.end() + (surname.end() if surname else 0)
        if not _is_known_place(text[match.start() : end]) and not _names_a_place(text, match.start()):
            yield Flag(match.start(), end, DataKind.NAME, text[match.start() : end])


def _names_a_place(text: str, start: int) -> bool:
    return _PLACE_WORD.search(text[max(0, start - 60) : start]) is not None


def _is_known_place(name: str) -> bool:
    words = normalise(name).split()
    return any(_listed().get(" ".join(words[:length])) == "place" for length in range(1, len(words) + 1))


def _flag(match: re.Match[str], kind: DataKind, *, group: int = 0) -> Flag:
    return Flag(match.start(group), match.end(group), kind, match[group].strip())


@lru_cache
def _listed() -> Mapping[str, str]:
    """Return each listed name, normalised → ``capital`` or ``any`` (first names), or ``place``."""
    text = files("mapping.domain").joinpath("names.csv").read_text(encoding="utf-8")
    return MappingProxyType({normalise(row["name"]): row["kind"] for row in csv.DictReader(text.splitlines())})
