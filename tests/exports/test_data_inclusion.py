"""The rules are those of ``structure`` v1 in gip-inclusion/data-inclusion-schema."""

import re
from datetime import date

from mapping.exports.data_inclusion import FIELDS, as_table, structures
from tests.exports.snapshots import make_snapshot

LONG = "Un atelier où l'on répare ensemble vélos, meubles et appareils."


def _one(**actor):
    return structures(make_snapshot(actors=[{"description": LONG, **actor}]))


def test_a_structure_has_the_fields_of_the_schema():
    (record,) = _one(siret="13003013300016", postcode="93200", code_insee="93066", city="Saint-Denis").records
    assert tuple(record) == FIELDS
    assert (record["source"], record["original_id"], record["id"]) == ("cartoquartier", "a1", "cartoquartier--a1")
    assert (record["nom"], record["description"]) == ("Régie du Cordon", LONG)
    assert (record["longitude"], record["latitude"]) == (2.35, 48.93)
    # No date of publication, so the day when the list came in.
    assert date.fromisoformat(record["date_maj"]) == date(2026, 6, 2)


def test_a_description_that_is_short_is_followed_by_what_the_list_says_too():
    (record,) = _one(description="Vélos", filieres="reparer|se_deplacer", scheme="regie_de_quartier").records
    assert record["description"] == ("Vélos. Régie de quartier. Besoins couverts : Réparer et réemployer, Se déplacer.")


def test_what_stays_too_short_is_left_out_and_told():
    found = _one(description="", name="Ab")
    assert found.records == []
    (row,) = found.refused.to_dict("records")
    assert row["identifiant"] == "a1"
    assert row["motif"] == (
        "nom : 2 caractères, de 3 à 150 attendus ; description : 0 caractères, de 50 à 2000 attendus"
    )


def test_an_example_never_leaves_for_the_national_list():
    found = structures(make_snapshot(actors=[{"description": LONG}], demonstration=True))
    assert (found.records, found.refused["motif"].tolist()) == ([], ["exemple inventé"])


def test_an_optional_field_that_breaks_its_rule_is_left_empty():
    (record,) = _one(siret="123", postcode="932", code_insee="9", website="javascript:alert(1)").records
    assert [record[name] for name in ("siret", "code_postal", "code_insee", "site_web")] == [None] * 4


def test_a_name_does_not_end_with_a_dot():
    assert _one(name="Régie du Cordon.").records[0]["nom"] == "Régie du Cordon"


def test_a_structure_without_position_has_no_coordinates():
    (record,) = _one(lon=float("nan"), lat=float("nan")).records
    assert (record["longitude"], record["latitude"]) == (None, None)
    assert as_table([record])["longitude"].isna().all()


def test_the_code_that_a_scheme_had_before_version_1_is_kept_apart():
    found = _one(scheme="aci")
    assert found.typologies.to_dict("records") == [{"id": "cartoquartier--a1", "dispositif": "aci", "typologie": "ACI"}]
    assert _one(scheme="regie_de_quartier").typologies.empty


def test_the_table_of_nothing_has_its_columns():
    assert list(as_table([]).columns) == list(FIELDS)
    assert all(re.fullmatch(r"[a-z_]+", name) for name in FIELDS)
