"""What was written on paper beside a sheet comes into the workshop, at the squares that the phone knows."""

import json
from pathlib import Path

from mapping.domain.models import DatasetKind
from mapping.services.phone_map import Territory
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store


def test_a_table_typed_from_paper_is_recognised_and_placed_where_the_phone_would(tmp_path: Path) -> None:
    ring = [[2.3400004, 48.92], [2.38, 48.92], [2.38, 48.9400004], [2.34, 48.94], [2.3400004, 48.92]]
    feature = {
        "type": "Feature",
        "properties": {"name": "Cordon"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    boundaries = tmp_path / "cordon.geojson"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    create_workshop(str(tmp_path / "cordon.atelier"), boundaries)
    store = open_store(str(tmp_path / "cordon.atelier"))
    table = tmp_path / "table-1.csv"
    table.write_text("n°;case;quoi;à quoi ça sert;quelques mots\n1;D6;besoin;Se soigner;Un médecin\n", "utf-8")
    report = import_file(store, table)
    assert (report.kind, report.imported) == (DatasetKind.CONTRIBUTIONS, 1)
    (point,) = store.contributions().geometry
    assert (point.x, point.y) == Territory(store).grid.centre("D6")
    assert import_file(store, table).updated == 1
