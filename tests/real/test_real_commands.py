"""The whole path by commands on official boundaries: the 22 QPV of Plaine Commune, then the 1 584 of France."""

import csv
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from tests.commands import run_json

pytestmark = pytest.mark.real
FORMATS = ["html", "geojson", "csv", "gpkg"]


def gaps_of(workshop: Path, out: Path) -> pd.DataFrame:
    run_json("diagnose", workshop, "--out", out)
    return pd.read_csv(out / "gaps.csv", dtype={"code_qp": str})


def write_actors(points: gpd.GeoSeries, path: Path, *, filiere: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "filieres", "lon", "lat"])
        for number, point in enumerate(points):
            writer.writerow([f"L{number}", f"Lieu {number}", filiere, point.x, point.y])


def export_all(workshop: Path, folder: Path) -> None:
    for file_format in FORMATS:
        out = folder / f"carte.{file_format}"
        assert run_json("export", workshop, "--format", file_format, "--out", out)["bytes"] > 1000
    assert len(gpd.read_file(folder / "carte.gpkg", layer="quartiers")) == run_json("check", workshop)["qpv"]


def test_plaine_commune_from_boundaries_to_files(real_data: Path, tmp_path: Path) -> None:
    boundaries, workshop = real_data / "plaine-commune" / "qpv-2024.geojson", tmp_path / "plaine.atelier"
    made = run_json("new", workshop, "--boundaries", boundaries)
    assert (made["zones"], made["vintage"]) == (22, "2024")
    stations = gpd.read_file(real_data / "plaine-commune" / "stations.geojson")
    write_actors(stations.geometry, tmp_path / "lieux.csv", filiere="se_deplacer")
    report = run_json("import", workshop, tmp_path / "lieux.csv", "--as", "actors")
    assert report["imported"] == report["rows"] == 161
    gaps = gaps_of(workshop, tmp_path / "diagnostic")
    assert len(gaps) == 22 * 12
    joined = gpd.sjoin(stations, gpd.read_file(boundaries), predicate="intersects")
    expected = joined.groupby("code_qp").size()
    counted = gaps[gaps["filiere"] == "se_deplacer"].set_index("code_qp")["inside"]
    assert counted[counted > 0].to_dict() == expected.to_dict()
    export_all(workshop, tmp_path)


def test_saint_denis_is_found_with_the_commune_that_merged_into_it(real_data: Path, tmp_path: Path) -> None:
    boundaries = real_data / "qpv-2024-france.geojson"
    made = run_json("new", tmp_path / "sd.atelier", "--boundaries", boundaries, "--communes", "93066")
    assert "QN09335M" in made["codes"], "a QPV of Pierrefitte-sur-Seine, in Saint-Denis since 2025"


def test_the_whole_country_overseas_included(real_data: Path, tmp_path: Path) -> None:
    boundaries, workshop = real_data / "qpv-2024-france.geojson", tmp_path / "france.atelier"
    made = run_json("new", workshop, "--boundaries", boundaries)
    assert made["zones"] == 1584
    zones = gpd.read_file(boundaries)
    write_actors(zones.geometry.representative_point(), tmp_path / "lieux.csv", filiere="se_nourrir")
    assert run_json("import", workshop, tmp_path / "lieux.csv", "--as", "actors")["imported"] == 1584
    gaps = gaps_of(workshop, tmp_path / "diagnostic")
    assert len(gaps) == 1584 * 12
    served = gaps[gaps["filiere"] == "se_nourrir"]
    assert (served["inside"] >= 1).all()
    # One place in the middle of a large quartier is far from half of it.
    assert served["verdict"].isin(["present", "far"]).all()
    assert (served["verdict"] == "present").mean() > 0.9, served["verdict"].value_counts()
    assert (gaps.loc[gaps["filiere"] != "se_nourrir", "verdict"] == "insufficient_data").all()
    export_all(workshop, tmp_path)
