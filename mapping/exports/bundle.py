"""Everything that a document to take away is made from: frames already computed, already private or public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import geopandas as gpd
import pandas as pd

from mapping.domain.layers import LayerName
from mapping.domain.parameters import Parameters
from mapping.domain.scenarios import Scenario
from mapping.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Bundle:
    """One moment of a workshop, with its diagnostic.

    ``snapshot`` is a public view when ``public``. ``gaps`` follows ``tables.GAPS``; ``qpv`` and ``actors`` are those
    of the diagnostic; ``readings`` are its other tables by name of file (``perception``, ``completeness``,
    ``filieres``, ``work``, ``sensitivity``, ``siting``, ``scenarios``…), absent when they could not be computed.
    ``representations`` are layers in WGS 84 by name. ``streets`` holds the layers of the basemap that the workshop
    has; ``scenarios`` are those that the workshop keeps. ``parameters`` are those the figures were made with, and
    ``includes_pending`` says what was counted. ``participants`` is how many people took part, None when unknown.
    """

    snapshot: Snapshot
    gaps: pd.DataFrame
    qpv: pd.DataFrame
    actors: pd.DataFrame
    parameters: Parameters
    public: bool
    generated_at: datetime
    includes_pending: bool = True
    participants: int | None = None
    readings: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    representations: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    streets: Mapping[LayerName, pd.DataFrame] = field(default_factory=dict)
    scenarios: tuple[Scenario, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
