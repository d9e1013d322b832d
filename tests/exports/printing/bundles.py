"""A small territory to print: two squares side by side, a place and a need at the middle of the left one."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mapping.domain.crs import WGS84
from mapping.domain.layers import BUILDINGS, LANDSCAPE, NAMES, STREETS, LayerName
from mapping.domain.parameters import Parameters
from mapping.domain.scenarios import Opening, Scenario
from mapping.exports.bundle import Bundle
from tests.exports.snapshots import GENERATED_AT, make_gaps, make_snapshot

SCENARIO = Scenario("s1", "une épicerie", (Opening("se_nourrir", 2.365, 48.93),), ("a1",))


def make_bundle(**changes: Any) -> Bundle:
    """Return the bundle of ``make_snapshot``; ``public``, ``streets`` and the like are those of the bundle."""
    own = {name: changes.pop(name) for name in ("public", "streets", "scenarios", "representations") if name in changes}
    return Bundle(
        **{
            "snapshot": make_snapshot(**changes),
            "gaps": make_gaps(),
            "qpv": pd.DataFrame(),
            "actors": pd.DataFrame(),
            "parameters": Parameters(),
            "public": False,
            "generated_at": GENERATED_AT,
            "scenarios": (SCENARIO,),
        }
        | own
    )


def with_zones(bundle: Bundle, shapes: list[shapely.Geometry]) -> Bundle:
    """Return the bundle with other outlines for its two zones."""
    zones = bundle.snapshot.zones.set_geometry(gpd.GeoSeries(shapes, crs=WGS84))
    return replace(bundle, snapshot=replace(bundle.snapshot, zones=zones))


def make_streets() -> dict[LayerName, pd.DataFrame]:
    """Return a street that crosses both zones, a house, a park and a school."""
    line = shapely.LineString([(2.335, 48.931), (2.385, 48.931)])
    street = {"osm_id": "1", "name": "Rue des Essais", "highway": "primary", "foot": True}
    shapes = {
        LayerName.STREETS: (
            STREETS,
            street,
            line,
        ),
        LayerName.BUILDINGS: (
            BUILDINGS,
            {"osm_id": "2", "kind": "yes", "levels": 2.0, "residential": True},
            shapely.box(2.351, 48.9312, 2.352, 48.9318),
        ),
        LayerName.LANDSCAPE: (
            LANDSCAPE,
            {"kind": "park", "name": "Parc des Essais"},
            shapely.box(2.362, 48.933, 2.369, 48.938),
        ),
        LayerName.NAMES: (NAMES, {"name": "École des Essais", "kind": "school"}, shapely.Point(2.345, 48.925)),
    }
    return {
        name: gpd.GeoDataFrame([row], columns=contract.names[:-1], geometry=[shape], crs=WGS84)
        for name, (contract, row, shape) in shapes.items()
    }


def many_actors(count: int) -> list[dict[str, Any]]:
    """Return actors with long names, all at the same few places."""
    return [
        {
            "actor_id": f"a{rank}",
            "name": f"Association numéro {rank} des habitants et amis du quartier",
            "filieres": "reparer",
            "lon": 2.345 + 0.0002 * (rank % 7),
            "lat": 48.93 + 0.0002 * (rank // 7),
        }
        for rank in range(count)
    ]
