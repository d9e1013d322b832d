"""What the page holds besides its map, as numbers of sentences of its book."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from mapping.domain.demonstration import notice
from mapping.domain.nomenclature import schemes
from mapping.domain.snapshot import Snapshot
from mapping.exports.bundle import Bundle
from mapping.exports.html.book import Book
from mapping.exports.html.words import (
    asking_words,
    count_words,
    draft_words,
    inside_words,
    lead_words,
    near_count_words,
    near_words,
    verdict_words,
)
from mapping.exports.labels import term_label
from mapping.exports.matrix import Matrix
from mapping.exports.things import Thing
from mapping.i18n import _
from mapping.maps.base import attribution
from mapping.maps.basemap.source import CarriedBasemap
from mapping.maps.legend import filiere_entries, sign_entries, verdict_entries
from mapping.maps.palette import SignKind, sign_label
from mapping.maps.wording import translated_labels


def thing_line(thing: Thing, look: int, book: Book) -> dict[str, Any]:
    """Return one line of the list; ``look`` is the number of its drawing."""
    return {
        "id": thing.id,
        "look": look,
        "title": thing.title,
        "spoken": book.tell(thing.title) if thing.title == sign_label(thing.sign) else None,
        "kind": None if _is_told(thing) else book.tell(sign_label(thing.sign)),
        "use": book.tell(thing.filiere.label) if thing.filiere else None,
        "zones": thing.zone_names,
        "lines": [_told_line(label, text, book) for label, text in thing.lines],
    }


def _is_told(thing: Thing) -> bool:
    return thing.sign is SignKind.OFFICIAL or thing.title == sign_label(thing.sign)


def _told_line(label: str, text: str, book: Book) -> dict[str, Any]:
    """Return a line under a thing; ``number`` is that of its text, None where somebody wrote it."""
    ours = label in translated_labels()
    number = book.say(partial(_each, text)) if ours else None
    return {"label": book.tell(label), "number": number, "text": text}


def _each(text: str) -> str:
    """Return the needs of a place, or a sentence of ours, in the language of the moment."""
    whole = _(text)
    return whole if whole != text else ", ".join(_(part) for part in text.split(", "))


def head(bundle: Bundle, listed: Sequence[Thing], book: Book, basemap: CarriedBasemap | None) -> dict[str, Any]:
    """Return what stands above the map."""
    workshop, zones = bundle.snapshot.workshop, bundle.snapshot.zones
    pending = sum(thing.pending for thing in listed)
    notices = [book.say(notice)] if workshop.is_demonstration else []
    if pending:
        notices.append(book.say(partial(draft_words, pending)))
    official = sum(thing.sign is SignKind.OFFICIAL for thing in listed)
    day, added = f"{bundle.generated_at:%d/%m/%Y}", len(listed) - official
    return {
        "title": workshop.title,
        "lead": book.say(partial(lead_words, day, len(zones), official, added)),
        "notices": notices,
        "count": count_words()[min(len(listed), 2)].format(n=len(listed)),
        "boundaries": attribution(zones) + ".",
        "basemap": basemap.attribution if basemap else "",
    }


def kinds(listed: Iterable[Thing]) -> list[tuple[str, str]]:
    """Return the sorts of place of the list, to choose from."""
    used = {thing.scheme for thing in listed if thing.scheme}
    return sorted(((scheme, term_label(schemes(), scheme)) for scheme in used), key=lambda pair: pair[1].casefold())


def legends(snapshot: Snapshot, listed: Sequence[Thing], book: Book) -> dict[str, Any]:
    """Return each legend as drawings with the numbers of their words."""
    present = [kind for kind in SignKind if any(thing.sign is kind for thing in listed)]
    others = any(thing.filiere is None for thing in listed)
    entries = {
        "signs": sign_entries(present, pending=any(thing.pending for thing in listed)),
        "filieres": filiere_entries(snapshot.workshop.filieres, others=others),
        "verdicts": verdict_entries(lambda verdict: verdict_words()[verdict]),
    }
    return {name: [(entry.svg, book.tell(entry.label)) for entry in found] for name, found in entries.items()}


def matrix_told(table: Matrix, bundle: Bundle, drawn: Mapping[str, int], book: Book) -> dict[str, Any]:
    """Return the matrix with the numbers of its words."""
    counts = {(str(row.code_qp), str(row.filiere)): row for row in bundle.gaps.itertuples()}
    codes = bundle.snapshot.zones["code"]
    rows = [
        (
            row.name,
            [_cell(cell.verdict, counts.get((str(code), f.id)), book) for cell, f in zip(row.cells, table.columns)],
        )
        for code, row in zip(codes, table.rows)
    ]
    return {
        "columns": [(drawn[filiere.id], book.tell(filiere.label)) for filiere in table.columns],
        "rows": rows,
        "caption": book.say(partial(near_words, bundle.snapshot.workshop.band_m)),
    }


def _cell(verdict: str, row: Any, book: Book) -> dict[str, Any]:
    if row is None:
        return {"verdict": "", "word": book.tell(""), "lines": []}
    told = ((inside_words, row.inside), (near_count_words, row.band_300m), (asking_words, row.people_asking))
    lines = [book.say(partial(words, int(number))) for words, number in told if number > 0]
    return {"verdict": verdict, "word": book.tell(verdict_words()[verdict]), "lines": lines}
