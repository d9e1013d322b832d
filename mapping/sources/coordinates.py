"""Make positions of what a table holds: which columns, in which order and unit; everything put right is said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.domain.crs import in_france
from mapping.i18n import _
from mapping.sources.angles import read_angles, read_pairs
from mapping.sources.cells import CellError, clean_position, shortened
from mapping.sources.columns import key_of
from mapping.sources.coordinate_columns import Candidate, find_candidates, given_candidate
from mapping.sources.guesses import Confidence, Guess, Question, lines
from mapping.sources.readings import DEGREES, Extent, Fit, Numbers, Reading, best_fit, other_readings

_USABLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Positions:
    """Longitudes and latitudes in WGS 84 degrees, NaN where there is none; ``problems`` by place in the table."""

    lon: Numbers
    lat: Numbers
    problems: dict[int, str]
    columns: dict[str, str]
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The two numbers of every row, as the columns of a candidate hold them."""

    first: Numbers
    second: Numbers
    mended: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.first) & np.isfinite(self.second)


def read_positions(
    frame: pd.DataFrame,
    *,
    table: str,
    given: Mapping[str, str],
    taken: Iterable[str] = (),
    name_column: str = "",
    extent: Extent | None = None,
) -> Positions:
    """Return the position of every row, from the columns that a person named or that are guessed.

    Parameters
    ----------
    frame
        A table of text, indexed by row number.
    table
        The contract whose synonyms are used ("actors", "landmarks").
    given
        Field → column: ``lon`` and ``lat``, or ``position`` for a column that holds both; an empty column for ``lon``
        or ``position`` says that there is none.
    taken
        Columns of other fields.
    name_column
        Of the names: of two pairs, the one that is named alike is theirs.
    extent
        Of the territory, as evidence.

    Returns
    -------
    Positions
        A row is corrected alone only when one reading, and not the reading of its column, puts it in France.
    """
    chosen = given_candidate(given)
    candidates = [chosen] if chosen is not None else []
    if chosen is None and given.get("lon") != "" and given.get("position") != "":
        candidates = find_candidates(frame, table=table, taken=taken)
    ranked = _ranked(frame, candidates, name_column, extent)
    if not ranked:
        return _nowhere(len(frame), ())
    best = ranked[0]
    numbers = _numbers(frame, best)
    fit = best_fit(numbers.first, numbers.second, extent=extent)
    if numbers.known.any() and fit.france_share < _USABLE_SHARE and best.confidence is Confidence.LIKELY:
        unused = _("{columns} : ces nombres ne sont pas des positions en France, ils n'ont pas servi").format(
            columns=best.label
        )
        return _nowhere(len(frame), (unused,))
    others = tuple(candidate.label for candidate in ranked[1:])
    return _placed(frame, best, numbers, fit, others)


def _ranked(
    frame: pd.DataFrame, candidates: Sequence[Candidate], name_column: str, extent: Extent | None
) -> list[Candidate]:
    """Return the candidates, the best first; the order in which they were found decides between equals."""
    if len(candidates) < 2:
        return list(candidates)
    scores = [_rank(frame, candidate, name_column, extent) for candidate in candidates]
    order = sorted(range(len(candidates)), key=lambda place: (scores[place], -place), reverse=True)
    return [candidates[place] for place in order]


def _rank(
    frame: pd.DataFrame, candidate: Candidate, name_column: str, extent: Extent | None
) -> tuple[float, bool, bool, float]:
    numbers = _numbers(frame, candidate)
    fit = best_fit(numbers.first, numbers.second, extent=extent)
    stem = key_of(candidate.lon.casefold().replace("long", "").replace("lon", "").replace("lng", ""))
    complete = float(numbers.known.mean()) if len(frame) else 0.0
    return (
        round(fit.near_share, 2),
        round(fit.france_share * complete, 1) > 0,
        len(stem) > 2 and stem in key_of(name_column),
        round(complete, 2),
    )


def _numbers(frame: pd.DataFrame, candidate: Candidate) -> _Numbers:
    if candidate.lat:
        lon, lat = read_angles(frame[candidate.lon]), read_angles(frame[candidate.lat])
        return _Numbers(lon.values, lat.values, lon.mended | lat.mended, lon.unreadable | lat.unreadable)
    pairs = read_pairs(frame[candidate.lon])
    # People write latitude first, formats longitude first: the plain reading of a cell is given longitude first.
    first = np.where(pairs.ordered, pairs.first, pairs.second)
    second = np.where(pairs.ordered, pairs.second, pairs.first)
    return _Numbers(first, second, np.zeros(len(frame), dtype=bool), pairs.unreadable)


def _nowhere(count: int, notes: tuple[str, ...]) -> Positions:
    nothing = np.full(count, np.nan)
    return Positions(nothing, nothing.copy(), {}, {}, notes=notes)


def _placed(frame: pd.DataFrame, found: Candidate, numbers: _Numbers, fit: Fit, others: tuple[str, ...]) -> Positions:
    reading = fit.reading if fit.france_share > 0 else DEGREES
    known = numbers.known
    null_island = known & (numbers.first == 0) & (numbers.second == 0)
    known &= ~null_island
    lon, lat = (values.copy() for values in reading.positions(numbers.first, numbers.second))
    good = known & in_france(lon, lat)
    notes, questions = _column_notes(found, reading, int(good.sum())), _mended(frame, numbers, good)
    for other in other_readings(reading):
        rows = np.flatnonzero(known & ~good)
        if not len(rows):
            break
        other_lon, other_lat = other.positions(numbers.first[rows], numbers.second[rows])
        right = in_france(other_lon, other_lat)
        lon[rows[right]], lat[rows[right]] = other_lon[right], other_lat[right]
        good[rows[right]] = True
        notes += _row_notes(other, reading, int(right.sum()))
        questions += [_asked(frame, int(row), _how(other, reading)) for row in rows[right]]
    notes += _counted(_("position « 0 ; 0 » comptée comme vide, à placer : {lines}"), int(null_island.sum()))
    notes += _counted(
        _("virgule de trop dans un nombre, ce qui la suit est laissé de côté : {lines}"),
        int((numbers.mended & good).sum()),
    )
    if others:
        notes.append(_("il y avait aussi {others} : non utilisées").format(others=" ; ".join(others)))
    problems = _problems(frame, found, reading, numbers, good | null_island)
    lon[~good], lat[~good] = np.nan, np.nan
    columns, guesses = _described(found, reading, others)
    ordered = tuple(sorted(questions, key=lambda question: question.row))
    return Positions(lon, lat, problems, columns, guesses, tuple(notes), ordered)


def _column_notes(found: Candidate, reading: Reading, rows: int) -> list[str]:
    if reading == DEGREES or not rows:
        return []
    if reading.epsg:
        text = _("{columns} : mètres en {system}, convertis en degrés ({lines})")
        return [text.format(columns=found.label, system=reading.name, lines=lines(rows))]
    if not found.lat:
        return [_("{columns} : longitude puis latitude ({lines})").format(columns=found.label, lines=lines(rows))]
    text = _("« {lon} » contient la latitude et « {lat} » la longitude : échangées ({lines})")
    return [text.format(lon=found.lon, lat=found.lat, lines=lines(rows))]


def _how(other: Reading, usual: Reading) -> str:
    if other.epsg == usual.epsg:
        return _("latitude et longitude étaient dans l'autre ordre que dans le reste du fichier")
    return _("position en {system}, pas comme le reste du fichier").format(system=other.name)


def _row_notes(other: Reading, usual: Reading, rows: int) -> list[str]:
    return (
        [_("corrigé ligne par ligne, {lines} : {how}").format(lines=lines(rows), how=_how(other, usual))]
        if rows
        else []
    )


def _counted(sentence: str, count: int) -> list[str]:
    return [sentence.format(lines=lines(count))] if count else []


def _asked(frame: pd.DataFrame, row: int, text: str) -> Question:
    return Question(int(frame.index[row]), text)


def _mended(frame: pd.DataFrame, numbers: _Numbers, good: NDArray[np.bool_]) -> list[Question]:
    text = _("un nombre de la position avait une virgule de trop : ce qui suit la virgule a été laissé de côté")
    return [_asked(frame, int(row), text) for row in np.flatnonzero(numbers.mended & good)]


def _problems(
    frame: pd.DataFrame, found: Candidate, reading: Reading, numbers: _Numbers, settled: NDArray[np.bool_]
) -> dict[int, str]:
    """Say what is wrong with each row that is neither placed nor empty."""
    half = np.isfinite(numbers.first) != np.isfinite(numbers.second)
    wrong = np.flatnonzero(~settled & (numbers.known | half | numbers.unreadable))
    problems = {}
    for row in wrong:
        cells = [str(frame[name].iloc[row]) for name in (found.lon, found.lat) if name]
        problems[int(row)] = _problem(cells, reading)
    return problems


def _problem(cells: list[str], reading: Reading) -> str:
    got = " ; ".join(shortened(cell) for cell in cells)
    if len(cells) == 1:
        return _("position « {got} » : deux nombres d'une position en France sont attendus").format(got=got)
    try:
        clean_position(*(reversed(cells) if reading.swapped else cells))
    except CellError as error:
        if not reading.epsg:
            return str(error)
    return _("position « {got} » : hors de France, ou pas en {system}").format(got=got, system=reading.name)


def _described(found: Candidate, reading: Reading, others: tuple[str, ...]) -> tuple[dict[str, str], tuple[Guess, ...]]:
    reason = found.reason
    if reading != DEGREES:
        reason = _("{reason} ; valeurs : {system}").format(reason=reason, system=reading.name)
    if not found.lat:
        return {"position": found.lon}, (Guess("position", found.lon, reason, found.confidence, others),)
    # What the columns really hold, so that the mapping that is remembered reads straight.
    pair = (found.lat, found.lon) if reading.swapped else (found.lon, found.lat)
    guesses = tuple(
        Guess(field, column, reason, found.confidence, others) for field, column in zip(("lon", "lat"), pair)
    )
    return dict(zip(("lon", "lat"), pair)), guesses
