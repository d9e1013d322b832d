"""Text from people in cells: a spreadsheet must show it, never run it."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralise(text: str) -> str:
    """Return ``text`` with an apostrophe before it when a spreadsheet would run it as a formula.

    The first characters are those of OWASP's page on CSV injection: ``= + - @``, tab, line ends, and the full-width
    forms. Meant for text columns only: a negative number is not text.

    Examples
    --------
    >>> neutralise("=1+1"), neutralise("Régie de quartier")
    ("'=1+1", 'Régie de quartier')
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def restore(text: str) -> str:
    """Return ``text`` as it was before `neutralise`, for a table that comes back to us.

    Examples
    --------
    >>> restore("'=1+1"), restore("'hier'")
    ('=1+1', "'hier'")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
