"""Scenarios side by side, and what to take away: one table, and one GeoJSON of the places that open and close."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from mapping.domain.demonstration import notice
from mapping.domain.scenarios import Scenario
from mapping.domain.spreadsheet import neutralise
from mapping.services.scenario import Outcome, Situation, imagine

COMPARED = (
    *("id", "name", "filiere", "people", "children", "over_65", "men_pauv", "zones_changed"),
    *("walk_median_before_min", "walk_median_after_min"),
)
EXPORTED = (
    *("id", "name", "code_qp", "filiere", "people_before", "people_after", "people", "children", "over_65", "men_pauv"),
    *("share_before", "share_after", "walk_median_before_min", "walk_median_after_min"),
    *("verdict_before", "verdict_after", "reach_min", "fictional"),
)


def compare(situation: Situation, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return one row for each scenario and need that it changes, in the order of ``scenarios``.

    Returns
    -------
    pandas.DataFrame
        ``COMPARED``: the people who gain (or lose, negative) a place within reach over all zones, NaN where unknown;
        ``zones_changed`` verdicts that change; medians in minutes of the zone where most people gain or lose.

    Raises
    ------
    CartoquartierError
        When a scenario names a filière or a place that the workshop no longer has.
    """
    rows = [row for scenario in scenarios for row in _rows(scenario, imagine_again(situation, scenario))]
    return pd.DataFrame(rows, columns=[*COMPARED])


def imagine_again(situation: Situation, scenario: Scenario) -> Outcome:
    """Return what a kept scenario changes in the workshop as it now is."""
    return imagine(situation, scenario.opened, scenario.closed)


def scenario_table(situation: Situation, scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """Return what to write as CSV: one row for each scenario, zone and need that it changes.

    Texts that a spreadsheet would run begin with an apostrophe; columns are ``EXPORTED``. A median is empty where more
    than half cannot walk to any place.
    """
    pieces = [_exported(situation, scenario) for scenario in scenarios]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=[*EXPORTED])


def scenario_geojson(situation: Situation, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection (RFC 7946) of the places that open and close.

    Properties: ``id`` and ``name`` of the scenario, ``change`` (``opened`` or ``closed``), ``filieres``, and
    ``place_id`` of what closes. A workshop of demonstration says so in ``notice``.
    """
    places = {row["place_id"]: row for row in situation.model.places.to_dict("records")}
    features = []
    for scenario in scenarios:
        named = {"id": scenario.id, "name": scenario.name}
        for opening in scenario.opened:
            told = named | {"change": "opened", "filieres": opening.filiere}
            features.append(_feature(opening.lon, opening.lat, told))
        for place_id in scenario.closed:
            if (place := places.get(place_id)) is not None:
                told = named | {"change": "closed", "filieres": str(place["filieres"]), "place_id": place_id}
                features.append(_feature(float(place["lon"]), float(place["lat"]), told))
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    return collection | ({"notice": notice()} if situation.snapshot.workshop.is_demonstration else {})


def _rows(scenario: Scenario, outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "id": scenario.id,
            "name": scenario.name,
            "filiere": total.filiere,
            "people": total.people,
            "children": total.children,
            "over_65": total.over_65,
            "men_pauv": total.men_pauv,
            "zones_changed": int((outcome.verdicts["filiere"] == total.filiere).sum()),
        }
        | _most_changed(outcome.change[outcome.change["filiere"] == total.filiere])
        for total in outcome.totals
    ]


def _most_changed(change: pd.DataFrame) -> dict[str, float]:
    names = ["walk_median_before_min", "walk_median_after_min"]
    people = change["people"].abs().fillna(0.0).to_numpy(float)
    if not (people > 0).any():
        return dict.fromkeys(names, float("nan"))
    return {name: float(change[name].to_numpy(float)[people.argmax()]) for name in names}


def _exported(situation: Situation, scenario: Scenario) -> pd.DataFrame:
    outcome = imagine_again(situation, scenario)
    given = situation.gaps[["code_qp", "filiere", "verdict"]].rename(columns={"verdict": "verdict_before"})
    changed = outcome.verdicts.rename(columns={"code": "code_qp"})[["code_qp", "filiere", "verdict_after"]]
    table = outcome.change.rename(columns={"code": "code_qp"}).merge(given, on=["code_qp", "filiere"], how="left")
    table = table.merge(changed, on=["code_qp", "filiere"], how="left")
    return table.assign(
        id=scenario.id,
        name=neutralise(scenario.name),
        verdict_after=table["verdict_after"].fillna(table["verdict_before"]),
        reach_min=situation.model.parameters.reach_min,
        fictional=situation.snapshot.workshop.is_demonstration,
    )[[*EXPORTED]].replace(np.inf, np.nan)


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": properties}
