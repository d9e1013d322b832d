import re
from pathlib import Path

from mapping.exports.provenance import sources_table
from mapping.exports.records import actors_table, contributions_table
from mapping.exports.tables import COLUMNS
from mapping.exports.territory import gaps_table, zones_table
from tests.exports.snapshots import make_gaps, make_snapshot

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"
PER_NEED = re.compile(r"^(lieux|verdict)_(?!dedans|autour|pour|libelle)")


def _columns() -> set[str]:
    snapshot, gaps = make_snapshot(), make_gaps()
    tables = [
        actors_table(snapshot),
        contributions_table(snapshot),
        zones_table(snapshot, gaps),
        gaps_table(snapshot, gaps),
        sources_table(snapshot),
    ]
    names = {name for table in tables for name in table.columns} - {"geometry"}
    return {name for name in names if not PER_NEED.match(name)} | set(COLUMNS)


def _documented() -> set[str]:
    return set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text(encoding="utf-8")))


def test_every_exported_column_is_documented():
    assert sorted(_columns() - _documented()) == []


def test_the_check_can_fail():
    assert "colonne_de_demain" not in _documented()
    assert len(_columns()) > 40
