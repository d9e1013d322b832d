"""All caching: the store is shared, everything read is cached by the revision of the workshop."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import TypeVar

import geopandas as gpd
import pandas as pd
import streamlit as st

from mapping.domain.models import DatasetKind, ImportReport
from mapping.domain.privacy import area_view, shown_view
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.maps.basemap.source import Basemap
from mapping.services import workshops
from mapping.services.access_code import Throttle, has_code
from mapping.services.basemap import shared_tiles
from mapping.services.bundle import Bundle
from mapping.services.coverage import coverage as read_coverage
from mapping.services.dates import snapshot_at
from mapping.services.diagnose import Diagnosis, diagnose
from mapping.services.duplicates import Pair, possible_duplicates
from mapping.services.fetch_actors import proposals
from mapping.services.find_place import PlaceIndex, index_of
from mapping.services.formats import ExportFormat, Options, Subject
from mapping.services.honesty import Edge, fragile, on_edge
from mapping.services.importing import ImportOptions
from mapping.services.inhabitants import inhabitants, streets
from mapping.services.jobs import Jobs
from mapping.services.prepare import import_file
from mapping.services.preview import Preview, preview
from mapping.services.provenance import cited_sources
from mapping.services.reach import reach_of
from mapping.services.review import Waiting, waiting, with_photo
from mapping.services.scenario import Situation, situate
from mapping.services.session_counts import Change, Counts, session_change, session_counts
from mapping.services.study import SENSITIVE_ZONES
from mapping.services.thumbnails import small_bundle, thumbnail_of
from mapping.settings import read_settings
from mapping.storage.interface import Store
from mapping.ui.sent_files import sent_file

Read = TypeVar("Read")
forget = st.cache_data.clear
"""Forget what was read, as when it was purged."""


@st.cache_resource
def store() -> Store:
    """Return the one store of this process; thread-safe, a connection per operation."""
    return workshops.open_store(read_settings().workshop)


def snapshot() -> Snapshot:
    """Return what the workshop holds now."""
    return _snapshot(store().revision())


def diagnosis() -> Diagnosis:
    """Return the gaps as they are now."""
    return _diagnosis(store().revision())


def situation() -> Situation:
    """Return the workshop walked once: what a scenario, a siting or an expert reading starts from."""
    return _situation(store().revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _situation(revision: int) -> Situation:
    # Shared, not copied: it is never changed, and copying the walks would cost more than a scenario.
    held = store()
    return situate(_snapshot(revision), inhabitants=inhabitants(held), network=streets(held))


def read(reader: Callable[..., Read], *arguments: Hashable) -> Read:
    """Return ``reader(store, situation, *arguments)`` of a service, computed once for each state of the workshop."""
    return _read(store().revision(), reader.__qualname__, arguments, reader)


@st.cache_data(max_entries=24, show_spinner=False)
def _read(revision: int, name: str, arguments: tuple[Hashable, ...], _reader: Callable[..., Read]) -> Read:
    return _reader(store(), _situation(revision), *arguments)


def look(reader: Callable[..., Read], *arguments: Hashable) -> Read:
    """Return ``reader(snapshot, *arguments)`` of a service that asks for no walk, computed once for each state."""
    return _look(store().revision(), reader.__qualname__, arguments, reader)


@st.cache_data(max_entries=12, show_spinner=False)
def _look(revision: int, name: str, arguments: tuple[Hashable, ...], _reader: Callable[..., Read]) -> Read:
    return _reader(_snapshot(revision), *arguments)


def basemap() -> Basemap | None:
    """Return the basemap of the workshop, which is read once for the pages and the routes."""
    return shared_tiles(read_settings().workshop).basemap()


def place_index() -> PlaceIndex:
    """Return the streets and landmarks that can be found by name."""
    return _place_index(store().revision())


@st.cache_resource(max_entries=2, show_spinner=False)
def _place_index(revision: int) -> PlaceIndex:
    # Shared, not copied: it is never changed, and copying it at each run would cost more than a search.
    return index_of(store(), _snapshot(revision))


def coverage() -> pd.DataFrame:
    """Return how many places of each need come from which source."""
    return _coverage(store().revision())


def duplicates() -> tuple[Pair, ...]:
    """Return the pairs of actors that may be one."""
    return _duplicates(store().revision())


def suggested_needs() -> pd.DataFrame:
    """Return the needs that the activity of structures suggests, which nobody confirmed yet."""
    return _suggested_needs(store().revision())


def change_of(session: Session) -> Change:
    """Return what there was before a séance and what it added."""
    return _change_of(store().revision(), session)


@st.cache_data(max_entries=4, show_spinner=False)
def _change_of(revision: int, session: Session) -> Change:
    return session_change(store(), _snapshot(revision).contributions, session)


def counts_of(session: Session) -> Counts:
    """Return what a séance brought so far."""
    return _counts_of(store().revision(), session)


@st.cache_data(max_entries=4, show_spinner=False)
def _counts_of(revision: int, session: Session) -> Counts:
    return session_counts(_snapshot(revision), session)


@st.cache_data(max_entries=2, show_spinner=False)
def _suggested_needs(revision: int) -> pd.DataFrame:
    return proposals(store())


@st.cache_data(max_entries=2, show_spinner=False)
def _coverage(revision: int) -> pd.DataFrame:
    return read_coverage(_snapshot(revision), cited=cited_sources(store()))


@st.cache_data(max_entries=2, show_spinner=False)
def _duplicates(revision: int) -> tuple[Pair, ...]:
    return possible_duplicates(store())


@st.cache_data(max_entries=2, show_spinner=False)
def _snapshot(revision: int) -> Snapshot:
    return workshops.take_snapshot(store())


@st.cache_data(max_entries=2, show_spinner=False)
def _diagnosis(revision: int) -> Diagnosis:
    walked, read_at = _situation(revision), workshops.now_utc()
    return diagnose(_snapshot(revision), generated_at=read_at, inhabitants=inhabitants(store()), situation=walked)


def honesty() -> tuple[pd.DataFrame | None, Edge]:
    """Return the fragile verdicts, None where there are too many zones to try them again, and the edges."""
    return _honesty(store().revision())


@st.cache_data(max_entries=2, show_spinner=False)
def _honesty(revision: int) -> tuple[pd.DataFrame | None, Edge]:
    walked = _situation(revision)
    return fragile(walked) if len(walked.codes) <= SENSITIVE_ZONES else None, on_edge(walked)


def gaps_at(clock: int) -> pd.DataFrame:
    """Return ``tables.GAPS`` as they were once the event of that clock was recorded."""
    return _gaps_at(store().revision(), clock)


@st.cache_data(max_entries=4, show_spinner=False)
def _gaps_at(revision: int, clock: int) -> pd.DataFrame:
    past = snapshot_at(store(), _snapshot(revision), clock)
    return situate(past, inhabitants=inhabitants(store()), network=streets(store())).gaps


def reach(filiere: str) -> gpd.GeoDataFrame:
    """Return what is within 5, 10 and 15 minutes of the places of a need."""
    return _reach(store().revision(), filiere)


@st.cache_data(max_entries=8, show_spinner=False)
def _reach(revision: int, filiere: str) -> gpd.GeoDataFrame:
    return reach_of(_snapshot(revision), streets(store()), filiere)


@st.cache_resource
def jobs() -> Jobs:
    """Return the queue of files to take away, one for all the sessions of this process."""
    return Jobs()


def ask_file(file_format: ExportFormat, options: Options, *, public: bool) -> str:
    """Ask for a file in the background; return the identifier of the job."""
    return jobs().ask(read_settings().workshop, file_format=file_format, public=public, options=options)


def thumbnail(subject: Subject, *, public: bool) -> bytes:
    """Return a small picture (PNG) of a printed map of the workshop as it is; empty where there is no zone."""
    return _thumbnail(store().revision(), subject, public)


@st.cache_data(max_entries=16, show_spinner=False)
def _thumbnail(revision: int, subject: Subject, public: bool) -> bytes:
    return thumbnail_of(_bundle(revision, public), subject)


@st.cache_resource(max_entries=2, show_spinner=False)
def _bundle(revision: int, public: bool) -> Bundle:
    # Shared, not copied: it is never changed.
    return small_bundle(store(), public=public, generated_at=workshops.now_utc())


@st.cache_resource
def throttle() -> Throttle:
    """Return what slows down wrong codes, one for all the sessions of this process."""
    return Throttle()


def shown_snapshot() -> Snapshot:
    """Return what the pages open to everybody show: as ever without a code, else only what anybody may see.

    Sensitive places are areas in both.
    """
    return _shown_snapshot(store().revision(), has_code(store()))


@st.cache_data(max_entries=2, show_spinner=False)
def _shown_snapshot(revision: int, closed: bool) -> Snapshot:
    return shown_view(_snapshot(revision)) if closed else area_view(_snapshot(revision))


def queue() -> tuple[Waiting, ...]:
    """Return what waits to be decided of."""
    return _queue(store().revision())


@st.cache_data(max_entries=2, show_spinner=False)
def _queue(revision: int) -> tuple[Waiting, ...]:
    return waiting(_snapshot(revision))


def photos() -> tuple[Waiting, ...]:
    """Return the live contributions that have a photo."""
    return _photos(store().revision())


@st.cache_data(max_entries=2, show_spinner=False)
def _photos(revision: int) -> tuple[Waiting, ...]:
    return with_photo(_snapshot(revision))


def now() -> datetime:
    """Return the time that pages show."""
    return workshops.now_utc()


Columns = tuple[tuple[str, str], ...]
"""Field and column, sorted: what a cache can compare."""


def list_preview(name: str, content: bytes, kind: DatasetKind | None, columns: Columns | None) -> Preview:
    """Return what would be made of a file that was sent."""
    return _list_preview(store().revision(), name, content, kind, columns)


@st.cache_data(max_entries=4, show_spinner=False)
def _list_preview(
    revision: int, name: str, content: bytes, kind: DatasetKind | None, columns: Columns | None
) -> Preview:
    with sent_file(name, content) as path:
        return preview(store(), path, columns=None if columns is None else dict(columns), kind=kind)


@st.cache_data(max_entries=4, show_spinner=False)
def imported(token: str, name: str, content: bytes, kind: DatasetKind | None, columns: Columns | None) -> ImportReport:
    """Bring in a file that was sent, once: the account of the same sending is given again, never made again."""
    with sent_file(name, content) as path:
        return import_file(store(), path, kind=kind, options=ImportOptions(dict(columns or ())))
