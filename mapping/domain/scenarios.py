"""What if: places that a room imagines opened or closed, kept under a name in the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mapping.domain.crs import is_in_france
from mapping.domain.errors import WorkshopError
from mapping.domain.journal import in_force
from mapping.domain.models import Event, EventKind
from mapping.i18n import _

NAME_MAX_CHARACTERS = 120


class Opening(NamedTuple):
    """A place that would open: the need it answers, and where (WGS 84 degrees)."""

    filiere: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """Places opened and places closed together. ``closed`` are ``place_id`` of ``tables.PLACES``."""

    id: str
    name: str
    opened: tuple[Opening, ...] = ()
    closed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what changes nothing, has no name, or is not in France."""
        if not self.name.strip() or len(self.name) > NAME_MAX_CHARACTERS:
            raise WorkshopError(
                _("Donnez au scénario un nom de 1 à {most} caractères ; il en a {got}.").format(
                    most=NAME_MAX_CHARACTERS, got=len(self.name.strip())
                )
            )
        if not self.opened and not self.closed:
            raise WorkshopError(_("Un scénario ouvre ou ferme au moins un lieu. Touchez la carte, ou donnez --close."))
        for opening in self.opened:
            if not is_in_france(opening.lon, opening.lat):
                raise WorkshopError(
                    _("Position ({lon} ; {lat}) hors de France. La longitude vient d'abord, en degrés.").format(
                        lon=opening.lon, lat=opening.lat
                    )
                )


def scenario_payload(scenario: Scenario) -> dict[str, Any]:
    """Return what the journal keeps of a scenario: JSON types only."""
    return {
        "id": scenario.id,
        "name": scenario.name,
        "opened": [list(opening) for opening in scenario.opened],
        "closed": list(scenario.closed),
    }


def scenario_from(payload: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a payload of the journal holds.

    Examples
    --------
    >>> one = Scenario("s1", "Épicerie à Cordon", (Opening("se_nourrir", 2.34, 48.93),), ("a7",))
    >>> scenario_from(scenario_payload(one)) == one
    True
    """
    opened = tuple(Opening(str(filiere), float(lon), float(lat)) for filiere, lon, lat in payload["opened"])
    return Scenario(str(payload["id"]), str(payload["name"]), opened, tuple(str(one) for one in payload["closed"]))


def fold_scenarios(events: Iterable[Event]) -> tuple[Scenario, ...]:
    """Return the scenarios that are kept, in the order in which they were first saved.

    Saving again under the same identifier replaces; what was undone no longer counts.

    Parameters
    ----------
    events
        Events in any order, undoings included; those of other kinds are passed over.
    """
    kept: dict[str, Scenario] = {}
    for event in in_force(events):
        if event.kind is EventKind.SCENARIO_SAVED:
            kept[event.subject] = scenario_from(event.payload)
        elif event.kind is EventKind.SCENARIO_REMOVED:
            kept.pop(event.subject, None)
    return tuple(kept.values())
