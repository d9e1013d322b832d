"""The fonts that a report is set in, carried by packages, and the signs that they can draw."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import fontpkg_atkinson_hyperlegible
import matplotlib
from fontTools.ttLib import TTFont

FAMILIES = ("Atkinson Hyperlegible", "DejaVu Sans")
"""The second draws what the first cannot: Arabic, Greek, Cyrillic, arrows, some pictograms."""
MISSING = "□"
_ATKINSON = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
_DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_IGNORABLE = frozenset("\n\u200b\u200c\u200d\ufe0e\ufe0f\u00ad\u2060")


def font_files() -> list[Path]:
    """Return the files of the fonts, in the order of ``FAMILIES``."""
    return [*sorted(_ATKINSON.glob("*.ttf")), *sorted(_DEJAVU.glob("DejaVuSans*.ttf"))]


@lru_cache
def _drawn() -> frozenset[int]:
    signs: set[int] = set()
    for file in (_ATKINSON / "AtkinsonHyperlegible-Regular.ttf", _DEJAVU / "DejaVuSans.ttf"):
        with TTFont(file, lazy=True) as font:
            signs |= font.getBestCmap().keys()
    return frozenset(signs)


def undrawn(texts: Iterable[str]) -> set[str]:
    """Return the signs of some texts that no carried font draws.

    Examples
    --------
    >>> sorted(undrawn(["Été مرحبا", "சமையல்"]))[:1]
    ['ச']
    """
    return {sign for text in texts for sign in text if ord(sign) not in _drawn()} - _IGNORABLE
