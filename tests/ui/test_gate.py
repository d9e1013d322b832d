"""With a code, the facilitator's pages ask for it before anything of them runs; the two of residents stay open."""

from collections.abc import Callable, Iterator
from unittest.mock import MagicMock, patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.models import Action, ContributionKind
from mapping.services.access_code import remove_code, set_code
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.moderate import moderate
from mapping.storage.interface import Store
from mapping.ui.components.gate import OPEN_PAGES
from tests.ui.conftest import UI

RunPage = Callable[[str], AppTest]
CODE = "482 913"
CLOSED = ["prepare", "animate", "analyse", "restitute", "duplicates", "sessions"]
OPEN = ["map", "contribute"]
QUESTION = "Quel est le code de l'animateur ?"


@pytest.fixture(autouse=True)
def at_the_laptop() -> Iterator[None]:
    """A page run without a browser has no address."""
    with patch("mapping.ui.components.gate.is_from_laptop", return_value=True):
        yield


@pytest.fixture
def closed(store: Store) -> Store:
    set_code(store, CODE)
    return store


def at(page: AppTest, name: str) -> AppTest:
    return page.switch_page(str(UI / "pages" / f"{name}.py")).run()


def give(page: AppTest, code: str) -> AppTest:
    page.text_input(key="porte_code").set_value(code)
    return page.button(key="porte_ouvrir").click().run()


def titles(page: AppTest) -> list[str]:
    assert not page.exception
    return [title.value for title in page.title]


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_page_asks_for_the_code_and_shows_nothing_else(run_page: RunPage, closed: Store, name: str) -> None:
    page = at(run_page("main.py"), name)
    assert titles(page) == [QUESTION]
    assert not page.dataframe and not page.subheader and len(page.button) == 1


@pytest.mark.parametrize("name", OPEN)
def test_the_pages_of_residents_stay_open(run_page: RunPage, closed: Store, name: str) -> None:
    assert QUESTION not in titles(at(run_page("main.py"), name))


def test_without_a_code_every_page_is_open(run_page: RunPage, store: Store) -> None:
    page = run_page("main.py")
    for name in [*CLOSED, *OPEN]:
        assert QUESTION not in titles(at(page, name))


def test_only_the_two_pages_of_residents_are_open() -> None:
    assert {"", "contribuer"} == OPEN_PAGES


def test_the_right_code_opens_all_the_pages_of_the_session_and_no_other_session(
    run_page: RunPage, closed: Store
) -> None:
    page = give(at(run_page("main.py"), "prepare"), CODE)
    assert QUESTION not in titles(page)
    assert QUESTION not in titles(at(page, "restitute"))
    assert titles(at(run_page("main.py"), "restitute")) == [QUESTION]


def test_changing_the_code_closes_what_was_open(run_page: RunPage, closed: Store) -> None:
    page = give(at(run_page("main.py"), "restitute"), CODE)
    set_code(closed, CODE)
    assert titles(page.run()) == [QUESTION]
    remove_code(closed)
    assert QUESTION not in titles(page.run())


def test_wrong_codes_are_refused_then_made_to_wait(run_page: RunPage, closed: Store) -> None:
    page = at(run_page("main.py"), "restitute")
    for _attempt in range(3):
        give(page, "000000")
        assert [error.value for error in page.error] == ["Ce n'est pas le bon code."]
    give(page, CODE)
    assert "essais" in page.error[0].value and titles(page) == [QUESTION]


def test_phones_cannot_make_the_laptop_wait(run_page: RunPage, closed: Store) -> None:
    page = at(run_page("main.py"), "restitute")
    with patch("mapping.ui.components.gate.is_from_laptop", return_value=False):
        for _attempt in range(4):
            give(page, "000000")
        assert "essais" in page.error[0].value
    assert QUESTION not in titles(give(page, CODE))


def test_the_map_of_a_closed_workshop_says_nothing_that_nobody_has_read(run_page: RunPage, closed: Store) -> None:
    waits = _add(closed, "MARQUE-EN-ATTENTE", lon=2.3634)
    secret = _add(closed, "MARQUE-SENSIBLE", category="shelter")
    moderate(closed, secret, Action.ACCEPT)
    with patch("mapping.ui.components.map_view.st_folium", return_value={}) as drawn:
        page = run_page("pages/map.py")
    shown = str([frame.value.to_dict() for frame in page.dataframe])
    sent = _sent(drawn)
    assert not page.exception
    assert "MARQUE-EN-ATTENTE" not in shown + sent and waits in sent
    assert "MARQUE-SENSIBLE" in shown
    assert "2.361234" not in sent and "48.931234" not in sent


@pytest.mark.parametrize("name", OPEN)
def test_the_point_of_a_sensitive_place_is_in_no_page_even_without_a_code(
    run_page: RunPage, store: Store, name: str
) -> None:
    _add(store, "MARQUE-SENSIBLE", category="shelter")
    with patch("mapping.ui.components.map_view.st_folium", return_value={}) as drawn:
        run_page(f"pages/{name}.py")
    sent = _sent(drawn)
    assert "2.361234" not in sent and "48.931234" not in sent
    _add(store, "MARQUE")
    with patch("mapping.ui.components.map_view.st_folium", return_value={}) as drawn:
        run_page(f"pages/{name}.py")
    assert "2.361234" in _sent(drawn)


def _sent(drawn: MagicMock) -> str:
    """Return all that a page gives the browser to draw."""
    base, layer = drawn.call_args.args[0], drawn.call_args.kwargs["feature_group_to_add"]
    layer.add_to(base)
    return str(base.get_root().render())


def _add(store: Store, text: str, *, category: str = "", lon: float = 2.361234) -> str:
    lat = 48.931234 if lon == 2.361234 else 48.9321
    request = Request(ContributionKind.PLACE, point_wkt(lon, lat), filiere="reparer", text=text, category=category)
    return contribute(store, request).contribution.id
