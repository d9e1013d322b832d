"""The languages that residents may choose, and how the one of a phone is guessed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """A language as its speakers name it; ``short`` is for a small button, ``dir`` is ``ltr`` or ``rtl``."""

    code: str
    name: str
    short: str
    dir: str = "ltr"
    reviewed: bool = False


LANGUAGES: tuple[Language, ...] = (
    Language("fr", "Français", "FR", reviewed=True),
    Language("en", "English", "EN"),
    Language("ar", "العربية", "عر", dir="rtl"),
    Language("tr", "Türkçe", "TR"),
    Language("pt", "Português", "PT"),
    Language("ta", "தமிழ்", "த"),
    Language("zh", "简体中文", "中"),
)
"""French is the source; ``reviewed`` says that a native speaker has read the catalogue."""


def language(code: str) -> Language:
    """Return a language by its code, French when there is none of that code.

    Examples
    --------
    >>> language("ar").dir, language("xx").code
    ('rtl', 'fr')
    """
    return next((known for known in LANGUAGES if known.code == code), LANGUAGES[0])


def negotiate(accept_language: str, asked: str | None = None) -> str:
    """Return the code to speak: the one asked for, else the best of the header ``Accept-Language``, else French.

    Examples
    --------
    >>> negotiate("de, tr;q=0.5, en;q=0.8"), negotiate("tr", "ta"), negotiate("pt-BR"), negotiate("de")
    ('en', 'ta', 'pt', 'fr')
    """
    known = {each.code for each in LANGUAGES}
    if asked in known:
        return str(asked)
    wished = [_wish(part) for part in accept_language.split(",")]
    best = max((wish for wish in wished if wish[1] in known and wish[0] > 0), key=lambda wish: wish[0], default=None)
    return best[1] if best else "fr"


def _wish(part: str) -> tuple[float, str]:
    tag, _, rest = part.partition(";")
    weight = rest.strip().removeprefix("q=")
    try:
        return float(weight or 1), tag.strip().lower().split("-")[0]
    except ValueError:
        return 0.0, ""
