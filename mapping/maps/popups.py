"""The only door by which people's text gets into the HTML and the scripts of a map.

What a bubble says travels as data and is put in the page by ``textContent``. Nothing else of the project may build
a ``folium.Popup`` or a ``folium.Tooltip``, whose strings are raw HTML.
"""

import html
import json
from dataclasses import dataclass
from itertools import compress
from typing import Any

_IN_SCRIPT = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
    # folium compiles what it has rendered as a Jinja template, and streamlit-folium rewrites what is between `{{`.
    ("{{", "\\u007b\\u007b"),
    ("{%", "\\u007b%"),
    ("{#", "\\u007b#"),
)


PHOTO_URL = "/carto/photo/"
"""Where the app serves the photos that may be seen."""
PHOTO_LABEL = "\u2060"
"""The label of a line whose text is the address of a photo: an invisible character that no other label is."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """What is said of one thing of the map: a title, and a text under each label. Plain text, never HTML."""

    title: str
    labels: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """The labels, each with its text."""
        return tuple(zip(self.labels, self.texts))


def bubble(title: str, labels: tuple[str, ...], texts: tuple[str, ...]) -> Bubble:
    """Return a bubble without the lines whose text is empty.

    Examples
    --------
    >>> bubble("La Girafe", ("Adresse", "Ville"), ("", "Saint-Denis")).lines
    (('Ville', 'Saint-Denis'),)
    """
    if all(texts):
        return Bubble(title, labels, texts)
    return Bubble(title, tuple(compress(labels, texts)), tuple(compress(texts, texts)))


def with_photo(told: Bubble, photo_id: str) -> Bubble:
    """Return a bubble that ends with a photo of the app; unchanged without one.

    Examples
    --------
    >>> with_photo(Bubble("Un banc"), "7").texts
    ('/carto/photo/7',)
    """
    if not photo_id:
        return told
    return Bubble(told.title, (*told.labels, PHOTO_LABEL), (*told.texts, f"{PHOTO_URL}{photo_id}"))


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

    No tag, entity or line separator can end the script, nothing in it is an instruction for Jinja, and lone
    surrogates, which no page can carry, become ``?``.

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
    for found, written in _IN_SCRIPT:
        text = text.replace(found, written)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text
