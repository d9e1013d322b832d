"""What the rest of the project may ask of storage, whatever the database behind."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd

from mapping.domain.erasure import PurgeRule
from mapping.domain.layers import LayerName, Tile, TileSet
from mapping.domain.models import Contribution, Event, EventKind, Photo, Source, Workshop
from mapping.domain.nomenclature import Filiere
from mapping.domain.sessions import Session
from mapping.domain.workshop_settings import WorkshopSettings


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to record. An ``id`` already in the journal makes the draft a no-op: inserts are idempotent."""

    kind: EventKind
    subject: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class ActorsOutcome:
    """What importing actors did: ``created`` and ``known`` are actor ids, in the order of the rows."""

    created: tuple[str, ...]
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table or layer weighs, and the imports it comes from; ``size_bytes`` is what its values take."""

    rows: int
    size_bytes: int
    source_ids: tuple[str, ...]


class Store(Protocol):
    """One workshop. Every write is one transaction: when the call returns, it is on disk.

    Thread-safe: a connection per operation, so one store may be shared by all the sessions of the app.
    """

    def workshop(self) -> Workshop:
        """Return the workshop and its settings."""

    def revision(self) -> int:
        """Return a number that grows with every write: the key of what is cached."""

    def save_settings(
        self,
        *,
        title: str | None = None,
        filieres: Sequence[Filiere] | None = None,
        demonstration: bool | None = None,
        band_m: float | None = None,
        settings: WorkshopSettings | None = None,
    ) -> None:
        """Change the settings that are not None, and record the change in the journal."""

    def append(self, drafts: Iterable[Draft]) -> list[Event]:
        """Record events in one transaction and return those that were new, in order."""

    def undo(self, event_id: str) -> Event:
        """Record that an event no longer counts; raises ``ContributionError`` when there is none, or twice."""

    def events(
        self, *, subject: str | None = None, kinds: Collection[EventKind] | None = None, limit: int | None = None
    ) -> list[Event]:
        """Return events, newest first; of one subject or of some kinds only where asked."""

    def save_zones(self, source: Source, zones: gpd.GeoDataFrame) -> None:
        """Add or replace zones by code (``tables.ZONES``)."""

    def save_actors(self, source: Source, actors: pd.DataFrame) -> ActorsOutcome:
        """Add or update actors (``tables.STORED_ACTORS``); enrichment is kept, unchanged rows write nothing."""

    def save_population(self, source: Source, population: pd.DataFrame) -> int:
        """Add or replace populations by code (``tables.POPULATION``); return how many codes were already known."""

    def save_landmarks(self, source: Source, landmarks: pd.DataFrame) -> None:
        """Add or replace landmarks by name and position (``tables.LANDMARKS``)."""

    def save_contributions(self, source: Source, drafts: Iterable[Draft]) -> list[Event]:
        """Record imported contributions and their file in one transaction; return the events that were new."""

    def sources(self) -> list[Source]:
        """Return the imported files, oldest first."""

    def zones(self) -> gpd.GeoDataFrame:
        """Return ``tables.ZONES`` in WGS 84, ordered by code."""

    def actors(self) -> pd.DataFrame:
        """Return ``tables.STORED_ACTORS`` ordered by name then id; ``lon`` and ``lat`` are NaN where unknown."""

    def population(self) -> pd.DataFrame:
        """Return ``tables.POPULATION`` plus ``source_id``, ordered by code."""

    def landmarks(self) -> pd.DataFrame:
        """Return ``tables.LANDMARKS`` ordered by name."""

    def contributions(self) -> gpd.GeoDataFrame:
        """Return ``tables.CONTRIBUTIONS`` in WGS 84, in the order of submission, whatever their status."""

    def contribution(self, contribution_id: str) -> Contribution | None:
        """Return the current state of one contribution."""

    def contributions_by(self, author_key: str) -> list[Contribution]:
        """Return what one person gave, oldest first, whatever became of it; an empty key is nobody."""

    def live_count(self, session_id: str | None = None) -> int:
        """Return how many contributions are pending or accepted, in one séance or in all, without reading them."""

    def facilitator_code(self) -> str:
        """Return the hash of the facilitator's code, empty when there is none; it is not part of the journal."""

    def save_facilitator_code(self, hashed: str) -> None:
        """Replace the hash of the facilitator's code; an empty text takes it away."""

    def save_photo(self, photo: Photo) -> bool:
        """Keep the photo of a contribution, hidden; False when this photo had already arrived.

        Raises ``ContributionError`` when there is no such contribution.
        """

    def photo(self, photo_id: str) -> Photo | None:
        """Return a photo, whether it may be shown or not."""

    def sessions(self) -> list[Session]:
        """Return the séances, oldest first."""

    def knowledge(self) -> pd.DataFrame:
        """Return ``tables.KNOWLEDGE`` in order of arrival; what was said of a merged place is about what stands."""

    def votes(self) -> pd.DataFrame:
        """Return ``tables.VOTES``: the gommettes that count, in order."""

    def contributions_at(self, clock: int) -> gpd.GeoDataFrame:
        """Return ``tables.CONTRIBUTIONS`` as they were once the event of that clock was recorded."""

    def actors_at(self, clock: int) -> pd.DataFrame:
        """Return ``tables.STORED_ACTORS`` as they were once the event of that clock was recorded."""

    def save_layers(self, source: Source, layers: Mapping[LayerName, pd.DataFrame]) -> None:
        """Replace layers of the territory (``domain.layers``) in one transaction."""

    def layer(self, name: LayerName) -> pd.DataFrame | None:
        """Return a layer as it was saved (a GeoDataFrame in WGS 84 where its contract has a geometry), or None."""

    def layer_counts(self) -> dict[LayerName, int]:
        """Return the number of rows of each layer that is there, without reading them."""

    def holdings(self) -> dict[str, Holding]:
        """Return what there is under ``zones``, ``actors``, ``population``, ``landmarks``, ``indicators``, ``tiles``.

        Layers come under their own name. What is absent has no entry.
        """

    def save_tiles(self, source: Source, tiles: Iterable[Tile], *, tile_set: TileSet) -> None:
        """Replace the tiled basemap."""

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """Return one tile (XYZ), or None."""

    def tile_set(self) -> TileSet | None:
        """Return what is known of the tiled basemap, or None when there is none."""

    def save_layout(self, signature: str, columns: Mapping[str, str]) -> None:
        """Remember which columns were chosen for files of one layout."""

    def layout(self, signature: str) -> dict[str, str] | None:
        """Return the columns that were chosen for files of this layout."""

    def save_indicators(self, source: Source, indicators: pd.DataFrame) -> None:
        """Add or replace indicators by code, name and year (``layers.INDICATORS``)."""

    def indicators(self) -> pd.DataFrame:
        """Return ``layers.INDICATORS`` plus ``source_id``, ordered by code, name, year."""

    def to_purge(self, rule: PurgeRule) -> list[Event]:
        """Return the lines that a purge would erase, oldest first; nothing changes."""

    def purge(self, rule: PurgeRule, *, kept: Sequence[dict[str, Any]] = ()) -> dict[str, int]:
        """Erase what residents gave, of the rule, and write the database again without it; return how much."""

    def erasing_lines(self) -> list[Event]:
        """Return the lines that say that others are erased: purges and withdrawals."""

    def carry_erasures(self, lines: Iterable[Event]) -> int:
        """Erase here what other copies erased; return how many subjects changed."""

    def oldest_resident_line(self) -> str:
        """Return when the oldest contribution still there was recorded (ISO 8601), or an empty text."""

    def fold_log(self) -> None:
        """Leave nothing of what was just erased in the log beside a file."""

    def close(self) -> None:
        """Release the connections; for a file, fold the write-ahead log into it so that it can be copied."""
