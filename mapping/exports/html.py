"""One self-contained page: a map, the same things as a list, the matrix of gaps, the sources.

It opens from a USB stick with no network: a content security policy forbids every request, and only the scripts and
styles whose digest it names are run, so that no text of anybody can become one.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from mapping import __version__
from mapping.domain.crs import require_wgs84
from mapping.domain.demonstration import notice
from mapping.domain.models import LIVE_STATUSES, Verdict
from mapping.domain.nomenclature import Filiere, schemes
from mapping.domain.privacy import area_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, GAPS, STORED_ACTORS, ZONES, require_columns
from mapping.domain.verdicts import verdict_label
from mapping.exports.labels import term_label
from mapping.exports.matrix import Matrix, matrix, verdict_styles
from mapping.exports.provenance import source_records
from mapping.exports.things import Thing, things
from mapping.i18n import _, ngettext
from mapping.maps import assets
from mapping.maps.base import MAX_ZOOM, MIN_ZOOM, attribution, base_payload
from mapping.maps.basemap.source import CarriedBasemap
from mapping.maps.drawing import sign_strokes, symbol
from mapping.maps.layers import verdict_payload
from mapping.maps.legend import filiere_entries, sign_entries, verdict_entries
from mapping.maps.palette import HATCH_LINE, INK, OUTSIDE_FILIERES, SignKind
from mapping.maps.points import actor_points, contribution_points, point_payload
from mapping.maps.popups import json_for_script
from mapping.maps.shapes import contribution_shapes, shape_payload

_TEMPLATES = Path(__file__).parent / "templates"
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


def write_html(
    snapshot: Snapshot,
    gaps: pd.DataFrame,
    out: Path,
    *,
    generated_at: datetime,
    basemap: CarriedBasemap | None = None,
) -> None:
    """Write the page.

    Parameters
    ----------
    snapshot
        What to show: for a page that leaves the room, what ``exports.public.public_view`` returned. Pending and
        accepted contributions are shown; the page says so when some are pending.
    gaps
        ``tables.GAPS``, counted on the same snapshot; empty when there is nothing to compare.
    out
        The file, replaced if it exists.
    generated_at
        The moment that the page bears.
    basemap
        What the page shows under its zones, and carries.

    Raises
    ------
    ColumnError, CrsError
        When a frame does not follow its contract.
    """
    page = html_page(snapshot, gaps, generated_at=generated_at, basemap=basemap)
    out.write_text(page, encoding="utf-8", newline="\n")


def html_page(
    snapshot: Snapshot, gaps: pd.DataFrame, *, generated_at: datetime, basemap: CarriedBasemap | None = None
) -> str:
    """Return the page that ``write_html`` writes."""
    _check(snapshot, gaps)
    snapshot = area_view(snapshot)
    live = snapshot.contributions[snapshot.contributions["status"].isin(list(LIVE_STATUSES))]
    listed = things(snapshot, live)
    looks = _looks(listed, snapshot.workshop.filieres)
    table = matrix(snapshot, gaps)
    style, script = _style(), _script()
    return _ENVIRONMENT.get_template("page.html").render(
        _=_,
        version=__version__,
        policy=_policy(style, script, pictures=basemap is not None),
        style=style,
        script=script,
        symbols=[
            symbol(sign_strokes(look[0], filiere, pending=look[2]), f"look-{number}")
            for look, (number, filiere) in looks.items()
        ],
        page=_page(snapshot, listed, generated_at, basemap),
        filieres=snapshot.workshop.filieres,
        zones=list(zip(snapshot.zones["code"], snapshot.zones["name"])),
        schemes=_schemes(listed),
        things=[_line(thing, looks) for thing in listed],
        legends=_legends(snapshot, listed),
        matrix=_with_looks(table, looks),
        sources=source_records(snapshot),
        data=json_for_script(_data(snapshot, listed, table, basemap)),
    )


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


def _line(thing: Thing, looks: Mapping[Look, tuple[int, Filiere | None]]) -> dict[str, Any]:
    return {
        "id": thing.id,
        "look": looks[_look(thing)][0],
        "title": thing.title,
        "detail": thing.detail,
        "lines": thing.lines,
    }


def _with_looks(table: Matrix, looks: Mapping[Look, tuple[int, Filiere | None]]) -> dict[str, Any]:
    columns = [(looks[SignKind.OFFICIAL, filiere.id, False][0], filiere.label) for filiere in table.columns]
    return {"columns": columns, "rows": table.rows, "caption": table.caption}


def _page(
    snapshot: Snapshot, listed: Sequence[Thing], generated_at: datetime, basemap: CarriedBasemap | None
) -> dict[str, Any]:
    pending = sum(thing.pending for thing in listed)
    notices = [notice()] if snapshot.workshop.is_demonstration else []
    if pending:
        notices.append(
            ngettext(
                "Version de travail : {n} contribution n'a pas encore été relue.",
                "Version de travail : {n} contributions n'ont pas encore été relues.",
                pending,
            ).format(n=pending)
        )
    official = sum(thing.sign is SignKind.OFFICIAL for thing in listed)
    return {
        "title": snapshot.workshop.title,
        "lead": _("Carte faite le {day} : {zones}, {actors}, {contributions}.").format(
            day=f"{generated_at:%d/%m/%Y}",
            zones=_number(len(snapshot.zones), _("quartier"), _("quartiers")),
            actors=_number(official, _("structure connue"), _("structures connues")),
            contributions=_number(len(listed) - official, _("contribution"), _("contributions")),
        ),
        "notices": notices,
        "count": _counts()[min(len(listed), 2)].format(n=len(listed)),
        "boundaries": attribution(snapshot.zones) + ".",
        "basemap": _("Fond de carte : {who}.").format(who=basemap.attribution) if basemap else "",
    }


def _number(count: int, one: str, several: str) -> str:
    return f"{count} {one if count < 2 else several}"


def _counts() -> list[str]:
    return [
        _("Rien ne répond à ces choix."),
        _("Une chose, sur la carte et ici."),
        _("{n} choses, sur la carte et ici."),
    ]


def _schemes(listed: Iterable[Thing]) -> list[tuple[str, str]]:
    used = {thing.scheme for thing in listed if thing.scheme}
    return sorted(((scheme, term_label(schemes(), scheme)) for scheme in used), key=lambda pair: pair[1].casefold())


def _legends(snapshot: Snapshot, listed: Sequence[Thing]) -> dict[str, Any]:
    kinds = [kind for kind in SignKind if any(thing.sign is kind for thing in listed)]
    return {
        "signs": sign_entries(kinds, pending=any(thing.pending for thing in listed)),
        "filieres": filiere_entries(snapshot.workshop.filieres, others=any(thing.filiere is None for thing in listed)),
        "verdicts": verdict_entries(verdict_label),
    }


def _data(snapshot: Snapshot, listed: Iterable[Thing], table: Matrix, basemap: CarriedBasemap | None) -> dict[str, Any]:
    filieres = snapshot.workshop.filieres
    points = actor_points(snapshot.actors, filieres) + contribution_points(snapshot.contributions, filieres)
    return {
        "base": base_payload(snapshot.zones, basemap=basemap),
        "points": point_payload(points),
        "grey_drawings": point_payload(points, neutral=True)["drawings"],
        "shapes": shape_payload(contribution_shapes(snapshot.contributions, filieres)),
        "things": {
            thing.id: {"filieres": thing.filieres, "zones": thing.zones, "scheme": thing.scheme} for thing in listed
        },
        "verdicts": {
            filiere: verdict_payload({code: Verdict(verdict) for code, verdict in found.items()})
            for filiere, found in table.verdicts.items()
        },
        "counts": _counts(),
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
