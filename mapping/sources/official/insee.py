"""Figures of Insee on the QPV 2024: inhabitants, and every indicator that it publishes under the same codes."""

import csv
import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources import files

import pandas as pd

from mapping.domain.errors import FetchError, FileError
from mapping.domain.layers import INDICATORS
from mapping.domain.tables import POPULATION
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_number, clean_text
from mapping.sources.columns import guess_columns, key_of, require_fields
from mapping.sources.official.addresses import INSEE_FILES
from mapping.sources.official.answers import as_documented, file_name
from mapping.sources.official.cache import CachedFile
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress
from mapping.sources.official.insee_archive import Archive, code_column, read_archive
from mapping.sources.population import read_population_table
from mapping.sources.rows import TableRows
from mapping.sources.tabular import RawTable
from mapping.sources.zonecodes import normalise_zone_code

PUBLISHER = "Insee"
SECRETS = frozenset({"ns", "nd", "s", "so"})
"""Not significant, not available, under statistical secrecy, without object."""

_DESCRIPTIVE = frozenset(
    {"reg", "dep", "com", "epci", "insee_com", "insee_dep", "insee_reg", "siren_epci", "annee", "year"}
)
"""Codes and years: numbers that measure nothing."""
_YEAR = re.compile(r"^(?:p(\d\d)_pop|pmun_?(?:20)?(\d\d)|pop_mun_?(?:20)?(\d\d))$")


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file of Insee: where it is, the year it speaks of (empty when only its columns say), what it is about."""

    name: str
    page: str
    files: tuple[str, ...]
    year: str
    title: str


@dataclass(frozen=True, slots=True)
class FetchedPopulation:
    """Inhabitants of the zones that were asked for: ``rows`` counts only those."""

    file: CachedFile
    rows: TableRows


@dataclass(frozen=True, slots=True)
class FetchedIndicators:
    """``layers.INDICATORS`` for the zones that were asked for, and what a person should know of the file."""

    dataset: Dataset
    file: CachedFile
    table: pd.DataFrame
    sentences: tuple[str, ...]


@lru_cache
def datasets() -> tuple[Dataset, ...]:
    """Return the files that Insee publishes on the QPV 2024, population first."""
    return tuple(
        Dataset(row["dataset"], row["page"], tuple(row["files"].split("|")), row["year"], row["title"])
        for row in _data("insee_files.csv")
    )


def fetch_population(
    client: Client, *, codes: Collection[str], base_url: str | None = None, on_progress: Progress | None = None
) -> FetchedPopulation:
    """Return the official number of inhabitants of some zones.

    Parameters
    ----------
    base_url
        Stands in for the folder of Insee's files, or is the file itself when it ends in ``.zip`` or ``.csv``.

    Raises
    ------
    FetchError
        When Insee does not answer, or gives something else than codes and numbers of inhabitants.
    """
    dataset = datasets()[0]
    file = _download(client, dataset, base_url=base_url, on_progress=on_progress)
    with as_documented(file, title=f"{PUBLISHER}, {dataset.title}"):
        table, columns = _population_table(read_archive(file.path), name=file.path.name)
    rows = read_population_table(_only(table, codes, column=columns["code"]), columns=columns)
    told = rows.table["year"].where(rows.table["year"].ne(""), _year_of(columns["population"]))
    return FetchedPopulation(file, replace(rows, table=rows.table.assign(year=told, source=PUBLISHER)))


def fetch_indicators(
    client: Client,
    dataset: Dataset,
    *,
    codes: Collection[str],
    base_url: str | None = None,
    on_progress: Progress | None = None,
) -> FetchedIndicators:
    """Return every figure of a file for some zones; a cell under secrecy keeps its sign instead of a value.

    Raises
    ------
    FetchError
        When Insee does not answer, or gives something else than a table of codes.
    """
    file = _download(client, dataset, base_url=base_url, on_progress=on_progress)
    with as_documented(file, title=f"{PUBLISHER}, {dataset.title}"):
        archive = read_archive(file.path)
    frames: list[pd.DataFrame] = []
    unread = 0
    for table in archive.tables.values():
        frame, bad = _long(table, archive, dataset, codes)
        frames.append(frame)
        unread += bad
    found = pd.concat(frames, ignore_index=True).drop_duplicates(["code", "name", "year"])
    return FetchedIndicators(dataset, file, found, tuple(_sentences(found, dataset, unread=unread)))


def _download(client: Client, dataset: Dataset, *, base_url: str | None, on_progress: Progress | None) -> CachedFile:
    """Return the file of a dataset, under the first of its names that is there."""
    base = base_url or INSEE_FILES.url
    if file_name(base, default=""):
        return client.download(base, name=file_name(base, default=""), on_progress=on_progress)
    refusals: list[FetchError] = []
    for name in dataset.files:
        try:
            return client.download(f"{base.rstrip('/')}/{dataset.page}/{name}", name=name, on_progress=on_progress)
        except FetchError as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _population_table(archive: Archive, *, name: str) -> tuple[RawTable, dict[str, str]]:
    """Return the table that gives inhabitants, with its columns of codes and of numbers."""
    for table in archive.tables.values():
        names = list(table.frame.columns)
        chosen = guess_columns(names, POPULATION, given={})
        if "population" not in chosen:
            chosen |= (
                {"population": found} if (found := _by_pattern(names, "population", taken=chosen.values())) else {}
            )
        if "population" in chosen:
            return table, chosen
    tables = list(archive.tables.values())
    names = list(tables[0].frame.columns)
    require_fields(guess_columns(names, POPULATION, given={}), ["population"], contract=POPULATION, names=names)
    raise FileError(name)


def _by_pattern(names: Iterable[str], dataset: str, *, taken: Iterable[str]) -> str:
    free = {key_of(name): name for name in names if name not in set(taken)}
    for row in _data("insee_columns.csv"):
        if row["dataset"] == dataset and row["field"] == "population":
            for key, name in free.items():
                if fnmatchcase(key, row["pattern"]):
                    return name
    return ""


def _year_of(column: str) -> str:
    """Return the year that a column says, ``""`` when it does not: the 24 of QPV24 is that of the outlines."""
    match = _YEAR.match(key_of(column))
    return f"20{next(filter(None, match.groups()))}" if match else ""


def _only(table: RawTable, codes: Collection[str], *, column: str) -> RawTable:
    """Return the rows of a table that are about the zones of the workshop."""
    wanted = {normalise_zone_code(code) for code in codes}
    return replace(table, frame=table.frame[table.frame[column].map(normalise_zone_code).isin(wanted)])


def _long(table: RawTable, archive: Archive, dataset: Dataset, codes: Collection[str]) -> tuple[pd.DataFrame, int]:
    """Return one row per zone and figure, and how many cells are neither a number nor a sign of secrecy."""
    code = code_column(table)
    frame = _only(table, codes, column=code).frame
    rows: list[tuple[str, str, str, float, str, str, str]] = []
    unread = 0
    for name in frame.columns:
        if name == code or key_of(name) in _DESCRIPTIVE:
            continue
        cells = [_figure(text) for text in frame[name]]
        if all(cell is None for cell in cells):
            continue
        unread += cells.count(None)
        label = archive.labels.get(name.strip().lower()) or _known_label(name, dataset.name)
        rows += [
            (normalise_zone_code(zone), name, label, cell[0], cell[1], dataset.year, PUBLISHER)
            for zone, cell in zip(frame[code], cells)
            if cell is not None
        ]
    return pd.DataFrame(rows, columns=pd.Index(INDICATORS.names)), unread


def _figure(text: str) -> tuple[float, str] | None:
    """Return (value, "") or (NaN, sign of secrecy), None for a cell that is neither; an empty cell is not available."""
    cleaned = clean_text(text)
    if not cleaned or cleaned.casefold() in SECRETS:
        return math.nan, cleaned.casefold() or "nd"
    try:
        return clean_number(cleaned, label=""), ""
    except CellError:
        return None


def _known_label(name: str, dataset: str) -> str:
    for row in _data("insee_columns.csv"):
        if row["dataset"] == dataset and row["label"] and fnmatchcase(key_of(name), row["pattern"]):
            return row["label"]
    return ""


def _sentences(found: pd.DataFrame, dataset: Dataset, *, unread: int) -> Iterable[str]:
    keys = {key_of(name) for name in found["name"].unique()}
    expected = [row for row in _data("insee_columns.csv") if row["dataset"] == dataset.name and row["label"]]
    missing = [row["label"] for row in expected if not any(fnmatchcase(key, row["pattern"]) for key in keys)]
    if found.empty:
        yield _("{title} : aucun quartier de l'atelier dans ce fichier.").format(title=dataset.title)
    elif missing:
        yield _("{title} : colonnes absentes de cette édition : {missing}. Le reste est pris.").format(
            title=dataset.title, missing=" ; ".join(missing)
        )
    if unread:
        yield _("{title} : {n} cellules qui ne sont ni un nombre ni un signe de secret sont laissées.").format(
            title=dataset.title, n=unread
        )


@lru_cache
def _data(name: str) -> tuple[dict[str, str], ...]:
    text = files("mapping.sources.official").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
