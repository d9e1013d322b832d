"""Networks drawn in metres, for the tests of access."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mapping.analysis.network import Network
from tests.analysis.conftest import Offset, Plane


def network(plane: Plane, nodes: Sequence[Offset], edges: Sequence[tuple[int, int]]) -> Network:
    """Return a network of straight segments between nodes given in metres from the origin of the plane."""
    lon, lat = plane.degrees(*nodes)
    ends = np.array(edges, dtype=int).reshape(-1, 2)
    spots = np.array(nodes, dtype=float)
    length_m = np.hypot(*(spots[ends[:, 1]] - spots[ends[:, 0]]).T)
    return Network(
        pd.DataFrame({"node_id": range(len(nodes)), "lon": lon, "lat": lat}),
        pd.DataFrame({"from_node": ends[:, 0], "to_node": ends[:, 1], "length_m": length_m}),
    )


def people(plane: Plane, *rows: tuple[float, float, float], code: str = "A", **columns: object) -> pd.DataFrame:
    """Return points of inhabitants from (east, north, inhabitants) in metres from the origin."""
    lon, lat = plane.degrees(*[(east, north) for east, north, _people in rows])
    inhabitants = [float(number) for _east, _north, number in rows]
    plain = {"basis": "inhabitants", "children": np.nan, "over_65": np.nan, "men": np.nan, "men_pauv": np.nan}
    table = pd.DataFrame({"lon": lon, "lat": lat, "inhabitants": inhabitants, "weight": inhabitants})
    return table.assign(**({"code": code} | plain | columns))
