"""The command that packs a workshop for a laptop without internet."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.cli.fetch import progress_bar
from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app
from mapping.i18n import _


@app.command()
def kit(
    target: Target,
    out: Annotated[Path, typer.Argument(metavar="FICHIER.zip", help="Le ZIP à écrire")],
    as_json: Json = False,
) -> None:
    """Mettre l'atelier, l'application et ses bibliothèques dans un ZIP, pour une clé USB."""
    from mapping.services.kit import build_kit

    with working("", as_json=as_json, spinner=False), progress_bar(shown=not as_json) as on_progress:
        made = build_kit(target, out, on_progress=on_progress)
    result = {
        "out": str(made.path),
        "files": made.files,
        "bytes": made.size_bytes,
        "unpacked_bytes": made.unpacked_bytes,
        "python": made.python,
        "system": made.system,
    }
    lines = [
        _("Kit écrit : {out} ({size} Mo, {unpacked} Mo une fois décompressé).").format(
            out=made.path, size=round(made.size_bytes / 1e6), unpacked=round(made.unpacked_bytes / 1e6)
        ),
        _("Il s'ouvre sur un ordinateur {system} qui a Python {python} ; LISEZ-MOI.txt dit comment.").format(
            system=made.system, python=made.python
        ),
    ]
    show(result, lines=lines, as_json=as_json)
