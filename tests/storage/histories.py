"""Random afternoons on several laptops: what one table may do, as short steps that a test draws."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd
from hypothesis import strategies as st

from mapping.domain.erasure import PurgeRule
from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.layers import LayerName, Tile
from mapping.domain.merging import merge_payload
from mapping.domain.models import Action, DatasetKind, EventKind, Photo
from mapping.domain.sessions import Session, session_payload
from mapping.domain.workshop_settings import Moderation
from mapping.storage import SqlStore
from mapping.storage.interface import Draft
from tests.storage.samples import FILIERES, START, actor, actors, decision, source, submission, zones
from tests.storage.samples_room import answered, voted
from tests.storage.samples_territory import TILE_SET, streets

_NAMESPACE = uuid.UUID("6a1c9a52-1f0e-5c11-9d0e-0d6a3f0c2b99")
SESSIONS = ("018f0000-0000-7000-8000-0000000000a1", "018f0000-0000-7000-8000-0000000000a2")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done on a laptop, with two small numbers to choose on what."""

    name: str
    one: int
    two: int


def histories(laptops: int, *, longest: int = 6) -> st.SearchStrategy[list[list[Step]]]:
    """Return what each laptop did since the copies were made."""
    step = st.builds(Step, st.sampled_from(sorted(_DO)), st.integers(0, 3), st.integers(0, 3))
    return st.lists(st.lists(step, max_size=longest), min_size=laptops, max_size=laptops)


def do(store: SqlStore, step: Step) -> None:
    """Do one step; what cannot be done there (undo twice) is not done."""
    try:
        _DO[step.name](store, step.one, step.two)
    except ContributionError:
        return


def shared_id(number: int) -> str:
    """Return the identifier of a contribution that a phone may have sent to several laptops."""
    return str(uuid.uuid5(_NAMESPACE, str(number)))


def _submit(store: SqlStore, one: int, two: int) -> None:
    store.append(
        [submission(shared_id(one), text=f"dit {two} fois", author_key=str(two), session_id=SESSIONS[two % 2])]
    )


def _moderate(store: SqlStore, one: int, two: int) -> None:
    store.append([decision(shared_id(one), list(Action)[two], reason=f"motif {two}", into=shared_id(0))])


def _correct(store: SqlStore, one: int, two: int) -> None:
    store.append([Draft(EventKind.CONTRIBUTION_CORRECTED, shared_id(one), {"text": f"corrigé {two}"})])


def _withdraw(store: SqlStore, one: int, _two: int) -> None:
    store.append([Draft(EventKind.CONTRIBUTION_WITHDRAWN, shared_id(one), {})])


def _purge(store: SqlStore, one: int, two: int) -> None:
    store.purge(PurgeRule(START + timedelta(seconds=2 + 2 * one), SESSIONS[0] if two == 3 else ""))


def _photo(store: SqlStore, one: int, two: int) -> None:
    store.save_photo(Photo(shared_id(one + 100), shared_id(one), f"image {two}".encode(), 4, 3))


def _undo(store: SqlStore, one: int, two: int) -> None:
    events = store.events()
    store.undo(events[(one * 4 + two) % len(events)].id)


def _list(store: SqlStore, one: int, two: int) -> None:
    store.save_actors(source(title=f"liste {two}"), actors(actor(str(one), f"Structure {one}, liste {two}")))


def _enrich(store: SqlStore, one: int, two: int) -> None:
    store.append([Draft(EventKind.ACTOR_ENRICHED, str(one), {"description": f"complété {two}"})])


def _merge_actors(store: SqlStore, one: int, two: int) -> None:
    if one != two:
        store.append([Draft(EventKind.ACTORS_MERGED, str(one), merge_payload(str(two)))])


def _know(store: SqlStore, one: int, two: int) -> None:
    store.append([answered(str(one), ("uses", "knows", "unknown")[two % 3], who=f"personne {two % 2}")])


def _session(store: SqlStore, one: int, two: int) -> None:
    identifier = SESSIONS[one % 2]
    session = Session(identifier, date(2026, 3, 14), title=f"titre {two}", votes_per_group=1 + two)
    store.append([Draft(EventKind.SESSION_SAVED, identifier, session_payload(session), id=new_id())])


def _vote(store: SqlStore, one: int, two: int) -> None:
    store.append([voted(shared_id(one), SESSIONS[two % 2], f"Table {one % 2}")])


def _settings(store: SqlStore, one: int, two: int) -> None:
    current = store.workshop().settings
    if one % 2:
        store.save_settings(settings=replace(current, area_m=100.0 * (two + 1)))
    else:
        store.save_settings(settings=replace(current, moderation=list(Moderation)[two % 2]))


def _title(store: SqlStore, one: int, two: int) -> None:
    if one % 2:
        store.save_settings(title=f"Titre {two}")
    else:
        store.save_settings(filieres=FILIERES[: 1 + two % 2], band_m=100.0 * (two + 1))


def _dataset(store: SqlStore, one: int, two: int) -> None:
    if one == 0:
        store.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1", f"QN{two}").drop_duplicates("code"))
    elif one == 1:
        rows = pd.DataFrame({"code": ["QN1"], "population": [1000 + two], "year": "2021", "source": "Insee"})
        store.save_population(source(DatasetKind.POPULATION), rows)
    elif one == 2:
        landmarks = pd.DataFrame({"name": [f"Gare {two % 2}"], "lon": [2.2], "lat": [48.9]})
        store.save_landmarks(source(DatasetKind.LANDMARKS), landmarks)
    else:
        rows = pd.DataFrame(
            {
                "code": "QN1",
                "name": "TP60",
                "label": "",
                "value": [float(two)],
                "status": "",
                "year": "2021",
                "source": "",
            }
        )
        store.save_indicators(source(DatasetKind.POPULATION), rows)


def _layer(store: SqlStore, one: int, two: int) -> None:
    if one == 0:
        pictures = [Tile(1, x, 0, f"tuile {two}".encode()) for x in range(two + 1)]
        store.save_tiles(source(DatasetKind.BASEMAP), pictures, tile_set=TILE_SET)
    elif one == 1:
        store.save_layout("signature", {"name": f"colonne {two}"})
    else:
        rows = streets().assign(name=f"Rue {two}")
        store.save_layers(source(DatasetKind.STREETS), {LayerName.STREETS: rows})


_DO: dict[str, Callable[[SqlStore, int, int], None]] = {
    "submit": _submit,
    "moderate": _moderate,
    "correct": _correct,
    "withdraw": _withdraw,
    "purge": _purge,
    "photo": _photo,
    "undo": _undo,
    "list": _list,
    "enrich": _enrich,
    "merge_actors": _merge_actors,
    "know": _know,
    "session": _session,
    "vote": _vote,
    "settings": _settings,
    "title": _title,
    "dataset": _dataset,
    "layer": _layer,
}
