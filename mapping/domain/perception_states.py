"""What official lists hold crossed with what residents cite: four states for a quartier and a filière."""

from enum import StrEnum

from mapping.i18n import _


class PerceptionState(StrEnum):
    """Whether a filière is on the lists around a quartier, and whether residents cite a place of it there."""

    LISTED_AND_CITED = "listed_and_cited"
    LISTED_NOT_CITED = "listed_not_cited"
    CITED_NOT_LISTED = "cited_not_listed"
    NEITHER = "neither"


def state_label(state: str) -> str:
    """Return the words for a state.

    Raises
    ------
    ValueError
        When ``state`` is not one of ``PerceptionState``.

    Examples
    --------
    >>> state_label("listed_not_cited")
    'Recensé, non cité : offre méconnue'
    """
    labels = {
        PerceptionState.LISTED_AND_CITED: _("Recensé et cité"),
        PerceptionState.LISTED_NOT_CITED: _("Recensé, non cité : offre méconnue"),
        PerceptionState.CITED_NOT_LISTED: _("Cité, non recensé : ESS invisible"),
        PerceptionState.NEITHER: _("Ni recensé, ni cité"),
    }
    return labels[PerceptionState(state)]


def state_sentence(state: str) -> str:
    """Return the sentence that says a state to residents.

    Raises
    ------
    ValueError
        When ``state`` is not one of ``PerceptionState``.

    Examples
    --------
    >>> state_sentence("neither")
    "Il n'y en a sur aucune liste, et personne ici n'en a cité."
    """
    sentences = {
        PerceptionState.LISTED_AND_CITED: _("Il y en a sur les listes, et des habitants le savent."),
        PerceptionState.LISTED_NOT_CITED: _("Il y en a sur les listes, mais personne ici n'en a cité."),
        PerceptionState.CITED_NOT_LISTED: _("Des habitants en connaissent un qui n'est sur aucune liste."),
        PerceptionState.NEITHER: _("Il n'y en a sur aucune liste, et personne ici n'en a cité."),
    }
    return sentences[PerceptionState(state)]
