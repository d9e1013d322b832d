"""Words written beside signs: the rank of each premises, read without opening a bubble."""

from collections.abc import Iterable

from mapping.maps.points import DECIMALS, MapPoint
from mapping.maps.scripted import CartoCall


class RankLayer(CartoCall):
    """The rank of each point, or one word of ours, as a child of a map or of a feature group.

    Parameters
    ----------
    ranked
        Points and what is written beside each; equal ranks are written alike.
    """

    def __init__(self, ranked: Iterable[tuple[MapPoint, int | str]]) -> None:
        super().__init__(
            "ranks", [[round(point.lat, DECIMALS), round(point.lon, DECIMALS), str(rank)] for point, rank in ranked]
        )
