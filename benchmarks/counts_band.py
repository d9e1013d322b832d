"""Places inside each QPV and in the band of 300 m, by need: ours against geopandas buffer, difference and sjoin.

Inside counts are asserted equal. The band of geopandas is a ring of straight segments (16 a quarter by default): what
it loses or moves is counted and told.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from _bench import Result, alternate, arguments, peak_mb, show, versions
from _national import FILIERES, note_of, read_zones, synthetic_places
from numpy.typing import NDArray

from mapping.analysis.supply import supply_counts
from mapping.domain.crs import WGS84, metric_codes, split_by_metric_crs

TARGET_RATIO = 1 / 15
BAND_M = 300.0


def our_counts(places: pd.DataFrame, zones: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return (zones × filières, 2): inside, band."""
    return supply_counts(places, zones, FILIERES, band_m=BAND_M)[["inside", "band"]].to_numpy()


def geopandas_counts(places: pd.DataFrame, zones: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return the same, as the documentation of geopandas shows it, territory by territory."""
    points = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84)
    territory = metric_codes(places["lon"].to_numpy(), places["lat"].to_numpy())
    inside, band = [], []
    for epsg, group in split_by_metric_crs(zones):
        here = points[territory == epsg].to_crs(epsg)
        shapes = group.assign(geometry=group.geometry.make_valid(method="structure", keep_collapsed=False))
        rings = shapes.assign(geometry=shapes.buffer(BAND_M).difference(shapes.geometry))
        inside.append(gpd.sjoin(here, shapes, predicate="intersects")[["code", "filieres"]])
        band.append(gpd.sjoin(here, rings, predicate="intersects")[["code", "filieres"]])
    cells = pd.MultiIndex.from_product([zones["code"], FILIERES], names=["code", "filieres"])
    counted = [pd.concat(part).value_counts().reindex(cells, fill_value=0).to_numpy() for part in (inside, band)]
    return np.column_stack(counted)


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Lieux dedans et dans la bande, contre geopandas buffer + difference + sjoin")
    parser.add_argument("--places", type=int, default=60_000)
    options = parser.parse_args()
    zones, path = read_zones()
    places = synthetic_places(zones, options.places)
    timing = alternate(
        lambda: our_counts(places, zones), lambda: geopandas_counts(places, zones), runs=max(options.runs, 3)
    )
    apart = np.abs(timing.ours - timing.peer).sum(axis=0)
    if apart[0] > 2 or apart[1] > 1e-3 * timing.ours[:, 1].sum():
        raise SystemExit(f"Les comptes diffèrent ({apart}) : la comparaison ne vaut rien.")
    result = Result(
        name="counts_band",
        work=f"{len(zones)} QPV × {len(FILIERES)} besoins, {options.places} lieux synthétiques ({path.name})",
        ours_s=timing.ours_s,
        peer="geopandas buffer + difference + 2 sjoin",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: our_counts(places, zones)),
        versions=versions("geopandas", "shapely", "numpy", "pandas"),
    )
    totals = timing.ours.sum(axis=0)
    notes = [
        f"dedans       {totals[0]} chez nous, {apart[0]} de différence (en degrés chez nous, en mètres là-bas)",
        f"bande        {totals[1]} chez nous, {apart[1]} de différence (anneau de segments droits là-bas)",
        *note_of(path),
    ]
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


if __name__ == "__main__":
    main()
