"""Make the demonstration's invented files and the tables of `data/README.md`: `python -m data.generate_example`.

Drawn with a fixed seed from `example_catalogue.py` and placed in the official boundaries of `data/geo/`: running it
again gives the same files, and a test checks that the committed ones are those.
"""

import csv
import uuid
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from random import Random
from typing import TypeVar

import geopandas as gpd
import numpy as np
from shapely import to_wkt
from shapely.geometry import LineString, Point, Polygon

from data import example_catalogue as catalogue
from data import example_neighbourhoods
from mapping.domain import crs, tables
from mapping.domain.demonstration import SUFFIX

DATA_DIR = Path(__file__).resolve().parent
BOUNDARIES = "geo/qpv-2024-plaine-commune.geojson"
SEED = 20151215
WITHOUT_POPULATION = ("QN09336I", "QN09345I")
"""Left out so that "données insuffisantes" can be seen."""

MARGIN_M = 25.0
PART_RADIUS_M = 60.0
JITTER_M = 15.0
LIVED_AREA_M = 260.0
INHABITANTS_PER_KM_OF_SIDE = 8000
DECIMALS = 5

CONTRIBUTION_COLUMNS = ("id", "kind", "filiere", "text", "people", "placement", "near_id", "language", "geometry")
"""Columns of ``tables.CONTRIBUTIONS`` that somebody who brings a list fills in."""
KNOWLEDGE_COLUMNS = ("target_id", "answer", "people", "author_key")
"""Columns of ``tables.KNOWLEDGE`` that are drawn; ``target_id`` is the ``id`` of ``actors.csv``."""
RESIDENTS = 12
ANSWERS_EACH = 22
ANSWERS = ("uses", "knows", "unknown", "unknown", "unknown")
"""Drawn with equal chances: most structures are not known."""

FILES: Mapping[str, tuple[tables.Contract, tuple[str, ...]]] = {
    "actors.csv": (tables.ACTORS, tuple(tables.ACTORS.names)),
    "population-fictive.csv": (tables.POPULATION, tuple(tables.POPULATION.names)),
    "reperes-fictifs.csv": (tables.LANDMARKS, tuple(tables.LANDMARKS.names)),
    "contributions-fictives.csv": (tables.CONTRIBUTIONS, CONTRIBUTION_COLUMNS),
    "connaissances-fictives.csv": (tables.KNOWLEDGE, KNOWLEDGE_COLUMNS),
    "quartiers-vecus-fictifs.csv": (tables.CONTRIBUTIONS, example_neighbourhoods.COLUMNS),
}

Row = dict[str, str]
Shape = TypeVar("Shape", Point, Point | LineString | Polygon)


class Ground:
    """The QPV in metres, from which places are drawn."""

    def __init__(self, path: Path) -> None:
        frame = gpd.read_file(path).set_index("code_qp")
        ((self._epsg, zones),) = crs.split_by_metric_crs(frame)
        self.zones: gpd.GeoSeries = zones.geometry

    def inside(self, rng: Random, code_qp: str, centre: tuple[float, float] | None = None) -> Point:
        """Draw a point of a QPV, away from its edge; near ``centre`` (lon, lat) when given."""
        ground = self.zones[code_qp].buffer(-MARGIN_M)
        if centre is not None:
            ground = ground.intersection(self.near(*centre).buffer(PART_RADIUS_M))
        west, south, east, north = ground.bounds
        while True:
            point = Point(rng.uniform(west, east), rng.uniform(south, north))
            if ground.contains(point):
                return point

    def near(self, lon: float, lat: float) -> Point:
        """Return a WGS 84 position in metres."""
        return Point(crs.project_points(np.array([lon]), np.array([lat]), epsg=self._epsg)[0])

    def jittered(self, rng: Random, lon: float, lat: float) -> Point:
        """Draw a point around a WGS 84 position."""
        centre = self.near(lon, lat)
        return Point(centre.x + rng.uniform(-JITTER_M, JITTER_M), centre.y + rng.uniform(-JITTER_M, JITTER_M))

    def degrees(self, shape: Shape) -> Shape:
        """Return what is in metres as WGS 84 degrees."""
        frame = gpd.GeoDataFrame(geometry=[shape], crs=self._epsg)
        placed: Shape = crs.to_wgs84(frame).geometry.iloc[0]
        return placed


def _marked(text: str) -> str:
    return f"{text} {SUFFIX}"


def _lon_lat(ground: Ground, point: Point) -> Row:
    placed = ground.degrees(point)
    return {"lon": f"{placed.x:.{DECIMALS}f}", "lat": f"{placed.y:.{DECIMALS}f}"}


def _positions(ground: Ground, rng: Random) -> list[tuple[str, Point]]:
    """Return (code Insee, point) for every actor, shuffled."""
    positions = []
    for part in catalogue.PARTS:
        for turn in range(part.count):
            centre = part.centres[turn % len(part.centres)] if part.centres else None
            positions.append((part.code_insee, ground.inside(rng, part.code_qp, centre)))
    outside = (*catalogue.NEARBY, *catalogue.FAR)
    positions += [(code, ground.jittered(rng, lon, lat)) for code, lon, lat in outside]
    rng.shuffle(positions)
    return positions


def _names(rng: Random) -> list[str]:
    names = [
        f"{noun} {feminine if gender == 'f' else masculine}"
        for noun, gender in catalogue.NOUNS
        for masculine, feminine in catalogue.ADJECTIVES
    ]
    rng.shuffle(names)
    return names


def actors(ground: Ground, rng: Random) -> list[Row]:
    """Return the invented actors; they have no SIRET, for an invented one could be somebody's."""
    kinds = chain.from_iterable(
        ((kind, kind.legal_forms[turn % len(kind.legal_forms)]) for turn in range(kind.count))
        for kind in catalogue.KINDS
    )
    rows = []
    for number, ((kind, legal_form), name, (code, point)) in enumerate(
        zip(kinds, _names(rng), _positions(ground, rng), strict=False), start=1
    ):
        city, postcode = catalogue.COMMUNES[code]
        rows.append(
            dict.fromkeys(tables.ACTORS.names, "")
            | {
                "id": f"exemple-{number:03d}",
                "name": _marked(f"{kind.title} {name}"),
                "legal_form": legal_form,
                "scheme": kind.scheme,
                "filieres": tables.SEPARATOR.join(kind.filieres),
                "description": kind.description,
                "address": f"{rng.randint(1, 40)} {rng.choice(catalogue.WAYS)} de l'Exemple",
                "postcode": postcode,
                "city": city,
                "code_insee": code,
            }
            | _lon_lat(ground, point)
        )
    return rows


def population(ground: Ground, rng: Random) -> list[Row]:
    """Return invented numbers of inhabitants: drawn, more where the QPV is larger, without looking at the real ones."""
    rows = []
    for code in sorted(set(ground.zones.index) - set(WITHOUT_POPULATION)):
        side_km = (ground.zones[code].area / 1e6) ** 0.5
        number = round(INHABITANTS_PER_KM_OF_SIDE * side_km * rng.uniform(0.7, 1.3), -2)
        rows.append({"code": code, "population": f"{number:.0f}", "year": "", "source": _marked("nombre inventé")})
    return rows


def landmarks(ground: Ground, rng: Random) -> list[Row]:
    """Return invented landmarks: one in each QPV, then a second one in some."""
    codes = sorted(ground.zones.index)
    return [
        {"name": _marked(name), **_lon_lat(ground, ground.inside(rng, codes[turn % len(codes)]))}
        for turn, name in enumerate(catalogue.LANDMARKS)
    ]


def _shape(ground: Ground, rng: Random, said: catalogue.Said) -> Point | LineString | Polygon:
    if said.zone:
        return Point(ground.zones[said.code_qp].representative_point())
    start = ground.inside(rng, said.code_qp)
    if said.kind == "lived_area":
        return start.buffer(LIVED_AREA_M * rng.uniform(0.8, 1.2), quad_segs=2)
    if said.kind == "route":
        steps = [(start.x + 90 * step, start.y + rng.uniform(-40, 40)) for step in range(5)]
        return LineString(steps)
    return start


def contributions(ground: Ground, rng: Random) -> list[Row]:
    """Return what invented residents say."""
    return [
        {
            "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            "kind": said.kind,
            "filiere": said.filiere,
            "text": _marked(said.text),
            "people": str(said.people),
            "placement": "zone" if said.zone else "exact",
            "near_id": said.code_qp if said.zone else "",
            "language": "fr",
            "geometry": to_wkt(ground.degrees(_shape(ground, rng, said)), rounding_precision=DECIMALS),
        }
        for said in catalogue.SAYINGS
    ]


def knowledge(_ground: Ground, rng: Random) -> list[Row]:
    """Return what invented residents, alone or together, answer about some of the structures."""
    rows = []
    for resident in range(1, RESIDENTS + 1):
        people = rng.choice((1, 1, 2, 3))
        asked = sorted(rng.sample(range(1, 121), ANSWERS_EACH))
        rows += [
            {
                "target_id": f"exemple-{number:03d}",
                "answer": rng.choice(ANSWERS),
                "people": str(people),
                "author_key": f"exemple-{resident:02d}",
            }
            for number in asked
        ]
    return rows


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """Write a UTF-8 CSV with commas, one header line, the columns in order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def columns_help(name: str) -> str:
    """Return the table of columns of one file, in French, from its contract."""
    contract, columns = FILES[name]
    lines = [
        f"| `{column.name}` | {column.help.replace('|', '&#124;')} | {'oui' if column.required else 'non'} |"
        for column in contract.columns
        if column.name in columns
    ]
    return "\n".join(["| colonne | ce qu'elle contient | obligatoire |", "| --- | --- | --- |", *lines])


def with_columns_help(readme: str) -> str:
    """Return the text of `data/README.md` with the table of each file between its two marks made anew."""
    for name in FILES:
        opening, closing = f"<!-- colonnes de {name} -->\n", "\n<!-- fin des colonnes -->"
        before, rest = readme.split(opening)
        after = rest.split(closing, maxsplit=1)[1]
        readme = before + opening + columns_help(name) + closing + after
    return readme


def generate(out: Path) -> None:
    """Write the six invented files into the folder ``out``."""
    ground = Ground(DATA_DIR / BOUNDARIES)
    makers = (actors, population, landmarks, contributions, knowledge, example_neighbourhoods.neighbourhoods)
    for turn, ((name, (_contract, columns)), make) in enumerate(zip(FILES.items(), makers, strict=True)):
        write_rows(out / name, columns, make(ground, Random(SEED + turn)))


if __name__ == "__main__":
    generate(DATA_DIR)
    readme_path = DATA_DIR / "README.md"
    readme_path.write_text(with_columns_help(readme_path.read_text(encoding="utf-8")), encoding="utf-8")
