"""What a sheet tells people to do, in plain French: short sentences, no jargon, never a name."""

from dataclasses import dataclass

from mapping.domain.models import ContributionKind
from mapping.domain.nomenclature import Filiere
from mapping.i18n import _
from mapping.maps.drawing import Stroke, sign_strokes
from mapping.maps.palette import OUTSIDE_FILIERES, SIGN_OF_CONTRIBUTION


@dataclass(frozen=True, slots=True)
class KindWords:
    """One kind of thing to say: its pictogram, the word of the table, and when to use it."""

    kind: ContributionKind
    strokes: tuple[Stroke, ...]
    word: str
    label: str


def kinds() -> tuple[KindWords, ...]:
    """Return the five kinds, in the order of the table."""
    said = {
        ContributionKind.PLACE: (_("lieu"), _("Un lieu qui existe et qui sert.")),
        ContributionKind.NEED: (_("besoin"), _("Il manque quelque chose ici.")),
        ContributionKind.PREMISES: (_("local"), _("Un local vide, ou à partager.")),
        ContributionKind.LIVED_AREA: (_("mon quartier"), _("Entourez ce que vous appelez votre quartier.")),
        ContributionKind.ROUTE: (_("trajet"), _("Dessinez le chemin que vous faites souvent.")),
    }
    return tuple(KindWords(kind, _sign(kind), word, label) for kind, (word, label) in said.items())


def steps() -> tuple[str, ...]:
    """Return what to do, one gesture at a time."""
    return (
        _("Collez une gommette à l'endroit. Ou dessinez au feutre."),
        _("Écrivez dans le tableau le numéro de la gommette et sa case, par exemple B4."),
        _("Entourez ce que c'est."),
        _("Écrivez à quoi ça sert. Ajoutez quelques mots si vous voulez."),
    )


def never() -> str:
    """Return what nobody writes."""
    return _("N'écrivez jamais le nom de quelqu'un, ni l'adresse de quelqu'un.")


def _sign(kind: ContributionKind) -> tuple[Stroke, ...]:
    # The plain sign of a place is an empty ring: in a list of instructions it would say nothing.
    known = Filiere("", "", "", OUTSIDE_FILIERES, "location-dot") if kind is ContributionKind.PLACE else None
    return sign_strokes(SIGN_OF_CONTRIBUTION[kind], known)
