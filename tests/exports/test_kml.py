import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from mapping.domain.demonstration import notice
from mapping.exports.kml import write_kml
from tests.exports.bundles import HOSTILE, make_bundle

NS = {"k": "http://www.opengis.net/kml/2.2"}


@pytest.fixture
def written(tmp_path):
    def write(**options):
        out = tmp_path / "carte.kml"
        write_kml(make_bundle(**options), out)
        return ElementTree.parse(out).getroot()

    return write


def _marks(root, folder):
    return root.findall(f"k:Document/k:Folder[k:name='{folder}']/k:Placemark", NS)


def _data(mark):
    return {item.attrib["name"]: item.findtext("k:value", "", NS) or "" for item in mark.iter(f"{{{NS['k']}}}Data")}


def test_each_subject_has_its_folder(written):
    root = written()
    assert [len(_marks(root, name)) for name in ("Quartiers", "Structures", "Contributions")] == [2, 2, 6]
    assert root.findtext("k:Document/k:name", "", NS) == "Atelier du Cordon"


def test_what_people_wrote_is_text_and_its_letter_is_in_the_data(written):
    marks = _marks(written(), "Contributions")
    assert [_data(mark)["texte"] for mark in marks[:2]] == [HOSTILE[0], HOSTILE[2]]
    told = marks[1].findtext("k:description", "", NS)
    assert "&lt;script&gt;" in told
    assert "<" not in told
    assert "l'ami" in told


def test_each_thing_has_the_colour_of_its_need(written):
    root = written()
    style = {element.attrib["id"]: element for element in root.iter(f"{{{NS['k']}}}Style")}
    look = _marks(root, "Contributions")[1].findtext("k:styleUrl", "", NS)
    assert look == "#besoin-se_nourrir"
    # The red of the filière, #c32651, as KML writes it: opacity, blue, green, red.
    assert style["besoin-se_nourrir"].findtext("k:IconStyle/k:color", "", NS) == "ff5126c3"
    assert _marks(root, "Contributions")[3].findtext("k:styleUrl", "", NS) == "#sans-besoin"


def test_longitude_comes_first_and_a_structure_without_position_is_there(written):
    root = written()
    marks = _marks(root, "Structures")
    assert marks[0].findtext("k:Point/k:coordinates", "", NS) == "2.35,48.93"
    assert marks[1].find("k:Point", NS) is None
    assert _data(marks[1])["nom"] == "Sans adresse"


def test_nothing_is_fetched_from_elsewhere(written):
    root = written()
    assert not [element.tag for element in root.iter() if element.tag.endswith(("href", "NetworkLink"))]


def test_a_control_character_does_not_spoil_the_file(written):
    root = written(actors=[{"name": "Régie\x0b du\x00 Cordon"}])
    assert _data(_marks(root, "Structures")[0])["nom"] == "Régie du Cordon"


def test_an_empty_workshop_and_a_far_one_are_files_too(written):
    assert [len(_marks(written(actors=[], contributions=[]), name)) for name in ("Structures", "Contributions")] == [
        0,
        0,
    ]
    shifted = written(shift=(-63.88, -32.69), actors=[{"lon": -61.53, "lat": 16.24}], contributions=[])
    assert _marks(shifted, "Structures")[0].findtext("k:Point/k:coordinates", "", NS) == "-61.53,16.24"


def test_a_public_file_tells_nothing_private(written):
    root = written(public=True)
    assert len(_marks(root, "Contributions")) == 5
    assert "jamais relu ici" not in ElementTree.tostring(root, encoding="unicode")
    assert not {"motif", "envoye_le", "groupe"} & set(_data(_marks(root, "Contributions")[0]))


def test_a_demonstration_says_so(written):
    root = written(demonstration=True)
    assert notice() in root.findtext("k:Document/k:description", "", NS)


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo (gdal-bin) n'est pas installé")
def test_gdal_reads_the_three_folders(written, tmp_path):
    written()
    told = subprocess.run(
        ["ogrinfo", "-so", "-al", str(tmp_path / "carte.kml")], capture_output=True, text=True, check=True
    ).stdout
    assert re.findall(r"Feature Count: (\d+)", told) == ["2", "2", "6"]
