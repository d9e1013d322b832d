"""The Recherche d'entreprises as it answers, and as it fails."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mapping.domain.errors import FetchError
from mapping.domain.tables import ACTORS, require_columns
from mapping.sources.cells import CellError, clean_siret
from mapping.sources.official.client import Client
from mapping.sources.official.sirene import SECTIONS, fetch_establishments
from mapping.sources.official.sirene_rows import Left, naf_of, proposed_filieres
from tests.registers import Registers, client_of, place, serving, siret, unit

HIDDEN = "[NON-DIFFUSIBLE]"


@pytest.fixture
def registers() -> Iterator[Registers]:
    with serving() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Iterator[Client]:
    with client_of(tmp_path / "cache", waits=waits) as opened:
        yield opened


def read(client: Client, registers: Registers, *communes: str) -> Any:
    return fetch_establishments(client, communes or ("93066", "93059"), base_url=registers.url)


def test_the_numbers_of_these_tests_are_nobodys() -> None:
    for number in range(1, 200):
        with pytest.raises(CellError):
            clean_siret(siret(number))


def test_an_establishment_becomes_an_actor(client: Client, registers: Registers) -> None:
    registers.units = [unit(7, "REGIE DES TULIPES (exemple)")]
    table = read(client, registers).table
    require_columns(table, ACTORS)
    assert table.to_dict("records") == [
        {
            "id": "",
            "name": "REGIE DES TULIPES (exemple)",
            "siret": siret(7),
            "legal_form": "association",
            "scheme": "",
            "filieres": "",
            "description": "[NAF 88.99B (rév. 2) ; pistes à confirmer : Travailler et s'insérer, Se rencontrer]",
            "address": "7 RUE DES TULIPES",
            "postcode": "93200",
            "city": "SAINT-DENIS",
            "code_insee": "93066",
            "lon": 2.3525,
            "lat": 48.9325,
            "website": "",
        }
    ]


def test_the_query_lists_communes_and_never_asks_for_people(client: Client, registers: Registers) -> None:
    read(client, registers)
    first, second = registers.asked
    assert (first["est_ess"], second["est_siae"]) == ("true", "true")
    assert first["code_commune"] == "93066,93059"
    assert first["include"] == "siege,complements,matching_etablissements"
    assert (first["per_page"], first["etat_administratif"], first["minimal"]) == ("25", "A", "true")
    assert "epci" not in first and "dirigeants" not in first["include"]


def test_each_establishment_of_a_unit_is_an_actor(client: Client, registers: Registers) -> None:
    registers.units = [
        unit(1, "ENTRAIDE (exemple)", place(1), place(2, commune="93059", libelle_commune="PIERREFITTE"))
    ]
    assert read(client, registers).table["siret"].tolist() == [siret(1), siret(2)]


def test_a_sign_on_the_door_is_the_name(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "ASSOCIATION AB12", place(1, liste_enseignes=["LE FOURNIL (exemple)"]))]
    row = read(client, registers).table.iloc[0]
    assert row["name"] == "LE FOURNIL (exemple)"
    assert "raison sociale : ASSOCIATION AB12" in row["description"]


def test_an_identifier_that_arrives_as_a_number_gets_its_zeros_back(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "A (exemple)", place(1, siret=int(siret(5123456))))]
    assert read(client, registers).table["siret"].tolist() == [siret(5123456)]
    assert siret(5123456).startswith("005123456")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(None, None), ("", ""), ("48.93", None), ("0", "0"), ("2.35", "48.93"), ("nord", "est"), ("nan", "nan")],
)
def test_what_is_no_position_stays_to_be_placed(
    client: Client, registers: Registers, latitude: str | None, longitude: str | None
) -> None:
    registers.units = [unit(1, "A (exemple)", place(1, latitude=latitude, longitude=longitude))]
    row = read(client, registers).table.iloc[0]
    assert math.isnan(row["lon"]) and math.isnan(row["lat"])
    assert row["address"] == "1 RUE DES TULIPES"


@pytest.mark.parametrize(
    "hidden",
    [
        unit(1, "SECRET", place(1, statut_diffusion_etablissement="P")),
        unit(1, "SECRET", statut_diffusion="P"),
        unit(1, "SECRET", statut_diffusion="N"),
        unit(1, HIDDEN),
        unit(1, "SECRET", place(1, adresse=HIDDEN, latitude=HIDDEN, longitude=HIDDEN)),
    ],
)
def test_who_asked_not_to_be_published_is_counted_and_forgotten(
    client: Client, registers: Registers, hidden: dict[str, Any]
) -> None:
    registers.units = [hidden, unit(2, "B (exemple)")]
    found = read(client, registers)
    assert found.table["name"].tolist() == ["B (exemple)"]
    assert found.left[Left.UNDISCLOSED] == 1
    assert "SECRET" not in repr(found)


def test_a_person_in_business_under_their_own_name_is_left_out(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "NOM PRENOM", nature_juridique="1000")]
    found = read(client, registers)
    assert found.table.empty and found.left[Left.PERSON] == 1


def test_closed_or_distant_establishments_of_an_open_unit_are_left_out(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "A (exemple)", place(1), place(2, etat_administratif="F"), place(3, commune="75118"))]
    found = read(client, registers)
    assert found.table["siret"].tolist() == [siret(1)]
    assert (found.left[Left.CLOSED], found.left[Left.ELSEWHERE]) == (1, 1)


def test_an_establishment_without_a_number_is_given_back(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "A (exemple)", place(1, siret=None)), unit(2, "B (exemple)")]
    found = read(client, registers)
    assert found.table["name"].tolist() == ["B (exemple)"]
    assert [(bad.problem, bad.values["nom"]) for bad in found.rejected] == [
        ("SIRET : 14 chiffres sont attendus", "A (exemple)")
    ]


def test_a_unit_that_answers_both_questions_is_one_actor(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "A (exemple)", complements={"est_ess": True, "est_siae": True})]
    assert len(read(client, registers).table) == 1


def test_a_category_outside_the_ess_says_nothing_of_a_structure_of_insertion(
    client: Client, registers: Registers
) -> None:
    registers.units = [
        unit(1, "A (exemple)", nature_juridique="9150"),
        unit(2, "B (exemple)", nature_juridique="9222"),
        unit(3, "C (exemple)", nature_juridique="5710"),
    ]
    table = read(client, registers).table
    assert table["legal_form"].tolist() == ["", "association", ""]
    assert table["scheme"].tolist() == ["", "ai", ""]


def test_every_page_is_read_at_a_polite_pace(client: Client, registers: Registers, waits: list[float]) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 61)]
    assert len(read(client, registers).table) == 60
    # 60 units at 25 a page: three pages, then the question about insertion; no wait before the first.
    assert [request["page"] for request in registers.asked] == ["1", "2", "3", "1"]
    assert waits == [0.25, 0.25, 0.25]


def test_progress_goes_up_to_the_announced_total(client: Client, registers: Registers) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    seen: list[tuple[str, int, int | None]] = []
    fetch_establishments(
        client,
        ["93066"],
        base_url=registers.url,
        on_progress=lambda what, done, total: seen.append((what, done, total)),
    )
    assert [(done, total) for _what, done, total in seen][:2] == [(25, 30), (30, 30)]


def test_too_many_requests_is_waited_for_as_long_as_asked(
    client: Client, registers: Registers, waits: list[float]
) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.faults = ["429"]
    assert len(read(client, registers).table) == 1
    assert 2.0 in waits


@pytest.mark.parametrize("fault", ["500", "cut"])
def test_a_failure_that_passes_is_not_seen(client: Client, registers: Registers, fault: str) -> None:
    registers.units = [unit(1, "A (exemple)")]
    registers.faults = [fault]
    assert len(read(client, registers).table) == 1


def test_a_web_page_instead_of_data_is_said_so(client: Client, registers: Registers) -> None:
    registers.faults = ["html"]
    with pytest.raises(FetchError, match="page web"):
        read(client, registers)


def test_a_cut_at_page_three_goes_on_at_page_three(client: Client, registers: Registers) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 101)]
    registers.faults = ["", "", "html"]
    with pytest.raises(FetchError):
        read(client, registers)
    registers.asked.clear()
    assert len(read(client, registers).table) == 100
    assert [request["page"] for request in registers.asked if "est_ess" in request] == ["3", "4"]


def test_a_page_that_comes_empty_is_asked_for_again(client: Client, registers: Registers) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    registers.faults = ["", "empty page"]
    found = read(client, registers)
    assert len(found.table) == 30 and found.complete and found.notes == ()


@pytest.mark.parametrize("page", [1, 2])
def test_a_page_that_stays_empty_is_told_and_asked_for_the_next_time(
    client: Client, registers: Registers, page: int
) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    registers.faults = [*[""] * (page - 1), "empty page", "empty page"]
    found = read(client, registers)
    assert not found.complete
    assert found.notes == (f"La page {page} est arrivée vide pour 93066, 93059 : recommencez, le reste est gardé.",)
    again = read(client, registers)
    assert again.complete and len(again.table) == 30


@pytest.mark.parametrize("name", ["siren", "nature_juridique", "matching_etablissements"])
def test_a_field_that_a_unit_lost_stops_the_reading_and_is_named(
    client: Client, registers: Registers, name: str
) -> None:
    changed = unit(1, "A (exemple)")
    del changed[name]
    answer = {"results": [changed], "total_results": 1, "total_pages": 1}
    registers.search = lambda asked: answer  # type: ignore[method-assign]
    with pytest.raises(FetchError, match=f"« {name} »"):
        read(client, registers)


@pytest.mark.parametrize("name", ["latitude", "commune", "etat_administratif", "siret"])
def test_a_field_that_all_establishments_lost_stops_the_reading(
    client: Client, registers: Registers, name: str
) -> None:
    changed = place(1)
    del changed[name]
    answer = {"results": [unit(1, "A (exemple)", changed)], "total_results": 1, "total_pages": 1}
    registers.search = lambda asked: answer  # type: ignore[method-assign]
    with pytest.raises(FetchError, match=f"« {name} »"):
        read(client, registers)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        3,
        {"erreur": "…"},
        {"results": {}, "total_results": 1, "total_pages": 1},
        {"results": [None], "total_results": 1, "total_pages": 1},
        {"results": [], "total_results": "beaucoup", "total_pages": 1},
        {"results": [unit(1, "A (exemple)", matching_etablissements=3)], "total_results": 1, "total_pages": 1},
    ],
)
def test_another_shape_is_refused_and_not_kept(client: Client, registers: Registers, answer: Any) -> None:
    registers.units = [unit(1, "A (exemple)")]
    search = registers.search
    registers.search = lambda asked: answer  # type: ignore[method-assign]
    with pytest.raises(FetchError, match="est attendu"):
        read(client, registers)
    registers.search = search  # type: ignore[method-assign]
    assert len(read(client, registers).table) == 1


def test_a_missing_field_of_one_establishment_is_only_an_unknown(client: Client, registers: Registers) -> None:
    silent = place(1)
    del silent["latitude"], silent["adresse"]
    registers.units = [unit(1, "A (exemple)", silent), unit(2, "B (exemple)")]
    table = read(client, registers).table
    assert table["address"].tolist() == ["", "2 RUE DES TULIPES"]
    assert table["lon"].isna().tolist() == [True, False]


def test_more_than_ten_thousand_results_are_asked_for_by_commune_then_by_section(
    client: Client, registers: Registers
) -> None:
    registers.units = [
        unit(1, "A (exemple)"),
        unit(2, "B (exemple)", section_activite_principale="Q"),
        unit(3, "C (exemple)", place(3, commune="93059")),
    ]
    registers.full = {("93066,93059", ""), ("93066", "")}
    found = read(client, registers)
    assert sorted(found.table["name"]) == ["A (exemple)", "B (exemple)", "C (exemple)"]
    assert found.complete and found.notes == ()
    sections = [r["section_activite_principale"] for r in registers.asked if "section_activite_principale" in r]
    assert "".join(sections) == SECTIONS


def test_what_no_question_is_narrow_enough_for_is_told(client: Client, registers: Registers) -> None:
    registers.units = [unit(number, f"S{number} (exemple)") for number in range(1, 31)]
    registers.full = {("93066", ""), ("93066", "S")}
    found = read(client, registers, "93066")
    assert len(found.table) == 30 and not found.complete
    assert found.notes[0].startswith("La commune 93066 a plus de 10 000 structures dans la section d'activité S")


def test_a_unit_with_a_hundred_establishments_may_have_more(client: Client, registers: Registers) -> None:
    registers.units = [unit(1, "GRANDE (exemple)", *(place(number) for number in range(1, 101)))]
    found = read(client, registers)
    assert len(found.table) == 100 and not found.complete
    assert "au moins 100 établissements" in found.notes[0]


def test_many_communes_are_asked_for_in_several_questions(client: Client, registers: Registers) -> None:
    read(client, registers, *(f"93{number:03d}" for number in range(1, 42)))
    assert [len(request["code_commune"].split(",")) for request in registers.asked] == [40, 1, 40, 1]


def test_activities_propose_needs_of_this_workshop_only() -> None:
    assert proposed_filieres("88.99B", known=["travailler", "reparer"]) == ("travailler",)
    assert proposed_filieres("94.99Z", known=["travailler"]) == ()
    assert naf_of("Cuisine de quartier [NAF 56.21Z (rév. 2) ; pistes à confirmer : Se nourrir]") == "56.21Z"
    assert naf_of("[statut indiqué : GIE]") == ""
