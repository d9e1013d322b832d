"""Share of the surface of each QPV within 500 m of a place, by need: ours against geopandas dissolve and overlay.

The same circles on both sides (16 segments a quarter); shares are asserted equal to a millionth.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from _bench import Result, alternate, arguments, peak_mb, show, versions
from _national import FILIERES, note_of, read_zones, synthetic_places
from numpy.typing import NDArray

from mapping.analysis.coverage_area import ROUND, area_coverage
from mapping.domain.crs import WGS84, metric_codes, split_by_metric_crs

TARGET_RATIO = 1 / 3
WITHIN_M = 500.0


def our_shares(places: pd.DataFrame, zones: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the share of each zone and filière."""
    return area_coverage(zones, places, FILIERES, within_m=WITHIN_M)["area_share"].to_numpy()


def geopandas_shares(places: pd.DataFrame, zones: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the same, by dissolving all the circles of a need and laying them over the zones."""
    points = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84)
    territory = metric_codes(places["lon"].to_numpy(), places["lat"].to_numpy())
    cells = pd.MultiIndex.from_product([zones["code"], FILIERES])
    shares = pd.Series(0.0, index=cells)
    for epsg, group in split_by_metric_crs(zones):
        here = points[territory == epsg].to_crs(epsg)
        shapes = group.assign(geometry=group.geometry.make_valid(method="structure", keep_collapsed=False))
        circles = here.assign(geometry=here.buffer(WITHIN_M, quad_segs=ROUND))[["filieres", "geometry"]]
        covered = gpd.overlay(
            shapes[["code", "geometry"]], circles.dissolve("filieres").reset_index(), keep_geom_type=True
        )
        area = covered.assign(m2=covered.area).groupby(["code", "filieres"])["m2"].sum()
        total = shapes.set_index("code").area.reindex(area.index.get_level_values(0)).to_numpy()
        shares.loc[area.index] = area.to_numpy() / total
    return shares.to_numpy()


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Part de surface à 500 m d'un lieu, contre geopandas dissolve + overlay", runs=1)
    parser.add_argument("--places", type=int, default=8_000)
    options = parser.parse_args()
    zones, path = read_zones()
    places = synthetic_places(zones, options.places)
    timing = alternate(lambda: our_shares(places, zones), lambda: geopandas_shares(places, zones), runs=options.runs)
    apart = np.abs(timing.ours - timing.peer).max()
    if apart > 1e-6:
        raise SystemExit(f"Les parts diffèrent ({apart:.2e}) : la comparaison ne vaut rien.")
    result = Result(
        name="area_coverage",
        work=f"{len(zones)} QPV × {len(FILIERES)} besoins, {options.places} lieux synthétiques ({path.name})",
        ours_s=timing.ours_s,
        peer="geopandas buffer + dissolve + overlay",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: our_shares(places, zones)),
        versions=versions("geopandas", "shapely", "numpy", "pandas"),
    )
    notes = [f"parts        identiques à {apart:.1e} près, moyenne {np.nanmean(timing.ours):.3f}", *note_of(path)]
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


if __name__ == "__main__":
    main()
