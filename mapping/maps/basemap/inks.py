"""The 256 colours of a tile, the same for all tiles: a plain ground must not change where two of them meet."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mapping.maps.basemap.style import (
    AREAS,
    BUILDING,
    GROUND_COLOR,
    HALO,
    ICON_COLOR,
    RAIL,
    SPOTS,
    STREET_INK,
    WATER_NAME,
    WATERWAY,
    WAYS,
)

_COLORS = 256


@lru_cache
def palette() -> Image.Image:
    """Return the palette, as what ``Image.quantize`` takes: the colours of the style, then mixtures of two of them."""
    flats = np.array([_rgb(color) for color in style_colors()], dtype=float)
    pairs = np.array(np.triu_indices(len(flats), k=1)).T
    mixtures = np.concatenate([flats[pairs[:, 0]] * (1 - t) + flats[pairs[:, 1]] * t for t in (0.25, 0.5, 0.75)])
    chosen = _spread(flats, np.unique(mixtures.round(), axis=0), _COLORS)
    picture = Image.new("P", (1, 1))
    picture.putpalette(chosen.astype(np.uint8).tobytes())
    return picture


def style_colors() -> list[str]:
    """Return every colour of the style once, ``#rrggbb``."""
    fills = [color for area in (*AREAS, BUILDING) for color in (area.fill, area.edge)]
    ways = [color for way in (*WAYS.values(), WATERWAY, RAIL) for color in (way.fill, way.casing)]
    inks = [STREET_INK, ICON_COLOR, WATER_NAME.color, *(spot.lettering.color for spot in SPOTS.values())]
    return list(dict.fromkeys(color for color in (GROUND_COLOR, HALO, *fills, *ways, *inks) if color))


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _spread(kept: NDArray[np.float64], others: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Add to ``kept`` the farthest of ``others``, one after the other."""
    away = np.min(np.linalg.norm(others[:, None] - kept[None], axis=2), axis=1)
    chosen = list(kept)
    while len(chosen) < count:
        farthest = int(np.argmax(away))
        chosen.append(others[farthest])
        away = np.minimum(away, np.linalg.norm(others - others[farthest], axis=1))
    return np.array(chosen)
