"""Basemaps that people bring: the row flip, what is said of them, and files that are not what they seem."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.domain.layers import Tile
from mapping.domain.models import DatasetKind
from mapping.sources import mbtiles
from mapping.sources.detect import guess_kind
from mapping.sources.mbtiles import is_mbtiles, read_mbtiles

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "
Row = tuple[object, object, object, object]


def write(folder: Path, rows: Iterable[Row], *, name: str = "fond d'été.mbtiles", **metadata: str) -> Path:
    path = folder / name
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)"
        )
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", list(metadata.items()))
        connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", list(rows))
        connection.commit()
    return path


def test_rows_are_counted_from_the_north(tmp_path: Path) -> None:
    """
    Zoom 1, as MBTiles and as we number it:

        TMS  +---+---+   XYZ  +---+---+
          1  | a | b |     0  | a | b |
          0  | c | d |     1  | c | d |
             +---+---+        +---+---+
    """
    rows: list[Row] = [(1, 0, 1, PNG + b"a"), (1, 1, 1, PNG + b"b"), (1, 0, 0, PNG + b"c"), (1, 1, 0, PNG + b"d")]
    archive = read_mbtiles(write(tmp_path, rows))
    expected = [
        Tile(1, 0, 0, PNG + b"a"),
        Tile(1, 1, 0, PNG + b"b"),
        Tile(1, 0, 1, PNG + b"c"),
        Tile(1, 1, 1, PNG + b"d"),
    ]
    assert list(archive.tiles()) == expected
    assert archive.tile_set.bounds == pytest.approx((-180, -85.0511, 180, 85.0511), abs=1e-4)


def test_what_the_file_says_of_itself_is_kept_as_plain_text(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        [(0, 0, 0, PNG), (2, 1, 1, PNG)],
        name="a.mbtiles",
        bounds="2.3,48.9,2.4,49.0",
        attribution='&copy; <a href="javascript:alert(1)">OpenStreetMap</a>',
        minzoom="12",
        maxzoom="18",
    )
    described = read_mbtiles(path).tile_set
    assert (described.attribution, described.bounds) == ("© OpenStreetMap", (2.3, 48.9, 2.4, 49.0))
    assert (described.min_zoom, described.max_zoom) == (0, 2), "what is there counts, not what is announced"


@pytest.mark.parametrize("bounds", ["", "2,3", "nan,0,1,1", "2.4,48.9,2.3,49.0", "a,b,c,d", "inf,0,inf,1"])
def test_bounds_that_make_no_sense_are_measured_on_the_tiles(tmp_path: Path, bounds: str) -> None:
    found = read_mbtiles(write(tmp_path, [(1, 1, 1, PNG)], bounds=bounds)).tile_set.bounds
    assert found == pytest.approx((0, 0, 180, 85.0511), abs=1e-4)


@pytest.mark.parametrize(("head", "media_type"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (WEBP, "image/webp")])
def test_pictures_are_known_by_their_first_bytes(tmp_path: Path, head: bytes, media_type: str) -> None:
    assert read_mbtiles(write(tmp_path, [(0, 0, 0, head)], format="png")).tile_set.media_type == media_type


def test_no_tile_disappears(tmp_path: Path) -> None:
    rows: list[Row] = [
        (1, 0, 0, PNG),
        (1, 2, 0, PNG),
        (1, 0, -1, PNG),
        (99, 0, 0, PNG),
        ("un", 0, 0, PNG),
        (1, 1, 0, b"GIF89a"),
        (1, 1, 1, None),
        (1, 0, 1, "texte"),
    ]
    archive = read_mbtiles(write(tmp_path, rows))
    assert archive.rows == len(rows) == len(archive.rejected) + archive.tile_set.count
    assert [bad.row for bad in archive.rejected] == [2, 3, 4, 5, 6, 7, 8]
    assert list(archive.tiles()) == [Tile(1, 0, 1, PNG)]


@pytest.mark.parametrize(("content", "said"), [(b"\x1f\x8b\x08", "png"), (PNG, "pbf"), (PNG, "PBF")])
def test_vector_tiles_are_refused_with_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(FileError, match="tuiles vectorielles"):
        read_mbtiles(write(tmp_path, [(0, 0, 0, content)], format=said))


@pytest.mark.parametrize("content", [b"", b"du texte", b"SQLite format 3\x00", b"SQLite format 3\x00" + b"\x01" * 5000])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fond.mbtiles"
    path.write_bytes(content)
    with pytest.raises(FileError, match=r"n'est pas un fichier MBTiles|abîmé|ne contient pas de tuiles"):
        read_mbtiles(path)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, [(8, x, y, PNG + b"x" * 3000) for x in range(20) for y in range(20)])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(FileError, match="abîmé"):
        list(read_mbtiles(path).tiles())


def test_a_file_without_a_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="aucune image"):
        read_mbtiles(write(tmp_path, [(0, 0, 0, b"rien")]))
    with pytest.raises(FileError, match="n'existe pas"):
        read_mbtiles(tmp_path / "absent.mbtiles")


def test_a_file_too_big_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, [(0, 0, 0, PNG)])
    monkeypatch.setattr(mbtiles, "MAX_FILE_BYTES", 1000)
    with pytest.raises(FileError, match="500 Mo au plus"):
        read_mbtiles(path)


def test_a_small_file_that_unfolds_into_endless_tiles_is_refused(tmp_path: Path) -> None:
    path = _endless(tmp_path, yielding=True)
    with pytest.raises(FileError, match="plus de 500000 tuiles"):
        read_mbtiles(path)


def test_a_view_that_never_gives_a_tile_does_not_last_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbtiles, "_MOST_INSTRUCTIONS", 5_000_000)
    with pytest.raises(FileError, match="abîmé"):
        read_mbtiles(_endless(tmp_path, yielding=False))


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, [(0, 0, 0, PNG)])
    before = path.read_bytes()
    list(read_mbtiles(path).tiles())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_tiles_are_recognised_whatever_their_name(tmp_path: Path) -> None:
    assert guess_kind(write(tmp_path, [(0, 0, 0, PNG)], name="fond.sqlite")) is DatasetKind.BASEMAP
    assert guess_kind(write(tmp_path, [(0, 0, 0, PNG)], name="Fond.MBTILES")) is DatasetKind.BASEMAP
    other = tmp_path / "base.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT)")
    assert not is_mbtiles(other)
    assert not is_mbtiles(tmp_path / "absent.csv")


def _endless(folder: Path, *, yielding: bool) -> Path:
    path = folder / "sans fin.mbtiles"
    wanted = "" if yielding else "WHERE n < 0"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        connection.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c) "  # noqa: S608
            "SELECT 22 AS zoom_level, n AS tile_column, 0 AS tile_row, x'89504E470D0A1A0A' AS tile_data "
            f"FROM c {wanted}"
        )
    return path
