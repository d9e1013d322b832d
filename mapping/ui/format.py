"""Numbers and dates as French readers write them; no process-wide locale."""

import re
from datetime import datetime

NARROW_SPACE = "\u202f"
# CommonMark lets any ASCII punctuation be escaped by a backslash.
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def number(value: float, *, decimals: int = 0) -> str:
    """Return a number with a thin space between thousands and a decimal comma.

    Examples
    --------
    >>> number(12345.678, decimals=1)
    '12\\u202f345,7'
    """
    return f"{value:,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")


def interval(low: float, high: float, *, decimals: int = 1) -> str:
    """Return an interval in words.

    Examples
    --------
    >>> interval(0.2, 7.25)
    'entre 0,2 et 7,2'
    """
    return f"entre {number(low, decimals=decimals)} et {number(high, decimals=decimals)}"


def day(moment: datetime) -> str:
    """Return a date, day first.

    Examples
    --------
    >>> day(datetime(2026, 11, 23))
    '23/11/2026'
    """
    return f"{moment:%d/%m/%Y}"


def plain(text: str) -> str:
    r"""Return ``text`` so that Streamlit's Markdown shows it to the letter: what people typed is never markup.

    Examples
    --------
    >>> plain("![](http://x) :red[a]")
    '\\!\\[\\]\\(http\\:\\/\\/x\\) \\:red\\[a\\]'
    """
    return _PUNCTUATION.sub(r"\\\g<0>", text).replace("\n", "  \n")
