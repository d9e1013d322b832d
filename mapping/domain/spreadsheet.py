"""Text from people in cells: a spreadsheet must show it, never run it."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def neutralise(text: str) -> str:
    """Return ``text`` as a spreadsheet shows it: a leading ``= + - @``, tab or CR gets an apostrophe before it.

    The rule is OWASP's for CSV injection. Meant for text columns only: a negative number is not text.

    Examples
    --------
    >>> neutralise('=HYPERLINK("http://exemple")'), neutralise("Régie de quartier")
    ('\\'=HYPERLINK("http://exemple")', 'Régie de quartier')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
