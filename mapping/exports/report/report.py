"""Put the report together: its chapters, in the order and with the words that the facilitator chose."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from mapping.domain.demonstration import notice
from mapping.domain.pillars import PILLARS, pillar_label
from mapping.domain.report_settings import ReportOrder, ReportSettings
from mapping.exports.bundle import Bundle
from mapping.exports.report.chapters import (
    annexes,
    filieres,
    gaps,
    method,
    participants,
    pillar,
    premises,
    residents,
    sheets,
    supply,
    unknown,
)
from mapping.exports.report.context import Context, Draw
from mapping.exports.report.document import Block, Chapter, Document, Paragraph, map_texts
from mapping.exports.report.words import clean, french
from mapping.i18n import _

Progress = Callable[[float, str], None]
"""Told the share done, 0 to 1, and what is being done."""

_CHAPTERS: dict[str, Callable[[Context], Iterator[Block]]] = {
    "method": method.blocks,
    "participants": participants.blocks,
    "supply": supply.blocks,
    "gaps": gaps.blocks,
    "sheets": sheets.blocks,
    "residents": residents.blocks,
    "premises": premises.blocks,
    "filieres": filieres.blocks,
    "unknown": unknown.blocks,
    "annexes": annexes.blocks,
}
_BEFORE_PILLARS = ("method", "participants")
_AFTER_PILLARS = ("sheets", "residents", "premises", "filieres", "unknown", "annexes")


def chapter_titles() -> dict[str, str]:
    """Return what may be hidden or written in: the title of each chapter by identifier, in order.

    Those of pillars are only in a report by pillars.
    """
    titles = {
        "method": _("Le territoire et la méthode"),
        "participants": _("Qui a participé"),
        "supply": _("Ce qui existe"),
        "gaps": _("Ce qui manque"),
        "sheets": _("Quartier par quartier"),
        "residents": _("Ce que voient les habitants"),
        "premises": _("Les locaux, et où ouvrir"),
        "filieres": _("Les filières"),
        "unknown": _("Ce qu'on ne sait pas"),
        "annexes": _("Annexes"),
    }
    return titles | {f"pillar_{name}": pillar_label(name) for name in PILLARS}


def report_document(
    bundle: Bundle, *, settings: ReportSettings, draw: Draw | None = None, on_progress: Progress | None = None
) -> Document:
    """Return the report of a workshop.

    Parameters
    ----------
    bundle
        What it is told from; a public one holds nothing private, and neither does the report.
    settings
        What the facilitator chose and wrote.
    draw
        What draws its maps; without it there are none.
    on_progress
        Told before each chapter.
    """
    context, titles = Context(bundle, settings, draw), chapter_titles()
    chosen = [name for name in _order(context) if name not in settings.hidden]
    chapters = []
    for rank, name in enumerate(chosen):
        if on_progress:
            on_progress(rank / max(len(chosen), 1), titles[name])
        blocks = (*_own_words(settings, name), *_blocks(context, name))
        chapters.append(Chapter(name, titles[name], blocks))
    workshop = bundle.snapshot.workshop
    document = Document(
        title=clean(workshop.title) or _("Atelier sans titre"),
        subtitle=_("Diagnostic de l'économie sociale et solidaire du quartier, fait avec ses habitants"),
        day=bundle.generated_at.date(),
        notice=notice() if workshop.is_demonstration else "",
        lines=tuple(_title_lines(bundle)),
        chapters=tuple(chapters),
    )
    # Fixed spaces go in here, once, so that every format says the same.
    return map_texts(document, french)


def _order(context: Context) -> list[str]:
    if context.settings.order is ReportOrder.CHAPTERS:
        return list(_CHAPTERS)
    return [*_BEFORE_PILLARS, *(f"pillar_{name}" for name in pillar.pillars(context)), *_AFTER_PILLARS]


def _blocks(context: Context, name: str) -> Iterator[Block]:
    if name.startswith("pillar_"):
        return pillar.blocks(context, name.removeprefix("pillar_"), hidden=context.settings.hidden)
    if context.settings.order is ReportOrder.PILLARS and name == "filieres":
        return filieres.jobs(context)
    if context.settings.order is ReportOrder.PILLARS and name == "residents":
        return residents.seen(context)
    return _CHAPTERS[name](context)


def _own_words(settings: ReportSettings, name: str) -> Iterator[Paragraph]:
    for part in clean(settings.text(name)).split("\n\n"):
        if part.strip():
            yield Paragraph(part.strip(), own=True)


def _title_lines(bundle: Bundle) -> Iterator[str]:
    yield _("Rapport du {day}").format(day=f"{bundle.generated_at:%d/%m/%Y}")
    yield (
        _("Version publique : seulement ce qui a été relu et accepté, rien de privé.")
        if bundle.public
        else _("Version de travail : elle compte aussi ce qui attend d'être relu. Ne pas diffuser telle quelle.")
    )


def with_settings(bundle: Bundle, settings: ReportSettings) -> Bundle:
    """Return a bundle whose workshop has other settings for its report, to try them without keeping them."""
    workshop = bundle.snapshot.workshop
    changed = replace(workshop, settings=replace(workshop.settings, report=settings))
    return replace(bundle, snapshot=replace(bundle.snapshot, workshop=changed))
