"""Files to take away: one call per file, whatever the format."""

import re
import unicodedata
from datetime import date, datetime
from pathlib import Path

from mapping.domain.models import Workshop
from mapping.exports.bundle import Bundle
from mapping.i18n import _
from mapping.services.basemap import Tiles
from mapping.services.bundle import make_bundle
from mapping.services.formats import Document, ExportFormat, Options
from mapping.services.writers import Order, Progress, documents_of, writer
from mapping.storage.interface import Store

__all__ = ["Document", "ExportFormat", "Options", "documents_of", "export", "suggested_name", "write_document"]

_SLUG_CHARACTERS = 60


def export(
    store: Store,
    *,
    file_format: ExportFormat,
    out: Path,
    public: bool,
    generated_at: datetime,
    options: Options | None = None,
    progress: Progress | None = None,
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
    progress
        Told what is being made, and the share (0 to 1) that is done.

    Raises
    ------
    FileError
        When the file cannot be written, what was there before is then left as it was; or when that document does not
        exist in that format.
    """
    wanted = options or Options()
    writer(file_format, wanted.document)
    bundle = make_bundle(store, public=public, generated_at=generated_at)
    return write_document(
        bundle, file_format=file_format, out=out, options=wanted, tiles=Tiles(store), progress=progress
    )


def write_document(
    bundle: Bundle,
    *,
    file_format: ExportFormat,
    out: Path,
    options: Options | None = None,
    tiles: Tiles | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write one file of a bundle and return where it is; ``tiles`` is the basemap that a page carries with it.

    Raises
    ------
    FileError
        As for `export`.
    """
    wanted = options or Options()
    made = Order(bundle, out, wanted, file_format, tiles, progress or (lambda _what, _share: None))
    writer(file_format, wanted.document)(made)
    return out


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


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_CHARACTERS].strip("-")
