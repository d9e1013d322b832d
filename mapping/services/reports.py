"""The account of an import, as the commands and the pages give it."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mapping.domain.models import ImportReport
from mapping.sources.rejects import write_rejected


def import_result(report: ImportReport) -> dict[str, Any]:
    """Return the account as JSON types; its keys are a contract of the commands."""
    return {
        "kind": report.kind.value,
        "rows": report.rows,
        "imported": report.imported,
        "updated": report.updated,
        "rejected": [asdict(row) for row in report.rejected],
        "to_geocode": report.to_geocode,
        "columns": dict(report.columns),
        "repairs": [asdict(repair) for repair in report.findings.repairs],
        "overlaps": [list(overlap) for overlap in report.findings.overlaps],
        "slivers": [list(sliver) for sliver in report.findings.slivers],
        "outside": report.outside,
        "possible_duplicates": report.possible_duplicates,
        "notes": list(report.notes),
    }


def write_json(result: dict[str, Any], out: Path) -> None:
    """Write ``result`` as UTF-8 JSON."""
    out.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_rejected_rows(report: ImportReport, out: Path) -> None:
    """Write the rows to correct as a file that can be imported again."""
    write_rejected(report.rejected, out)


def rejected_bytes(report: ImportReport) -> bytes:
    """Return the file of the rows to correct, as it can be imported again."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a-corriger.csv"
        write_rejected_rows(report, out)
        return out.read_bytes()
