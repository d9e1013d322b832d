"""What a facilitator chooses and writes in the report; kept with the workshop, it survives a new report."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class ReportOrder(StrEnum):
    """By questions, as the workshop went, or by the three pillars of the contrat de ville."""

    CHAPTERS = "chapters"
    PILLARS = "pillars"


@dataclass(frozen=True, slots=True)
class ChapterText:
    """The facilitator's own words, put at the beginning of a chapter."""

    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """``hidden`` chapters are left out.

    ``verbatims`` are identifiers of contributions whose words are quoted, without anything about who said them.
    """

    order: ReportOrder = ReportOrder.CHAPTERS
    hidden: tuple[str, ...] = ()
    texts: tuple[ChapterText, ...] = ()
    verbatims: tuple[str, ...] = ()

    def text(self, chapter: str) -> str:
        """Return the facilitator's words for a chapter, empty when there are none.

        Examples
        --------
        >>> ReportSettings().with_text("method", "Trois séances.").text("method")
        'Trois séances.'
        """
        return next((written.text for written in self.texts if written.chapter == chapter), "")

    def with_text(self, chapter: str, text: str) -> "ReportSettings":
        """Return the same settings with other words for a chapter; empty ones take the chapter's away."""
        others = tuple(written for written in self.texts if written.chapter != chapter)
        return replace(self, texts=(*others, ChapterText(chapter, text)) if text else others)


def report_settings_from(values: dict[str, Any]) -> ReportSettings:
    """Return settings from stored values; absent ones take the default."""
    return ReportSettings(
        order=ReportOrder(values.get("order", ReportOrder.CHAPTERS)),
        hidden=tuple(values.get("hidden", ())),
        texts=tuple(ChapterText(**row) for row in values.get("texts", ())),
        verbatims=tuple(values.get("verbatims", ())),
    )
