"""What the national benchmarks share: the QPV of France (or those that the project ships), synthetic places, seeded."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from _bench import PROJECT_DIR, SHARED_DATA_DIR

from mapping.domain.crs import WGS84
from mapping.domain.nomenclature import default_filieres
from mapping.domain.tables import PLACES, ZONES

NATIONAL = SHARED_DATA_DIR / "qpv-2024-france.geojson"
SHIPPED = PROJECT_DIR / "data" / "geo" / "qpv-2024-plaine-commune.geojson"
FILIERES = tuple(filiere.id for filiere in default_filieres())


def read_zones() -> tuple[gpd.GeoDataFrame, Path]:
    """Return ``tables.ZONES`` and the file they come from."""
    path = NATIONAL if NATIONAL.exists() else SHIPPED
    read = gpd.read_file(path).to_crs(WGS84)
    broken = ~read.geometry.is_valid
    shapes = np.asarray(read.geometry.array, dtype=object)
    shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    zones = pd.DataFrame({"code": [f"Q{rank:04d}" for rank in range(len(read))], "name": read["lib_qp"].to_numpy()})
    zones = zones.assign(
        kind="qpv", vintage="2024", communes=read["insee_com"].to_numpy(), commune_names="", source_id="s"
    )
    return gpd.GeoDataFrame(zones, geometry=shapes, crs=WGS84)[ZONES.names], path


def synthetic_places(zones: gpd.GeoDataFrame, number: int, *, seed: int = 2024) -> pd.DataFrame:
    """Return ``tables.PLACES``: each around a QPV, in its bounding box made three times as wide, serving one need.

    Needs are not equally served: the first has about eight times the places of the last.
    """
    random = np.random.default_rng(seed)
    boxes = zones.geometry.bounds.to_numpy()[random.integers(len(zones), size=number)]
    size = boxes[:, 2:] - boxes[:, :2]
    spots = random.uniform(boxes[:, :2] - size, boxes[:, 2:] + size)
    share = np.linspace(8, 1, len(FILIERES))
    needs = random.choice(FILIERES, number, p=share / share.sum())
    table = pd.DataFrame({"place_id": [f"p{rank}" for rank in range(number)], "lon": spots[:, 0], "lat": spots[:, 1]})
    return table.assign(origin="official", status="accepted", filieres=needs)[PLACES.names]


def only(zones: gpd.GeoDataFrame, number: int) -> gpd.GeoDataFrame:
    """Return some zones, evenly chosen: what a slow peer is measured on."""
    step = max(1, len(zones) // number)
    return zones.iloc[::step][:number]


def note_of(path: Path) -> Sequence[str]:
    """Return what must be said when the national file is not there."""
    return () if path == NATIONAL else ("attention    fichier national absent : mesuré sur les 22 QPV fournis",)
