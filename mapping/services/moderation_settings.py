"""How a workshop is moderated: before or after, which categories there are and which are shown only as an area."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mapping.domain.errors import WorkshopError
from mapping.domain.identity import normalise
from mapping.domain.workshop_settings import Category, Moderation
from mapping.i18n import _
from mapping.storage.interface import Store

AREA_RANGE_M = (100.0, 2000.0)
_MAX_LABEL = 80


def save_moderation(
    store: Store, *, moderation: Moderation, categories: Iterable[Category], area_m: float, photos: bool
) -> None:
    """Change how the workshop is moderated; what is already there keeps its status.

    Raises
    ------
    WorkshopError
        When two categories have the same name, one that contributions bear is taken away, or the side of the area is
        out of range.
    """
    kept = tuple(categories)
    _check_categories(store, kept)
    low, high = AREA_RANGE_M
    if not low <= area_m <= high:
        raise WorkshopError(
            _("Côté de la zone : {got} m ; de {low} à {high} m sont attendus.").format(
                got=f"{area_m:g}", low=f"{low:g}", high=f"{high:g}"
            )
        )
    settings = replace(
        store.workshop().settings, moderation=moderation, categories=kept, area_m=float(area_m), photos=photos
    )
    store.save_settings(settings=settings)


def categories_from_rows(rows: Iterable[Mapping[Any, Any]]) -> tuple[Category, ...]:
    """Return categories from the rows of an editor: ``id`` (empty for a new one), ``label``, ``sensitive``.

    A row without a label is left out; a new one gets an identifier made of its label.
    """
    found: list[Category] = []
    for row in rows:
        label = row["label"].strip()[:_MAX_LABEL] if isinstance(row["label"], str) else ""
        if not label:
            continue
        taken = {category.id for category in found}
        known = row["id"] if isinstance(row["id"], str) else ""
        found.append(Category(known or _identifier(label, taken), label, row["sensitive"] is True))
    return tuple(found)


def _check_categories(store: Store, categories: tuple[Category, ...]) -> None:
    labels = [normalise(category.label) for category in categories]
    ids = {category.id for category in categories}
    if len(set(labels)) < len(labels) or len(ids) < len(categories):
        raise WorkshopError(_("Deux catégories ont le même nom. Renommez l'une des deux."))
    used = {str(category) for category in store.contributions()["category"] if category}
    lost = [category.label for category in store.workshop().settings.categories if category.id in used - ids]
    if lost:
        raise WorkshopError(
            _("Des contributions sont dans « {label} » : renommez cette catégorie au lieu de la retirer.").format(
                label=lost[0]
            )
        )


def _identifier(label: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", normalise(label)).strip("_")[:40] or "categorie"
    numbered = (f"{base}_{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(name for name in numbered if name not in taken)
