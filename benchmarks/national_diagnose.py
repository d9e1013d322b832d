"""The whole diagnostic of France (1 584 QPV, 60 000 places, no streets) against the obvious geopandas script.

The peer makes the same figures one QPV and one need at a time: ``within`` and ``distance`` on all the places, the
nearest place of evenly spread points with ``sjoin_nearest``. It is too slow for the whole: its loop is measured on a
few QPV, checked there against ours, and **extrapolated** in proportion, which is said; what comes before the loop (the
points of inhabitants, given to it) is not counted. Synthetic places and populations, seeded.
"""

import resource
from datetime import UTC, datetime
from time import perf_counter

import geopandas as gpd
import numpy as np
import pandas as pd
from _bench import Result, arguments, peak_mb, show, versions
from _national import FILIERES, note_of, only, read_zones, synthetic_places
from numpy.typing import NDArray

from mapping.analysis.population import distribute
from mapping.domain.crs import WGS84, metric_codes, split_by_metric_crs
from mapping.domain.models import Workshop
from mapping.domain.nomenclature import default_filieres
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, LANDMARKS, POPULATION, STORED_ACTORS
from mapping.services.diagnose import diagnose

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TARGET_MB = 1500


def snapshot_of(zones: gpd.GeoDataFrame, places: pd.DataFrame) -> Snapshot:
    """Return a workshop that holds these zones and these places, 3 000 inhabitants in each zone."""
    texts = dict.fromkeys([name for name in STORED_ACTORS.names if name not in ("lon", "lat")], "")
    actors = pd.DataFrame({"actor_id": places["place_id"], "lon": places["lon"], "lat": places["lat"]})
    actors = actors.assign(**(texts | {"actor_id": places["place_id"], "filieres": places["filieres"]}))
    population = pd.DataFrame({"code": zones["code"], "population": 3000.0, "year": "", "source": ""})
    none = pd.DataFrame(columns=CONTRIBUTIONS.names)
    return Snapshot(
        workshop=Workshop("w", "Mesure", NOW, default_filieres()),
        revision=1,
        zones=zones,
        actors=actors.assign(in_territory=True)[STORED_ACTORS.names],
        population=population[POPULATION.names],
        landmarks=pd.DataFrame(columns=LANDMARKS.names),
        contributions=gpd.GeoDataFrame(none, geometry="geometry", crs=WGS84),
        sources=(),
    )


def homes_of(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the points of inhabitants, the same on both sides."""
    people = pd.DataFrame({"code": zones["code"], "population": 3000.0, "year": "", "source": ""})
    lived = distribute(zones, people).points
    return gpd.GeoDataFrame(lived, geometry=gpd.points_from_xy(lived["lon"], lived["lat"]), crs=WGS84)


def geopandas_loop(
    zones: gpd.GeoDataFrame, places: pd.DataFrame, homes: gpd.GeoDataFrame
) -> tuple[NDArray[np.float64], float]:
    """Return (zones × filières, 3): inside, band, median minutes (crow-fly × 1.3, 75 m/min); then seconds."""
    seconds = 0.0
    points = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84)
    territory = metric_codes(places["lon"].to_numpy(), places["lat"].to_numpy())
    rows: dict[str, list[list[float]]] = {}
    for epsg, group in split_by_metric_crs(zones):
        here = points[territory == epsg].to_crs(epsg)
        shapes = group.geometry.make_valid(method="structure", keep_collapsed=False)
        begin = perf_counter()
        for code, shape in zip(group["code"], shapes, strict=True):
            doors = homes[homes["code"] == code].to_crs(epsg)
            rows[code] = []
            for filiere in FILIERES:
                some = here[here["filieres"] == filiere]
                inside = some.within(shape)
                band = ~inside & (some.distance(shape) <= 300)
                walked = np.inf
                if len(some):
                    nearest = gpd.sjoin_nearest(doors[["geometry"]], some[["geometry"]], distance_col="m")["m"]
                    walked = float(np.sort(nearest.groupby(level=0).first())[(len(doors) - 1) // 2]) * 1.3 / 75
                rows[code].append([inside.sum(), band.sum(), walked])
        seconds += perf_counter() - begin
    return np.concatenate([np.array(rows[code]) for code in zones["code"]]), seconds


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Le diagnostic de toute la France, contre une boucle geopandas par QPV", runs=1)
    parser.add_argument("--places", type=int, default=60_000)
    parser.add_argument("--peer-zones", type=int, default=12, help="QPV sur lesquels la boucle est mesurée")
    options = parser.parse_args()
    zones, path = read_zones()
    places = synthetic_places(zones, options.places)
    snapshot = snapshot_of(zones, places)
    begin = perf_counter()
    found = diagnose(snapshot, generated_at=NOW)
    ours_s = perf_counter() - begin
    used_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    some = only(zones, options.peer_zones)
    peer, measured_s = geopandas_loop(some, places, homes_of(some))
    peer_s = measured_s * len(zones) / len(some)
    rows = found.gaps[found.gaps["code_qp"].isin(some["code"])]
    ours = rows[["inside", "band_300m", "walk_median_min"]].to_numpy(float)
    if not np.array_equal(ours[:, :2], peer[:, :2]) or not np.allclose(ours[:, 2], peer[:, 2], atol=1e-6):
        raise SystemExit("Les chiffres diffèrent : la comparaison ne vaut rien.")
    result = Result(
        name="national_diagnose",
        work=f"{len(zones)} QPV × {len(FILIERES)} besoins, {options.places} lieux, sans rues ({path.name})",
        ours_s=ours_s,
        peer="geopandas, une boucle par QPV et par besoin (extrapolé)",
        peer_s=peer_s,
        ratio=ours_s / peer_s,
        peak_mb=peak_mb(lambda: diagnose(snapshot, generated_at=NOW)),
        versions=versions("geopandas", "shapely", "numpy", "pandas", "scipy"),
    )
    notes = [
        f"extrapolé    {measured_s:.1f} s mesurées sur {len(some)} QPV, multipliées par {len(zones) / len(some):.0f}",
        f"chiffres     dedans, bande, médiane identiques sur ces {len(some)} QPV",
        f"processus    {used_mb:.0f} Mo au plus après notre calcul (cible : {TARGET_MB})",
        *note_of(path),
    ]
    show(result, as_json=options.json, notes=notes)


if __name__ == "__main__":
    main()
