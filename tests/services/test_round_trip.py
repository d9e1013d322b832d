"""What people said leaves in a file and comes back by ``import`` as it was, whatever the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely

from mapping.domain.models import DatasetKind
from mapping.exports.bundle import Bundle
from mapping.exports.gis import write_geojson, write_geopackage
from mapping.exports.kml import write_kml
from mapping.exports.tables import write_csv
from mapping.exports.umap import write_umap
from mapping.exports.xlsx import write_xlsx
from mapping.services.bundle import make_bundle
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.sources.detect import guess_kind

AT = datetime(2026, 6, 14, 16, 30, tzinfo=UTC)
WRITERS = {
    "csv": lambda bundle, out: write_csv(bundle.snapshot, out),
    "geojson": lambda bundle, out: write_geojson(bundle.snapshot, bundle.gaps, out, generated_at=AT),
    "gpkg": lambda bundle, out: write_geopackage(bundle.snapshot, bundle.gaps, out, generated_at=AT),
    "kml": write_kml,
    "umap": write_umap,
    "xlsx": write_xlsx,
}
HEADER = "id;kind;filiere;text;people;placement;near_id;status;category;language;geometry_wkt"
LINES = (
    "need;reparer;=1+1;3;exact;;accepted;;fr;POINT (2.352 48.932)",
    """place;se_nourrir;"Dit ""oui"" ; <b>{{x}}</b> [[y]] & l'autre 🚲";1;exact;;accepted;;ar;POINT (2.357 48.933)""",
    "route;se_deplacer;On longe le canal;1;exact;;accepted;;fr;LINESTRING (2.351 48.931, 2.353 48.933)",
    "lived_area;;Mon quartier;2;exact;;accepted;;fr;POLYGON ((2.351 48.931, 2.354 48.931, 2.354 48.934, 2.351 48.931))",
    "premises;entreprendre;-30 m²;1;zone;QN09301X;accepted;;fr;POINT (2.3525 48.9325)",
    "need;apprendre;Pas encore relu;1;exact;;pending;;fr;POINT (2.358 48.934)",
    "need;apprendre;Hors sujet;1;exact;;refused;;fr;POINT (2.358 48.931)",
    "place;travailler;On répare dans la cour;1;exact;;accepted;informal;fr;POINT (2.3541 48.9341)",
)
SAID = "\n".join([HEADER, *(f"018f3c1e-0000-7000-8000-00000000000{n};{line}" for n, line in enumerate(LINES, start=1))])
KEPT = ["kind", "filiere", "text", "people", "placement", "near_id", "status", "category", "language"]


@pytest.fixture
def bundle(tmp_path: Path, boundaries: Path, public: bool) -> Bundle:
    target = str(tmp_path / "depart.atelier")
    create_workshop(target, boundaries)
    (tmp_path / "dit.csv").write_text(SAID, encoding="utf-8")
    store = open_store(target)
    try:
        report = import_file(store, tmp_path / "dit.csv")
        assert (report.kind, report.imported) == (DatasetKind.CONTRIBUTIONS, 8)
        return make_bundle(store, public=public, generated_at=AT)
    finally:
        store.close()


@pytest.fixture
def back(tmp_path: Path, boundaries: Path):
    target = str(tmp_path / "retour.atelier")
    create_workshop(target, boundaries)
    store = open_store(target)
    yield store
    store.close()


@pytest.mark.parametrize("public", [False, True], ids=["prive", "public"])
@pytest.mark.parametrize("suffix", WRITERS)
def test_what_people_said_comes_back_as_it_left(suffix, public, bundle, back, tmp_path):
    out = tmp_path / f"sortie.{suffix}"
    WRITERS[suffix](bundle, out)
    assert guess_kind(out) is DatasetKind.CONTRIBUTIONS
    report = import_file(back, out)
    left = bundle.snapshot.contributions.set_index("id").sort_index()
    came = back.contributions().set_index("id").sort_index()
    assert report.rejected == ()
    assert len(left) == (6 if public else 8)
    assert list(came.index) == list(left.index)
    assert came[KEPT].to_dict("index") == left[KEPT].to_dict("index")
    assert shapely.equals_exact(came.geometry.array, left.geometry.array, tolerance=1e-6).all()


@pytest.mark.parametrize("public", [True], ids=["public"])
def test_a_sensitive_place_comes_back_as_the_area_that_was_shown(bundle, back, tmp_path):
    write_geopackage(bundle.snapshot, bundle.gaps, tmp_path / "sortie.gpkg", generated_at=AT)
    import_file(back, tmp_path / "sortie.gpkg")
    came = back.contributions()
    veiled = came[came["category"] == "informal"]
    assert veiled.geom_type.tolist() == ["Polygon"]
    assert not any(shapely.Point(2.3541, 48.9341).equals(shape) for shape in came.geometry)


@pytest.mark.parametrize("public", [True], ids=["public"])
def test_the_other_rows_of_the_file_are_counted_and_left(bundle, back, tmp_path):
    write_kml(bundle, tmp_path / "sortie.kml")
    report = import_file(back, tmp_path / "sortie.kml")
    assert "6 contributions lues, 2 autres lignes laissées" in report.notes[0]
    assert len(back.actors()) == 0
    zones = import_file(back, tmp_path / "sortie.kml", kind=DatasetKind.BOUNDARIES)
    assert zones.kind is DatasetKind.BOUNDARIES
