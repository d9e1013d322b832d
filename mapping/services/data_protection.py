"""What must be said before anything is collected, and when it must be erased."""

from dataclasses import replace
from datetime import date, datetime

from mapping.domain.data_protection import DataProtection, checked_protection
from mapping.domain.errors import WorkshopError
from mapping.domain.models import Workshop
from mapping.i18n import _
from mapping.services.workshops import now_utc
from mapping.storage.interface import Store


def save_protection(store: Store, told: DataProtection) -> None:
    """Keep what is told of the data.

    Raises
    ------
    WorkshopError
        When nobody is responsible, or nothing says until when contributions are kept.
    """
    settings = store.workshop().settings
    store.save_settings(settings=replace(settings, data_protection=checked_protection(told)))


def require_retention(workshop: Workshop) -> None:
    """Raise unless it is said until when contributions are kept; the demonstration invents its own.

    Raises
    ------
    WorkshopError
        Saying what to fill in, and where.
    """
    if not workshop.is_demonstration and not workshop.settings.data_protection.has_retention:
        raise WorkshopError(
            _(
                "Avant de recevoir des contributions, dites qui en est responsable et quand elles seront effacées : "
                "page « Préparer », « Données des habitants » (ou la commande « protection »)."
            )
        )


def due_since(store: Store, *, now: datetime | None = None) -> date | None:
    """Return the day since which something that residents gave should be erased, or None."""
    told = store.workshop().settings.data_protection
    oldest = store.oldest_resident_line() if told.has_retention else ""
    return told.due_since(datetime.fromisoformat(oldest), now or now_utc()) if oldest else None
