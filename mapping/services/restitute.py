"""Files to take away: one call per file, whatever the format."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.domain.models import Workshop
from mapping.exports.bundle import Bundle
from mapping.i18n import _
from mapping.services.basemap import CARRIED_BYTES, Tiles
from mapping.services.bundle import make_bundle
from mapping.services.formats import Document, ExportFormat, Options
from mapping.storage.interface import Store

__all__ = ["Document", "ExportFormat", "Options", "documents_of", "export", "suggested_name", "write_document"]

_SLUG_CHARACTERS = 60
_MARGIN_BYTES = 100_000
"""The names of the tiles and who made them, in a page that carries some."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What a writer is given; each imports what it needs itself, so that a table does not wait for what draws."""

    bundle: Bundle
    out: Path
    options: Options
    tiles: Tiles | None = None


def export(
    store: Store,
    *,
    file_format: ExportFormat,
    out: Path,
    public: bool,
    generated_at: datetime,
    options: Options | None = None,
) -> Path:
    """Write one file and return where it is. Sensitive places are areas in all of them, private or not.

    Parameters
    ----------
    store
        The workshop.
    file_format
        What to write.
    out
        The file, replaced at once if it exists; its folder must exist.
    public
        Keep only what anybody may read: see ``exports.public.public_view``. Everything is then counted on that.
    generated_at
        The moment that the file bears.
    options
        Which document, on what paper, about what.

    Raises
    ------
    FileError
        When the file cannot be written, what was there before is then left as it was; or when that document does not
        exist in that format.
    """
    wanted = options or Options()
    _writer(file_format, wanted)
    bundle = make_bundle(store, public=public, generated_at=generated_at)
    return write_document(bundle, file_format=file_format, out=out, options=wanted, tiles=Tiles(store))


def write_document(
    bundle: Bundle,
    *,
    file_format: ExportFormat,
    out: Path,
    options: Options | None = None,
    tiles: Tiles | None = None,
) -> Path:
    """Write one file of a bundle and return where it is; ``tiles`` is the basemap that a page carries with it.

    Raises
    ------
    FileError
        As for `export`.
    """
    wanted = options or Options()
    _writer(file_format, wanted)(_Request(bundle, out, wanted, tiles))
    return out


def documents_of(file_format: ExportFormat) -> tuple[Document | None, ...]:
    """Return the documents that a format may hold, the usual one first; None alone where there is nothing to choose."""
    return tuple(document for known, document in _WRITERS if known is file_format)


def suggested_name(workshop: Workshop, *, file_format: ExportFormat, public: bool, day: date, what: str = "") -> str:
    """Return a name for the file: ASCII letters, digits and hyphens, which every system and USB stick accepts.

    Examples
    --------
    >>> from datetime import UTC
    >>> workshop = Workshop("w", "Été à Cordon : l'atelier !", datetime(2026, 6, 1, tzinfo=UTC), ())
    >>> suggested_name(workshop, file_format=ExportFormat.CSV, public=True, day=date(2026, 6, 2))
    'ete-a-cordon-l-atelier-public-2026-06-02.csv'
    """
    reader = _slug(_("public") if public else _("privé"))
    parts = [_slug(workshop.title) or "atelier", _slug(what), reader, day.isoformat()]
    return f"{'-'.join(part for part in parts if part)}.{file_format.value}"


def _writer(file_format: ExportFormat, options: Options) -> "_Writer":
    known = documents_of(file_format)
    document = options.document or known[0]
    if (file_format, document) not in _WRITERS:
        offered = ", ".join(each.value for each in known if each)
        raise FileError(
            _("Il n'y a pas de document « {got} » au format {format}. {hint}").format(
                got=document,
                format=file_format.value,
                hint=_("Choisissez parmi : {offered}.").format(offered=offered) if offered else _("Ôtez --document."),
            )
        )
    return _WRITERS[file_format, document]


def _page(request: _Request) -> None:
    from mapping.exports.html import MOST_BYTES, html_page, write_html

    zones, carried = request.bundle.snapshot.zones, None
    if request.tiles is not None:
        room = MOST_BYTES - _MARGIN_BYTES - len(html_page(request.bundle).encode())
        # Written as text, a picture weighs a third more.
        carried = request.tiles.carried(zones, at_most_bytes=min(CARRIED_BYTES, max(room, 0) * 3 // 4))
    write_html(request.bundle, request.out, basemap=carried)


def _csv(request: _Request) -> None:
    from mapping.exports.tables import write_csv

    write_csv(request.bundle.snapshot, request.out)


def _geojson(request: _Request) -> None:
    from mapping.exports.gis import write_geojson

    bundle = request.bundle
    write_geojson(bundle.snapshot, bundle.gaps, request.out, generated_at=bundle.generated_at)


def _geopackage(request: _Request) -> None:
    from mapping.exports.gis import write_geopackage

    bundle = request.bundle
    write_geopackage(bundle.snapshot, bundle.gaps, request.out, generated_at=bundle.generated_at)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_CHARACTERS].strip("-")


_Writer = Callable[[_Request], None]
_WRITERS: Mapping[tuple[ExportFormat, Document | None], _Writer] = {
    (ExportFormat.HTML, None): _page,
    (ExportFormat.CSV, None): _csv,
    (ExportFormat.GPKG, None): _geopackage,
    (ExportFormat.GEOJSON, None): _geojson,
}
"""In the order of ``documents_of``: the usual document of a format comes first."""
