"""The commands keep the contract that scripts rely on: names, JSON, exit status, files."""

import csv
import json
from pathlib import Path

import pytest

import mapping.cli
from mapping.cli.shared import app
from mapping.domain.tables import GAPS
from tests.commands import run, run_json

ACTORS = "id,name,filieres,lon,lat\nA1,Épicerie,se_nourrir,2.352,48.932\nA2,,se_nourrir,2.352,48.932\n"


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    ring = [[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.35, 48.93]]
    properties = {
        "code_qp": "QN09301X",
        "lib_qp": "Ouest",
        "insee_com": "93066, 93072",
        "lib_com": "Saint-Denis, Stains",
    }
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    path = tmp_path / "quartiers avec espaces é.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


@pytest.fixture
def workshop(tmp_path: Path, boundaries: Path) -> Path:
    path = tmp_path / "l'atelier.atelier"
    run_json("new", path, "--boundaries", boundaries)
    return path


def test_the_package_runs_every_command_of_the_contract() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    wanted = {"new", "import", "check", "contribute", "moderate", "diagnose", "export", "history", "backup", "restore"}
    assert wanted | {"serve"} <= names
    assert mapping.cli.main


def test_new_says_what_it_made_and_refuses_to_overwrite(tmp_path: Path, boundaries: Path) -> None:
    target = tmp_path / "a.atelier"
    made = run_json("new", target, "--boundaries", boundaries, "--communes", "93072", "--title", "Chez nous")
    assert (made["zones"], made["codes"], made["title"]) == (1, ["QN09301X"], "Chez nous")
    again = run("new", target, "--boundaries", boundaries)
    assert again.exit_code == 1
    assert len(again.stderr.strip().splitlines()) == 1


def test_new_on_codes_that_do_not_exist_creates_nothing(tmp_path: Path, boundaries: Path) -> None:
    target = tmp_path / "a.atelier"
    refused = run("new", target, "--boundaries", boundaries, "--codes", "QN99999Z")
    assert refused.exit_code == 1
    assert "QN99999Z" in refused.stderr
    assert not target.exists()


def test_import_accounts_for_every_row_in_its_report(workshop: Path, tmp_path: Path) -> None:
    file, report, back = tmp_path / "liste.csv", tmp_path / "r.json", tmp_path / "corriger.csv"
    file.write_text(ACTORS, encoding="utf-8")
    printed = run_json("import", workshop, file, "--report", report, "--rejected", back)
    assert printed == json.loads(report.read_text(encoding="utf-8"))
    assert {"kind", "rows", "imported", "updated", "rejected", "to_geocode", "columns", "repairs"} <= set(printed)
    total = printed["imported"] + printed["updated"] + len(printed["rejected"]) + printed["to_geocode"]
    assert total == printed["rows"] == 2
    assert printed["rejected"][0]["row"] == 3
    assert back.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_column_that_the_guess_gets_wrong_can_be_given(workshop: Path, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("machin,long,lati\nÉpicerie,2.352,48.932\n", encoding="utf-8")
    options = ["--as", "actors", "--column", "name=machin", "--column", "lon=long", "--column", "lat=lati"]
    assert run_json("import", workshop, file, *options)["imported"] == 1
    assert run("import", workshop, file, "--column", "name").exit_code == 2


def test_contribute_moderate_and_history_tell_the_same_story(workshop: Path) -> None:
    identifier = "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f"
    where = ["--kind", "need", "--filiere", "se_nourrir", "--lon", "2.352", "--lat", "48.932", "--id", identifier]
    assert run_json("contribute", workshop, *where, "--text", "=un marché")["created"] is True
    assert run_json("contribute", workshop, *where)["created"] is False
    assert run_json("moderate", workshop, identifier, "refuse", "--reason", "essai")["status"] == "refused"
    events = run_json("history", workshop)["events"]
    run_json("undo", workshop, events[0]["event_id"])
    assert run_json("check", workshop)["contributions"] == 1


def test_wrong_usage_is_two_and_a_refusal_is_one(workshop: Path) -> None:
    assert run("contribute", workshop, "--kind", "chose").exit_code == 2
    assert run("export", workshop, "--format", "exe", "--out", "x").exit_code == 2
    assert run("contribute", workshop, "--kind", "need", "--filiere", "se_nourrir").exit_code == 1
    assert run("check", workshop.with_name("absent.atelier")).exit_code == 1


def test_a_refusal_with_json_is_still_one_json_object(workshop: Path) -> None:
    refused = run("moderate", workshop, "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f", "accept", "--json")
    assert refused.exit_code == 1
    assert "introuvable" in json.loads(refused.stdout)["error"]


def test_check_has_the_keys_that_scripts_read(workshop: Path) -> None:
    found = run_json("check", workshop)
    assert len(found["filieres"]) == 12
    assert (found["qpv"], found["actors"], found["contributions"]) == (1, 0, 0)
    assert {"boundaries", "population", "actors"} <= set(found["ready"])


def test_diagnose_writes_its_tables_and_their_method(workshop: Path, tmp_path: Path) -> None:
    out = tmp_path / "diagnostic"
    run_json("diagnose", workshop, "--out", out)
    tables = {"access", "actors", "completeness", "filieres", "gaps", "perception", "qpv", "sensitivity", "work"}
    assert {path.name for path in out.iterdir()} == {f"{name}.csv" for name in tables} | {"diagnostic.json"}
    with (out / "gaps.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == GAPS.names
    assert len(rows) == 12


@pytest.mark.parametrize("file_format", ["html", "geojson", "csv", "gpkg"])
def test_export_writes_each_format(workshop: Path, tmp_path: Path, file_format: str) -> None:
    out = tmp_path / f"sortie.{file_format}"
    written = run_json("export", workshop, "--format", file_format, "--out", out, "--public")
    assert written["bytes"] == out.stat().st_size > 0


def test_backup_and_restore_give_the_workshop_back(workshop: Path, tmp_path: Path) -> None:
    saved, again = tmp_path / "copie.atelier", tmp_path / "encore.atelier"
    run_json("backup", workshop, saved)
    run_json("restore", saved, again)
    assert run_json("check", again)["qpv"] == 1


def test_the_demonstration_says_that_it_is_one(tmp_path: Path) -> None:
    target = tmp_path / "demo.atelier"
    run_json("demo", target)
    found = run_json("check", target)
    assert found["is_demonstration"] is True
    assert found["qpv"] == 22
    assert 100 <= found["actors"] <= 140
