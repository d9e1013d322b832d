"""Every column and every key that a diagnostic writes is defined in the page of the indicators."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run, run_json

TABLES = ["access", "actors", "completeness", "filieres", "gaps", "perception", "qpv", "sensitivity", "work"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("diagnostic")
    run_json("demo", out / "demo.atelier")
    run("diagnose", out / "demo.atelier", "--out", out / "files")
    return out / "files"


def defined(project_root: Path) -> set[str]:
    """Return the names between backquotes in the page."""
    page = (project_root / "docs" / "indicators.md").read_text(encoding="utf-8")
    return {name for code in re.findall(r"`([^`]+)`", page) for name in re.findall(r"\w+", code)}


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_defined(project_root: Path, folder: Path, table: str) -> None:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert set(header) - defined(project_root) == set()


def test_no_table_is_written_that_this_does_not_read(folder: Path) -> None:
    assert sorted(path.stem for path in folder.glob("*.csv")) == TABLES


def test_every_parameter_and_every_count_of_what_was_left_out_is_defined(project_root: Path, folder: Path) -> None:
    report: dict[str, Any] = json.loads((folder / "diagnostic.json").read_text(encoding="utf-8"))
    left_out = {name for name in report["counts"] if "without" in name or "outside" in name}
    assert len(left_out) >= 5
    assert ({*report["parameters"], *left_out, "walking", "sensitivity"} - defined(project_root)) == set()
