"""The command « what if »: figures as JSON, sentences for people, and what is kept."""

import json
from pathlib import Path

import pytest

from tests.commands import run, run_json

HERE = ["--filiere", "se_nourrir", "--lon", "2.3525", "--lat", "48.9325"]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    ring = [[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.35, 48.93]]
    properties = {"code_qp": "QN09301X", "lib_qp": "Ouest", "insee_com": "93066", "lib_com": "Saint-Denis"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    boundaries, people, path = tmp_path / "q.geojson", tmp_path / "p.csv", tmp_path / "a.atelier"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    people.write_text("code,population\nQN09301X,1900\n", encoding="utf-8")
    run_json("new", path, "--boundaries", boundaries)
    run_json("import", path, people, "--as", "population")
    return path


def test_opening_here_gives_the_people_who_gain_it(workshop: Path) -> None:
    found = run_json("scenario", workshop, *HERE)
    (total,) = found["totals"]
    assert (total["filiere"], total["people"], total["children"]) == ("se_nourrir", 1900, None)
    assert found["zones"][0]["share_after"] == 1
    assert found["verdicts"][0]["verdict_after"] == "present"
    assert found["saved"] is None
    assert "+1\u202f900 personnes à moins de 10 minutes" in run("scenario", workshop, *HERE).stdout


def test_what_is_saved_is_listed_and_removed(workshop: Path) -> None:
    kept = run_json("scenario", workshop, *HERE, "--save", "Épicerie")["saved"]
    (listed,) = run_json("scenario", workshop, "--list")["scenarios"]
    assert (listed["id"], listed["name"]) == (kept, "Épicerie")
    removed = run_json("scenario", workshop, "--remove", kept)
    assert run_json("scenario", workshop, "--list") == {"scenarios": []}
    run_json("undo", workshop, removed["event"])
    assert "1 scénario gardé" in run("scenario", workshop, "--list").stdout


def test_a_closing_alone_is_a_scenario(workshop: Path, tmp_path: Path) -> None:
    actors = tmp_path / "a.csv"
    actors.write_text("id,name,filieres,lon,lat\nA1,Épicerie,se_nourrir,2.3525,48.9325\n", encoding="utf-8")
    run_json("import", workshop, actors)
    out = tmp_path / "d"
    run_json("diagnose", workshop, "--out", out)
    place = (out / "actors.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    assert run_json("scenario", workshop, "--close", place)["totals"][0]["people"] == -1900


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--filiere", "se_nourrir"],
        ["--filiere", "voler", "--lon", "2.35", "--lat", "48.93"],
        ["--filiere", "se_nourrir", "--lon", "48.93", "--lat", "2.35"],
        ["--close", "x"],
        ["--remove", "x"],
    ],
)
def test_what_means_nothing_is_refused_in_one_sentence(workshop: Path, wrong: list[str]) -> None:
    refused = run("scenario", workshop, *wrong)
    assert refused.exit_code == 1
    assert len(refused.stderr.strip().splitlines()) == 1


def test_kept_scenarios_are_compared_and_taken_away(workshop: Path, tmp_path: Path) -> None:
    for name in ("Épicerie", "Une autre"):
        run_json("scenario", workshop, *HERE, "--save", name)
    table, points = tmp_path / "s.csv", tmp_path / "s.geojson"
    told = run_json("scenario", workshop, "--compare", "all", "--export", table)
    assert [(row["name"], row["people"]) for row in told["scenarios"]] == [("Épicerie", 1900), ("Une autre", 1900)]
    assert table.read_text(encoding="utf-8").count("\n") == 3
    run_json("scenario", workshop, "--compare", told["scenarios"][1]["id"], "--export", points)
    (feature,) = json.loads(points.read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["name"] == "Une autre"


def test_comparing_refuses_what_is_not_kept_and_an_unknown_format(workshop: Path, tmp_path: Path) -> None:
    assert "introuvable" in run("scenario", workshop, "--compare", "rien").stderr
    refused = run("scenario", workshop, "--compare", "all", "--export", tmp_path / "s.xls")
    assert ".csv ou .geojson" in refused.stderr
