"""The same commands on PostgreSQL: a workshop is a URL with its name, and comes back as a file."""

from pathlib import Path

import pytest

from mapping.settings import DATA_DIR
from tests.commands import run_json

pytestmark = pytest.mark.postgres


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
