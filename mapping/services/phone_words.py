"""What a resident chooses from, in a resident's words."""

from dataclasses import dataclass

from mapping.domain.models import ContributionKind
from mapping.i18n import _


@dataclass(frozen=True, slots=True)
class KindChoice:
    """One kind of contribution; ``icon`` is a Font Awesome name, ``geometry`` what is drawn for it."""

    id: str
    label: str
    help: str
    icon: str
    geometry: str


def kind_choices() -> tuple[KindChoice, ...]:
    """Return the kinds in the order in which they are proposed."""
    return (
        KindChoice(
            ContributionKind.PLACE.value,
            _("Un lieu qui existe"),
            _("Un endroit utile que vous connaissez"),
            "location-dot",
            "Point",
        ),
        KindChoice(
            ContributionKind.NEED.value, _("Il manque ici…"), _("Quelque chose dont on a besoin"), "question", "Point"
        ),
        KindChoice(
            ContributionKind.PREMISES.value,
            _("Un local ou un terrain"),
            _("Vide ou à partager : il pourrait servir"),
            "shop",
            "Point",
        ),
        KindChoice(
            ContributionKind.LIVED_AREA.value,
            _("Mon quartier à moi"),
            _("Le tour de là où vous vivez vraiment"),
            "draw-polygon",
            "Polygon",
        ),
        KindChoice(
            ContributionKind.ROUTE.value,
            _("Un trajet"),
            _("Un chemin que vous prenez, ou évitez"),
            "route",
            "LineString",
        ),
    )
