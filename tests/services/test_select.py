"""What the filters of the map keep, whatever the workshop holds."""

from pathlib import Path

import pytest

from mapping.domain.models import DatasetKind
from mapping.services.prepare import import_file
from mapping.services.select import Selection, named_actors, select, zone_at
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

ACTORS = """id,name,filieres,scheme,lon,lat
A1,Épicerie du Coin,se_nourrir,epicerie_solidaire,2.352,48.932
A2,Atelier vélo,se_deplacer|reparer,,2.357,48.932
A3,Sans adresse,apprendre,,,
"""


@pytest.mark.parametrize(
    "selection",
    [
        Selection(),
        Selection(frozenset({"apprendre"})),
        Selection(schemes=frozenset({"amap"}), zones=frozenset({"QN09301X"})),
    ],
)
def test_an_empty_workshop_keeps_its_columns_under_any_filter(store: Store, selection: Selection) -> None:
    selected = select(take_snapshot(store), selection)
    assert selected.actors.empty and selected.contributions.empty
    assert {"lon", "lat", "name"} <= set(selected.actors.columns)


def test_filters_add_up_and_a_thing_without_position_is_not_shown(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(ACTORS, encoding="utf-8")
    import_file(store, path, kind=DatasetKind.ACTORS)
    snapshot = take_snapshot(store)

    def names(**wanted: frozenset[str]) -> set[str]:
        return set(select(snapshot, Selection(**wanted)).actors["name"])

    assert names() == {"Épicerie du Coin", "Atelier vélo"}
    assert names(filieres=frozenset({"reparer"})) == {"Atelier vélo"}
    assert names(schemes=frozenset({"epicerie_solidaire"})) == {"Épicerie du Coin"}
    assert names(zones=frozenset({"QN09302X"})) == {"Atelier vélo"}
    assert names(filieres=frozenset({"reparer"}), zones=frozenset({"QN09301X"})) == set()
    assert {place.label for place in named_actors(snapshot)} == {"Épicerie du Coin", "Atelier vélo"}


def test_a_position_is_in_a_quartier_or_in_none(store: Store) -> None:
    snapshot = take_snapshot(store)
    assert zone_at(snapshot, 2.352, 48.932) == "QN09301X"
    assert zone_at(snapshot, 2.4, 48.9) is None
