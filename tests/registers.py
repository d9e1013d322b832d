"""Two registers and a geocoder on this machine, in the shapes that the official ones document, with their failures.

Every structure is invented; the SIRET fail the check digit, so that they are nobody's.
"""

import csv
import io
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from mapping.sources.cells import CellError, clean_siret
from mapping.sources.official.client import Client

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
RESULT_COLUMNS = (
    *("longitude", "latitude", "result_score", "result_score_next", "result_label", "result_type", "result_id"),
    *("result_banId", "result_housenumber", "result_name", "result_street", "result_postcode", "result_city"),
    *("result_context", "result_citycode", "result_oldcitycode", "result_oldcity", "result_district", "result_status"),
)
HTML = b"<!doctype html><html><body>Portail d'acces wifi</body></html>"


def siret(number: int) -> str:
    """Return a SIRET that starts with zeros and that nobody can hold: its check digit is wrong."""
    for last in "56":
        candidate = f"{number:09d}0001{last}"
        try:
            clean_siret(candidate)
        except CellError:
            return candidate
    raise AssertionError


def place(number: int, **changes: Any) -> dict[str, Any]:
    """Return an open establishment of Saint-Denis, as ``matching_etablissements`` gives it."""
    return {
        "activite_principale": "88.99B",
        "activite_principale_naf25": "88.99Y",
        "adresse": f"{number} RUE DES TULIPES 93200 SAINT-DENIS",
        "ancien_siege": False,
        "code_postal": "93200",
        "commune": "93066",
        "date_creation": "2015-04-01",
        "epci": "200054781",
        "est_siege": True,
        "etat_administratif": "A",
        "latitude": "48.9325",
        "libelle_commune": "SAINT-DENIS",
        "liste_enseignes": None,
        "longitude": "2.3525",
        "nom_commercial": None,
        "siret": siret(number),
        "statut_diffusion_etablissement": "O",
    } | changes


def unit(number: int, name: str, *places: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a legal unit of the ESS as ``results`` gives it; with one establishment when none is given."""
    return {
        "siren": f"{number:09d}",
        "nom_complet": name,
        "nom_raison_sociale": name,
        "sigle": None,
        "nature_juridique": "9220",
        "activite_principale": "94.99Z",
        "section_activite_principale": "S",
        "etat_administratif": "A",
        "statut_diffusion": "O",
        "siege": {},
        "complements": {"est_ess": True, "est_siae": False},
        "matching_etablissements": list(places) or [place(number)],
    } | changes


def siae(number: int, kind: str, **changes: Any) -> dict[str, Any]:
    """Return a structure of insertion as the API of the Emplois de l'inclusion gives it."""
    return {
        "siret": siret(number),
        "type": kind,
        "raison_sociale": f"STRUCTURE {number}",
        "enseigne": f"Structure {number} (exemple)",
        "telephone": "0100000000",
        "courriel": "contact@structure.example",
        "site_web": "https://structure.example",
        "description": "",
        "addresse_ligne_1": f"{number} rue des Tulipes",
        "addresse_ligne_2": "",
        "code_postal": "93200",
        "ville": "Saint-Denis",
        "departement": "93",
        "postes": [{"rome": "G1603", "description": "Aide de cuisine"}],
    } | changes


def found(lon: float, lat: float, **changes: str) -> dict[str, str]:
    """Return what the geocoder adds to a row that it finds."""
    return {
        "longitude": str(lon),
        "latitude": str(lat),
        "result_score": "0.95",
        "result_score_next": "0.61",
        "result_label": "1 Rue des Tulipes 93200 Saint-Denis",
        "result_type": "housenumber",
        "result_id": "93066_0001_00001",
        "result_postcode": "93200",
        "result_city": "Saint-Denis",
        "result_citycode": "93066",
        "result_status": "ok",
    } | changes


class Registers:
    """What the services hold, what they were asked, and what goes wrong next.

    ``faults`` are taken one by one by the requests to come: ``429``, ``500``, ``cut``, ``html``, ``empty page`` or "".
    ``full`` are the (communes, section) whose number of results is beyond what the API gives.
    """

    def __init__(self) -> None:
        self.url = ""
        self.units: list[dict[str, Any]] = []
        self.siaes: list[dict[str, Any]] = []
        self.addresses: dict[str, dict[str, str]] = {}
        self.result_columns: list[str] = list(RESULT_COLUMNS)
        self.faults: list[str] = []
        self.full: set[tuple[str, str]] = set()
        self.siae_page = 20
        self.asked: list[dict[str, str]] = []
        self.tables: list[list[dict[str, str]]] = []

    def paths(self) -> Counter[str]:
        """Return how many times each path was asked for."""
        return Counter(request["path"] for request in self.asked)

    def search(self, asked: dict[str, str]) -> dict[str, Any]:
        """Answer ``/search``."""
        communes = set(asked["code_commune"].split(","))
        section = asked.get("section_activite_principale", "")
        flag = "est_ess" if "est_ess" in asked else "est_siae"
        matching = [
            one
            for one in self.units
            if one["complements"][flag]
            and section in ("", one["section_activite_principale"])
            and any(site.get("commune") in communes for site in one.get("matching_etablissements", [{}]) or [{}])
        ]
        per_page, page = int(asked["per_page"]), int(asked["page"])
        total = 10_000 if (asked["code_commune"], section) in self.full and flag == "est_ess" else len(matching)
        return {
            "results": matching[(page - 1) * per_page : page * per_page],
            "total_results": total,
            "page": page,
            "per_page": per_page,
            "total_pages": -(-len(matching) // per_page),
        }

    def insertion(self, asked: dict[str, str]) -> dict[str, Any]:
        """Answer ``/siaes/``."""
        matching = [one for one in self.siaes if one["departement"] == asked["departement"]]
        page = int(asked["page"])
        end = page * self.siae_page
        following = f"{self.url}/siaes/?page={page + 1}" if end < len(matching) else None
        return {
            "count": len(matching),
            "next": following,
            "previous": None,
            "results": matching[end - self.siae_page : end],
        }

    def geocoded(self, rows: list[dict[str, str]], *, within_postcode: bool) -> bytes:
        """Answer ``/search/csv/``: the rows as they came, and what is found of each."""
        text = io.StringIO()
        lines = csv.DictWriter(text, [*rows[0], *self.result_columns], extrasaction="ignore")
        lines.writeheader()
        for row in rows:
            result = self.addresses.get(row["street"], {"result_status": "not-found"})
            if within_postcode and row["postcode"] not in ("", result.get("result_postcode")):
                result = {"result_status": "not-found"}
            lines.writerow(row | result)
        return text.getvalue().encode()


class _Handler(BaseHTTPRequestHandler):
    registers: Registers

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | {"path": parts.path}
        self.registers.asked.append(asked)
        answer = {"/search": self.registers.search, "/siaes/": self.registers.insertion}.get(parts.path)
        if answer is None:
            self._send(404, b"{}")
            return
        body = answer(asked)
        fault = self._fault()
        if fault == "empty page":
            body["results"] = []
        self._send(200, json.dumps(body).encode(), fault=fault)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = BytesParser(policy=policy.HTTP).parsebytes(head + raw)
        fields: dict[str, list[bytes]] = {}
        for part in form.iter_parts():
            name = str(part.get_param("name", header="content-disposition"))
            fields.setdefault(name, []).append(part.get_payload(decode=True))
        asked = {name: "|".join(value.decode() for value in values) for name, values in fields.items()}
        self.registers.asked.append(asked | {"path": self.path})
        rows = list(csv.DictReader(io.StringIO(asked["data"])))
        self.registers.tables.append(rows)
        body = self.registers.geocoded(rows, within_postcode="postcode" in fields)
        self._send(200, body, kind="text/csv", fault=self._fault())

    def _fault(self) -> str:
        return self.registers.faults.pop(0) if self.registers.faults else ""

    def _send(self, status: int, body: bytes, *, kind: str = "application/json", fault: str = "") -> None:
        length = len(body)
        if fault in ("429", "500"):
            status, body, length = int(fault), b"", 0
        elif fault == "html":
            kind, body, length = "text/html; charset=utf-8", HTML, len(HTML)
        elif fault == "cut":
            body = body[: length // 2]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        if fault == "429":
            self.send_header("Retry-After", "2")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = fault == "cut"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: a test reads ``Registers.asked``."""


@contextmanager
def serving() -> Iterator[Registers]:
    """Serve empty registers on a port of this machine."""
    registers = Registers()
    handler = type("Handler", (_Handler,), {"registers": registers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    registers.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield registers
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def client_of(cache_dir: Path, *, waits: list[float] | None = None) -> Client:
    """Return a client that notes its pauses instead of making them, at noon whatever the hour."""
    pauses = waits if waits is not None else []
    return Client(cache_dir=cache_dir, transport=httpx.HTTPTransport(), wait=pauses.append, now=lambda: NOON)
