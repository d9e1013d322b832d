"""The list of needs belongs to the workshop: it may change, never so that data is orphaned."""

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from mapping.domain.errors import NomenclatureError
from mapping.domain.identity import normalise
from mapping.domain.nomenclature import Filiere
from mapping.domain.tables import split_values
from mapping.i18n import _
from mapping.storage.interface import Store

NEW_COLOR = "#555555"
NEW_ICON = "circle-dot"


def filieres_from_rows(rows: Sequence[Mapping[Hashable, Any]]) -> list[Filiere]:
    """Return filières from the rows of an editor; a row without identifier is a new one, named after its label.

    Examples
    --------
    >>> row = {"id": None, "label": "Prendre l'air", "question": None, "color": None, "icon": None}
    >>> filieres_from_rows([row])[0].id
    'prendre_l_air'
    """
    return [
        Filiere(
            id=_text(row["id"]) or re.sub(r"[^a-z0-9]+", "_", normalise(_text(row["label"]))).strip("_"),
            label=_text(row["label"]),
            question=_text(row["question"]),
            color=_text(row["color"]) or NEW_COLOR,
            icon=_text(row["icon"]) or NEW_ICON,
        )
        for row in rows
        if _text(row["label"])
    ]


def save_filieres(store: Store, filieres: Sequence[Filiere]) -> None:
    """Replace the list of needs of a workshop.

    Raises
    ------
    NomenclatureError
        When the list is empty, an identifier stands twice, or one that is in use would disappear.
    """
    ids = [filiere.id for filiere in filieres]
    if not ids:
        raise NomenclatureError(_("La liste des besoins est vide ; gardez-en au moins un."))
    twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
    if twice:
        raise NomenclatureError(
            _("Besoins en double : {twice}. Gardez une seule ligne de chaque.").format(twice=", ".join(twice))
        )
    orphans = sorted(_filieres_in_use(store) - set(ids))
    if orphans:
        raise NomenclatureError(
            _("Ces besoins servent déjà : {orphans}. Renommez-les plutôt que de les retirer.").format(
                orphans=", ".join(orphans)
            )
        )
    store.save_settings(filieres=tuple(filieres))


def _filieres_in_use(store: Store) -> set[str]:
    contributions = store.contributions()["filiere"]
    used = {str(value) for value in contributions if value}
    for cell in store.actors()["filieres"]:
        used.update(split_values(cell))
    return used


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
