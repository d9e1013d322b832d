from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.exports.files import replacing


def _write(out, content="neuf"):
    with replacing(out) as part:
        part.write_text(content, encoding="utf-8")


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path):
    out = tmp_path / "carte.csv"
    out.write_text("ancien", encoding="utf-8")
    _write(out)
    assert out.read_text(encoding="utf-8") == "neuf"
    assert list(tmp_path.iterdir()) == [out]


def test_the_old_file_stays_whole_until_the_new_one_is(tmp_path):
    out = tmp_path / "carte.csv"
    out.write_text("ancien", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replacing(out) as part:
        part.write_text("à moitié", encoding="utf-8")
        assert out.read_text(encoding="utf-8") == "ancien"
        raise ZeroDivisionError
    assert out.read_text(encoding="utf-8") == "ancien"
    assert list(tmp_path.iterdir()) == [out]


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileError, match=r"Le dossier « .*absent » n'existe pas"):
        _write(tmp_path / "absent" / "carte.csv")
    assert not (tmp_path / "absent").exists()


def test_a_folder_given_as_a_file_is_refused(tmp_path):
    with pytest.raises(
        FileError, match=r"est un dossier ; un nom de fichier est attendu, par exemple « .*carte.geojson »"
    ):
        _write(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_in_french_and_leaves_the_old_file(tmp_path):
    out = tmp_path / "carte.csv"
    out.write_text("ancien", encoding="utf-8")
    with pytest.raises(FileError, match=r"n'a pas pu être écrit \(No space left on device\)"), replacing(out):
        raise OSError(28, "No space left on device")
    assert out.read_text(encoding="utf-8") == "ancien"
    assert list(tmp_path.iterdir()) == [out]


def test_a_name_without_a_folder_goes_in_the_current_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _write(Path("carte.csv"))
    assert (tmp_path / "carte.csv").exists()


def test_the_file_written_may_have_another_ending(tmp_path):
    with replacing(tmp_path / "sans-extension", suffix=".gpkg") as part:
        assert part.suffix == ".gpkg"
        part.write_bytes(b"x")
    assert (tmp_path / "sans-extension").read_bytes() == b"x"
