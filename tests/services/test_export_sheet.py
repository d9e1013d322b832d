"""The command and the page ask for sheets by a format and a document."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from mapping.domain.errors import FileError
from mapping.services.formats import Document, ExportFormat, Options
from mapping.services.restitute import write_document
from tests.exports.printing.bundles import make_bundle


def test_sheets_are_a_document_of_the_pdf_format(tmp_path: Path) -> None:
    out = tmp_path / "feuilles.pdf"
    options = Options(Document.SHEET, paper="A4", orientation="portrait")
    write_document(make_bundle(), file_format=ExportFormat.PDF, out=out, options=options)
    first = PdfReader(out).pages[0].mediabox
    assert (round(float(first.width) * 25.4 / 72), round(float(first.height) * 25.4 / 72)) == (210, 297)


def test_a_paper_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="inconnu"):
        write_document(
            make_bundle(),
            file_format=ExportFormat.PDF,
            out=tmp_path / "feuilles.pdf",
            options=Options(Document.SHEET, paper="A9"),
        )
