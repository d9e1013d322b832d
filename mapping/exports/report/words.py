"""French as it is printed: spaces before signs, numbers, intervals, lists; and what people typed made harmless."""

import math
import re
import unicodedata
from collections.abc import Iterable

from mapping.i18n import _

NARROW, FIXED = "\u202f", "\u00a0"
_REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co"})
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_WIDE = re.compile(r" (?=[:»])|(?<=«) ")
_THIN = re.compile(r" (?=[;!?%€])")
_UNIT = re.compile(r"(?<=\d) (?=(?:km²|km|mm|m|min|minutes?|ha|habitants?|personnes?|lieux?)\b)")


def clean(text: str) -> str:
    """Return what somebody typed without what no page can print or what would turn its neighbours around.

    Control characters, halves of surrogate pairs, private ones and marks that change the direction of writing go; line
    ends become one sign. Everything else stays to the letter.

    Examples
    --------
    >>> clean("a\\x00b\\r\\n\\u202ec #1 <b>")
    'ab\\nc #1 <b>'
    """
    plain = _LINE_ENDS.sub("\n", text).translate(_REORDERING)
    kept = (sign for sign in plain if sign in "\n\t" or _is_printed(sign))
    return "".join(kept).replace("\t", " ").strip()


def _is_printed(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNPRINTABLE and sign not in "\ufffe\uffff"


def french(text: str) -> str:
    """Return a text with the spaces that a line may not be cut at, and curly apostrophes.

    Examples
    --------
    >>> french("« L'été » : 12 % !")
    '«\\xa0L’été\\xa0»\\xa0: 12\\u202f%\\u202f!'
    """
    spaced = _UNIT.sub(FIXED, _THIN.sub(NARROW, _WIDE.sub(FIXED, text)))
    return re.sub(r"(?<=[^\W\d_])'(?=[^\W_«])", "’", spaced)


def number(value: float, *, decimals: int = 0) -> str:
    """Return a number as French readers write it; one that is not known says so.

    Examples
    --------
    >>> number(12345.678, decimals=1), number(float("nan"))
    ('12\\u202f345,7', 'inconnu')
    """
    if value is None or math.isnan(value):
        return _("inconnu")
    if math.isinf(value):
        return _("aucun chemin")
    return f"{value:,.{decimals}f}".replace(",", NARROW).replace(".", ",")


def between(low: float, high: float, *, decimals: int = 0) -> str:
    """Return an interval in words.

    Examples
    --------
    >>> between(0.24, 7.22, decimals=1)
    'entre 0,2 et 7,2'
    """
    return _("entre {low} et {high}").format(low=number(low, decimals=decimals), high=number(high, decimals=decimals))


def listed(names: Iterable[str], *, most: int = 0) -> str:
    """Return names as a sentence lists them; past ``most`` (0: no limit) the others are counted.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b", "c", "d"], most=2)
    ('a, b et c', 'a, b et 2 autres')
    """
    every = list(names)
    if most and len(every) > most + 1:
        every = [*every[:most], _("{n} autres").format(n=len(every) - most)]
    if len(every) < 2:
        return "".join(every)
    return _("{first} et {last}").format(first=", ".join(every[:-1]), last=every[-1])


def runs_right_to_left(text: str) -> bool:
    """Say whether a text is in a script written from right to left, by its first letter that has a direction.

    Examples
    --------
    >>> runs_right_to_left("123 مرحبا"), runs_right_to_left("Bonjour مرحبا")
    (True, False)
    """
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((way in {"R", "AL"} for way in strong if way in {"L", "R", "AL"}), False)
