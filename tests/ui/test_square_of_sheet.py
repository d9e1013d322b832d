"""A square read on the printed sheet says where, on the laptop as on a phone."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from mapping.domain.models import Placement
from mapping.services.phone_map import Territory
from mapping.storage.interface import Store

PAGE = "pages/contribute.py"


def send_square(page: AppTest, name: str) -> None:
    page.segmented_control(key="liste_ou").set_value(Placement.SQUARE).run()
    page.text_input(key="liste_case").set_value(name).run()
    next(group for group in page.button_group if str(group.key).startswith("besoin_liste")).set_value("se_nourrir")
    page.button(key="liste_envoyer").click().run()
    assert not page.exception


def test_a_square_is_where_the_phone_puts_it(store: Store, run_page: Callable[[str], AppTest]) -> None:
    before = len(store.contributions())
    send_square(run_page(PAGE), "c 3")
    saved = store.contributions().iloc[-1]
    assert len(store.contributions()) == before + 1
    assert saved["placement"] == "square"
    assert (saved.geometry.x, saved.geometry.y) == Territory(store).grid.centre("C3")


def test_a_square_off_the_sheet_is_said_and_nothing_is_saved(store: Store, run_page: Callable[[str], AppTest]) -> None:
    before, page = len(store.contributions()), run_page(PAGE)
    send_square(page, "Z99")
    assert any("pas sur le plan" in error.value for error in page.error)
    assert len(store.contributions()) == before
