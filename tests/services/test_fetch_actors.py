"""Structures of the registers in a workshop: brought, completed, never overwritten, never taken away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mapping.domain.errors import FetchError, NomenclatureError, WorkshopError
from mapping.domain.merging import merge_payload
from mapping.domain.models import EventKind
from mapping.services.fetch_actors import (
    FetchedActors,
    confirm_filieres,
    fetch_actors,
    proposals,
    workshop_communes,
)
from mapping.services.official_actors import last_source
from mapping.services.prepare import import_file
from mapping.sources.official.client import Client
from mapping.storage.interface import Draft, Store
from tests.registers import Registers, client_of, place, serving, siae, siret, unit

INSIDE = {"latitude": "48.9325", "longitude": "2.3525"}
FAR = {"latitude": "48.95", "longitude": "2.40"}
NOWHERE = {"latitude": None, "longitude": None}


@pytest.fixture
def registers() -> Iterator[Registers]:
    with serving() as running:
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def fetch(store: Store, registers: Registers, cache: Path) -> FetchedActors:
    with client_of(cache) as client:
        return fetch_actors(store, client, base_url=registers.url)


def actor(store: Store, number: int) -> dict[Any, Any]:
    actors = store.actors()
    return dict(actors[actors["siret"] == siret(number)].iloc[0])


def source_titles(store: Store) -> dict[str, str]:
    return {source.id: source.title for source in store.sources()}


def partner_list(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "partenaire.csv"
    path.write_text("\n".join(["id;nom;siret;besoins;adresse;code_postal;commune;lat;lon", *lines]), encoding="utf-8")
    return path


def test_every_row_is_accounted_for(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [
        unit(1, "DEDANS (exemple)", place(1, **INSIDE)),
        unit(2, "LOIN (exemple)", place(2, **FAR)),
        unit(3, "SANS POSITION (exemple)", place(3, **NOWHERE)),
        unit(4, "SECRET", place(4, statut_diffusion_etablissement="P")),
        unit(5, "SANS NUMERO (exemple)", place(5, siret=None)),
    ]
    got = fetch(store, registers, cache)
    assert (got.created, got.updated, got.completed, got.to_geocode, got.outside) == (3, 0, 0, 1, 1)
    assert len(got.rejected) == 1
    assert got.notes == ("1 établissement laissé de côté : il a demandé à ne pas être publié.",)
    assert actor(store, 1)["in_territory"] and not actor(store, 2)["in_territory"]
    assert "SECRET" not in store.actors().to_csv()


def test_the_source_has_its_publisher_its_licence_and_its_date(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [unit(1, "A (exemple)")]
    fetch(store, registers, cache)
    source = store.sources()[-1]
    assert source.title == "Recherche d'entreprises (annuaire-entreprises.data.gouv.fr)"
    assert source.licence == "Licence Ouverte 2.0"
    assert source.published == source.imported_at.date() and len(source.sha256) == 64
    assert actor(store, 1)["source_id"] == source.id


def test_an_activity_is_a_proposal_until_a_person_confirms_it(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [
        unit(1, "A (exemple)", place(1, activite_principale="95.29Z")),
        unit(2, "B (exemple)", place(2, activite_principale="94.99Z")),
    ]
    fetch(store, registers, cache)
    assert set(store.actors()["filieres"]) == {""}
    proposed = proposals(store)
    assert proposed[["name", "naf", "filieres"]].to_numpy().tolist() == [["A (exemple)", "95.29Z", "reparer"]]
    confirm_filieres(store, proposed["actor_id"].iloc[0], ["reparer"])
    assert actor(store, 1)["filieres"] == "reparer"
    assert proposals(store).empty


def test_only_needs_of_the_workshop_and_known_structures_are_confirmed(
    store: Store, registers: Registers, cache: Path
) -> None:
    registers.units = [unit(1, "A (exemple)")]
    fetch(store, registers, cache)
    with pytest.raises(NomenclatureError, match="voler"):
        confirm_filieres(store, actor(store, 1)["actor_id"], ["voler"])
    with pytest.raises(WorkshopError, match="inconnue"):
        confirm_filieres(store, "inconnue", ["reparer"])


def test_insertion_completes_by_number_and_adds_what_is_missing(
    store: Store, registers: Registers, cache: Path
) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.siaes = [siae(1, "ACI", description="Maraîchage."), siae(2, "EI"), siae(3, "AI", ville="Bobigny")]
    got = fetch(store, registers, cache)
    # The third is of another commune; the first gains a scheme and is one structure still.
    assert (got.created, got.to_geocode, got.completed) == (2, 1, 0)
    first = actor(store, 1)
    assert (first["name"], first["scheme"], first["website"]) == ("A (exemple)", "aci", "https://structure.example")
    assert first["description"].startswith("Maraîchage. [NAF 88.99B")
    assert source_titles(store)[first["source_id"]].startswith("Recherche d'entreprises")
    assert actor(store, 2)["scheme"] == "ei"
    assert len(store.actors()) == 2


def test_each_field_can_be_traced_to_its_source(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.siaes = [siae(1, "ACI")]
    fetch(store, registers, cache)
    row = actor(store, 1)
    events, titles = store.events(subject=row["actor_id"]), source_titles(store)
    assert titles[str(last_source(events, "scheme"))].startswith("Structures d'insertion")
    assert titles[str(last_source(events, "name"))].startswith("Recherche d'entreprises")
    assert all(event.payload["source_id"] in titles for event in events)


def test_fetching_again_says_nothing_new(store: Store, registers: Registers, cache: Path, tmp_path: Path) -> None:
    registers.units = [unit(1, "A (exemple)"), unit(2, "B (exemple)", place(2, **NOWHERE))]
    registers.siaes = [siae(1, "ACI", description="Maraîchage."), siae(9, "EI")]
    fetch(store, registers, cache)
    before, events = store.actors(), len(store.events())
    got = fetch(store, registers, tmp_path / "another cache")
    assert (got.created, got.updated, got.completed, got.gone) == (0, 3, 0, ())
    assert store.actors().equals(before)
    # Only that two sources were asked again.
    assert len(store.events()) == events + 2


def test_a_new_answer_updates_by_number_and_keeps_what_a_person_wrote(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    registers.units = [unit(1, "ANCIEN NOM (exemple)")]
    fetch(store, registers, cache)
    mine = {"filieres": "reparer", "description": "On y répare les vélos.", "scheme": "atelier_velo"}
    store.append([Draft(EventKind.ACTOR_ENRICHED, actor(store, 1)["actor_id"], mine)])
    registers.units = [unit(1, "NOUVEAU NOM (exemple)")]
    registers.siaes = [siae(1, "ACI", description="Autre chose.")]
    got = fetch(store, registers, tmp_path / "later")
    row = actor(store, 1)
    assert (got.created, got.updated) == (0, 1)
    assert row["name"] == "NOUVEAU NOM (exemple)"
    assert (row["filieres"], row["scheme"]) == ("reparer", "atelier_velo")
    assert row["description"].startswith("On y répare les vélos.")


def test_a_source_corrects_what_it_said_itself(store: Store, registers: Registers, cache: Path, tmp_path: Path) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.siaes = [siae(1, "ACI", description="Avant.")]
    fetch(store, registers, cache)
    registers.siaes = [siae(1, "EI", description="Après.")]
    fetch(store, registers, tmp_path / "later")
    assert actor(store, 1)["scheme"] == "ei"
    assert actor(store, 1)["description"].startswith("Après. [NAF")


def test_a_list_of_a_partner_is_completed_and_never_overwritten(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    path = partner_list(tmp_path, "1;Le fournil;;se_nourrir;3 place du Marché;93200;Saint-Denis;48.931;2.351")
    import_file(store, path)
    known = store.actors().iloc[0]
    store.append([Draft(EventKind.ACTOR_ENRICHED, known["actor_id"], {"siret": siret(1)})])
    registers.units = [unit(1, "ASSOCIATION FOURNIL (exemple)")]
    got = fetch(store, registers, cache)
    row = actor(store, 1)
    assert (got.created, got.completed, len(store.actors())) == (0, 1, 1)
    assert (row["name"], row["filieres"], row["address"]) == ("Le fournil", "se_nourrir", "3 place du Marché")
    assert (row["lon"], row["lat"]) == (2.351, 48.931)
    assert row["legal_form"] == "association"


def test_an_address_and_a_position_of_two_sources_are_never_mixed(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    import_file(
        store, partner_list(tmp_path, "1;Le fournil;;;3 place du Marché;93200;Saint-Denis;;", "2;La roue;;;;;;;")
    )
    for number, actor_id in zip((1, 2), store.actors().sort_values("name", ascending=False)["actor_id"], strict=True):
        store.append([Draft(EventKind.ACTOR_ENRICHED, actor_id, {"siret": siret(number)})])
    registers.units = [unit(1, "A (exemple)"), unit(2, "B (exemple)")]
    fetch(store, registers, cache)
    assert actor(store, 1)["address"] == "3 place du Marché" and actor(store, 1)["lon"] != actor(store, 1)["lon"]
    assert (actor(store, 2)["address"], actor(store, 2)["lon"]) == ("2 RUE DES TULIPES", 2.3525)
    assert actor(store, 2)["in_territory"]


def test_what_closed_is_told_and_stays(store: Store, registers: Registers, cache: Path, tmp_path: Path) -> None:
    registers.units = [unit(1, "A (exemple)"), unit(2, "B (exemple)")]
    fetch(store, registers, cache)
    registers.units = [unit(1, "A (exemple)"), unit(2, "B (exemple)", place(2, etat_administratif="F"))]
    got = fetch(store, registers, tmp_path / "later")
    assert got.gone == ((siret(2), "B (exemple)"),)
    assert "n'est plus dans la source" in got.notes[-1] and "B (exemple)" in got.notes[-1]
    assert len(store.actors()) == 2


def test_an_answer_known_to_be_partial_declares_nothing_closed(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    fetch(store, registers, cache)
    registers.faults = ["", "empty page", "empty page"]
    got = fetch(store, registers, tmp_path / "later")
    assert got.gone == () and "vide" in got.notes[0]
    assert len(store.actors()) == 30


def test_without_the_second_source_the_first_is_brought_all_the_same(
    store: Store, registers: Registers, cache: Path
) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.faults = ["", "", "html"]
    got = fetch(store, registers, cache)
    assert got.created == 1
    assert got.notes[0].startswith("Sans les structures d'insertion.") and "page web" in got.notes[0]


def test_a_refused_fetch_leaves_the_workshop_as_it_was(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    registers.faults = ["", "html"]
    revision = store.revision()
    with pytest.raises(FetchError):
        fetch(store, registers, cache)
    assert store.revision() == revision and store.actors().empty


def test_a_cut_goes_on_where_it_stopped(store: Store, registers: Registers, cache: Path) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 101)]
    registers.faults = ["", "", "html"]
    with pytest.raises(FetchError):
        fetch(store, registers, cache)
    registers.asked.clear()
    assert fetch(store, registers, cache).created == 100
    assert [request["page"] for request in registers.asked if "est_ess" in request] == ["3", "4"]


def test_a_merged_commune_is_asked_for_by_both_codes(store: Store, registers: Registers, cache: Path) -> None:
    fetch(store, registers, cache)
    assert registers.asked[0]["code_commune"] == "93059,93066"
    assert workshop_communes(["93059"]) == ["93059", "93066"]


def test_outlines_without_a_commune_are_refused_with_what_to_do(registers: Registers) -> None:
    with pytest.raises(WorkshopError, match="insee_com"):
        workshop_communes(["", ""])


def test_a_clash_of_numbers_keeps_the_structure_of_this_source(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    registers.units = [unit(1, "A (exemple)")]
    fetch(store, registers, cache)
    import_file(store, partner_list(tmp_path, "1;Le fournil;;;;;;48.931;2.351"))
    other = store.actors().set_index("name").loc["Le fournil", "actor_id"]
    store.append([Draft(EventKind.ACTOR_ENRICHED, str(other), {"siret": siret(1)})])
    registers.units = [unit(1, "NOUVEAU (exemple)")]
    got = fetch(store, registers, tmp_path / "later")
    assert (got.updated, got.completed) == (1, 0)
    assert sorted(store.actors()["name"]) == ["Le fournil", "NOUVEAU (exemple)"]


def test_a_structure_merged_into_that_of_a_partner_stays_merged_and_stays_theirs(
    store: Store, registers: Registers, cache: Path, tmp_path: Path
) -> None:
    registers.units = [unit(1, "ASSOCIATION FOURNIL (exemple)")]
    fetch(store, registers, cache)
    import_file(store, partner_list(tmp_path, "1;Le fournil;;se_nourrir;;;;48.931;2.351"))
    partner = str(store.actors().set_index("name").loc["Le fournil", "actor_id"])
    merge = merge_payload(partner, {"name": partner})
    store.append([Draft(EventKind.ACTORS_MERGED, actor(store, 1)["actor_id"], merge)])
    assert store.actors()["name"].tolist() == ["Le fournil"]
    registers.units = [unit(1, "NOUVEAU NOM (exemple)", nature_juridique="5558")]
    got = fetch(store, registers, tmp_path / "later")
    row = actor(store, 1)
    assert (got.created, len(store.actors())) == (0, 1)
    assert (row["actor_id"], row["name"], row["filieres"]) == (partner, "Le fournil", "se_nourrir")
    assert row["legal_form"] == "scop"


def test_the_client_is_left_open_for_whoever_made_it(store: Store, registers: Registers, cache: Path) -> None:
    client: Client
    with client_of(cache) as client:
        fetch_actors(store, client, base_url=registers.url)
        fetch_actors(store, client, base_url=registers.url)
