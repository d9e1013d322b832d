"""The page of duplicates, the sheet of an actor and the coverage panel, without a browser."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.services.prepare import import_file
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]
MERGE, NOT_ONE = "C'est la même : fusionner", "Pas un doublon"


@pytest.fixture
def with_duplicate(store: Store, tmp_path: Path) -> Store:
    """A second list that names the first régie of the demonstration otherwise."""
    known = store.actors().set_index("id").loc["exemple-001"]
    row = f"Asso {known['name'].upper()},{known['address']},{known['city']},<b>site</b>.example\n"
    path = tmp_path / "reseau.csv"
    path.write_text("name,address,city,website\n" + row, encoding="utf-8")
    import_file(store, path)
    return store


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def texts(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.caption, *page.success, *page.info])


def test_a_workshop_without_duplicates_says_so(run_page: RunPage) -> None:
    page = run_page("pages/duplicates.py")
    assert not page.exception
    assert "Aucun doublon possible" in texts(page)


def test_a_pair_is_compared_merged_and_given_back(run_page: RunPage, with_duplicate: Store) -> None:
    before = len(with_duplicate.actors())
    page = run_page("pages/duplicates.py")
    assert not page.exception
    assert "Ressemblance" in texts(page)
    assert "<b>" not in texts(page).replace("\\<b", "")
    press(page, MERGE)
    assert not page.exception
    assert len(with_duplicate.actors()) == before - 1
    assert "Fusionné dans" in texts(page)
    press(page, "Annuler")
    assert len(with_duplicate.actors()) == before


def test_a_value_chosen_on_the_page_is_the_one_that_is_kept(run_page: RunPage, with_duplicate: Store) -> None:
    page = run_page("pages/duplicates.py")
    name = next(radio for radio in page.radio if radio.label == "Nom")
    other = next(index for index, _option in enumerate(name.options) if index != name.index)
    wanted = name.options[other].replace("\\", "")
    name.set_value(str(name.key).split("_")[2 + other]).run()
    press(page, MERGE)
    assert wanted in set(with_duplicate.actors()["name"])


def test_a_pair_said_to_be_different_is_not_shown_again(run_page: RunPage, with_duplicate: Store) -> None:
    page = press(run_page("pages/duplicates.py"), NOT_ONE)
    assert "sont différentes" in texts(page)
    assert "Aucun doublon possible" in texts(page)


def test_preparing_tells_how_many_duplicates_there_are(run_page: RunPage, with_duplicate: Store) -> None:
    page = run_page("pages/prepare.py")
    assert not page.exception
    assert page.button(key="preparer_doublons").label == "Regarder 1 doublon possible"


def test_the_coverage_panel_gives_a_row_a_need_and_a_column_a_source(run_page: RunPage) -> None:
    page = run_page("pages/prepare.py")
    tables = [table.value for table in page.dataframe if "Ajouts des habitants" in table.value.columns]
    assert [len(table) for table in tables] == [12]
    assert "jamais complète" in texts(page) or "désert" in texts(page)


def test_a_row_chosen_opens_the_sheet_with_where_each_field_comes_from(run_page: RunPage, store: Store) -> None:
    contributions = int(store.contributions()["status"].isin(["pending", "accepted"]).sum())
    chosen = {"selection": {"rows": [contributions], "columns": []}}
    with patch("mapping.ui.components.listing.st.dataframe", return_value=chosen):
        page = run_page("pages/map.py")
    assert not page.exception
    assert "**À quoi ça sert**" in texts(page)
    assert "importé" in texts(page)
