"""Paint on pixels: fills and lines of many shapes at once, on the Agg renderer of matplotlib."""

import io
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import shapely
from matplotlib.backends import backend_agg
from matplotlib.colors import to_rgb
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray
from PIL import Image

from mapping.maps.basemap.inks import palette
from mapping.maps.basemap.mercator import Window

Vertices = NDArray[np.float64]
Codes = NDArray[np.uint8]
_CLOSE = int(Outline.CLOSEPOLY)
Cap = Literal["butt", "round"]
_AS_IT_IS = IdentityTransform()
_new_renderer: Any = backend_agg.RendererAgg


class Canvas:
    """A picture of a window. ``scale`` is the number of dots per pixel, 2 for a fine screen."""

    def __init__(self, window: Window, *, scale: float, ground: str) -> None:
        self.window = window
        self.scale = scale
        self._side = window.world_px * scale
        self._corner = np.array([window.left, window.top]) * scale
        self.width, self.height = round(window.width * scale), round(window.height * scale)
        self._renderer: Any = _new_renderer(self.width, self.height, 72)
        self._renderer.clear()
        corners = np.array([[0, 0], [self.width, 0], [self.width, self.height], [0, self.height], [0, 0]], dtype=float)
        codes = np.array([1, 2, 2, 2, _CLOSE], dtype=np.uint8)
        self._fill(corners, codes, ground, smooth=False)

    def fill(self, polygons: NDArray[np.object_], color: str, *, edge: str = "") -> None:
        """Fill polygons of the square of side 1; those that overlap make one."""
        if not len(polygons):
            return
        rings = shapely.get_rings(polygons)
        points, owners = shapely.get_coordinates(rings, return_index=True)
        codes = _codes(owners)
        codes[np.flatnonzero(np.diff(owners, append=-1))] = _CLOSE
        dots = self._dots(points)
        self._fill(dots, codes, color)
        if edge:
            self._stroke(dots, codes, edge, 0.8)

    def stroke(
        self, lines: NDArray[np.object_], color: str, width: float, *, dash: tuple[float, ...] = (), cap: Cap = "round"
    ) -> None:
        """Draw lines of the square of side 1; ``width`` in pixels, ``dash`` in widths."""
        if len(lines) and width > 0:
            points, owners = shapely.get_coordinates(lines, return_index=True)
            self._stroke(self._dots(points), _codes(owners), color, width, dash=dash, cap=cap)

    def write(self, outlines: Iterable[tuple[Vertices, Codes, str]], *, halo: str, halo_px: float) -> None:
        """Draw outlines given in pixels of the world, each in its colour, all halos below all of them."""
        drawn = [(vertices * self.scale - self._corner, codes, color) for vertices, codes, color in outlines]
        if not drawn:
            return
        together = np.concatenate([vertices for vertices, _codes, _color in drawn])
        self._stroke(together, np.concatenate([codes for _vertices, codes, _color in drawn]), halo, 2 * halo_px)
        for color in dict.fromkeys(color for _vertices, _codes, color in drawn):
            same = [(vertices, codes) for vertices, codes, other in drawn if other == color]
            self._fill(np.concatenate([v for v, _c in same]), np.concatenate([c for _v, c in same]), color)

    def png(self) -> bytes:
        """Return the picture as a PNG of 256 colours: four times lighter, and no eye sees it."""
        return _encoded(self._picture().quantize(palette=palette(), dither=Image.Dither.NONE), "PNG")

    def webp(self) -> bytes:
        """Return the picture as a WebP, lighter still, for a page that carries its map."""
        return _encoded(self._picture(), "WEBP", quality=60, method=4)

    def _picture(self) -> Image.Image:
        dots = self._renderer.buffer_rgba()
        return Image.frombuffer("RGBA", (self.width, self.height), dots, "raw", "RGBA", 0, 1).convert("RGB")

    def _dots(self, points: Vertices) -> Vertices:
        return np.asarray(points * self._side - self._corner)

    def _fill(self, dots: Vertices, codes: Codes, color: str, *, smooth: bool = True) -> None:
        pen = self._renderer.new_gc()
        pen.set_linewidth(0)
        pen.set_antialiased(smooth)
        self._renderer.draw_path(pen, self._path(dots, codes), _AS_IT_IS, to_rgb(color))
        pen.restore()

    def _stroke(
        self,
        dots: Vertices,
        codes: Codes,
        color: str,
        width: float,
        *,
        dash: tuple[float, ...] = (),
        cap: Cap = "round",
    ) -> None:
        pen = self._renderer.new_gc()
        pen.set_foreground(color)
        pen.set_linewidth(width * self.scale)
        pen.set_capstyle("butt" if dash else cap)
        pen.set_joinstyle("round")
        pen.set_antialiased(True)
        if dash:
            pen.set_dashes(0, [length * width * self.scale for length in dash])
        self._renderer.draw_path(pen, self._path(dots, codes), _AS_IT_IS, None)
        pen.restore()

    def _path(self, dots: Vertices, codes: Codes) -> Outline:
        """Agg counts from the bottom."""
        return Outline(np.column_stack([dots[:, 0], self.height - dots[:, 1]]), codes)


def _codes(owners: NDArray[np.intp]) -> Codes:
    codes = np.full(len(owners), Outline.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(np.diff(owners, prepend=-1))] = Outline.MOVETO
    return codes


def _encoded(picture: Image.Image, file_format: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, file_format, **options)
    return out.getvalue()
