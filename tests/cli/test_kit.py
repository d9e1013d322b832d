"""The command that packs a kit: what it says, and how it refuses."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mapping.cli.shared import app
from mapping.services import kit as kit_module
from mapping.services.demonstrate import create_demonstration

RUNNER = CliRunner()


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a workshop, and leave the packages out of its kit: ``tests/services/test_kit.py`` packs them."""
    monkeypatch.setattr(kit_module, "required_names", lambda _text: [])
    path = tmp_path / "demo.atelier"
    create_demonstration(str(path))
    return path


def test_it_says_what_it_wrote_and_where_that_opens(workshop: Path, tmp_path: Path) -> None:
    out = tmp_path / "kit.zip"
    done = RUNNER.invoke(app, ["kit", str(workshop), str(out), "--json"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert set(result) == {"out", "files", "bytes", "unpacked_bytes", "python", "system"}
    assert result["bytes"] == out.stat().st_size
    for_people = RUNNER.invoke(app, ["kit", str(workshop), str(out)])
    assert "LISEZ-MOI.txt" in for_people.stdout


def test_what_it_refuses_is_one_sentence(workshop: Path, tmp_path: Path) -> None:
    refused = RUNNER.invoke(app, ["kit", str(workshop), str(tmp_path / "absent" / "kit.zip")])
    assert refused.exit_code == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    assert RUNNER.invoke(app, ["kit", str(tmp_path / "absent.atelier"), str(tmp_path / "k.zip")]).exit_code == 1
