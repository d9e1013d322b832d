"""Sheets of paper, and how large what is drawn on each of them is."""

from dataclasses import dataclass
from enum import StrEnum

from mapping.domain.errors import FileError
from mapping.i18n import _

MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH
PRINT_DPI = 300


class PaperSize(StrEnum):
    """ISO 216 sizes."""

    A4 = "A4"
    A3 = "A3"
    A2 = "A2"
    A1 = "A1"
    A0 = "A0"


class Orientation(StrEnum):
    """Which side is up."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


_SIDES_MM = {
    PaperSize.A4: (210.0, 297.0),
    PaperSize.A3: (297.0, 420.0),
    PaperSize.A2: (420.0, 594.0),
    PaperSize.A1: (594.0, 841.0),
    PaperSize.A0: (841.0, 1189.0),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet."""

    size: PaperSize = PaperSize.A4
    orientation: Orientation = Orientation.PORTRAIT

    @property
    def width_mm(self) -> float:
        """Width, in millimetres."""
        return _SIDES_MM[self.size][self.orientation is Orientation.LANDSCAPE]

    @property
    def height_mm(self) -> float:
        """Height, in millimetres."""
        return _SIDES_MM[self.size][self.orientation is Orientation.PORTRAIT]

    @property
    def is_landscape(self) -> bool:
        """Whether the sheet is wider than high."""
        return self.orientation is Orientation.LANDSCAPE


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of paper in millimetres, x to the right and y downwards from the top left corner of the sheet."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.top + self.height

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    def inner(self, margin: float) -> "Area":
        """Return the same rectangle without a margin all around.

        Examples
        --------
        >>> Area(0, 0, 100, 50).inner(10)
        Area(left=10, top=10, width=80, height=30)
        """
        return Area(self.left + margin, self.top + margin, self.width - 2 * margin, self.height - 2 * margin)


def paper_of(size: str, orientation: str = Orientation.PORTRAIT) -> Paper:
    """Return a sheet from two words, as a command or a page gives them.

    Raises
    ------
    FileError
        When there is no such paper.

    Examples
    --------
    >>> paper_of("a3", "landscape").width_mm
    420.0
    """
    try:
        return Paper(PaperSize(size.upper()), Orientation(orientation.lower()))
    except ValueError as error:
        raise FileError(
            _("Papier « {size}, {orientation} » inconnu. Choisissez parmi {known}, portrait ou landscape.").format(
                size=size, orientation=orientation, known=", ".join(PaperSize)
            )
        ) from error


def unit_of(width_mm: float, height_mm: float) -> float:
    """Return how many times larger than on A4 letters and signs are drawn: less than the sheet, and more than nothing.

    A wall is read from farther away than a table, but it also has to hold more.

    Examples
    --------
    >>> unit_of(210, 297), round(unit_of(841, 1189), 2)
    (1.0, 2.83)
    """
    return float((min(width_mm, height_mm) / 210.0) ** 0.75)
