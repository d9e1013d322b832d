"""Two lists name the same actor: it is proposed, merged with its sources kept, or said to be different; all undone."""

from pathlib import Path

import pytest

from mapping.domain.errors import WorkshopError
from mapping.domain.models import ContributionKind, EventKind
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.coverage import RESIDENTS, coverage, coverage_sentence
from mapping.services.duplicates import (
    Pair,
    last_decision,
    merge,
    merged_into,
    not_duplicates,
    possible_duplicates,
    side_by_side,
)
from mapping.services.importing import ImportOptions
from mapping.services.moderate import history, undo
from mapping.services.prepare import import_file
from mapping.services.provenance import How, cited_sources, how_label, provenance
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Draft, Store

HEAD = "id,name,filieres,address,city,lon,lat,website\n"
TOWN = HEAD + "V1,Ressourcerie du Cordon,reparer,3 rue du Parc,Saint-Denis,2.352,48.932,\n"
TOWN += "V2,Chorale des Lilas,se_rencontrer,3 rue du Parc,Saint-Denis,2.352,48.932,\n"
NETWORK = HEAD + "R1,RESSOURCERIE CORDON,,3 r. du Parc,SAINT DENIS,,,cordon.example\n"


@pytest.fixture
def both(store: Store, tmp_path: Path) -> Store:
    for name, text, licence in (("ville", TOWN, "Licence Ouverte"), ("reseau", NETWORK, "ODbL")):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_file(store, path, options=ImportOptions(title=f"Liste {name}", licence=licence))
    return store


def names(store: Store) -> dict[str, str]:
    actors = store.actors()
    return dict(zip(actors["name"], actors["actor_id"], strict=True))


def only_pair(store: Store) -> Pair:
    pairs = possible_duplicates(store)
    assert len(pairs) == 1
    return pairs[0]


def test_the_pair_is_proposed_with_names_and_reasons(both: Store) -> None:
    pair = only_pair(both)
    assert {pair.one_name, pair.other_name} == {"Ressourcerie du Cordon", "RESSOURCERIE CORDON"}
    assert pair.distance_m is None
    assert "même adresse" in pair.reasons


def test_after_an_import_only_what_it_brings_is_counted(both: Store) -> None:
    found = names(both)
    assert len(possible_duplicates(both, [found["RESSOURCERIE CORDON"]])) == 1
    assert possible_duplicates(both, [found["Chorale des Lilas"]]) == ()
    assert possible_duplicates(both, []) == ()


def test_a_merge_keeps_the_fields_and_the_source_of_both(both: Store) -> None:
    found = names(both)
    kept = found["Ressourcerie du Cordon"]
    merge(both, found["RESSOURCERIE CORDON"], kept)
    assert possible_duplicates(both) == ()
    told = {line.field: line for line in provenance(both, kept)}
    assert (told["website"].source, told["website"].licence, told["website"].merged) == ("Liste reseau", "ODbL", True)
    assert (told["lon"].source, told["lon"].file_name, told["lon"].merged) == ("Liste ville", "ville.csv", False)
    assert told["filieres"].value == "Réparer et réemployer"
    assert how_label(told["website"]) == "importé, par fusion"


def test_what_is_shown_side_by_side_is_what_the_merge_does(both: Store) -> None:
    found = names(both)
    kept, gone = found["Ressourcerie du Cordon"], found["RESSOURCERIE CORDON"]
    choices = {choice.field: choice for choice in side_by_side(both, kept, gone)}
    assert (choices["website"].one, choices["website"].default) == ("", gone)
    assert (choices["lon"].default, choices["name"].default) == (kept, gone)
    merge(both, gone, kept, fields={"name": kept})
    actor = both.actors().set_index("actor_id").loc[kept]
    assert (actor["name"], actor["website"], actor["lon"]) == ("Ressourcerie du Cordon", "cordon.example", 2.352)


def test_undoing_a_merge_proposes_the_pair_again(both: Store) -> None:
    pair = only_pair(both)
    merge(both, pair.one, pair.other)
    decision = last_decision(both)
    assert decision is not None and decision.sentence.startswith("Fusionné dans")
    assert merged_into(both) == {pair.one: pair.other}
    undo(both, decision.event_id)
    assert only_pair(both) == pair
    assert last_decision(both) is None


def test_what_is_said_to_be_different_is_remembered_until_it_is_undone(both: Store) -> None:
    pair = only_pair(both)
    said = not_duplicates(both, pair.other, pair.one)
    assert possible_duplicates(both) == ()
    undo(both, said.id)
    assert only_pair(both) == pair


def test_importing_the_list_again_does_not_bring_the_duplicate_back(both: Store, tmp_path: Path) -> None:
    found = names(both)
    merge(both, found["RESSOURCERIE CORDON"], found["Ressourcerie du Cordon"])
    (tmp_path / "reseau.csv").write_text(NETWORK.replace("cordon.example", "nouveau.example"), encoding="utf-8")
    import_file(both, tmp_path / "reseau.csv")
    actors = both.actors().set_index("actor_id")
    assert len(actors) == 2
    assert actors.loc[found["Ressourcerie du Cordon"], "website"] == "nouveau.example"


@pytest.mark.parametrize("into", ["", "absent", "itself"])
def test_merging_with_nobody_or_oneself_is_refused(both: Store, into: str) -> None:
    pair = only_pair(both)
    with pytest.raises(WorkshopError):
        merge(both, pair.one, pair.one if into == "itself" else into)


def test_a_merged_actor_cannot_be_merged_again(both: Store) -> None:
    pair = only_pair(both)
    merge(both, pair.one, pair.other)
    with pytest.raises(WorkshopError, match="déjà été fusionnée"):
        merge(both, pair.one, names(both)["Chorale des Lilas"])


def test_the_history_says_what_was_decided(both: Store) -> None:
    pair = only_pair(both)
    not_duplicates(both, pair.one, pair.other)
    merge(both, pair.one, pair.other)
    assert [line.sentence for line in history(both, limit=2)] == [
        "Structures fusionnées",
        "Deux structures dites différentes",
    ]


def test_what_a_person_wrote_is_not_said_to_come_from_a_list(both: Store) -> None:
    chorale = names(both)["Chorale des Lilas"]
    both.append([Draft(EventKind.ACTOR_ENRICHED, chorale, {"website": "lilas.example"})])
    both.append([Draft(EventKind.ACTOR_ENRICHED, chorale, {"lon": 2.35, "lat": 48.93, "geocoding": {}})])
    told = {line.field: line.how for line in provenance(both, chorale)}
    assert (told["website"], told["lon"], told["name"]) == (How.HERE, How.GEOCODED, How.IMPORT)


def test_an_actor_that_is_not_there_has_no_provenance(both: Store) -> None:
    with pytest.raises(WorkshopError):
        provenance(both, "absent")


def test_coverage_counts_a_merged_actor_once_in_each_list_that_names_it(both: Store) -> None:
    found = names(both)
    merge(both, found["RESSOURCERIE CORDON"], found["Ressourcerie du Cordon"])
    where = point_wkt(2.352, 48.932)
    contribute(both, Request(ContributionKind.PLACE, where, filiere="se_nourrir"))
    contribute(both, Request(ContributionKind.NEED, where, filiere="se_nourrir"))
    snapshot = take_snapshot(both)
    table = coverage(snapshot, cited=cited_sources(both)).set_index(["filiere", "source"])["places"]
    assert table["reparer", "Liste ville"] == table["reparer", "Liste reseau"] == 1
    assert table["se_nourrir"].to_dict() == {"Liste ville": 0, "Liste reseau": 0, "Ajouts des habitants": 1}
    assert table.groupby("filiere").size().eq(3).all()


def test_a_need_that_no_list_speaks_of_is_not_called_a_desert(both: Store) -> None:
    snapshot = take_snapshot(both)
    found = coverage(snapshot)
    assert set(found["source_id"]) >= {RESIDENTS}
    assert "pas « désert »" in coverage_sentence(snapshot, found)
    everywhere = found.assign(places=1)
    assert "jamais complète" in coverage_sentence(snapshot, everywhere)
