"""What an import knows beyond its file: where the workshop is, and which columns were chosen for this layout."""

from collections.abc import Mapping

from mapping.sources.rows import TableRows
from mapping.storage.interface import Store


def extent_of(store: Store) -> tuple[float, float, float, float] | None:
    """Return the extent of the zones (west, south, east, north, degrees), or None without a zone."""
    zones = store.zones()
    if zones.empty:
        return None
    west, south, east, north = (float(side) for side in zones.total_bounds)
    return west, south, east, north


def remember(store: Store, read: TableRows, columns: Mapping[str, str]) -> None:
    """Keep the columns that a person chose, for the next file of the same layout."""
    if columns and store.layout(read.signature) != dict(columns):
        store.save_layout(read.signature, columns)
