"""What if, for a workshop: imagine places opened and closed, say what that changes, keep several, compare them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from mapping.analysis.access import WalkMethod, WalkModel, minutes_to_nearest, walking_model
from mapping.analysis.access_points import demand_points
from mapping.analysis.access_table import table_of
from mapping.analysis.gaps import gap_table, places_frame
from mapping.analysis.network import Network
from mapping.analysis.population import Distribution, distribute
from mapping.analysis.scenario import (
    Total,
    changed_filieres,
    coverage_change,
    minutes_after,
    places_after,
    totals,
    verdict_changes,
)
from mapping.domain.demonstration import notice
from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.domain.ids import new_id
from mapping.domain.models import Event, EventKind
from mapping.domain.scenarios import Opening, Scenario, fold_scenarios, scenario_payload
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _, ngettext
from mapping.services.inhabitants import inhabitants, streets
from mapping.services.perceive import answered, perceived
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Draft, Store

NARROW_SPACE = "\u202f"
KINDS = (EventKind.SCENARIO_SAVED, EventKind.SCENARIO_REMOVED)


@dataclass(frozen=True, slots=True)
class Situation:
    """A workshop as it stands, walked once: what every scenario starts from.

    ``minutes`` are those of `minutes_to_nearest` (points × filières) and ``gaps`` follows ``tables.GAPS``.
    """

    snapshot: Snapshot
    model: WalkModel
    minutes: pd.DataFrame
    gaps: pd.DataFrame
    perception: pd.DataFrame | None = None

    @property
    def filieres(self) -> list[str]:
        """The identifiers of the filières of the workshop."""
        return [filiere.id for filiere in self.snapshot.workshop.filieres]

    @property
    def codes(self) -> list[str]:
        """The codes of the zones, in order."""
        return [str(code) for code in self.snapshot.zones["code"]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario changes.

    ``change`` is that of `coverage_change`, ``verdicts`` that of `verdict_changes`; ``sentences`` say both in French,
    with how the minutes were measured.
    """

    change: pd.DataFrame
    verdicts: pd.DataFrame
    totals: tuple[Total, ...]
    sentences: tuple[str, ...]


def situation_of(store: Store) -> Situation:
    """Read a workshop and walk it."""
    return situate(take_snapshot(store), inhabitants=inhabitants(store), network=streets(store))


def situate(
    snapshot: Snapshot,
    *,
    inhabitants: Distribution | None = None,
    network: Network | None = None,
    perception: pd.DataFrame | None = None,
) -> Situation:
    """Walk a workshop once; parameters are those of `diagnose`, and so are the verdicts.

    Without ``perception`` (that of `deciding.decide`), who asks and who knows is read in the snapshot.
    """
    parameters = snapshot.workshop.parameters
    places = places_frame(snapshot.actors, snapshot.contributions)
    said = answered(perceived(snapshot, places)) if perception is None else perception
    people = inhabitants or distribute(snapshot.zones, snapshot.population)
    model = walking_model(demand_points(snapshot.zones, people), places, network, parameters=parameters)
    filieres = [filiere.id for filiere in snapshot.workshop.filieres]
    minutes = minutes_to_nearest(model, filieres)
    gaps = _gaps(snapshot, model, places, minutes, said)
    return Situation(snapshot, model, minutes, gaps, said)


def imagine(situation: Situation, opened: Sequence[Opening] = (), closed: Collection[str] = ()) -> Outcome:
    """Say what changes when these places open and those close; nothing is recorded.

    Raises
    ------
    NomenclatureError
        When a filière is not one of the workshop's.
    WorkshopError
        When a place to close is not in the workshop, or has no known position.
    """
    _check(situation, opened, closed)
    model, filieres = situation.model, situation.filieres
    touched = changed_filieres(model.places, opened, closed, filieres)
    before = situation.minutes[[*touched]]
    after = minutes_after(model, before, opened, closed)
    change = coverage_change(
        model.points, before, after, touched, codes=situation.codes, reach_min=model.parameters.reach_min
    )
    places = places_after(model.places, opened, closed)
    gaps = _gaps(situation.snapshot, model, places, after, situation.perception)
    verdicts = verdict_changes(situation.gaps, gaps)
    found = totals(change, touched)
    return Outcome(change, verdicts, found, _sentences(situation, change, verdicts, found))


def save(
    store: Store, name: str, opened: Sequence[Opening], closed: Sequence[str] = (), *, scenario_id: str = ""
) -> Scenario:
    """Keep a scenario under a name; giving the ``scenario_id`` of one that is kept replaces it.

    Raises
    ------
    WorkshopError
        When the name is empty or the scenario changes nothing.
    """
    scenario = Scenario(scenario_id or new_id(), name.strip(), tuple(opened), tuple(closed))
    store.append([Draft(EventKind.SCENARIO_SAVED, scenario.id, scenario_payload(scenario))])
    return scenario


def remove(store: Store, scenario_id: str) -> Event:
    """Take a scenario away; the event that comes back can be undone.

    Raises
    ------
    WorkshopError
        When there is no such scenario.
    """
    if scenario_id not in {scenario.id for scenario in saved(store)}:
        raise WorkshopError(
            _("Scénario « {id} » introuvable. La commande « scenario ATELIER --list » donne les identifiants.").format(
                id=scenario_id
            )
        )
    (event,) = store.append([Draft(EventKind.SCENARIO_REMOVED, scenario_id, {})])
    return event


def saved(store: Store) -> tuple[Scenario, ...]:
    """Return the scenarios that are kept, the first one first."""
    events = store.events(kinds=[*KINDS])
    subjects = {event.subject for event in events}
    undone = [event for event in store.events(kinds=[EventKind.UNDONE]) if event.subject in subjects] if events else []
    return fold_scenarios([*events, *undone])


def change_sentence(total: Total, *, reach_min: float) -> str:
    """Return one sentence on the people who gain or lose a place within reach.

    Examples
    --------
    >>> change_sentence(Total("se_nourrir", 1900.0, 310.0, float("nan"), 40.0), reach_min=10)
    '+1\\u202f900 personnes à moins de 10 minutes, dont 310 enfants.'
    """
    if total.people != total.people:
        return _("On ne sait pas combien de personnes sont concernées : le nombre d'habitants est inconnu.")
    if round(total.people) == 0:
        return _("Personne de plus ni de moins à moins de {reach:g} minutes.").format(reach=reach_min)
    people = round(abs(total.people))
    sign = "+" if total.people > 0 else "−"
    sentence = ngettext(
        "{sign}{n} personne à moins de {reach:g} minutes", "{sign}{n} personnes à moins de {reach:g} minutes", people
    ).format(sign=sign, n=_thousands(people), reach=reach_min)
    children = total.children if total.children == total.children else 0.0
    if children * total.people > 0 and round(abs(children)) > 0:
        count = round(abs(children))
        sentence += ngettext(", dont {n} enfant", ", dont {n} enfants", count).format(n=_thousands(count))
    return sentence + "."


def _gaps(
    snapshot: Snapshot, model: WalkModel, places: pd.DataFrame, minutes: pd.DataFrame, perception: pd.DataFrame | None
) -> pd.DataFrame:
    """Return ``tables.GAPS`` for the filières that are columns of ``minutes``."""
    parameters = model.parameters
    return gap_table(
        snapshot.zones,
        places,
        snapshot.contributions,
        snapshot.population,
        [str(name) for name in minutes.columns],
        band_m=parameters.band_m,
        access=table_of(model, minutes, snapshot.zones["code"].tolist()),
        perception=perception,
        parameters=parameters,
    )


def _check(situation: Situation, opened: Sequence[Opening], closed: Collection[str]) -> None:
    for opening in opened:
        if opening.filiere not in situation.filieres:
            raise NomenclatureError(
                _("Besoin « {got} » inconnu dans cet atelier. Choisissez parmi : {known}.").format(
                    got=opening.filiere, known=", ".join(situation.filieres)
                )
            )
    # The identifier is that of the scenario being tried: it is never recorded.
    Scenario("-", "-", tuple(opened), tuple(closed))
    for place_id in sorted(set(closed) - set(situation.model.places["place_id"])):
        raise WorkshopError(
            _(
                "« {id} » n'est pas un lieu placé de l'atelier : on ne peut pas le fermer. "
                "Les identifiants sont dans actors.csv (commande « diagnose »)."
            ).format(id=place_id)
        )


def _sentences(
    situation: Situation, change: pd.DataFrame, verdicts: pd.DataFrame, found: Sequence[Total]
) -> tuple[str, ...]:
    labels = {filiere.id: filiere.label for filiere in situation.snapshot.workshop.filieres}
    names = dict(zip(situation.snapshot.zones["code"], situation.snapshot.zones["name"], strict=True))
    reach_min = situation.model.parameters.reach_min
    lines = [f"{labels[total.filiere]} : {change_sentence(total, reach_min=reach_min)}" for total in found]
    lines += [
        _("{zone}, {need} : « {before} » devient « {after} ».").format(
            zone=names[row["code"]],
            need=labels[row["filiere"]],
            before=verdict_label(row["verdict_before"]),
            after=verdict_label(row["verdict_after"]),
        )
        for row in verdicts.to_dict("records")
    ]
    lines.append(_measured(situation, change))
    lines.append(notice() if situation.snapshot.workshop.is_demonstration else "")
    return tuple(line for line in lines if line)


def _measured(situation: Situation, change: pd.DataFrame) -> str:
    touched = change.loc[change["share_before"] != change["share_after"], "code"].unique()
    methods = set(situation.model.methods.reindex(touched).dropna())
    if WalkMethod.CROW_FLY.value not in methods:
        return ""
    return _("Minutes estimées à vol d'oiseau × {detour} là où l'atelier n'a pas de rues.").format(
        detour=f"{situation.model.parameters.detour:g}".replace(".", ",")
    )


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", NARROW_SPACE)
