"""What is missing, where: compute it from a snapshot, and write it with its method and its sources."""

from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.analysis.access_table import table_of
from mapping.analysis.gaps import OFFICIAL, RESIDENT, places_frame, qpv_summary
from mapping.analysis.network import Network
from mapping.analysis.perception import live, zones_of
from mapping.analysis.population import Distribution, distribute
from mapping.analysis.supply import Pairs, locate
from mapping.domain.models import ContributionKind, Source, Status, Workshop
from mapping.domain.parameters import Parameters
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import SEPARATOR, split_values
from mapping.i18n import _
from mapping.services.honesty import Edge
from mapping.services.perceive import answered, perceived
from mapping.services.readings import Readings
from mapping.services.scenario import Situation, situate

ACTOR_COLUMNS = (
    *("place_id", "origin", "status", "name", "legal_form", "scheme", "filieres", "address", "postcode", "city"),
    *("code_insee", "lon", "lat", "website", "source", "code_qp", "code_qp_band"),
)
"""``code_qp`` are the zones that the place is in, ``code_qp_band`` those that it is near, joined by ``|``."""


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

    ``actors`` has ``ACTOR_COLUMNS``: every actor and every place of residents, placed or not. ``access`` is that of
    `access_table`, with the shares of children, over 65s and poor households; ``perception`` is that of
    `perception_table`. ``includes_pending`` says that what waits for moderation was counted, as it is in the room.
    ``sensitivity`` (of `sensitivity`), ``edges`` and ``readings`` are None until `study.deepen` computes them.
    """

    gaps: pd.DataFrame
    qpv: pd.DataFrame
    places: pd.DataFrame
    actors: pd.DataFrame
    access: pd.DataFrame
    perception: pd.DataFrame
    workshop: Workshop
    parameters: Parameters
    includes_pending: bool
    counts: Counts
    boundaries: tuple[Boundaries, ...]
    sources: tuple[Source, ...]
    generated_at: datetime
    sensitivity: pd.DataFrame | None = None
    edges: Edge | None = None
    readings: Readings | None = None


def diagnose(
    snapshot: Snapshot,
    *,
    generated_at: datetime,
    inhabitants: Distribution | None = None,
    network: Network | None = None,
    perception: pd.DataFrame | None = None,
    situation: Situation | None = None,
) -> Diagnosis:
    """Compute the gaps of a workshop; pending contributions count with the accepted ones, as they do in the room.

    Parameters
    ----------
    snapshot
        What the workshop holds.
    generated_at
        The moment that the files bear.
    inhabitants
        Where people are. When None, the population of the snapshot is spread evenly over each zone.
    network
        Streets to walk on. When None, and in the zones that they do not serve, minutes are crow-fly × detour, and
        ``walk_method`` says so.
    perception
        Who asks and who knows, as ``analysis.deciding.decide`` takes it; when None, it is read in the snapshot, and
        only where somebody said to know a place or not to know one.
    situation
        The same snapshot already walked with the same inhabitants, streets and perception, which are then not used.

    Raises
    ------
    CartoquartierError
        When a frame of the snapshot does not follow its contract.
    """
    workshop = snapshot.workshop
    parameters = parameters_of(workshop)
    filieres = [filiere.id for filiere in workshop.filieres]
    places = places_frame(snapshot.actors, snapshot.contributions)
    subjects = (snapshot.zones, places, snapshot.contributions, snapshot.population, filieres)
    people = inhabitants or distribute(snapshot.zones, snapshot.population)
    said = perceived(snapshot, places)
    given = answered(said) if perception is None else perception
    found = situation or situate(snapshot, inhabitants=people, network=network, perception=given)
    access = table_of(found.model, found.minutes, found.codes)
    qpv = _with_methods(qpv_summary(*subjects, band_m=parameters.band_m), people, access)
    return Diagnosis(
        gaps=found.gaps,
        qpv=qpv,
        places=places,
        actors=_actors(snapshot, places),
        access=access,
        perception=said,
        workshop=workshop,
        parameters=parameters,
        includes_pending=True,
        counts=_counts(snapshot, places, qpv),
        boundaries=_boundaries(snapshot.zones),
        sources=snapshot.sources,
        generated_at=generated_at,
    )


def parameters_of(workshop: Workshop) -> Parameters:
    """Return the thresholds that a workshop is read with."""
    return workshop.parameters


def _with_methods(qpv: pd.DataFrame, inhabitants: Distribution, access: pd.DataFrame) -> pd.DataFrame:
    """Add to each zone what its population and its walks rest on."""
    placed = inhabitants.zones.drop_duplicates("code").set_index("code").rename(columns={"method": "population_method"})
    walked = access.drop_duplicates("code").set_index("code")
    walked = walked.rename(columns={"method": "walk_method", "basis": "walk_basis"})
    told = {
        name: frame[name].reindex(qpv["code"]).to_numpy()
        for frame, names in ((placed, ("population_method", "imputed_share")), (walked, ("walk_method", "walk_basis")))
        for name in names
    }
    return qpv.assign(**told)


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
