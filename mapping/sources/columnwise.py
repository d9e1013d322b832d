"""Turn a large table of text into rows of a contract, one column at a time.

The same account as `rows.read_rows`: every row is kept, or given back with all its faults; a cell that comes a
thousand times is read once.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from mapping.domain.models import RejectedRow
from mapping.i18n import _
from mapping.sources.cells import CellError
from mapping.sources.tabular import RawTable, twins_of


class ColumnCells:
    """The columns of a table by field; collects every fault of every row, in the order in which they are read."""

    def __init__(self, frame: pd.DataFrame, columns: Mapping[str, str]) -> None:
        self._frame = frame
        self._columns = columns
        self.problems: dict[int, list[str]] = {}

    @property
    def index(self) -> pd.Index:
        """The row numbers of the table."""
        return self._frame.index

    def note(self, problems: Mapping[int, str]) -> None:
        """Add a fault to rows, by their place in the table."""
        for place, problem in problems.items():
            self.problems.setdefault(place, []).append(problem)

    def text(self, field: str) -> pd.Series:
        """Return the cells of a field as the file holds them, ``""`` when the file has no such column."""
        if field in self._columns:
            return self._frame[self._columns[field]]
        return pd.Series([""] * len(self._frame), index=self._frame.index, dtype="str")

    def read(
        self, reader: Callable[..., str], column: pd.Series | str, *, otherwise: str = "", **options: Any
    ) -> np.ndarray[Any, np.dtype[np.object_]]:
        """Return what ``reader`` makes of each cell of a field or of a column; note its refusals.

        Where it refuses, the result is ``otherwise`` and the row has one more problem.
        """
        cells = self.text(column) if isinstance(column, str) else column
        if isinstance(column, str) and column not in self._columns and otherwise == "":
            return self._constant(reader, **options)
        codes, uniques = pd.factorize(cells.to_numpy(object))
        values = np.empty(len(uniques), dtype=object)
        refused: dict[int, str] = {}
        for number, cell in enumerate(uniques):
            try:
                values[number] = reader(cell, **options)
            except CellError as error:
                values[number], refused[number] = otherwise, str(error)
        if refused:
            wrong = np.flatnonzero(np.isin(codes, list(refused)))
            self.note({int(place): refused[int(codes[place])] for place in wrong})
        return values[codes]

    def _constant(self, reader: Callable[..., str], **options: Any) -> np.ndarray[Any, np.dtype[np.object_]]:
        value, count = "", len(self._frame)
        try:
            value = reader("", **options)
        except CellError as error:
            self.note(dict.fromkeys(range(count), str(error)))
        return np.full(count, value, dtype=object)


def account(
    raw: RawTable, columns: Mapping[str, str], values: pd.DataFrame, cells: ColumnCells, *, unique: str = ""
) -> tuple[pd.DataFrame, tuple[RejectedRow, ...]]:
    """Return the rows without fault, and the others with their reasons and their cells.

    Parameters
    ----------
    raw
        The table as text.
    columns
        Field → column.
    values
        What was read of every row, on the index of the table.
    cells
        Holds the faults.
    unique
        A field that two rows may not share; rows where it is empty are let through.
    """
    problems = dict(cells.problems)
    for place, sentence in _disagreements(raw.frame, columns):
        problems.setdefault(place, []).append(sentence)
    faults = raw.faults_for(columns)
    if faults:
        places = {int(number): place for place, number in enumerate(raw.frame.index)}
        problems |= {places[number]: [fault] for number, fault in faults.items() if number in places}
    good = np.ones(len(values), dtype=bool)
    good[list(problems)] = False
    if unique:
        ids = values[unique].where(pd.Series(good, index=values.index), "")
        for place in np.flatnonzero((ids.ne("") & ids.duplicated()).to_numpy()).tolist():
            first = int(values.index[int(np.argmax(ids.to_numpy() == ids.iloc[place]))])
            problems[int(place)] = [_twice(columns[unique], str(ids.iloc[place]), first)]
            good[place] = False
    names = [str(name) for name in raw.frame.columns]
    rejected = tuple(
        RejectedRow(
            int(raw.frame.index[place]),
            " ; ".join(problems[place]),
            dict(zip(names, map(str, raw.frame.iloc[place].tolist()))),
        )
        for place in sorted(problems)
    )
    return values[good], rejected


def _twice(column: str, value: str, row: int) -> str:
    return _("« {column} » : « {value} » est déjà à la ligne {row}").format(column=column, value=value, row=row)


def _disagreements(frame: pd.DataFrame, columns: Mapping[str, str]) -> list[tuple[int, str]]:
    found = []
    for column in dict.fromkeys(columns.values()):
        for other in twins_of(column, frame.columns):
            one, two = frame[column].str.strip(), frame[other].str.strip()
            for place in np.flatnonzero(((two != "") & (one != two)).to_numpy()):
                sentence = _("deux colonnes « {column} » disent « {first} » et « {second} » ; gardez-en une").format(
                    column=column, first=frame[column].iloc[place], second=frame[other].iloc[place]
                )
                found.append((int(place), sentence))
    return found
