"""Labels that several pages show for identifiers."""

from collections.abc import Callable

from mapping.domain.models import ContributionKind, Workshop
from mapping.domain.nomenclature import schemes
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.i18n import _
from mapping.maps.legend import filiere_entries
from mapping.ui.format import plain


def filiere_label(workshop: Workshop) -> Callable[[str], str]:
    """Return the function from a filière's identifier to its words."""
    labels = {filiere.id: filiere.label for filiere in workshop.filieres}
    return lambda identifier: labels.get(identifier, identifier)


def pictogram_label(workshop: Workshop) -> Callable[[str], str]:
    """Return the function from a filière's identifier to its pictogram and words, for labels that are Markdown."""
    entries = zip(workshop.filieres, filiere_entries(workshop.filieres), strict=True)
    labels = {filiere.id: f"![]({entry.data_uri}) {plain(_(filiere.label))}" for filiere, entry in entries}
    return lambda identifier: labels.get(identifier, identifier)


def scheme_label(identifier: str) -> str:
    """Return the words for a scheme."""
    term = schemes().get(identifier)
    return term.label if term else identifier


def zone_label(snapshot: Snapshot) -> Callable[[str], str]:
    """Return the function from a zone's code to its name."""
    names = dict(zip(snapshot.zones["code"], snapshot.zones["name"], strict=True))
    return lambda code: names.get(code, code)


def kind_label(kind: ContributionKind) -> str:
    """Return what a resident reads for a kind of contribution."""
    return {
        ContributionKind.PLACE: _("Un lieu qui existe"),
        ContributionKind.NEED: _("Il manque ici…"),
        ContributionKind.PREMISES: _("Un local vide"),
        ContributionKind.LIVED_AREA: _("Mon quartier à moi"),
        ContributionKind.ROUTE: _("Un trajet"),
    }[kind]


def used_schemes(snapshot: Snapshot) -> list[str]:
    """Return the schemes that at least one actor of the workshop has."""
    return sorted({cell for cell in snapshot.actors["scheme"] if cell}, key=scheme_label)


def words(cell: str, workshop: Workshop) -> str:
    """Return the filières of a cell in words."""
    label = filiere_label(workshop)
    return ", ".join(label(value) for value in split_values(cell))
