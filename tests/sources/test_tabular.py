import zipfile
from pathlib import Path

import pytest
from shapely import Point, box

from mapping.domain.errors import FileError
from mapping.sources import filetypes
from mapping.sources.tabular import EXTRA_COLUMN, read_table
from tests.sources.files import frame_of, write_geojson, write_text


def test_cells_stay_text_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    frame = read_table(write_text(tmp_path, "code;n\n01004;9220.0\n\n2A004;\n")).frame
    assert frame.index.tolist() == [2, 4]
    assert frame.to_dict("list") == {"code": ["01004", "2A004"], "n": ["9220.0", ""]}


def test_names_that_stand_twice_are_told_apart(tmp_path: Path) -> None:
    frame = read_table(write_text(tmp_path, "nom;nom;;nom\na;b;c;d\n")).frame
    assert frame.columns.tolist() == ["nom", "nom (2)", "colonne 3", "nom (3)"]


def test_cells_beyond_the_header_are_kept_apart(tmp_path: Path) -> None:
    raw = read_table(write_text(tmp_path, "nom;ville\nA;x\nB;y;z;t\n"))
    assert raw.frame[EXTRA_COLUMN].tolist() == ["", "z | t"]
    assert list(raw.faults) == [3]


def test_a_list_of_json_records_is_a_table(tmp_path: Path) -> None:
    text = '[{"cp": 49650, "lat": 47.30, "ok": true, "vide": null}, {"cp": "01000", "liste": [1, "x"]}, "perdu"]'
    raw = read_table(write_text(tmp_path, text, name="l.json"))
    assert raw.frame.loc[2].to_dict() == {"cp": "49650", "lat": "47.30", "ok": "True", "vide": "", "liste": ""}
    assert raw.frame.loc[3, "liste"] == "1|x"
    assert "perdu" in raw.faults[4]


def test_half_a_character_in_json_does_not_stop_the_rest(tmp_path: Path) -> None:
    raw = read_table(write_text(tmp_path, r'[{"nom": "A\ud800", "\ud800": 1}, {"nom": "B"}]', name="l.json"))
    assert raw.frame["nom"].tolist() == ["A?", "B"]


def test_points_give_their_longitude_and_latitude(tmp_path: Path) -> None:
    features = [({"nom": "A", "cp": 93200, "lon": "x"}, Point(2.36, 48.93)), ({"nom": "B", "cp": None}, None)]
    frame = read_table(write_geojson(tmp_path, features)).frame
    assert frame.loc[2].to_dict() == {"nom": "A", "cp": "93200", "lon (attribut)": "x", "lon": "2.36", "lat": "48.93"}
    assert frame.loc[3, ["cp", "lon", "lat"]].tolist() == ["", "", ""]


def test_points_in_lambert_93_come_back_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "points.gpkg"
    frame_of([({"nom": "A"}, Point(652_709.4, 6_870_000.0))], epsg=2154).to_file(path)
    frame = read_table(path).frame
    # 652 709 E is 47 291 m west of the 3rd meridian; at 48.93° a degree is 73 300 m.
    assert float(frame.loc[2, "lon"]) == pytest.approx(3 - 47_290.6 / 73_300, abs=0.002)
    assert float(frame.loc[2, "lat"]) == pytest.approx(48.93, abs=0.01)


def test_a_polygon_stands_for_a_point_inside_it(tmp_path: Path) -> None:
    raw = read_table(write_geojson(tmp_path, [({"nom": "A"}, box(2.36, 48.93, 2.38, 48.95))]), with_geometry=True)
    assert 2.36 < float(raw.frame.loc[2, "lon"]) < 2.38
    assert str(raw.frame.loc[2, "geometry_wkt"]).startswith("POLYGON")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"nom;ville\n", "aucune ligne"),
        (b"\x00\x01\x02\x03" * 300, "n'est pas du texte"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0rest", "tableur"),
        (b"\x1f\x8b\x08rest", "archive"),
        (b"PK\x03\x04 coupe", "abîmée"),
        (b"SQLite format 3\x00" + b"\x00" * 200, "SQLite"),
        (b'[{"nom": "A"', "JSON"),
        (b"[1, 2]", "liste d'objets"),
        (b"[" * 200_000, "JSON"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(content)
    with pytest.raises(FileError, match=said) as refused:
        read_table(path)
    assert "\n" not in str(refused.value)


def test_a_text_document_is_not_a_table(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(FileError, match="document de texte"):
        read_table(path)


def test_an_absent_file_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="n'existe pas"):
        read_table(tmp_path / "rien.csv")


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "MAX_FILE_BYTES", 10)
    with pytest.raises(FileError, match="50 Mo"):
        read_table(write_text(tmp_path, "nom;ville\nA;x\n"))
