"""Withdrawal codes: three things to keep, « TAMBOUR-CERISE-47 », by which a person takes back what they gave.

The code itself is never stored: a workshop holds its fingerprint, which also says that two contributions come from one
person without saying who.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from mapping.domain.errors import ContributionError
from mapping.domain.identity import normalise
from mapping.i18n import _

CODE_MAX_CHARACTERS = 60
_LOWEST, _HIGHEST = 10, 99
_PARTS = re.compile(r"[a-z]+|[0-9]+")


@lru_cache
def code_words() -> tuple[str, ...]:
    """Return the nouns that codes are made of: no accent, and no two that differ by one letter.

    Examples
    --------
    >>> len(code_words()) >= 500, "tambour" in code_words()
    (True, True)
    """
    return tuple(files(__name__).joinpath("words.txt").read_text(encoding="utf-8").split())


def new_code(choose: Callable[[int], int]) -> str:
    """Return a new code.

    Parameters
    ----------
    choose
        A random source: for ``n``, a whole number from 0 to ``n - 1``; ``secrets.randbelow`` outside of tests.

    Examples
    --------
    >>> new_code(lambda most: 0)
    'ABEILLE-ABRICOT-10'
    """
    words = code_words()
    first = choose(len(words))
    # Two different words, so that one repeated by mistake is seen.
    second = (first + 1 + choose(len(words) - 1)) % len(words)
    number = _LOWEST + choose(_HIGHEST - _LOWEST + 1)
    return f"{words[first]}-{words[second]}-{number}".upper()


def parse_code(text: str) -> str:
    """Return a code as it is written here, from what a person typed: case, accents, spaces and dashes do not matter.

    Raises
    ------
    ContributionError
        When it is not a code of ours; no code can be guessed from the sentence.

    Examples
    --------
    >>> parse_code(" tambour cerise 47"), parse_code("Tambour-Cerise47"), parse_code("TAMBOURCERISE47")
    ('TAMBOUR-CERISE-47', 'TAMBOUR-CERISE-47', 'TAMBOUR-CERISE-47')
    """
    parts = _PARTS.findall(normalise(text[:CODE_MAX_CHARACTERS]))
    if len(parts) == 2:
        parts = [*_two_words(parts[0]), parts[1]]
    known = set(code_words())
    well_made = len(parts) == 3 and parts[2].isdigit() and _LOWEST <= int(parts[2]) <= _HIGHEST
    if not well_made or not {parts[0], parts[1]} <= known:
        raise ContributionError(
            _("Ce code n'est pas complet ou a une faute. Il a deux mots et un nombre, par exemple TAMBOUR-CERISE-47.")
        )
    return "-".join(parts).upper()


def author_key(code: str, workshop_id: str) -> str:
    """Return the fingerprint of a code in one workshop: the same code in another workshop is somebody else.

    Examples
    --------
    >>> author_key("TAMBOUR-CERISE-47", "a") == author_key("tambour cerise 47", "a")
    True
    >>> author_key("TAMBOUR-CERISE-47", "a") == author_key("TAMBOUR-CERISE-47", "b")
    False
    """
    written = parse_code(code)
    return hmac.new(workshop_id.encode("utf-8"), written.encode("ascii"), hashlib.sha256).hexdigest()


def receipt_of(key: str) -> str:
    """Return what the journal keeps once a person took everything back: who asks again is told that it is done."""
    return hashlib.sha256(key.encode("ascii")).hexdigest()[:24]


def _two_words(joined: str) -> list[str]:
    """Return the two words of a text where the dash was forgotten, or the text alone."""
    known = code_words()
    cuts = [[word, joined[len(word) :]] for word in known if joined.startswith(word) and joined[len(word) :] in known]
    return cuts[0] if len(cuts) == 1 else [joined]
