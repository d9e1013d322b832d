"""Outlines of the QPV 2024, as the ANCT publishes them on data.gouv.fr."""

from collections.abc import Collection
from dataclasses import dataclass

from mapping.domain.errors import FetchError
from mapping.domain.tables import ZONES
from mapping.i18n import _
from mapping.sources.boundaries import Boundaries, read_boundaries
from mapping.sources.columns import guess_columns, require_fields
from mapping.sources.geofiles import read_layer
from mapping.sources.official.addresses import QPV
from mapping.sources.official.answers import as_documented, file_name
from mapping.sources.official.cache import CachedFile
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress
from mapping.sources.tabular import attributes_as_text
from mapping.sources.zonecodes import normalise_zone_code


@dataclass(frozen=True, slots=True)
class FetchedBoundaries:
    """The outlines that were asked for, the file they are in, and the codes that this file does not have."""

    file: CachedFile
    boundaries: Boundaries
    absent: tuple[str, ...]


def fetch_qpv(
    client: Client,
    *,
    codes: Collection[str],
    communes: Collection[str] = (),
    base_url: str | None = None,
    on_progress: Progress | None = None,
) -> FetchedBoundaries:
    """Return the official outlines of some QPV.

    Parameters
    ----------
    codes
        QPV 2024 that are wanted; one that the file does not have is told, not refused.
    communes
        Insee codes: their QPV are wanted too.
    base_url
        Address of a ZIP or of any geographic file, in place of the official one.

    Raises
    ------
    FetchError
        When the source does not answer, gives something else, or has nothing of what is wanted.
    FileError
        When a commune has no QPV in the file.
    """
    url = base_url or QPV.url
    file = client.download(url, name=file_name(url, default="qpv-2024.zip"), on_progress=on_progress)
    with as_documented(file, title=QPV.title):
        published = _codes_in(file)
    wanted = {normalise_zone_code(code) for code in codes}
    present = sorted(wanted & published)
    if not present and not communes:
        raise FetchError(
            _(
                "{source} : aucun des quartiers de l'atelier n'y est. Donnez des communes (codes Insee), "
                "ou importez vos contours."
            ).format(source=QPV.title)
        )
    found = read_boundaries(file.path, codes=present, communes=communes)
    return FetchedBoundaries(file, found, tuple(sorted(wanted - published)))


def _codes_in(file: CachedFile) -> set[str]:
    attributes = attributes_as_text(read_layer(file.path).frame)
    names = list(attributes.columns)
    chosen = guess_columns(names, ZONES, given={})
    require_fields(chosen, ["code"], contract=ZONES, names=names)
    return set(attributes[chosen["code"]].map(normalise_zone_code))
