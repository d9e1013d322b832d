import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from pathlib import PurePosixPath

import pytest

from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.tables import CONTRIBUTIONS
from mapping.exports.archive import write_archive
from tests.exports.bundles import make_bundle


@pytest.fixture
def written(tmp_path):
    def write(name="atelier.zip", documents=None, progress=None, **options):
        out = tmp_path / name
        write_archive(make_bundle(**options), out, documents=documents, progress=progress)
        return zipfile.ZipFile(out)

    return write


def test_everything_is_there(written):
    names = set(written().namelist())
    assert {"LISEZ-MOI.txt", "LICENCES.txt", "SHA256SUMS.txt"} <= names
    for suffix in ("gpkg", "geojson", "kml", "umap"):
        assert f"cartes/atelier.{suffix}" in names
    assert {"tableaux/atelier.xlsx", "tableaux/atelier.csv", "donnees/datapackage.json"} <= names
    assert {"data-inclusion/structures.json", "nomenclature/correspondances.csv"} <= names


def test_each_file_has_the_checksum_that_is_told(written):
    archive = written()
    told = dict(reversed(line.split("  ")) for line in archive.read("SHA256SUMS.txt").decode().splitlines())
    assert set(told) == set(archive.namelist()) - {"SHA256SUMS.txt"}
    assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in told.items())


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum n'est pas installé")
def test_the_command_that_the_readme_gives_agrees(written, tmp_path):
    written().extractall(tmp_path / "ouvert")
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path / "ouvert", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_same_bundle_gives_the_same_bytes(written, tmp_path):
    written("a.zip"), written("b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert {entry.date_time for entry in written().infolist()} == {(2026, 6, 14, 16, 30, 0)}


def test_names_stay_in_the_folder_on_every_system(written):
    for name in written().namelist():
        assert name.isascii()
        assert not PurePosixPath(name).is_absolute()
        assert not {"..", ""} & set(name.split("/"))


@pytest.mark.parametrize(
    "name", ["../fuite.pdf", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "", "a//b", "nom.", "a/.ssh", "a\x00b"]
)
def test_a_document_cannot_be_put_elsewhere(name, written, tmp_path):
    (tmp_path / "rapport.pdf").write_bytes(b"%PDF")
    with pytest.raises(FileError, match="ne peut pas être le nom"):
        written(documents={name: tmp_path / "rapport.pdf"})
    assert not (tmp_path / "atelier.zip").exists()


def test_documents_are_added_and_each_file_is_announced(written, tmp_path):
    (tmp_path / "rapport.pdf").write_bytes(b"%PDF-1.7")
    seen = []
    archive = written(documents={"documents/rapport.pdf": tmp_path / "rapport.pdf"}, progress=seen.append)
    assert archive.read("documents/rapport.pdf") == b"%PDF-1.7"
    assert seen == archive.namelist()[:-1]
    assert "documents/" in archive.read("LISEZ-MOI.txt").decode("utf-8-sig")


def test_licences_say_what_is_owed(written):
    text = written().read("LICENCES.txt").decode("utf-8-sig")
    assert "QPV 2024 (ANCT), 2026-01-15, Licence Ouverte 2.0" in text
    assert "© les contributeurs d'OpenStreetMap" in text
    assert "Populations par QPV, licence non dite" in text


def test_the_readme_says_who_may_read_and_that_a_demonstration_is_invented(written):
    private = written().read("LISEZ-MOI.txt").decode("utf-8-sig")
    assert "FICHIERS PRIVÉS" in private
    public = written(public=True, demonstration=True).read("LISEZ-MOI.txt").decode("utf-8-sig")
    assert "PRIVÉS" not in public
    assert notice() in public


def test_a_public_archive_tells_nothing_private_in_any_file(written):
    archive = written(public=True)
    for name in archive.namelist():
        content = archive.read(name)
        for private in (b"jamais relu ici", b"annuaire de Sidonie", b"2026-06-14T15", b"envoye_le"):
            assert private not in content, name


def test_an_empty_workshop_is_an_archive_too(written):
    archive = written(actors=[], contributions=[])
    assert json.loads(archive.read("data-inclusion/structures.json")) == []
    assert archive.testzip() is None


def _contents(archive):
    """Yield each file of an archive, those inside the spreadsheet document too."""
    for name in archive.namelist():
        content = archive.read(name)
        if name.endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(content)) as inside:
                yield from ((f"{name}/{part}", inside.read(part)) for part in inside.namelist())
        else:
            yield name, content


def _with_secrets():
    """Return contributions whose every private field holds a word of its own, and the words."""
    private = [column.name for column in CONTRIBUTIONS.columns if column.private]
    secrets = {name: f"secret-{name.replace('_', '-')}" for name in private}
    told = {"text": "dit à tous", **secrets}
    hidden = [
        {"id": f"c-{status}", "status": status, "text": f"secret-texte-{status}", **secrets}
        for status in ("pending", "refused", "merged", "withdrawn")
    ]
    words = {*secrets.values(), *(row["text"] for row in hidden), "c-public-mais-date", "annuaire de Sidonie"}
    return [{"id": "c-public-mais-date", **told}, *hidden], words


def test_no_private_field_is_in_any_file_of_a_public_archive(written):
    rows, words = _with_secrets()
    found = {
        (word, name)
        for name, content in _contents(written(public=True, contributions=rows))
        for word in words
        if word.encode() in content
    }
    assert found == set()


def test_the_search_for_private_fields_can_fail(written):
    rows, words = _with_secrets()
    found = {
        word for _name, content in _contents(written(contributions=rows)) for word in words if word.encode() in content
    }
    # What its author took back is in no file, and a séance or an origin that nobody knows is shown as it is.
    assert words - found == {"secret-texte-withdrawn"}
