"""A séance is described without names: what looks like one is told to whoever typed it."""

import re

from mapping.i18n import _

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}")
_TITLED = re.compile(r"\b(?:M\.|Mme|Mlle|Monsieur|Madame|Mr)\s+[A-ZÀ-Ý]")


def field_warning(text: str) -> str:
    """Return what to say of a field that looks like a person's name, phone or e-mail, or an empty text.

    Examples
    --------
    >>> field_warning("Parents d'élèves"), field_warning("Mme Durand")[:13]
    ('', '« Mme Durand ')
    """
    if any(pattern.search(text) for pattern in (_MAIL, _PHONE, _TITLED)):
        return _("« {text} » ressemble à un nom ou à un contact : une séance n'en garde pas. Corrigez-le.").format(
            text=text.strip()
        )
    return ""
