"""A list is added in three steps, and nothing is written before the second one is confirmed."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
LIST = """Nom;Coord. X;Coord. Y;Catégories;Adresse
Ressourcerie (exemple);48,932;2,352;Réemploi, Vélo;12 rue des Lilas 93200 Saint-Denis
Café (exemple);48,9335;2,361;Guinguette;
Sans adresse (exemple);;;;
;48,93;2,35;Vélo;
"""


@pytest.fixture
def page(run_page: RunPage) -> Iterator[AppTest]:
    sent = SimpleNamespace(name="../liste <b>.csv", getvalue=lambda: LIST.encode(), file_id="envoi-1")
    with patch("mapping.ui.components.add_list.st.file_uploader", return_value=sent):
        yield run_page("pages/prepare.py")


def texts(page: AppTest) -> str:
    elements = [*page.markdown, *page.caption, *page.success, *page.info, *page.error]
    return "\n".join(str(element.value) for element in elements)


def column(page: AppTest, field: str) -> Any:
    return next(box for box in page.selectbox if str(box.key).startswith(f"liste_colonne_{field}_"))


def test_the_first_step_shows_what_was_guessed_and_why(page: AppTest) -> None:
    assert not page.exception
    shown = texts(page)
    assert "Est-ce que j'ai bien compris votre fichier ?" in shown
    assert "échangées" in shown and "ceux d'une position" in shown.replace("\\", "")
    assert (column(page, "name").value, column(page, "lon").value) == ("Nom", "Coord. Y")


def test_nothing_is_written_before_it_is_confirmed(page: AppTest, store: Store) -> None:
    before = len(store.actors())
    page.button(key="liste_suite").click().run()
    assert "2 lignes posent" not in texts(page) and "posent une question" in texts(page)
    assert [metric.value for metric in page.metric] == ["2", "0", "1", "1"]
    assert len(store.actors()) == before
    page.button(key="liste_ajouter").click().run()
    assert "2 ajoutés, 0 déjà connus, 2 à vérifier" in texts(page)
    assert len(store.actors()) == before + 3


def test_the_account_stays_when_the_page_runs_again_and_nothing_is_added_twice(page: AppTest, store: Store) -> None:
    page.button(key="liste_suite").click().run()
    page.button(key="liste_ajouter").click().run()
    revision = store.revision()
    page.run()
    assert "2 ajoutés" in texts(page) and store.revision() == revision


def test_a_corrected_column_is_used_and_remembered(page: AppTest, store: Store) -> None:
    column(page, "description").set_value("Adresse").run()
    assert not page.exception
    assert "Choisi par vous" in texts(page)
    page.button(key="liste_suite").click().run()
    page.button(key="liste_ajouter").click().run()
    actors = store.actors().set_index("name")
    assert str(actors.loc["Ressourcerie (exemple)", "description"]).startswith("12 rue des Lilas")


def test_a_field_may_be_left_out(page: AppTest, store: Store) -> None:
    column(page, "filieres").set_value("").run()
    page.button(key="liste_suite").click().run()
    page.button(key="liste_ajouter").click().run()
    assert store.actors().set_index("name").loc["Ressourcerie (exemple)", "filieres"] == ""


def test_one_can_go_back_to_the_columns(page: AppTest) -> None:
    page.button(key="liste_suite").click().run()
    page.button(key="liste_retour").click().run()
    assert column(page, "name").value == "Nom"


def test_a_file_that_is_no_list_is_refused_in_a_sentence(run_page: RunPage) -> None:
    sent = SimpleNamespace(name="liste.csv", getvalue=lambda: b"un seul mot", file_id="envoi-2")
    with patch("mapping.ui.components.add_list.st.file_uploader", return_value=sent):
        page = run_page("pages/prepare.py")
    assert not page.exception and page.error
