"""Sizes of what is written on a sheet, in millimetres, for one size of paper."""

import math
from dataclasses import dataclass

from mapping.exports.printing.paper import unit_of


@dataclass(frozen=True, slots=True)
class Sizes:
    """Everything grows with ``unit``, 1 on A4."""

    unit: float

    @property
    def title(self) -> float:
        """Of the title: 20 points on A4."""
        return 7.0 * self.unit

    @property
    def subtitle(self) -> float:
        """Under the title."""
        return 3.8 * self.unit

    @property
    def heading(self) -> float:
        """Above a part of the legend."""
        return 3.3 * self.unit

    @property
    def text(self) -> float:
        """Of the legend: 8.5 points on A4."""
        return 3.0 * self.unit

    @property
    def small(self) -> float:
        """Of sources: 6.5 points on A4."""
        return 2.3 * self.unit

    @property
    def zone(self) -> float:
        """Of the name of a zone on the map."""
        return 3.1 * self.unit

    @property
    def name(self) -> float:
        """Of the name of a place on the map."""
        return 2.5 * self.unit

    @property
    def margin(self) -> float:
        """Around the sheet: what no office printer cuts."""
        return 8.0 * self.unit

    @property
    def gap(self) -> float:
        """Between two parts."""
        return 4.0 * self.unit

    @property
    def sign(self) -> float:
        """Side of a sign on the map, where there are few of them."""
        return 5.4 * self.unit

    def sign_for(self, count: int, area_mm2: float) -> float:
        """Return the side of the signs when there are many: never so small that its pictogram is lost."""
        share = area_mm2 / (9.0 * self.sign**2 * max(count, 1))
        return self.sign * min(max(math.sqrt(share), 0.55), 1.0)


def sizes_of(width_mm: float, height_mm: float) -> Sizes:
    """Return the sizes for a sheet."""
    return Sizes(unit_of(width_mm, height_mm))
