"""What chapters are told from: the bundle, and the look-ups that several of them need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from mapping.domain.models import ContributionKind
from mapping.domain.nomenclature import Filiere
from mapping.domain.report_settings import ReportSettings
from mapping.domain.tables import split_values
from mapping.exports.bundle import Bundle
from mapping.exports.report.document import Cell, Figure, TableBlock
from mapping.exports.report.words import clean
from mapping.i18n import _

Drawing = tuple[bytes, str]
"""A picture (PNG), and what it shows in words."""


class Draw(Protocol):
    """Draws a map."""

    def __call__(self, subject: str, *, code: str, filiere: str, width_mm: float, height_mm: float) -> Drawing | None:
        """Return the map of a subject of ``printing.subjects.MapSubject``; None when there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Context:
    """``draw`` None makes a report without maps."""

    bundle: Bundle
    settings: ReportSettings
    draw: Draw | None = None

    @property
    def filieres(self) -> tuple[Filiere, ...]:
        """Return the needs of the workshop, in their order."""
        return self.bundle.snapshot.workshop.filieres

    def zones(self) -> list[tuple[str, str]]:
        """Return the code and name of each quartier, in order."""
        frame = self.bundle.snapshot.zones
        return [(str(code), clean(str(name))) for code, name in zip(frame["code"], frame["name"], strict=True)]

    def zone_names(self, cell: str) -> str:
        """Return the names of the quartiers whose codes a cell holds."""
        names = dict(self.zones())
        return ", ".join(names.get(code, code) for code in split_values(cell))

    def filiere_names(self, cell: str) -> str:
        """Return the labels of the needs whose identifiers a cell holds."""
        names = {filiere.id: filiere.label for filiere in self.filieres}
        return ", ".join(clean(names.get(value, value)) for value in split_values(cell))

    def reading(self, name: str) -> pd.DataFrame:
        """Return a table of the diagnostic, without a row or a column when it was not computed."""
        found = self.bundle.readings.get(name)
        return pd.DataFrame() if found is None else found

    def rows(self, frame: pd.DataFrame) -> list[dict[str, Any]]:
        """Return the rows of a table by name of column."""
        return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]

    def contributions(self, kind: ContributionKind) -> pd.DataFrame:
        """Return what was said, of one kind; withdrawn, refused and merged ones are not in a bundle's counts."""
        held = self.bundle.snapshot.contributions
        return pd.DataFrame(held[(held["kind"] == kind) & held["status"].isin(["accepted", "pending"])])

    def place_name(self, place_id: str) -> str:
        """Return the name of a place, or words for one whose name may not be shown."""
        table = self.bundle.actors
        found = table.loc[table["place_id"] == place_id, "name"]
        return clean(str(found.iloc[0])) if len(found) and str(found.iloc[0]).strip() else _("lieu sans nom")

    def published(self) -> set[tuple[str, str]]:
        """Return the quartiers and needs that enough people ask for, for that to be told."""
        gaps = self.bundle.gaps
        kept = gaps[gaps["people_asking"] >= self.bundle.parameters.min_people]
        return set(zip(kept["code_qp"], kept["filiere"], strict=True))

    def figures(
        self, subject: str, caption: str, *, code: str = "", filiere: str = "", size: tuple[float, float]
    ) -> Iterator[Figure]:
        """Yield the map of a subject, or nothing; ``size`` is its width and height in millimetres."""
        if self.draw is None:
            return
        drawn = self.draw(subject, code=code, filiere=filiere, width_mm=size[0], height_mm=size[1])
        if drawn is not None:
            png, alt = drawn
            yield Figure(png, clean(alt), caption, width_mm=size[0])


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float] = (),
    notes: Sequence[str] = (),
) -> TableBlock:
    """Return a table of plain cells; columns have the same width unless ``widths`` says otherwise."""
    cells = tuple(tuple(Cell(text) for text in row) for row in rows)
    return TableBlock(caption, tuple(header), cells, tuple(widths) or (1.0,) * len(header), tuple(notes))


def truth(value: Any) -> bool:
    """Say whether a cell that may be missing is true."""
    return bool(pd.notna(value) and value)
