"""Printed maps read back by other software: pages, text, fonts, vectors, and what they say."""

import io
import subprocess
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import geopandas as gpd
import pytest
import shapely
from PIL import Image
from pypdf import PdfReader

from mapping.domain.crs import WGS84
from mapping.domain.demonstration import notice
from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.domain.models import Verdict
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.maps import MapFormat, Press, map_png, render_map, write_map
from mapping.exports.printing.paper import Orientation, Paper, PaperSize
from mapping.exports.printing.placing import Box
from mapping.maps.palette import HATCHED, VERDICT_COLORS, luminance
from tests.exports.printing.bundles import make_bundle, make_streets, many_actors, with_zones

POINTS_PER_MM = 72 / 25.4
ASKED = {
    MapSubject.TERRITORY: {},
    MapSubject.QPV: {"code": "QN00001M"},
    MapSubject.FILIERE: {"filiere": "reparer"},
    MapSubject.NEEDS: {},
    MapSubject.REPRESENTATIONS: {},
    MapSubject.GAPS: {"filiere": "reparer"},
    MapSubject.SCENARIO: {"scenario_id": "s1"},
}


def _read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def _text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in _read(content).pages).split())


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@pytest.mark.parametrize("subject", list(MapSubject))
def test_each_subject_is_a_page_of_vectors_with_its_title_sources_and_embedded_letters(subject: MapSubject) -> None:
    content = render_map(make_bundle(streets=make_streets()), subject, **ASKED[subject])
    (page,) = _read(content).pages
    said = _text(content)
    assert "QPV 2024 (ANCT), Licence Ouverte 2.0, publié le 15/01/2026, millésime 2024" in said
    assert "© les contributeurs d'OpenStreetMap" in said
    assert "Limites des quartiers : millésime 2024." in said
    assert "Légende" in said or subject is MapSubject.REPRESENTATIONS
    assert not page.images
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    assert all("AtkinsonHyperlegible" in font["/BaseFont"] for font in fonts)
    held = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert held
    assert all("/FontFile2" in one for one in held)


@pytest.mark.parametrize("size", list(PaperSize))
@pytest.mark.parametrize("orientation", list(Orientation))
def test_a_page_has_the_size_of_its_paper(size: PaperSize, orientation: Orientation) -> None:
    paper = Paper(size, orientation)
    box = _read(render_map(make_bundle(), MapSubject.TERRITORY, paper=paper)).pages[0].mediabox
    assert float(box.width) == pytest.approx(paper.width_mm * POINTS_PER_MM, abs=0.6)
    assert float(box.height) == pytest.approx(paper.height_mm * POINTS_PER_MM, abs=0.6)


def test_a_picture_has_three_hundred_dots_to_the_inch_and_names_nobody() -> None:
    content = render_map(make_bundle(), MapSubject.TERRITORY, file_format=MapFormat.PNG)
    picture = Image.open(io.BytesIO(content))
    assert picture.size == pytest.approx((210 / 25.4 * 300, 297 / 25.4 * 300), abs=1)
    assert round(picture.info["dpi"][0]) == 300
    assert picture.info["Title"].startswith("Atelier du Cordon")
    assert str(Path.home()).encode() not in content


def test_an_svg_is_xml_with_a_title_and_no_picture() -> None:
    content = render_map(make_bundle(streets=make_streets()), MapSubject.TERRITORY, file_format=MapFormat.SVG)
    root = ElementTree.fromstring(content)
    names = {element.tag.rsplit("}", 1)[-1] for element in root.iter()}
    assert "image" not in names
    assert "script" not in names
    (title,) = [element.text for element in root if element.tag.endswith("title")]
    assert str(title).startswith("Atelier du Cordon")


@pytest.mark.parametrize("file_format", list(MapFormat))
def test_the_same_data_makes_the_same_file(file_format: MapFormat) -> None:
    bundle = make_bundle()
    one, other = (render_map(bundle, MapSubject.TERRITORY, file_format=file_format) for _turn in range(2))
    assert one == other


def test_a_pdf_says_its_title_its_language_and_the_moment_of_the_data() -> None:
    reader = _read(render_map(make_bundle(), MapSubject.QPV, code="QN00001M"))
    assert reader.root_object["/Lang"] == "fr-FR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Cordon — Saint-Denis · Atelier du Cordon"
    assert reader.metadata["/CreationDate"] == "D:20260614163000Z"
    assert set(reader.metadata) == {"/Title", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate"}


def test_a_demonstration_says_so_on_the_map_and_a_real_workshop_does_not() -> None:
    fictional = render_map(make_bundle(demonstration=True), MapSubject.TERRITORY)
    assert notice() in _text(fictional)
    assert "Démonstration" not in _text(render_map(make_bundle(), MapSubject.TERRITORY))


def test_a_hostile_title_is_printed_as_it_is_and_breaks_nothing() -> None:
    title = "Prix $1 et $2 <script>&amp; \x00\u202e 中 مرحبا \\frac{1}{2}"
    bundle = make_bundle(title=title, actors=[{"name": "A $x^2$ %s {b} \ud800".encode("utf-8", "replace").decode()}])
    for file_format in MapFormat:
        content = render_map(bundle, MapSubject.QPV, code="QN00001M", file_format=file_format)
        if file_format is MapFormat.SVG:
            ElementTree.fromstring(content)
        if file_format is MapFormat.PDF:
            assert "Prix $1 et $2 <script>&amp;" in _text(content)
            assert "A $x^2$ %s {b}" in _text(content)


def test_every_name_is_on_the_map_or_in_the_list_and_none_is_over_another() -> None:
    bundle = make_bundle(actors=many_actors(60))
    press = Press(bundle)
    asked = Asked(MapSubject.QPV, "QN00001M")
    sheet, _about = press.sheet(asked, width_mm=210, height_mm=297, more_pages=True)
    (window,), (lettered,) = sheet.windows, sheet.lettered
    boxes = [written.placed.box for written in lettered.names]
    assert not any(_meet(one, other) for one, other in combinations(boxes, 2))
    left, top, right, bottom = window.frame.area.box
    assert all(left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom for box in boxes)
    listed = {one.name for one in lettered.listed}
    written = {" ".join(name.lines) for name in lettered.names}
    wanted = {str(row["name"]) for row in many_actors(60)}
    assert wanted <= listed | written
    assert listed & wanted
    said = _text(render_map(bundle, MapSubject.QPV, code="QN00001M"))
    assert f"{len(listed)} noms dans la liste." in said
    assert all(" ".join(name.split()) in said for name in listed)


def test_a_list_too_long_for_a_picture_says_where_the_rest_is() -> None:
    press = Press(make_bundle(actors=many_actors(200)))
    asked = Asked(MapSubject.QPV, "QN00001M")
    sheet, about = press.sheet(asked, width_mm=210, height_mm=297, more_pages=False)
    assert len(sheet.pages) == 1
    assert len(_read(press.rendered(asked, paper=Paper(), file_format=MapFormat.PDF)).pages) > 1
    assert about.description == sheet.alternative


def test_a_zone_of_two_distant_parts_has_an_inset_with_its_own_scale() -> None:
    parts = shapely.MultiPolygon([shapely.box(2.34, 48.92, 2.35, 48.93), shapely.box(2.44, 48.98, 2.446, 48.984)])
    bundle = with_zones(make_bundle(), [parts, shapely.box(2.36, 48.92, 2.38, 48.94)])
    sheet, _about = Press(bundle).sheet(Asked(MapSubject.QPV, "QN00001M"), width_mm=210, height_mm=297, more_pages=True)
    assert [window.view.caption for window in sheet.windows] == ["", "Autre partie 1"]
    main, inset = (window.frame for window in sheet.windows)
    assert inset.area.top >= main.area.bottom
    middle = inset.to_mm(shapely.get_coordinates(shapely.Point(2.443, 48.982)))
    assert inset.holds(middle).all()


def test_a_zone_of_two_near_parts_has_one_window() -> None:
    parts = shapely.MultiPolygon([shapely.box(2.34, 48.92, 2.35, 48.93), shapely.box(2.352, 48.92, 2.36, 48.93)])
    bundle = with_zones(make_bundle(), [parts, shapely.box(2.36, 48.92, 2.38, 48.94)])
    sheet, _about = Press(bundle).sheet(Asked(MapSubject.QPV, "QN00001M"), width_mm=210, height_mm=297, more_pages=True)
    assert len(sheet.windows) == 1


def test_a_territory_overseas_is_drawn_in_its_own_legal_system() -> None:
    bundle = make_bundle(shift=(55.45 - 2.36, -20.88 - 48.93), actors=[], contributions=[])
    sheet, _about = Press(bundle).sheet(Asked(MapSubject.TERRITORY), width_mm=297, height_mm=210, more_pages=True)
    assert [window.frame.epsg for window in sheet.windows] == [2975]


def test_an_empty_workshop_still_has_a_map_of_its_zones() -> None:
    bundle = make_bundle(actors=[], contributions=[])
    assert "Cordon" in _text(render_map(bundle, MapSubject.TERRITORY))
    assert "Aucun besoin n'a encore été exprimé." in _text(render_map(bundle, MapSubject.NEEDS))


def test_a_scenario_shows_today_and_then_with_what_opens_and_what_closes() -> None:
    said = _text(render_map(make_bundle(), MapSubject.SCENARIO, scenario_id="s1"))
    assert "Aujourd'hui" in said
    assert "Lieu qui ouvrirait" in said
    assert "1 lieu fermerait." in said


def test_what_is_not_in_the_workshop_is_refused_in_french() -> None:
    bundle = make_bundle()
    with pytest.raises(WorkshopError, match="Quartier « nulle-part » inconnu"):
        render_map(bundle, MapSubject.QPV, code="nulle-part")
    with pytest.raises(NomenclatureError, match="Besoin « pêcher » inconnu"):
        render_map(bundle, MapSubject.GAPS, filiere="pêcher")
    with pytest.raises(WorkshopError, match="Scénario « s9 » introuvable"):
        render_map(bundle, MapSubject.SCENARIO, scenario_id="s9")


def test_verdicts_are_told_apart_in_black_and_white() -> None:
    steps = [luminance(color) for verdict, color in VERDICT_COLORS.items() if verdict not in HATCHED]
    assert steps == sorted(steps, reverse=True)
    # In the lightness that an eye sees (CIE L*), two steps of a printed scale are at least 8 apart.
    lightness = [116 * value ** (1 / 3) - 16 for value in steps]
    assert all(light - dark > 8 for light, dark in pairwise(lightness))
    assert {Verdict.INSUFFICIENT_DATA} == HATCHED


def test_what_cannot_be_said_is_hatched_on_the_sheet_and_nothing_else_is() -> None:
    content, _told = map_png(
        make_bundle(actors=[], contributions=[]),
        MapSubject.GAPS,
        filiere="reparer",
        width_mm=160,
        height_mm=160,
        dpi=100,
    )
    grey = Image.open(io.BytesIO(content)).convert("L")
    press = Press(make_bundle(actors=[], contributions=[]))
    sheet, _about = press.sheet(
        Asked(MapSubject.GAPS, filiere="reparer"), width_mm=160, height_mm=160, more_pages=False
    )
    frame = sheet.windows[0].frame

    def spread_of(lon: float) -> int:
        x, y = frame.to_mm(shapely.get_coordinates(shapely.Point(lon, 48.925)))[0] * 100 / 25.4
        low, high = grey.crop((round(x) - 15, round(y) - 15, round(x) + 15, round(y) + 15)).getextrema()
        return int(high - low)

    assert spread_of(2.37) > 60
    assert spread_of(2.345) < 10


def test_neighbourhoods_that_residents_draw_are_shown_by_agreement_and_never_one_by_one() -> None:
    drawn = {
        "id": "c2",
        "kind": "lived_area",
        "geometry": "POLYGON ((2.341 48.921, 2.349 48.921, 2.345 48.929, 2.341 48.921))",
    }
    levels = gpd.GeoDataFrame(
        {"share": [0.25, 0.5], "people": [3, 5], "code": "QN00001M"},
        geometry=[shapely.box(2.342, 48.922, 2.358, 48.938), shapely.box(2.346, 48.926, 2.354, 48.934)],
        crs=WGS84,
    )
    bundle = make_bundle(contributions=[drawn], representations={"levels": levels})
    assert "Pour 25 % au moins de ceux qui l'ont dessiné" in _text(render_map(bundle, MapSubject.REPRESENTATIONS))
    for subject in (MapSubject.TERRITORY, MapSubject.QPV, MapSubject.REPRESENTATIONS):
        sheet, _about = Press(bundle).sheet(Asked(subject, "QN00001M"), width_mm=210, height_mm=297, more_pages=False)
        assert not sheet.windows[0].view.outlines


def test_the_alternative_text_says_what_the_map_shows() -> None:
    _content, told = map_png(make_bundle(), MapSubject.GAPS, filiere="reparer", width_mm=160, height_mm=120, dpi=60)
    assert told.startswith("Carte « Ce qui manque : Réparer et réemployer »")
    assert "Présent : Cordon." in told
    assert "Données insuffisantes : Calon." in told


def test_poppler_finds_embedded_fonts_and_no_picture(tmp_path: Path) -> None:
    out = tmp_path / "carte.pdf"
    write_map(make_bundle(streets=make_streets()), out, MapSubject.QPV, code="QN00001M")
    try:
        fonts = subprocess.run(["pdffonts", str(out)], capture_output=True, text=True, check=True).stdout
        pictures = subprocess.run(["pdfimages", "-list", str(out)], capture_output=True, text=True, check=True).stdout
    except FileNotFoundError:
        pytest.skip("poppler n'est pas sur cette machine")
    assert "AtkinsonHyperlegible" in fonts
    assert all(line.split()[-5] == "yes" for line in fonts.splitlines()[2:])
    assert len(pictures.splitlines()) == 2
