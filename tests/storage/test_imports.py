"""The contract of imported tables, on both databases."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.domain.crs import LAMBERT_93
from mapping.domain.errors import ColumnError, CrsError
from mapping.domain.models import Action, DatasetKind, EventKind
from mapping.domain.tables import CONTRIBUTIONS, LANDMARKS, POPULATION, STORED_ACTORS, ZONES
from mapping.storage import SqlStore
from mapping.storage.interface import Draft
from tests.storage.samples import actor, actors, decision, source, submission, zones

HOSTILE = (
    "l'été « d'Aïcha »",
    'dit "oui"',
    "'); DROP TABLE journal; --",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "🚲👩🏽‍🔧 தமிழ் عربى",
    "ligne\r\nligne\ttabulée",
    "100 % \\ {x} %s :name",
    "",
)


def test_empty_tables_have_the_columns_and_types_of_their_contract(store: SqlStore) -> None:
    assert list(store.zones().columns) == ZONES.names
    assert list(store.actors().columns) == STORED_ACTORS.names
    assert list(store.population().columns) == [*POPULATION.names, "source_id"]
    assert list(store.landmarks().columns) == LANDMARKS.names
    assert list(store.contributions().columns) == CONTRIBUTIONS.names
    assert store.actors()["lon"].dtype == np.float64
    assert store.contributions()["people"].dtype == np.int64
    assert store.contributions().crs == store.zones().crs == "EPSG:4326"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_was(store: SqlStore, text: str) -> None:
    [event] = store.append([submission(text=text)])
    store.save_actors(source(title=text), actors(actor("a", text, description=text)))
    store.save_settings(title=text)
    found = store.contribution(event.subject)
    assert found is not None and found.text == text
    assert store.actors()["description"].tolist() == [text]
    assert store.workshop().title == text
    assert store.sources()[0].title == text


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_no_database_keeps_is_replaced_by_a_visible_mark(store: SqlStore, text: str) -> None:
    [event] = store.append([submission(text=text)])
    assert event.payload["text"] == "a�b"
    assert store.contributions()["text"].tolist() == ["a�b"]


def test_a_nul_in_a_list_of_actors_does_not_stop_the_import(store: SqlStore) -> None:
    store.save_actors(source(), actors(actor("a", "Al\x00pha")))
    assert store.actors()["name"].tolist() == ["Al�pha"]


def test_zone_outlines_come_back_to_the_last_bit(store: SqlStore) -> None:
    r"""
    A ring with a hole, and far away an island, at coordinates that no short decimal writes.

        +-------+
        | +---+ |     +-+
        | +---+ |     +-+
        +-------+
    """
    third = 1 / 3
    ring = shapely.Polygon(
        [(2 + third, 48), (3, 48), (3, 49 + third), (2, 49)], [[(2.5, 48.4), (2.6, 48.4), (2.6, 48.5)]]
    )
    outline = shapely.MultiPolygon([ring, shapely.box(45.1, -12.8, 45.1 + 1e-13, -12.7)])
    store.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1", geometry=outline))
    [read] = store.zones().geometry
    assert read.wkb == outline.wkb


def test_zones_are_added_or_replaced_by_code_and_ordered(store: SqlStore) -> None:
    store.save_zones(source(DatasetKind.BOUNDARIES), zones("b", "a"))
    newer = source(DatasetKind.BOUNDARIES)
    store.save_zones(newer, zones("b", "É").assign(name="Neuf"))
    read = store.zones()
    assert read["code"].tolist() == ["a", "b", "É"]
    assert read["name"].tolist() == ["Quartier a", "Neuf", "Neuf"]
    assert read["source_id"].tolist()[1:] == [newer.id, newer.id]
    assert read["communes"].tolist() == ["93066|93072"] * 3


def test_zones_that_are_not_said_to_be_in_wgs84_are_refused(store: SqlStore) -> None:
    with pytest.raises(CrsError):
        store.save_zones(source(DatasetKind.BOUNDARIES), zones("a").set_crs(None, allow_override=True))
    with pytest.raises(CrsError):
        store.save_zones(source(DatasetKind.BOUNDARIES), zones("a").to_crs(LAMBERT_93))
    assert store.revision() == 1


def test_a_table_without_its_columns_is_refused(store: SqlStore) -> None:
    with pytest.raises(ColumnError, match="actor_id"):
        store.save_actors(source(), actors(actor("a", "A")).drop(columns="actor_id"))
    with pytest.raises(ColumnError, match="name"):
        store.save_zones(source(), gpd.GeoDataFrame(zones("a").drop(columns="name")))
    assert store.revision() == 1


def test_actors_come_back_in_order_with_unknown_positions_as_nan(store: SqlStore) -> None:
    imported = source()
    rows = [actor("2", "Béta", lon=2.1, lat=48.9, in_territory=False), actor("1", "Alpha"), actor("0", "Béta")]
    outcome = store.save_actors(imported, actors(*rows))
    assert outcome.created == ("2", "1", "0") and outcome.known == ()
    read = store.actors()
    assert read["actor_id"].tolist() == ["1", "0", "2"]
    assert read["lon"].isna().tolist() == [True, True, False]
    assert read["in_territory"].tolist() == [True, True, False]
    assert set(read["source_id"]) == {imported.id}


def test_unchanged_actors_write_no_event(store: SqlStore) -> None:
    rows = actors(actor("1", "Alpha", lon=2.1, lat=48.9), actor("2", "Béta"))
    first = source()
    store.save_actors(first, rows)
    outcome = store.save_actors(source(), rows.assign(name=["Alpha", "Béta, renommée"]))
    assert (outcome.created, outcome.known) == ((), ("1", "2"))
    assert len(store.events(subject="1")) == 1 and len(store.events(subject="2")) == 2
    assert store.actors()["source_id"].tolist()[0] == first.id


def test_the_second_of_two_rows_of_one_actor_updates_the_first(store: SqlStore) -> None:
    outcome = store.save_actors(source(), actors(actor("1", "Premier"), actor("1", "Second"), actor("1", "Second")))
    assert (outcome.created, outcome.known) == (("1",), ("1", "1"))
    assert store.actors()["name"].tolist() == ["Second"]
    assert [event.payload["name"] for event in store.events(subject="1")] == ["Second", "Premier"]


def test_what_was_enriched_here_survives_the_next_import(store: SqlStore) -> None:
    rows = actors(actor("1", "Alpha", city="Stains"), actor("2", "Béta"))
    store.save_actors(source(), rows)
    store.append([Draft(EventKind.ACTOR_ENRICHED, "1", {"filieres": "reparer", "lon": 2.36, "lat": 48.93})])
    assert store.save_actors(source(), rows).known == ("1", "2")
    assert len(store.events(subject="1")) == 2, "an unchanged row is told from what was enriched"
    store.save_actors(source(), rows.assign(city="Saint-Denis"))
    [first, second] = store.actors().to_dict("records")
    assert (first["city"], first["filieres"], first["lon"]) == ("Saint-Denis", "reparer", 2.36)
    assert (second["city"], second["filieres"]) == ("Saint-Denis", "")


def test_enrichment_recorded_before_an_actor_comes_back_applies_to_it(store: SqlStore) -> None:
    rows = actors(actor("1", "Alpha"))
    store.save_actors(source(), rows)
    [imported] = store.events(subject="1")
    store.append([Draft(EventKind.ACTOR_ENRICHED, "1", {"filieres": "reparer"})])
    store.undo(imported.id)
    assert len(store.actors()) == 0
    store.save_actors(source(), rows)
    assert store.actors()["filieres"].tolist() == ["reparer"]


def test_populations_are_replaced_by_code_and_the_known_ones_counted(store: SqlStore) -> None:
    first = pd.DataFrame({"code": ["b", "a"], "population": [10, 20.5], "year": "2018", "source": "Insee"})
    assert store.save_population(source(DatasetKind.POPULATION), first) == 0
    newer = source(DatasetKind.POPULATION)
    second = pd.DataFrame({"code": ["b", "c"], "population": [11, 30], "year": "2021", "source": "Insee"})
    assert store.save_population(newer, second) == 1
    read = store.population()
    assert read["code"].tolist() == ["a", "b", "c"]
    assert read["population"].tolist() == [20.5, 11.0, 30.0]
    assert read["source_id"].tolist()[1:] == [newer.id, newer.id]


def test_landmarks_are_told_apart_by_name_and_position(store: SqlStore) -> None:
    rows = pd.DataFrame({"name": ["Mairie", "Gare", "Mairie"], "lon": [2.1, 2.2, 2.3], "lat": [48.9, 48.9, 48.9]})
    store.save_landmarks(source(DatasetKind.LANDMARKS), rows)
    store.save_landmarks(source(DatasetKind.LANDMARKS), rows[:1])
    read = store.landmarks()
    assert list(zip(read["name"], read["lon"], strict=True)) == [("Gare", 2.2), ("Mairie", 2.1), ("Mairie", 2.3)]


def test_sources_come_back_as_given_oldest_first(store: SqlStore) -> None:
    first = source(DatasetKind.LANDMARKS, published=date(2024, 1, 31), licence="Licence Ouverte 2.0", vintage="2024")
    second = source(DatasetKind.ACTORS, fictional=True)
    store.save_landmarks(first, pd.DataFrame({"name": ["Gare"], "lon": [2.2], "lat": [48.9]}))
    store.save_actors(second, actors(actor("1", "Alpha")))
    assert store.sources() == [first, second]
    [event] = store.events(subject=first.id)
    assert event.kind is EventKind.DATASET_IMPORTED
    assert (event.payload["file_name"], event.payload["published"], event.payload["rows"]) == (
        "liste.csv",
        "2024-01-31",
        1,
    )


def test_imported_contributions_and_their_file_are_one_transaction(store: SqlStore) -> None:
    draft = submission()
    drafts = [draft, decision(draft.subject, Action.ACCEPT, event_id="0" * 36)]
    imported = source(DatasetKind.CONTRIBUTIONS)
    assert len(store.save_contributions(imported, drafts)) == 2
    assert store.contributions()["status"].tolist() == ["accepted"]
    assert store.sources() == [imported]
    before = store.revision()
    assert store.save_contributions(source(DatasetKind.CONTRIBUTIONS), drafts) == []
    assert store.revision() == before and store.sources() == [imported]
