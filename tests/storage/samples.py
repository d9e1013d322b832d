"""Small workshops, contributions and tables for the tests of storage."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.ids import new_id
from mapping.domain.journal import contribution_payload
from mapping.domain.models import (
    Action,
    Contribution,
    ContributionKind,
    DatasetKind,
    EventKind,
    Placement,
    Source,
    Workshop,
)
from mapping.domain.nomenclature import Filiere
from mapping.domain.tables import ACTORS
from mapping.storage.interface import Draft

START = datetime(2026, 3, 14, 14, 0, tzinfo=UTC)
FILIERES = (
    Filiere("reparer", "Réparer et réemployer", "Réparer, donner, acheter d'occasion", "#8c5a2b", "screwdriver-wrench"),
    Filiere("se_nourrir", "Se nourrir", "Manger, cuisiner, cultiver", "#cc3311", "apple-whole"),
)


def ticking(start: datetime = START) -> Callable[[], datetime]:
    """Return a clock that gains one second each time it is read."""
    moments: Iterator[datetime] = (start + timedelta(seconds=second) for second in range(1_000_000))
    return lambda: next(moments)


def workshop(title: str = "Cordon") -> Workshop:
    return Workshop(id=new_id(), title=title, created_at=START, filieres=FILIERES)


def contribution(contribution_id: str | None = None, **fields: Any) -> Contribution:
    values: dict[str, Any] = {
        "kind": ContributionKind.NEED,
        "filiere": "reparer",
        "geometry_wkt": "POINT (2.36 48.93)",
        "placement": Placement.EXACT,
        "submitted_at": START,
    }
    return Contribution(id=contribution_id or new_id(), **(values | fields))


def submission(contribution_id: str | None = None, **fields: Any) -> Draft:
    made = contribution(contribution_id, **fields)
    return Draft(EventKind.CONTRIBUTION_SUBMITTED, made.id, contribution_payload(made), id=made.id)


def decision(contribution_id: str, action: Action, *, event_id: str | None = None, **payload: str) -> Draft:
    values = {"action": action.value, "reason": "", "into": ""} | payload
    return Draft(EventKind.CONTRIBUTION_MODERATED, contribution_id, values, id=event_id)


def source(kind: DatasetKind = DatasetKind.ACTORS, **fields: Any) -> Source:
    values: dict[str, Any] = {"title": "Liste", "file_name": "liste.csv", "sha256": "0" * 64, "imported_at": START}
    return Source(id=new_id(), kind=kind, **(values | fields))


def actors(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return stored actors; each row gives what differs from an empty one."""
    empty: dict[str, Any] = {column.name: "" for column in ACTORS.columns} | {"lon": None, "lat": None}
    complete = [empty | {"in_territory": True} | row for row in rows]
    return pd.DataFrame(complete, columns=[*empty, "in_territory", "actor_id"])


def actor(actor_id: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"actor_id": actor_id, "name": name} | fields


def zones(*codes: str, geometry: Any = None) -> gpd.GeoDataFrame:
    outline = geometry if geometry is not None else shapely.box(2.3, 48.9, 2.4, 49.0)
    table = {
        "code": list(codes),
        "name": [f"Quartier {code}" for code in codes],
        "kind": "qpv",
        "vintage": "2024",
        "communes": "93066|93072",
        "commune_names": "Saint-Denis|Stains",
        "source_id": "",
    }
    return gpd.GeoDataFrame(table, geometry=[outline] * len(codes), crs=WGS84)
