"""A workshop of two quartiers, one degree of longitude apart; A holds a place, C holds nothing.

48.004 +-------+                     +-------+
       | A   • |                     |   C   |
48.000 +-------+                     +-------+
     2.000   2.004                 3.000   3.004
"""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.network import Network
from mapping.domain.demonstration import notice
from mapping.domain.errors import CrsError, FileError
from mapping.domain.models import DatasetKind, Source, Workshop
from mapping.domain.nomenclature import Filiere
from mapping.domain.parameters import Parameters
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, GAPS, KNOWLEDGE, LANDMARKS, POPULATION, STORED_ACTORS, ZONES
from mapping.services.diagnose import ACTOR_COLUMNS, diagnose
from mapping.services.diagnosis_files import write_diagnosis
from mapping.services.scenario import situate
from mapping.services.study import deepen

NOW = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
FILES = ["access.csv", "actors.csv", "diagnostic.json", "gaps.csv", "qpv.csv"]


def actor(number, name="Régie (exemple)", lon=2.002, lat=48.002, filieres="reparer"):
    plain = dict.fromkeys(STORED_ACTORS.names, "") | {"source_id": "s1", "in_territory": True}
    return plain | {"actor_id": f"a{number}", "name": name, "lon": lon, "lat": lat, "filieres": filieres}


def contribution(number, kind, lon=2.001, lat=48.001, **values):
    plain = dict.fromkeys(CONTRIBUTIONS.names, "") | {"people": 1, "status": "pending", "filiere": "se_nourrir"}
    return plain | {"id": f"c{number}", "kind": kind, "geometry": shapely.Point(lon, lat)} | values


def snapshot_of(actors=(), contributions=(), population=(("A", 4000),), *, demonstration=False):
    zones = gpd.GeoDataFrame(
        {
            "code": ["A", "C"],
            "name": ["Cordon (exemple)", "Calon (exemple)"],
            "kind": "qpv",
            "vintage": ["2024", "2015"],
            "communes": "93066|93072",
            "commune_names": "Saint-Denis|Stains",
            "source_id": "s1",
        },
        geometry=[shapely.box(2.0, 48.0, 2.004, 48.004), shapely.box(3.0, 48.0, 3.004, 48.004)],
        crs="EPSG:4326",
    )[ZONES.names]
    source = Source(
        "s1", DatasetKind.ACTORS, "Liste de la métropole", "liste.csv", "ab" * 32, NOW, "Licence Ouverte 2.0",
        date(2026, 1, 15), "2026", True,
    )  # fmt: skip
    filieres = tuple(Filiere(name, name.title(), "", "#000000", "leaf") for name in ("se_nourrir", "reparer"))
    people = pd.DataFrame(population, columns=["code", "population"]).assign(year="2020", source="essai")
    return Snapshot(
        workshop=Workshop("w1", "Atelier d'essai", NOW, filieres, is_demonstration=demonstration),
        revision=1,
        zones=zones,
        actors=pd.DataFrame(list(actors), columns=STORED_ACTORS.names),
        population=people[POPULATION.names],
        landmarks=pd.DataFrame(columns=LANDMARKS.names),
        contributions=gpd.GeoDataFrame(
            pd.DataFrame(list(contributions), columns=CONTRIBUTIONS.names), geometry="geometry", crs="EPSG:4326"
        ),
        sources=(source,),
    )


@pytest.fixture
def snapshot() -> Snapshot:
    return snapshot_of(
        actors=[actor(0), actor(1, lon=np.nan, lat=np.nan), actor(2, lon=2.005, filieres="")],
        contributions=[
            contribution(0, "place", text="La cuisine du mardi"),
            contribution(1, "need", filiere="reparer", people=4, status="accepted"),
            contribution(2, "need", lon=2.5),
        ],
    )


def written(snapshot, out: Path):
    write_diagnosis(diagnose(snapshot, generated_at=NOW), out)
    return out


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_gaps_csv_has_the_columns_of_the_contract_and_a_row_per_quartier_and_filiere(snapshot, tmp_path):
    rows = rows_of(written(snapshot, tmp_path / "d") / "gaps.csv")
    assert list(rows[0]) == GAPS.names
    assert [(row["code_qp"], row["filiere"], row["verdict"]) for row in rows] == [
        ("A", "se_nourrir", "present"),
        ("A", "reparer", "present"),
        ("C", "se_nourrir", "absent"),
        ("C", "reparer", "absent"),
    ]
    assert (rows[1]["needs"], rows[1]["people_asking"]) == ("1", "4")


def test_whole_numbers_have_no_decimal_point_and_what_is_unknown_is_empty(snapshot, tmp_path):
    known, unknown = (rows_of(written(snapshot, tmp_path / "d") / "gaps.csv")[row] for row in (0, 2))
    assert (known["population"], known["inside"], known["band_300m"], known["per_1000"]) == ("4000", "1", "0", "0.25")
    assert (unknown["population"], unknown["per_1000"], unknown["per_1000_high"]) == ("", "", "")
    assert float(known["share_within_10min"]) == 1.0
    assert 0 < float(known["walk_median_min"]) < float(known["walk_p90_min"]) < 6.2  # the diagonal, × 1.3, at 75 m/min


def test_the_walk_to_a_need_that_no_place_answers_is_empty(tmp_path):
    """Nothing repairs anywhere: nobody is within reach, and there is no number of minutes to tell."""
    rows = rows_of(written(snapshot_of([actor(0, filieres="se_nourrir")]), tmp_path / "d") / "gaps.csv")
    told = [(row["walk_median_min"], row["share_within_10min"], row["verdict"]) for row in rows if row["inside"] == "0"]
    assert told[0] == ("", "0.0", "absent")
    assert told[2] == ("", "0.0", "insufficient_data")  # C: no population, and no figure


def test_each_quartier_says_what_its_walks_were_measured_on(snapshot, tmp_path):
    first, second = rows_of(written(snapshot, tmp_path / "d") / "qpv.csv")
    assert (first["walk_method"], first["walk_basis"]) == ("crow_fly", "inhabitants")
    assert (second["walk_method"], second["walk_basis"]) == ("crow_fly", "area")


def test_people_walk_on_the_streets_they_are_given(snapshot):
    """One street of 298 m along the south of A, two nodes; the place at (2.002, 48.002) is 222 m from the middle."""
    nodes = pd.DataFrame({"node_id": [0, 1], "lon": [2.0, 2.004], "lat": [48.002, 48.002]})
    edges = pd.DataFrame({"from_node": [0], "to_node": [1], "length_m": [298.0]})
    found = diagnose(snapshot, generated_at=NOW, network=Network(nodes, edges))
    assert found.qpv["walk_method"].tolist() == ["network", "crow_fly"]
    flown = diagnose(snapshot, generated_at=NOW)
    assert found.gaps["walk_p90_min"][0] != flown.gaps["walk_p90_min"][0]
    assert found.gaps["walk_p90_min"][2] == flown.gaps["walk_p90_min"][2]


def test_what_people_say_not_to_know_is_used(snapshot):
    asked = pd.DataFrame({"code": ["A"], "filiere": ["reparer"], "people_asking": [5], "people_knowing": [1]})
    assert diagnose(snapshot, generated_at=NOW, perception=asked).gaps["verdict"][1] == "unknown_offer"


def test_a_population_that_is_an_estimate_keeps_its_decimals(tmp_path):
    out = written(snapshot_of(population=[("A", 1234.5), ("C", 10)]), tmp_path / "d")
    assert [row["population"] for row in rows_of(out / "qpv.csv")] == ["1234.5", "10.0"]


def test_qpv_csv_has_a_row_per_quartier(snapshot, tmp_path):
    first, second = rows_of(written(snapshot, tmp_path / "d") / "qpv.csv")
    assert (first["code_qp"], first["vintage"], first["communes"]) == ("A", "2024", "93066|93072")
    assert (first["actors_inside"], first["actors_band"], first["filieres_present"]) == ("2", "1", "2")
    assert float(first["area_km2"]) == pytest.approx(0.1327, rel=0.01)  # 0,004° × 0,004° at 48° N: 298 m × 445 m
    assert (second["population"], second["actors_inside"]) == ("", "0")


def test_actors_csv_has_every_actor_and_every_place_of_residents_with_the_quartiers_around(snapshot, tmp_path):
    rows = rows_of(written(snapshot, tmp_path / "d") / "actors.csv")
    assert list(rows[0]) == [*ACTOR_COLUMNS, "fictional"]
    told = [(row["place_id"], row["origin"], row["status"], row["code_qp"], row["code_qp_band"]) for row in rows]
    assert told == [
        ("a0", "official", "accepted", "A", ""),
        ("a1", "official", "accepted", "", ""),
        ("a2", "official", "accepted", "", "A"),
        ("c0", "resident", "pending", "A", ""),
    ]
    assert (rows[1]["lon"], rows[1]["lat"]) == ("", "")
    assert (rows[0]["source"], rows[3]["name"]) == ("Liste de la métropole", "La cuisine du mardi")


def test_the_report_says_what_went_in_and_what_could_not(snapshot, tmp_path):
    report = json.loads((written(snapshot, tmp_path / "d") / "diagnostic.json").read_text(encoding="utf-8"))
    assert report["counts"] == {
        "zones": 2,
        "zones_without_population": 1,
        "filieres": 2,
        "places": 3,
        "places_official": 2,
        "places_resident": 1,
        "places_pending": 1,
        "places_without_coordinates": 1,
        "places_without_filiere": 1,
        "needs": 2,
        "needs_without_filiere": 0,
        "needs_outside_zones": 1,
    }


def test_the_report_says_the_parameters_the_vintages_the_sources_and_the_versions(snapshot, tmp_path):
    report = json.loads((written(snapshot, tmp_path / "d") / "diagnostic.json").read_text(encoding="utf-8"))
    assert report["generated_at"] == "2026-03-14T15:00:00+00:00"
    assert report["parameters"] == Parameters().as_dict() | {"includes_pending": True}
    assert report["walking"] == {"crow_fly": 2}
    assert report["boundaries"] == [
        {"kind": "qpv", "vintage": "2015", "zones": 1},
        {"kind": "qpv", "vintage": "2024", "zones": 1},
    ]
    assert report["sources"] == [
        {
            "title": "Liste de la métropole",
            "kind": "actors",
            "file_name": "liste.csv",
            "sha256": "ab" * 32,
            "licence": "Licence Ouverte 2.0",
            "published": "2026-01-15",
            "vintage": "2026",
            "imported_at": "2026-03-14T15:00:00+00:00",
            "fictional": True,
        }
    ]
    assert {"cartoquartier", "python", "geopandas", "shapely"} <= set(report["versions"])


def test_a_demonstration_says_so_and_a_real_workshop_does_not(tmp_path):
    invented = written(snapshot_of([actor(0)], demonstration=True), tmp_path / "demonstration")
    real = written(snapshot_of([actor(0)]), tmp_path / "real")
    shown = json.loads((invented / "diagnostic.json").read_text(encoding="utf-8"))
    assert (shown["is_demonstration"], shown["notice"]) == (True, notice())
    assert {row["fictional"] for name in ("qpv", "actors") for row in rows_of(invented / f"{name}.csv")} == {"True"}
    silent = json.loads((real / "diagnostic.json").read_text(encoding="utf-8"))
    assert (silent["is_demonstration"], silent["notice"]) == (False, "")
    assert {row["fictional"] for name in ("qpv", "actors") for row in rows_of(real / f"{name}.csv")} == {"False"}


@pytest.mark.parametrize("hostile", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(hostile, tmp_path):
    made = snapshot_of([actor(0, name=hostile)], [contribution(0, "place", text=hostile)])
    rows = rows_of(written(made, tmp_path / "d") / "actors.csv")
    assert [row["name"] for row in rows] == ["'" + hostile] * 2


@pytest.mark.parametrize("awkward", ['le "Café", rue Haute', "deux\nlignes", "deux\rlignes", "été ✊", ""])
def test_any_other_text_comes_back_as_it_was(awkward, tmp_path):
    out = written(snapshot_of([actor(0, name=awkward), actor(1)]), tmp_path / "d")
    assert [row["name"] for row in rows_of(out / "actors.csv")] == [awkward, "Régie (exemple)"]


def test_files_are_utf8_without_a_mark(snapshot, tmp_path):
    out = written(snapshot, tmp_path / "d")
    assert (out / "gaps.csv").read_bytes().startswith(b"code_qp,")


def test_a_negative_longitude_is_a_number_and_not_a_formula(tmp_path):
    out = written(snapshot_of([actor(0, lon=-61.05, lat=14.61)]), tmp_path / "d")
    assert rows_of(out / "actors.csv")[0]["lon"] == "-61.05"


def test_the_same_snapshot_gives_the_same_bytes(snapshot, tmp_path):
    first, again = written(snapshot, tmp_path / "1"), written(snapshot, tmp_path / "2")
    assert [(first / name).read_bytes() for name in FILES] == [(again / name).read_bytes() for name in FILES]


def test_an_empty_workshop_is_written_too(tmp_path):
    empty = snapshot_of(population=())
    out = written(replace(empty, zones=empty.zones.iloc[:0], sources=()), tmp_path / "d")
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert (out / "gaps.csv").read_text(encoding="utf-8").splitlines() == [",".join(GAPS.names)]


def test_the_width_of_the_band_is_that_of_the_workshop(snapshot):
    narrow = replace(snapshot, workshop=replace(snapshot.workshop, band_m=10.0))
    assert diagnose(snapshot, generated_at=NOW).qpv["actors_band"].tolist() == [1, 0]
    assert diagnose(narrow, generated_at=NOW).qpv["actors_band"].tolist() == [0, 0]


def test_zones_in_another_system_are_refused_instead_of_found_empty(snapshot):
    with pytest.raises(CrsError):
        diagnose(replace(snapshot, zones=snapshot.zones.to_crs("EPSG:2154")), generated_at=NOW)


def test_writing_again_replaces_its_files_and_keeps_the_others(snapshot, tmp_path):
    out = written(snapshot, tmp_path / "d")
    (out / "notes.txt").write_text("à garder", encoding="utf-8")
    written(snapshot_of([actor(0)] * 2), out)
    assert sorted(path.name for path in out.iterdir()) == sorted([*FILES, "notes.txt"])
    assert len(rows_of(out / "actors.csv")) == 2


def test_a_folder_whose_parents_do_not_exist_yet_is_made(snapshot, tmp_path):
    assert (written(snapshot, tmp_path / "un" / "deux") / "gaps.csv").exists()


def test_a_file_in_the_way_is_refused_and_left_as_it_was(snapshot, tmp_path):
    taken = tmp_path / "d"
    taken.write_text("déjà là", encoding="utf-8")
    with pytest.raises(FileError, match="est un fichier ; un dossier est attendu"):
        written(snapshot, taken)
    with pytest.raises(FileError, match="n'a pas pu être écrit"):
        written(snapshot, taken / "sous-dossier")
    assert taken.read_text(encoding="utf-8") == "déjà là"


def test_a_folder_that_bears_the_name_of_a_file_is_refused_before_anything_moves(snapshot, tmp_path):
    out = tmp_path / "d"
    (out / "qpv.csv").mkdir(parents=True)
    with pytest.raises(FileError, match=r"qpv\.csv est un dossier"):
        written(snapshot, out)
    assert [path.name for path in out.iterdir()] == ["qpv.csv"]


def test_files_of_a_deeper_diagnostic_do_not_stay_beside_the_tables_of_another(snapshot, tmp_path):
    situation = situate(snapshot)
    found = diagnose(snapshot, generated_at=NOW, situation=situation)
    write_diagnosis(deepen(found, situation), tmp_path)
    deeper = ["completeness.csv", "filieres.csv", "perception.csv", "sensitivity.csv", "work.csv"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, *deeper])
    report = json.loads((tmp_path / "diagnostic.json").read_text(encoding="utf-8"))
    assert report["sensitivity"]["computed"] is True
    write_diagnosis(deepen(found, situation, sensitive=False), tmp_path)
    assert "sensitivity.csv" not in {path.name for path in tmp_path.iterdir()}
    report = json.loads((tmp_path / "diagnostic.json").read_text(encoding="utf-8"))
    assert report["sensitivity"] == {"computed": False, "fragile": None, "en_limite": 0}
    write_diagnosis(found, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES


def test_sensitivity_is_not_looked_for_unasked_in_a_whole_country(snapshot, monkeypatch):
    monkeypatch.setattr("mapping.services.study.SENSITIVE_ZONES", 1)
    situation = situate(snapshot)
    found = diagnose(snapshot, generated_at=NOW, situation=situation)
    assert deepen(found, situation).sensitivity is None
    assert deepen(found, situation, sensitive=True).sensitivity is not None


def test_many_who_ask_where_nobody_was_asked_what_they_know_do_not_make_an_offer_unknown():
    """Five people ask for what A has; nobody said to know it or not: then one says that they do not."""
    asked = [contribution(number, "need", filiere="reparer") for number in range(5)]
    silent = snapshot_of([actor(0)], asked)
    assert diagnose(silent, generated_at=NOW).gaps["verdict"][1] == "present"
    row = dict.fromkeys(KNOWLEDGE.names, "") | {"id": "k1", "target_id": "a0", "answer": "unknown", "people": 1}
    answered = replace(silent, knowledge=pd.DataFrame([row], columns=KNOWLEDGE.names))
    assert diagnose(answered, generated_at=NOW).gaps["verdict"][1] == "unknown_offer"


@pytest.mark.parametrize("stage", ["fresh", "aside"])
def test_a_file_that_is_open_elsewhere_leaves_them_all_as_they_were(stage, snapshot, tmp_path, monkeypatch):
    """As a spreadsheet on Windows does: the old file cannot be moved away, or the new one cannot be put in place."""
    out = written(snapshot, tmp_path / "d")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    move = Path.replace
    held = "qpv.csv" if stage == "aside" else "diagnostic.json"

    def refuse(self: Path, target: Path) -> Path:
        moved_in = self.parent.name == "fresh" if stage == "fresh" else Path(target).parent.name == "aside"
        if self.name == held and moved_in:
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(FileError, match="ouverts ailleurs"):
        written(snapshot_of([actor(0)]), out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
