"""Fetch from official sources what a workshop lacks: each source alone, and nothing is written before all is read."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mapping.domain.errors import FetchError
from mapping.domain.ids import new_id
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, ImportReport, RejectedRow, Source, ZoneKind
from mapping.i18n import _
from mapping.services.fetch_actors import fetch_actors
from mapping.services.fetch_kinds import FetchKind
from mapping.services.fetch_osm import fetch_basemap, fetch_streets
from mapping.services.importing import describe_boundaries
from mapping.sources.official.addresses import COMPANIES, INSEE_FILES, OVERPASS, QPV, Address
from mapping.sources.official.answers import file_name
from mapping.sources.official.cache import CachedFile
from mapping.sources.official.client import Client
from mapping.sources.official.grid_archive import EDITION, fetch_grid
from mapping.sources.official.grid_cells import grid_parts, no_grid
from mapping.sources.official.insee import FetchedIndicators, datasets, fetch_indicators, fetch_population
from mapping.sources.official.qpv import fetch_qpv
from mapping.storage.interface import Store

__all__ = ["ADDRESSES", "FetchKind", "FetchReport", "fetch"]

Progress = Callable[[str, int, int | None], None]
"""(what, done, total): bytes, pages or steps; ``total`` is None when nobody knows."""


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch brought: counts by name, the account of the rows where there is one, and French sentences."""

    kind: FetchKind
    source: str
    counts: Mapping[str, int]
    report: ImportReport | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Request:
    store: Store
    client: Client
    base_url: str | None
    communes: tuple[str, ...]
    on_progress: Progress | None


ADDRESSES: Mapping[FetchKind, Address] = {
    FetchKind.BOUNDARIES: QPV,
    FetchKind.POPULATION: INSEE_FILES,
    FetchKind.ACTORS: COMPANIES,
    FetchKind.STREETS: OVERPASS,
    FetchKind.BASEMAP: OVERPASS,
}


def fetch(
    store: Store,
    kind: FetchKind,
    *,
    base_url: str | None = None,
    communes: Collection[str] = (),
    on_progress: Progress | None = None,
    cache_dir: Path | None = None,
    client: Client | None = None,
) -> FetchReport:
    """Bring one kind of thing from its official source into a workshop.

    Parameters
    ----------
    base_url
        Stands in for the official address.
    communes
        Insee codes; with ``FetchKind.BOUNDARIES``, the QPV of these communes are added.
    cache_dir
        Where what is received is kept; the cache folder of the user when None.
    client
        What asks; one is made for the time of the call when None.

    Raises
    ------
    FetchError
        When the source does not answer, or not as it documents; the workshop is as it was.
    """
    if client is not None:
        return _FETCHERS[kind](_Request(store, client, base_url, tuple(communes), on_progress))
    with Client(cache_dir=cache_dir) as own:
        return _FETCHERS[kind](_Request(store, own, base_url, tuple(communes), on_progress))


def _boundaries(request: _Request) -> FetchReport:
    zones = request.store.zones()
    codes = zones.loc[zones["vintage"].eq("2024") & zones["kind"].eq(ZoneKind.QPV.value), "code"].tolist()
    got = fetch_qpv(
        request.client,
        codes=codes,
        communes=request.communes,
        base_url=request.base_url,
        on_progress=request.on_progress,
    )
    found = got.boundaries
    if found.zones.empty:
        raise FetchError(_("{source} : aucun contour utilisable.").format(source=QPV.title))
    source = describe_boundaries(got.file.path, found)
    known = set(zones["code"]) & set(found.zones["code"])
    request.store.save_zones(source, found.zones.assign(source_id=source.id))
    report = ImportReport(
        kind=DatasetKind.BOUNDARIES,
        rows=found.rows,
        imported=len(found.zones) - len(known),
        updated=len(known),
        to_geocode=0,
        rejected=found.rejected,
        columns=dict(found.columns),
        findings=found.findings,
    )
    sentences = list(found.notes)
    if got.absent:
        sentences.append(
            _("Codes qui ne sont pas dans le fichier officiel, laissés comme ils étaient : {codes}.").format(
                codes=", ".join(got.absent)
            )
        )
    return FetchReport(FetchKind.BOUNDARIES, QPV.title, _counts(report), report, tuple(sentences))


def _population(request: _Request) -> FetchReport:
    store = request.store
    codes = store.zones()["code"].tolist()
    got = fetch_population(request.client, codes=codes, base_url=request.base_url, on_progress=request.on_progress)
    rows = got.rows
    if rows.table.empty:
        raise FetchError(
            _("{source} : aucun des quartiers de l'atelier n'y est ; seuls les QPV 2024 y sont.").format(
                source=INSEE_FILES.title
            )
        )
    # All that can fail is done before anything is written.
    indicators, sentences = _indicators(request, codes)
    known = store.save_population(_source(got.file, DatasetKind.POPULATION, title=datasets()[0].title), rows.table)
    for found in indicators:
        title = f"{found.dataset.title} {found.dataset.year}".strip()
        store.save_indicators(_source(found.file, DatasetKind.POPULATION, title=title), found.table)
    report = ImportReport(
        kind=DatasetKind.POPULATION,
        rows=rows.rows,
        imported=len(rows.table) - known,
        updated=known,
        to_geocode=0,
        rejected=rows.rejected,
        columns=dict(rows.columns),
    )
    counts = _counts(report) | {"indicators": sum(len(found.table) for found in indicators)}
    cells, about_grid = _grid(request)
    return FetchReport(FetchKind.POPULATION, INSEE_FILES.title, counts | cells, report, (*sentences, *about_grid))


def _indicators(request: _Request, codes: Collection[str]) -> tuple[list[FetchedIndicators], list[str]]:
    """Return what each other file of Insee gives, and why the others give nothing."""
    if request.base_url and file_name(request.base_url, default=""):
        return [], []
    found: list[FetchedIndicators] = []
    sentences: list[str] = []
    for dataset in datasets()[1:]:
        try:
            got = fetch_indicators(
                request.client, dataset, codes=codes, base_url=request.base_url, on_progress=request.on_progress
            )
        except FetchError as error:
            sentences.append(_("Sans « {title} ». {reason}").format(title=dataset.title, reason=error))
            continue
        sentences += got.sentences
        found += [got] if len(got.table) else []
    return found, sentences


def _grid(request: _Request) -> tuple[dict[str, int], tuple[str, ...]]:
    """Replace the grid of the workshop; without it, the inhabitants of the zones are there all the same."""
    if request.base_url and file_name(request.base_url, default=""):
        return {}, ()
    zones = request.store.zones()
    if not grid_parts(zones):
        return {}, (no_grid(),)
    try:
        file, got = fetch_grid(request.client, zones=zones, base_url=request.base_url, on_progress=request.on_progress)
    except FetchError as error:
        return {}, (_("Sans les carreaux de 200 m. {reason}").format(reason=error),)
    source = _source(file, DatasetKind.GRID, title=_("données carroyées à 200 m, {year}").format(year=EDITION))
    request.store.save_layers(source, {LayerName.GRID: got.cells})
    return {"grid": len(got.cells)}, (*got.notes, *_given_back(got.rejected))


def _actors(request: _Request) -> FetchReport:
    got = fetch_actors(request.store, request.client, base_url=request.base_url, on_progress=request.on_progress)
    counts = {
        "imported": got.created,
        "updated": got.updated,
        "completed": got.completed,
        "to_geocode": got.to_geocode,
        "outside": got.outside,
        "rejected": len(got.rejected),
    }
    return FetchReport(FetchKind.ACTORS, COMPANIES.title, counts, sentences=(*got.notes, *_given_back(got.rejected)))


def _streets(request: _Request) -> FetchReport:
    got = fetch_streets(request.store, request.client, base_url=request.base_url, on_progress=request.on_progress)
    return FetchReport(FetchKind.STREETS, OVERPASS.title, asdict(got))


def _basemap(request: _Request) -> FetchReport:
    """Bring the layers that the basemap is drawn from where they are not there yet."""
    if not request.store.layer_counts().get(LayerName.STREETS):
        _streets(request)
    got = fetch_basemap(request.store, on_progress=request.on_progress)
    counts = {name.value: count for name, count in got.counts.items()}
    return FetchReport(FetchKind.BASEMAP, OVERPASS.title, counts, sentences=got.missing)


def _given_back(rejected: Collection[RejectedRow]) -> list[str]:
    return [_("ligne {row} : {problem}").format(row=bad.row, problem=bad.problem) for bad in list(rejected)[:10]]


def _counts(report: ImportReport) -> dict[str, int]:
    return {
        "rows": report.rows,
        "imported": report.imported,
        "updated": report.updated,
        "rejected": len(report.rejected),
    }


def _source(file: CachedFile, kind: DatasetKind, *, title: str) -> Source:
    return Source(
        id=new_id(),
        kind=kind,
        title=f"Insee, {title}",
        file_name=file.path.name,
        sha256=file.sha256,
        imported_at=file.fetched_at,
        licence=INSEE_FILES.licence,
    )


_FETCHERS: Mapping[FetchKind, Callable[[_Request], FetchReport]] = {
    FetchKind.BOUNDARIES: _boundaries,
    FetchKind.POPULATION: _population,
    FetchKind.ACTORS: _actors,
    FetchKind.STREETS: _streets,
    FetchKind.BASEMAP: _basemap,
}
