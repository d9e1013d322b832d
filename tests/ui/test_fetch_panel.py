"""The page asks each official source alone, and says what came or why nothing did."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.errors import FetchError
from mapping.services.fetch import FetchKind, FetchReport, fetch
from mapping.storage.interface import Store
from mapping.ui.format import plain

RunPage = Callable[[str], AppTest]
FETCH = "mapping.ui.components.fetch_panel.fetch"


@pytest.mark.parametrize("kind", list(FetchKind))
def test_a_source_that_does_not_answer_says_so_and_leaves_the_page(
    run_page: RunPage, store: Store, kind: FetchKind
) -> None:
    before = store.revision()
    with patch(FETCH, side_effect=FetchError("La source est en panne (500).")):
        page = run_page("pages/prepare.py")
        page.button(key=f"preparer_chercher_{kind.value}").click().run()
    assert not page.exception
    assert [error.value for error in page.error] == [plain("La source est en panne (500).")]
    assert store.revision() == before


def test_what_came_is_counted_and_what_should_be_known_is_said(run_page: RunPage) -> None:
    asked: list[FetchKind] = []

    def answer(_store: Store, kind: FetchKind, **options: Callable[..., None]) -> FetchReport:
        asked.append(kind)
        options["on_progress"]("pop.zip", 3, 4)
        options["on_progress"]("pop.zip", 9, None)
        return FetchReport(kind, "Insee", {"imported": 2}, sentences=("Une colonne manque.",))

    with patch(FETCH, side_effect=answer, spec=fetch):
        page = run_page("pages/prepare.py")
        page.button(key="preparer_chercher_population").click().run()
    assert not page.exception
    assert asked == [FetchKind.POPULATION]
    assert "ajoutées : 2" in page.success[0].value
    assert plain("Une colonne manque.") in [info.value for info in page.info]
