"""How a workshop is run: moderation, sensitive categories, steps of a séance, thresholds of its diagnostic."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from mapping.domain.data_protection import DataProtection, data_protection_from
from mapping.domain.parameters import Parameters, parameters_from
from mapping.domain.report_settings import ReportSettings, report_settings_from

AVOIDED = "avoided"
"""The category of what people stay away from: an area, a route or a point, laid over as the neighbourhoods are."""


class Moderation(StrEnum):
    """When a contribution is shown to everybody: once accepted, or at once unless something is flagged."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Category:
    """What a place may be said to be besides its filière; a ``sensitive`` one is shown only as an area."""

    id: str
    label: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a séance: what the facilitator tells, and for how long; ``votes`` when gommettes are placed in it."""

    title: str
    instruction: str
    minutes: int
    votes: bool = False


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number that somebody typed in for a zone, and where they had it from."""

    code: str
    value: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class WorkshopSettings:
    """Settings besides the title and the filières.

    ``area_m`` is the side, in metres, of the square that stands for a sensitive place. ``steps`` empty means the
    default two hours (``domain.steps``). ``current_session`` is the séance that contributions arrive in.
    ``people_without_work`` are numbers of people by zone, typed in by the facilitator.
    """

    moderation: Moderation = Moderation.BEFORE
    categories: tuple[Category, ...] = (
        Category("informal", "Activité informelle, coup de main payé ou échangé", True),
        Category("shelter", "Hébergement, refuge, adresse à ne pas montrer", True),
        Category(AVOIDED, "Endroit évité", False),
    )
    area_m: float = 400.0
    photos: bool = True
    steps: tuple[Step, ...] = ()
    current_session: str = ""
    parameters: Parameters = field(default_factory=Parameters)
    report: ReportSettings = field(default_factory=ReportSettings)
    people_without_work: tuple[TypedFigure, ...] = ()
    data_protection: DataProtection = field(default_factory=DataProtection)

    def sensitive_ids(self) -> frozenset[str]:
        """Return the identifiers of the categories that are shown only as an area.

        Examples
        --------
        >>> sorted(WorkshopSettings().sensitive_ids())
        ['informal', 'shelter']
        """
        return frozenset(category.id for category in self.categories if category.sensitive)

    def as_dict(self) -> dict[str, Any]:
        """Return the settings as JSON types, for the row of the workshop and its journal."""
        return asdict(self)


def settings_from(values: dict[str, Any]) -> WorkshopSettings:
    """Return settings from stored values; names of another version are ignored, absent ones take the default.

    Examples
    --------
    >>> settings_from({"moderation": "after", "of_a_later_version": 1}).moderation
    <Moderation.AFTER: 'after'>
    """
    known = {field.name for field in fields(WorkshopSettings)}
    found = {name: value for name, value in values.items() if name in known}
    return WorkshopSettings(
        **{name: _READERS[name](value) if name in _READERS else value for name, value in found.items()}
    )


_READERS: dict[str, Callable[[Any], Any]] = {
    "moderation": Moderation,
    "categories": lambda rows: tuple(Category(**row) for row in rows),
    "steps": lambda rows: tuple(Step(**row) for row in rows),
    "parameters": parameters_from,
    "report": report_settings_from,
    "data_protection": data_protection_from,
    "people_without_work": lambda rows: tuple(TypedFigure(**row) for row in rows),
}
