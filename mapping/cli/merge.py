"""The command that makes one workshop of the files of several laptops."""

from dataclasses import asdict
from typing import Annotated

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app
from mapping.i18n import _, ngettext


@app.command()
def merge(
    target: Target,
    others: Annotated[list[str], typer.Argument(metavar="AUTRE…", help="Les copies des autres ordinateurs")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui viendrait, sans rien changer")] = False,
    as_json: Json = False,
) -> None:
    """Réunir les fichiers de plusieurs ordinateurs : rien de perdu, rien en double, dans n'importe quel ordre."""
    from mapping.services import merge as service

    with working(_("Réunion des fichiers…"), as_json=as_json):
        done = service.Merge(tuple(service.preview(target, others)), None) if dry_run else service.merge(target, others)
    conflicts = service.conflict_lines(done)
    lines = [sentence for joined in done.joined for sentence in service.sentences(joined)]
    if conflicts:
        count = len(conflicts)
        lines.append(ngettext("{n} désaccord à regarder :", "{n} désaccords à regarder :", count).format(n=count))
    for line in conflicts:
        lines.append(f"  {line.what}")
        lines.append(
            _("    ici : {here} ; là-bas : {there} ; reste : {kept}").format(
                here=line.here, there=line.there, kept=line.kept
            )
        )
        lines.append(f"    {line.how}")
    if done.backup is not None:
        lines.append(_("L'atelier comme il était avant : {path}").format(path=done.backup))
    if dry_run:
        lines.append(_("Essai : rien n'a été écrit."))
    result = {
        "joined": [
            {
                "from": joined.where,
                "events": {kind.value: count for kind, count in joined.events.items()},
                "rows": dict(joined.rows),
                "conflicts": [asdict(conflict) for conflict in joined.conflicts],
            }
            for joined in done.joined
        ],
        "backup": None if done.backup is None else str(done.backup),
    }
    show(result, lines=lines, as_json=as_json)
