import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point, box

from mapping.domain.errors import CrsError, FileError
from mapping.sources import geofiles
from mapping.sources.geofiles import read_layer
from tests.sources.files import Feature, frame_of, write_geojson, write_text, write_zip

SQUARE = box(2.36, 48.93, 2.37, 48.94)
LAMBERT = box(652_000, 6_870_000, 652_100, 6_870_100)
HERE: list[Feature] = [({"nom": "Épinay"}, SQUARE)]


def shapefile(folder: Path, frame: gpd.GeoDataFrame, *, stem: str = "zones") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    frame.to_file(folder / f"{stem}.shp", encoding="utf-8")
    return folder / f"{stem}.shp"


def test_a_geojson_that_says_nothing_is_in_degrees(tmp_path: Path) -> None:
    layer = read_layer(write_geojson(tmp_path, HERE))
    assert layer.frame.crs.to_epsg() == 4326
    assert layer.frame["nom"].tolist() == ["Épinay"]
    assert layer.notes == ()


def test_a_geojson_that_says_lambert_93_is_believed(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [({"nom": "A"}, LAMBERT)], crs="urn:ogc:def:crs:EPSG::2154")
    assert read_layer(path).frame.crs.to_epsg() == 2154


@pytest.mark.parametrize("crs", [None, "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::999999"])
def test_numbers_that_cannot_be_degrees_are_refused(tmp_path: Path, crs: str | None) -> None:
    with pytest.raises(CrsError, match=r"n'est pas en degrés.*Lambert 93"):
        read_layer(write_geojson(tmp_path, [({"nom": "A"}, LAMBERT)], crs=crs))


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read zones.geojson"}',
        '{"hello": 1}',
        '{"type": "Topology", "objects": {}, "arcs": []}',
        '{"type": "FeatureCollection", "features": [{"type": "Fea',
    ],
)
def test_what_is_called_geojson_and_is_not_is_refused(tmp_path: Path, content: str) -> None:
    write_geojson(tmp_path, HERE)
    with pytest.raises(FileError, match="incomplet ou abîmé"):
        read_layer(write_text(tmp_path, content, name="piege.geojson"))


def test_a_vrt_does_not_follow_the_path_it_names(tmp_path: Path) -> None:
    write_geojson(tmp_path, HERE)
    vrt = "<OGRVRTDataSource><OGRVRTLayer name='zones'><SrcDataSource relativeToVRT='1'>zones.geojson"
    vrt += "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    with pytest.raises(FileError, match="pas un fichier géographique"):
        read_layer(write_text(tmp_path, vrt, name="piege.geojson"))


def test_a_shapefile_is_read_with_its_companions(tmp_path: Path) -> None:
    layer = read_layer(shapefile(tmp_path, frame_of(HERE)))
    assert layer.frame["nom"].tolist() == ["Épinay"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_shapefile_that_does_not_say_its_encoding_keeps_its_accents(tmp_path: Path, encoding: str) -> None:
    frame_of(HERE).to_file(tmp_path / "zones.shp", encoding=encoding)
    (tmp_path / "zones.cpg").unlink(missing_ok=True)
    assert read_layer(tmp_path / "zones.shp").frame["nom"].tolist() == ["Épinay"]


def test_a_shapefile_without_prj_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = shapefile(tmp_path, frame_of(HERE))
    path.with_suffix(".prj").unlink()
    with pytest.raises(CrsError, match=r"\.prj.*GeoJSON"):
        read_layer(path)


def test_a_shapefile_alone_asks_for_its_companions(tmp_path: Path) -> None:
    path = shapefile(tmp_path, frame_of(HERE))
    path.with_suffix(".dbf").unlink()
    with pytest.raises(FileError, match=r"manque \.dbf.*ZIP"):
        read_layer(path)


def test_the_layer_of_a_geopackage_with_the_most_polygons_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deux.gpkg"
    frame_of([({"nom": str(n)}, Point(2.36, 48.93)) for n in range(5)]).to_file(path, layer="points")
    frame_of(HERE).to_file(path, layer="quartiers")
    layer = read_layer(path)
    assert layer.frame["nom"].tolist() == ["Épinay"]
    assert "deux.gpkg/quartiers" in layer.notes[0]


def publisher_zip(folder: Path) -> Path:
    """The archive of the publisher: the whole of France twice, each overseas territory apart, three formats."""
    metropole: list[Feature] = [({"code_qp": "QN09328M"}, SQUARE)]
    mayotte: list[Feature] = [({"code_qp": "QN97601M"}, box(45.22, -12.79, 45.23, -12.78))]
    both = frame_of([*metropole, *mayotte])
    whole = write_geojson(folder, [*metropole, *mayotte], name="a.geojson")
    lambert = folder / "b.geojson"
    both.to_crs(2154).to_file(lambert)
    part = write_geojson(folder, mayotte, name="c.geojson")
    both.to_file(folder / "d.gpkg")
    shp = shapefile(folder / "shp", both)
    members = {
        "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_LAMB93.geojson": lambert,
        "GEOJSON/QP2024_Mayotte.geojson": part,
        "GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson": whole,
        "GPKG/QP2024.gpkg": folder / "d.gpkg",
        "lisez-moi.txt": write_text(folder, "texte", name="lisez-moi.txt"),
        "datapackage.json": write_text(folder, '{"title": "QPV"}', name="datapackage.json"),
    }
    members |= {f"SHP/QP2024{part.suffix}": part for part in shp.parent.iterdir()}
    return write_zip(folder / "qpv-2024.zip", members)


def test_in_the_publisher_archive_the_whole_of_france_in_degrees_is_read_and_said(tmp_path: Path) -> None:
    layer = read_layer(publisher_zip(tmp_path))
    assert layer.frame["code_qp"].tolist() == ["QN09328M", "QN97601M"]
    assert layer.frame.crs.to_epsg() == 4326
    assert layer.notes == ("Couche lue : QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson (2 objets), parmi 5.",)


def test_a_zipped_shapefile_is_read_whatever_the_case_of_its_names(tmp_path: Path) -> None:
    shp = shapefile(tmp_path / "shp", frame_of(HERE))
    members = {f"Dossier/QP.{part.suffix[1:].upper()}": part for part in shp.parent.iterdir()}
    layer = read_layer(write_zip(tmp_path / "qp.zip", members))
    assert layer.frame["nom"].tolist() == ["Épinay"]
    assert layer.frame.crs is not None


def test_a_path_that_climbs_out_of_the_archive_writes_nothing_outside(tmp_path: Path) -> None:
    source = write_geojson(tmp_path / "source", HERE)
    layer = read_layer(write_zip(tmp_path / "piege.zip", {"../../evade.geojson": source}))
    assert len(layer.frame) == 1
    assert not list(tmp_path.parent.glob("evade.geojson"))


def test_an_archive_without_a_map_says_what_was_looked_for(tmp_path: Path) -> None:
    text = write_text(tmp_path, "a;b\n1;2\n")
    with pytest.raises(FileError, match="aucune couche géographique"):
        read_layer(write_zip(tmp_path / "a.zip", {"liste.csv": text}))


def test_an_archive_that_would_fill_the_disk_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geofiles, "MAX_UNZIPPED_BYTES", 10)
    with pytest.raises(FileError, match="200 Mo"):
        read_layer(write_zip(tmp_path / "a.zip", {"a.geojson": write_geojson(tmp_path, HERE)}))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.geojson": write_geojson(tmp_path, HERE)})
    content = bytearray(path.read_bytes())
    content[60:80] = b"\xff" * 20
    path.write_bytes(bytes(content))
    with pytest.raises(FileError, match="abîmée"):
        read_layer(path)


def test_an_archive_under_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.geojson", json.dumps({"type": "FeatureCollection", "features": []}))
    content = path.read_bytes()
    # Bit 0 of the flags, in the local header and in the central directory, says that the member is encrypted.
    central = content.index(b"PK\x01\x02")
    marked = bytearray(content)
    marked[6] |= 1
    marked[central + 8] |= 1
    path.write_bytes(bytes(marked))
    with pytest.raises(FileError, match="mot de passe"):
        read_layer(path)


def test_two_features_with_one_id_are_both_read(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [*HERE, ({"nom": "B"}, SQUARE)])
    content = json.loads(path.read_text(encoding="utf-8"))
    for feature in content["features"]:
        feature["id"] = 1
    path.write_text(json.dumps(content), encoding="utf-8")
    assert len(read_layer(path).frame) == 2


def test_a_feature_that_cannot_be_read_is_there_without_its_shape(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [*HERE, ({"nom": "B"}, SQUARE)])
    content = json.loads(path.read_text(encoding="utf-8"))
    content["features"][1]["geometry"]["coordinates"] = [[[2.36], [2.37]]]
    path.write_text(json.dumps(content), encoding="utf-8")
    frame = read_layer(path).frame
    assert frame["nom"].tolist() == ["Épinay", "B"]
    assert (frame.geometry.isna() | frame.geometry.is_empty).tolist() == [False, True]


def test_a_table_is_not_a_map(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="pas un fichier géographique"):
        read_layer(write_text(tmp_path, "nom;ville\nA;x\n"))
