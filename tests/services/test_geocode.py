"""Addresses of a workshop become positions where nothing speaks against it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping.cli.shared import app
from mapping.domain.errors import FetchError
from mapping.domain.models import EventKind
from mapping.services.geocode import GeocodeReport, accept_proposal, geocode
from mapping.services.moderate import history
from mapping.services.prepare import import_file
from mapping.services.workshops import open_store
from mapping.storage.interface import Store
from tests.registers import Registers, client_of, found, serving


@pytest.fixture
def registers() -> Iterator[Registers]:
    with serving() as running:
        yield running


@pytest.fixture
def listed(store: Store, tmp_path: Path) -> Store:
    """Give a workshop with three addresses, a place that has its position, and one that has neither."""
    path = tmp_path / "liste.csv"
    lines = [
        "nom;adresse;code_postal;commune;lat;lon",
        "Atelier;1 rue des Tulipes;93200;Saint-Denis;;",
        "Bazar;2 rue des Lilas;93200;Saint-Denis;;",
        "Chorale;rue Perdue;93200;Saint-Denis;;",
        "Dojo;3 rue des Tulipes;93200;Saint-Denis;48.931;2.351",
        "Entraide;;;;;",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    import_file(store, path)
    return store


def run(store: Store, registers: Registers, tmp_path: Path) -> GeocodeReport:
    registers.addresses |= {
        "1 rue des Tulipes": found(2.3525, 48.9325),
        "2 rue des Lilas": found(2.42, 48.95, result_type="municipality", result_label="Saint-Denis"),
    }
    with client_of(tmp_path / "cache") as client:
        return geocode(store, client, base_url=registers.url)


def test_each_address_is_placed_given_back_or_not_found(listed: Store, registers: Registers, tmp_path: Path) -> None:
    report = run(listed, registers, tmp_path)
    assert [one.name for one in report.placed] == ["Atelier"]
    assert [(one.name, one.address, one.match.label) for one in report.unsure] == [
        ("Bazar", "2 rue des Lilas 93200 Saint-Denis", "Saint-Denis")
    ]
    assert "commune" in report.unsure[0].match.reason
    assert [one.name for one in report.not_found] == ["Chorale"]
    assert (report.asked, report.without_address) == (3, 1)


def test_only_what_is_placed_changes(listed: Store, registers: Registers, tmp_path: Path) -> None:
    before = listed.actors().set_index("name")
    run(listed, registers, tmp_path)
    after = listed.actors().set_index("name")
    assert (after.loc["Atelier", "lon"], after.loc["Atelier", "lat"]) == (2.3525, 48.9325)
    assert after.loc["Atelier", "in_territory"] and not before.loc["Atelier", "in_territory"]
    assert after.drop(index="Atelier").equals(before.drop(index="Atelier"))


def test_the_position_says_where_it_comes_from_and_the_rest_stays_of_its_list(
    listed: Store, registers: Registers, tmp_path: Path
) -> None:
    list_source = listed.sources()[-1]
    run(listed, registers, tmp_path)
    row = listed.actors().set_index("name").loc["Atelier"]
    event = listed.events(subject=str(row["actor_id"]))[0]
    source = listed.sources()[-1]
    assert event.kind is EventKind.ACTOR_ENRICHED and event.payload["source_id"] == source.id
    assert event.payload["geocoding"] == {
        "label": "1 Rue des Tulipes 93200 Saint-Denis",
        "score": 0.95,
        "type": "housenumber",
        "ban_id": "93066_0001_00001",
        "confirmed": False,
    }
    assert "Géoplateforme" in source.title and source.licence == "Licence Ouverte 2.0"
    assert row["source_id"] == list_source.id


def test_what_is_placed_is_not_asked_for_again(listed: Store, registers: Registers, tmp_path: Path) -> None:
    run(listed, registers, tmp_path)
    again = run(listed, registers, tmp_path)
    assert again.placed == () and again.asked == 2


def test_a_new_import_of_the_list_keeps_the_position(listed: Store, registers: Registers, tmp_path: Path) -> None:
    run(listed, registers, tmp_path)
    import_file(listed, tmp_path / "liste.csv")
    assert listed.actors().set_index("name").loc["Atelier", "lon"] == 2.3525


def test_the_journal_says_it_in_words(listed: Store, registers: Registers, tmp_path: Path) -> None:
    run(listed, registers, tmp_path)
    assert history(listed)[0].sentence == "Structure complétée : lon, lat"


def test_a_position_can_be_undone(listed: Store, registers: Registers, tmp_path: Path) -> None:
    run(listed, registers, tmp_path)
    row = listed.actors().set_index("name").loc["Atelier"]
    listed.undo(listed.events(subject=str(row["actor_id"]))[0].id)
    undone = listed.actors().set_index("name").loc["Atelier"]
    assert undone[["lon", "lat"]].isna().all() and not undone["in_territory"]


def test_a_person_may_accept_a_proposal(listed: Store, registers: Registers, tmp_path: Path) -> None:
    report = run(listed, registers, tmp_path)
    accept_proposal(listed, report.unsure[0])
    row = listed.actors().set_index("name").loc["Bazar"]
    assert (row["lon"], row["lat"]) == (2.42, 48.95) and not row["in_territory"]
    assert listed.events(subject=str(row["actor_id"]))[0].payload["geocoding"]["confirmed"] is True


def test_nothing_to_place_asks_nothing_and_writes_nothing(store: Store, registers: Registers, tmp_path: Path) -> None:
    revision = store.revision()
    assert run(store, registers, tmp_path) == GeocodeReport(0, (), (), (), 0)
    assert registers.asked == [] and store.revision() == revision


def test_a_service_that_fails_changes_nothing(listed: Store, registers: Registers, tmp_path: Path) -> None:
    registers.faults = ["html"]
    revision = listed.revision()
    with pytest.raises(FetchError):
        run(listed, registers, tmp_path)
    assert listed.revision() == revision


def test_the_command_says_what_is_left_to_do(
    listed: Store, target: str, registers: Registers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    listed.close()
    registers.addresses = {"1 rue des Tulipes": found(2.3525, 48.9325)}
    shown = CliRunner().invoke(app, ["geocode", target, "--from", registers.url])
    assert shown.exit_code == 0, shown.output
    assert "3 adresses cherchées : 1 placées, 0 à vérifier, 2 introuvables." in shown.output
    assert "introuvable : Bazar, 2 rue des Lilas 93200 Saint-Denis" in shown.output
    assert "1 structure n'a ni position ni adresse" in shown.output
    as_json = CliRunner().invoke(app, ["geocode", target, "--from", registers.url, "--json"])
    result = json.loads(as_json.stdout)
    assert (result["asked"], result["placed"], len(result["not_found"])) == (2, 0, 2)
    reopened = open_store(target)
    assert reopened.actors().set_index("name").loc["Atelier", "lon"] == 2.3525
    reopened.close()


def test_the_command_refuses_in_one_sentence(
    listed: Store, target: str, registers: Registers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    registers.faults = ["html"]
    refused = CliRunner().invoke(app, ["geocode", target, "--from", registers.url])
    assert refused.exit_code == 1 and "page web" in refused.stderr
