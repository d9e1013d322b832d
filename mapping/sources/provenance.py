"""Say where rows come from: the file, its digest, its date, what its publisher asks."""

import hashlib
from datetime import datetime
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.domain.ids import new_id
from mapping.domain.models import DatasetKind, Source
from mapping.i18n import _


def describe(
    path: Path,
    *,
    kind: DatasetKind,
    imported_at: datetime,
    title: str = "",
    licence: str = "",
    vintage: str = "",
    fictional: bool = False,
) -> Source:
    """Return the record of an imported file.

    Parameters
    ----------
    path
        The file; its content is digested (SHA-256), its folder is not kept.
    imported_at
        Now, with its time zone.
    title
        The name of the file without its extension when empty.

    Raises
    ------
    FileError
        When the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(_("« {name} » : ce fichier ne peut pas être lu.").format(name=path.name)) from error
    return Source(
        id=new_id(),
        kind=kind,
        title=title or path.stem,
        file_name=path.name,
        sha256=digest,
        imported_at=imported_at,
        licence=licence,
        vintage=vintage,
        fictional=fictional,
    )
