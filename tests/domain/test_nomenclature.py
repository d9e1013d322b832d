"""The nomenclature is data: these tests are its integrity constraints."""

import re
from collections import Counter
from pathlib import Path

import pytest
from xstatic.pkg import font_awesome

from mapping.domain import nomenclature
from mapping.domain.nomenclature import Axis, CodeSystem, Correspondence, Strength, correspondences, crosswalk

FILIERES = nomenclature.default_filieres()
TARGETS = {
    Axis.LEGAL_FORM: set(nomenclature.legal_forms()),
    Axis.SCHEME: set(nomenclature.schemes()),
    Axis.FILIERE: {filiere.id for filiere in FILIERES},
}
CODE_SHAPES = {
    CodeSystem.INSEE_LEGAL_CATEGORY: r"\d{4}",
    CodeSystem.NAF: r"\d\d(\.\d(\d[A-Z]?)?)?",
    CodeSystem.DATA_INCLUSION: r"[A-Z0-9_]+",
    CodeSystem.OSM: r"[a-z_:]+=[a-z_]+",
}


def lines_of(system: CodeSystem) -> list[Correspondence]:
    return [line for line in crosswalk() if line.system is system]


def targets(system: CodeSystem, code: str, *, axis: Axis, strength: Strength | None = None) -> set[str]:
    lines = correspondences(system, code)
    return {line.target for line in lines if line.axis is axis and strength in (None, line.strength)}


def rows_of(name: str) -> list[str]:
    path = Path(nomenclature.__file__).with_name(name)
    return path.read_text(encoding="utf-8").splitlines()[1:]


def test_there_are_twelve_filieres_in_the_agreed_order() -> None:
    assert [filiere.id for filiere in FILIERES] == [
        "se_nourrir",
        "reparer",
        "travailler",
        "se_deplacer",
        "se_loger",
        "apprendre",
        "se_soigner",
        "garder_enfants",
        "se_rencontrer",
        "numerique_droits",
        "entreprendre",
        "nature_energie",
    ]


@pytest.mark.parametrize("filiere", FILIERES, ids=lambda filiere: filiere.id)
def test_a_filiere_has_a_label_a_question_a_colour_and_a_pictogram(filiere: nomenclature.Filiere) -> None:
    assert filiere.label
    assert filiere.question
    assert re.fullmatch(r"#[0-9a-f]{6}", filiere.color)
    assert (Path(font_awesome.BASE_DIR) / "svgs" / "solid" / f"{filiere.icon}.svg").is_file()


def test_a_glyph_that_does_not_exist_would_be_seen() -> None:
    assert not (Path(font_awesome.BASE_DIR) / "svgs" / "solid" / "regie-de-quartier.svg").exists()


def test_no_two_filieres_share_a_colour_or_a_pictogram() -> None:
    assert len({filiere.color for filiere in FILIERES}) == len(FILIERES)
    assert len({filiere.icon for filiere in FILIERES}) == len(FILIERES)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("legal_forms.csv", nomenclature.legal_forms()),
        ("schemes.csv", nomenclature.schemes()),
        ("filieres.csv", FILIERES),
    ],
)
def test_no_identifier_is_there_twice(name: str, read: object) -> None:
    written = [line.split(",")[0] for line in rows_of(name)]
    assert len(written) == len(set(written)) == len(read)  # type: ignore[arg-type]
    assert all(re.fullmatch(r"[a-z][a-z_]*", identifier) for identifier in written)


@pytest.mark.parametrize("terms", [nomenclature.legal_forms(), nomenclature.schemes()], ids=["statuts", "dispositifs"])
def test_every_term_has_a_label_of_its_own_and_a_source(terms: dict[str, nomenclature.Term]) -> None:
    assert all(term.label and term.source for term in terms.values())
    assert len({term.label for term in terms.values()}) == len(terms)


def test_no_identifier_is_both_a_legal_form_and_a_scheme() -> None:
    assert not TARGETS[Axis.LEGAL_FORM] & TARGETS[Axis.SCHEME]


def test_the_words_of_the_product_are_there() -> None:
    assert {"association", "scop", "scic", "cae", "mutuelle", "fondation", "societe_ess"} <= TARGETS[Axis.LEGAL_FORM]
    assert {"collectif_non_declare", "public", "prive_hors_ess", "inconnu"} <= TARGETS[Axis.LEGAL_FORM]
    assert {
        "regie_de_quartier", "aci", "ai", "ei", "etti", "epicerie_solidaire", "ressourcerie", "centre_social",
        "tiers_lieu", "amap", "jardin_partage", "clt_ofs",
    } <= TARGETS[Axis.SCHEME]  # fmt: skip


def test_every_correspondence_leads_to_something_that_exists() -> None:
    lost = [line for line in crosswalk() if line.target not in TARGETS[line.axis]]
    assert lost == []


def test_every_correspondence_names_its_source() -> None:
    assert [line for line in crosswalk() if not line.source.strip()] == []


def test_no_correspondence_is_there_twice() -> None:
    counts = Counter((line.system, line.code, line.axis, line.target) for line in crosswalk())
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("system", CodeSystem)
def test_the_codes_of_a_system_have_its_shape(system: CodeSystem) -> None:
    lines = lines_of(system)
    assert lines
    odd = [line.code for line in lines if not re.fullmatch(CODE_SHAPES[system], line.code)]
    assert odd == []


def test_naf_is_only_ever_a_hint_of_a_filiere() -> None:
    assert {(line.axis, line.strength) for line in lines_of(CodeSystem.NAF)} == {(Axis.FILIERE, Strength.HINT)}


@pytest.mark.parametrize("code", ["94.99Z", "96.02A", "94", ""])
def test_naf_codes_that_say_nothing_of_the_need_give_nothing(code: str) -> None:
    assert correspondences(CodeSystem.NAF, code) == ()


@pytest.mark.parametrize(
    ("code", "filieres"),
    [
        ("38.32Z", {"reparer"}),
        ("47.79Z", {"reparer"}),
        ("47.21Z", {"se_nourrir"}),
        ("81.30Z", {"travailler", "nature_energie"}),
        ("87.10A", {"se_soigner"}),
        ("87.90B", {"se_loger"}),
        ("91.04Z", {"nature_energie"}),
        ("91.02Z", {"se_rencontrer"}),
    ],
)
def test_the_longest_naf_prefix_wins(code: str, filieres: set[str]) -> None:
    assert targets(CodeSystem.NAF, code, axis=Axis.FILIERE) == filieres


@pytest.mark.parametrize(
    ("code", "legal_form"),
    [
        ("9220", "association"),
        ("9222", "association"),
        ("9260", "association"),
        ("9210", "collectif_non_declare"),
        ("9300", "fondation"),
        ("8210", "mutuelle"),
        ("5458", "scop"),
        ("5558", "scop"),
        ("5460", "cooperative"),
        ("6316", "cooperative"),
        ("7210", "public"),
        ("7361", "public"),
        ("9110", "prive_hors_ess"),
    ],
)
def test_a_legal_category_has_one_legal_form_that_may_be_applied(code: str, legal_form: str) -> None:
    lines = correspondences(CodeSystem.INSEE_LEGAL_CATEGORY, code)
    applied = {line.target for line in lines if line.axis is Axis.LEGAL_FORM and line.strength is not Strength.HINT}
    assert applied == {legal_form}


def test_no_legal_category_applies_two_legal_forms() -> None:
    applied = Counter(
        line.code
        for line in lines_of(CodeSystem.INSEE_LEGAL_CATEGORY)
        if line.axis is Axis.LEGAL_FORM and line.strength is not Strength.HINT
    )
    assert [code for code, count in applied.items() if count > 1] == []


def test_scic_and_esus_have_no_code_and_are_only_hinted_at() -> None:
    lines = [line for line in crosswalk() if line.target in {"scic", "societe_ess"}]
    assert {line.strength for line in lines} == {Strength.HINT}
    assert {line.code for line in lines if line.target == "scic"} == {"5460", "5560", "5660", "5710"}
    assert {line.code for line in lines if line.target == "societe_ess"} == {"5499", "5710"}


def test_nothing_outside_tells_a_regie_de_quartier() -> None:
    assert "regie_de_quartier" not in {line.target for line in crosswalk()}


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("ACI", "aci"),
        ("ES", "epicerie_solidaire"),
        ("CS", "centre_social"),
        ("CSC", "centre_social"),
        ("EVS", "espace_de_vie_sociale"),
        ("RESSOURCERIE", "ressourcerie"),
        ("AVIP", "creche_avip"),
        ("MQ", "maison_de_quartier"),
    ],
)
def test_a_typology_of_data_inclusion_gives_its_scheme(code: str, scheme: str) -> None:
    assert targets(CodeSystem.DATA_INCLUSION, code, axis=Axis.SCHEME) == {scheme}


def test_openstreetmap_tags_give_filieres_and_schemes() -> None:
    assert targets(CodeSystem.OSM, "social_facility=food_bank", axis=Axis.FILIERE) == {"se_nourrir"}
    assert targets(CodeSystem.OSM, "shop=second_hand", axis=Axis.FILIERE) == {"reparer"}
    garden = targets(CodeSystem.OSM, "garden:type=community", axis=Axis.SCHEME, strength=Strength.EXACT)
    assert garden == {"jardin_partage"}


def test_no_refuge_is_taken_from_openstreetmap() -> None:
    assert [line for line in lines_of(CodeSystem.OSM) if "shelter" in line.code] == []


def test_an_unknown_code_gives_nothing() -> None:
    assert [correspondences(system, "inconnu") for system in CodeSystem] == [()] * len(CodeSystem)
