"""The command « what if »: what opening here, or closing that, changes for the inhabitants."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.domain.errors import WorkshopError
from mapping.domain.scenarios import Opening
from mapping.i18n import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

    from mapping.domain.scenarios import Scenario
    from mapping.services.scenario import Outcome


@app.command()
def scenario(
    target: Target,
    filiere: Annotated[str, typer.Option(help="Besoin auquel le lieu répondrait")] = "",
    lon: Annotated[float | None, typer.Option(help="Longitude WGS 84, en degrés")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude WGS 84, en degrés")] = None,
    close: Annotated[list[str] | None, typer.Option(help="Identifiant d'un lieu qui ferme, à répéter")] = None,
    name: Annotated[str, typer.Option("--save", help="Garder ce scénario sous ce nom")] = "",
    remove: Annotated[str, typer.Option("--remove", help="Retirer un scénario gardé (son identifiant)")] = "",
    listed: Annotated[bool, typer.Option("--list", help="Montrer les scénarios gardés")] = False,
    compared: Annotated[
        str, typer.Option("--compare", help="Identifiants de scénarios gardés, séparés par des virgules ; all : tous")
    ] = "",
    export: Annotated[Path | None, typer.Option(help="Avec --compare : fichier .csv ou .geojson à écrire")] = None,
    as_json: Json = False,
) -> None:
    """Et si un lieu ouvrait ici, ou fermait : qui y gagne, qui y perd, quels verdicts changent."""
    from mapping.services import scenario as service

    with working(_("Calcul…"), as_json=as_json), workshop_at(target) as store:
        if listed:
            _show_saved(service.saved(store), as_json=as_json)
            return
        if remove:
            done = service.remove(store, remove)
            sentence = _("Scénario retiré. Pour défaire : undo ATELIER {id}").format(id=done.id)
            show({"event": done.id}, lines=[sentence], as_json=as_json)
            return
        if compared or export is not None:
            from mapping.cli.scenario_files import compare_kept

            result, told = compare_kept(store, compared or "all", export)
            show(result, lines=told, as_json=as_json)
            return
        opened = _opened(filiere, lon, lat)
        closed = tuple(close or ())
        found = service.imagine(service.situation_of(store), opened, closed)
        kept = service.save(store, name, opened, closed) if name else None
    lines = [*found.sentences]
    if kept is not None:
        lines.append(_("Gardé sous « {name} » : {id}").format(name=kept.name, id=kept.id))
    show(_result(found, kept), lines=lines, as_json=as_json)


def _opened(filiere: str, lon: float | None, lat: float | None) -> tuple[Opening, ...]:
    if not filiere and lon is None and lat is None:
        return ()
    if not filiere or lon is None or lat is None:
        raise WorkshopError(_("Pour ouvrir un lieu, donnez les trois : --filiere, --lon et --lat."))
    return (Opening(filiere, lon, lat),)


def _show_saved(kept: "tuple[Scenario, ...]", *, as_json: bool) -> None:
    count = len(kept)
    lines = [ngettext("{n} scénario gardé", "{n} scénarios gardés", count).format(n=count)]
    for one in kept:
        change = _("ouvre {opened}, ferme {closed}").format(opened=len(one.opened), closed=len(one.closed))
        lines.append(f"  {one.id}  {one.name} ({change})")
    show({"scenarios": list(kept)}, lines=lines, as_json=as_json)


def _result(found: "Outcome", kept: "Scenario | None") -> dict[str, Any]:
    return {
        "totals": [
            {
                "filiere": total.filiere,
                "people": _number(total.people),
                "children": _number(total.children),
                "over_65": _number(total.over_65),
                "poor_households": _number(total.men_pauv),
            }
            for total in found.totals
        ],
        "zones": _records(found.change),
        "verdicts": _records(found.verdicts),
        "sentences": list(found.sentences),
        "saved": kept.id if kept is not None else None,
    }


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [
        {str(key): _number(value) if isinstance(value, float) else value for key, value in row.items()}
        for row in table.to_dict("records")
    ]


def _number(value: float) -> float | None:
    """Return a number that JSON can hold: neither NaN nor infinite."""
    return round(value, 3) if abs(value) < float("inf") else None
