"""A séance is described without names: what looks like one is told to whoever typed it."""

from mapping.domain.personal_data import personal_data
from mapping.i18n import _


def field_warning(text: str) -> str:
    """Return what to say of a field that looks like a person's name, phone or address, or an empty text.

    Examples
    --------
    >>> field_warning("Parents d'élèves"), field_warning("Mme Durand")[:13]
    ('', '« Mme Durand ')
    """
    flags = personal_data(text)
    if not flags:
        return ""
    return _("{reason} : une séance n'en garde pas. Corrigez-la.").format(reason=flags[0].reason)
