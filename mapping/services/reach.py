"""What is within a few minutes on foot of the places of a need."""

import geopandas as gpd
import numpy as np

from mapping.analysis.gaps import places_frame
from mapping.analysis.isochrones import isochrones
from mapping.analysis.network import Network
from mapping.domain.privacy import counted_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values


def reach_of(snapshot: Snapshot, network: Network | None, filiere: str) -> gpd.GeoDataFrame:
    """Return `isochrones` at 5, 10 and 15 minutes of the nearest place of a filière.

    A sensitive place is somewhere in its area: the middle of a circle must not tell where.
    """
    moved = counted_view(snapshot)
    places = places_frame(moved.actors, moved.contributions)
    served = places[np.array([filiere in split_values(str(cell)) for cell in places["filieres"]], dtype=bool)]
    return isochrones(
        network, served["lon"].to_numpy(float), served["lat"].to_numpy(float), parameters=snapshot.workshop.parameters
    )
