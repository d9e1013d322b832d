"""Which places and premises are within a walk of one another, on the streets of a workshop."""

import pandas as pd

from mapping.analysis.filieres import POOLING_MIN
from mapping.analysis.place_pairs import place_pairs
from mapping.analysis.supply import near_zones
from mapping.services.scenario import Situation
from mapping.services.siting import premises


def neighbours(situation: Situation) -> pd.DataFrame | None:
    """Return the minutes between the places and premises around the zones, as `structuring_filieres` takes them.

    None where the workshop has no streets: the minutes are then crow-fly ones.
    """
    model, parameters = situation.model, situation.model.parameters
    rooms = premises(situation).rename(columns={"candidate_id": "place_id"})
    names = ["place_id", "lon", "lat"]
    points = pd.concat([model.places[names], rooms[names]], ignore_index=True)
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    reach_m = parameters.band_m + parameters.reach_min * parameters.speed_m_min
    around = points[near_zones(lon, lat, situation.snapshot.zones, band_m=reach_m)].reset_index(drop=True)
    return place_pairs(model, around, within_min=max(parameters.reach_min, POOLING_MIN))
