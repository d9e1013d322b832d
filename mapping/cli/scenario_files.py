"""Kept scenarios side by side, and the file to take away."""

from pathlib import Path
from typing import Any

from mapping.domain.errors import WorkshopError
from mapping.domain.scenarios import Scenario
from mapping.i18n import _
from mapping.services.scenario import change_sentence, imagine, saved, situation_of
from mapping.services.scenario_tables import compare
from mapping.services.what_if import csv_bytes, geojson_bytes, write_file
from mapping.storage.interface import Store

_WRITERS = {".csv": csv_bytes, ".geojson": geojson_bytes}


def compare_kept(store: Store, identifiers: str, export: Path | None) -> tuple[dict[str, Any], list[str]]:
    """Return the comparison of some kept scenarios as JSON types and as lines; write it when ``export`` is given.

    Raises
    ------
    WorkshopError
        When a scenario is not kept, or the name of the file says no format.
    FileError
        When the file cannot be written.
    """
    chosen = _chosen(saved(store), identifiers)
    if export is not None and export.suffix not in _WRITERS:
        raise WorkshopError(_("« {file} » : donnez un nom en .csv ou .geojson.").format(file=export.name))
    situation = situation_of(store)
    rows = compare(situation, chosen).to_dict("records")
    reach_min = situation.model.parameters.reach_min
    lines = [
        f"{scenario.name} : {change_sentence(total, reach_min=reach_min)}"
        for scenario in chosen
        for total in imagine(situation, scenario.opened, scenario.closed).totals
    ]
    if export is not None:
        write_file(export, _WRITERS[export.suffix](situation, chosen))
        lines.append(_("Écrit : {file}").format(file=export))
    told = [{str(key): _number(value) for key, value in row.items()} for row in rows]
    return {"scenarios": told, "file": None if export is None else str(export)}, lines


def _chosen(kept: tuple[Scenario, ...], identifiers: str) -> tuple[Scenario, ...]:
    if identifiers == "all":
        return kept
    known = {scenario.id: scenario for scenario in kept}
    wanted = [one.strip() for one in identifiers.split(",") if one.strip()]
    if missing := [one for one in wanted if one not in known]:
        raise WorkshopError(
            _("Scénario « {id} » introuvable. La commande « scenario ATELIER --list » donne les identifiants.").format(
                id=missing[0]
            )
        )
    return tuple(known[one] for one in wanted)


def _number(value: object) -> object:
    if isinstance(value, float):
        return round(value, 3) if abs(value) < float("inf") else None
    return value
