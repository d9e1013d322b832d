"""Who told us what: how many places of each need come from which source, so that a gap in a list is seen as one."""

from collections.abc import Collection, Mapping

import pandas as pd

from mapping.domain.models import LIVE_STATUSES, ContributionKind
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.i18n import _, ngettext

RESIDENTS = "residents"
"""What stands for the residents where a source is expected."""
COLUMNS = ["filiere", "source_id", "source", "places"]


def coverage(snapshot: Snapshot, *, cited: Mapping[str, Collection[str]] | None = None) -> pd.DataFrame:
    """Return how many places each source gives for each filière, zeros included.

    Parameters
    ----------
    snapshot
        What the workshop holds. Actors outside the territory are left out; those without a position are counted.
    cited
        The sources that name each actor (``services.provenance.cited_sources``); without it, the one that spoke
        last. An actor that two lists name counts once in each.

    Returns
    -------
    pandas.DataFrame
        ``filiere``, ``source_id`` (``RESIDENTS`` for what was added in the workshop), ``source`` (its title),
        ``places``; filières in the order of the workshop, sources from the oldest, residents last.
    """
    actors = snapshot.actors[snapshot.actors["in_territory"] | snapshot.actors["lon"].isna()]
    counts: dict[tuple[str, str], int] = {}
    rows = zip(actors["actor_id"], actors["filieres"], actors["source_id"], strict=True)
    for actor_id, cell, last in rows:
        for source_id in (cited or {}).get(actor_id, (last,)) or (last,):
            for filiere in split_values(cell):
                counts[filiere, source_id] = counts.get((filiere, source_id), 0) + 1
    for filiere, places in _from_residents(snapshot).items():
        counts[filiere, RESIDENTS] = places
    used = {source_id for _filiere, source_id in counts}
    titles = {source.id: source.title for source in snapshot.sources if source.id in used}
    titles[RESIDENTS] = _("Ajouts des habitants")
    lines = [
        (filiere.id, source_id, title, counts.get((filiere.id, source_id), 0))
        for filiere in snapshot.workshop.filieres
        for source_id, title in titles.items()
    ]
    return pd.DataFrame(lines, columns=COLUMNS)


def coverage_sentence(snapshot: Snapshot, found: pd.DataFrame) -> str:
    """Return the warning that goes with a coverage: which needs no list speaks of."""
    lists = found[found["source_id"] != RESIDENTS]
    told = set(lists.loc[lists["places"] > 0, "filiere"])
    silent = [filiere.label for filiere in snapshot.workshop.filieres if filiere.id not in told]
    if not silent:
        return _("Chaque besoin est dans une liste au moins ; une liste n'est jamais complète pour autant.")
    said = ngettext(
        "Aucune liste ne parle de : {needs}.", "Aucune liste ne parle de ces {n} besoins : {needs}.", len(silent)
    ).format(n=len(silent), needs=", ".join(silent))
    return said + " " + _("Un zéro veut dire « pas dans nos listes », pas « désert » : demandez à la salle.")


def _from_residents(snapshot: Snapshot) -> dict[str, int]:
    added = snapshot.contributions
    places = added[(added["kind"] == ContributionKind.PLACE) & added["status"].isin([*LIVE_STATUSES])]
    return {str(filiere): int(count) for filiere, count in places["filiere"].value_counts().items()}
