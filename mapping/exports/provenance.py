"""Where exported rows come from: columns beside each row, and the table of the imported files."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mapping.domain.demonstration import notice
from mapping.domain.models import Source
from mapping.domain.snapshot import Snapshot
from mapping.exports.labels import dataset_label, words


def provenance(snapshot: Snapshot, source_ids: pd.Series) -> pd.DataFrame:
    """Return ``source``, ``licence``, ``date_source`` and ``fictif`` for each row, on a fresh index.

    ``date_source`` is the date of publication when it is known, else the vintage, else empty.
    """
    by_id: Mapping[str, Source] = {source.id: source for source in snapshot.sources}
    found = [by_id.get(str(value)) for value in source_ids]
    return pd.DataFrame(
        {
            "source": words(source.title if source else "" for source in found),
            "licence": words(source.licence if source else "" for source in found),
            "date_source": words(_date(source) if source else "" for source in found),
            "fictif": pd.Series([bool(source and source.fictional) for source in found], dtype=bool),
        }
    )


def source_records(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return what must be said of each imported file, oldest first: text, and one boolean ``fictif``."""
    return [
        {
            "titre": source.title,
            "type": dataset_label(source.kind),
            "licence": source.licence,
            "date_publication": source.published.isoformat() if source.published else "",
            "millesime": source.vintage,
            "importe_le": source.imported_at.date().isoformat(),
            "fichier": source.file_name,
            "empreinte_sha256": source.sha256,
            "fictif": source.fictional,
        }
        for source in snapshot.sources
    ]


def sources_table(snapshot: Snapshot) -> pd.DataFrame:
    """Return ``source_records`` as a table; in a demonstration the first row says that the data is invented."""
    records = source_records(snapshot)
    if snapshot.workshop.is_demonstration:
        records.insert(0, {"titre": notice(), "fictif": True})
    text_columns = (
        "titre",
        "type",
        "licence",
        "date_publication",
        "millesime",
        "importe_le",
        "fichier",
        "empreinte_sha256",
    )
    table = pd.DataFrame({name: words(record.get(name, "") for record in records) for name in text_columns})
    return table.assign(fictif=pd.Series([record["fictif"] for record in records], dtype=bool))


def _date(source: Source) -> str:
    return source.published.isoformat() if source.published else source.vintage


def credits_of(snapshot: Snapshot) -> list[str]:
    """Return one line per imported file, as its licence asks to be cited: title, publisher's date, licence."""
    lines = []
    for source in snapshot.sources:
        dated = f"{source.title} ({_date(source)})" if _date(source) else source.title
        lines.append(f"{dated}, {source.licence}" if source.licence else dated)
    return list(dict.fromkeys(lines))
