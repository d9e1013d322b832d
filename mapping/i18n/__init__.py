"""Every string a person sees goes through ``_``: French is the source, catalogues translate it.

The language is held in a context variable, because one process serves several people at once.
"""

import gettext
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

SOURCE_LANGUAGE = "fr"
_LOCALES_DIR = Path(__file__).parent / "locales"
_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("cartoquartier", _LOCALES_DIR, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """Translate what follows in the current context into ``language`` (ISO 639-1 code)."""
    _language.set(language)


def _(message: str) -> str:
    """Return ``message`` in the language of the current context, or as written."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form that ``number`` asks for, in the language of the current context.

    Examples
    --------
    French treats zero as a singular, which gettext's default rule for an absent catalogue does not.

    >>> ngettext("{n} lieu", "{n} lieux", 0).format(n=0)
    '0 lieu'
    """
    if _language.get() == SOURCE_LANGUAGE:
        return singular if number < 2 else plural
    return _catalogue(_language.get()).ngettext(singular, plural, number)
