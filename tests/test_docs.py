"""What the documents point to exists, and what exists is pointed to."""

import re
from pathlib import Path

import pytest

from tests.architecture_rules import ARROWS

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def documents(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "data").glob("*.md")]


def broken_links(document: Path) -> list[str]:
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    return [target for target in targets if not (document.parent / target).exists()]


def test_no_link_leads_nowhere(project_root: Path) -> None:
    broken = {document.name: links for document in documents(project_root) if (links := broken_links(document))}
    assert broken == {}


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md) [b](absent.md#part) [c](https://example.org/) ![d](absent.png)", encoding="utf-8")
    assert broken_links(page) == ["absent.md", "absent.png"]


def test_every_decision_is_in_the_index(project_root: Path) -> None:
    folder = project_root / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in folder.glob("0*.md") if f"({page.name})" not in index] == []


@pytest.mark.parametrize("room", sorted(ARROWS.keys() - {"__main__", "__init__", "app", "start", "settings"}))
def test_every_room_is_presented_to_newcomers(project_root: Path, room: str) -> None:
    page = (project_root / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"| `mapping/{room}/` |" in page
