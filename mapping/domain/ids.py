"""Identifiers: UUIDv7 (RFC 9562), sortable by time of creation, made without asking a database."""

import uuid

import uuid_utils.compat

from mapping.domain.errors import ContributionError
from mapping.i18n import _


def new_id() -> str:
    """Return a new UUIDv7 as its canonical text of 36 characters."""
    return str(uuid_utils.compat.uuid7())


def parse_id(text: str) -> str:
    """Return the canonical text of a UUID of any version, as a phone or a person may give it.

    Raises
    ------
    ContributionError
        When ``text`` is not a UUID.

    Examples
    --------
    >>> parse_id("0190F0C2-7B1A-7C3D-8E4F-5A6B7C8D9E0F")
    '0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f'
    """
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise ContributionError(
            _("Identifiant « {text} » : un UUID est attendu. Laissez-le vide pour en créer un.").format(text=text)
        ) from error
