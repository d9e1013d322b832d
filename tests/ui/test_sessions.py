"""The page of the séances and the panel that leads one, without a browser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.models import ContributionKind, Origin
from mapping.domain.sessions import Session
from mapping.domain.steps import default_steps
from mapping.domain.workshop_settings import Step
from mapping.services import sessions
from mapping.services.contribute import Request, contribute
from mapping.services.votes import place_vote
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]


def need(store: Store, **told: str) -> str:
    request = Request(ContributionKind.NEED, "POINT (2.361 48.933)", filiere="reparer", **told)  # type: ignore[arg-type]
    return contribute(store, request).contribution.id


def panel() -> None:
    from mapping.ui.components.session_panel import show

    show()


def opened(store: Store, **told: object) -> Session:
    blank = replace(sessions.new_session(date(2026, 3, 14)), title="Au centre social", **told)
    made = sessions.create_session(store, blank)
    return sessions.open_session(store, made.id)


def said(page: AppTest) -> str:
    return "\n".join(
        str(part.value) for part in [*page.markdown, *page.caption, *page.info, *page.success, *page.error]
    )


def test_the_panel_of_a_workshop_without_a_seance_says_what_to_do(store: Store) -> None:
    page = AppTest.from_function(panel, default_timeout=60).run()
    assert not page.exception
    assert "Créez-en une" in said(page)


def test_the_panel_leads_the_seance_one_step_at_a_time(store: Store) -> None:
    seance = opened(store)
    page = AppTest.from_function(panel, default_timeout=60).run()
    assert not page.exception
    assert "Étape 1 sur 7" in said(page)
    assert "Accueil" in said(page)
    page.button(key="seance_suivante").click().run()
    assert sessions.find_session(store, seance.id).step == 1
    page.button(key="seance_minuteur").click().run()
    assert sessions.find_session(store, seance.id).step_started_at is not None
    page.button(key="seance_clore").click().run()
    assert not page.exception
    assert not sessions.find_session(store, seance.id).is_open
    assert sessions.current_session(store) is None


def test_a_seance_is_made_with_the_form_and_is_not_open_yet(run_page: RunPage, store: Store) -> None:
    page = run_page("pages/sessions.py")
    assert not page.exception
    page.text_input(key="seance_titre_nouvelle").set_value("Chez les voisins")
    page.text_area(key="seance_groupes_nouvelle").set_value("Calque rouge\nCalque bleu")
    next(button for button in page.button if button.label == "Créer la séance").click().run()
    assert not page.exception
    [made] = store.sessions()
    assert (made.title, made.groups, made.is_open) == ("Chez les voisins", ("Calque rouge", "Calque bleu"), False)
    page.button(key="seances_ouvrir").click().run()
    assert not page.exception
    assert sessions.current_session(store) == replace(made, is_open=True, opened_clock=store.sessions()[0].opened_clock)


def test_the_page_shows_gommettes_and_what_the_seance_added(run_page: RunPage, store: Store) -> None:
    seance = opened(store)
    place_vote(store, need(store, text="Un atelier vélo", group_name="Table 1"), group="Table 2")
    page = run_page("pages/sessions.py")
    assert not page.exception
    figures = {metric.label: metric.value for metric in page.metric}
    assert (figures["Ajoutés par la séance"], figures["Gommettes"]) == ("1", "1")
    tables = [table.value for table in page.dataframe]
    votes = next(table for table in tables if "Ce qui manque" in table.columns)
    assert votes["Ce qui manque"].tolist() == ["Un atelier vélo"]
    assert seance.opened_clock > 0


def test_a_point_put_before_the_seance_is_a_seed_and_can_be_taken_back(run_page: RunPage, store: Store) -> None:
    page = run_page("pages/sessions.py")
    by_key = lambda widgets, start: next(widget for widget in widgets if str(widget.key).startswith(start))  # noqa: E731
    by_key(page.selectbox, "depart_besoin").set_value("reparer")
    by_key(page.selectbox, "depart_lieu").set_value(0)
    by_key(page.text_input, "depart_texte").set_value("Un exemple")
    page.button(key="depart_poser").click().run()
    assert not page.exception
    last = store.contributions().iloc[-1]
    assert (last["origin"], last["status"], last["text"]) == (Origin.SEED, "accepted", "Un exemple")
    page.button(key=f"depart_retirer_{last['id']}").click().run()
    assert last["id"] not in set(store.contributions()["id"])


def test_the_steps_of_the_workshop_can_go_back_to_the_proposed_ones(run_page: RunPage, store: Store) -> None:
    sessions.save_steps(store, [Step("Une seule", "Parlons.", 60)])
    page = run_page("pages/sessions.py")
    assert not page.exception
    page.button(key="etapes_revenir").click().run()
    assert store.workshop().settings.steps == ()
    assert len(default_steps()) == 7


@pytest.mark.parametrize("name", ["map", "analyse"])
def test_pages_open_while_a_seance_runs(run_page: RunPage, store: Store, name: str) -> None:
    opened(store)
    assert not run_page(f"pages/{name}.py").exception


def test_the_map_filters_by_seance_and_by_group(run_page: RunPage, store: Store) -> None:
    opened(store)
    for group in ("Table 1", "Table 1", "Table 2"):
        need(store, group_name=group)
    page = run_page("pages/map.py")
    page.multiselect(key="filtre_groupes").set_value(["Table 1"]).run()
    assert not page.exception
    assert "0 structure · 2 ajouts des habitants" in said(page)
