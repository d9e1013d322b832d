"""One self-contained page: a map, the same things as a list, the matrix of gaps, the sources.

It opens from a USB stick with no network: a content security policy forbids every request, and only the scripts and
styles whose digest it names are run, so that no text of anybody can become one.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from mapping import __version__
from mapping.domain.crs import require_wgs84
from mapping.domain.models import LIVE_STATUSES, Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.privacy import area_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, GAPS, STORED_ACTORS, ZONES, require_columns
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.html.book import Book
from mapping.exports.html.parts import head, kinds, legends, matrix_told, thing_line
from mapping.exports.html.sentences import zones_said
from mapping.exports.html.words import (
    count_words,
    page_words,
)
from mapping.exports.matrix import Matrix, matrix, verdict_styles
from mapping.exports.provenance import source_records
from mapping.exports.things import Thing, things
from mapping.i18n.languages import LANGUAGES
from mapping.maps import assets
from mapping.maps.base import MAX_ZOOM, MIN_ZOOM, base_payload
from mapping.maps.basemap.source import CarriedBasemap
from mapping.maps.drawing import sign_strokes, symbol
from mapping.maps.layers import verdict_payload
from mapping.maps.palette import HATCH_LINE, INK, OUTSIDE_FILIERES, SignKind
from mapping.maps.points import actor_points, contribution_points, point_payload
from mapping.maps.popups import json_for_script
from mapping.maps.representations import agreement_rows
from mapping.maps.shapes import contribution_shapes, shape_payload
from mapping.maps.wording import translated_labels

MOST_BYTES = 3_000_000
"""What the whole page may weigh: what a phone opens from a USB stick, and what an e-mail takes."""
_TEMPLATES = Path(__file__).parent.parent / "templates"
_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["day"] = lambda iso: f"{date.fromisoformat(iso):%d/%m/%Y}" if iso else ""
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)

Look = tuple[SignKind, str, bool]


def write_html(bundle: Bundle, out: Path, *, basemap: CarriedBasemap | None = None) -> None:
    """Write the page, put in place at once.

    Parameters
    ----------
    bundle
        What to show: for a page that leaves the room, a public one. Pending and accepted contributions are shown; the
        page says so when some are pending.
    out
        The file, replaced if it exists.
    basemap
        What the page shows under its zones, and carries.

    Raises
    ------
    ColumnError, CrsError
        When a frame does not follow its contract.
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    page = html_page(bundle, basemap=basemap)
    with replacing(out, suffix=".html") as part:
        part.write_text(page, encoding="utf-8", newline="\n")


def html_page(bundle: Bundle, *, basemap: CarriedBasemap | None = None) -> str:
    """Return the page that ``write_html`` writes."""
    snapshot = area_view(bundle.snapshot)
    _check(snapshot, bundle.gaps)
    live = snapshot.contributions[snapshot.contributions["status"].isin(list(LIVE_STATUSES))]
    book, listed = Book(), things(snapshot, live)
    looks = _looks(listed, snapshot.workshop.filieres)
    table = matrix(snapshot, bundle.gaps)
    style, script = _style(), _script()
    drawn = {filiere.id: looks[SignKind.OFFICIAL, filiere.id, False][0] for filiere in snapshot.workshop.filieres}
    words = {name: book.tell(text) for name, text in page_words().items()}
    words["made_with"] = book.say(lambda: page_words()["made_with"])
    context = {
        "words": words,
        "languages": LANGUAGES,
        "symbols": [
            symbol(sign_strokes(look[0], filiere, pending=look[2]), f"look-{number}")
            for look, (number, filiere) in looks.items()
        ],
        "page": head(bundle, listed, book, basemap),
        "filieres": [(filiere.id, book.tell(filiere.label)) for filiere in snapshot.workshop.filieres],
        "zones": list(zip(snapshot.zones["code"], snapshot.zones["name"])),
        "schemes": kinds(listed),
        "things": [thing_line(thing, looks[_look(thing)][0], book) for thing in listed],
        "legends": legends(snapshot, listed, book),
        "said": zones_said(bundle, book, drawn),
        "matrix": matrix_told(table, bundle, drawn, book),
        "agreement": _agreement(bundle),
        "sources": [source | {"type": book.tell(source["type"])} for source in source_records(snapshot)],
    }
    return _ENVIRONMENT.get_template("page.html").render(
        **context,
        t=partial(_sentence, book),
        french=book.french,
        version=__version__,
        policy=_policy(style, script, pictures=basemap is not None),
        style=style,
        script=script,
        data=json_for_script(_data(bundle, listed, table, book, words, basemap)),
    )


def _sentence(book: Book, number: int) -> Markup:
    """Return a sentence in French, with the number by which the script says it in another language."""
    return Markup('<span data-t="{}">{}</span>').format(number, book.french(number))


def _check(snapshot: Snapshot, gaps: pd.DataFrame) -> None:
    require_columns(snapshot.zones, ZONES)
    require_columns(snapshot.actors, STORED_ACTORS)
    require_columns(snapshot.contributions, CONTRIBUTIONS)
    require_columns(gaps, GAPS)
    require_wgs84(snapshot.zones)
    require_wgs84(snapshot.contributions)


def _looks(listed: Iterable[Thing], filieres: Sequence[Filiere]) -> dict[Look, tuple[int, Filiere | None]]:
    """Number the drawings of the page: those of the heads of the matrix, then those of the list."""
    looks: dict[Look, tuple[int, Filiere | None]] = {}
    for filiere in filieres:
        looks.setdefault((SignKind.OFFICIAL, filiere.id, False), (len(looks), filiere))
    for thing in listed:
        looks.setdefault(_look(thing), (len(looks), thing.filiere))
    return looks


def _look(thing: Thing) -> Look:
    return thing.sign, thing.filiere.id if thing.filiere else "", thing.pending


def _agreement(bundle: Bundle) -> list[list[Any]]:
    """Return the levels of agreement about what is the neighbourhood, as the map draws them."""
    levels = bundle.representations.get("levels")
    if levels is None or levels.empty:
        return []
    widest = levels.sort_values("share", kind="stable")
    return agreement_rows(widest)


def _data(
    bundle: Bundle,
    listed: Iterable[Thing],
    table: Matrix,
    book: Book,
    words: Mapping[str, int],
    basemap: CarriedBasemap | None,
) -> dict[str, Any]:
    snapshot = area_view(bundle.snapshot)
    filieres = snapshot.workshop.filieres
    points = actor_points(snapshot.actors, filieres) + contribution_points(snapshot.contributions, filieres)
    shapes = shape_payload(contribution_shapes(snapshot.contributions, filieres))
    drawn = point_payload(points)
    labels = {label: book.tell(label) for form in [*drawn["forms"], *shapes["forms"]] for label in form}
    counts = [book.tell(text) for text in count_words()]
    return {
        "base": base_payload(snapshot.zones, basemap=basemap),
        "points": drawn,
        "grey_drawings": point_payload(points, neutral=True)["drawings"],
        "shapes": shapes,
        "things": {
            thing.id: {"filieres": thing.filieres, "zones": thing.zones, "scheme": thing.scheme} for thing in listed
        },
        "verdicts": {
            filiere: verdict_payload({code: Verdict(verdict) for code, verdict in found.items()})
            for filiere, found in table.verdicts.items()
        },
        "agreement": _agreement(bundle),
        "counts": counts,
        "words": {name: words[name] for name in ("zoom_in", "zoom_out", "close")},
        "labels": labels,
        "ours": sorted(translated_labels() & set(labels)),
        "book": book.pages(),
        "directions": {language.code: language.dir for language in LANGUAGES},
        "hatch": HATCH_LINE,
        "grey": OUTSIDE_FILIERES,
        "ink": INK,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
    }


def _style() -> str:
    sheets = [assets.stylesheet(name, assets.asset_data_uri) for name in assets.STYLES]
    return _one_line_ends("\n".join([*sheets, _read("page.css"), verdict_styles()]))


def _script() -> str:
    files = [assets.asset_bytes(name).decode("utf-8") for name in assets.SCRIPTS]
    return _one_line_ends(_SOURCE_MAP.sub("", "\n".join([*files, _read("page.js")])))


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _one_line_ends(text: str) -> str:
    """A browser turns line ends into one before it digests a script: so must we."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _policy(style: str, script: str, *, pictures: bool) -> str:
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; font-src data:; "
        f"{'img-src data:; ' if pictures else ''}"
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
