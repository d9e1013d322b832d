"""Files to take away: one call per file, whatever the format."""

import re
import unicodedata
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from mapping.analysis.network import Network
from mapping.analysis.population import Distribution
from mapping.domain.models import Workshop
from mapping.domain.privacy import area_view, counted_view
from mapping.domain.snapshot import Snapshot
from mapping.exports.files import replacing
from mapping.exports.gis import write_geojson, write_geopackage
from mapping.exports.public import public_view
from mapping.exports.tables import write_csv
from mapping.i18n import _
from mapping.services.basemap import Tiles
from mapping.services.diagnose import diagnose
from mapping.services.formats import ExportFormat

__all__ = ["ExportFormat", "export", "export_bytes", "suggested_name"]

_SLUG_CHARACTERS = 60


def export(
    snapshot: Snapshot,
    *,
    file_format: ExportFormat,
    out: Path,
    public: bool,
    generated_at: datetime,
    tiles: Tiles | None = None,
    inhabitants: Distribution | None = None,
    network: Network | None = None,
) -> Path:
    """Write one file and return where it is. Sensitive places are areas in all of them, private or not.

    Parameters
    ----------
    snapshot
        All that the workshop holds.
    file_format
        What to write.
    out
        The file, replaced at once if it exists; its folder must exist.
    public
        Keep only what anybody may read: see ``exports.public.public_view``. The gaps are then counted on that.
    generated_at
        The moment that the file bears.
    tiles
        The basemap that a page carries with it.
    inhabitants, network
        Where people are and the streets they walk on, for the same verdicts as in Analyser: see `diagnose`.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    shown = public_view(snapshot) if public else area_view(snapshot)
    if file_format is ExportFormat.CSV:
        write_csv(shown, out)
        return out
    moved = counted_view(snapshot)
    counted = public_view(moved, counting=True) if public else moved
    gaps = diagnose(counted, generated_at=generated_at, inhabitants=inhabitants, network=network).gaps
    match file_format:
        case ExportFormat.GEOJSON:
            write_geojson(shown, gaps, out, generated_at=generated_at)
        case ExportFormat.GPKG:
            write_geopackage(shown, gaps, out, generated_at=generated_at)
        case ExportFormat.HTML:
            # Here, so that the other formats do not wait for what draws maps.
            from mapping.exports.html import write_html

            with replacing(out) as part:
                carried = tiles.carried(shown.zones) if tiles else None
                write_html(shown, gaps, part, generated_at=generated_at, basemap=carried)
    return out


def export_bytes(
    snapshot: Snapshot,
    *,
    file_format: ExportFormat,
    public: bool,
    generated_at: datetime,
    tiles: Tiles | None = None,
    inhabitants: Distribution | None = None,
    network: Network | None = None,
) -> bytes:
    """Return the content of the file that ``export`` writes, for a download button."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"export.{file_format.value}"
        written = export(
            snapshot,
            file_format=file_format,
            out=out,
            public=public,
            generated_at=generated_at,
            tiles=tiles,
            inhabitants=inhabitants,
            network=network,
        )
        return written.read_bytes()


def suggested_name(workshop: Workshop, *, file_format: ExportFormat, public: bool, day: date) -> str:
    """Return a name for the file: ASCII letters, digits and hyphens, which every system and USB stick accepts.

    Examples
    --------
    >>> from datetime import UTC
    >>> workshop = Workshop("w", "Été à Cordon : l'atelier !", datetime(2026, 6, 1, tzinfo=UTC), ())
    >>> suggested_name(workshop, file_format=ExportFormat.CSV, public=True, day=date(2026, 6, 2))
    'ete-a-cordon-l-atelier-public-2026-06-02.csv'
    """
    reader = _slug(_("public") if public else _("privé"))
    return f"{_slug(workshop.title) or 'atelier'}-{reader}-{day.isoformat()}.{file_format.value}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_CHARACTERS].strip("-")
