"""Which writer makes which document; each imports what it needs itself, so that a table does not wait for a map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.exports.bundle import Bundle
from mapping.exports.public import public_id
from mapping.i18n import _
from mapping.services.basemap import CARRIED_BYTES, Tiles
from mapping.services.formats import Document, ExportFormat, Options, Subject

Progress = Callable[[str, float], None]
"""What is being made, and the share (0 to 1) that is done."""

_MARGIN_BYTES = 100_000
"""The names of the tiles and who made them, in a page that carries some."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a writer is given."""

    bundle: Bundle
    out: Path
    options: Options
    file_format: ExportFormat
    tiles: Tiles | None = None
    progress: Progress = lambda _what, _share: None


Writer = Callable[[Order], None]


def writer(file_format: ExportFormat, document: Document | None) -> Writer:
    """Return what writes a document in a format; the usual one when ``document`` is None.

    Raises
    ------
    FileError
        When there is no such document in that format.
    """
    known = documents_of(file_format)
    asked = document or known[0]
    if (file_format, asked) in WRITERS:
        return WRITERS[file_format, asked]
    offered = ", ".join(each.value for each in known if each)
    raise FileError(
        _("Il n'y a pas de document « {got} » au format {format}. {hint}").format(
            got=document,
            format=file_format.value,
            hint=_("Choisissez parmi : {offered}.").format(offered=offered) if offered else _("Ôtez --document."),
        )
    )


def documents_of(file_format: ExportFormat) -> tuple[Document | None, ...]:
    """Return the documents that a format may hold, the usual one first; None alone where there is nothing to choose."""
    return tuple(document for known, document in WRITERS if known is file_format)


def _page(order: Order) -> None:
    from mapping.exports.html import MOST_BYTES, html_page, write_html

    carried = None
    if order.tiles is not None:
        room = MOST_BYTES - _MARGIN_BYTES - len(html_page(order.bundle).encode())
        # Written as text, a picture weighs a third more.
        at_most = min(CARRIED_BYTES, max(room, 0) * 3 // 4)
        carried = order.tiles.carried(order.bundle.snapshot.zones, at_most_bytes=at_most)
    write_html(order.bundle, order.out, basemap=carried)


def _csv(order: Order) -> None:
    from mapping.exports.tables import write_csv

    write_csv(order.bundle.snapshot, order.out)


def _geojson(order: Order) -> None:
    from mapping.exports.gis import write_geojson

    bundle = order.bundle
    write_geojson(bundle.snapshot, bundle.gaps, order.out, generated_at=bundle.generated_at)


def _geopackage(order: Order) -> None:
    from mapping.exports.gis import write_geopackage

    bundle = order.bundle
    write_geopackage(bundle.snapshot, bundle.gaps, order.out, generated_at=bundle.generated_at)


def _kml(order: Order) -> None:
    from mapping.exports.kml import write_kml

    write_kml(order.bundle, order.out)


def _umap(order: Order) -> None:
    from mapping.exports.umap import write_umap

    write_umap(order.bundle, order.out)


def _xlsx(order: Order) -> None:
    from mapping.exports.xlsx import write_xlsx

    write_xlsx(order.bundle, order.out)


def _report_pdf(order: Order) -> None:
    from mapping.exports.report.pdf import write_report_pdf

    write_report_pdf(order.bundle, order.out, on_progress=lambda share, what: order.progress(what, share))


def _report_docx(order: Order) -> None:
    from mapping.exports.report.word import write_report_docx

    write_report_docx(order.bundle, order.out, on_progress=lambda share, what: order.progress(what, share))


def _map(order: Order) -> None:
    from mapping.exports.printing.contents import MapSubject
    from mapping.exports.printing.maps import MapFormat, write_map
    from mapping.exports.printing.paper import PaperSize, paper_of
    from mapping.exports.printing.tiles import write_tiles

    options = order.options
    paper = paper_of(options.paper or ("A0" if options.tiles else "A3"), options.orientation or "landscape")
    subject = MapSubject((options.subject or _guessed(options)).value)
    asked = {
        "code": options.qpv,
        "filiere": options.filiere,
        "scenario_id": _scenario(order) if subject.value == Subject.SCENARIO.value else "",
    }
    if options.tiles:
        sheet = paper_of(options.tiles).size
        write_tiles(order.bundle, order.out, subject, paper=paper, sheet=PaperSize(sheet), **asked)
    else:
        made = MapFormat(order.file_format.value)
        write_map(order.bundle, order.out, subject, paper=paper, file_format=made, **asked)


def _scenario(order: Order) -> str:
    """Return the scenario that is asked for, as this bundle knows it: a public one has names of its own."""
    held, asked = order.bundle.scenarios, order.options.scenario
    if not asked:
        return held[-1].id if held else ""
    known = {asked, public_id(order.bundle.snapshot.workshop, asked)}
    return next((one.id for one in held if one.id in known), asked)


def _guessed(options: Options) -> Subject:
    """Return the subject of who only said a quartier or a need."""
    if options.qpv:
        return Subject.QPV
    return Subject.FILIERE if options.filiere else Subject.TERRITORY


def _atlas(order: Order) -> None:
    from mapping.exports.printing.atlas import write_atlas
    from mapping.exports.printing.paper import paper_of

    def told(what: str, done: int, total: int | None) -> None:
        order.progress(what, done / total if total else 0.0)

    paper = paper_of(order.options.paper or "A4", order.options.orientation or "portrait")
    write_atlas(order.bundle, order.out, paper=paper, on_progress=told)


def _sheets(order: Order) -> None:
    from mapping.exports.printing.paper import PaperSize, paper_of
    from mapping.exports.sheets.layout import best_paper
    from mapping.exports.sheets.writing import groups_of, write_sheets

    options = order.options
    paper = paper_of(options.paper or "A3", options.orientation or "landscape")
    if not options.orientation:
        paper = best_paper(order.bundle.snapshot.zones, PaperSize(paper.size), code=options.qpv)
    write_sheets(
        order.bundle,
        order.out,
        paper=paper,
        groups=groups_of(order.bundle),
        code=options.qpv,
        on_progress=lambda share, what: order.progress(what, share),
    )


def _archive(order: Order) -> None:
    from mapping.services.archiving import archive

    archive(order, writer)


WRITERS: Mapping[tuple[ExportFormat, Document | None], Writer] = {
    (ExportFormat.HTML, None): _page,
    (ExportFormat.PDF, Document.REPORT): _report_pdf,
    (ExportFormat.PDF, Document.MAP): _map,
    (ExportFormat.PDF, Document.ATLAS): _atlas,
    (ExportFormat.PDF, Document.SHEET): _sheets,
    (ExportFormat.PNG, Document.MAP): _map,
    (ExportFormat.SVG, Document.MAP): _map,
    (ExportFormat.DOCX, Document.REPORT): _report_docx,
    (ExportFormat.XLSX, None): _xlsx,
    (ExportFormat.CSV, None): _csv,
    (ExportFormat.GPKG, None): _geopackage,
    (ExportFormat.GEOJSON, None): _geojson,
    (ExportFormat.KML, None): _kml,
    (ExportFormat.UMAP, None): _umap,
    (ExportFormat.ZIP, None): _archive,
}
"""In the order of ``documents_of``: the usual document of a format comes first."""
