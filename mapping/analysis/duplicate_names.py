"""Are two names the same one? Words that say little weigh little; words that contradict each other weigh much."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import log

from rapidfuzz import fuzz

from mapping.domain.identity import normalise

Words = tuple[str, ...]

LEGAL_WORDS = frozenset(
    {"association", "asso", "assoc", "ass", "loi", "1901", "scic", "scop", "sarl", "sas", "sasu", "sa", "eurl", "sci"}
    | {"snc", "cae", "coop", "cooperative", "esus", "aci", "eta", "ei", "etti", "ai", "gestionnaire", "gestion"}
    | {"exemple"}
)
"""Words of the legal form, and the mark of our own examples: two lists write them or not for the same actor."""
COMMON_WORDS = frozenset(
    {"accueil", "action", "actions", "activites", "aide", "amicale", "amis", "antenne", "atelier", "ateliers"}
    | {"batiment", "boutique", "bureau", "cafe", "centre", "club", "collectif", "comite", "commune", "communaute"}
    | {"compagnie", "culture", "culturel", "culturelle", "ecole", "entraide", "epicerie", "espace", "federation"}
    | {"ferme", "fonds", "formation", "foyer", "groupe", "habitants", "insertion", "jardin", "jardins", "jeunes"}
    | {"jeunesse", "locataires", "maison", "mission", "mouvement", "mutuelle", "nouvelle", "parents", "partage"}
    | {"pole", "quartier", "regie", "reseau", "ressourcerie", "restaurant", "restos", "saint", "sainte", "secours"}
    | {"section", "service", "services", "siege", "site", "social", "sociale", "solidaire", "solidaires"}
    | {"solidarite", "solidarites", "sport", "union", "vie", "ville"}
)
"""Words that many actors of this field have in their names: sharing one proves little."""
SITE_WORDS = frozenset({"nord", "sud", "est", "ouest", "centre", "antenne", "site", "annexe"})
"""Words that tell two sites of one actor apart: in one name only, they are taken as a contradiction."""

_LINKS = frozenset({"par", "pour", "sans", "sous", "sur"})
_ARTICLES = _LINKS | frozenset(
    {"a", "au", "aux", "ce", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "leur", "nos", "notre", "ou"}
    | {"qu", "s", "sa", "se", "un", "une"}
)
_FULL = {
    "bib": "bibliotheque",
    "cie": "compagnie",
    "cs": "centre social",
    "csc": "centre socioculturel",
    "ctre": "centre",
    "cc": "centre culturel",
    "mjc": "maison jeunes culture",
    "qtier": "quartier",
    "quart": "quartier",
    "rdq": "regie quartier",
    "rq": "regie quartier",
    "soc": "social",
    "sol": "solidaire",
    "st": "saint",
    "ste": "sainte",
}
_PARENTHESIS = re.compile(r"\((?:exemple|93|75|92|94|95|77|78|91)\)")
_BOTH_GENDERS = re.compile(r"(?<=[a-z]{2})[.·•]e[.·•]?s\b")
_WORD = re.compile(r"[a-z0-9]+")
_LEAST_NAMES = 1000
_LIGHT = 0.3
_ONE_SIDED = 0.3
_CONTRADICTS = 0.8
_SAME_WORD = 80.0
SIGLE_SCORE = 95.0


def name_words(name: str) -> Words:
    """Return all the words of a name, without case or accents; a sigle with points is one word.

    Examples
    --------
    >>> name_words("L'A.F.P.A.D. (Stains)")
    ('l', 'afpad', 'stains')
    """
    text = _PARENTHESIS.sub(" ", normalise(name)).replace("œ", "oe")
    text = re.sub(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}", lambda sigle: sigle[0].replace(".", ""), text)
    return tuple(_WORD.findall(_BOTH_GENDERS.sub("es", text)))


def core_words(name: str) -> Words:
    """Return the words that make a name: no article, no legal form, abbreviations in full.

    Examples
    --------
    >>> core_words("Asso. de la Régie de Qtier du Franc-Moisin")
    ('regie', 'quartier', 'franc', 'moisin')
    >>> core_words("La SCIC")
    ('scic',)
    """
    words = [full for word in name_words(name) for full in _FULL.get(word, word).split()]
    # A letter at the end is the name of a tower or of a second site, not an article.
    plain = [word for word in words[:-1] if word not in _ARTICLES]
    plain += [word for word in words[-1:] if word not in _ARTICLES or len(word) == 1]
    core = [word for word in plain if word not in LEGAL_WORDS]
    return tuple(core or plain or words)


def sigles(name: str) -> frozenset[str]:
    """Return the sigles that a name may have: its initials, with and without its legal form and small words.

    Examples
    --------
    >>> sorted(sigles("Association pour la Formation, la Prévention et l'Accès aux Droits"))
    ['afpad', 'apfpad', 'fpad', 'pfpad']
    """
    linked = [word for word in name_words(name) if word not in _ARTICLES or word in _LINKS]
    versions = (linked, [word for word in linked if word not in _LINKS])
    every = [*versions, *([word for word in words if word not in LEGAL_WORDS] for words in versions)]
    made = ("".join(word[0] for word in words) for words in every)
    return frozenset(sigle for sigle in made if len(sigle) >= 3)


def word_weights(names: Iterable[Words]) -> dict[str, float]:
    """Return the weight of each word: 1 when rare, down to 0.3 when many names or this whole field have it."""
    counts: Counter[str] = Counter()
    total = 0
    for words in names:
        counts.update(set(words))
        total += 1
    scale = log(max(total, _LEAST_NAMES))
    return {
        word: max(_LIGHT, (1 - log(count) / scale) * (0.5 if word in COMMON_WORDS else 1.0))
        for word, count in counts.items()
    }


def distinctiveness(words: Words, weights: Mapping[str, float]) -> float:
    """Return how much a name says: the weights of its words, added."""
    return sum(weights.get(word, 1.0) for word in set(words))


def name_score(one: Words, other: Words, weights: Mapping[str, float]) -> float:
    """Return from 0 to 100 how much two names say the same thing.

    The weight of the shared words, over that weight plus the words that contradict each other (left over on both
    sides) plus a third of those that only one of the two has.

    Examples
    --------
    >>> name_score(("ressourcerie", "cordon"), ("resourcerie", "cordon"), {}) > 95
    True
    >>> name_score(("club", "judo", "stains"), ("club", "karate", "stains"), {"club": 0.5, "stains": 0.3}) < 50
    True
    """
    if one == other or sorted(one) == sorted(other):
        return 100.0
    joined = fuzz.ratio("".join(one), "".join(other), score_cutoff=90.0) if _same_numbers(one, other) else 0.0
    matched, left = _match(one, other, weights)
    if not matched:
        return joined
    only_one = sum(_weight(word, weights) for word in left[0])
    only_other = sum(_weight(word, weights) for word in left[1])
    against = min(_contradiction(words, weights) for words in left) + _ONE_SIDED * abs(only_one - only_other)
    against += sum(_weight(word, weights) for word in (*left[0], *left[1]) if _tells_sites_apart(word))
    return max(joined, 100.0 * matched / (matched + against))


def is_sigle_of(short: Words, long_sigles: frozenset[str], long: Words) -> bool:
    """Say whether a name is the sigle of another one, or of words of it that follow each other, the others being there.

    Examples
    --------
    >>> is_sigle_of(("gem", "balancelle"), frozenset(), ("groupe", "entraide", "mutuelle", "balancelle"))
    True
    """
    found = {word for word in short if word in long_sigles}
    if found and set(short) - found <= set(long):
        return True
    initials = "".join(word[0] for word in long)
    return any(len(word) >= 3 and word in initials and _stands_for_some(word, short, long) for word in short)


def _stands_for_some(sigle: str, short: Words, long: Words) -> bool:
    rest = sorted(word for word in short if word != sigle)
    size = len(sigle)
    return bool(rest) and any(
        "".join(word[0] for word in long[start : start + size]) == sigle
        and sorted((*long[:start], *long[start + size :])) == rest
        for start in range(len(long) - size + 1)
    )


def _contradiction(words: list[str], weights: Mapping[str, float]) -> float:
    # A kind of activity proves little when shared, and much when it differs: a workshop is not a choir.
    return sum(max(_weight(word, weights), _CONTRADICTS if word in COMMON_WORDS else 0.0) for word in words)


def _tells_sites_apart(word: str) -> bool:
    return word in SITE_WORDS or len(word) == 1


def _weight(word: str, weights: Mapping[str, float]) -> float:
    return weights.get(word, 1.0)


def _same_numbers(one: Words, other: Words) -> bool:
    # A compass point or a number is a letter or two of a long name, and all the difference.
    kept = [{word for word in words if word.isdigit() or _tells_sites_apart(word)} for words in (one, other)]
    return kept[0] == kept[1]


def _match(one: Words, other: Words, weights: Mapping[str, float]) -> tuple[float, tuple[list[str], list[str]]]:
    """Return the weight of what two names share, and the words left over on each side."""
    rest = list(dict.fromkeys(other))
    left: list[str] = []
    matched = 0.0
    for word in dict.fromkeys(one):
        best, same = _best(word, rest)
        if same:
            matched += same * min(_weight(word, weights), _weight(best, weights))
            rest.remove(best)
        else:
            left.append(word)
    return matched, (left, rest)


def _best(word: str, others: list[str]) -> tuple[str, float]:
    if word in others:
        return word, 1.0
    found = max(((_alike(word, other), other) for other in others), default=(0.0, ""))
    return found[1], found[0]


# Words come back in thousands of names: each two are compared once.
@lru_cache(maxsize=1 << 17)
def _alike(one: str, other: str) -> float:
    if any(word.isdigit() or _tells_sites_apart(word) for word in (one, other)):
        return 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 3 and len(long) > len(short) + 1 and long.startswith(short):
        return 0.85
    if len(short) < 4:
        return 0.0
    return float(fuzz.ratio(one, other, score_cutoff=_SAME_WORD)) / 100
