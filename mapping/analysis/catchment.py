"""Catchment (E2SFCA), for experts: places within a walk for each inhabitant, shared with those who can walk there too.

The library ``access`` (PySAL) computes it; the minutes are ours, on the streets of the workshop.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.access import WalkModel, minutes_to
from mapping.analysis.access_points import Basis
from mapping.domain.parameters import Parameters
from mapping.domain.tables import split_values

LUO_QI = (1.0, 0.68, 0.22)
"""Weights of the three rings of Luo and Qi (2009), the nearest first; steeper ones are given by ``steps``."""
LUO_QI_STEEP = (1.0, 0.42, 0.09)
"""The other weights that they publish: few people go far."""


def default_steps(parameters: Parameters, weights: Sequence[float] = LUO_QI) -> dict[float, float]:
    """Return the weight up to each number of minutes: half the reach, the reach, and once and a half the reach.

    Examples
    --------
    >>> default_steps(Parameters())
    {5.0: 1.0, 10.0: 0.68, 15.0: 0.22}
    """
    return dict(zip((parameters.reach_min * ring for ring in (0.5, 1.0, 1.5)), weights, strict=True))


def catchment(
    model: WalkModel, codes: Sequence[str], filieres: Sequence[str], *, steps: Mapping[float, float] | None = None
) -> pd.DataFrame:
    """Return the places of each filière per 1 000 inhabitants that share them, for each zone.

    Enhanced two-step floating catchment area (Luo and Qi, 2009): each place is divided by the inhabitants around it,
    weighted by the walk; each inhabitant adds up the shares of the places around, weighted in the same way; a zone has
    the mean of its inhabitants.

    Parameters
    ----------
    model
        Walks from inhabitants: points of a surface (`Basis.AREA`) hold nobody and are left out.
    codes
        The zones, in order.
    filieres
        Identifiers of the filières, in order.
    steps
        Minutes and the weight up to them, 0 beyond the last one; `default_steps` when None.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``e2sfca_per_1000``: 0 when no place is within the last step, NaN where the inhabitants
        of the zone are unknown; on a fresh index. Only inhabitants of the zones of the model share the places: where
        others live around, the figure is too high.
    """
    weights = dict(steps or default_steps(model.parameters))
    rows = np.flatnonzero((model.points["basis"] == Basis.INHABITANTS.value).to_numpy(bool))
    lived = model.points.iloc[rows]
    costs = _costs(model, rows, max(weights))
    kinds = [{*split_values(str(cell))} for cell in model.places["filieres"].fillna("")]
    by_zone = []
    for filiere in filieres:
        serving = np.flatnonzero([filiere in kind for kind in kinds])
        score = _score(lived["inhabitants"], serving, costs[costs["dest"].isin(serving)], weights)
        people = lived["inhabitants"].groupby(lived["code"]).sum()
        mean = (score * lived["inhabitants"]).groupby(lived["code"]).sum() / people
        by_zone.append(1000 * mean.reindex([*codes]).to_numpy(float))
    return pd.DataFrame(
        {
            "code": np.repeat(np.array(codes, dtype=object), len(filieres)),
            "filiere": np.tile(np.array(filieres, dtype=object), len(codes)),
            "e2sfca_per_1000": np.array(by_zone).reshape(len(filieres), len(codes)).T.ravel(),
        }
    )


def _costs(model: WalkModel, rows: NDArray[np.intp], most_min: float) -> pd.DataFrame:
    """Return the walks that count: ``origin`` (label of a point), ``dest`` (position of a place), ``minutes``."""
    lon, lat = model.places["lon"].to_numpy(float), model.places["lat"].to_numpy(float)
    minutes = minutes_to(model, lon, lat, limit_min=most_min)[rows]
    origin, dest = np.nonzero(minutes <= most_min)
    return pd.DataFrame(
        {"origin": model.points.index.to_numpy()[rows[origin]], "dest": dest, "minutes": minutes[origin, dest]}
    )


def _score(
    inhabitants: "pd.Series[float]", places: NDArray[np.intp], costs: pd.DataFrame, weights: Mapping[float, float]
) -> "pd.Series[float]":
    """Return the places per inhabitant of each point, 0 where nothing is within the last step."""
    if costs.empty:
        return pd.Series(0.0, index=inhabitants.index)
    # Imported here: an expert reading must not delay the opening of the app.
    from access import Access
    from access import weights as weighting

    library = Access(
        demand_df=pd.DataFrame({"people": inhabitants.to_numpy(float)}, index=inhabitants.index.rename("point")),
        demand_index=True,
        demand_value="people",
        supply_df=pd.DataFrame({"places": 1.0}, index=pd.Index(places, name="place")),
        supply_index=True,
        supply_value=["places"],
        cost_df=costs,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="minutes",
    )
    found: pd.DataFrame = library.enhanced_two_stage_fca(
        name="e2sfca", cost="minutes", max_cost=max(weights), weight_fn=weighting.step_fn(dict(weights))
    )
    return found["e2sfca_places"].reindex(inhabitants.index).fillna(0.0).astype(float)
