"""What a reader says of its own guesses: which column, why, how sure, and what a person should look at."""

from dataclasses import dataclass
from enum import StrEnum

from mapping.i18n import _


class Confidence(StrEnum):
    """How far a guess may be trusted."""

    GIVEN = "given"
    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Guess:
    """The column found for a field (``""`` for none), the reason in French, and other columns that could answer."""

    field: str
    column: str
    reason: str
    confidence: Confidence
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A row that was kept and deserves a look: the row number of the file and the French sentence."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class WordMeaning:
    """A word of a category column: which filière it was taken for (``""``: none), how many rows hold it."""

    word: str
    filiere: str
    rows: int


def lines(count: int) -> str:
    """Return a number of rows in words.

    Examples
    --------
    >>> lines(1), lines(2)
    ('1 ligne', '2 lignes')
    """
    return _("1 ligne") if count == 1 else _("{n} lignes").format(n=count)
