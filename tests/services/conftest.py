"""A small workshop: two squares side by side in Saint-Denis, drawn by hand.

       2.350     2.355     2.360
48.935   +---------+---------+
         |  QX001  |  QX002  |
48.930   +---------+---------+
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapping.services.prepare import create_workshop
from mapping.services.workshops import open_store
from mapping.storage.interface import Store
from tests.protection import protect


def square(code: str, west: float, name: str) -> dict[str, object]:
    ring = [[west, 48.93], [west + 0.005, 48.93], [west + 0.005, 48.935], [west, 48.935], [west, 48.93]]
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": name, "insee_com": "93066", "lib_com": "Saint-Denis"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def boundaries(tmp_path: Path) -> Path:
    path = tmp_path / "quartiers.geojson"
    features = [square("QN09301X", 2.35, "Ouest"), square("QN09302X", 2.355, "L'Est « d'à côté »")]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def target(tmp_path: Path, boundaries: Path) -> str:
    path = str(tmp_path / "essai.atelier")
    create_workshop(path, boundaries)
    protect(path)
    return path


@pytest.fixture
def store(target: str) -> Iterator[Store]:
    opened = open_store(target)
    yield opened
    opened.close()
