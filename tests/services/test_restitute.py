import dataclasses
import struct
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio
import pytest
import shapely

from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.ids import new_id
from mapping.domain.models import Status
from mapping.domain.privacy import counted_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS
from mapping.exports.public import public_view
from mapping.services.bundle import bundle_of
from mapping.services.diagnose import diagnose
from mapping.services.restitute import Document, ExportFormat, Options, suggested_name, write_document
from mapping.services.scenario import situate
from tests.exports.snapshots import GENERATED_AT, make_snapshot

TABLES = [ExportFormat.CSV, ExportFormat.GEOJSON, ExportFormat.GPKG]
PLAIN = [*TABLES, ExportFormat.HTML, ExportFormat.KML, ExportFormat.UMAP]
"""Whose bytes can be searched as they are; `test_private_exports` opens the others."""
PRIVATE = [column.name for column in CONTRIBUTIONS.columns if column.private]
HIDDEN = [status for status in Status if status is not Status.ACCEPTED]


def _marker(name: str) -> str:
    return f"MARQUE-{name.upper()}-MARQUE"


def _planted() -> Snapshot:
    """A workshop where whatever is private bears a marker that a search of raw bytes finds."""
    secrets = {name: _marker(name) for name in PRIVATE}
    shown = {**secrets, "id": new_id(), "text": _marker("shown"), "status": Status.ACCEPTED.value}
    hidden = [{**secrets, "id": new_id(), "text": _marker(status), "status": status.value} for status in HIDDEN]
    snapshot = make_snapshot(contributions=[shown, *hidden])
    sources = tuple(dataclasses.replace(source, file_name=_marker("file_name")) for source in snapshot.sources)
    return dataclasses.replace(snapshot, sources=sources)


def _export(snapshot: Snapshot, *, file_format: ExportFormat, out: Path, public: bool) -> Path:
    bundle = bundle_of(snapshot, public=public, generated_at=GENERATED_AT)
    return write_document(bundle, file_format=file_format, out=out)


def _bytes(snapshot: Snapshot, file_format: ExportFormat, *, public: bool) -> bytes:
    with TemporaryDirectory() as folder:
        return _export(snapshot, file_format=file_format, out=Path(folder, "export"), public=public).read_bytes()


@pytest.mark.parametrize("file_format", PLAIN)
def test_a_public_file_holds_nothing_private_in_any_of_its_bytes(file_format):
    snapshot = _planted()
    content = _bytes(snapshot, file_format, public=True)
    assert _marker("shown").encode() in content
    searched = [_marker(name) for name in [*PRIVATE, *HIDDEN, "file_name"]] + snapshot.contributions["id"].tolist()
    assert [text for text in searched if text.encode() in content] == []


@pytest.mark.parametrize("file_format", TABLES)
def test_the_markers_would_be_found_if_they_were_there(file_format):
    content = _bytes(_planted(), file_format, public=False)
    expected = [_marker(name) for name in [*PRIVATE, *HIDDEN] if name is not Status.WITHDRAWN]
    assert [text for text in expected if text.encode() not in content] == []
    assert _marker(Status.WITHDRAWN).encode() not in content


@pytest.mark.parametrize("file_format", PLAIN)
def test_a_demonstration_says_so_in_every_format(file_format):
    assert notice().encode() in _bytes(make_snapshot(demonstration=True), file_format, public=True)
    assert notice().encode() not in _bytes(make_snapshot(), file_format, public=True)


@pytest.mark.parametrize("file_format", PLAIN)
@pytest.mark.parametrize("public", [True, False])
def test_an_empty_workshop_gives_a_file_in_every_format(file_format, public, tmp_path):
    out = tmp_path / f"carte.{file_format.value}"
    snapshot = make_snapshot(actors=[], contributions=[])
    assert _export(snapshot, file_format=file_format, out=out, public=public) == out
    assert out.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [out]


def test_public_gaps_count_only_what_was_accepted(tmp_path):
    rows = [{"people": 3}, {"id": "c2", "people": 40, "status": "pending"}, {"id": "c3", "status": "refused"}]
    asked = {}
    for public in (True, False):
        out = tmp_path / f"{public}.gpkg"
        snapshot = make_snapshot(contributions=rows)
        _export(snapshot, file_format=ExportFormat.GPKG, out=out, public=public)
        gaps = pyogrio.read_dataframe(out, layer="manques")
        asked[public] = int(gaps["personnes_demandant"].sum())
    assert asked == {True: 3, False: 43}


def test_places_of_a_quartier_are_those_of_the_diagnostic(tmp_path):

    actors = [{"filieres": "reparer|se_nourrir"}, {"actor_id": "a2", "lon": 2.36}, {"actor_id": "a3", "lon": 2.40}]
    rows = [{"kind": "place"}, {"id": "c2", "kind": "place", "status": "pending"}, {"id": "c3"}]
    snapshot = make_snapshot(actors=actors, contributions=rows)
    out = tmp_path / "carte.gpkg"
    _export(snapshot, file_format=ExportFormat.GPKG, out=out, public=False)
    zones = pyogrio.read_dataframe(out, layer="quartiers").set_index("code")
    summary = diagnose(snapshot, generated_at=GENERATED_AT).qpv.set_index("code")
    # In A: the actor at p, the one on the shared edge, two live places; in B: the one on the edge.
    assert zones["lieux"].to_dict() == {"QN00001M": 4, "QN00002M": 1}
    assert zones["lieux"].to_dict() == summary["actors_inside"].to_dict()
    assert zones["besoins_couverts"].to_dict() == summary["filieres_present"].to_dict()
    assert zones["besoins_exprimes"].to_dict() == summary["needs"].to_dict()


@pytest.mark.parametrize("file_format", PLAIN)
def test_a_place_that_cannot_be_written_is_told_in_french(file_format, tmp_path):
    for out, problem in ((tmp_path / "absent" / "carte", "n'existe pas"), (tmp_path, "est un dossier")):
        with pytest.raises(FileError, match=problem):
            _export(make_snapshot(), file_format=file_format, out=out, public=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Été à Cordon : l'atelier !", "ete-a-cordon-l-atelier-public-2026-06-14.csv"),
        ("../../etc/passwd", "etc-passwd-public-2026-06-14.csv"),
        ("العربية 🚲", "atelier-public-2026-06-14.csv"),
        ("", "atelier-public-2026-06-14.csv"),
        ("x" * 300, "x" * 60 + "-public-2026-06-14.csv"),
    ],
    ids=["accents", "path", "no latin letter", "empty", "too long"],
)
def test_the_suggested_name_suits_every_system(title, name):
    workshop = make_snapshot(title=title).workshop
    assert suggested_name(workshop, file_format=ExportFormat.CSV, public=True, day=date(2026, 6, 14)) == name


def test_the_suggested_name_tells_a_private_file_from_a_public_one():
    workshop = make_snapshot().workshop
    name = suggested_name(workshop, file_format=ExportFormat.GPKG, public=False, day=date(2026, 6, 14))
    assert name == "atelier-du-cordon-prive-2026-06-14.gpkg"


def _sensitive(**changes: object) -> Snapshot:
    """A shelter at a position with digits that nothing else has."""
    row = {
        "id": new_id(),
        "kind": "place",
        "category": "shelter",
        "near_id": _marker("near_id"),
        "placement": "landmark",
        "geometry": f"POINT ({SECRET_LON} {SECRET_LAT})",
    }
    return make_snapshot(contributions=[row | changes])


SECRET_LON, SECRET_LAT = 2.351847, 48.930729


def _holds_the_point(content: bytes) -> bool:
    """Search what each format writes: decimal text with a point or a comma, rounded or not, and raw doubles."""
    texts = [f"{value:.{n}f}" for value in (SECRET_LON, SECRET_LAT) for n in (4, 5, 6)]
    written = [*texts, *(text.replace(".", ",") for text in texts)]
    doubles = [struct.pack(order, value) for value in (SECRET_LON, SECRET_LAT) for order in ("<d", ">d")]
    return any(text.encode() in content for text in written) or any(raw in content for raw in doubles)


@pytest.mark.parametrize("public", [True, False], ids=["public", "private"])
@pytest.mark.parametrize("file_format", PLAIN)
def test_no_file_holds_the_point_of_a_sensitive_place(file_format, public):
    content = _bytes(_sensitive(), file_format, public=public)
    assert not _holds_the_point(content)
    assert _marker("near_id").encode() not in content
    assert b"carr" in content


@pytest.mark.parametrize("file_format", PLAIN)
def test_the_point_would_be_found_if_the_place_were_not_sensitive(file_format):
    assert _holds_the_point(_bytes(_sensitive(category=""), file_format, public=True))


@pytest.mark.parametrize("kind", ["route", "lived_area"])
def test_what_is_drawn_around_a_sensitive_place_is_an_area_too(kind):
    shape = shapely.LineString([(SECRET_LON, SECRET_LAT), (2.36, 48.93)])
    geometry = shape if kind == "route" else shape.buffer(0.001)
    corner = shapely.get_coordinates(geometry)[0]
    row = {"kind": kind, "geometry": geometry.wkt}
    content = _bytes(_sensitive(**row), ExportFormat.GEOJSON, public=False)
    assert f"{corner[0]:.6f}".encode() not in content and b'"Polygon"' in content


def test_a_sensitive_place_counts_in_its_own_quartier_without_telling_where():
    counted = public_view(counted_view(_sensitive(filiere="reparer")), counting=True)
    gaps = diagnose(counted, generated_at=GENERATED_AT).gaps.set_index(["code_qp", "filiere"])
    assert gaps.loc[("QN00001M", "reparer"), "inside"] == 1
    (point,) = counted.contributions.geometry
    assert point.distance(shapely.Point(SECRET_LON, SECRET_LAT)) > 1e-4


def test_a_bundle_is_counted_on_the_streets_and_the_inhabitants_it_is_given(monkeypatch):
    given = {}

    def spy(snapshot, **options):
        given.update(options)
        return situate(snapshot)

    monkeypatch.setattr("mapping.services.bundle.situate", spy)
    monkeypatch.setattr(
        "mapping.services.bundle.diagnose", lambda snapshot, **_options: diagnose(snapshot, generated_at=GENERATED_AT)
    )
    streets, people = object(), object()
    bundle_of(make_snapshot(), network=streets, people=people, public=False, generated_at=GENERATED_AT)
    assert given == {"network": streets, "inhabitants": people}


def test_a_document_that_a_format_cannot_hold_is_refused_in_french(tmp_path):
    bundle = bundle_of(make_snapshot(), public=True, generated_at=GENERATED_AT)
    out = tmp_path / "carte.csv"
    with pytest.raises(FileError, match=r"format csv\. Ôtez --document"):
        write_document(bundle, file_format=ExportFormat.CSV, out=out, options=Options(document=Document.MAP))
    assert not out.exists()


def test_one_person_who_drew_three_times_is_not_three_people_in_a_public_bundle():
    """Three outlines of one person: fewer than the three people under whom nothing is shown."""
    area = "POLYGON ((2.345 48.925, 2.355 48.925, 2.355 48.935, 2.345 48.935, 2.345 48.925))"
    row = {"kind": "lived_area", "filiere": "", "geometry": area}
    drawn = {}
    for key in ("same", ""):
        rows = [row | {"id": new_id(), "author_key": key or f"person{n}", "session_id": "s"} for n in range(3)]
        bundle = bundle_of(make_snapshot(contributions=rows), public=True, generated_at=GENERATED_AT)
        drawn[key] = len(bundle.representations.get("levels", ()))
    assert drawn["same"] == 0
    assert drawn[""] > 0
