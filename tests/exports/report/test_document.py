"""What the report says: its chapters, its words, and what it keeps silent."""

import re
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from mapping.domain.nomenclature import default_filieres
from mapping.domain.parameters import Parameters
from mapping.domain.pillars import OTHER, pillar_of, pillar_table
from mapping.domain.report_settings import ChapterText, ReportOrder
from mapping.domain.sessions import Session
from mapping.exports.public import public_id
from mapping.exports.report.document import Bullets, Chapter, Document, Figure, Heading, Paragraph, Quote, TableBlock
from mapping.exports.report.pdf import pdf_bytes
from mapping.exports.report.report import chapter_titles, report_document
from mapping.exports.report.word import docx_bytes
from tests.exports.report.reports import bundle, report, texts, whole
from tests.exports.snapshots import make_snapshot

QUESTIONS = (
    *("method", "participants", "supply", "gaps", "sheets"),
    *("residents", "premises", "filieres", "unknown", "annexes"),
)


def chapter(document: Document, name: str) -> Chapter:
    return next(each for each in document.chapters if each.id == name)


def tables(part: Chapter) -> list[TableBlock]:
    return [block for block in part.blocks if isinstance(block, TableBlock)]


def test_chapters_are_in_the_order_of_the_questions() -> None:
    assert tuple(each.id for each in report().chapters) == QUESTIONS


def test_each_chapter_says_something_even_in_an_empty_workshop() -> None:
    document = report(make_snapshot(actors=[], contributions=[]))
    assert all(each.blocks for each in document.chapters)
    assert all(block.rows for each in document.chapters for block in each.blocks if isinstance(block, TableBlock))
    assert "une liste vide ne dit pas qu'il n'y a rien" in whole(chapter(document, "supply"))
    assert "Aucune contribution d'habitant" in whole(chapter(document, "participants"))


def test_a_hidden_chapter_is_absent() -> None:
    document = report(hidden=("premises", "sheets"))
    assert tuple(each.id for each in document.chapters) == tuple(
        name for name in QUESTIONS if name not in {"premises", "sheets"}
    )
    assert chapter_titles()["premises"] not in texts(document)


def test_own_words_begin_their_chapter_and_survive_a_new_report() -> None:
    written = (ChapterText("gaps", "Le comité a lu.\n\nIl doute du métro."),)
    made = bundle(texts=written)
    for day in (0, 30):
        later = replace(made, generated_at=made.generated_at + timedelta(days=day))
        settings = later.snapshot.workshop.settings.report
        first, second, *_rest = chapter(report_document(later, settings=settings), "gaps").blocks
        assert first == Paragraph("Le comité a lu.", own=True)
        assert second == Paragraph("Il doute du métro.", own=True)


def test_every_parameter_is_in_the_annexes_with_its_value() -> None:
    snapshot = make_snapshot()
    workshop = snapshot.workshop
    changed = replace(workshop.settings, parameters=Parameters(min_people=7, detour=1.25))
    document = report(replace(snapshot, workshop=replace(workshop, settings=changed)))
    rows = {row[2].text: row[1].text for row in tables(chapter(document, "annexes"))[0].rows}
    assert rows.keys() == {field.name for field in fields(Parameters)}
    assert (rows["min_people"], rows["detour"], rows["band_m"]) == ("7", "1,25", "300")


def test_every_source_is_in_the_annexes_with_its_licence() -> None:
    told = whole(chapter(report(), "annexes"))
    assert "QPV 2024 (ANCT)" in told
    assert "Licence Ouverte 2.0" in told
    assert "ODbL" in told


@pytest.mark.parametrize(("people", "told"), [(2, False), (3, True)])
def test_what_too_few_people_ask_is_not_told(people: int, told: bool) -> None:
    document = report(make_snapshot(contributions=[{"people": people}]))
    rows = [row for table in tables(chapter(document, "residents")) for row in table.rows]
    asked = [row for row in rows if row[0].text == "Cordon"]
    assert bool(asked) is told
    assert ("l'ont demandé pendant l'atelier" in whole(chapter(document, "sheets"))) is told
    assert "1 autres croisements" in whole(document) or told


def test_the_matrix_has_a_row_for_each_quartier_and_a_word_for_each_sign() -> None:
    matrix = tables(chapter(report(), "gaps"))[0]
    assert [row[0].text for row in matrix.rows] == ["Cordon", "Calon"]
    assert len(matrix.header) == 1 + len(default_filieres())
    signs = {cell.text.rstrip("~|") for row in matrix.rows for cell in row[1:]}
    assert all(f"{sign} :" in matrix.notes[0].replace("\u00a0", " ") for sign in signs)


def test_chosen_words_are_quoted_without_who_said_them() -> None:
    said = {"text": "Ma voisine répare tout", "author_key": "empreinte-7", "group_name": "Table rouge", "people": 4}
    document = report(make_snapshot(contributions=[said]), verbatims=("c1",))
    quotes = [block for block in chapter(document, "residents").blocks if isinstance(block, Quote)]
    assert [(quote.text, quote.about) for quote in quotes] == [
        ("Ma voisine répare tout", "Besoin\u00a0: Réparer et réemployer")
    ]
    assert "empreinte-7" not in whole(document)
    assert "Table rouge" not in whole(document)


def test_chosen_words_are_found_again_in_a_public_report() -> None:
    snapshot = make_snapshot(contributions=[{"text": "Ma voisine répare tout"}])
    document = report(snapshot, public=True, verbatims=("c1",))
    assert "Ma voisine répare tout" in whole(document)
    assert public_id(snapshot.workshop, "c1") not in whole(document)


@pytest.mark.parametrize("change", [{"status": "pending"}, {"status": "refused"}, {"category": "shelter"}])
def test_words_that_were_not_accepted_or_are_sensitive_are_never_quoted(change: dict[str, str]) -> None:
    said = {"text": "Ma voisine répare tout"} | change
    for public in (False, True):
        document = report(make_snapshot(contributions=[said]), public=public, verbatims=("c1",))
        assert not [block for each in document.chapters for block in each.blocks if isinstance(block, Quote)]


def test_a_public_report_holds_no_pending_place() -> None:
    pending = {"kind": "place", "text": "Chez Sidonie", "status": "pending"}
    snapshot = make_snapshot(contributions=[pending])
    assert "Chez Sidonie" not in whole(report(snapshot, public=True))
    assert "Chez Sidonie" in whole(report(snapshot))


def test_seances_are_told_by_kind_and_count() -> None:
    held = Session("s1", date(2026, 6, 14), place="Maison de quartier", group_kind="Parents d'élèves", head_count=14)
    uncounted = Session("s2", date(2026, 6, 20), title="Chez madame Sidonie")
    document = report(replace(make_snapshot(), sessions=(held, uncounted)))
    told = whole(chapter(document, "participants"))
    assert "L'atelier a tenu 2 séances. 14 présences y ont été comptées" in told
    assert "Parents d'élèves" in told
    assert "non compté" in told
    assert "Sidonie" not in whole(document)


def test_the_order_of_the_pillars_holds_the_needs_of_each() -> None:
    document = report(order=ReportOrder.PILLARS)
    assert [each.id for each in document.chapters] == [
        *("method", "participants", "pillar_cohesion", "pillar_cadre_de_vie", "pillar_economie"),
        *("sheets", "residents", "premises", "filieres", "unknown", "annexes"),
    ]
    matrix = next(table for table in tables(chapter(document, "pillar_economie")) if table.upright)
    assert matrix.header[1:] == ("Travailler et s’insérer", "Entreprendre")


def test_every_need_of_the_nomenclature_has_one_pillar_and_a_reason() -> None:
    assert [row.filiere for row in pillar_table()] == [filiere.id for filiere in default_filieres()]
    assert all(row.why for row in pillar_table())
    assert OTHER not in {pillar_of(filiere.id) for filiere in default_filieres()}


def test_no_sign_is_left_alone_at_the_beginning_of_a_line() -> None:
    for text in texts(report(make_snapshot(contributions=[{"people": 9}]))):
        assert not re.search(r" [:;!?»%]|« ", text), text


def test_each_map_says_what_it_shows() -> None:
    figures = [block for each in report(maps=True).chapters for block in each.blocks if isinstance(block, Figure)]
    assert len(figures) >= 4
    assert all(figure.alt and figure.caption for figure in figures)


def test_unknown_population_is_said_and_not_counted_as_nobody() -> None:
    document = report()
    assert "Calon" in next(line for line in texts(chapter(document, "unknown")) if "habitants inconnu" in line)
    rows = tables(chapter(document, "method"))[0].rows
    assert [row[3].text for row in rows] == ["1\u202f000", "inconnu"]


def test_a_report_of_one_quartier_has_one_sheet_and_one_line_in_its_matrix() -> None:
    whole_territory = make_snapshot()
    alone = replace(whole_territory, zones=whole_territory.zones[whole_territory.zones["code"] == "QN00001M"])
    document = report(alone)
    headings = [block.text for block in chapter(document, "sheets").blocks if isinstance(block, Heading)]
    assert len([text for text in headings if "(QN0000" in text]) == 1
    assert [len(table.rows) for table in tables(chapter(document, "gaps")) if table.upright] == [1]
    assert pdf_bytes(document).startswith(b"%PDF-")
    assert docx_bytes(document).startswith(b"PK")


def test_what_is_not_known_names_the_fragile_answers_of_each_quartier() -> None:
    made = bundle()
    here = (made.gaps["code_qp"] == "QN00001M") & (made.gaps["filiere"] == "reparer")
    table = made.gaps[["code_qp", "filiere"]].assign(fragile=here, flips="")
    told = replace(made, readings={**made.readings, "sensitivity": table})
    document = report_document(told, settings=made.snapshot.workshop.settings.report)
    items = [item for text in chapter(document, "unknown").blocks if isinstance(text, Bullets) for item in text.items]
    assert len([item for item in items if item.endswith("Réparer et réemployer.")]) == 1
