"""The archive of everything: each document once, and the maps of the report drawn once for its two formats."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mapping.i18n import _
from mapping.services.formats import Document, ExportFormat, Options

if TYPE_CHECKING:
    from mapping.services.writers import Order, Writer


@dataclass(frozen=True, slots=True)
class _Part:
    """One document; ``weight`` is about how many seconds it takes beside the others, for the progress told."""

    file_format: ExportFormat
    document: Document | None
    weight: float

    @property
    def name(self) -> str:
        return f"{self.document.value if self.document else 'page'}.{self.file_format.value}"


_PARTS = (
    _Part(ExportFormat.HTML, None, 2),
    _Part(ExportFormat.PDF, Document.MAP, 2),
    _Part(ExportFormat.PDF, Document.SHEET, 4),
    _Part(ExportFormat.PDF, Document.ATLAS, 10),
)
_REPORT_WEIGHT, _DATA_WEIGHT = 14.0, 4.0


def archive(order: "Order", writer: "Callable[[ExportFormat, Document | None], Writer]") -> None:
    """Write the archive: documents, then the data that it writes itself.

    Parameters
    ----------
    order
        What is asked; its options are not read.
    writer
        Returns what writes a document in a format.
    """
    from mapping.exports.archive import write_archive

    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        documents: dict[str, Path] = {}
        total, done = sum(part.weight for part in _PARTS) + _REPORT_WEIGHT + _DATA_WEIGHT, 0.0
        for part in _possible(order):
            path = documents[f"documents/{part.name}"] = Path(folder, part.name)
            order.progress(path.name, done / total)
            told = _within(order, path.name, done / total, part.weight / total)
            made = replace(order, out=path, options=Options(part.document), file_format=part.file_format, progress=told)
            writer(part.file_format, part.document)(made)
            done += part.weight
        documents |= _reports(order, Path(folder), done / total, _REPORT_WEIGHT / total)
        left = (done + _REPORT_WEIGHT) / total
        write_archive(
            order.bundle,
            order.out,
            documents=documents,
            progress=lambda name: order.progress(_("Archive : {file}").format(file=name), left),
        )


def _possible(order: "Order") -> Iterator[_Part]:
    """Yield what can be made: a workshop without a quartier has nothing to draw."""
    empty = order.bundle.snapshot.zones.empty
    return (part for part in _PARTS if not empty or part.document not in {Document.ATLAS, Document.SHEET})


def _within(order: "Order", name: str, start: float, length: float) -> "Callable[[str, float], None]":
    return lambda what, share: order.progress(f"{name} : {what}", start + min(max(share, 0.0), 1.0) * length)


def _reports(order: "Order", folder: Path, start: float, length: float) -> dict[str, Path]:
    """Write the report in both formats from the same blocks and the same pictures."""
    from mapping.exports.report.maps import drawer
    from mapping.exports.report.pdf import pdf_bytes
    from mapping.exports.report.report import report_document
    from mapping.exports.report.word import docx_bytes

    told = _within(order, _("Rapport"), start, length)
    document = report_document(
        order.bundle,
        settings=order.bundle.snapshot.workshop.settings.report,
        draw=drawer(order.bundle),
        on_progress=lambda share, what: told(what, share * 0.8),
    )
    found = {}
    for file_format, rendered in ((ExportFormat.PDF, pdf_bytes), (ExportFormat.DOCX, docx_bytes)):
        told(_("Mise en pages"), 0.8 if file_format is ExportFormat.PDF else 0.95)
        path = folder / f"{Document.REPORT.value}.{file_format.value}"
        path.write_bytes(rendered(document))
        found[f"documents/{path.name}"] = path
    return found
