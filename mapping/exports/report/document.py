"""A report as blocks of plain text: what it says, without a word about how a format writes it."""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside a chapter; ``level`` 2 is a section, 3 a part of one."""

    text: str
    level: int = 2
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``own`` when the facilitator wrote it."""

    text: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """``fill`` and ``ink`` are ``#rrggbb``, empty for the default; a colour never says what the text does not."""

    text: str
    fill: str = ""
    ink: str = ""


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption.

    ``widths`` are relative, one per column. ``upright`` tells that the headers after the first column are written
    from bottom to top, for narrow columns whose cells are then centred. ``notes`` come under it.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    notes: tuple[str, ...] = ()
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture, what it shows for who does not see it, and its caption. ``width_mm`` is that on paper."""

    png: bytes
    alt: str
    caption: str
    width_mm: float = 160.0


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a resident, to the letter; ``about`` says what they are about, never who said them."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What must be known to read what is around it."""

    text: str


Block = Heading | Paragraph | Bullets | TableBlock | Figure | Quote | Note


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter; ``id`` is what settings name it by."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report. ``notice`` is on every page, empty for most; ``lines`` are those of the title page."""

    title: str
    subtitle: str
    day: date
    notice: str
    lines: tuple[str, ...]
    chapters: tuple[Chapter, ...]


Part = TypeVar("Part")


def map_texts(part: Part, change: Callable[[str], str]) -> Part:
    """Return the same document, chapter or block with each of its texts changed, identifiers and colours aside.

    Examples
    --------
    >>> map_texts(Paragraph("oui"), str.upper).text
    'OUI'
    """
    if isinstance(part, str):
        return change(part)  # type: ignore[return-value]
    if isinstance(part, tuple):
        return tuple(map_texts(each, change) for each in part)  # type: ignore[return-value]
    if not is_dataclass(part) or isinstance(part, type):
        return part
    kept = {"id", "fill", "ink"}
    values: dict[str, Any] = {
        field.name: map_texts(getattr(part, field.name), change) for field in fields(part) if field.name not in kept
    }
    return replace(part, **values)
