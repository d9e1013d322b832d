"""The two formats: the same blocks, read again from the files, with what each must carry for everybody to read it."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from mapping.domain.report_settings import ChapterText
from mapping.exports.report.fonts import MISSING, undrawn
from mapping.exports.report.pdf import pdf_bytes, write_report_pdf
from mapping.exports.report.word import docx_bytes, write_report_docx
from tests.exports.report.reports import ALT, bundle, letters, pdf_pages, report, texts, whole, word_text
from tests.exports.snapshots import make_snapshot

HOSTILE = (
    "#1 *x* $a$ @ref [b](http://x)",
    "<b>gras</b> & </w:t>",
    "=HYPERLINK(0)",
    "مرحبا بكم في الحي",
    "\u202eretourné",
    "x" * 2_000,
    "Bravo 🙂",
    'guillemets " \\ ` ~',
    "a\x00b\x0bc\x1b\uffff",
)


def kids(item: Any) -> list[Any]:
    held = item.get("/K", [])
    held = held if isinstance(held, list) else [held]
    return [each.get_object() for each in held if hasattr(each.get_object(), "get")]


def tagged(item: Any, kind: str) -> list[Any]:
    """Return the elements of the structure of a PDF that are of one kind."""
    own = [item] if item.get("/S") == kind else []
    return own + [found for kid in kids(item) for found in tagged(kid, kind)]


def test_both_formats_hold_every_text_of_the_document() -> None:
    document = report(make_snapshot(contributions=[{"people": 9, "text": "Un vélo"}]), maps=True, verbatims=("c1",))
    said = [text for each in document.chapters for text in texts(each) if text != ALT]
    assert len(said) > 200
    printed, written = letters("".join(pdf_pages(pdf_bytes(document)))), letters(word_text(docx_bytes(document)))
    assert [text for text in said if letters(text) not in written] == []
    assert [text for text in said if letters(text) not in printed] == []


def test_a_hidden_chapter_is_in_neither_format() -> None:
    document = report(hidden=("premises",))
    title = letters("Les locaux, et où ouvrir")
    assert title not in letters("".join(pdf_pages(pdf_bytes(document))))
    assert title not in letters(word_text(docx_bytes(document)))
    assert title in letters(word_text(docx_bytes(report())))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_resident_typed_is_shown_to_the_letter_and_runs_nothing(text: str) -> None:
    snapshot = make_snapshot(contributions=[{"text": text, "people": 5}], title=f"Atelier {text[:60]}")
    document = report(snapshot, verbatims=("c1",), texts=(ChapterText("method", text),))
    shown = letters(whole(document).split("Leurs mots")[1].split("\n")[2])
    assert shown
    assert shown in letters(word_text(docx_bytes(document)))
    printed = letters("".join(pdf_pages(pdf_bytes(document))))
    # Words from right to left come out of a PDF in the order in which they are drawn.
    assert sorted(set(shown)) == sorted(set(shown) & set(printed)) if "م" in text else shown[:500] in printed


def test_a_sign_that_no_font_draws_does_not_stop_the_report() -> None:
    rare = "𓀀"
    document = report(make_snapshot(contributions=[{"text": f"Avant {rare} après"}]), verbatims=("c1",))
    printed = "".join(pdf_pages(pdf_bytes(document)))
    # The machine may have a font for it; the two that the report carries do not.
    assert undrawn([rare]) == {rare}
    assert MISSING in printed or rare in printed
    assert rare in word_text(docx_bytes(document))


@pytest.mark.parametrize("shift", [(0.0, 0.0), (53.1, -69.85)], ids=["métropole", "La Réunion"])
def test_one_quartier_without_anything_still_makes_a_report(tmp_path: Path, shift: tuple[float, float]) -> None:
    snapshot = make_snapshot(actors=[], contributions=[], shift=shift)
    made = bundle(snapshot, public=True)
    write_report_pdf(made, tmp_path / "rapport.pdf")
    write_report_docx(made, tmp_path / "rapport.docx")
    assert len(pdf_pages((tmp_path / "rapport.pdf").read_bytes())) > 10
    assert "Cordon" in word_text((tmp_path / "rapport.docx").read_bytes())


def test_the_pdf_is_tagged_in_french_with_a_title_bookmarks_and_words_for_each_map() -> None:
    document = report(maps=True)
    read = PdfReader(io.BytesIO(pdf_bytes(document)))
    root: Any = read.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert read.metadata is not None
    assert read.metadata.title == "Atelier du Cordon"
    top = [entry["/Title"] for entry in read.outline if not isinstance(entry, list)]
    assert [name.split(". ", 1)[-1] for name in top if name[0].isdigit()] == [each.title for each in document.chapters]
    figures = tagged(root["/StructTreeRoot"], "/Figure")
    assert len(figures) >= 4
    assert {figure["/Alt"] for figure in figures} == {ALT}
    assert tagged(root["/StructTreeRoot"], "/TH")
    assert tagged(root["/StructTreeRoot"], "/Caption")


def test_the_notice_of_a_demonstration_is_on_every_page_of_both() -> None:
    document = report(make_snapshot(demonstration=True))
    assert all("Démonstration" in page for page in pdf_pages(pdf_bytes(document)))
    header = docx.Document(io.BytesIO(docx_bytes(document))).sections[0].header
    assert "Démonstration" in "".join(paragraph.text for paragraph in header.paragraphs)
    assert not any("Démonstration" in page for page in pdf_pages(pdf_bytes(report())))


def test_the_docx_has_real_styles_fields_and_words_for_each_picture() -> None:
    document = report(maps=True)
    word = docx.Document(io.BytesIO(docx_bytes(document)))
    styles = {paragraph.style.name for paragraph in word.paragraphs if paragraph.style is not None}
    assert {"Heading 1", "Heading 2", "Caption", "List Bullet", "Title"} <= styles
    body = word.element.body
    fields = [code.text.split()[0:2] for code in body.iter(qn("w:instrText"))]
    assert fields[0][0] == "TOC"
    assert fields.count(["SEQ", "Tableau"]) == len(word.tables)
    assert fields.count(["SEQ", "Carte"]) == len(word.inline_shapes) >= 4
    assert {each.get("descr") for each in body.iter(qn("wp:docPr"))} == {ALT}
    assert all(table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for table in word.tables)
    languages = {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"fr-FR"}
    assert [p.text for p in word.paragraphs if p.style is not None and p.style.name == "Heading 1"] == [
        each.title for each in document.chapters
    ]


def test_the_properties_of_the_files_name_nobody() -> None:
    word = docx.Document(io.BytesIO(docx_bytes(report()))).core_properties
    assert (word.author, word.last_modified_by) == ("Cartoquartier", "Cartoquartier")
    read = PdfReader(io.BytesIO(pdf_bytes(report()))).metadata
    assert read is not None
    assert read.author == "Cartoquartier"


def test_progress_goes_up_and_what_was_there_stays_when_the_disk_refuses(tmp_path: Path) -> None:
    told: list[float] = []
    write_report_docx(bundle(), tmp_path / "rapport.docx", on_progress=lambda share, _what: told.append(share))
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1


def test_a_word_processor_opens_the_docx(tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice n'est pas installé")
    document = report(make_snapshot(contributions=[{"people": 9}]), maps=True)
    (tmp_path / "rapport.docx").write_bytes(docx_bytes(document))
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    made = subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "rapport.docx"],
        capture_output=True,
        timeout=240,
        check=False,
    )
    if b"could not be loaded" in made.stdout + made.stderr:
        pytest.skip("LibreOffice est installé sans Writer")
    pages = pdf_pages((tmp_path / "rapport.pdf").read_bytes())
    printed = letters("".join(pages))
    assert all(letters(each.title) in printed for each in document.chapters)
