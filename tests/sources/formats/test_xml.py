import zipfile
from pathlib import Path

import pytest

from mapping.domain.errors import FileError
from mapping.domain.models import DatasetKind
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.contributions import read_contributions
from mapping.sources.detect import guess_kind
from mapping.sources.geofiles import read_layer
from mapping.sources.tabular import read_table
from tests.sources.files import write_text

POINT = "<Point><coordinates>2.36,48.93,0</coordinates></Point>"
KML = f"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Carte</name>
<Style id="s"><IconStyle><Icon><href>http://exemple.fr/i.png</href></Icon></IconStyle></Style>
<Folder><name>Se nourrir</name>
<Placemark><name>Épicerie (exemple)</name><description><![CDATA[<b>Ouvert</b> à tous<br>le lundi]]></description>
<ExtendedData><Data name="tel"><value>01</value></Data>
<SchemaData schemaUrl="#x"><SimpleData name="ville">Stains</SimpleData></SchemaData></ExtendedData>{POINT}</Placemark>
</Folder>
<Placemark><name>Sans lieu</name></Placemark>
<Placemark><name>Rue</name><LineString><coordinates>2.36,48.93 2.37,48.93</coordinates></LineString></Placemark>
<Placemark><name>Abîmé</name><Point><coordinates>ici</coordinates></Point></Placemark>
</Document></kml>"""
GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<wpt lat="48.93" lon="2.36"><ele>30</ele><name>Fontaine (exemple)</name><desc>au coin</desc></wpt>
<trk><name>Chemin</name><trkseg><trkpt lat="48.93" lon="2.36"/><trkpt lat="48.94" lon="2.36"/></trkseg></trk>
<rte><name>Vers l'école</name><rtept lat="48.93" lon="2.36"/><rtept lat="48.93" lon="2.37"/></rte>
</gpx>"""


def square(side: float) -> str:
    ring = f"2.36,48.93 {2.36 + side},48.93 {2.36 + side},{48.93 + side} 2.36,{48.93 + side} 2.36,48.93"
    shell = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
    return f"<kml><Placemark><name>A</name><Polygon>{shell}</Polygon></Placemark></kml>"


def test_placemarks_give_their_data_their_folder_and_their_position(tmp_path: Path) -> None:
    raw = read_table(write_text(tmp_path, KML, name="carte.kml"))
    assert raw.frame.loc[2].to_dict() == {
        "name": "Épicerie (exemple)",
        "description": "Ouvert à tous\nle lundi",
        "tel": "01",
        "ville": "Stains",
        "dossier": "Se nourrir",
        "lon": "2.36",
        "lat": "48.93",
    }
    assert raw.frame.loc[3, ["name", "dossier", "lon"]].tolist() == ["Sans lieu", "Carte", ""]
    assert "illisible" in raw.faults[5]


def test_a_line_is_no_place_for_an_actor(tmp_path: Path) -> None:
    read = read_actors(write_text(tmp_path, KML, name="carte.kml"), filieres=default_filieres())
    assert [row.row for row in read.rejected] == [4, 5]
    assert "une ligne est donnée" in read.rejected[0].problem
    assert read.table["name"].tolist() == ["Épicerie (exemple)", "Sans lieu"]


def test_a_kmz_is_its_kml(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "carte.kmz", "w") as archive:
        archive.writestr("files/icone.png", b"png")
        archive.writestr("doc.kml", KML)
    assert len(read_table(tmp_path / "carte.kmz").frame) == 4


def test_a_building_stands_for_a_point_and_a_district_does_not(tmp_path: Path) -> None:
    # 0.001° is 111 m northwards and 73 m eastwards; 0.01° is ten times that, about 1 330 m across.
    small = read_actors(write_text(tmp_path, square(0.001), name="a.kml"), filieres=default_filieres())
    assert 2.36 < small.table.loc[2, "lon"] < 2.361
    large = read_actors(write_text(tmp_path, square(0.01), name="b.kml"), filieres=default_filieres())
    assert "contour de 13" in large.rejected[0].problem


def test_outlines_in_kml_are_boundaries(tmp_path: Path) -> None:
    path = write_text(tmp_path, square(0.01), name="b.kml")
    assert guess_kind(path) is DatasetKind.BOUNDARIES
    assert read_layer(path).frame.geometry.iloc[0].bounds == pytest.approx((2.36, 48.93, 2.37, 48.94))


def test_what_is_elsewhere_is_not_followed_and_said(tmp_path: Path) -> None:
    link = "<NetworkLink><Link><href>http://exemple.fr/a.kml</href></Link></NetworkLink>"
    raw = read_table(
        write_text(tmp_path, f"<kml>{link}<Placemark>{POINT}<name>A</name></Placemark></kml>", name="a.kml")
    )
    assert "n'ont pas été suivies" in raw.notes[0]
    with pytest.raises(FileError, match="lien vers une carte en ligne"):
        read_table(write_text(tmp_path, f"<kml>{link}</kml>", name="b.kml"))


def test_a_prefix_that_nobody_declared_does_not_stop_the_reading(tmp_path: Path) -> None:
    text = f"<kml:kml><kml:Placemark><gx:x/><kml:name>A</kml:name>{POINT}</kml:Placemark></kml:kml>"
    assert read_table(write_text(tmp_path, text, name="a.kml")).frame["name"].tolist() == ["A"]


def test_waypoints_are_places_and_tracks_are_not(tmp_path: Path) -> None:
    path = write_text(tmp_path, GPX, name="a.gpx")
    assert read_table(path).frame.loc[2].to_dict() == {
        "name": "Fontaine (exemple)",
        "description": "au coin",
        "nature": "place",
        "lon": "2.36",
        "lat": "48.93",
    }
    read = read_actors(path, filieres=default_filieres())
    assert read.table["name"].tolist() == ["Fontaine (exemple)"]
    assert [row.row for row in read.rejected] == [3, 4]


def test_the_tracks_of_a_gpx_are_routes_when_it_is_read_as_contributions(tmp_path: Path) -> None:
    read = read_contributions(write_text(tmp_path, GPX, name="a.gpx"), filieres=default_filieres())
    assert read.rejected == ()
    assert read.table["kind"].tolist() == ["place", "route", "route"]
    assert read.table.loc[3, "geometry_wkt"] == "LINESTRING (2.36 48.93, 2.36 48.94)"


def laughing(root: str) -> str:
    entities = "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
    return f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'ha'>{entities}]><{root}>&m;</{root}>"


def outside(root: str, secret: Path) -> str:
    return (
        f"<!DOCTYPE x [<!ENTITY a SYSTEM '{secret.as_uri()}'>]><{root}><Placemark><name>&a;</name></Placemark></{root}>"
    )


@pytest.mark.parametrize("root", ["kml", "gpx"])
def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path, root: str) -> None:
    secret = write_text(tmp_path, "secret", name="secret.txt")
    for text in (laughing(root), outside(root, secret)):
        with pytest.raises(FileError, match="DOCTYPE"):
            read_table(write_text(tmp_path, text, name=f"a.{root}"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<kml>" + "<a>" * 100_000, "imbriqué"),
        ("<kml><Placemark>", "mal formé"),
        ("<kml></kml>", "aucun repère"),
        ("<gpx></gpx>", "ni point ni trace"),
        ("<!DOCTYPE html><html><body>404</body></html>", "page web"),
        ("<?xml version='1.0'?><osm/>", "XML"),
    ],
)
def test_xml_that_is_no_map_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(FileError, match=said) as refused:
        read_table(write_text(tmp_path, text, name="a.kml"))
    assert "\n" not in str(refused.value)


def test_a_kmz_that_unfolds_without_end_is_not_unfolded(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", b" " * (201 * 1024**2))
    with pytest.raises(FileError, match="200 Mo"):
        read_table(tmp_path / "a.kmz")
