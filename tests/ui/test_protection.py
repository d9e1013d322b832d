"""Who is responsible and until when, the purge, and the way back to a copy, on « Préparer »."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.data_protection import DataProtection
from mapping.services.backups import backups, save_now
from mapping.services.data_protection import save_protection
from mapping.storage.interface import Store
from tests.protection import PROTECTION

RunPage = Callable[[str], AppTest]
PAGE = "pages/prepare.py"


def test_what_is_missing_is_said_and_what_is_filled_in_is_kept(run_page: RunPage, store: Store) -> None:
    page = run_page(PAGE)
    page.button(key="protection_enregistrer").click().run()
    assert not page.exception and "quel organisme" in page.error[0].value
    fields = {field.label: field for field in page.text_input}
    fields["Organisme responsable"].set_value("Ville (exemple)")
    fields["Comment le joindre (une adresse générique)"].set_value("donnees@exemple.fr")
    next(one for one in page.number_input if one.label == "Jours").set_value(365)
    page.button(key="protection_enregistrer").click().run()
    assert not page.exception
    told = store.workshop().settings.data_protection
    assert told == DataProtection(controller="Ville (exemple)", contact="donnees@exemple.fr", keep_days=365)


def test_a_purge_is_confirmed_and_the_map_is_empty(run_page: RunPage, store: Store) -> None:
    assert not store.contributions().empty
    page = run_page(PAGE)
    assert page.button(key="effacer").disabled
    page.checkbox(key="effacer_sur").check().run()
    page.button(key="effacer").click().run()
    assert not page.exception
    assert store.contributions().empty and not store.actors().empty


@pytest.mark.parametrize("name", [PAGE, "pages/animate.py"])
def test_what_is_past_its_time_is_reminded(run_page: RunPage, store: Store, name: str) -> None:
    save_protection(store, replace(PROTECTION, keep_days=0, erase_on="2020-01-01"))
    page = run_page(name)
    assert not page.exception
    assert any("à effacer depuis le 01/01/2020" in one.value for one in page.warning)


def test_a_copy_is_put_back_from_the_page(run_page: RunPage, store: Store, workshop: Path) -> None:
    save_now(str(workshop))
    title = store.workshop().title
    store.save_settings(title="Autre titre")
    page = run_page(PAGE)
    page.checkbox(key="copies_sur").check().run()
    page.button(key="copies_revenir").click().run()
    assert not page.exception
    assert store.workshop().title == title
    assert len(backups(str(workshop))) == 2, "as it was before is kept"
