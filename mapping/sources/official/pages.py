"""Pages of JSON answers: kept for a day so that a cut goes on where it stopped, and checked before they are used."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from mapping.domain.errors import FetchError
from mapping.domain.tables import ACTORS, Type
from mapping.i18n import _
from mapping.sources.official.addresses import Address
from mapping.sources.official.client import Client, Params

FRESH = timedelta(days=1)
_ANEW = timedelta(seconds=-1)
_TYPES = {column.name: "float64" if column.type is Type.NUMBER else "str" for column in ACTORS.columns}

Page = Mapping[str, Any]


def read_page(
    client: Client,
    url: str,
    *,
    params: Params,
    address: Address,
    check: Callable[[Any], Page],
    past_cache: bool = False,
) -> Page:
    """Return one page that ``check`` accepts; a page of the cache that it refuses is asked for once more.

    Raises
    ------
    FetchError
        When the source does not answer, or ``check`` refuses what it answers.
    """
    if not past_cache:
        answer = client.get_json(url, params=params, min_interval_s=address.min_interval_s, max_age=FRESH)
        try:
            return check(answer)
        except FetchError:
            past_cache = True
    return check(client.get_json(url, params=params, min_interval_s=address.min_interval_s, max_age=_ANEW))


def require_fields(names: Sequence[str], records: Sequence[Any], *, address: Address, each: bool = True) -> None:
    """Raise unless every record has every field, be it empty; with ``each`` false, unless one record at least has it.

    Raises
    ------
    FetchError
        When a field is not there: the source changed, and a guess would lose rows without a word.
    """
    fields = [set(record) if isinstance(record, dict) else set() for record in records]
    for name in names:
        has = [name in got for got in fields]
        if fields and not (all(has) if each else any(has)):
            raise _unexpected(name, fields[has.index(False)], address=address)


def list_of(record: Page, name: str, *, address: Address) -> list[Any]:
    """Return a list that a record holds, empty when it says that there is none.

    Raises
    ------
    FetchError
        When something else stands there.
    """
    value = record[name] if record[name] is not None else []
    if not isinstance(value, list):
        raise _unexpected(name, {type(value).__name__}, address=address)
    return value


def count_of(record: Page, name: str, *, address: Address) -> int:
    """Return a number of things that a record holds.

    Raises
    ------
    FetchError
        When something else stands there.
    """
    value = record[name]
    if not isinstance(value, int) or value < 0:
        raise _unexpected(name, {type(value).__name__}, address=address)
    return value


def _unexpected(name: str, got: set[str], *, address: Address) -> FetchError:
    return FetchError(
        _(
            "{source} : le champ « {name} » est attendu et n'est pas là, ou autrement (reçu : {got}). "
            "La source a changé : mettez Cartoquartier à jour, ou importez une liste."
        ).format(source=address.title, name=name, got=", ".join(sorted(map(str, got))[:8]) or _("autre chose"))
    )


def actors_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return rows as ``tables.ACTORS``."""
    return pd.DataFrame(list(rows), columns=ACTORS.names).astype(_TYPES)
