"""Every package that the app installs has its licence looked at, in ``docs/decisions/0003-licence.md``."""

import re
from pathlib import Path


def listed_packages(text: str) -> list[str]:
    """Return the packages of the last column of the table."""
    cells = [line.split("|")[-2] for line in text.splitlines() if line.startswith("| ")]
    return [name for cell in cells for name in re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", cell)]


def pinned_packages(text: str) -> set[str]:
    return {line.split("==")[0].strip() for line in text.splitlines() if "==" in line}


def test_every_pinned_package_has_its_licence_in_the_table(project_root: Path) -> None:
    decision = (project_root / "docs" / "decisions" / "0003-licence.md").read_text(encoding="utf-8")
    pinned = pinned_packages((project_root / "requirements.txt").read_text(encoding="utf-8"))
    assert pinned
    assert pinned - set(listed_packages(decision)) == set()


def test_a_package_that_nobody_looked_at_is_seen() -> None:
    table = "| licence | oui | paquets |\n| MIT | oui | folium, mako |\n"
    assert {"folium", "stranger"} - set(listed_packages(table)) == {"stranger"}


def test_the_licence_is_the_whole_official_text(project_root: Path) -> None:
    text = (project_root / "LICENSE").read_text(encoding="utf-8")
    assert text.split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert len(text.encode()) == 34_523
    assert "13. Remote Network Interaction" in text
