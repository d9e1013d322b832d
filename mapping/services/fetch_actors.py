"""Fetch the ESS structures of the territory: Recherche d'entreprises, completed by the Emplois de l'inclusion."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from mapping.domain.communes import parent_commune, same_commune_codes
from mapping.domain.errors import FetchError, NomenclatureError, WorkshopError
from mapping.domain.identity import normalise
from mapping.domain.models import EventKind, RejectedRow
from mapping.domain.tables import SEPARATOR, split_values
from mapping.i18n import _, ngettext
from mapping.services.official_actors import Saved, describe_answer, of_publisher, save_official
from mapping.services.workshops import now_utc
from mapping.sources.official.addresses import COMPANIES, SIAE
from mapping.sources.official.client import Client
from mapping.sources.official.siae import departement_of, fetch_insertion
from mapping.sources.official.sirene import Establishments, fetch_establishments
from mapping.sources.official.sirene_rows import Left, naf_of, proposed_filieres
from mapping.storage.interface import Draft, Store

Progress = Callable[[str, int, int | None], None]
_NAMED = 10


@dataclass(frozen=True, slots=True)
class FetchedActors:
    """What a fetch of actors did.

    ``completed`` counts the structures of other lists that gained something; ``to_geocode`` those brought without a
    position; ``gone`` holds (SIRET, name) of structures that the source no longer gives, and that stay in the workshop.
    ``notes`` are French sentences.
    """

    created: int
    updated: int
    completed: int
    to_geocode: int
    outside: int
    gone: tuple[tuple[str, str], ...]
    rejected: tuple[RejectedRow, ...]
    notes: tuple[str, ...]


def fetch_actors(
    store: Store, client: Client, *, base_url: str | None = None, on_progress: Progress | None = None
) -> FetchedActors:
    """Bring the establishments of the ESS and of insertion of the communes of the workshop.

    Everything is received before anything is written. When the Emplois de l'inclusion do not answer, the structures of
    the Recherche d'entreprises are brought all the same, and a note says what is missing.

    Parameters
    ----------
    base_url
        Stands in for the addresses of both sources.

    Raises
    ------
    FetchError
        When the Recherche d'entreprises does not answer as it documents; nothing is changed then.
    WorkshopError
        When the outlines do not say their communes.
    """
    zones = store.zones()
    communes = workshop_communes(zones["communes"])
    found = fetch_establishments(client, communes, base_url=base_url, on_progress=on_progress)
    cities = _city_names(zones["commune_names"], found.table["city"])
    notes = [*found.notes, *_left_out(found)]
    insertion, rejected = found.table.iloc[:0], found.rejected
    try:
        answer = fetch_insertion(
            client, [departement_of(commune) for commune in communes], base_url=base_url, on_progress=on_progress
        )
    except FetchError as error:
        notes.append(_("Sans les structures d'insertion. {reason}").format(reason=error))
    else:
        wanted = {*found.table["siret"], *store.actors()["siret"]} - {""}
        local = answer.table["siret"].isin(wanted) | answer.table["city"].map(_city).isin(cities)
        insertion, rejected = answer.table[local], (*rejected, *answer.rejected)
    asked_at = now_utc()
    gone = _gone(store, found, communes)
    notes += _about_gone(gone)
    saved = [save_official(store, describe_answer(COMPANIES, found.table, asked_at=asked_at), found.table)]
    if len(insertion):
        saved.append(save_official(store, describe_answer(SIAE, insertion, asked_at=asked_at), insertion))
    return _report(store, saved, gone=gone, rejected=rejected, notes=tuple(notes))


def workshop_communes(cells: Collection[str]) -> list[str]:
    """Return the communes of zones, with those they merged with: a register may know a place by either code.

    Raises
    ------
    WorkshopError
        When no zone says its commune.

    Examples
    --------
    >>> workshop_communes(["93059|93072"])
    ['93059', '93066', '93072']
    """
    named = {code for cell in cells for code in split_values(cell)}
    codes = {code for name in named for code in {parent_commune(name), *same_commune_codes(name)}}
    if not codes:
        raise WorkshopError(
            _(
                "Les contours de cet atelier ne disent pas leur commune : impossible d'y chercher des structures. "
                "Importez des contours qui ont une colonne « insee_com », ou une liste de structures."
            )
        )
    # Pierrefitte alone also asks for Saint-Denis, where its establishments are registered since the merger.
    return sorted(codes)


def proposals(store: Store) -> pd.DataFrame:
    """Return the needs that the declared activity of structures suggests, for a person to confirm.

    Returns
    -------
    DataFrame
        Columns ``actor_id``, ``name``, ``naf``, ``filieres`` (joined by ``|``), one row per structure that has no need
        yet and for which there is something to propose. A proposal is never counted before it is confirmed.
    """
    known = [filiere.id for filiere in store.workshop().filieres]
    actors = store.actors()
    waiting = actors[actors["filieres"] == ""]
    frame = waiting[["actor_id", "name"]].assign(naf=waiting["description"].map(naf_of))
    frame["filieres"] = [
        SEPARATOR.join(proposed_filieres(naf, known=known)) if naf else "" for naf in frame["naf"].tolist()
    ]
    return frame[frame["filieres"] != ""].reset_index(drop=True)


def confirm_filieres(store: Store, actor_id: str, filieres: Sequence[str]) -> None:
    """Record that a person says which needs a structure serves.

    Raises
    ------
    NomenclatureError
        When one is not a filière of the workshop.
    WorkshopError
        When there is no such structure.
    """
    known = {filiere.id for filiere in store.workshop().filieres}
    strangers = [filiere for filiere in filieres if filiere not in known]
    if strangers:
        raise NomenclatureError(
            _("Besoin « {got} » inconnu ; ceux de l'atelier : {known}.").format(
                got=strangers[0], known=", ".join(sorted(known))
            )
        )
    if actor_id not in set(store.actors()["actor_id"]):
        raise WorkshopError(_("« {id} » n'est pas une structure de l'atelier.").format(id=actor_id))
    cell = SEPARATOR.join(dict.fromkeys(filieres))
    store.append([Draft(EventKind.ACTOR_ENRICHED, actor_id, {"filieres": cell})])


def _city(name: str) -> str:
    words = normalise(name).replace("-", " ").replace("'", " ").split()
    return " ".join({"st": "saint", "ste": "sainte"}.get(word, word) for word in words)


def _city_names(cells: Collection[str], cities: Collection[str]) -> set[str]:
    return {_city(name) for cell in cells for name in split_values(cell)} | {_city(city) for city in cities if city}


def _gone(store: Store, found: Establishments, communes: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return what the source gave once and gives no more; nothing when its answer is known to be a part."""
    if not found.complete:
        return ()
    actors = store.actors()
    own = actors["source_id"].isin(of_publisher(store, COMPANIES.title)) & actors["code_insee"].isin(set(communes))
    lost = actors[own & ~actors["siret"].isin(set(found.table["siret"]))]
    return tuple(zip(lost["siret"].tolist(), lost["name"].tolist(), strict=True))


def _about_gone(gone: Sequence[tuple[str, str]]) -> list[str]:
    if not gone:
        return []
    names = ", ".join(name for _siret, name in gone[:_NAMED]) + ("…" if len(gone) > _NAMED else "")
    return [
        ngettext(
            "{n} structure n'est plus dans la source, sans doute fermée ; gardée, à vérifier : {names}.",
            "{n} structures ne sont plus dans la source, sans doute fermées ; gardées, à vérifier : {names}.",
            len(gone),
        ).format(n=len(gone), names=names)
    ]


def _left_out(found: Establishments) -> list[str]:
    undisclosed, people = found.left[Left.UNDISCLOSED], found.left[Left.PERSON]
    sentences = []
    if undisclosed:
        sentences.append(
            ngettext(
                "{n} établissement laissé de côté : il a demandé à ne pas être publié.",
                "{n} établissements laissés de côté : ils ont demandé à ne pas être publiés.",
                undisclosed,
            ).format(n=undisclosed)
        )
    if people:
        sentences.append(
            ngettext(
                "{n} établissement laissé de côté : une personne qui travaille sous son propre nom.",
                "{n} établissements laissés de côté : des personnes qui travaillent sous leur propre nom.",
                people,
            ).format(n=people)
        )
    return sentences


def _report(
    store: Store,
    saved: Sequence[Saved],
    *,
    gone: tuple[tuple[str, str], ...],
    rejected: tuple[RejectedRow, ...],
    notes: tuple[str, ...],
) -> FetchedActors:
    created = {actor_id for part in saved for actor_id in part.created}
    updated = {actor_id for part in saved for actor_id in part.updated} - created
    completed = {actor_id for part in saved for actor_id in part.completed} - created - updated
    actors = store.actors()
    brought = actors[actors["actor_id"].isin(created | updated)]
    nowhere = brought["lon"].isna()
    return FetchedActors(
        created=len(created),
        updated=len(updated),
        completed=len(completed),
        to_geocode=int(nowhere.sum()),
        outside=int((~nowhere & ~brought["in_territory"].astype(bool)).sum()),
        gone=gone,
        rejected=rejected,
        notes=notes,
    )
