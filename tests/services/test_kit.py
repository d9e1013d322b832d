"""A kit holds all that a machine without internet needs: it is built, unpacked elsewhere and started here."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from mapping.domain.errors import FileError, KitError, WorkshopError
from mapping.domain.models import ContributionKind
from mapping.services import kit as kit_module
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.demonstrate import create_demonstration
from mapping.services.kit import KitReport, build_kit, kit_place
from mapping.services.kit_content import APPLICATION, LEFT_OUT, application_files, package_files
from mapping.services.workshops import open_store
from mapping.storage.interface import Store

STARTED_WITHIN_S = 50.0
NEEDED_BYTES = 2_500_000_000
NO_NETWORK = """
import socket, sys
def refuse(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        sys.stderr.write("SORTIE " + repr(address))
        raise OSError("no network")
    return connect(self, address)
connect = socket.socket.connect
socket.socket.connect = refuse
"""


@dataclass(frozen=True, slots=True)
class Kit:
    archive: Path
    folder: Path
    report: KitReport
    steps: list[tuple[int, int | None]]


@pytest.fixture(scope="module")
def kit() -> Iterator[Kit]:
    """Build one real kit, all packages included, only not compressed; and unpack it where nothing else is."""
    if shutil.disk_usage(tempfile.gettempdir()).free < NEEDED_BYTES:
        pytest.skip("un kit entier demande 2,5 Go libres dans le dossier temporaire")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workshop = folder / "demo.atelier"
        create_demonstration(str(workshop))
        steps: list[tuple[int, int | None]] = []
        report = build_kit(
            str(workshop),
            folder / "kit.zip",
            compression_level=0,
            on_progress=lambda _what, done, total: steps.append((done, total)),
        )
        elsewhere = folder / "clé d'été"
        with zipfile.ZipFile(report.path) as archive:
            archive.extractall(elsewhere)
        yield Kit(report.path, elsewhere / "Cartoquartier", report, steps)


def start(kit: Kit, *arguments: str) -> subprocess.Popen[str]:
    """Start the kit with the machine's own Python, none of this environment's packages, and no way out."""
    guard = kit.folder.parent / "garde"
    guard.mkdir(exist_ok=True)
    (guard / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    python = getattr(sys, "_base_executable", sys.executable)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP") if name in os.environ}
    return subprocess.Popen(
        [python, "demarrer.py", *arguments],
        cwd=kit.folder,
        env=kept | {"PYTHONPATH": str(guard), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_every_top_level_name_of_the_project_is_taken_or_left_on_purpose(project_root: Path) -> None:
    if not (project_root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("la liste des fichiers suivis demande git et son dépôt")
    listed = subprocess.run(["git", "ls-files"], cwd=project_root, capture_output=True, text=True, check=True).stdout
    assert {line.split("/")[0].strip('"') for line in listed.splitlines()} == {*APPLICATION, *LEFT_OUT}


def test_all_is_under_one_folder_and_nothing_is_compiled(kit: Kit) -> None:
    with zipfile.ZipFile(kit.archive) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} == {"Cartoquartier"}
    assert not [name for name in names if name.endswith(".pyc") or ".." in name.split("/")]
    assert len(names) == len(set(names)) == kit.report.files
    assert {path.name for path in kit.folder.iterdir()} == {
        "LISEZ-MOI.txt",
        "SOMMES.sha256",
        "application",
        "atelier",
        "demarrer.py",
        "kit.json",
        "paquets",
    }
    assert "python3 demarrer.py" in (kit.folder / "LISEZ-MOI.txt").read_text(encoding="utf-8-sig")


def test_each_file_is_in_the_list_of_sums_with_its_own(kit: Kit) -> None:
    lines = (kit.folder / "SOMMES.sha256").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ", maxsplit=1) for line in lines)}
    with zipfile.ZipFile(kit.archive) as archive:
        packed = {name.removeprefix("Cartoquartier/") for name in archive.namelist()} - {"SOMMES.sha256"}
    assert set(sums) == packed
    some = ["demarrer.py", "application/app.py", next(name for name in sums if name.endswith(".so") or "pyd" in name)]
    assert [sums[name] for name in some] == [
        hashlib.sha256((kit.folder / name).read_bytes()).hexdigest() for name in some
    ]


def test_progress_grows_to_the_whole(kit: Kit) -> None:
    done = [step for step, _total in kit.steps]
    assert done == sorted(done)
    assert kit.steps[-1] == (kit.report.unpacked_bytes, kit.report.unpacked_bytes)


def test_a_kit_looks_itself_over_without_network(kit: Kit) -> None:
    """Every sum is compared, the application and its libraries are loaded, the workshop is opened."""
    out, errors = start(kit, "--check", "--json").communicate(timeout=STARTED_WITHIN_S)
    assert "SORTIE" not in errors
    found = json.loads(out)
    assert (found["is_demonstration"], found["qpv"]) == (True, 22)


def test_a_kit_serves_its_page_without_network(kit: Kit) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start(kit, "--no-browser", "--port", str(port))
    try:
        assert _answer(process, f"http://127.0.0.1:{port}/_stcore/health") == "ok"
        assert "Carto" in _answer(process, f"http://127.0.0.1:{port}/carto/base.js")
    finally:
        process.terminate()
        _out, errors = process.communicate(timeout=STARTED_WITHIN_S)
    assert "SORTIE" not in errors


def test_another_python_is_refused_with_one_sentence(kit: Kit) -> None:
    description = kit.folder / "kit.json"
    kept = description.read_text(encoding="utf-8")
    try:
        description.write_text(json.dumps(json.loads(kept) | {"python": "3.99"}), encoding="utf-8")
        process = start(kit, "--check")
        _out, errors = process.communicate(timeout=STARTED_WITHIN_S)
    finally:
        description.write_text(kept, encoding="utf-8")
    assert process.returncode == 1
    assert errors.startswith("Ce kit a été fait pour Python 3.99 ")
    assert len(errors.strip().splitlines()) == 1


def test_a_copy_that_lost_a_file_is_refused_with_its_name(kit: Kit) -> None:
    lost = kit.folder / "application" / "mapping" / "ui" / "main.py"
    kept = lost.read_bytes()
    try:
        lost.unlink()
        process = start(kit, "--check")
        _out, errors = process.communicate(timeout=STARTED_WITHIN_S)
    finally:
        lost.write_bytes(kept)
    assert process.returncode == 1
    assert "application/mapping/ui/main.py" in errors and "abîmé" in errors


def test_a_library_that_was_forgotten_is_named_before_the_workshop(kit: Kit) -> None:
    """Not one that the first page needs: one that would be missed when a list is brought in."""
    sums, library = kit.folder / "SOMMES.sha256", kit.folder / "paquets" / "site-packages" / "charset_normalizer"
    kept, away = sums.read_bytes(), library.with_name("_ailleurs")
    try:
        sums.write_text(
            "".join(line for line in kept.decode().splitlines(keepends=True) if "charset_normalizer/" not in line),
            encoding="utf-8",
        )
        library.rename(away)
        process = start(kit, "--check")
        _out, errors = process.communicate(timeout=STARTED_WITHIN_S)
    finally:
        away.rename(library)
        sums.write_bytes(kept)
    assert process.returncode == 1
    assert "Il manque une bibliothèque" in errors and "charset_normalizer" in errors


def test_what_is_added_in_the_kit_does_not_make_it_damaged(kit: Kit) -> None:
    [workshop] = (kit.folder / "atelier").glob("*.atelier")
    with closing(open_store(str(workshop))) as store:
        contribute(store, Request(ContributionKind.NEED, point_wkt(2.36, 48.93), filiere="se_nourrir"))
    process = start(kit, "--check", "--json")
    out, _errors = process.communicate(timeout=STARTED_WITHIN_S)
    assert (process.returncode, json.loads(out)["qpv"]) == (0, 22)


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the packages out: for what has nothing to do with them."""
    monkeypatch.setattr(kit_module, "required_names", lambda _text: [])


@pytest.mark.usefixtures("without_packages")
def test_the_workshop_is_carried_as_it_stands_while_it_is_in_use(store: Store, target: str, tmp_path: Path) -> None:
    contribute(store, Request(ContributionKind.NEED, point_wkt(2.352, 48.932), filiere="se_nourrir"))
    out = tmp_path / "kit.zip"
    build_kit(target, out)
    with zipfile.ZipFile(out) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".atelier")]
        archive.extract(name, tmp_path)
    with closing(open_store(str(tmp_path / name))) as carried:
        assert carried.events() == store.events()
    assert name == "Cartoquartier/atelier/saint-denis.atelier"


def test_a_package_that_is_not_installed_is_named_and_no_zip_is_left(
    store: Store, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_module, "required_names", lambda _text: ["paquet-absent"])
    before = sorted(tmp_path.iterdir())
    with pytest.raises(KitError, match="paquet-absent"):
        build_kit(target, tmp_path / "kit.zip")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("without_packages")
def test_a_kit_that_fails_leaves_the_one_that_was_there(
    store: Store, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "kit.zip"
    build_kit(target, out)
    kept = out.read_bytes()

    def full_disk(_what: str, done: int, total: int | None) -> None:
        if total and done > total / 2:
            raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match="n'a pas pu être écrit"):
        build_kit(target, out, on_progress=full_disk)
    assert out.read_bytes() == kept


def test_an_absent_workshop_or_folder_is_said(target: str, tmp_path: Path) -> None:
    with pytest.raises(WorkshopError, match="n'existe pas"):
        build_kit(str(tmp_path / "absent.atelier"), tmp_path / "kit.zip")
    with pytest.raises(FileError, match="n'existe pas"):
        build_kit(target, tmp_path / "absent" / "kit.zip")


def test_a_project_without_one_of_its_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KitError, match="streamlit"):
        list(application_files(tmp_path, under="application"))


def test_a_package_is_taken_with_its_data_and_without_its_commands() -> None:
    names = {file.name for file in package_files(["pyproj"], under="paquets")}
    assert "paquets/pyproj/proj_dir/share/proj/proj.db" in names
    assert not [name for name in names if "/bin/" in name or ".." in name]


def test_the_page_writes_beside_the_workshop(target: str) -> None:
    assert kit_place(target) == Path(target).with_name("kit-saint-denis.zip")


def _answer(process: subprocess.Popen[str], url: str) -> str:
    """Return what the page answers once it is up."""
    pause = threading.Event()
    for _attempt in range(int(STARTED_WITHIN_S / 0.2)):
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            pause.wait(0.2)
    raise AssertionError(f"{url} did not answer")
