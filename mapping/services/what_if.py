"""What the page « Et si on ouvrait ici ? » asks: what may close, what changes for whom, and what to take away."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from mapping.domain.demonstration import notice
from mapping.domain.scenarios import Scenario
from mapping.domain.tables import split_values
from mapping.exports.files import replacing
from mapping.services.scenario import Outcome, Situation
from mapping.services.scenario_tables import compare, scenario_geojson, scenario_table
from mapping.services.select import Somewhere
from mapping.services.siting import Siting, premises, rank_premises
from mapping.storage.interface import Store


@dataclass(frozen=True, slots=True)
class Overall:
    """Over all zones, for one need: people within reach before and after, and people in all; NaN where unknown."""

    before: float
    after: float
    people: float


def closable(situation: Situation, filiere: str) -> list[Somewhere]:
    """Return the existing places that answer a need and stand somewhere, by name: those that may close."""
    snapshot, places = situation.snapshot, situation.model.places
    named = dict(zip(snapshot.actors["actor_id"], snapshot.actors["name"], strict=True))
    named |= dict(zip(snapshot.contributions["id"], snapshot.contributions["text"], strict=True))
    found = [
        Somewhere(place_id, str(named.get(place_id, "") or place_id), float(lon), float(lat))
        for place_id, cell, lon, lat in zip(
            places["place_id"], places["filieres"].fillna(""), places["lon"], places["lat"], strict=True
        )
        if filiere in split_values(str(cell)) and np.isfinite(lon) and np.isfinite(lat)
    ]
    return sorted(found, key=lambda place: (place.label.casefold(), place.id))


def named_premises(situation: Situation) -> list[Somewhere]:
    """Return the premises that people listed, as positions that can be named."""
    rows = premises(situation).to_dict("records")
    return [Somewhere(row["candidate_id"], row["name"], row["lon"], row["lat"]) for row in rows]


def overall(situation: Situation, outcome: Outcome, filiere: str) -> Overall:
    """Add up one need over the zones whose inhabitants are known."""
    rows = outcome.change[outcome.change["filiere"] == filiere]
    people = situation.model.points["inhabitants"].sum(min_count=1)
    return Overall(
        float(rows["people_before"].sum(min_count=1)), float(rows["people_after"].sum(min_count=1)), float(people)
    )


def changed_zones(situation: Situation, outcome: Outcome) -> pd.DataFrame:
    """Return the zones and needs in which something changes, those of most people first.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``filiere``, ``people``, ``children``, ``over_65``, ``men_pauv`` (differences),
        ``share_before``, ``share_after``, ``walk_median_before_min``, ``walk_median_after_min``, ``verdict_before``,
        ``verdict_after``; on a fresh index.
    """
    snapshot = situation.snapshot
    given = situation.gaps.rename(columns={"code_qp": "code", "verdict": "verdict_before"})
    cells = ["code", "filiere"]
    table = outcome.change.merge(given[[*cells, "verdict_before"]], on=cells, how="left")
    table = table.merge(outcome.verdicts[[*cells, "verdict_after"]], on=cells, how="left")
    table["verdict_after"] = table["verdict_after"].fillna(table["verdict_before"])
    table["name"] = table["code"].map(dict(zip(snapshot.zones["code"], snapshot.zones["name"], strict=True)))
    moved = (table["share_before"] - table["share_after"]).abs().fillna(0.0) > 1e-9
    kept = table[moved | (table["verdict_before"] != table["verdict_after"])]
    names = [*cells, "name", "people", "children", "over_65", "men_pauv", "share_before", "share_after"]
    names += ["walk_median_before_min", "walk_median_after_min", "verdict_before", "verdict_after"]
    ordered = kept.assign(order=kept["people"].abs()).sort_values("order", ascending=False, kind="stable")
    return ordered[names].reset_index(drop=True)


def sentences(outcome: Outcome) -> tuple[str, ...]:
    """Return the sentences of an outcome for a page that already says when it is a demonstration."""
    return tuple(sentence for sentence in outcome.sentences if sentence != notice())


def still_possible(situation: Situation, scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """Return the scenarios whose needs and places are still in the workshop; the others cannot be computed again."""
    places, filieres = set(situation.model.places["place_id"]), set(situation.filieres)
    return tuple(
        scenario
        for scenario in scenarios
        if places >= set(scenario.closed) and filieres >= {opening.filiere for opening in scenario.opened}
    )


def csv_bytes(situation: Situation, scenarios: Sequence[Scenario]) -> bytes:
    """Return `scenario_table` as comma-separated UTF-8 with decimal points."""
    text: str = scenario_table(situation, scenarios).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8")


def geojson_bytes(situation: Situation, scenarios: Sequence[Scenario]) -> bytes:
    """Return `scenario_geojson` as UTF-8 JSON."""
    return (json.dumps(scenario_geojson(situation, scenarios), ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def write_file(out: Path, content: bytes) -> None:
    """Put a file in place at once.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    with replacing(out) as part:
        part.write_bytes(content)


def compared(_store: Store, situation: Situation, scenarios: tuple[Scenario, ...]) -> pd.DataFrame:
    """Return `compare`, as a page reads it once for each state of the workshop."""
    return compare(situation, scenarios)


def sited(_store: Store, situation: Situation, filiere: str, sites: int) -> Siting:
    """Return `rank_premises` confirmed by the optimum, as a page reads it once for each state of the workshop."""
    return rank_premises(situation, filiere, sites=sites, confirm=True)
