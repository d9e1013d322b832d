"""The command that places the structures that have an address and no position."""

from typing import Annotated

import typer

from mapping.cli.fetch import progress_bar
from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.i18n import _, ngettext

_SHOWN = 10


@app.command()
def geocode(
    target: Target,
    address: Annotated[str | None, typer.Option("--from", help="Autre adresse du service")] = None,
    as_json: Json = False,
) -> None:
    """Placer les structures qui ont une adresse et pas de position (Géoplateforme, en ligne)."""
    from mapping.services.geocode import geocode_online, geocode_result

    with (
        working("", as_json=as_json, spinner=False),
        workshop_at(target) as store,
        progress_bar(shown=not as_json) as on_progress,
    ):
        report = geocode_online(store, base_url=address, on_progress=on_progress)
    lines = [
        _("{asked} adresses cherchées : {placed} placées, {unsure} à vérifier, {lost} introuvables.").format(
            asked=report.asked, placed=len(report.placed), unsure=len(report.unsure), lost=len(report.not_found)
        )
    ]
    lines += [
        _("  à vérifier : {name}, {address} → {label} ({reason})").format(
            name=one.name, address=one.address, label=one.match.label, reason=one.match.reason
        )
        for one in report.unsure[:_SHOWN]
    ]
    lines += [
        _("  introuvable : {name}, {address}").format(name=one.name, address=one.address)
        for one in report.not_found[:_SHOWN]
    ]
    if report.without_address:
        lines.append(
            ngettext(
                "{n} structure n'a ni position ni adresse : à placer à la main.",
                "{n} structures n'ont ni position ni adresse : à placer à la main.",
                report.without_address,
            ).format(n=report.without_address)
        )
    show(geocode_result(report), lines=lines, as_json=as_json)
