"""Import a list of 100 000 rows into a fresh workshop, against pandas, a loop and a GeoPackage.

Ours reads text, understands the columns, checks each cell, says where each row stands, and writes the workshop with its
journal. The peer does what a script does: ``pandas.read_csv``, a loop that checks each row, ``to_file``.
"""

import shutil
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from _bench import Result, alternate, arguments, peak_mb, show, versions

from mapping.domain.models import DatasetKind
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.settings import PROJECT_DIR

BAD_EVERY = 50


def write_list(path: Path, rows: int) -> None:
    """Write a list with decimal commas, of which one row in fifty lies outside France."""
    random = np.random.default_rng(20240101)
    lon, lat = random.uniform(2.3, 2.45, rows), random.uniform(48.9, 48.97, rows)
    lat[::BAD_EVERY] = 60.0
    frame = pd.DataFrame(
        {
            "id": [f"A{number}" for number in range(rows)],
            "nom": [f"Structure {number}" for number in range(rows)],
            "statut_juridique": np.resize(["9220", "association", "scic"], rows),
            "besoins": np.resize(["se_nourrir", "reparer|se_deplacer", "apprendre"], rows),
            "adresse": [f"{number % 200} rue {number % 5000}" for number in range(rows)],
            "code_postal": np.resize(["93200", "93240", "93300"], rows),
            "commune": np.resize(["Saint-Denis", "Stains", "Aubervilliers"], rows),
            "longitude": [f"{value:.6f}".replace(".", ",") for value in lon],
            "latitude": [f"{value:.6f}".replace(".", ",") for value in lat],
        }
    )
    frame.to_csv(path, sep=";", index=False)


def ours(path: Path, empty: Path, folder: Path) -> int:
    """Import the list into a copy of an empty workshop; return how many rows came in."""
    target = folder / "ours.atelier"
    shutil.copyfile(empty, target)
    store = open_store(str(target))
    try:
        report = import_file(store, path, kind=DatasetKind.ACTORS)
    finally:
        store.close()
    return report.rows - len(report.rejected)


def peer(path: Path, folder: Path) -> int:
    """Read, check each row in a loop, make points, write a GeoPackage; return how many rows came in."""
    frame = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    kept = []
    for row in frame.to_dict("records"):
        if not row["nom"].strip() or not (row["code_postal"].isdigit() and len(row["code_postal"]) == 5):
            continue
        lon, lat = float(row["longitude"].replace(",", ".")), float(row["latitude"].replace(",", "."))
        if -5.6 <= lon <= 10 and 41 <= lat <= 51.5:
            kept.append(row | {"lon": lon, "lat": lat})
    table = pd.DataFrame(kept)
    points = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    out = folder / "peer.gpkg"
    out.unlink(missing_ok=True)
    points.to_file(out, driver="GPKG")
    return len(points)


def main() -> None:
    """Run both in turn and print the ratio."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--rows", type=int, default=100_000, help="lignes de la liste")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, empty = folder / "liste.csv", folder / "empty.atelier"
        write_list(path, options.rows)
        create_workshop(str(empty), PROJECT_DIR / "data" / "geo" / "qpv-2024-plaine-commune.geojson")
        timing = alternate(lambda: ours(path, empty, folder), lambda: peer(path, folder), runs=options.runs)
        expected = options.rows - len(range(0, options.rows, BAD_EVERY))
        if not timing.ours == timing.peer == expected:
            raise SystemExit(f"{timing.ours} lignes chez nous, {timing.peer} chez le pair, {expected} attendues")
        memory = peak_mb(lambda: ours(path, empty, folder))
    result = Result(
        name="import_rows",
        work=f"{options.rows} lignes lues, vérifiées, écrites ; {timing.ours} bonnes des deux côtés",
        ours_s=timing.ours_s,
        peer="pandas + boucle + GPKG",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=memory,
        versions=versions("pandas", "geopandas", "pyogrio", "sqlalchemy"),
    )
    notes = [f"{options.rows / timing.ours_s:.0f} lignes par seconde chez nous, journal et provenance compris"]
    show(result, as_json=options.json, notes=notes)


if __name__ == "__main__":
    main()
