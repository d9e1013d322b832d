"""The demonstration workshop holds invented rows: how they are recognised, and the sentence that says so everywhere."""

from mapping.i18n import _

SUFFIX = "(exemple)"
"""Ends the name, the text or the source of every invented row."""


def notice() -> str:
    """Return the sentence that every page, map and export of a demonstration workshop shows.

    Examples
    --------
    >>> notice()[:15]
    'Démonstration :'
    """
    return _(
        "Démonstration : les structures, les populations, les repères et les contributions sont inventés ; "
        "seules les limites des quartiers sont officielles."
    )


def is_example(name: str) -> bool:
    """Say whether a name, a text or a source is marked as invented.

    Examples
    --------
    >>> is_example("Épicerie La Girafe (exemple)"), is_example("Un exemple à suivre")
    (True, False)
    """
    return name.rstrip().endswith(SUFFIX)
