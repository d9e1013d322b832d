"""The command that makes one workshop of several files."""

from pathlib import Path

import pytest

import mapping.cli  # noqa: F401
from mapping.services import workshops
from mapping.storage import copy_store
from tests.commands import run, run_json


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"Table {number}.atelier" for number in (1, 2, 3)]
    workshops.create(str(paths[0]), title="Cordon").close()
    for path in paths[1:]:
        copy_store(str(paths[0]), str(path))
        run_json("contribute", path, "--kind", "need", "--filiere", "reparer", "--lon", 2.36, "--lat", 48.93)
    return paths


def test_several_files_become_one(files: list[Path]) -> None:
    tried = run_json("merge", *files, "--dry-run")
    assert tried["backup"] is None and run_json("check", files[0])["contributions"] == 0
    done = run_json("merge", *files)
    assert [joined["events"] for joined in done["joined"]] == [{"contribution_submitted": 1}] * 2
    assert Path(done["backup"]).exists()
    assert run_json("check", files[0])["contributions"] == 2
    assert run_json("merge", *files)["backup"] is None


def test_another_workshop_is_refused_with_what_to_do(files: list[Path], tmp_path: Path) -> None:
    workshops.create(str(tmp_path / "autre.atelier"), title="Ailleurs").close()
    refused = run("merge", files[0], files[1], tmp_path / "autre.atelier")
    assert refused.exit_code == 1
    assert "autre atelier (Ailleurs)" in refused.stderr and "exportez-les en CSV" in refused.stderr
    assert run_json("check", files[0])["contributions"] == 0
