"""Every string a person sees goes through ``_``: French is the source, catalogues translate it.

The language is held in a context variable, because one process serves several people at once.
"""

import gettext
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

SOURCE_LANGUAGE = "fr"
_LOCALES_DIR = Path(__file__).parent / "locales"
Said = TypeVar("Said")
_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("cartoquartier", _LOCALES_DIR, languages=[language], fallback=True)


def use_language(language: str) -> None:
    """Translate what follows in the current context into ``language`` (ISO 639-1 code)."""
    _language.set(language)


def in_language(language: str, make: Callable[[], Said]) -> Said:
    """Return what ``make`` says in another language; the one of the current context stays.

    Examples
    --------
    >>> in_language("en", lambda: _("Apprendre")), _("Apprendre")
    ('Learning', 'Apprendre')
    """

    def said() -> Said:
        use_language(language)
        return make()

    return copy_context().run(said)


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
    found = _catalogue(_language.get()).ngettext(singular, plural, number)
    # Our catalogues hold each form as a sentence of its own, worded so that it suits any number of its language.
    return _(singular if number == 1 else plural) if found in (singular, plural) else found
