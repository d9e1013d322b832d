"""« Et si on ouvrait ici ? »: a point dropped, places closed, scenarios kept, compared, removed, put back."""

from collections.abc import Callable
from unittest.mock import patch

import pandas as pd
from streamlit.testing.v1 import AppTest

from mapping.domain.scenarios import Opening
from mapping.services.scenario import save, saved
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
PAGE = "pages/what_if.py"
MAP = "mapping.ui.components.what_if_panel.st_folium"
# In the middle of « Paul-Cachin » (QN09334I), where the demonstration has nothing.
HERE = {"last_clicked": {"lat": 48.92011, "lng": 2.32769}, "last_object_clicked_count": 0}
NEEDS = "Pour quel besoin ?"


def said(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.info, *page.success, *page.error, *page.warning]
    return "\n".join(str(element.value) for element in shown)


def choose(page: AppTest, filiere: str) -> AppTest:
    return next(box for box in page.selectbox if box.label == NEEDS).set_value(filiere).run()


def dropped(run_page: RunPage, filiere: str = "garder_enfants") -> AppTest:
    with patch(MAP, return_value=HERE):
        return choose(run_page(PAGE), filiere)


def test_the_page_first_says_what_to_do(run_page: RunPage) -> None:
    page = run_page(PAGE)
    assert not page.exception
    assert page.title[0].value == "Et si on ouvrait ici ?"
    assert "Posez un lieu sur la carte" in said(page)


def test_a_touch_says_how_many_people_gain_before_and_after(run_page: RunPage) -> None:
    page = dropped(run_page)
    assert not page.exception
    assert "personnes à moins de 10 minutes" in said(page)
    assert [metric.label.split(" : ")[0] for metric in page.metric] == ["Avant", "Après"]
    assert page.metric[1].delta.startswith("+")
    table = page.dataframe[0].value
    assert "Paul-Cachin" in " ".join(table["Quartier"])
    assert (table["Après"] >= table["Avant"]).all()
    assert not {"Enfants", "65 ans et plus"} & set(table.columns)


def test_a_place_chosen_by_name_is_as_good_as_a_touch(run_page: RunPage) -> None:
    page = choose(run_page(PAGE), "garder_enfants")
    options = page.selectbox(key="et_si_nomme").options
    assert any(option.startswith("Local : ") for option in options)
    page.selectbox(key="et_si_nomme").select_index(
        options.index(next(o for o in options if "La loge du bas" in o))
    ).run()
    assert not page.exception
    assert "personnes à moins de 10 minutes" in said(page)
    page.button(key="et_si_rien").click().run()
    assert "Posez un lieu sur la carte" in said(page)


def test_a_place_that_closes_takes_people_away(run_page: RunPage) -> None:
    page = choose(run_page(PAGE), "garder_enfants")
    box = page.multiselect(key="et_si_fermer_garder_enfants")
    box.select(box.options[0]).run()
    assert not page.exception
    assert "Posez un lieu" not in said(page)
    assert page.metric[1].delta.startswith("-") or page.metric[1].delta == "+0"


def test_what_is_typed_stays_when_the_point_moves_and_is_kept_once(run_page: RunPage, store: Store) -> None:
    page = dropped(run_page)
    page.text_input[0].set_value("Une crèche <b>ici</b>").run()
    moved = HERE | {"last_clicked": {"lat": 48.921, "lng": 2.328}}
    with patch(MAP, return_value=moved):
        page.run()
    assert page.text_input[0].value == "Une crèche <b>ici</b>"
    page.button(key="et_si_garder").click().run()
    assert not page.exception
    (kept,) = saved(store)
    assert kept.name == "Une crèche <b>ici</b>"
    assert kept.opened == (Opening("garder_enfants", 2.328, 48.921),)
    assert page.text_input[0].value == ""


def test_a_scenario_without_a_name_is_refused_with_a_sentence(run_page: RunPage, store: Store) -> None:
    page = dropped(run_page)
    page.button(key="et_si_garder").click().run()
    assert "Donnez au scénario un nom" in said(page)
    assert saved(store) == ()


def test_kept_scenarios_are_side_by_side_and_can_be_taken_away(run_page: RunPage, store: Store) -> None:
    save(store, "Crèche au nord", [Opening("garder_enfants", 2.32769, 48.92011)])
    save(store, "Épicerie", [Opening("se_nourrir", 2.33859, 48.9119)])
    page = run_page(PAGE)
    assert not page.exception
    table = page.dataframe[-1].value
    assert table["Scénario"].tolist() == ["Crèche au nord", "Épicerie"]
    assert (table["Personnes"] > 0).all()
    assert len(page.get("download_button")) == 2


def test_a_scenario_is_removed_then_put_back(run_page: RunPage, store: Store) -> None:
    kept = save(store, "Crèche", [Opening("garder_enfants", 2.32769, 48.92011)])
    page = run_page(PAGE)
    page.selectbox(key="et_si_retirer_choix").set_value(kept.id).run()
    page.button(key="et_si_retirer").click().run()
    assert saved(store) == ()
    page.button(key="et_si_annuler").click().run()
    assert not page.exception
    assert [scenario.id for scenario in saved(store)] == [kept.id]


def test_a_scenario_that_closes_a_place_that_is_gone_says_so_and_the_rest_works(
    run_page: RunPage, store: Store
) -> None:
    save(store, "Sur du vide", [], ["parti"])
    save(store, "Crèche", [Opening("garder_enfants", 2.32769, 48.92011)])
    page = run_page(PAGE)
    assert not page.exception
    assert "n'est plus dans l'atelier" in said(page)
    assert page.dataframe[-1].value["Scénario"].tolist() == ["Crèche"]


def test_premises_are_ranked_and_checked(run_page: RunPage) -> None:
    page = choose(run_page(PAGE), "garder_enfants")
    page.button_group(key="et_si_question").set_value("Quel local choisir ?").run()
    assert not page.exception
    told = said(page)
    assert "Le mieux placé" in told and "Deuxième" in told and "Troisième" in told
    assert "Vérifié par un calcul exact" in told
    assert "raccourcit le plus la marche" in told
    table = page.dataframe[0].value
    assert len(table) == 7
    assert table["Rang"].is_monotonic_increasing
    ranges = [[int(word) for word in told.split() if word.isdigit()] for told in table["Rang possible"]]
    assert all(found[0] <= rank <= found[-1] for found, rank in zip(ranges, table["Rang"], strict=True))
    assert any(len(found) == 2 for found in ranges)
    assert pd.api.types.is_numeric_dtype(table["Habitants servis en plus"])


def test_the_name_being_typed_is_there_when_one_comes_back_from_the_premises(run_page: RunPage) -> None:
    page = dropped(run_page)
    page.text_input[0].set_value("Une crèche").run()
    page.button_group(key="et_si_question").set_value("Quel local choisir ?").run()
    page.button_group(key="et_si_question").set_value("Ici, ça changerait quoi ?").run()
    assert page.text_input[0].value == "Une crèche"
