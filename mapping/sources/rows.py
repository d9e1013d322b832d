"""Turn a table of text into rows of a contract; every row is either kept or given back with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from mapping.domain.models import RejectedRow
from mapping.i18n import _
from mapping.sources.cells import CellError
from mapping.sources.guesses import Guess, Question, WordMeaning
from mapping.sources.tabular import RawTable, twins_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class TableRows:
    """What a reader returns: ``len(table) + len(rejected) == rows``.

    ``table`` follows a contract of ``domain.tables`` and is indexed by the row numbers of the file; ``columns`` says
    which column of the file answered each field, ``guesses`` why. ``notes`` lists everything that was put right
    without being asked, ``questions`` the kept rows that deserve a look, ``words`` how categories were understood;
    ``signature`` identifies the layout, ``licence`` is what the file says of its own.
    """

    table: pd.DataFrame
    rejected: tuple[RejectedRow, ...]
    columns: dict[str, str]
    rows: int
    notes: tuple[str, ...] = ()
    guesses: tuple[Guess, ...] = ()
    questions: tuple[Question, ...] = ()
    words: tuple[WordMeaning, ...] = ()
    signature: str = ""
    licence: str = ""


class RowCells:
    """The cells of one row by field; collects every fault of the row, so that it is corrected once."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.problems: list[str] = []

    def text(self, field: str) -> str:
        """Return the cell of a field as the file holds it, ``""`` when the file has no such column."""
        return self._cells.get(field, "")

    def read(self, reader: Callable[..., Value], *fields: str, otherwise: Value, **options: Any) -> Value:
        """Return what ``reader`` makes of some cells; note its refusal and return ``otherwise``."""
        try:
            return reader(*(self.text(field) for field in fields), **options)
        except CellError as error:
            self.problems.append(str(error))
            return otherwise


def read_rows(
    raw: RawTable,
    columns: dict[str, str],
    parse: Callable[[RowCells], dict[str, Any]],
    *,
    types: Mapping[str, str],
    unique: str = "",
) -> TableRows:
    """Return the rows that ``parse`` accepts, and those it finds fault with.

    Parameters
    ----------
    raw
        The table as text.
    columns
        Field → column.
    parse
        Makes the values of a row from its cells; it never raises, it collects faults.
    types
        Column of the result → pandas type, in order.
    unique
        A field that two rows may not share; rows where it is empty are let through.
    """
    kept: dict[int, dict[str, Any]] = {}
    rejected: list[RejectedRow] = []
    seen: dict[str, int] = {}
    twins = {column: twins_of(column, raw.frame.columns) for column in columns.values()}
    faults = raw.faults_for(columns)
    for row, values in zip(raw.frame.index, raw.frame.to_dict("records")):
        number, texts = int(row), {str(name): str(value) for name, value in values.items()}
        fault = faults.get(number, "")
        cells = RowCells({field: texts[column] for field, column in columns.items()})
        parsed = {} if fault else parse(cells)
        problems = [fault] if fault else [*cells.problems, *_disagreements(texts, twins)]
        if not problems and unique and parsed[unique]:
            first = seen.setdefault(str(parsed[unique]), number)
            problems = [] if first == number else [_twice(columns[unique], str(parsed[unique]), first)]
        if problems:
            rejected.append(RejectedRow(number, " ; ".join(problems), texts))
        else:
            kept[number] = parsed
    return TableRows(
        _typed(kept, types), tuple(rejected), columns, len(raw.frame), notes=raw.notes, licence=raw.licence
    )


def _twice(column: str, value: str, row: int) -> str:
    return _("« {column} » : « {value} » est déjà à la ligne {row}").format(column=column, value=value, row=row)


def _disagreements(texts: Mapping[str, str], twins: Mapping[str, Sequence[str]]) -> list[str]:
    """Say which columns of the same name hold different things: nobody but the author knows which is right."""
    return [
        _("deux colonnes « {column} » disent « {first} » et « {second} » ; gardez-en une").format(
            column=column, first=texts[column], second=texts[other]
        )
        for column, others in twins.items()
        for other in others
        if texts[other].strip() and texts[other].strip() != texts[column].strip()
    ]


def _typed(kept: Mapping[int, Mapping[str, Any]], types: Mapping[str, str]) -> pd.DataFrame:
    index = pd.Index(list(kept), name="row", dtype="int64")
    columns = {
        name: pd.Series([values[name] for values in kept.values()], index=index, dtype=dtype)
        for name, dtype in types.items()
    }
    return pd.DataFrame(columns, index=index)
