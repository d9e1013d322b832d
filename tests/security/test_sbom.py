"""The bill of materials is that of what is installed."""

import json
import runpy
from pathlib import Path


def test_the_bill_of_materials_is_in_line_with_the_pinned_packages(project_root: Path) -> None:
    written = (project_root / "docs" / "sbom.json").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(project_root / "docs" / "sbom.py"))["as_text"]()


def test_every_pinned_package_is_in_it(project_root: Path) -> None:
    bill = json.loads((project_root / "docs" / "sbom.json").read_text(encoding="utf-8"))
    named = {component["name"] for component in bill["components"]}
    lines = (project_root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].partition("[")[0].strip().lower() for line in lines if "==" in line}
    assert pinned and pinned - named == set()
