"""What every command has in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from mapping.storage.interface import Store

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Cartographier l'économie sociale et solidaire d'un quartier avec ses habitants.",
)

Target = Annotated[
    str, typer.Argument(metavar="ATELIER", help="Chemin en .atelier, ou URL PostgreSQL avec ?atelier=NOM")
]
Json = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie, et rien d'autre")]


@contextmanager
def workshop_at(target: str) -> Iterator[Store]:
    """Open a workshop for the time of a command."""
    from mapping.services.workshops import open_store

    store = open_store(target)
    try:
        yield store
    finally:
        store.close()
