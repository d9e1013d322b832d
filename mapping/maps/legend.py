"""Legends: the sign beside its meaning, from the same table as the map."""

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mapping.domain.models import Verdict
from mapping.domain.nomenclature import Filiere
from mapping.i18n import _
from mapping.maps.drawing import SIDE, Stroke, sign_strokes, svg
from mapping.maps.palette import (
    HATCH_LINE,
    HATCHED,
    SIGNS,
    VERDICT_COLORS,
    SignKind,
    pending_label,
    sign_label,
)
from mapping.maps.popups import escape

_SWATCH = "M3 5h26v22h-26z"
_HATCHES = "M3 13l8-8M3 22l17-17M7 27l22-22M16 27l13-13M25 27l4-4"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend; ``strokes`` are drawn by ``drawing.svg`` or on paper."""

    strokes: tuple[Stroke, ...]
    label: str

    @property
    def svg(self) -> str:
        """The drawing as an inline SVG, silent for a screen reader: the label says it."""
        return svg(self.strokes, size_px=SIDE)

    @property
    def data_uri(self) -> str:
        """The drawing as a ``data:`` address, for labels that are Markdown."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode("utf-8")).decode("ascii")

    @property
    def picture(self) -> str:
        """The drawing as an ``<img>``, for pages that take SVG out of the HTML they are given, as Streamlit does."""
        return f'<img src="{self.data_uri}" alt="" width="{SIDE}" height="{SIDE}">'


def sign_entries(kinds: Iterable[SignKind] = tuple(SIGNS), *, pending: bool = True) -> list[Entry]:
    """Return what each sign means, without colour, then what a dashed one means."""
    entries = [Entry(sign_strokes(kind), sign_label(kind)) for kind in kinds]
    if pending:
        entries.append(Entry(sign_strokes(SignKind.PLACE, pending=True), pending_label()))
    return entries


def filiere_entries(filieres: Sequence[Filiere], *, others: bool = False) -> list[Entry]:
    """Return the colour and pictogram of each filière, then those of places without one."""
    entries = [Entry(sign_strokes(SignKind.OFFICIAL, filiere), filiere.label) for filiere in filieres]
    if others:
        entries.append(Entry(sign_strokes(SignKind.OFFICIAL), _("Sans besoin précisé")))
    return entries


def verdict_entries(label: Callable[[str], str]) -> list[Entry]:
    """Return the steps of the verdict scale; ``label`` gives the words of a verdict."""
    return [Entry(verdict_strokes(verdict), label(verdict)) for verdict in VERDICT_COLORS]


def verdict_strokes(verdict: Verdict) -> tuple[Stroke, ...]:
    """Return the swatch of one verdict, hatched where nothing can be said."""
    swatch = Stroke(_SWATCH, fill=VERDICT_COLORS[verdict], stroke=HATCH_LINE, width=1.5)
    return (swatch, Stroke(_HATCHES, stroke=HATCH_LINE, width=2.5)) if verdict in HATCHED else (swatch,)


def legend_html(entries: Iterable[Entry], *, title: str = "", inline: bool = False) -> str:
    """Return a legend as a list for ``st.html``, text escaped; ``inline`` names the class that lays it on a line."""
    head = f'<p class="carto-legend-title"><strong>{escape(title)}</strong></p>' if title else ""
    kind = "carto-legend carto-legend-inline" if inline else "carto-legend"
    items = "".join(
        f'<li style="display:flex;align-items:center;gap:.5rem;margin:.25rem 0">{entry.picture}'
        f"<span>{escape(entry.label)}</span></li>"
        for entry in entries
    )
    return f'{head}<ul class="{kind}" style="list-style:none;margin:0;padding:0">{items}</ul>'


def words_html(lines: Iterable[tuple[Entry, str, str]]) -> str:
    """Return a list of sentences, each with its pictogram and a smaller second line, for ``st.html``; texts escaped."""
    items = "".join(
        f"<li>{entry.picture}<span>{escape(said)}{f'<small>{escape(more)}</small>' if more else ''}</span></li>"
        for entry, said, more in lines
    )
    return f'<ul class="carto-words">{items}</ul>'
