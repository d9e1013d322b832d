"""What a diagnostic depends on besides the data: thresholds that a workshop may change, each stated in its results."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from mapping.domain.errors import WorkshopError
from mapping.i18n import _


@dataclass(frozen=True, slots=True)
class Parameters:
    """Thresholds of the readings; all are choices of this product, not official norms (``docs/indicators.md``).

    ``band_m`` metres looked at outside a QPV. ``speed_m_min`` walking speed, metres per minute. ``reach_min`` minutes
    on foot under which a place is within reach. ``reach_share`` share (0 to 1) of inhabitants that must be within
    reach for an offer to serve a QPV. ``far_min`` minutes beyond which an offer is not counted as one. ``detour``
    ratio of walked to crow-fly distance where there are no streets. ``min_people`` distinct people under which what
    residents say is neither published nor used in a verdict. ``boundary_m`` precision of the outline: nearer, a place
    is « en limite ». ``confidence`` of the intervals.
    """

    band_m: float = 300.0
    speed_m_min: float = 75.0
    reach_min: float = 10.0
    reach_share: float = 0.5
    far_min: float = 20.0
    detour: float = 1.3
    min_people: int = 3
    boundary_m: float = 10.0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        """Refuse values that no reading has a meaning for."""
        ranges = {
            "band_m": (0, 5000),
            "speed_m_min": (10, 200),
            "reach_min": (1, 60),
            "reach_share": (0.01, 1),
            "far_min": (1, 120),
            "detour": (1, 3),
            "min_people": (1, 50),
            "boundary_m": (0, 100),
            "confidence": (0.5, 0.999),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise WorkshopError(
                    _("Réglage « {name} » : {got} ; une valeur entre {low} et {high} est attendue.").format(
                        name=name, got=getattr(self, name), low=low, high=high
                    )
                )

    def changed(self, **values: Any) -> "Parameters":
        """Return the same parameters with some values changed.

        Raises
        ------
        WorkshopError
            When a value is out of its range.

        Examples
        --------
        >>> Parameters().changed(reach_min=15.0).reach_min
        15.0
        """
        return replace(self, **values)

    def as_dict(self) -> dict[str, float]:
        """Return the values by name, as the journal and the results hold them."""
        return asdict(self)


def parameters_from(values: dict[str, Any]) -> Parameters:
    """Return parameters from stored values; names of another version are ignored, absent ones take the default."""
    known = {field.name for field in fields(Parameters)}
    return Parameters(**{name: value for name, value in values.items() if name in known})
