"""The only door by which people's text gets into the HTML and the scripts of a map.

What a bubble says travels as data and is put in the page by ``textContent``. Nothing else of the project may build
a ``folium.Popup`` or a ``folium.Tooltip``, whose strings are raw HTML.
"""

import html
import json
from dataclasses import dataclass
from typing import Any

_IN_SCRIPT = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """What is said of one thing of the map: a title, and lines of (label, text). Plain text, never HTML."""

    title: str
    lines: tuple[tuple[str, str], ...] = ()


def escape(text: str) -> str:
    """Return text that HTML shows as it is, in an element or in a quoted attribute.

    Examples
    --------
    >>> escape('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    return html.escape(text, quote=True)


def json_for_script(value: Any) -> str:
    """Return JSON that may stand inside ``<script>``, in a page or in what streamlit-folium evaluates.

    No tag, entity or line separator can end the script; lone surrogates, which no page can carry, become ``?``; and
    ``{{`` is written otherwise, because streamlit-folium rewrites what it finds between such braces.

    Raises
    ------
    ValueError
        When a number is not finite: JSON has no word for it.

    Examples
    --------
    >>> json_for_script(["</script>", "{{ 'x' }}"])
    '["\\\\u003c/script\\\\u003e","\\\\u007b\\\\u007b \\'x\\' }}"]'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.translate(_IN_SCRIPT).replace("{{", "\\u007b\\u007b").encode("utf-8", "replace").decode("utf-8")
