"""The command that ranks real premises: which would serve most of the inhabitants who have nothing."""

from typing import Annotated, Any

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.domain.errors import WorkshopError
from mapping.i18n import _

_COLUMNS = (
    *("rank", "rank_low", "rank_high", "candidate_id", "name", "lon", "lat", "inhabitants", "children", "over_65"),
    *("gap_to_next", "share_of_best", "walk_before_min", "walk_after_min", "confirmed"),
)


@app.command()
def siting(
    target: Target,
    filiere: Annotated[str, typer.Option(help="Besoin auquel le local répondrait")],
    sites: Annotated[int, typer.Option(min=1, max=20, help="Combien de locaux ouvrir ensemble")] = 1,
    as_json: Json = False,
) -> None:
    """Quel local choisir : ceux que l'atelier liste, classés par habitants servis, vérifiés par un calcul exact."""
    from mapping.services.scenario import situation_of
    from mapping.services.siting import rank_premises
    from mapping.services.siting_words import siting_sentences, together_sentences

    with working(_("Calcul…"), as_json=as_json), workshop_at(target) as store:
        situation = situation_of(store)
        found = rank_premises(situation, filiere, sites=sites, confirm=True)
        if found.ranked.empty:
            raise WorkshopError(_("Aucun local n'est listé dans cet atelier. Ajoutez-en dans « Contribuer »."))
        lines = [*siting_sentences(situation, found)]
        if sites > 1:
            lines += together_sentences(situation, found)
    result = {
        "filiere": filiere,
        "premises": [{name: _plain(row[name]) for name in _COLUMNS} for row in found.ranked.to_dict("records")],
        "together": {"premises": list(found.together), "inhabitants": _plain(found.inhabitants)},
        "sentences": lines,
    }
    show(result, lines=lines, as_json=as_json)


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold: what is unknown or infinite is null."""
    if isinstance(value, str | int):
        return value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return round(number, 3) if abs(number) < float("inf") else None
