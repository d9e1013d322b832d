"""The command about duplicates: pairs as JSON, a merge, a « not », and a refusal."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import mapping.cli  # noqa: F401
from mapping.cli.shared import app

ACTORS = (
    "id,name,address,city\nA1,Ressourcerie du Cordon,3 rue du Parc,Stains\nA2,Ressourcerie Cordon,3 r. du Parc,Stains\n"
)


def run_json(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    ring = [[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.35, 48.93]]
    properties = {"code_qp": "QN09301X", "lib_qp": "Ouest", "insee_com": "93066", "lib_com": "Saint-Denis"}
    feature = {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    boundaries, actors, path = tmp_path / "q.geojson", tmp_path / "a.csv", tmp_path / "a.atelier"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    actors.write_text(ACTORS, encoding="utf-8")
    run_json("new", path, "--boundaries", boundaries)
    run_json("import", path, actors)
    return path


def test_pairs_are_given_with_scores_and_reasons(workshop: Path) -> None:
    (pair,) = run_json("duplicates", workshop)["pairs"]
    assert pair["score"] >= 80
    assert pair["distance_m"] is None
    assert "même adresse" in pair["reasons"]
    people = CliRunner().invoke(app, ["duplicates", str(workshop)])
    assert people.stdout.startswith("1 doublon possible")


def test_a_merge_and_its_undoing(workshop: Path) -> None:
    (pair,) = run_json("duplicates", workshop)["pairs"]
    done = run_json("duplicates", workshop, "--merge", pair["one"], "--into", pair["other"])
    assert done["kind"] == "actors_merged"
    assert run_json("duplicates", workshop) == {"pairs": []}
    run_json("undo", workshop, done["event"])
    assert len(run_json("duplicates", workshop)["pairs"]) == 1


def test_two_that_are_different_are_not_proposed_again(workshop: Path) -> None:
    (pair,) = run_json("duplicates", workshop)["pairs"]
    run_json("duplicates", workshop, "--not", pair["one"], pair["other"])
    assert run_json("duplicates", workshop) == {"pairs": []}


def test_an_identifier_that_is_not_there_is_refused_in_one_sentence(workshop: Path) -> None:
    result = CliRunner().invoke(app, ["duplicates", str(workshop), "--merge", "x", "--into", "y", "--json"])
    assert result.exit_code == 1
    assert "« x »" in json.loads(result.stdout)["error"]
    assert CliRunner().invoke(app, ["duplicates", str(workshop), "--merge", "x"]).exit_code == 2
