"""The command about actors that may be the same one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.i18n import _, ngettext

if TYPE_CHECKING:
    from mapping.services.duplicates import Pair


@app.command()
def duplicates(
    target: Target,
    merge: Annotated[str, typer.Option(help="Identifiant de la structure en trop, avec --into")] = "",
    into: Annotated[str, typer.Option(help="Identifiant de la structure à garder, avec --merge")] = "",
    different: Annotated[
        tuple[str, str] | None, typer.Option("--not", metavar="A B", help="Ces deux-là ne sont pas un doublon")
    ] = None,
    threshold: Annotated[float, typer.Option(min=0, max=100, help="Score le plus bas montré")] = 80.0,
    as_json: Json = False,
) -> None:
    """Montrer les doublons possibles, fusionner, ou dire que ce n'en est pas un ; tout se défait."""
    from mapping.services import duplicates as service

    if bool(merge) != bool(into):
        raise typer.BadParameter(_("--merge et --into vont ensemble."))
    with working(_("Recherche des doublons…"), as_json=as_json), workshop_at(target) as store:
        if merge:
            done = service.merge(store, merge, into)
        elif different is not None:
            done = service.not_duplicates(store, *different)
        else:
            found = service.possible_duplicates(store, threshold=threshold)
            _show_pairs(found, as_json=as_json)
            return
    sentence = _("Enregistré. Pour défaire : undo ATELIER {id}").format(id=done.id)
    show({"event": done.id, "kind": done.kind.value}, lines=[sentence], as_json=as_json)


def _show_pairs(found: Sequence["Pair"], *, as_json: bool) -> None:
    count = len(found)
    lines = [ngettext("{n} doublon possible", "{n} doublons possibles", count).format(n=count)]
    for pair in found:
        lines.append(f"{pair.score:5.1f}  {pair.one}  {pair.one_name}")
        lines.append(f"       {pair.other}  {pair.other_name}")
        lines.append("       " + ", ".join(pair.reasons))
    show({"pairs": [asdict(pair) for pair in found]}, lines=lines, as_json=as_json)
