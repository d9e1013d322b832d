"""What is missing, where: compute it from a snapshot, and write it with its method and its sources."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping import __version__
from mapping.analysis.gaps import OFFICIAL, RESIDENT, gap_table, places_frame, qpv_summary
from mapping.analysis.perception import live, zones_of
from mapping.analysis.population import Distribution
from mapping.analysis.supply import Pairs, locate
from mapping.analysis.uncertainty import CONFIDENCE
from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.models import ContributionKind, Source, Status, Workshop
from mapping.domain.snapshot import Snapshot
from mapping.domain.spreadsheet import neutralise
from mapping.domain.tables import SEPARATOR, split_values
from mapping.i18n import _

ACTOR_COLUMNS = (
    *("place_id", "origin", "status", "name", "legal_form", "scheme", "filieres", "address", "postcode", "city"),
    *("code_insee", "lon", "lat", "website", "source", "code_qp", "code_qp_band"),
)
"""``code_qp`` are the zones that the place is in, ``code_qp_band`` those that it is near, joined by ``|``."""

_LIBRARIES = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The choices that the figures depend on."""

    band_m: float
    confidence: float
    includes_pending: bool


@dataclass(frozen=True, slots=True)
class Boundaries:
    """How many zones of one kind and vintage there are."""

    kind: str
    vintage: str
    zones: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What went into the figures, and what could not."""

    zones: int
    zones_without_population: int
    filieres: int
    places: int
    places_official: int
    places_resident: int
    places_pending: int
    places_without_coordinates: int
    places_without_filiere: int
    needs: int
    needs_without_filiere: int
    needs_outside_zones: int


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``gaps`` follows ``tables.GAPS``, ``qpv`` is that of ``qpv_summary``, ``places`` follows ``tables.PLACES``.

    ``actors`` has ``ACTOR_COLUMNS``: every actor and every place of residents, placed or not.
    """

    gaps: pd.DataFrame
    qpv: pd.DataFrame
    places: pd.DataFrame
    actors: pd.DataFrame
    workshop: Workshop
    parameters: Parameters
    counts: Counts
    boundaries: tuple[Boundaries, ...]
    sources: tuple[Source, ...]
    generated_at: datetime


def diagnose(snapshot: Snapshot, *, generated_at: datetime, inhabitants: Distribution | None = None) -> Diagnosis:
    """Compute the gaps of a workshop; pending contributions count with the accepted ones, as they do in the room.

    With ``inhabitants``, ``qpv`` also tells ``population_method`` and ``imputed_share`` of each zone.

    Raises
    ------
    CartoquartierError
        When a frame of the snapshot does not follow its contract.
    """
    workshop = snapshot.workshop
    filieres = [filiere.id for filiere in workshop.filieres]
    places = places_frame(snapshot.actors, snapshot.contributions)
    subjects = (snapshot.zones, places, snapshot.contributions, snapshot.population, filieres)
    qpv = qpv_summary(*subjects, band_m=workshop.band_m)
    if inhabitants is not None:
        told = inhabitants.zones.rename(columns={"method": "population_method"})
        qpv = qpv.merge(told[["code", "population_method", "imputed_share"]], on="code", how="left")
    return Diagnosis(
        gaps=gap_table(*subjects, band_m=workshop.band_m),
        qpv=qpv,
        places=places,
        actors=_actors(snapshot, places),
        workshop=workshop,
        parameters=Parameters(band_m=workshop.band_m, confidence=CONFIDENCE, includes_pending=True),
        counts=_counts(snapshot, places, qpv),
        boundaries=_boundaries(snapshot.zones),
        sources=snapshot.sources,
        generated_at=generated_at,
    )


def write_diagnosis(diagnosis: Diagnosis, out: Path) -> None:
    """Write ``gaps.csv``, ``qpv.csv``, ``actors.csv`` and ``diagnostic.json`` in the folder ``out``.

    The tables are comma-separated UTF-8 with decimal points; texts that a spreadsheet would run begin with an
    apostrophe. All four files are put in place together, or what was there before is left as it was.

    Raises
    ------
    FileError
        When ``out`` is a file, or the folder cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise FileError(
            _("« {out} » est un fichier ; un dossier est attendu. Donnez un autre nom à --out.").format(out=out)
        )
    files = _contents(diagnosis)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=out, prefix=".diagnostic-") as folder:
            fresh, aside = Path(folder, "fresh"), Path(folder, "aside")
            fresh.mkdir()
            aside.mkdir()
            for name, content in files.items():
                (fresh / name).write_bytes(content)
            _swap(fresh, out, aside, names=list(files))
    except OSError as error:
        raise FileError(
            _(
                "Le dossier « {out} » n'a pas pu être écrit ({reason}). Fermez ses fichiers s'ils sont ouverts "
                "ailleurs, vérifiez la place et les droits, ou choisissez un autre dossier."
            ).format(out=out, reason=error.strerror or error)
        ) from error


def _actors(snapshot: Snapshot, places: pd.DataFrame) -> pd.DataFrame:
    """Return official actors in their order, then places of residents, with the zones around each."""
    titles = {source.id: source.title or source.file_name for source in snapshot.sources}
    official = snapshot.actors.rename(columns={"actor_id": "place_id"}).assign(
        origin=OFFICIAL, status=Status.ACCEPTED.value, source=snapshot.actors["source_id"].map(titles)
    )
    resident = places[places["origin"] == RESIDENT]
    texts = snapshot.contributions.set_index("id")["text"]
    added = resident.assign(name=resident["place_id"].map(texts), source=_("Contribution d'habitants"))
    table = pd.concat([official, added], ignore_index=True).reindex(columns=[*ACTOR_COLUMNS])
    lon, lat = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
    found = locate(lon, lat, snapshot.zones, band_m=snapshot.workshop.band_m)
    texts_only = table.drop(columns=["lon", "lat"]).astype(object).fillna("")
    around = {
        "code_qp": _codes(found.inside, snapshot.zones, len(table)),
        "code_qp_band": _codes(found.band, snapshot.zones, len(table)),
    }
    return table.assign(**({str(name): column for name, column in texts_only.items()} | around))


def _codes(pairs: Pairs, zones: gpd.GeoDataFrame, places: int) -> list[str]:
    codes: list[list[str]] = [[] for _place in range(places)]
    for place, code in zip(pairs.place, zones["code"].to_numpy(object)[pairs.zone], strict=True):
        codes[place].append(code)
    return [SEPARATOR.join(found) for found in codes]


def _counts(snapshot: Snapshot, places: pd.DataFrame, qpv: pd.DataFrame) -> Counts:
    known = {filiere.id for filiere in snapshot.workshop.filieres}
    needs = live(snapshot.contributions, kind=ContributionKind.NEED)
    located = places["lon"].notna() & places["lat"].notna()
    unlocated_actors = snapshot.actors["lon"].isna() | snapshot.actors["lat"].isna()
    return Counts(
        zones=len(qpv),
        zones_without_population=int((~(qpv["population"] > 0)).sum()),
        filieres=len(known),
        places=int(located.sum()),
        places_official=int((located & (places["origin"] == OFFICIAL)).sum()),
        places_resident=int((located & (places["origin"] == RESIDENT)).sum()),
        places_pending=int((located & (places["status"] == Status.PENDING)).sum()),
        places_without_coordinates=int(unlocated_actors.sum() + (~located).sum()),
        places_without_filiere=sum(known.isdisjoint(split_values(str(cell))) for cell in places["filieres"]),
        needs=len(needs),
        needs_without_filiere=int((~needs["filiere"].isin(known)).sum()),
        needs_outside_zones=len(needs) - len(np.unique(zones_of(needs, snapshot.zones).place)),
    )


def _boundaries(zones: gpd.GeoDataFrame) -> tuple[Boundaries, ...]:
    groups = zones.groupby(["kind", "vintage"], sort=True).size()
    return tuple(Boundaries(str(kind), str(vintage), int(number)) for (kind, vintage), number in groups.items())


def _contents(diagnosis: Diagnosis) -> dict[str, bytes]:
    fictional = diagnosis.workshop.is_demonstration
    qpv = diagnosis.qpv.rename(columns={"code": "code_qp"}).assign(fictional=fictional)
    return {
        "gaps.csv": _csv(diagnosis.gaps),
        "qpv.csv": _csv(qpv),
        "actors.csv": _csv(diagnosis.actors.assign(fictional=fictional)),
        "diagnostic.json": (json.dumps(_report(diagnosis), ensure_ascii=False, indent=2) + "\n").encode(),
    }


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV (RFC 4180): its line ends are also what makes a lone CR in a text be quoted."""
    safe = {name: _safe(table[name]) for name in table.columns}
    return pd.DataFrame(safe, index=table.index).to_csv(index=False, lineterminator="\r\n").encode()


def _safe(column: pd.Series) -> pd.Series:
    if column.name == "population" and (column.dropna() % 1 == 0).all():
        return column.astype("Int64")
    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(lambda value: neutralise(value) if isinstance(value, str) else value)


def _report(diagnosis: Diagnosis) -> Mapping[str, Any]:
    workshop = diagnosis.workshop
    return {
        "title": workshop.title,
        "generated_at": diagnosis.generated_at.isoformat(),
        "is_demonstration": workshop.is_demonstration,
        "notice": notice() if workshop.is_demonstration else "",
        "parameters": asdict(diagnosis.parameters),
        "boundaries": [asdict(boundaries) for boundaries in diagnosis.boundaries],
        "filieres": [{"id": filiere.id, "label": filiere.label} for filiere in workshop.filieres],
        "counts": asdict(diagnosis.counts),
        "sources": [_source(source) for source in diagnosis.sources],
        "versions": {"cartoquartier": __version__, "python": platform.python_version()}
        | {library: version(library) for library in _LIBRARIES},
    }


def _source(source: Source) -> Mapping[str, Any]:
    return {
        "title": source.title,
        "kind": source.kind.value,
        "file_name": source.file_name,
        "sha256": source.sha256,
        "licence": source.licence,
        "published": source.published.isoformat() if source.published else None,
        "vintage": source.vintage,
        "imported_at": source.imported_at.isoformat(),
        "fictional": source.fictional,
    }


def _swap(fresh: Path, out: Path, aside: Path, *, names: list[str]) -> None:
    """Put the new files in place of the old ones; a spreadsheet that holds one open must not leave half of each."""
    blocked = [name for name in names if (out / name).is_dir()]
    if blocked:
        raise IsADirectoryError(None, _("{names} est un dossier").format(names=", ".join(blocked)))
    try:
        for name in names:
            if (out / name).exists():
                (out / name).replace(aside / name)
        for name in names:
            (fresh / name).replace(out / name)
    except OSError:
        for name in names:
            if (aside / name).exists():
                (aside / name).replace(out / name)
        raise
