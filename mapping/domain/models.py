"""Records that travel between the rooms of the project; all frozen."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from mapping.domain.nomenclature import Filiere
from mapping.domain.parameters import Parameters
from mapping.domain.workshop_settings import WorkshopSettings

BAND_M = 300.0
"""Width of the band looked at outside a QPV: a parameter of this product, not an official statistic."""


class ZoneKind(StrEnum):
    """What a polygon of the territory is."""

    QPV = "qpv"
    IRIS = "iris"
    COMMUNE = "commune"
    QUARTIER = "quartier"


class DatasetKind(StrEnum):
    """What a file brings to a workshop; the values of ``import --as``."""

    ACTORS = "actors"
    BOUNDARIES = "boundaries"
    POPULATION = "population"
    LANDMARKS = "landmarks"
    CONTRIBUTIONS = "contributions"
    STREETS = "streets"
    BUILDINGS = "buildings"
    BASEMAP = "basemap"
    GRID = "grid"


class ContributionKind(StrEnum):
    """What a resident submits."""

    PLACE = "place"
    NEED = "need"
    PREMISES = "premises"
    LIVED_AREA = "lived_area"
    ROUTE = "route"


class Status(StrEnum):
    """Life cycle of a contribution."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


LIVE_STATUSES = frozenset({Status.PENDING, Status.ACCEPTED})
"""Statuses under which a contribution is shown in the room and counted."""


class Placement(StrEnum):
    """How a contribution got its position, hence what the position is worth."""

    EXACT = "exact"
    ZONE = "zone"
    LANDMARK = "landmark"
    ACTOR = "actor"
    ADDRESS = "address"
    SQUARE = "square"


class Origin(StrEnum):
    """By which way a contribution came in."""

    LAPTOP = "laptop"
    COMMAND = "command"
    IMPORT = "import"
    PHONE = "phone"
    SEED = "seed"


class Action(StrEnum):
    """What a facilitator decides; the values of ``moderate``."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    MERGE = "merge"
    RESTORE = "restore"


class EventKind(StrEnum):
    """What the journal records; nothing else changes a workshop."""

    WORKSHOP_CREATED = "workshop_created"
    SETTINGS_CHANGED = "settings_changed"
    DATASET_IMPORTED = "dataset_imported"
    ACTOR_IMPORTED = "actor_imported"
    ACTOR_ENRICHED = "actor_enriched"
    CONTRIBUTION_SUBMITTED = "contribution_submitted"
    ACTORS_MERGED = "actors_merged"
    NOT_DUPLICATES = "not_duplicates"
    CONTRIBUTION_MODERATED = "contribution_moderated"
    CONTRIBUTION_CORRECTED = "contribution_corrected"
    CONTRIBUTION_WITHDRAWN = "contribution_withdrawn"
    PHOTO_ADDED = "photo_added"
    PHOTO_MODERATED = "photo_moderated"
    KNOWLEDGE_GIVEN = "knowledge_given"
    VOTE_CAST = "vote_cast"
    SESSION_SAVED = "session_saved"
    SCENARIO_SAVED = "scenario_saved"
    SCENARIO_REMOVED = "scenario_removed"
    UNDONE = "undone"
    PURGED = "purged"


class PhotoStatus(StrEnum):
    """Whether the photo of a contribution may be seen; hidden until a facilitator shows it."""

    NONE = ""
    HIDDEN = "hidden"
    SHOWN = "shown"


class Verdict(StrEnum):
    """Answer for one QPV and one filière; see ``docs/indicators.md``."""

    PRESENT = "present"
    NEARBY = "nearby"
    FAR = "far"
    UNKNOWN_OFFER = "unknown_offer"
    ABSENT = "absent"
    INSUFFICIENT_DATA = "insufficient_data"


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: one imported file, with what must be said of it."""

    id: str
    kind: DatasetKind
    title: str
    file_name: str
    sha256: str
    imported_at: datetime
    licence: str = ""
    published: date | None = None
    vintage: str = ""
    fictional: bool = False


@dataclass(frozen=True, slots=True)
class Workshop:
    """An atelier: one territory, its settings; its data is read through the store."""

    id: str
    title: str
    created_at: datetime
    filieres: tuple[Filiere, ...]
    is_demonstration: bool = False
    band_m: float = BAND_M
    settings: WorkshopSettings = field(default_factory=WorkshopSettings)

    @property
    def parameters(self) -> Parameters:
        """The thresholds of the diagnostic."""
        return self.settings.parameters.changed(band_m=self.band_m)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody added. ``geometry_wkt`` is WGS 84, longitude first.

    ``author_key`` is the fingerprint of a withdrawal code (``domain.withdrawal``): the only thing that two
    contributions of one person have in common. ``category`` is one of the workshop's, empty for most.
    """

    id: str
    kind: ContributionKind
    filiere: str | None
    geometry_wkt: str
    placement: Placement
    submitted_at: datetime
    text: str = ""
    people: int = 1
    near_id: str = ""
    language: str = "fr"
    origin: Origin = Origin.LAPTOP
    status: Status = Status.PENDING
    reason: str = ""
    merged_into: str = ""
    session_id: str = ""
    group_name: str = ""
    category: str = ""
    author_key: str = ""
    photo_id: str = ""
    photo_status: PhotoStatus = PhotoStatus.NONE


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture sent with a contribution, already re-encoded: no metadata is left in ``content`` (JPEG)."""

    id: str
    contribution_id: str
    content: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal.

    ``clock`` is a Lamport clock: events of several files sort by (``clock``, ``id``) whatever the clocks of the
    laptops say; ``recorded_at`` is shown to people only.
    """

    id: str
    clock: int
    recorded_at: datetime
    kind: EventKind
    subject: str
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row given back: its number in the file as a spreadsheet shows it, the reason, and what it held."""

    row: int
    problem: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Repair:
    """A geometry mended at import, with its area before and after in square metres."""

    code: str
    problem: str
    area_before_m2: float
    area_after_m2: float


@dataclass(frozen=True, slots=True)
class BoundaryFindings:
    """What was seen in boundaries: mended geometries, and faults that are only reported."""

    repairs: tuple[Repair, ...] = ()
    overlaps: tuple[tuple[str, str, float], ...] = ()
    slivers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Result of an import: ``imported + updated + len(rejected) + to_geocode == rows``.

    ``notes`` lists, in French, everything that was put right without being asked.
    """

    kind: DatasetKind
    rows: int
    imported: int
    updated: int
    to_geocode: int
    rejected: tuple[RejectedRow, ...]
    columns: dict[str, str]
    findings: BoundaryFindings = BoundaryFindings()
    outside: int = 0
    possible_duplicates: int = 0
    notes: tuple[str, ...] = ()
