"""Pictograms of Font Awesome 6 Free (solid), read from the package that carries them, as outlines.

An outline needs no font to be loaded first: the same one is played on a canvas, in an SVG, or on paper.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import xstatic.pkg.font_awesome

FALLBACK = "circle"
"""Drawn for a filière whose pictogram Font Awesome does not have."""

_FOLDER = Path(xstatic.pkg.font_awesome.BASE_DIR) / "svgs" / "solid"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Icon:
    """One outline: an SVG path in a box of ``width`` by ``height`` units."""

    width: float
    height: float
    path: str


def has_icon(name: str) -> bool:
    """Say whether Font Awesome has a solid pictogram of that name.

    Examples
    --------
    >>> has_icon("apple-whole"), has_icon("../../secret"), has_icon("pomme")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None and (_FOLDER / f"{name}.svg").is_file()


@lru_cache
def icon(name: str) -> Icon:
    """Return the outline of a pictogram, or a plain disc when there is none of that name.

    Examples
    --------
    >>> icon("question").height, icon("pomme") == icon("circle")
    (512.0, True)
    """
    known = name if has_icon(name) else FALLBACK
    root = ElementTree.fromstring((_FOLDER / f"{known}.svg").read_text(encoding="utf-8"))
    paths = [element.attrib["d"] for element in root.iter() if element.tag.endswith("path")]
    _left, _top, width, height = map(float, root.attrib["viewBox"].split())
    return Icon(width, height, " ".join(paths))
