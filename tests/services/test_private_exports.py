"""Nothing private leaves by ``--public``: every private field is marked, and looked for in every file, opened up."""

import dataclasses
import io
import json
import re
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from mapping.domain.ids import new_id
from mapping.domain.models import Status
from mapping.domain.report_settings import ReportSettings
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, KNOWLEDGE, VOTES
from mapping.exports.archive import write_archive
from mapping.services.bundle import bundle_of
from mapping.services.formats import Document, ExportFormat, Options
from mapping.services.restitute import write_document
from mapping.services.writers import WRITERS
from tests.exports.snapshots import GENERATED_AT, make_snapshot

SHOWN = "DITTOUTHAUT"
SECRET_LON, SECRET_LAT = 2.351847, 48.930729
HIDDEN = [status for status in Status if status is not Status.ACCEPTED]
PRIVATE = [column.name for column in CONTRIBUTIONS.columns if column.private]


def mark(name: str) -> str:
    """Return a word that nothing else holds; letters only, so that it reads the same in any file."""
    return f"SECRET{name.upper().replace('_', '')}TERCES"


MARKS = [mark(name) for name in [*PRIVATE, *HIDDEN, "file", "session", "place", "group", "wall", "answer", "vote"]]


def planted() -> Snapshot:
    """A workshop where everything private bears its mark, and a shelter has digits that nothing else has."""
    secrets = {name: mark(name) for name in PRIVATE}
    rows = [
        secrets | {"id": new_id(), "text": SHOWN, "status": "accepted"},
        secrets
        | {"id": new_id(), "text": SHOWN, "kind": "place", "category": "shelter", "status": "accepted"}
        | {"geometry": f"POINT ({SECRET_LON} {SECRET_LAT})"},
        *(secrets | {"id": new_id(), "text": mark(status), "status": status.value} for status in HIDDEN),
    ]
    snapshot = make_snapshot(contributions=rows)
    told = {"id": new_id(), "target_id": rows[2]["id"], "answer": "uses", "people": 1, "session_id": mark("answer")}
    vote = {"id": new_id(), "contribution_id": rows[0]["id"], "session_id": "s", "group_name": mark("vote")}
    session = Session("s", date(2026, 6, 14), mark("session"), mark("place"), groups=(mark("group"),), head_count=12)
    quoted = ReportSettings(verbatims=tuple(str(row["id"]) for row in rows))
    settings = dataclasses.replace(snapshot.workshop.settings, current_session=mark("wall"), report=quoted)
    return dataclasses.replace(
        snapshot,
        workshop=dataclasses.replace(snapshot.workshop, settings=settings),
        sources=tuple(dataclasses.replace(source, file_name=mark("file")) for source in snapshot.sources),
        knowledge=KNOWLEDGE.frame([told | {"group_name": mark("group"), "author_key": mark("author_key")}]),
        votes=VOTES.frame([vote]),
        sessions=(session,),
    )


def opened(content: bytes) -> list[bytes]:
    """Return a file and all that is folded in it: members of a ZIP, streams of a PDF or of a picture."""
    found = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            found += [name.encode() for name in folder.namelist()]
            found += [part for name in folder.namelist() for part in opened(folder.read(name))]
    if content[:5] == b"%PDF-":
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
            found.append(_inflated(stream))
    return found


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


def spellings(text: str) -> list[bytes]:
    """Return how a text may be written: UTF-8, UTF-16 as PDF titles are, and the hexadecimal of either."""
    raw = [text.encode(), text.encode("utf-16-be")]
    return raw + [part.hex().encode() for part in raw] + [part.hex().upper().encode() for part in raw]


def written(
    snapshot: Snapshot, folder: Path, file_format: ExportFormat, document: Document | None, *, public: bool
) -> bytes:
    bundle = bundle_of(snapshot, public=public, generated_at=GENERATED_AT)
    out = folder / f"export.{file_format.value}"
    write_document(bundle, file_format=file_format, out=out, options=Options(document=document))
    return b"\n".join(opened(out.read_bytes()))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("file_format", "document"), WRITERS, ids=lambda each: str(each))
def test_no_mark_is_in_any_public_file(tmp_path: Path, file_format: ExportFormat, document: Document | None) -> None:
    snapshot = planted()
    content = written(snapshot, tmp_path, file_format, document, public=True)
    searched = MARKS + snapshot.contributions["id"].tolist() + snapshot.knowledge["id"].tolist()
    assert [text for text in searched if any(spelt in content for spelt in spellings(text))] == []
    assert not holds_the_point(content)


@pytest.mark.parametrize("file_format", [ExportFormat.XLSX, ExportFormat.GPKG, ExportFormat.GEOJSON, ExportFormat.CSV])
def test_the_marks_would_be_found_if_they_were_there(tmp_path: Path, file_format: ExportFormat) -> None:
    content = written(planted(), tmp_path, file_format, None, public=False)
    assert mark("reason").encode() in content
    assert mark(Status.PENDING).encode() in content


def test_the_streams_of_a_pdf_and_the_members_of_a_folder_are_opened() -> None:
    stream = b"stream\n" + zlib.compress(b"SECRET") + b"\nendstream"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("dedans.pdf", b"%PDF-1.7\n" + stream)
    assert b"SECRET" in b"\n".join(opened(held.getvalue()))


def test_what_two_people_ask_for_is_counted_nowhere_in_public_and_what_three_do_is() -> None:
    rows = [
        {"id": new_id(), "text": "deux", "people": 2, "filiere": "se_nourrir"},
        {"id": new_id(), "text": "trois", "people": 3, "filiere": "reparer"},
    ]
    snapshot = make_snapshot(contributions=rows)
    told = {}
    for public in (True, False):
        bundle = bundle_of(snapshot, public=public, generated_at=GENERATED_AT)
        gaps = bundle.gaps[bundle.gaps["code_qp"] == "QN00001M"].set_index("filiere")
        perception = bundle.readings["perception"].query("code_qp == 'QN00001M'").set_index("filiere")
        told[public] = gaps.loc[["se_nourrir", "reparer"], "people_asking"].tolist()
        assert gaps.loc["reparer", "needs"] == 1
        assert perception.loc["reparer", "people_asking"] == 3
        assert gaps.drop(index=["se_nourrir", "reparer"])["people_asking"].eq(0).all()
        assert pd.isna(perception.loc["se_nourrir", "people_asking"])
    assert told[False] == [2, 3]
    assert told[True][1] == 3
    assert pd.isna(told[True][0])


@pytest.mark.parametrize("file_format", [ExportFormat.GEOJSON, ExportFormat.GPKG, ExportFormat.ZIP])
def test_a_small_number_is_an_empty_cell_and_in_no_sum(tmp_path: Path, file_format: ExportFormat) -> None:
    few = {"id": new_id(), "people": 2, "filiere": "se_nourrir"}
    many = {"id": new_id(), "people": 5, "filiere": "reparer"}
    bundle = bundle_of(make_snapshot(contributions=[few, many]), public=True, generated_at=GENERATED_AT)
    out = tmp_path / f"export.{file_format.value}"
    if file_format is ExportFormat.ZIP:
        write_archive(bundle, out)
        with zipfile.ZipFile(out) as folder:
            gaps = pd.read_csv(folder.open("donnees/manques.csv"))
            zones = pd.read_csv(folder.open("donnees/quartiers.csv"))
    elif file_format is ExportFormat.GPKG:
        write_document(bundle, file_format=file_format, out=out)
        gaps, zones = (pyogrio.read_dataframe(out, layer=name) for name in ("manques", "quartiers"))
    else:
        write_document(bundle, file_format=file_format, out=out)
        found = json.loads(out.read_text(encoding="utf-8"))["features"]
        kept = [each["properties"] for each in found if each["properties"]["couche"] == "quartiers"]
        assert {row["code"]: row["personnes_demandant"] for row in kept}["QN00001M"] == 5
        return
    here = gaps[gaps["code_quartier"] == "QN00001M"].set_index("filiere")
    assert pd.isna(here.loc["se_nourrir", "personnes_demandant"])
    assert pd.isna(here.loc["se_nourrir", "besoins_exprimes"])
    assert here.loc["reparer", "personnes_demandant"] == 5
    assert zones.set_index("code").loc["QN00001M", "personnes_demandant"] == 5


def holds_the_point(content: bytes) -> bool:
    """Search the digits with a point or a comma, and the raw doubles of a GeoPackage."""
    texts = [f"{value:.{digits}f}" for value in (SECRET_LON, SECRET_LAT) for digits in (5, 6)]
    doubles = [struct.pack(order, value) for value in (SECRET_LON, SECRET_LAT) for order in ("<d", ">d")]
    spelt = [text.encode() for text in texts] + [text.replace(".", ",").encode() for text in texts]
    return any(part in content for part in [*spelt, *doubles])
