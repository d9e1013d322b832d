"""The styles of the GeoPackage: well formed, complete, and what QGIS itself makes of them where it is installed."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pyogrio
import pytest
from PIL import Image

from mapping.domain.nomenclature import Filiere
from mapping.exports.gis import write_geopackage
from mapping.exports.qgis_styles import layer_styles
from tests.exports.bundles import make_bundle
from tests.exports.snapshots import GENERATED_AT, make_gaps

SCRIPT = Path(__file__).with_name("render_qgis.py")
PYTHON = "/usr/bin/python3"


def _has_qgis() -> bool:
    return shutil.which("qgis_process") is not None and Path(PYTHON).exists()


needs_qgis = pytest.mark.skipif(not _has_qgis(), reason="QGIS (qgis, python3-qgis) n'est pas installé")


@pytest.fixture
def package(tmp_path):
    out = tmp_path / "atelier.gpkg"
    write_geopackage(make_bundle().snapshot, make_gaps(), out, generated_at=GENERATED_AT)
    return out


def _styles(package):
    return pyogrio.read_dataframe(package, layer="layer_styles")


def test_each_layer_has_one_default_style_where_qgis_looks_for_it(package):
    styles = _styles(package)
    default = styles[styles["useAsDefault"]]
    layers = [name for name, _kind in pyogrio.list_layers(package) if name != "layer_styles"]
    assert sorted(default["f_table_name"]) == sorted(layers)
    assert set(default.loc[default["f_geometry_column"] == "", "f_table_name"]) == {"manques", "sources"}
    assert set(styles["f_table_schema"]) == {""}


def test_each_need_has_a_style_of_its_verdicts_hatched_where_nothing_is_known(package):
    styles = _styles(package).set_index("styleName")
    root = ElementTree.fromstring(styles.loc["Manques : Se nourrir", "styleQML"].split("\n", 1)[1])
    rules = {rule.attrib["label"]: rule.attrib for rule in root.iter("rule")}
    assert len(rules) == 6
    assert rules["Absent"]["filter"] == "\"verdict_se_nourrir\" = 'Absent'"
    symbol = root.find(f".//symbol[@name='{rules['Données insuffisantes']['symbol']}']")
    assert [layer.attrib["class"] for layer in symbol.findall("layer")] == ["SimpleFill", "LinePatternFill"]


def test_every_field_has_a_french_alias(package):
    styles = _styles(package)
    for layer, qml in zip(styles["f_table_name"], styles["styleQML"]):
        root = ElementTree.fromstring(qml.split("\n", 1)[1])
        aliases = {alias.attrib["field"]: alias.attrib["name"] for alias in root.iter("alias")}
        assert list(aliases) == list(pyogrio.read_info(package, layer=layer)["fields"])
        assert all(name[0].isupper() for name in aliases.values()), aliases


def test_a_need_named_with_an_apostrophe_does_not_break_the_filter():
    odd = Filiere("l'abri", "L'abri", "", "#112233", "house")
    (style,) = [style for style in layer_styles({"acteurs": ["filieres"]}, (odd,)) if style.layer == "acteurs"]
    rules = [rule.attrib["filter"] for rule in ElementTree.fromstring(style.qml.split("\n", 1)[1]).iter("rule")]
    assert rules[0].endswith("= 'l''abri'")


def test_the_same_snapshot_gives_the_same_bytes(package, tmp_path):
    write_geopackage(make_bundle().snapshot, make_gaps(), tmp_path / "b.gpkg", generated_at=GENERATED_AT)
    assert package.read_bytes() == (tmp_path / "b.gpkg").read_bytes()


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo (gdal-bin) n'est pas installé")
def test_gdal_reads_every_layer_without_a_warning(package):
    told = subprocess.run(["ogrinfo", "-ro", "-so", "-al", str(package)], capture_output=True, text=True, check=True)
    assert (told.stdout.count("Layer name:"), told.stderr) == (8, "")


@needs_qgis
@pytest.mark.timeout(120)
def test_qgis_opens_each_layer_styled_and_draws_every_sign(package, tmp_path):
    picture = tmp_path / "carte.png"
    done = subprocess.run(
        [PYTHON, str(SCRIPT), str(package), str(picture)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert {layer["renderer"] for layer in told.values()} == {"RuleRenderer"}
    assert told["acteurs"]["aliases"]["statut_juridique"] == "Statut juridique"
    with Image.open(picture) as image:
        colours = {colour for _count, colour in image.convert("RGB").getcolors(maxcolors=1_000_000)}
    # Ground of a quartier, the need « se nourrir », the route, and the grey of what answers no need.
    for colour in ("#fffdf8", "#c32651", "#1b64ec", "#5b5563"):
        assert tuple(bytes.fromhex(colour[1:])) in colours
