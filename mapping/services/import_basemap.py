"""Take a tiled basemap that the facilitator already has."""

from pathlib import Path

from mapping.domain.models import DatasetKind, ImportReport
from mapping.services.workshops import now_utc
from mapping.sources.mbtiles import read_mbtiles
from mapping.sources.provenance import describe
from mapping.storage.interface import Store


def import_mbtiles(
    store: Store, path: Path, *, title: str = "", licence: str = "", dry_run: bool = False
) -> ImportReport:
    """Put the tiles of an ``.mbtiles`` in the place of the basemap of the workshop.

    Parameters
    ----------
    title, licence
        How the basemap is cited; its own name when no title is given.
    dry_run
        Whether only to say what would come in.

    Raises
    ------
    FileError
        When the file cannot be used as a whole; the basemap that was there is kept.
    """
    archive = read_mbtiles(path)
    if not dry_run:
        source = describe(
            path, kind=DatasetKind.BASEMAP, imported_at=now_utc(), title=title or archive.name, licence=licence
        )
        store.save_tiles(source, archive.tiles(), tile_set=archive.tile_set)
    return ImportReport(
        kind=DatasetKind.BASEMAP,
        rows=archive.rows,
        imported=archive.tile_set.count,
        updated=0,
        to_geocode=0,
        rejected=archive.rejected,
        columns={},
    )
