"""What would become of a file, before anything is written: guessed columns and why, questions, a dry run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from mapping.domain.models import DatasetKind, ImportReport
from mapping.domain.tables import ACTORS, CONTRIBUTIONS, LANDMARKS, POPULATION, Contract
from mapping.i18n import _
from mapping.services.importing import ImportOptions
from mapping.services.layouts import extent_of
from mapping.services.prepare import import_file
from mapping.sources.actors import actors_of
from mapping.sources.categories import WORD_FIELD
from mapping.sources.columns import explain, guess_columns, layout_signature
from mapping.sources.detect import guess_kind
from mapping.sources.guesses import Confidence, Guess, Question, WordMeaning
from mapping.sources.landmarks import landmarks_of
from mapping.sources.population import read_population_table
from mapping.sources.rows import TableRows
from mapping.sources.tabular import RawTable, read_table
from mapping.storage.interface import Store

__all__ = ["SHOWN_ROWS", "WORD_FIELD", "Preview", "field_label", "preview"]

SHOWN_ROWS = 8

_CONTRACTS: Mapping[DatasetKind, Contract] = MappingProxyType(
    {
        DatasetKind.ACTORS: ACTORS,
        DatasetKind.LANDMARKS: LANDMARKS,
        DatasetKind.POPULATION: POPULATION,
        DatasetKind.CONTRIBUTIONS: CONTRIBUTIONS,
    }
)
_POSITION_FIELDS = ("lon", "lat", "position")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is taken for.

    ``fields`` are the fields that a column may answer, in order; ``sample`` the first rows as the file holds them;
    ``questions`` the kept rows that deserve a look; ``words`` how categories are understood; ``report`` what an import
    would do. ``columns`` is what was asked, or remembered of the last file of this layout.
    """

    kind: DatasetKind
    signature: str
    header: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    words: tuple[WordMeaning, ...]
    report: ImportReport
    columns: dict[str, str]
    remembered: bool = False


def preview(
    store: Store, path: Path, *, columns: Mapping[str, str] | None = None, kind: DatasetKind | None = None
) -> Preview:
    """Return what would be made of a file; nothing is written.

    Parameters
    ----------
    store
        The workshop: its territory is evidence of what coordinates mean, its filières of what categories mean.
    path
        The file.
    columns
        Field → column, as with ``--column``; what was remembered of the layout when None.
    kind
        What the file holds; guessed when None.

    Raises
    ------
    CartoquartierError
        When the file as a whole cannot be used.
    """
    found = kind if kind is not None else guess_kind(path)
    contract = _CONTRACTS.get(found)
    if contract is None:
        report = import_file(store, path, kind=found, options=ImportOptions(dict(columns or {}), dry_run=True))
        return Preview(found, "", (), (), (), (), (), (), (), report, dict(report.columns))
    raw = read_table(path)
    header = tuple(str(name) for name in raw.frame.columns)
    signature = layout_signature(header)
    remembered = store.layout(signature) if columns is None else None
    asked = dict(columns if columns is not None else remembered or {})
    read = _read(store, raw, found, asked)
    report = import_file(store, path, kind=found, options=ImportOptions(asked, dry_run=True))
    return Preview(
        kind=found,
        signature=signature,
        header=header,
        sample=tuple(tuple(map(str, row)) for row in raw.frame.head(SHOWN_ROWS).to_numpy().tolist()),
        fields=_fields(contract),
        guesses=_said(read.guesses, remembered=remembered is not None),
        notes=read.notes,
        questions=read.questions,
        words=read.words,
        report=report,
        columns=asked,
        remembered=bool(remembered),
    )


def field_label(field: str) -> str:
    """Return the name of a field, as it is shown to a person."""
    labels = {
        "id": _("Identifiant"),
        "name": _("Nom"),
        "siret": _("SIRET"),
        "legal_form": _("Statut"),
        "scheme": _("Dispositif"),
        "filieres": _("Besoins"),
        "description": _("Description"),
        "address": _("Adresse"),
        "address_number": _("Numéro dans la rue"),
        "address_repeat": _("Bis, ter"),
        "address_type": _("Type de voie"),
        "address_more": _("Complément d'adresse"),
        "postcode": _("Code postal"),
        "city": _("Commune"),
        "code_insee": _("Code Insee"),
        "lon": _("Longitude"),
        "lat": _("Latitude"),
        "position": _("Position en une colonne"),
        "website": _("Site web"),
        "code": _("Code du quartier"),
        "population": _("Habitants"),
        "year": _("Année"),
        "source": _("Source"),
    }
    return labels.get(field, field)


def _fields(contract: Contract) -> tuple[str, ...]:
    names = [name for name in contract.names if name != "geometry"]
    positioned = contract is ACTORS or contract is LANDMARKS
    return tuple(dict.fromkeys([*names, *(_POSITION_FIELDS if positioned else ())]))


def _read(store: Store, raw: RawTable, kind: DatasetKind, columns: Mapping[str, str]) -> TableRows:
    if kind is DatasetKind.ACTORS:
        return actors_of(raw, columns=columns, filieres=store.workshop().filieres, extent=extent_of(store))
    if kind is DatasetKind.LANDMARKS:
        return landmarks_of(raw, columns=columns, extent=extent_of(store))
    if kind is DatasetKind.POPULATION:
        return read_population_table(raw, columns=columns)
    names = [str(name) for name in raw.frame.columns]
    chosen = guess_columns(names, CONTRIBUTIONS, given=columns)
    guesses = explain(chosen, names, CONTRIBUTIONS, given=columns)
    return TableRows(raw.frame.head(0), (), chosen, len(raw.frame), guesses=guesses)


def _said(guesses: tuple[Guess, ...], *, remembered: bool) -> tuple[Guess, ...]:
    if not remembered:
        return guesses
    reason = _("comme la dernière fois, pour un fichier qui a les mêmes colonnes")
    return tuple(replace(guess, reason=reason) if guess.confidence is Confidence.GIVEN else guess for guess in guesses)
