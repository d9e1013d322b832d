"""Write the sheets of a workshop in one PDF: the map, the instructions, a table and an overlay for each group."""

from collections.abc import Callable, Sequence
from pathlib import Path

from mapping.domain.sheet_code import sheet_id
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.printing.canvas import Page
from mapping.exports.printing.document import About, pdf_of
from mapping.exports.printing.ground import ground_of
from mapping.exports.printing.paper import Paper
from mapping.exports.sheets.instructions import instruction_page
from mapping.exports.sheets.layout import layout_of
from mapping.exports.sheets.sheet import SheetPrinter
from mapping.exports.sheets.table import table_pages
from mapping.i18n import _

Progress = Callable[[float, str], None]


def write_sheets(
    bundle: Bundle,
    out: Path,
    *,
    paper: Paper,
    groups: Sequence[str] = (),
    code: str = "",
    on_progress: Progress | None = None,
) -> None:
    """Write the sheet, its instructions, then a table and an overlay for each group, to one PDF of vectors.

    Parameters
    ----------
    bundle
        What every document of the workshop is made from. Nothing that residents said is on a sheet.
    out
        The file, replaced at once if it exists.
    paper
        Of the map and of the overlays; the instructions and the tables are on A4.
    groups
        Their names; one table and one overlay with a line to write the name on when empty.
    code
        Quartier to show alone, with the same squares; the whole territory when empty.
    on_progress
        Told the share done and what is being drawn.

    Raises
    ------
    FileError
        When the file cannot be written, or when a name of group is too long for its code.
    WorkshopError
        When there is no zone, or none of that code.
    """
    content = rendered_sheets(bundle, paper=paper, groups=groups, code=code, on_progress=on_progress)
    with replacing(out) as part:
        part.write_bytes(content)


def groups_of(bundle: Bundle) -> tuple[str, ...]:
    """Return the groups of the current séance; none in a public view, which holds no séance."""
    snapshot = bundle.snapshot
    current = snapshot.workshop.settings.current_session
    return next((session.groups for session in snapshot.sessions if session.id == current), ())


def rendered_sheets(
    bundle: Bundle,
    *,
    paper: Paper,
    groups: Sequence[str] = (),
    code: str = "",
    on_progress: Progress | None = None,
) -> bytes:
    """Return the PDF that `write_sheets` writes."""
    tell = on_progress or (lambda _share, _what: None)
    workshop, zones = bundle.snapshot.workshop, bundle.snapshot.zones
    tell(0.0, _("Feuille d'atelier"))
    layout = layout_of(zones, paper, code=code, has_notice=workshop.is_demonstration)
    ground = ground_of(bundle.streets)
    place = dict(zip(zones["code"].astype(str), zones["name"].astype(str))).get(code, "")
    title = f"{workshop.title} : {place}" if place else workshop.title
    drawn = sheet_id(workshop.id, paper.size.value, paper.orientation.value, *map(str, layout.frame.bounds_m))
    printer = SheetPrinter(bundle, layout, ground, sheet=drawn)
    subtitle = _("Feuille d'atelier : collez, dessinez, écrivez le numéro et la case dans le tableau")
    pages = [printer.sheet(title=title, subtitle=subtitle)]
    marks = [(_("Feuille"), 0), (_("Comment faire ?"), 1)]
    pages.append(instruction_page(bundle, title=title, streets=ground is not None))
    asked = list(dict.fromkeys(" ".join(group.split()) for group in groups)) or [""]
    for rank, group in enumerate(asked):
        name = group or _("un groupe")
        tell((rank + 1) / (len(asked) + 1), name)
        marks.append((_("Tableau et calque : {group}").format(group=name), len(pages)))
        table: list[Page] = table_pages(title=title, sheet=drawn, group=group)
        pages += [*table, printer.overlay(title=title, group=group)]
    about = About(_("Feuilles d'atelier : {title}").format(title=title), subtitle, bundle.generated_at)
    content = pdf_of(pages, about, bookmarks=marks)
    tell(1.0, _("Feuilles prêtes"))
    return content
