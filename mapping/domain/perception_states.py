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
    "Aucune liste n'en a, et personne n'en a cité pendant l'atelier."
    """
    sentences = {
        PerceptionState.LISTED_AND_CITED: _("Les listes en ont, et des habitants le connaissent."),
        PerceptionState.LISTED_NOT_CITED: _("Les listes en ont, mais personne ne l'a cité pendant l'atelier."),
        PerceptionState.CITED_NOT_LISTED: _("Des habitants en connaissent un que les listes n'ont pas."),
        PerceptionState.NEITHER: _("Aucune liste n'en a, et personne n'en a cité pendant l'atelier."),
    }
    return sentences[PerceptionState(state)]
