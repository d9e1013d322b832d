"""A phone: it asks the application as a server does, from an address of its own, without any port.

       2.350     2.355     2.360
48.935   +---------+---------+
         | QN09301X| QN09302X|    E  Épicerie La Girafe, at 2.352, 48.932
         | E     M |         |    M  Marché du Cordon, a landmark at 2.354, 48.932
48.930   +---------+---------+
"""

import asyncio
import json
import tempfile
import uuid
from functools import lru_cache
from itertools import count
from pathlib import Path

import httpx
from starlette.applications import Starlette

from mapping.domain.models import DatasetKind
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.web.routes import routes
from tests.protection import protect

WEST, EAST = "QN09301X", "QN09302X"
GIRAFFE = (2.352, 48.932)
_LAST = count(1)


def make_workshop(folder: Path) -> str:
    """Make the workshop of the drawing and return where it is."""
    target = folder / "essai.atelier"
    target.write_bytes(_workshop())
    return str(target)


@lru_cache
def _workshop() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return Path(_made(Path(folder))).read_bytes()


def _made(folder: Path) -> str:
    target = str(folder / "essai.atelier")
    outlines = folder / "quartiers.geojson"
    features = [_square(WEST, 2.35, "Ouest"), _square(EAST, 2.355, "Est")]
    outlines.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    create_workshop(target, outlines)
    protect(target)
    actors = folder / "lieux.csv"
    actors.write_text(
        f"id,name,filieres,lon,lat\n1,Épicerie La Girafe,se_nourrir,{GIRAFFE[0]},{GIRAFFE[1]}\n", encoding="utf-8"
    )
    landmarks = folder / "reperes.csv"
    landmarks.write_text("name,lon,lat\nMarché du Cordon,2.354,48.932\n", encoding="utf-8")
    store = open_store(target)
    import_file(store, actors, kind=DatasetKind.ACTORS)
    import_file(store, landmarks, kind=DatasetKind.LANDMARKS)
    store.close()
    return target


class Phone:
    """One phone, with its own address on the wifi."""

    def __init__(self) -> None:
        number = next(_LAST)
        self.address = f"192.168.{number // 250}.{number % 250 + 1}"

    def get(self, path: str, **options: object) -> httpx.Response:
        return self._ask("GET", path, **options)

    def post(self, path: str, values: object = None, **options: object) -> httpx.Response:
        return self._ask("POST", path, **({"json": values} if values is not None else {}), **options)

    def post_together(self, path: str, bodies: list[object]) -> list[httpx.Response]:
        """Send several bodies at the same moment."""

        async def send() -> list[httpx.Response]:
            async with self._client() as client:
                return list(await asyncio.gather(*(client.post(path, json=body) for body in bodies)))

        return asyncio.run(send())

    def _ask(self, method: str, path: str, **options: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with self._client() as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())

    def _client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(Starlette(routes=routes()), client=(self.address, 40000))
        return httpx.AsyncClient(transport=transport, base_url="http://atelier.local:8501")


def contribution(**changes: object) -> dict[str, object]:
    """Return what the page sends of a need in the west, as JSON."""
    return {
        "id": str(uuid.uuid4()),
        "kind": "need",
        "filiere": "reparer",
        "text": "Un atelier vélo",
        "people": 3,
        "placement": "exact",
        "geometry": {"type": "Point", "coordinates": [2.351, 48.931]},
        "code": "TAMBOUR-CERISE-47",
        "lang": "fr",
        **changes,
    }


def _square(code: str, west: float, name: str) -> dict[str, object]:
    ring = [[west, 48.93], [west + 0.005, 48.93], [west + 0.005, 48.935], [west, 48.935], [west, 48.93]]
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": name, "insee_com": "93066", "lib_com": "Saint-Denis"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
