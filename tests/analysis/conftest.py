"""Tiny territories drawn in metres: x to the east and y to the north of a known place, in its legal metric CRS."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import WGS84, metric_epsg, project_points
from mapping.domain.tables import CONTRIBUTIONS, PLACES, POPULATION, ZONES

FILIERES = ("se_nourrir", "reparer", "se_loger")

Offset = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """A plane in metres around an origin given in WGS 84 degrees."""

    lon: float
    lat: float

    @property
    def epsg(self) -> int:
        return metric_epsg(self.lon, self.lat)

    def origin_m(self) -> tuple[float, float]:
        easting_m, northing_m = project_points(np.array([self.lon]), np.array([self.lat]), epsg=self.epsg)[0]
        return float(easting_m), float(northing_m)

    def degrees(self, *points: Offset) -> tuple[np.ndarray, np.ndarray]:
        """Return the longitudes and latitudes of points given in metres from the origin."""
        x, y = self.origin_m()
        moved = gpd.GeoSeries([shapely.Point(x + east, y + north) for east, north in points], crs=self.epsg)
        geographic = moved.to_crs(WGS84)
        return geographic.x.to_numpy(float), geographic.y.to_numpy(float)

    def zones(self, **polygons: BaseGeometry) -> gpd.GeoDataFrame:
        """Return ``tables.ZONES`` for polygons drawn in metres from the origin, coded by their keyword."""
        moved = [shapely.affinity.translate(polygon, *self.origin_m()) for polygon in polygons.values()]
        codes = list(polygons)
        table = pd.DataFrame(
            {
                "code": codes,
                "name": [f"Quartier {code} (exemple)" for code in codes],
                "kind": "qpv",
                "vintage": "2024",
                "communes": "93066",
                "commune_names": "Saint-Denis",
                "source_id": "s1",
            }
        )
        return gpd.GeoDataFrame(table, geometry=moved, crs=self.epsg).to_crs(WGS84)[ZONES.names]

    def places(
        self, *points: Offset, filieres: Sequence[str] | str = "se_nourrir", status: Sequence[str] | str = "accepted"
    ) -> pd.DataFrame:
        """Return ``tables.PLACES`` for points given in metres from the origin."""
        lon, lat = self.degrees(*points)
        table = pd.DataFrame({"place_id": [f"p{n}" for n in range(len(points))], "lon": lon, "lat": lat})
        return table.assign(origin="official", status=status, filieres=filieres)[PLACES.names]

    def contributions(self, *rows: Mapping[str, object]) -> gpd.GeoDataFrame:
        """Return ``tables.CONTRIBUTIONS``; each row gives ``at`` in metres, and what differs from a plain need."""
        plain = {
            "kind": "need",
            "filiere": "se_nourrir",
            "text": "",
            "people": 1,
            "placement": "exact",
            "near_id": "",
            "status": "pending",
            "reason": "",
            "merged_into": "",
            "language": "fr",
            "origin": "laptop",
            "submitted_at": "2026-03-14T15:00:00+00:00",
        }
        lon, lat = self.degrees(*[row["at"] for row in rows])  # type: ignore[misc]
        records = [plain | {"id": f"c{number}"} | dict(row) for number, row in enumerate(rows)]
        table = pd.DataFrame(records, columns=[name for name in CONTRIBUTIONS.names if name != "geometry"])
        points = gpd.points_from_xy(lon, lat, crs=WGS84)
        return gpd.GeoDataFrame(table, geometry=points, crs=WGS84)[CONTRIBUTIONS.names]


@pytest.fixture
def plane() -> Plane:
    """Around the basilica of Saint-Denis."""
    return Plane(2.3598, 48.9356)


@pytest.fixture(
    params=[(2.3598, 48.9356), (45.2279, -12.7806), (-52.3260, 4.9380), (55.4504, -20.8789), (-61.0742, 14.6037)],
    ids=["métropole", "Mayotte", "Guyane", "La Réunion", "Martinique"],
)
def each_plane(request: pytest.FixtureRequest) -> Plane:
    """One plane for each legal metric CRS of the departments."""
    return Plane(*request.param)


@pytest.fixture
def population() -> Callable[..., pd.DataFrame]:
    """Make ``tables.POPULATION`` from ``code=inhabitants``."""

    def make(**inhabitants: float) -> pd.DataFrame:
        rows = {"code": list(inhabitants), "population": list(inhabitants.values()), "year": "2020", "source": "essai"}
        return pd.DataFrame(rows)[POPULATION.names]

    return make
