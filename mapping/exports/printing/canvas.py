"""A sheet to draw on in millimetres, and its file: PDF and SVG of vectors, PNG of dots. No screen, no browser.

Fonts are embedded in a PDF as TrueType, so that its text can be searched and read aloud. In an SVG letters are
outlines: it looks the same where the typeface is not installed.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import fontpkg_atkinson_hyperlegible
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.exports.printing.glyphs import outline
from mapping.exports.printing.paper import MM_PER_INCH, POINTS_PER_MM, Area
from mapping.maps.basemap.style import Face
from mapping.maps.drawing import SIDE, Stroke
from mapping.maps.palette import INK, PAPER

Points = NDArray[np.float64]
Shapes = NDArray[np.object_] | BaseGeometry
Anchor = Literal["left", "center", "right"]
_MOST_VERTICES = 20_000
"""Of one path: the renderer of dots refuses those that cross too many of them."""
_FONTS = Path(fontpkg_atkinson_hyperlegible.__file__).parent / "files"
_SPARE_FONT = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"

mpl.rcParams.update(
    {"pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "cartoquartier", "path.simplify": False}
)


class Page:
    """One sheet; what is drawn later lies over what was drawn before."""

    def __init__(self, width_mm: float, height_mm: float) -> None:
        self.width_mm, self.height_mm = width_mm, height_mm
        self.figure = Figure(figsize=(width_mm / MM_PER_INCH, height_mm / MM_PER_INCH), dpi=72, facecolor=PAPER)
        inches = Affine2D().scale(1 / MM_PER_INCH, -1 / MM_PER_INCH).translate(0, height_mm / MM_PER_INCH)
        self._to_dots = inches + self.figure.dpi_scale_trans
        self._drawn = 0

    def fill(
        self,
        polygons: Shapes,
        color: str,
        *,
        edge: str = "",
        edge_mm: float = 0.1,
        opacity: float = 1.0,
        clip: Area | None = None,
    ) -> None:
        """Fill polygons given in millimetres; those that overlap make one."""
        flat = _single(polygons)
        flat = shapely.orient_polygons(flat[shapely.get_type_id(flat) == 3])
        for group in _groups(flat):
            rings = shapely.get_rings(group)
            points, owners = shapely.get_coordinates(rings, return_index=True)
            codes = _codes(owners)
            codes[np.flatnonzero(np.diff(owners, append=-1))] = Outline.CLOSEPOLY
            self._path(points, codes, fill=color, opacity=opacity, clip=clip, line=edge, width_mm=edge_mm)

    def stroke(
        self,
        lines: Shapes,
        color: str,
        width_mm: float,
        *,
        dash: tuple[float, ...] = (),
        cap: str = "round",
        clip: Area | None = None,
    ) -> None:
        """Draw lines, or the rings of polygons, given in millimetres; ``dash`` is in widths."""
        parts = _single(lines)
        rings = np.where(shapely.get_dimensions(parts) == 2, shapely.boundary(parts), parts) if len(parts) else parts
        flat = shapely.get_parts(rings)
        flat = flat[(shapely.get_dimensions(flat) == 1) & ~shapely.is_empty(flat)]
        for group in _groups(flat):
            points, owners = shapely.get_coordinates(group, return_index=True)
            self._path(points, _codes(owners), line=color, width_mm=width_mm, dash=dash, cap=cap, clip=clip)

    def hatch(self, polygons: Shapes, color: str, width_mm: float, *, step_mm: float, clip: Area | None = None) -> None:
        """Hatch polygons at 45 degrees, with lines that are cut at their edges."""
        shape = shapely.union_all(shapely.make_valid(_single(polygons)))
        if clip is not None:
            shape = shapely.clip_by_rect(shape, *clip.box)
        if shape.is_empty:
            return
        left, top, right, bottom = shape.bounds
        high = bottom - top
        starts = np.arange(np.floor((left - high) / step_mm), np.ceil(right / step_mm) + 1) * step_mm
        ends = np.array([[[x, bottom], [x + high, top]] for x in starts])
        self.stroke(shapely.intersection(shapely.linestrings(ends), shape), color, width_mm, cap="butt", clip=clip)

    def outlines(
        self, points: Points, codes: NDArray[np.uint8], color: str, *, halo: str = "", halo_mm: float = 0.0, clip: Area
    ) -> None:
        """Draw outlines of letters, given in millimetres: a halo, or their inside."""
        if halo:
            self._path(points, codes, line=halo, width_mm=2 * halo_mm, clip=clip)
        else:
            self._path(points, codes, fill=color, clip=clip)

    def rectangle(
        self, area: Area, *, fill: str = "", line: str = "", width_mm: float = 0.2, opacity: float = 1.0
    ) -> None:
        """Draw a rectangle."""
        points = shapely.get_coordinates(shapely.box(*area.box))
        codes = np.array([1, 2, 2, 2, Outline.CLOSEPOLY], dtype=np.uint8)
        self._path(points, codes, fill=fill, line=line, width_mm=width_mm, opacity=opacity, cap="butt")

    def sign(
        self, strokes: tuple[Stroke, ...], x: float, y: float, side_mm: float, *, clip: Area | None = None
    ) -> None:
        """Draw a sign of ``maps.drawing`` with its middle at a position."""
        ratio = side_mm / SIDE
        for stroke in strokes:
            vertices, codes = outline(stroke.path)
            inside = vertices * stroke.scale + (stroke.x, stroke.y)
            points = (inside - SIDE / 2) * ratio + (x, y)
            self._path(
                points,
                codes,
                fill=stroke.fill,
                line=stroke.stroke,
                width_mm=stroke.width * ratio,
                dash=tuple(length / stroke.width for length in stroke.dash),
                clip=clip,
            )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_mm: float,
        *,
        color: str = INK,
        face: Face = Face.REGULAR,
        anchor: Anchor = "left",
        halo: str = "",
        halo_mm: float = 0.0,
        turn_deg: float = 0.0,
    ) -> None:
        """Write one line, ``y`` being its base line."""
        said = printable(text)
        if not said:
            return
        font = FontProperties(fname=_font_for(said, face), size=size_mm * POINTS_PER_MM)
        if halo:
            self._halo(x, y, said, size_mm, font, anchor, halo, halo_mm)
        written = Text(
            x,
            y,
            said,
            color=color,
            fontproperties=font,
            horizontalalignment=anchor,
            verticalalignment="baseline",
            rotation=turn_deg,
            rotation_mode="anchor",
            parse_math=False,
        )
        self._add(written, None)

    def _halo(
        self, x: float, y: float, text: str, size_mm: float, font: FontProperties, anchor: Anchor, color: str, mm: float
    ) -> None:
        drawn = TextPath((0, 0), text.replace("$", "\\$"), size=size_mm, prop=font)
        if not len(drawn.vertices):
            return
        width = float(drawn.get_extents().x1)
        shift = {"left": 0.0, "center": width / 2, "right": width}[anchor]
        points = drawn.vertices * (1, -1) + (x - shift, y)
        self._path(points, np.asarray(drawn.codes, dtype=np.uint8), line=color, width_mm=2 * mm)

    def _path(
        self,
        points: Points,
        codes: NDArray[np.uint8],
        *,
        fill: str = "",
        line: str = "",
        width_mm: float = 0.0,
        opacity: float = 1.0,
        dash: tuple[float, ...] = (),
        cap: str = "round",
        clip: Area | None = None,
    ) -> None:
        patch = PathPatch(
            Outline(points, codes),
            facecolor=(fill, opacity) if fill else "none",
            edgecolor=line or "none",
            linewidth=width_mm * POINTS_PER_MM if line else 0.0,
            linestyle=(0.0, dash) if dash else "solid",
            capstyle="butt" if dash else cap,
            joinstyle="round",
        )
        self._add(patch, clip)

    def _add(self, artist: Artist, clip: Area | None) -> None:
        artist.set_transform(self._to_dots)
        artist.set_zorder(self._drawn)
        self._drawn += 1
        if clip is not None:
            box = Bbox([[clip.left, clip.bottom], [clip.right, clip.top]])
            artist.set_clip_box(TransformedBbox(box, self._to_dots))
        self.figure.add_artist(artist)

    def png(self, *, dpi: float, metadata: dict[str, str]) -> bytes:
        """Return the sheet as dots."""
        return self._saved("png", dpi=dpi, metadata=metadata)

    def svg(self, *, metadata: dict[str, Any]) -> bytes:
        """Return the sheet as an SVG."""
        return self._saved("svg", metadata=metadata)

    def _saved(self, file_format: str, **options: Any) -> bytes:
        out = io.BytesIO()
        self.figure.savefig(out, format=file_format, facecolor=PAPER, **options)
        return out.getvalue()


def printable(text: str) -> str:
    """Return a text on one line without what cannot be printed; a letter that no typeface here has becomes a box.

    Examples
    --------
    >>> printable("Épicerie\\x00 \\n $1 et $2")
    'Épicerie $1 et $2'
    """
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    spare = _letters(str(_SPARE_FONT))
    known = _letters(str(_font_path(Face.REGULAR)))
    return "".join(letter if ord(letter) in known or ord(letter) in spare else "\u25a1" for letter in line)


def _font_for(text: str, face: Face) -> Path:
    path = _font_path(face)
    return path if {ord(letter) for letter in text} <= _letters(str(path)) else _SPARE_FONT


def _font_path(face: Face) -> Path:
    return _FONTS / f"AtkinsonHyperlegible-{face.value}.ttf"


def _letters(path: str) -> frozenset[int]:
    if path not in _LETTERS:
        _LETTERS[path] = frozenset(FT2Font(path).get_charmap())
    return _LETTERS[path]


_LETTERS: dict[str, frozenset[int]] = {}


def _single(geometries: Shapes) -> NDArray[np.object_]:
    """Return every part of some geometries, of a collection too."""
    parts: NDArray[np.object_] = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.array(geometries, dtype=object))))
    return parts


def _groups(geometries: NDArray[np.object_]) -> Iterator[NDArray[np.object_]]:
    """Cut many geometries into runs of less than ``_MOST_VERTICES``."""
    if len(geometries):
        far = np.cumsum(shapely.get_num_coordinates(geometries)) // _MOST_VERTICES
        yield from np.split(geometries, np.flatnonzero(np.diff(far)) + 1)


def _codes(owners: NDArray[np.intp]) -> NDArray[np.uint8]:
    codes = np.full(len(owners), Outline.LINETO, dtype=np.uint8)
    codes[np.flatnonzero(np.diff(owners, prepend=-1))] = Outline.MOVETO
    return codes
