"""The same commands on PostgreSQL: a workshop is a URL with its name, and comes back as a file."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mapping.cli.shared import app
from mapping.settings import DATA_DIR

pytestmark = pytest.mark.postgres


def run_json(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*(str(argument) for argument in arguments), "--json"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_two_workshops_of_one_server_do_not_see_each_other(postgres_server: str, tmp_path: Path) -> None:
    separator = "&" if "?" in postgres_server else "?"
    here, there = (f"{postgres_server}{separator}atelier={name}" for name in ("commande-a", "commande-b"))
    boundaries = DATA_DIR / "geo" / "qpv-2024-plaine-commune.geojson"
    run_json("new", here, "--boundaries", boundaries, "--communes", "93072")
    run_json("new", there, "--boundaries", boundaries)
    run_json("import", here, DATA_DIR / "actors.csv")
    run_json("contribute", here, "--kind", "need", "--filiere", "apprendre", "--lon", "2.38", "--lat", "48.95")
    assert run_json("check", here)["contributions"] == 1
    assert run_json("check", there)["actors"] == 0
    run_json("diagnose", here, "--out", tmp_path / "diagnostic")
    run_json("export", here, "--format", "html", "--out", tmp_path / "page.html")
    run_json("backup", here, tmp_path / "copie.atelier")
    assert run_json("check", tmp_path / "copie.atelier") | {"title": ""} == run_json("check", here) | {"title": ""}
