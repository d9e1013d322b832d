"""A small territory whose numbers can be worked out by hand, for the tests of exported files.

     2.34      2.36      2.38
48.94 ┌─────────┬─────────┐
      │    A    │    B    │     A: "QN00001M", 1 000 inhabitants    B: "QN00002M", unknown
48.93 │   ×p    │         │     p = (2.35, 48.93)
      │         │         │     q = (2.40, 48.93), outside both
48.92 └─────────┴─────────┘
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.models import DatasetKind, Source, Workshop
from mapping.domain.nomenclature import default_filieres
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, GAPS, STORED_ACTORS, Type

GENERATED_AT = datetime(2026, 6, 14, 16, 30, tzinfo=UTC)

BOUNDARIES = Source(
    id="source-limites",
    kind=DatasetKind.BOUNDARIES,
    title="QPV 2024 (ANCT)",
    file_name="limites.geojson",
    sha256="aa",
    imported_at=datetime(2026, 6, 1, tzinfo=UTC),
    licence="Licence Ouverte 2.0",
    published=date(2026, 1, 15),
    vintage="2024",
)
LIST = Source(
    id="source-liste",
    kind=DatasetKind.ACTORS,
    title="Annuaire municipal",
    file_name="annuaire de Sidonie.csv",
    sha256="bb",
    imported_at=datetime(2026, 6, 2, tzinfo=UTC),
    licence="ODbL",
    vintage="2025",
)
COUNTS = Source(
    id="source-population",
    kind=DatasetKind.POPULATION,
    title="Populations par QPV",
    file_name="pop.csv",
    sha256="cc",
    imported_at=datetime(2026, 6, 3, tzinfo=UTC),
)

Row = Mapping[str, Any]

_ACTOR: Row = {column.name: "" for column in STORED_ACTORS.columns} | {
    "actor_id": "a1",
    "name": "Régie du Cordon",
    "lon": 2.35,
    "lat": 48.93,
    "source_id": LIST.id,
    "in_territory": True,
}
_CONTRIBUTION: Row = {column.name: "" for column in CONTRIBUTIONS.columns} | {
    "id": "c1",
    "kind": "need",
    "filiere": "reparer",
    "people": 1,
    "placement": "exact",
    "status": "accepted",
    "language": "fr",
    "origin": "laptop",
    "submitted_at": "2026-06-14T15:00:00+00:00",
    "geometry": "POINT (2.35 48.93)",
}


def _zones(shift: tuple[float, float]) -> gpd.GeoDataFrame:
    east, north = shift
    shapes = [shapely.box(west + east, 48.92 + north, west + 0.02 + east, 48.94 + north) for west in (2.34, 2.36)]
    return gpd.GeoDataFrame(
        {
            "code": ["QN00001M", "QN00002M"],
            "name": ["Cordon", "Calon"],
            "kind": "qpv",
            "vintage": "2024",
            "communes": "93066",
            "commune_names": "Saint-Denis",
            "source_id": BOUNDARIES.id,
        },
        geometry=shapes,
        crs=WGS84,
    )


def _actors(rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame([{**_ACTOR, **row} for row in rows], columns=STORED_ACTORS.names)
    return frame.astype({"lon": float, "lat": float})


def _contributions(rows: list[Row]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame([{**_CONTRIBUTION, **row} for row in rows], columns=CONTRIBUTIONS.names)
    shapes = shapely.from_wkt(frame.pop("geometry").to_numpy(object))
    return gpd.GeoDataFrame(frame.astype({"people": int}), geometry=shapes, crs=WGS84)


def make_snapshot(
    *,
    actors: list[Row] | None = None,
    contributions: list[Row] | None = None,
    demonstration: bool = False,
    title: str = "Atelier du Cordon",
    shift: tuple[float, float] = (0.0, 0.0),
) -> Snapshot:
    """Return a workshop with one actor and one contribution at p unless rows are given; ``shift`` moves the zones."""
    return Snapshot(
        workshop=Workshop(
            id="atelier-1",
            title=title,
            created_at=datetime(2026, 6, 1, tzinfo=UTC),
            filieres=default_filieres(),
            is_demonstration=demonstration,
        ),
        revision=7,
        zones=_zones(shift),
        actors=_actors([{}] if actors is None else actors),
        population=pd.DataFrame(
            {"code": ["QN00001M"], "population": [1000.0], "year": "2022", "source": "Insee", "source_id": COUNTS.id}
        ),
        landmarks=pd.DataFrame({"name": ["La halle"], "lon": [2.35], "lat": [48.93]}),
        contributions=_contributions([{}] if contributions is None else contributions),
        sources=(BOUNDARIES, LIST, COUNTS),
    )


def make_gaps() -> pd.DataFrame:
    """One place and two requests to repair in A, nothing else; B cannot be judged."""
    rows = []
    for code, population in (("QN00001M", 1000.0), ("QN00002M", float("nan"))):
        for filiere in default_filieres():
            here = code == "QN00001M" and filiere.id == "reparer"
            row = {column.name: float("nan") if column.type is Type.NUMBER else 0 for column in GAPS.columns}
            row |= {"code_qp": code, "filiere": filiere.id, "population": population}
            row |= {"inside": int(here), "needs": 2 * int(here), "people_asking": 9 * int(here)}
            row["verdict"] = "insufficient_data" if code == "QN00002M" else "present" if here else "absent"
            rows.append(row)
    return pd.DataFrame(rows, columns=GAPS.names)
