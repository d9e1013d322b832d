"""The quartiers with their answers, and the table of what is missing, as the exported files hold them."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from mapping.domain.crs import require_wgs84
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Verdict
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import GAPS, ZONES, require_columns, split_values
from mapping.domain.verdicts import verdict_label
from mapping.exports.labels import filiere_labels, texts, words, zone_label
from mapping.exports.provenance import provenance
from mapping.exports.records import actor_points
from mapping.exports.shapes import tidy, zones_around

GAP_NAMES: Mapping[str, str] = {
    "code_qp": "code_quartier",
    "filiere": "filiere",
    "population": "population",
    "inside": "lieux_dedans",
    "band_300m": "lieux_autour_300m",
    "per_1000": "lieux_pour_1000_hab",
    "per_1000_low": "lieux_pour_1000_hab_bas",
    "per_1000_high": "lieux_pour_1000_hab_haut",
    "walk_median_min": "marche_mediane_min",
    "walk_p90_min": "marche_p90_min",
    "share_within_10min": "part_a_10min",
    "needs": "besoins_exprimes",
    "people_asking": "personnes_demandant",
    "verdict": "verdict",
}
"""French names of the columns of ``gaps.csv``."""
_ASKED = ("besoins_exprimes", "personnes_demandant")


def zones_table(snapshot: Snapshot, gaps: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return one row per zone with its population, its places, and the answer for each need.

    Parameters
    ----------
    snapshot
        Zones in WGS 84.
    gaps
        ``tables.GAPS`` of the same snapshot.

    Raises
    ------
    ColumnError, CrsError
        When a frame does not follow its contract.
    """
    zones = snapshot.zones.reset_index(drop=True)
    require_columns(zones, ZONES)
    require_wgs84(zones)
    require_columns(gaps, GAPS)
    table = pd.DataFrame(
        {
            "code": texts(zones["code"]),
            "nom": texts(zones["name"]),
            "type": words(map(zone_label, texts(zones["kind"]))),
            "millesime": texts(zones["vintage"]),
            "codes_communes": texts(zones["communes"]),
            "communes": texts(zones["commune_names"]),
        }
    )
    parts = [
        table,
        _populations(snapshot, table["code"]),
        _totals(snapshot, gaps, table["code"]),
        _answers(snapshot, gaps, table["code"]),
        provenance(snapshot, zones["source_id"]),
    ]
    return gpd.GeoDataFrame(pd.concat(parts, axis="columns"), geometry=tidy(zones.geometry), crs=zones.crs)


def gaps_table(snapshot: Snapshot, gaps: pd.DataFrame) -> pd.DataFrame:
    """Return ``tables.GAPS`` under French names, with the words for the quartier, the need and the verdict.

    Raises
    ------
    ColumnError
        When ``gaps`` does not follow its contract.
    """
    require_columns(gaps, GAPS)
    table = gaps[GAPS.names].reset_index(drop=True).rename(columns=dict(GAP_NAMES))
    names = dict(zip(snapshot.zones["code"], snapshot.zones["name"]))
    needs = [filiere_labels(snapshot.workshop.filieres, cell) for cell in table["filiere"]]
    table.insert(1, "quartier", words(names.get(code, "") for code in table["code_quartier"]))
    table.insert(3, "besoin", words(needs))
    # Empty where too few people ask for it to be published, and whole numbers all the same.
    table[[*_ASKED]] = table[[*_ASKED]].astype("Int64")
    table["verdict_libelle"] = words(map(verdict_label, table["verdict"]))
    return table


def _populations(snapshot: Snapshot, codes: pd.Series) -> pd.DataFrame:
    known = snapshot.population.drop_duplicates("code", keep="last").set_index("code").reindex(codes)
    origin = provenance(snapshot, known["source_id"])
    return pd.DataFrame(
        {
            "population": known["population"].astype("float64").reset_index(drop=True),
            "population_annee": texts(known["year"]).reset_index(drop=True),
            "population_source": texts(known["source"]).reset_index(drop=True),
            "population_fictive": origin["fictif"],
        }
    )


def _totals(snapshot: Snapshot, gaps: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Count over all the needs: a place that answers several of them is one place.

    What too few people ask for is in no sum, or the others would give it away.
    """
    by_zone = gaps.assign(
        covered=gaps["inside"] > 0, absent=gaps["verdict"] == Verdict.ABSENT, code=gaps["code_qp"]
    ).groupby("code")[["covered", "absent", "needs", "people_asking"]]
    totals = by_zone.sum().reindex(codes).fillna(0).astype("int64").reset_index(drop=True)
    totals.columns = pd.Index(["besoins_couverts", "besoins_absents", "besoins_exprimes", "personnes_demandant"])
    places = _places_by_zone(snapshot).reindex(codes).fillna(0).astype("int64").reset_index(drop=True)
    totals.insert(0, "lieux", places)
    return totals


def _places_by_zone(snapshot: Snapshot) -> pd.Series:
    contributions = snapshot.contributions
    added = contributions[
        (contributions["kind"] == ContributionKind.PLACE) & contributions["status"].isin([*LIVE_STATUSES])
    ]
    cells = [
        cell
        for points in (actor_points(snapshot.actors), added.geometry)
        for cell in zones_around(points, snapshot.zones)["code_quartier"]
    ]
    return pd.Series([code for cell in cells for code in split_values(cell)], dtype="str").value_counts()


def _answers(snapshot: Snapshot, gaps: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Return two columns per need of the workshop: its places inside, and its verdict."""
    columns = {}
    for filiere in snapshot.workshop.filieres:
        answers = gaps[gaps["filiere"] == filiere.id].set_index("code_qp").reindex(codes)
        columns[f"lieux_{filiere.id}"] = answers["inside"].fillna(0).astype("int64")
        columns[f"verdict_{filiere.id}"] = answers["verdict"].map(verdict_label, na_action="ignore").pipe(texts)
    return pd.DataFrame(columns, index=codes).reset_index(drop=True)
