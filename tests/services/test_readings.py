"""A quartier of 300 m with six listed places, what six residents know of them, and a premises.

48.004 +-------+
       |   A   |
48.000 +-------+
     2.000   2.004
"""

from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.domain.models import Workshop
from mapping.domain.nomenclature import Filiere
from mapping.domain.parameters import Parameters
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, KNOWLEDGE, LANDMARKS, POPULATION, STORED_ACTORS, ZONES
from mapping.services.diagnose import diagnose
from mapping.services.readings import RESIDENTS_FIGURES, reading_files, readings

NOW = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)
FILIERES = ("se_nourrir", "reparer")


def actor(number):
    plain = dict.fromkeys(STORED_ACTORS.names, "") | {"source_id": "s1", "in_territory": True}
    return plain | {"actor_id": f"a{number}", "lon": 2.001 + number / 10_000, "lat": 48.001, "filieres": "se_nourrir"}


def said(number, kind, **values):
    plain = dict.fromkeys(CONTRIBUTIONS.names, "") | {"people": 1, "status": "pending", "placement": "exact"}
    return plain | {"id": f"c{number}", "kind": kind, "geometry": shapely.Point(2.001, 48.001)} | values


def snapshot_of(*contributions, actors=6, zones=1):
    frame = gpd.GeoDataFrame(
        dict.fromkeys(ZONES.names[:-1], "") | {"code": ["A"], "name": ["Cordon (exemple)"], "kind": "qpv"},
        geometry=[shapely.box(2.0, 48.0, 2.004, 48.004)],
        crs="EPSG:4326",
    )[ZONES.names]
    filieres = tuple(Filiere(name, name, "", "#000000", "leaf") for name in FILIERES)
    table = pd.DataFrame(list(contributions), columns=CONTRIBUTIONS.names)
    return Snapshot(
        workshop=Workshop("w1", "Atelier d'essai", NOW, filieres),
        revision=1,
        zones=frame.iloc[:zones],
        actors=pd.DataFrame([actor(n) for n in range(actors)], columns=STORED_ACTORS.names),
        population=pd.DataFrame([("A", 4000.0, "", "")], columns=POPULATION.names),
        landmarks=LANDMARKS.empty(),
        contributions=gpd.GeoDataFrame(table, geometry="geometry", crs="EPSG:4326"),
        sources=(),
    )


def known(*targets, author=""):
    rows = [
        {"id": f"k{n}", "target_id": target, "answer": "knows", "people": 1, "session_id": "s1", "author_key": author}
        for n, target in enumerate(targets)
    ]
    return KNOWLEDGE.frame([{"group_name": ""} | row for row in rows])


def read(snapshot, **options):
    gaps = diagnose(snapshot, generated_at=NOW).gaps
    return readings(snapshot, gaps, parameters=options.pop("parameters", Parameters()), **options)


def test_the_readings_tell_what_residents_and_lists_hold_of_one_workshop():
    asked = [said(n, "need", filiere="reparer") for n in range(3)]
    added = [said(n, "place", filiere="se_nourrir") for n in (3, 4)]
    room = said(5, "premises")
    found = read(snapshot_of(*asked, *added, room), knowledge=known("a0", "a1", "a2"), people_without_work={"A": 40.0})
    perception = found.perception.set_index("filiere")
    assert perception.loc["se_nourrir", ["listed", "cited", "both", "state"]].tolist() == [6, 5, 3, "listed_and_cited"]
    assert perception.loc["reparer", ["people_asking", "state"]].tolist() == [3, "neither"]
    assert found.completeness.set_index("filiere").loc["se_nourrir", "estimate"] == pytest.approx(7 * 6 / 4 - 1)
    assert found.filieres.clusters["size"].tolist() == [8]
    assert found.filieres.pooling["premises_id"].tolist() == ["c5"]
    assert found.work.loc[0, ["needs_without_answer", "people_without_work"]].tolist() == [1, 40.0]


def test_answers_of_the_snapshot_are_read_without_being_given():
    snapshot = replace(snapshot_of(), knowledge=known("a0", "a1"))
    assert read(snapshot).perception["cited"].tolist() == [2, 0]
    assert read(snapshot, knowledge=known("a0")).perception["cited"].tolist() == [1, 0]


def test_files_leave_empty_what_too_few_people_said():
    few = [said(n, "need", filiere="reparer") for n in range(2)]
    snapshot = snapshot_of(*few)
    files = reading_files(read(snapshot))
    assert list(files) == ["perception.csv", "completeness.csv", "filieres.csv", "work.csv"]
    perception, work = files["perception.csv"], files["work.csv"]
    assert perception[[*RESIDENTS_FIGURES]].isna().all(axis=None)
    assert perception["state"].tolist() == ["", ""]
    assert perception["listed"].tolist() == [6, 0]
    assert work["people_asking"].isna().all()
    assert work["filieres"].tolist() == [""]
    told = reading_files(read(snapshot, parameters=Parameters(min_people=2)))
    assert told["perception.csv"].set_index("filiere").loc["reparer", "people_asking"] == 2
    assert told["work.csv"]["filieres"].tolist() == ["reparer"]


def test_no_pseudonym_session_or_group_leaves_in_a_file():
    rows = [said(n, "need", filiere="reparer", author_key="secret", group_name="secret") for n in range(3)]
    files = reading_files(read(snapshot_of(*rows), knowledge=known("a0", author="secret")))
    for table in files.values():
        assert "secret" not in table.to_csv()
        assert {"author_key", "session_id", "group_name"}.isdisjoint(table.columns)


def test_the_three_readings_of_filieres_are_told_apart_in_their_file():
    table = reading_files(read(snapshot_of(said(0, "premises"))))["filieres.csv"]
    assert table["reading"].value_counts().to_dict() == {"isolated": 6, "cluster": 1, "pooling": 1}


def test_an_empty_workshop_and_one_without_quartier_are_read_all_the_same():
    for snapshot in (snapshot_of(actors=0), snapshot_of(zones=0), snapshot_of(actors=0, zones=0)):
        files = reading_files(read(snapshot))
        assert files["filieres.csv"].empty
        assert files["completeness.csv"]["estimate"].isna().all()
        assert len(files["work.csv"]) == len(snapshot.zones)
