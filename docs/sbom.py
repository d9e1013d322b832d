"""Write ``docs/sbom.json``, the list of what the app installs (CycloneDX 1.6): ``python docs/sbom.py``."""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;#]+)", re.MULTILINE)


def bill(requirements: str, version: str) -> dict[str, Any]:
    """Return the bill of materials of pinned requirements; the same text gives the same bill, so it bears no date."""
    pinned = sorted({(name.lower(), found) for name, found in _PIN.findall(requirements)})
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "cartoquartier",
                "name": "cartoquartier",
                "version": version,
                "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
            }
        },
        "components": [
            {
                "type": "library",
                "bom-ref": f"pkg:pypi/{name}@{found}",
                "name": name,
                "version": found,
                "purl": f"pkg:pypi/{name}@{found}",
            }
            for name, found in pinned
        ],
    }


def as_text() -> str:
    """Return the content of ``docs/sbom.json``."""
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "([^"]+)"', project, re.MULTILINE)
    assert version is not None
    return json.dumps(bill(requirements, version[1]), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "sbom.json").write_text(as_text(), encoding="utf-8")
