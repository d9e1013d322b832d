"""Each page works from its own address, in French, and does what it says."""

from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.models import ContributionKind, Placement
from mapping.services.formats import ExportFormat
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
PAGES = ["prepare", "map", "contribute", "analyse", "restitute"]
TOUCHED = {"last_clicked": {"lat": 48.9332, "lng": 2.3611}, "last_object_clicked_count": 0}


def field(widgets: Iterable[Any], start: str) -> Any:
    return next(widget for widget in widgets if str(widget.key).startswith(start))


def texts(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.caption, *page.success, *page.error])


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_alone_with_a_question_as_its_title(run_page: RunPage, name: str) -> None:
    page = run_page(f"pages/{name}.py")
    assert not page.exception
    assert page.title[0].value.endswith("?")


def test_every_page_of_a_demonstration_says_so(run_page: RunPage) -> None:
    page = run_page("main.py")
    assert not page.exception
    assert "Démonstration" in page.warning[0].value


def test_a_touch_opens_the_form_and_what_is_sent_is_saved_once(run_page: RunPage, store: Store) -> None:
    before = len(store.contributions())
    with patch("mapping.ui.components.map_view.st_folium", return_value=TOUCHED):
        page = run_page("pages/contribute.py")
        field(page.radio, "genre_carte").set_value(ContributionKind.NEED)
        field(page.button_group, "besoin_carte").set_value("reparer")
        field(page.text_area, "texte_carte").set_value("Un atelier vélo <b>« ici »</b>")
        page.button(key="carte_envoyer").click().run()
    assert not page.exception
    saved = store.contributions().iloc[before:]
    assert saved["text"].tolist() == ["Un atelier vélo <b>« ici »</b>"]
    assert (saved["kind"].iloc[0], saved["filiere"].iloc[0]) == ("need", "reparer")
    assert saved.geometry.iloc[0].x == pytest.approx(2.3611)


def test_a_resident_of_the_laptop_chooses_a_language_and_writes_in_it(run_page: RunPage, store: Store) -> None:
    before = len(store.contributions())
    with patch("mapping.ui.components.map_view.st_folium", return_value=TOUCHED):
        page = run_page("pages/contribute.py")
        field(page.button_group, "contribuer_langue").set_value("pt").run()
        assert page.title[0].value == "O que é que conhece?"
        assert field(page.radio, "genre_carte").options[0] == "Um sítio que existe"
        field(page.radio, "genre_carte").set_value(ContributionKind.NEED)
        field(page.button_group, "besoin_carte").set_value("reparer")
        field(page.text_area, "texte_carte").set_value("Uma oficina de bicicletas")
        page.button(key="carte_envoyer").click().run()
    assert not page.exception
    assert "Está guardado." in texts(page)
    saved = store.contributions().iloc[before:]
    assert saved[["text", "language"]].values.tolist() == [["Uma oficina de bicicletas", "pt"]]


def test_touching_the_map_keeps_what_is_being_typed_without_it(run_page: RunPage) -> None:
    page = run_page("pages/contribute.py")
    field(page.text_area, "texte_liste").set_value("Une halte-garderie").run()
    with patch("mapping.ui.components.map_view.st_folium", return_value=TOUCHED):
        page.run()
    assert field(page.text_area, "texte_carte").value == ""
    assert field(page.text_area, "texte_liste").value == "Une halte-garderie"


def test_a_form_without_a_need_says_so_and_keeps_what_was_typed(run_page: RunPage, store: Store) -> None:
    before = len(store.contributions())
    with patch("mapping.ui.components.map_view.st_folium", return_value=TOUCHED):
        page = run_page("pages/contribute.py")
        field(page.text_area, "texte_carte").set_value("Un café")
        page.button(key="carte_envoyer").click().run()
    assert "à quoi ça sert" in texts(page)
    assert field(page.text_area, "texte_carte").value == "Un café"
    assert len(store.contributions()) == before


def test_without_the_map_one_names_the_quartier(run_page: RunPage, store: Store) -> None:
    page = run_page("pages/contribute.py")
    page.selectbox(key="liste_lieu_zone").select_index(3)
    field(page.radio, "genre_liste").set_value(ContributionKind.PLACE)
    field(page.button_group, "besoin_liste").set_value("se_nourrir")
    page.button(key="liste_envoyer").click().run()
    assert not page.exception
    saved = store.contributions().iloc[-1]
    assert saved["placement"] == Placement.ZONE
    assert saved["near_id"] == store.zones()["code"].iloc[3]


def test_what_was_just_added_can_be_taken_back(run_page: RunPage, store: Store) -> None:
    before = len(store.contributions())
    page = run_page("pages/contribute.py")
    page.selectbox(key="liste_lieu_zone").select_index(0)
    field(page.button_group, "besoin_liste").set_value("se_nourrir")
    page.button(key="liste_envoyer").click().run()
    assert len(store.contributions()) == before + 1
    page.button(key="annuler_ajout").click().run()
    assert len(store.contributions()) == before


def test_a_file_can_be_asked_for_in_each_format(run_page: RunPage) -> None:
    page = run_page("pages/restitute.py")
    asked = [button.label for button in page.button if button.label.startswith("Préparer en ")]
    assert {label.removeprefix("Préparer en ").lower() for label in asked} == {each.value for each in ExportFormat}
