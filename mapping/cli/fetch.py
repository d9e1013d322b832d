"""The command that asks official sources."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.services.fetch_kinds import FetchKind

_waiting = Console(stderr=True)


@app.command()
def fetch(
    target: Target,
    kind: Annotated[FetchKind, typer.Argument(metavar="boundaries|population|actors|streets|basemap")],
    address: Annotated[str | None, typer.Option("--from", help="Une autre adresse que l'officielle")] = None,
    communes: Annotated[str, typer.Option(help="boundaries : ajouter les QPV de ces communes (codes Insee)")] = "",
    cache: Annotated[Path | None, typer.Option(help="Dossier où garder ce qui est reçu")] = None,
    as_json: Json = False,
) -> None:
    """Aller chercher aux sources officielles ce qui manque ; reprend où il en était."""
    from mapping.services.fetch import fetch as bring
    from mapping.services.reports import import_result

    codes = [code.strip() for code in communes.split(",") if code.strip()]
    with (
        working("", as_json=as_json, spinner=False),
        workshop_at(target) as store,
        progress_bar(shown=not as_json) as on_progress,
    ):
        got = bring(store, kind, base_url=address, communes=codes, cache_dir=cache, on_progress=on_progress)
    result = {
        "kind": got.kind.value,
        "source": got.source,
        "counts": dict(got.counts),
        "report": import_result(got.report) if got.report is not None else None,
        "sentences": list(got.sentences),
    }
    lines = [got.source, *(f"  {name} : {count}" for name, count in got.counts.items()), *got.sentences]
    show(result, lines=lines, as_json=as_json)


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Callable[[str, int, int | None], None]]:
    """Give what a service tells its progress to: a bar on a terminal, nothing elsewhere."""
    if not shown or not _waiting.is_terminal:
        yield lambda _what, _done, _total: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_waiting, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
