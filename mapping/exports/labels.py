"""The French words of the closed lists in exported files. An identifier that is not known is shown as it is."""

from collections.abc import Iterable, Mapping

import pandas as pd

from mapping.domain.models import ContributionKind, DatasetKind, Origin, Placement, Status, Workshop, ZoneKind
from mapping.domain.nomenclature import Filiere, Term
from mapping.domain.tables import SEPARATOR, split_values
from mapping.i18n import _


def kind_label(kind: str) -> str:
    """Return what a contribution is, in one word or two.

    Examples
    --------
    >>> kind_label("premises"), kind_label("inconnu")
    ('local', 'inconnu')
    """
    labels: dict[str, str] = {
        ContributionKind.PLACE: _("lieu"),
        ContributionKind.NEED: _("besoin"),
        ContributionKind.PREMISES: _("local"),
        ContributionKind.LIVED_AREA: _("quartier vécu"),
        ContributionKind.ROUTE: _("trajet"),
    }
    return labels.get(kind, kind)


def status_label(status: str) -> str:
    """Return where a contribution stands in its life cycle."""
    labels: dict[str, str] = {
        Status.PENDING: _("à valider"),
        Status.ACCEPTED: _("accepté"),
        Status.REFUSED: _("refusé"),
        Status.MERGED: _("fusionné"),
        Status.WITHDRAWN: _("retiré"),
    }
    return labels.get(status, status)


def placement_label(placement: str) -> str:
    """Return how a position was given, hence what it is worth."""
    labels: dict[str, str] = {
        Placement.EXACT: _("posée sur la carte"),
        Placement.ZONE: _("quartier choisi dans une liste"),
        Placement.LANDMARK: _("repère choisi dans une liste"),
        Placement.ACTOR: _("structure choisie dans une liste"),
        Placement.ADDRESS: _("rue ou repère trouvé par son nom"),
        Placement.SQUARE: _("case du plan"),
    }
    return labels.get(placement, placement)


def area_label(workshop: Workshop) -> str:
    """Return what the position of a sensitive place is worth."""
    return _("carré de {side} m : l'endroit exact n'est pas montré").format(side=f"{workshop.settings.area_m:g}")


def origin_label(origin: str) -> str:
    """Return by which way a contribution came in."""
    labels: dict[str, str] = {
        Origin.LAPTOP: _("ordinateur de l'atelier"),
        Origin.COMMAND: _("commande"),
        Origin.IMPORT: _("fichier importé"),
    }
    return labels.get(origin, origin)


def zone_label(kind: str) -> str:
    """Return what a polygon of the territory is."""
    labels: dict[str, str] = {
        ZoneKind.QPV: _("QPV"),
        ZoneKind.IRIS: _("IRIS"),
        ZoneKind.COMMUNE: _("commune"),
        ZoneKind.QUARTIER: _("quartier"),
    }
    return labels.get(kind, kind)


def dataset_label(kind: str) -> str:
    """Return what an imported file brought."""
    labels: dict[str, str] = {
        DatasetKind.ACTORS: _("structures"),
        DatasetKind.BOUNDARIES: _("limites des quartiers"),
        DatasetKind.POPULATION: _("nombres d'habitants"),
        DatasetKind.LANDMARKS: _("repères"),
        DatasetKind.CONTRIBUTIONS: _("contributions"),
        DatasetKind.STREETS: _("rues"),
        DatasetKind.BUILDINGS: _("bâtiments"),
        DatasetKind.BASEMAP: _("fond de carte"),
        DatasetKind.GRID: _("carreaux de population"),
    }
    return labels.get(kind, kind)


def term_label(terms: Mapping[str, Term], identifier: str) -> str:
    """Return the label of a legal form or of a scheme."""
    return terms[identifier].label if identifier in terms else identifier


def filiere_labels(filieres: Iterable[Filiere], cell: str) -> str:
    """Return the labels of the filières of a cell, joined as the cell is.

    Examples
    --------
    >>> from mapping.domain.nomenclature import default_filieres
    >>> filiere_labels(default_filieres(), "se_nourrir|reparer|autre")
    'Se nourrir|Réparer et réemployer|autre'
    """
    names = {filiere.id: filiere.label for filiere in filieres}
    return SEPARATOR.join(names.get(value, value) for value in split_values(cell))


def words(values: Iterable[str]) -> pd.Series:
    """Return a column of text, on a fresh index."""
    return pd.Series(list(values), dtype="str")


def texts(column: pd.Series) -> pd.Series:
    """Return a column as text on the same index, a missing value as an empty text."""
    return column.astype(object).where(column.notna(), "").astype("str")
