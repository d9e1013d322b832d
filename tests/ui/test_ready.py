"""Prêt hors ligne on the page: the verdict, one line per ingredient, one button."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.errors import KitError
from mapping.services.kit import KitReport
from mapping.services.readiness import FetchOutcome, Progress
from mapping.storage.interface import Store

RunPage = Callable[[str], AppTest]


def said(page: AppTest) -> str:
    shown = [*page.markdown, *page.caption, *page.info, *page.success, *page.warning, *page.error]
    return "\n".join(str(element.value) for element in shown)


def test_each_ingredient_has_its_line_and_the_whole_its_verdict(run_page: RunPage) -> None:
    page = run_page("pages/prepare.py")
    assert not page.exception
    for label in ("Quartiers", "Habitants", "Repères", "Rues", "Bâtiments", "Fond de carte", "Carreaux de 200 m"):
        assert f"**{label}**" in said(page)
    assert "peut se tenir sans internet" in said(page)


def test_the_button_asks_what_is_missing_and_tells_what_failed(run_page: RunPage) -> None:
    asked: list[str] = []

    def fetch_missing(_store: Store, kinds: Any, *, on_progress: Progress) -> list[FetchOutcome]:
        asked.extend(kinds)
        on_progress("OpenStreetMap", 1, None)
        on_progress("OpenStreetMap", 3, 2)
        return [FetchOutcome("streets", "Le serveur *ne répond pas*."), FetchOutcome("basemap", notes=("Sans parc.",))]

    page = run_page("pages/prepare.py")
    with patch("mapping.ui.components.ready.fetch_missing", fetch_missing):
        page.button(key="preparer_chercher").click().run()
    assert not page.exception
    assert asked == ["streets", "basemap"], "a demonstration is not given real actors"
    assert "Le serveur \\*ne répond pas\\*\\." in page.error[0].value
    assert "Fond de carte : reçu." in said(page) and "Sans parc" in said(page)


@pytest.mark.parametrize("fails", [False, True])
def test_the_kit_is_written_beside_the_workshop_or_its_refusal_is_shown(
    run_page: RunPage, workshop: Path, fails: bool
) -> None:
    def build_kit(_target: str, out: Path, *, on_progress: Progress) -> KitReport:
        on_progress("Kit", 1, 2)
        if fails:
            raise KitError("« rich » n'est pas installé ici.")
        return KitReport(out, 10, 224_000_000, 729_000_000, "3.11", "Linux")

    page = run_page("pages/prepare.py")
    with patch("mapping.ui.components.kit_button.build_kit", build_kit):
        page.button(key="preparer_kit").click().run()
    assert not page.exception
    if fails:
        assert "rich" in page.error[0].value
    else:
        assert "Kit prêt (224 Mo)" in said(page)
        assert "kit\\-demonstration" in said(page)
