"""How sure a diagnostic is: fragile verdicts, places « en limite », scales at which a conclusion holds."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mapping.analysis.boundary import cells_on_edge, places_on_edge
from mapping.analysis.scales import holding, scale_table, scales_of
from mapping.analysis.sensitivity import Subjects, sensitivity
from mapping.domain.models import ZoneKind
from mapping.services.scenario import Situation


@dataclass(frozen=True, slots=True)
class Edge:
    """``places`` is that of `places_on_edge`, ``cells`` that of `cells_on_edge`."""

    places: pd.DataFrame
    cells: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Scales:
    """``table`` is that of `scale_table`, ``holding`` that of the function of this name."""

    table: pd.DataFrame
    holding: pd.DataFrame


def fragile(situation: Situation) -> pd.DataFrame:
    """Return `sensitivity` of every verdict of a workshop."""
    return sensitivity(
        Subjects(
            gaps=situation.gaps,
            zones=situation.snapshot.zones,
            places=situation.model.places,
            parameters=situation.model.parameters,
            model=situation.model,
            minutes=situation.minutes,
            perception=situation.perception,
        )
    )


def on_edge(situation: Situation) -> Edge:
    """Return the places nearer to an outline than it is precise, and the verdicts that hang on them only."""
    parameters, places = situation.model.parameters, situation.model.places
    found = places_on_edge(places, situation.snapshot.zones, boundary_m=parameters.boundary_m)
    cells = cells_on_edge(situation.gaps, found, places, parameters=parameters, perception=situation.perception)
    return Edge(found, cells)


def at_scales(situation: Situation, *, grid: gpd.GeoDataFrame | None = None) -> Scales:
    """Return the conclusion of each filière at every scale that the workshop allows.

    Where a workshop holds IRIS beside other zones, the IRIS are a scale of their own. ``grid`` is ``layers.GRID``.
    """
    zones = situation.snapshot.zones
    are_iris = (zones["kind"] == ZoneKind.IRIS).to_numpy(bool)
    both = bool(are_iris.any() and not are_iris.all())
    reference = zones[~are_iris] if both else zones
    scales = scales_of(
        reference,
        band_m=situation.model.parameters.band_m,
        iris=zones[are_iris] if both else None,
        grid=grid,
    )
    points = situation.model.points
    of_reference = points[points["code"].isin(set(reference["code"]))]
    table = scale_table(of_reference, situation.model.places, situation.filieres, scales)
    return Scales(table, holding(table))
