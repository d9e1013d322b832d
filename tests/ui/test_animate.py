"""Animer: what waits is decided one key at a time or in bulk, flagged before it is published, and always undone."""

from collections.abc import Callable
from time import perf_counter
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.models import Action, ContributionKind, Status
from mapping.domain.workshop_settings import Moderation
from mapping.services.access_code import has_code
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.moderate import moderate_many
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
PAGE = "pages/animate.py"


@pytest.fixture
def empty(store: Store) -> Store:
    """The demonstration, of which everything was read."""
    pending = store.contributions().query("status == 'pending'")["id"]
    moderate_many(store, pending, Action.REFUSE)
    return store


def add(store: Store, text: str = "", **more: Any) -> str:
    request = Request(ContributionKind.PLACE, point_wkt(2.3611, 48.9332), filiere="reparer", text=text, **more)
    return contribute(store, request).contribution.id


def status(store: Store, identifier: str) -> Status:
    found = store.contribution(identifier)
    assert found is not None
    return found.status


def press(page: AppTest, letter: str) -> AppTest:
    button = next(one for one in page.button if str(one.key).startswith(f"animer_touche_{letter}_"))
    return button.click().run()


def texts(page: AppTest) -> str:
    assert not page.exception
    elements = [*page.markdown, *page.caption, *page.success, *page.info, *page.error, *page.warning]
    return "\n".join(str(element.value) for element in elements)


def test_the_oldest_is_open_accepted_and_the_next_follows(run_page: RunPage, empty: Store) -> None:
    first, second = add(empty, "premier"), add(empty, "deuxième")
    page = run_page(PAGE)
    assert "premier" in texts(page) and "deuxième" not in texts(page) and "2 à relire" in texts(page)
    press(page, "a")
    assert status(empty, first) is Status.ACCEPTED
    assert "deuxième" in texts(page)
    press(page, "z")
    assert status(empty, first) is Status.PENDING and status(empty, second) is Status.PENDING
    assert "premier" in texts(page)


def test_refusing_asks_why_and_the_reason_is_kept(run_page: RunPage, empty: Store) -> None:
    identifier = add(empty, "hors sujet")
    page = press(run_page(PAGE), "r")
    page.text_input(key=f"animer_motif_autre_{identifier}").set_value("déjà fermé")
    next(one for one in page.button if one.label == "Refuser").click().run()
    found = empty.contribution(identifier)
    assert found is not None and (found.status, found.reason) == (Status.REFUSED, "déjà fermé")
    assert "Rien n'attend" in texts(page)


def test_correcting_keeps_the_card_open(run_page: RunPage, empty: Store) -> None:
    identifier = add(empty, "chez Fatou")
    page = press(run_page(PAGE), "c")
    page.text_area(key=f"corriger_texte_{identifier}").set_value("un atelier de couture")
    next(one for one in page.button if one.label == "Enregistrer la correction").click().run()
    found = empty.contribution(identifier)
    assert found is not None and (found.status, found.text) == (Status.PENDING, "un atelier de couture")
    assert "un atelier de couture" in texts(page)


def test_merging_proposes_what_is_near(run_page: RunPage, empty: Store) -> None:
    kept, twice = add(empty, "Atelier vélo"), add(empty, "atelier velo")
    page = run_page(PAGE)
    press(page, "a")
    press(page, "f")
    choice = next(radio for radio in page.radio if str(radio.key) == f"animer_avec_{twice}")
    assert choice.options[0].replace("\\", "") == "Atelier vélo — à 0 m"
    page.button(key=f"animer_fusionner_{twice}").click().run()
    found = empty.contribution(twice)
    assert found is not None and (found.status, found.merged_into) == (Status.MERGED, kept)


def test_what_tells_who_somebody_is_is_shown_with_its_reason(run_page: RunPage, empty: Store) -> None:
    add(empty, "Voir Mme Diallo <b>*ici*</b>, 06 12 34 56 78")
    shown = texts(run_page(PAGE))
    assert ":orange-background[Mme Diallo]" in shown and ":orange-background[06 12 34 56 78]" in shown
    assert "nom d'une personne" in shown.replace("\\", "") and "téléphone" in shown
    assert "*ici*" not in shown.replace("\\*ici\\*", "")


def test_fifty_are_accepted_together_and_taken_back_together(run_page: RunPage, empty: Store) -> None:
    ids = [add(empty, f"lieu {number}") for number in range(50)]
    chosen = {"selection": {"rows": list(range(50)), "columns": []}}
    with patch("mapping.ui.components.review_queue.st.dataframe", return_value=chosen):
        page = run_page(PAGE)
        page.button(key="animer_accepter_ensemble").click().run()
    assert {status(empty, identifier) for identifier in ids} == {Status.ACCEPTED}
    page.run()
    assert "50 fois" in texts(page)
    press(page, "z")
    assert {status(empty, identifier) for identifier in ids} == {Status.PENDING}


def test_a_card_put_off_comes_back_when_asked(run_page: RunPage, empty: Store) -> None:
    identifier = add(empty, "premier")
    page = run_page(PAGE)
    page.button(key=f"animer_tard_{identifier}").click().run()
    assert "mis de côté" in texts(page)
    page.button(key="animer_reprendre").click().run()
    assert "premier" in texts(page)


def test_a_decision_that_cannot_be_made_says_why_and_loses_nothing(run_page: RunPage, empty: Store) -> None:
    identifier = add(empty, "premier")
    page = run_page(PAGE)
    with patch("mapping.ui.components.review_card.moderate", side_effect=_refused()):
        press(page, "a")
    assert "disque" in texts(page) and status(empty, identifier) is Status.PENDING


def _refused() -> Exception:
    from mapping.domain.errors import WorkshopError

    return WorkshopError("Le disque est plein.")


def test_five_hundred_waiting_open_fast(run_page: RunPage, empty: Store) -> None:
    for number in range(500):
        add(empty, f"lieu {number}")
    page = run_page(PAGE)
    began = perf_counter()
    press(page, "a")
    assert "499 à relire" in texts(page)
    # Generous: a shared machine; measured below one second alone.
    assert perf_counter() - began < 6


def test_reading_afterwards_is_chosen_on_the_page(run_page: RunPage, empty: Store) -> None:
    page = run_page(PAGE)
    next(radio for radio in page.radio if radio.label == "Quand relire ?").set_value(Moderation.AFTER)
    page.button(key="animer_reglages").click().run()
    texts(page)
    assert empty.workshop().settings.moderation is Moderation.AFTER
    assert status(empty, add(empty, "un atelier")) is Status.ACCEPTED


def test_a_code_is_put_on_the_page_and_the_one_who_put_it_stays_in(run_page: RunPage, empty: Store) -> None:
    page = run_page(PAGE)
    next(box for box in page.text_input if box.label.startswith("Nouveau code")).set_value("tambour 47")
    page.button(key="animer_mettre_code").click().run()
    assert has_code(empty) and "Un code ferme ces pages" in texts(page)
    page.button(key="animer_enlever_code").click().run()
    assert not has_code(empty)
