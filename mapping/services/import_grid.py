"""Bring Insee's 200 m grid into a workshop, cut out around its zones."""

from pathlib import Path
from typing import TYPE_CHECKING

from mapping.domain.errors import FileError
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind, ImportReport
from mapping.i18n import _
from mapping.services.workshops import now_utc
from mapping.sources.official.addresses import GRID
from mapping.sources.official.grid_archive import read_grid
from mapping.sources.provenance import describe
from mapping.storage.interface import Store

if TYPE_CHECKING:
    from mapping.services.importing import ImportOptions


def import_grid(store: Store, path: Path, options: "ImportOptions") -> ImportReport:
    """Replace the grid of the workshop by the cells of a file that are within a kilometre of its zones.

    Raises
    ------
    FileError, ColumnError
        When the workshop has no zone, or the file is not that of its territory.
    """
    zones = store.zones()
    if zones.empty:
        raise FileError(_("Ajoutez d'abord les contours : le carroyage est découpé autour d'eux."))
    read = read_grid(path, zones=zones, columns=options.columns)
    if not options.dry_run:
        source = describe(
            path,
            kind=DatasetKind.GRID,
            imported_at=now_utc(),
            title=options.title or GRID.title,
            licence=options.licence or GRID.licence,
        )
        store.save_layers(source, {LayerName.GRID: read.cells})
    return ImportReport(
        kind=DatasetKind.GRID,
        rows=read.rows,
        imported=len(read.cells),
        updated=0,
        to_geocode=0,
        rejected=read.rejected,
        columns=read.columns,
    )
