"""Make a workshop on a territory and bring files into it; a refused file leaves the workshop as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.domain.models import BoundaryFindings, DatasetKind, ImportReport, RejectedRow
from mapping.domain.tables import split_values
from mapping.i18n import _
from mapping.services import workshops
from mapping.services.importers import IMPORTERS
from mapping.services.importing import ImportOptions, describe_boundaries
from mapping.sources.boundaries import read_boundaries
from mapping.sources.detect import guess_kind
from mapping.storage.interface import Store


@dataclass(frozen=True, slots=True)
class Creation:
    """What ``create_workshop`` made, and what it saw in the boundaries."""

    title: str
    vintage: str
    codes: tuple[str, ...]
    findings: BoundaryFindings
    rejected: tuple[RejectedRow, ...]
    notes: tuple[str, ...]


def create_workshop(
    target: str, boundaries: Path, *, codes: Sequence[str] = (), communes: Sequence[str] = (), title: str = ""
) -> Creation:
    """Create a workshop on the zones of a file.

    Parameters
    ----------
    target
        A path ending in ``.atelier`` or a PostgreSQL URL with ``?atelier=NAME``.
    boundaries
        Any file of polygons: QPV of either vintage, IRIS, a hand-drawn quartier.
    codes, communes
        Keep only these zones, or the zones of these communes (Insee codes, merged communes included).

    Raises
    ------
    CartoquartierError
        When the file cannot be read, nothing is left, or a workshop is already there; nothing is created then.
    """
    read = read_boundaries(boundaries, codes=tuple(codes), communes=tuple(communes))
    if read.zones.empty:
        raise FileError(
            _("Aucun contour utilisable dans « {file} » : {reason}").format(
                file=boundaries.name, reason=read.rejected[0].problem if read.rejected else _("le fichier est vide.")
            )
        )
    source = describe_boundaries(boundaries, read)
    store = workshops.create(target, title=title or _default_title(read.zones["commune_names"].tolist(), boundaries))
    try:
        store.save_zones(source, read.zones.assign(source_id=source.id))
        return Creation(
            title=store.workshop().title,
            vintage=read.vintage,
            codes=tuple(read.zones["code"]),
            findings=read.findings,
            rejected=read.rejected,
            notes=read.notes,
        )
    finally:
        store.close()


def import_file(
    store: Store,
    path: Path,
    *,
    kind: DatasetKind | None = None,
    options: ImportOptions | None = None,
) -> ImportReport:
    """Bring a file into a workshop; good rows come in, the others are given back with their reason.

    Parameters
    ----------
    kind
        What the file holds; guessed from its content when None.
    options
        Columns that the guess gets wrong, what to say of the source, whether only to try.

    Raises
    ------
    CartoquartierError
        When the file as a whole cannot be used.
    """
    chosen = kind if kind is not None else guess_kind(path)
    return IMPORTERS[chosen](store, path, options or ImportOptions())


def _default_title(commune_names: list[str], boundaries: Path) -> str:
    names: list[str] = []
    for cell in commune_names:
        names += [name for name in split_values(cell) if name not in names]
    if not names:
        return boundaries.stem
    return ", ".join(names[:3]) + (_(" et autres communes") if len(names) > 3 else "")
