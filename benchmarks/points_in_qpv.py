"""Points in QPV: our counts against geopandas ``points_from_xy`` + ``sjoin``, from the same longitudes and latitudes.

Synthetic points, seeded. Half are anywhere in the bounding box of the QPV of one territory (each territory in
proportion to its number of QPV); half are around a QPV, in its bounding box made twice as wide and as high.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
from _bench import PROJECT_DIR, SHARED_DATA_DIR, Result, alternate, arguments, peak_mb, show, versions
from numpy.typing import NDArray

from mapping.analysis.supply import points_in_zones
from mapping.domain.crs import WGS84, split_by_metric_crs

TARGET_RATIO = 0.25
NATIONAL = SHARED_DATA_DIR / "qpv-2024-france.geojson"
SHIPPED = PROJECT_DIR / "data" / "geo" / "qpv-2024-plaine-commune.geojson"


def synthetic_points(zones: gpd.GeoDataFrame, number: int, *, seed: int = 2024) -> NDArray[np.float64]:
    """Return (number, 2) longitudes and latitudes in degrees; see the top of this file for where they are."""
    random = np.random.default_rng(seed)
    extents = zones.geometry.bounds.to_numpy()
    territories = [zones.index.get_indexer(group.index) for _epsg, group in split_by_metric_crs(zones)]
    boxes = np.array([[*extents[rows, :2].min(axis=0), *extents[rows, 2:].max(axis=0)] for rows in territories])
    shares = [len(rows) / len(zones) for rows in territories]
    anywhere = boxes[random.choice(len(boxes), number // 2, p=shares)]
    around = extents[random.integers(len(extents), size=number - number // 2)]
    half_size = (around[:, 2:] - around[:, :2]) / 2
    around = np.column_stack([around[:, :2] - half_size, around[:, 2:] + half_size])
    chosen = np.concatenate([anywhere, around])
    return random.uniform(chosen[:, :2], chosen[:, 2:])


def our_counts(points: NDArray[np.float64], zones: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Count with the project's own function."""
    _point, zone = points_in_zones(points[:, 0], points[:, 1], zones)
    return np.bincount(zone, minlength=len(zones))


def geopandas_counts(points: NDArray[np.float64], zones: gpd.GeoDataFrame) -> NDArray[np.intp]:
    """Count as the documentation of geopandas shows it."""
    made = gpd.GeoDataFrame(geometry=gpd.points_from_xy(points[:, 0], points[:, 1], crs=WGS84))
    joined = gpd.sjoin(made, zones, predicate="intersects")
    return np.bincount(joined["index_right"].to_numpy(), minlength=len(zones))


def read_zones() -> tuple[gpd.GeoDataFrame, Path]:
    """Return the QPV of France when their file is there, else those that the project ships."""
    path = NATIONAL if NATIONAL.exists() else SHIPPED
    return gpd.read_file(path)[["geometry"]].to_crs(WGS84), path


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Points dans les QPV, contre geopandas points_from_xy + sjoin")
    parser.add_argument("--points", type=int, default=1_000_000)
    options = parser.parse_args()
    zones, path = read_zones()
    points = synthetic_points(zones, options.points)
    timing = alternate(
        lambda: our_counts(points, zones), lambda: geopandas_counts(points, zones), runs=max(options.runs, 3)
    )
    if not np.array_equal(timing.ours, timing.peer):
        raise SystemExit("Les comptes par QPV diffèrent : la comparaison ne vaut rien.")
    result = Result(
        name="points_in_qpv",
        work=f"{options.points} points synthétiques dans {len(zones)} QPV ({path.name}), {timing.ours.sum()} dedans",
        ours_s=timing.ours_s,
        peer="geopandas points_from_xy + sjoin (intersects)",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: our_counts(points, zones)),
        versions=versions("geopandas", "shapely", "numpy", "pandas"),
    )
    notes = ["comptes      identiques pour chaque QPV"]
    if path == SHIPPED:
        notes.append("attention    fichier national absent : mesuré sur les 22 QPV fournis avec le projet")
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


if __name__ == "__main__":
    main()
