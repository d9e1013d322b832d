"""Read a fetched file; one that is not what its source documents is thrown away, and said in one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from mapping.domain.errors import CartoquartierError, FetchError
from mapping.i18n import _
from mapping.sources.official.cache import CachedFile, discard


@contextmanager
def as_documented(file: CachedFile, *, title: str) -> Iterator[None]:
    """Turn the refusal of a reader into that of the source, and let the cache forget the file.

    Raises
    ------
    FetchError
        When the file cannot be read as what ``title`` publishes.
    """
    try:
        yield
    except CartoquartierError as error:
        discard(file.path)
        raise FetchError(
            _(
                "{source} : le fichier reçu n'est pas celui attendu. {reason} "
                "La source a peut-être changé : donnez une autre adresse avec --from, ou importez le fichier."
            ).format(source=title, reason=str(error))
        ) from error


def file_name(url: str, *, default: str) -> str:
    """Return the name of the file that an address ends with, ``default`` when it does not say one.

    Examples
    --------
    >>> file_name("https://example.org/qpv-2024.geojson?x=1", default="qpv.zip")
    'qpv-2024.geojson'
    >>> file_name("https://example.org/datasets/r/942d4ee8", default="qpv.zip")
    'qpv.zip'
    """
    path = PurePosixPath(urlsplit(url).path)
    return path.name if path.suffix else default
