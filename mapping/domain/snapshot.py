"""All that a workshop holds at one moment: what analysis, maps and exports are given, instead of a store."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from mapping.domain.models import Source, Workshop
from mapping.domain.sessions import Session
from mapping.domain.tables import KNOWLEDGE, VOTES


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The frames follow the contracts of ``domain.tables`` that bear their names; actors are the stored ones."""

    workshop: Workshop
    revision: int
    zones: gpd.GeoDataFrame
    actors: pd.DataFrame
    population: pd.DataFrame
    landmarks: pd.DataFrame
    contributions: gpd.GeoDataFrame
    sources: tuple[Source, ...]
    knowledge: pd.DataFrame = field(default_factory=KNOWLEDGE.empty)
    votes: pd.DataFrame = field(default_factory=VOTES.empty)
    sessions: tuple[Session, ...] = ()
