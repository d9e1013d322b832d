"""What commands print: a few lines for a person, or one JSON object, and the sentence of a refusal."""

import dataclasses
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import typer
from rich.console import Console

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _

REFUSED = 1
_people = Console(highlight=False, soft_wrap=True)
_waiting = Console(stderr=True)


def show(result: dict[str, Any], *, lines: list[str], as_json: bool) -> None:
    """Print ``result`` as JSON, or ``lines`` for a person."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False, default=_plain))
        return
    for line in lines:
        _people.print(line, markup=False)


@contextmanager
def working(sentence: str, *, as_json: bool, spinner: bool = True) -> Iterator[None]:
    """Show that something long is going on, on a terminal only; turn refusals into a sentence and exit status 1.

    Without ``spinner``, the command shows its progress itself.
    """
    try:
        if spinner and _waiting.is_terminal and not as_json:
            with _waiting.status(sentence):
                yield
        else:
            yield
    except CartoquartierError as error:
        _refuse(str(error), as_json=as_json, cause=error)
    except OSError as error:
        reason = error.strerror or str(error)
        name = f" : {error.filename}" if error.filename else ""
        _refuse(
            _("Fichier ou disque inaccessible ({reason}{name}). Vérifiez le nom, les droits et la place libre.").format(
                reason=reason, name=name
            ),
            as_json=as_json,
            cause=error,
        )


def _refuse(sentence: str, *, as_json: bool, cause: Exception) -> None:
    print(sentence, file=sys.stderr)
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    raise typer.Exit(REFUSED) from cause


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)
