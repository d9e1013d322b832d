"""Prêt hors ligne: nothing said to be there that is not, and what to do about what is missing."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mapping.domain.errors import FetchError
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind
from mapping.services.prepare import import_file
from mapping.services.readiness import (
    FetchOutcome,
    Ingredient,
    Need,
    Progress,
    Readiness,
    ReadyVerdict,
    check,
    fetch_missing,
    to_fetch,
)
from mapping.services.workshops import now_utc, take_snapshot
from mapping.storage.interface import Store
from tests.storage.samples import source
from tests.storage.samples_territory import TILE_SET, buildings, edges, nodes, streets, tiles

INGREDIENTS = ["boundaries", "population", "actors", "landmarks", "streets", "buildings", "basemap", "grid"]
ACTORS = "id,name,lon,lat\nA1,Épicerie,2.352,48.932\n"
POPULATION = "code,population\nQN09301X,2500\nQN09302X,1200\n"
LANDMARKS = "nom;lon;lat\nGare;2,352;48,932\n"


def checked(store: Store, *, days_later: int = 0) -> Readiness:
    return check(take_snapshot(store), store.holdings(), now=now_utc() + timedelta(days=days_later, minutes=1))


def by_name(found: Readiness) -> dict[str, Ingredient]:
    return {ingredient.name: ingredient for ingredient in found.ready}


def bring(store: Store, folder: Path, text: str, kind: DatasetKind) -> None:
    path = folder / f"{kind.value}.csv"
    path.write_text(text, encoding="utf-8")
    import_file(store, path, kind=kind)


def fill(store: Store, folder: Path) -> None:
    bring(store, folder, ACTORS, DatasetKind.ACTORS)
    bring(store, folder, POPULATION, DatasetKind.POPULATION)
    bring(store, folder, LANDMARKS, DatasetKind.LANDMARKS)
    network = {LayerName.NETWORK_NODES: nodes(), LayerName.NETWORK_EDGES: edges()}
    kept = source(DatasetKind.STREETS, imported_at=now_utc())
    store.save_layers(kept, {LayerName.STREETS: streets(), LayerName.BUILDINGS: buildings(), **network})
    store.save_tiles(source(DatasetKind.BASEMAP, imported_at=now_utc()), tiles(), tile_set=TILE_SET)


def test_a_new_workshop_has_its_boundaries_and_is_told_the_rest(store: Store) -> None:
    found = checked(store)
    assert [ingredient.name for ingredient in found.ready] == INGREDIENTS
    assert [ingredient.name for ingredient in found.ready if ingredient.present] == ["boundaries"]
    assert found.verdict is ReadyVerdict.NOT_YET


def test_whatever_is_missing_says_what_that_costs_and_how_to_get_it(store: Store) -> None:
    for ingredient in checked(store).ready:
        assert bool(ingredient.missing) is not ingredient.present
        assert "python -m mapping" in ingredient.how


def test_a_workshop_with_all_but_the_grid_is_ready(store: Store, tmp_path: Path) -> None:
    """The grid does not exist everywhere: overseas territories have none."""
    fill(store, tmp_path)
    found = checked(store)
    assert found.verdict is ReadyVerdict.READY
    assert [one.name for one in found.ready if one.missing] == ["grid"]
    assert by_name(found)["grid"].need is Need.OPTIONAL


def test_the_grid_is_fetched_with_the_population_where_there_is_one(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    found = checked(store)
    assert to_fetch(found) == ("population",)
    assert "fetch ATELIER population" in by_name(found)["grid"].how
    snapshot = take_snapshot(store)
    guadeloupe = snapshot.zones.set_geometry(snapshot.zones.geometry.translate(-63.88, -32.69))
    without = check(replace(snapshot, zones=guadeloupe), store.holdings(), now=now_utc())
    assert to_fetch(without) == ()
    assert "ne publie pas de carroyage ici" in by_name(without)["grid"].how


def test_without_tiles_the_basemap_is_that_of_the_streets(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    store.save_tiles(source(DatasetKind.BASEMAP), [], tile_set=TILE_SET)
    found = by_name(checked(store))
    assert (found["basemap"].missing, found["basemap"].count) == ("", found["streets"].count)


def test_a_workshop_without_landmarks_is_almost_ready(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, ACTORS, DatasetKind.ACTORS)
    bring(store, tmp_path, POPULATION, DatasetKind.POPULATION)
    found = checked(store)
    assert found.verdict is ReadyVerdict.ALMOST
    assert not by_name(found)["landmarks"].present


def test_counts_ages_and_sizes_are_those_of_each_ingredient(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    found = by_name(checked(store, days_later=3))
    assert {name: one.count for name, one in found.items()} == {
        "boundaries": 2,
        "population": 2,
        "actors": 1,
        "landmarks": 1,
        "streets": 1,
        "buildings": 2,
        "basemap": 4,
        "grid": 0,
    }
    assert found["streets"].age_days == found["boundaries"].age_days == 3
    assert found["grid"].age_days is None
    assert found["basemap"].size_bytes == 20
    assert found["grid"].size_bytes == 0 < found["buildings"].size_bytes


def test_the_age_of_buildings_is_not_that_of_another_import(store: Store) -> None:
    old = source(DatasetKind.STREETS, imported_at=now_utc() - timedelta(days=400))
    store.save_layers(old, {LayerName.BUILDINGS: buildings()})
    store.save_layers(source(DatasetKind.STREETS, imported_at=now_utc()), {LayerName.STREETS: streets()})
    found = by_name(checked(store))
    assert (found["buildings"].age_days, found["streets"].age_days) == (400, 0)


def test_streets_that_lead_nowhere_are_said_to(store: Store) -> None:
    store.save_layers(source(), {LayerName.STREETS: streets()})
    assert "pas reliées" in by_name(checked(store))["streets"].missing


def test_part_of_the_population_and_of_the_positions_is_counted(store: Store, tmp_path: Path) -> None:
    bring(store, tmp_path, "code,population\nQN09301X,2500\n", DatasetKind.POPULATION)
    bring(store, tmp_path, ACTORS + "A2,Sans adresse,,\nA3,Ailleurs,,\n", DatasetKind.ACTORS)
    found = by_name(checked(store))
    assert found["population"].missing.startswith("1 quartier sans")
    assert found["actors"].missing.startswith("2 structures sans position")


def test_what_is_missing_is_asked_once_and_streets_before_the_basemap(store: Store) -> None:
    assert to_fetch(checked(store)) == ("population", "actors", "streets", "basemap")


def test_a_demonstration_is_given_no_real_actors(store: Store) -> None:
    store.save_settings(demonstration=True)
    assert to_fetch(checked(store)) == ("streets", "basemap")


def test_a_source_that_fails_does_not_stop_the_others(store: Store) -> None:
    asked: list[str] = []

    def fetch_one(_store: Store, kind: str, on_progress: Progress | None) -> list[str]:
        asked.append(kind)
        if kind == "actors":
            raise FetchError("L'annuaire ne répond pas ; réessayez demain.")
        if kind == "streets":
            raise OSError(28, "No space left on device")
        if on_progress is not None:
            on_progress(kind, 1, 1)
        return ["Le carroyage se télécharge à part."] if kind == "population" else []

    progress: list[tuple[str, int, int | None]] = []
    kinds = ("population", "actors", "streets", "basemap")
    outcomes = fetch_missing(store, kinds, on_progress=lambda *step: progress.append(step), fetch_one=fetch_one)
    assert asked == list(kinds)
    assert outcomes == [
        FetchOutcome("population", notes=("Le carroyage se télécharge à part.",)),
        FetchOutcome("actors", "L'annuaire ne répond pas ; réessayez demain."),
        FetchOutcome("streets", "Disque ou réseau inaccessible (No space left on device)."),
        FetchOutcome("basemap"),
    ]
    assert progress == [("population", 1, 1), ("basemap", 1, 1)]


def test_a_fault_of_the_program_is_not_taken_for_a_source_that_fails(store: Store) -> None:
    def broken(_store: Store, _kind: str, _progress: Progress | None) -> list[str]:
        raise KeyError("faute")

    with pytest.raises(KeyError):
        fetch_missing(store, ["actors"], fetch_one=broken)
