"""What waits for a person in Préparer: addresses to place, needs to confirm. Nothing is decided in advance."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from mapping.domain.errors import FetchError, WorkshopError
from mapping.domain.models import Placement
from mapping.services.geocode import GeocodeReport, Looked, accept_proposal
from mapping.services.place_actors import place_by_hand
from mapping.services.prepare import import_file
from mapping.services.select import Somewhere
from mapping.sources.official.geocoding import Answer, Match
from mapping.storage.interface import Store
from mapping.ui.format import plain
from tests.ui.test_find_place import add_street

RunPage = Callable[[str], AppTest]
PAGE = "pages/prepare.py"
GEOCODE = "mapping.ui.components.to_place.geocode_online"
HOSTILE = "Bazar <script>alert(1)</script> ![x](http://x) :red[rouge] (exemple)"
ROWS = [
    "id;nom;adresse;code_postal;commune;besoins;description",
    "a;Atelier (exemple);1 rue des Tulipes;93200;Saint-Denis;reparer;",
    f"b;{HOSTILE};2 rue des Lilas;93200;Saint-Denis;se_nourrir;",
    "c;Entraide (exemple);;;;reparer;",
]
SUGGESTED = [
    "id;nom;besoins;lon;lat;description",
    f"d;{HOSTILE};;2.351;48.93;**Vélos** [NAF 95.29Z (rév. 2)]",
    "e;Ruche (exemple);;2.351;48.93;[NAF 56.21Z (rév. 2)]",
]


def listed(store: Store, tmp_path: Path, rows: list[str]) -> dict[str, str]:
    path = tmp_path / "liste.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    import_file(store, path)
    actors = store.actors()
    return dict(zip(actors["id"], actors["actor_id"], strict=True))


@pytest.fixture
def nowhere(store: Store, tmp_path: Path) -> dict[str, str]:
    """Give the identifiers of three structures without a position, one of them without an address."""
    return listed(store, tmp_path, ROWS)


@pytest.fixture
def suggested(store: Store, tmp_path: Path) -> dict[str, str]:
    return listed(store, tmp_path, SUGGESTED)


def position(store: Store, actor_id: str) -> tuple[float, float]:
    lon, lat = store.actors().set_index("actor_id")[["lon", "lat"]].loc[actor_id].to_numpy(float)
    return float(lon), float(lat)


def needs(store: Store, actor_id: str) -> str:
    return str(store.actors().set_index("actor_id").loc[actor_id, "filieres"])


def said(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.caption, *page.info, *page.error])


def keys(page: AppTest) -> set[str]:
    return {str(button.key) for button in page.button}


def queue(page: AppTest, label: str) -> list[str]:
    return next((list(box.options) for box in page.selectbox if box.label.startswith(label)), [])


def answered(actor_id: str) -> GeocodeReport:
    match = Match(
        actor_id, Answer.UNSURE, "ressemblance de 0,63 sur 1", 2.351, 48.93, label="2 *Rue* des Lilas", score=0.63
    )
    return GeocodeReport(1, (), (Looked(actor_id, HOSTILE, "2 rue des Lilas", match),), (), 1)


def ask(page: AppTest, actor_id: str) -> AppTest:
    with patch(GEOCODE, return_value=answered(actor_id)):
        return page.button(key="placer_adresses").click().run()


def test_a_workshop_where_nothing_waits_shows_nothing(run_page: RunPage) -> None:
    page = run_page(PAGE)
    assert not page.exception
    assert "À placer et à confirmer" not in [expander.label for expander in page.expander]
    assert "placer_adresses" not in keys(page)


def test_what_has_an_address_is_counted_and_the_rest_is_placed_by_hand(
    run_page: RunPage, nowhere: dict[str, str]
) -> None:
    page = run_page(PAGE)
    assert not page.exception
    assert "2 structures ont une adresse" in said(page)
    assert "Sans internet, placez-les à la main." in said(page)
    assert queue(page, "Structure à placer (3)") == ["Atelier (exemple)", HOSTILE, "Entraide (exemple)"]


def test_a_service_that_fails_is_said_in_a_sentence_and_changes_nothing(
    run_page: RunPage, store: Store, nowhere: dict[str, str]
) -> None:
    before = store.revision()
    page = run_page(PAGE)
    with patch(GEOCODE, side_effect=FetchError("Le service *ne répond pas*.")):
        page.button(key="placer_adresses").click().run()
    assert not page.exception
    assert [error.value for error in page.error] == [plain("Le service *ne répond pas*.")]
    assert store.revision() == before


def test_a_proposal_comes_first_with_its_reason_and_is_placed_only_when_accepted(
    run_page: RunPage, store: Store, nowhere: dict[str, str]
) -> None:
    before = store.revision()
    page = ask(run_page(PAGE), nowhere["b"])
    assert not page.exception
    assert store.revision() == before
    assert queue(page, "Structure à placer")[0] == HOSTILE
    assert f"Proposition : **{plain('2 *Rue* des Lilas')}**, qui ressemble assez à l'adresse." in said(page)
    assert plain("ressemblance de 0,63 sur 1") in said(page)
    assert plain(HOSTILE) in said(page) and "<script>" not in said(page)
    page.button(key=f"placer_accepter_{nowhere['b']}").click().run()
    assert not page.exception
    assert position(store, nowhere["b"]) == (2.351, 48.93)
    assert HOSTILE not in queue(page, "Structure à placer (2)")


def test_an_address_that_is_not_found_has_nothing_to_accept(run_page: RunPage, nowhere: dict[str, str]) -> None:
    lost = Looked(nowhere["a"], "Atelier", "1 rue", Match(nowhere["a"], Answer.NOT_FOUND, "adresse inconnue"))
    page = run_page(PAGE)
    with patch(GEOCODE, return_value=GeocodeReport(2, (), (), (lost,), 1)):
        page.button(key="placer_adresses").click().run()
    assert not page.exception
    assert "Pas placée d'office : adresse inconnue." in said(page)
    assert f"placer_accepter_{nowhere['a']}" not in keys(page)


def test_later_shows_the_next_one_and_can_be_taken_back(
    run_page: RunPage, store: Store, nowhere: dict[str, str]
) -> None:
    before = store.revision()
    page = run_page(PAGE)
    page.button(key=f"placer_plus_tard_{nowhere['a']}").click().run()
    assert not page.exception
    assert queue(page, "Structure à placer (2)") == [HOSTILE, "Entraide (exemple)"]
    page.button(key="placer_reprendre").click().run()
    assert len(queue(page, "Structure à placer (3)")) == 3
    assert store.revision() == before


def test_a_structure_is_put_in_a_quartier_by_hand(run_page: RunPage, store: Store, nowhere: dict[str, str]) -> None:
    actor_id = nowhere["a"]
    page = run_page(PAGE)
    page.toggle(key=f"placer_main_{actor_id}").set_value(True).run()
    page.button(key=f"placer_ici_{actor_id}").click().run()
    assert "Il manque l'endroit : choisissez-le dans la liste." in [error.value for error in page.error]
    page.selectbox(key=f"placer_{actor_id}_zone_lieu").select_index(0).run()
    page.button(key=f"placer_ici_{actor_id}").click().run()
    assert not page.exception
    row = store.actors().set_index("actor_id").loc[actor_id]
    assert row["in_territory"] and row[["lon", "lat"]].notna().all()
    assert store.events(subject=actor_id)[0].payload["placement"] == "zone"


def test_a_structure_is_put_at_an_address_typed_badly(run_page: RunPage, store: Store, nowhere: dict[str, str]) -> None:
    add_street(store)
    actor_id = nowhere["a"]
    page = run_page(PAGE)
    page.toggle(key=f"placer_main_{actor_id}").set_value(True).run()
    page.text_input(key=f"placer_{actor_id}_address_texte").set_value("r. jan jores").run()
    page.button(key=f"placer_ici_{actor_id}").click().run()
    assert not page.exception
    lon, lat = position(store, actor_id)
    assert (round(lon, 6), round(lat, 6)) == (2.351, 48.93)


def test_a_place_outside_is_marked_and_can_be_undone(store: Store, nowhere: dict[str, str]) -> None:
    place_by_hand(store, nowhere["a"], Somewhere("loin", "Loin", 5.4, 43.3), placement=Placement.LANDMARK)
    row = store.actors().set_index("actor_id").loc[nowhere["a"]]
    assert (row["lon"], row["lat"]) == (5.4, 43.3) and not row["in_territory"]
    store.undo(store.events(subject=nowhere["a"])[0].id)
    assert store.actors().set_index("actor_id").loc[nowhere["a"], ["lon", "lat"]].isna().all()


def test_only_a_structure_of_the_workshop_is_placed(store: Store) -> None:
    with pytest.raises(WorkshopError, match="inconnue"):
        place_by_hand(store, "inconnue", Somewhere("x", "x", 2.35, 48.93), placement=Placement.ZONE)


def test_what_was_placed_is_still_said_when_nothing_waits_any_more(
    run_page: RunPage, store: Store, tmp_path: Path
) -> None:
    actor_id = listed(store, tmp_path, ROWS[:2])["a"]
    match = Match(actor_id, Answer.PLACED, "", 2.351, 48.93, label="1 Rue des Tulipes", score=0.97)
    found = Looked(actor_id, "Atelier (exemple)", "1 rue des Tulipes", match)

    def answer(target: Store, **options: Callable[[str, int, int | None], None]) -> GeocodeReport:
        options["on_progress"]("Adresses", 1, None)
        options["on_progress"]("Adresses", 3, 2)
        accept_proposal(target, found)
        return GeocodeReport(1, (found,), (), (), 0)

    page = run_page(PAGE)
    with patch(GEOCODE, side_effect=answer):
        page.button(key="placer_adresses").click().run()
    assert not page.exception
    assert position(store, actor_id) == (2.351, 48.93)
    assert "placées 1, à regarder 0, introuvables 0" in said(page)
    assert "placer_adresses" not in keys(page)


def test_a_suggested_need_counts_only_once_it_is_confirmed(
    run_page: RunPage, store: Store, suggested: dict[str, str]
) -> None:
    actor_id = suggested["d"]
    page = run_page(PAGE)
    assert not page.exception
    assert "placer_adresses" not in keys(page)
    assert plain(HOSTILE) in said(page) and plain("**Vélos**") in said(page)
    pills = page.button_group(key=f"confirmer_besoins_{actor_id}")
    assert pills.value == []
    page.button(key=f"confirmer_{actor_id}").click().run()
    assert any("au moins une piste" in error.value for error in page.error)
    assert needs(store, actor_id) == ""
    page.button_group(key=f"confirmer_besoins_{actor_id}").set_value(["reparer"]).run()
    page.button(key=f"confirmer_{actor_id}").click().run()
    assert not page.exception
    assert needs(store, actor_id) == "reparer"
    assert queue(page, "Structure à confirmer (1)") == ["Ruche (exemple)"]
    assert needs(store, suggested["e"]) == ""
