"""A photo sent with a contribution: drawn again from its dots, so that nothing of the phone is left in it."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from mapping.domain.errors import ContributionError, NotFoundError
from mapping.domain.identity import content_id
from mapping.domain.models import LIVE_STATUSES, Photo, PhotoStatus
from mapping.domain.privacy import is_sensitive
from mapping.i18n import _
from mapping.storage.interface import Store

BYTES_MAX = 8 * 1024 * 1024
SIDE_MAX_PX = 1600
PIXELS_MAX = 60_000_000
"""Above what phones take by default; a file of some kilobytes can pretend to more and fill the memory."""
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A JPEG without any metadata."""

    content: bytes
    width: int
    height: int


def clean_picture(received: bytes) -> CleanPicture:
    """Return a picture turned the way it was held, at most 1 600 dots wide or high, without position, date or phone.

    Raises
    ------
    ContributionError
        When it is not a picture of a known kind, it is cut, or it is far too large.
    """
    if len(received) > BYTES_MAX:
        raise ContributionError(_("La photo est trop lourde : 8 Mo au plus."))
    try:
        with Image.open(io.BytesIO(received), formats=_FORMATS) as opened:
            return _drawn_again(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise ContributionError(
            _("Cette image ne peut pas être lue. Envoyez une photo (JPEG, PNG ou WebP).")
        ) from error


def photo_of(contribution_id: str, received: bytes) -> Photo:
    """Return the photo of a contribution; the same bytes sent again give the same identifier.

    Raises
    ------
    ContributionError
        When the bytes are not a picture that can be kept.
    """
    picture = clean_picture(received)
    identifier = content_id("photo", contribution_id, hashlib.sha256(received).hexdigest())
    return Photo(identifier, contribution_id, picture.content, picture.width, picture.height)


def shown_photo(store: Store, photo_id: str) -> bytes:
    """Return the JPEG of a photo that the facilitator shows, of something that is still on the map.

    Raises
    ------
    NotFoundError
        When there is no such photo, it is hidden or its category is sensitive: nobody is told which.
    """
    photo = store.photo(photo_id)
    about = store.contribution(photo.contribution_id) if photo is not None else None
    if (
        photo is None
        or about is None
        or about.photo_id != photo.id
        or about.photo_status is not PhotoStatus.SHOWN
        or about.status not in LIVE_STATUSES
        # A picture of a place that is shown as an area would say which one it is.
        or is_sensitive(about, store.workshop())
    ):
        raise NotFoundError(_("Cette photo n'est pas à voir."))
    return photo.content


def _drawn_again(opened: Image.Image) -> CleanPicture:
    width, height = opened.size
    if width * height > PIXELS_MAX:
        raise _too_large()
    # A JPEG decodes at once to about the size asked for, which spares the memory of a large one.
    opened.draft("RGB", (SIDE_MAX_PX, SIDE_MAX_PX))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((SIDE_MAX_PX, SIDE_MAX_PX), Image.Resampling.LANCZOS)
    # What is transparent becomes white; a new picture has no metadata to carry over, comment and profile included.
    plain = Image.new("RGB", upright.size, "white")
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(upright.convert("RGB"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return CleanPicture(written.getvalue(), *plain.size)


def _too_large() -> ContributionError:
    return ContributionError(_("Cette image est trop grande pour être lue. Envoyez une photo plus petite."))
