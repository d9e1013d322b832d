"""The grid as Insee publishes it: a table per territory, in a .7z in a .zip; no archive is trusted."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import py7zr
import pytest
from shapely.geometry import box

from mapping.domain.crs import WGS84
from mapping.domain.errors import CartoquartierError, FetchError, FileError
from mapping.sources import seven_zip
from mapping.sources.official import grid_archive
from mapping.sources.official.addresses import GRID, INSEE_FILES, source_name
from mapping.sources.official.client import Client
from mapping.sources.official.grid_archive import fetch_grid, read_grid
from mapping.sources.official.grid_cells import grid_parts
from tests.sources.official.loopback import Answer, OfficialServer
from tests.sources.official.samples import METROPOLITAN_CELL, grid_7z, grid_table, grid_zip, zipped

GRID_FILE = GRID.url.removeprefix(INSEE_FILES.url)


def zone(west: float, south: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": ["QN1"]}, geometry=[box(west, south, west + 0.005, south + 0.005)], crs=WGS84)


SAINT_DENIS = zone(2.35, 48.93)


def written(folder: Path, content: bytes, name: str = "carreaux.zip") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("west", "south", "parts"),
    [
        (2.35, 48.93, ("met",)),
        (55.45, -20.9, ("reun",)),
        (-61.07, 14.6, ("mart",)),
        (-61.53, 16.24, ()),
        (-52.33, 4.93, ()),
        (45.23, -12.78, ()),
    ],
    ids=["Saint-Denis", "La Réunion", "Fort-de-France", "Pointe-à-Pitre", "Cayenne", "Mamoudzou"],
)
def test_each_territory_has_its_part_or_none(west: float, south: float, parts: tuple[str, ...]) -> None:
    assert grid_parts(zone(west, south)) == parts


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.zip", lambda: grid_zip()),
        ("a.7z", lambda: grid_7z()),
        ("a.zip", lambda: zipped({"d/carreaux_200m_met.csv": grid_table(METROPOLITAN_CELL)})),
    ],
    ids=["7z in zip", "7z", "zip"],
)
def test_the_table_of_the_territory_is_read_from_any_archive(
    tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    steps: list[tuple[str, int, int | None]] = []
    path = written(tmp_path, make(), name)
    got = read_grid(path, zones=SAINT_DENIS, on_progress=lambda *step: steps.append(step))
    assert got.cells["cell_id"].tolist() == [METROPOLITAN_CELL]
    assert got.cells["ind"].tolist() == [12.5]
    assert got.rows == 1
    assert steps


def test_nothing_stays_of_what_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    read_grid(written(tmp_path, grid_zip()), zones=SAINT_DENIS)
    assert list(room.iterdir()) == []


def test_a_workshop_without_a_part_opens_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="ne publie pas de carroyage ici"):
        read_grid(written(tmp_path, grid_zip()), zones=zone(-61.53, 16.24))


def test_a_changed_file_name_is_said_with_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"aucun fichier « met » ; l'archive contient grille_hexagone\.csv"):
        read_grid(written(tmp_path, grid_zip({"grille_hexagone.csv": "x"})), zones=SAINT_DENIS)


def test_an_encrypted_archive_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="mot de passe"):
        read_grid(written(tmp_path, grid_zip(password="secret")), zones=SAINT_DENIS)


@pytest.mark.parametrize("name", ["../../carreaux_200m_met.csv", "..\\carreaux_200m_met.csv"])
def test_a_name_that_climbs_out_is_never_taken(tmp_path: Path, name: str) -> None:
    content = grid_7z({"placeholder_200m_met.csv".ljust(len(name), "_"): grid_table(METROPOLITAN_CELL)}, rename=name)
    before = sorted(tmp_path.parent.rglob("*.csv"))
    with pytest.raises(FileError):
        read_grid(written(tmp_path, zipped({"a.7z": content})), zones=SAINT_DENIS)
    assert sorted(tmp_path.parent.rglob("*.csv")) == before


def test_an_absolute_name_leads_nowhere(tmp_path: Path) -> None:
    target = tmp_path / "absolu" / "carreaux_200m_met.csv"
    content = grid_7z({"x" * len(str(target)): grid_table(METROPOLITAN_CELL)}, rename=str(target))
    assert read_grid(written(tmp_path, zipped({"a.7z": content})), zones=SAINT_DENIS).rows == 1
    assert not target.exists()


def test_a_zip_member_that_climbs_out_is_never_taken(tmp_path: Path) -> None:
    path = written(tmp_path, zipped({"../carreaux_200m_met.csv": grid_table(METROPOLITAN_CELL)}))
    with pytest.raises(FileError, match="aucun fichier"):
        read_grid(path, zones=SAINT_DENIS)


def test_what_declares_too_much_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_archive, "MAX_OPENED_BYTES", 10_000)
    big = {"carreaux_200m_met.csv": grid_table(METROPOLITAN_CELL) + " " * 20_000}
    for content in (grid_zip(big), zipped({"carreaux_200m_met.csv": big["carreaux_200m_met.csv"]})):
        with pytest.raises(FileError, match="une fois ouvert"):
            read_grid(written(tmp_path, content), zones=SAINT_DENIS)


def test_what_gives_more_than_it_declares_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The declared sizes are forged to nothing: only what comes out is counted."""
    archive = written(tmp_path, grid_7z({"carreaux_200m_met.csv": "0" * 20_000}), "bombe.7z")
    honest = py7zr.SevenZipFile.list

    def forged(self: py7zr.SevenZipFile) -> list[py7zr.FileInfo]:
        found = honest(self)
        for info in found:
            info.uncompressed = 0
        return found

    monkeypatch.setattr(py7zr.SevenZipFile, "list", forged)
    with pytest.raises(FileError, match="une fois ouvert"):
        seven_zip.extract_member(archive, tmp_path / "out", choose=lambda names: names[0], most_bytes=10_000)
    assert (tmp_path / "out").stat().st_size <= 10_000


def test_a_damaged_archive_is_one_sentence_wherever_the_damage_is(tmp_path: Path) -> None:
    sound = grid_7z()
    refused = 0
    for position in range(len(sound)):
        damaged = sound[:position] + bytes([sound[position] ^ 0xFF]) + sound[position + 1 :]
        try:
            read_grid(written(tmp_path, damaged, "a.7z"), zones=SAINT_DENIS)
        except CartoquartierError as error:
            refused += 1
            assert len(str(error).splitlines()) == 1
    assert refused > len(sound) // 2


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_half_an_archive_is_refused(tmp_path: Path, kept: float) -> None:
    inner = grid_7z()
    for content in (zipped({"a.7z": inner[: int(len(inner) * kept)]}), grid_zip()[: int(len(grid_zip()) * kept)]):
        with pytest.raises(FileError):
            read_grid(written(tmp_path, content), zones=SAINT_DENIS)


def test_the_grid_is_downloaded_once(official_server: OfficialServer, client: Client) -> None:
    official_server.answer(GRID_FILE, Answer(grid_zip()))
    for _time in range(2):
        file, got = fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)
    assert got.cells["cell_id"].tolist() == [METROPOLITAN_CELL]
    assert file.path.name.endswith("Filosofi2021_carreaux_200m_csv.zip")
    assert len(official_server.asked) == 1


def test_a_download_that_was_cut_goes_on(official_server: OfficialServer, client: Client) -> None:
    # Longer than what is written at once.
    whole = zipped({"a.7z": grid_7z(), "notice.bin": random.Random(7).randbytes(600_000)})
    headers = {"ETag": '"un"'}
    official_server.answer(
        GRID_FILE, Answer(whole, headers=headers, cut_after=400_000), Answer(whole, headers=headers, ranged=True)
    )
    _file, got = fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)
    assert got.rows == 1
    assert official_server.asked[1].headers["Range"] == f"bytes={256 * 1024}-"


def test_a_wrong_file_is_forgotten_and_said(official_server: OfficialServer, client: Client) -> None:
    official_server.answer(GRID_FILE, Answer(zipped({"lisez-moi.txt": "rien"})), Answer(grid_zip()))
    with pytest.raises(FetchError, match=r"aucun fichier « met »"):
        fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)
    assert fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)[1].rows == 1


def test_a_full_disk_is_said_and_the_download_kept(
    official_server: OfficialServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    official_server.answer(GRID_FILE, Answer(grid_zip()))

    def full(*_arguments: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(grid_archive.shutil, "copyfileobj", full)
        with pytest.raises(FetchError, match="ne peut pas être ouvert sur ce disque"):
            fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)
    fetch_grid(client, zones=SAINT_DENIS, base_url=official_server.url)
    assert len(official_server.asked) == 1


def test_the_grid_has_its_own_name_in_sentences() -> None:
    assert source_name(GRID.url) == GRID.title
    assert zipfile.is_zipfile(io.BytesIO(grid_zip()))
