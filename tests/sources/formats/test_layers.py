import zipfile
from pathlib import Path

import pytest
from shapely import LineString, Point, box

from mapping.domain.errors import FileError
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.population import read_population
from mapping.sources.tabular import read_table
from tests.sources.files import Feature, frame_of, write_geojson, write_zip

HERE = Point(2.36, 48.93)
ZONE = box(2.36, 48.93, 2.38, 48.95)


def test_for_a_table_the_layer_of_points_is_read_and_said(tmp_path: Path) -> None:
    path = tmp_path / "deux.gpkg"
    frame_of([({"nom": str(n)}, ZONE) for n in range(5)]).to_file(path, layer="quartiers")
    frame_of([({"nom": "A"}, HERE)]).to_file(path, layer="lieux")
    raw = read_table(path)
    assert raw.frame["nom"].tolist() == ["A"]
    assert raw.notes == ("Couche lue : deux.gpkg/lieux (1 objets), parmi 2.",)


def test_a_zip_of_two_shapefiles_gives_the_points(tmp_path: Path) -> None:
    members = {}
    for stem, shape in (("zones", ZONE), ("lieux", HERE)):
        frame_of([({"nom": stem}, shape)]).to_file(tmp_path / f"{stem}.shp", encoding="utf-8")
        members |= {f"donnees/{part.name}": part for part in tmp_path.glob(f"{stem}.*")}
    assert read_table(write_zip(tmp_path / "a.zip", members)).frame["nom"].tolist() == ["lieux"]


def test_a_zone_where_a_point_is_expected_is_given_back(tmp_path: Path) -> None:
    features: list[Feature] = [
        ({"name": "Zone"}, ZONE),
        ({"name": "Rue"}, LineString([(2.36, 48.93), (2.37, 48.93)])),
        ({"name": "Maison"}, box(2.36, 48.93, 2.3602, 48.9302)),
        ({"name": "Point"}, HERE),
        ({"name": "Nulle part"}, None),
    ]
    read = read_actors(write_geojson(tmp_path, features), filieres=default_filieres())
    assert [row.values["name"] for row in read.rejected] == ["Zone", "Rue"]
    assert read.table["name"].tolist() == ["Maison", "Point", "Nulle part"]


def test_zones_are_welcome_where_their_position_does_not_matter(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [({"code_iris": "930660101", "population": 10}, ZONE)])
    assert len(read_population(path).table) == 1


def test_an_archive_of_thousands_of_layers_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}.geojson", "{}")
    with pytest.raises(FileError, match="trop de fichiers"):
        read_table(tmp_path / "a.zip")


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = write_zip(tmp_path / "in.zip", {"a.geojson": write_geojson(tmp_path, [({"nom": "A"}, HERE)])})
    with pytest.raises(FileError, match="aucune couche"):
        read_table(write_zip(tmp_path / "out.zip", {"in.zip": inner}))


@pytest.mark.parametrize(("sign", "place", "value"), [(b"PK\x01\x02", 6, 200), (b"PK\x01\x02", 9, 8)])
def test_an_archive_that_the_library_cannot_list_is_refused(
    tmp_path: Path, sign: bytes, place: int, value: int
) -> None:
    # A version from the future; a name announced as UTF-8 that is not.
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xxxx.geojson", "{}")
    content = bytearray(path.read_bytes())
    start = content.index(sign)
    content[start + place] = value
    content = content.replace(b"xxxx", b"\xff\xfe\xff\xfe")
    path.write_bytes(bytes(content))
    with pytest.raises(FileError, match="abîmée"):
        read_table(path)
