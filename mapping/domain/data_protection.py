"""What a workshop tells residents of their data, and until when it keeps them; no duration is ever supposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from mapping.domain.errors import WorkshopError
from mapping.i18n import _

DAYS_MAX = 3650


class LegalBasis(StrEnum):
    """Why the controller may collect; who chooses is the controller, with its data protection officer."""

    NONE = ""
    PUBLIC_TASK = "public_task"
    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate_interest"


@dataclass(frozen=True, slots=True)
class DataProtection:
    """Who collects, why, and until when; texts are the controller's own words.

    ``erase_on`` is a date (ISO 8601), ``keep_days`` a number of days after each contribution; one of the two.
    """

    controller: str = ""
    contact: str = ""
    officer: str = ""
    purpose: str = ""
    basis: LegalBasis = LegalBasis.NONE
    recipients: str = ""
    erase_on: str = ""
    keep_days: int = 0

    @property
    def has_retention(self) -> bool:
        """Whether it is said until when contributions are kept."""
        return bool(self.erase_on) or self.keep_days > 0

    def purge_before(self, now: datetime) -> datetime | None:
        """Return the moment before which contributions are past their time, None when none is yet.

        Examples
        --------
        >>> from datetime import UTC
        >>> now = datetime(2026, 3, 31, tzinfo=UTC)
        >>> DataProtection(keep_days=30).purge_before(now).isoformat()
        '2026-03-01T00:00:00+00:00'
        >>> DataProtection(erase_on="2026-04-01").purge_before(now) is None
        True
        """
        if self.erase_on:
            return now if now.date() >= date.fromisoformat(self.erase_on) else None
        return now - timedelta(days=self.keep_days) if self.keep_days else None

    def due_since(self, oldest: datetime, now: datetime) -> date | None:
        """Return the day since which something should be erased, None when it is not time yet.

        Parameters
        ----------
        oldest
            When the oldest contribution that is still there was recorded.
        """
        before = self.purge_before(now)
        if before is None or oldest >= before:
            return None
        return date.fromisoformat(self.erase_on) if self.erase_on else (oldest + timedelta(days=self.keep_days)).date()


def data_protection_from(values: Mapping[str, Any]) -> DataProtection:
    """Return the settings from stored values; names of another version are ignored."""
    known = {name: values[name] for name in DataProtection.__dataclass_fields__ if name in values}
    return DataProtection(**{**known, "basis": LegalBasis(known.get("basis", ""))})


def checked_protection(told: DataProtection) -> DataProtection:
    """Return settings that may be saved, texts trimmed.

    Raises
    ------
    WorkshopError
        When nobody is responsible, or nothing says until when contributions are kept.
    """
    texts = {
        name: " ".join(str(getattr(told, name)).replace("\x00", "").split())[:500]
        for name in ("controller", "contact", "officer", "purpose", "recipients")
    }
    if not texts["controller"] or not texts["contact"]:
        raise WorkshopError(_("Dites quel organisme est responsable, et comment le joindre."))
    if told.erase_on and told.keep_days:
        raise WorkshopError(_("Choisissez une date ou un nombre de jours, pas les deux."))
    if not told.has_retention or told.keep_days > DAYS_MAX:
        raise WorkshopError(_("Dites quand les contributions seront effacées : une date, ou un nombre de jours."))
    try:
        day = date.fromisoformat(told.erase_on).isoformat() if told.erase_on else ""
    except ValueError as error:
        raise WorkshopError(
            _("« {got} » n'est pas une date ; par exemple 2027-06-30.").format(got=told.erase_on)
        ) from error
    return DataProtection(**texts, basis=told.basis, erase_on=day, keep_days=told.keep_days)
