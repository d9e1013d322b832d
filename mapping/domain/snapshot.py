"""All that a workshop holds at one moment: what analysis, maps and exports are given, instead of a store."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mapping.domain.models import Source, Workshop


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The frames follow ``domain.tables``: zones, stored actors, population, landmarks, contributions."""

    workshop: Workshop
    revision: int
    zones: gpd.GeoDataFrame
    actors: pd.DataFrame
    population: pd.DataFrame
    landmarks: pd.DataFrame
    contributions: gpd.GeoDataFrame
    sources: tuple[Source, ...]
