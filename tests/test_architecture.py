"""The house is as ``docs/architecture.md`` draws it; every rule is shown to be able to fail."""

from pathlib import Path

import pytest

from tests import architecture_rules as rules
from tests.architecture_rules import ARROWS, MODULE_RULES, TEXT_RULES, Rule, room_of

PROJECT_DIR = Path(__file__).resolve().parent.parent
TEXT_SUFFIXES = {".py", ".js", ".css", ".html", ".j2", ".jinja", ".svg", ".toml"}

LONG = "'''Doc.'''\n" + "x = 1\n" * 300
LONG_PAGE = "'''Doc.'''\n" + "x = 1\n" * 60

BROKEN: list[tuple[Rule, str, str]] = [
    (rules.arrows_point_right, "mapping/domain/models.py", "from mapping.storage.interface import Store"),
    (rules.arrows_point_right, "mapping/sources/actors.py", "from mapping.storage import opening"),
    (rules.arrows_point_right, "mapping/analysis/gaps.py", "def f():\n    import mapping.sources.tabular"),
    (rules.arrows_point_right, "mapping/maps/base.py", "from mapping.exports.html import write_html"),
    (rules.arrows_point_right, "mapping/services/prepare.py", "from mapping.ui import state"),
    (rules.arrows_point_right, "mapping/ui/pages/map.py", "from mapping.storage.sql_store import SqlStore"),
    (rules.arrows_point_right, "mapping/ui/pages/map.py", "from mapping import analysis"),
    (rules.arrows_point_right, "mapping/ui/data.py", "from mapping.web import routes"),
    (rules.arrows_point_right, "mapping/web/routes.py", "import mapping.ui.state"),
    (rules.arrows_point_right, "mapping/cli/main.py", "from mapping.sources.tabular import read_table"),
    (rules.arrows_point_right, "mapping/attic/old.py", "x = 1"),
    (rules.libraries_stay_in_their_room, "mapping/services/prepare.py", "import streamlit as st"),
    (rules.libraries_stay_in_their_room, "mapping/maps/base.py", "from streamlit_folium import st_folium"),
    (rules.libraries_stay_in_their_room, "app.py", "from starlette.routing import Route"),
    (rules.libraries_stay_in_their_room, "mapping/services/moderate.py", "from sqlalchemy import text"),
    (rules.libraries_stay_in_their_room, "mapping/cli/history.py", "import sqlite3"),
    (rules.libraries_stay_in_their_room, "mapping/ui/components/map_view.py", "import folium.plugins"),
    (rules.epsg_codes_are_in_the_crs_door, "mapping/analysis/supply.py", "zones.to_crs(2154)"),
    (rules.epsg_codes_are_in_the_crs_door, "mapping/sources/geofiles.py", "x = 'EPSG:4326'"),
    (rules.epsg_codes_are_in_the_crs_door, "mapping/exports/gis.py", "x = f'urn:ogc:def:crs:EPSG::{code}'"),
    (rules.html_is_made_by_maps_and_exports, "mapping/ui/components/legend.py", "x = f'<b>{name}</b>'"),
    (rules.html_is_made_by_maps_and_exports, "mapping/exports/gis.py", "x = '<div class=\"popup\">'"),
    (rules.raw_html_has_one_door_in_the_pages, "mapping/ui/pages/map.py", "st.write(x, unsafe_allow_html=True)"),
    (rules.popups_are_ours, "mapping/maps/layers.py", "folium.Popup(name)"),
    (rules.popups_are_ours, "mapping/maps/layers.py", "from folium import GeoJsonTooltip"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "import time"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "from pathlib import Path"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "made_at = datetime.now()"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "np.random.normal()"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "gaps.to_csv(out)"),
    (rules.analysis_is_pure, "mapping/analysis/gaps.py", "with open('gaps.csv') as file: pass"),
    (rules.domain_knows_no_files, "mapping/domain/models.py", "from pathlib import Path"),
    (rules.domain_knows_no_files, "mapping/domain/models.py", "frame.to_file('zones.gpkg')"),
    (rules.pages_are_short, "mapping/ui/pages/map.py", LONG_PAGE),
    (rules.pages_hold_no_logic, "mapping/ui/pages/analyse.py", "actors.groupby('code_qp').size()"),
    (rules.pages_hold_no_logic, "mapping/ui/components/map_view.py", "zones.geometry.buffer(300)"),
    (rules.session_state_has_one_module, "mapping/ui/pages/map.py", "st.session_state['zoom'] = 12"),
    (rules.session_state_has_one_module, "mapping/ui/main.py", "from streamlit import session_state"),
    (rules.session_state_has_one_module, "mapping/ui/main.py", "getattr(st, 'session_state')"),
    (rules.caching_has_one_module, "mapping/ui/pages/map.py", "@st.cache_data\ndef actors(): ..."),
    (rules.caching_has_one_module, "mapping/services/prepare.py", "from streamlit import cache_resource"),
    (rules.caching_has_one_module, "mapping/ui/data.py", "# the actors@st.cache_data\ndef actors(): ..."),
    (rules.modules_are_short, "mapping/domain/models.py", LONG),
    (rules.modules_say_what_they_are_for, "mapping/domain/models.py", "x = 1"),
    (rules.errors_are_caught_by_name, "mapping/sources/tabular.py", "try: f()\nexcept Exception: pass"),
    (rules.errors_are_caught_by_name, "mapping/sources/tabular.py", "try: f()\nexcept: pass"),
    (rules.errors_are_caught_by_name, "mapping/ui/main.py", "try: f()\nexcept (ValueError, BaseException): pass"),
    (rules.errors_are_caught_by_name, "app.py", "try: f()\nexcept Exception: g()\ntry: h()\nexcept Exception: i()"),
    (rules.imports_are_absolute, "mapping/maps/base.py", "from .palette import COLORS"),
    (rules.imports_are_absolute, "mapping/maps/base.py", "from . import palette"),
    (rules.globals_are_constant, "mapping/maps/base.py", "def f():\n    global cache\n    cache = 1"),
    (rules.globals_are_constant, "mapping/ui/format.py", "locale.setlocale(locale.LC_ALL, 'fr_FR')"),
    (rules.nothing_comes_from_outside, "mapping/maps/base.py", "x = 'https://cdn.jsdelivr.net/npm/leaflet'"),
    (rules.nothing_comes_from_outside, "mapping/ui/main.py", "st.set_page_config(page_icon=':material/map:')"),
    (rules.nothing_comes_from_outside, "mapping/maps/static/carto.css", "a { background: url(https://x.fr/a.png) }"),
    (rules.nothing_comes_from_outside, "mapping/exports/page.html", '<script src="https://x.fr/leaflet.js"></script>'),
]

SOUND: list[tuple[Rule, str, str]] = [
    (rules.arrows_point_right, "mapping/exports/html.py", "from mapping.maps.palette import COLORS"),
    (rules.arrows_point_right, "mapping/ui/data.py", "from mapping.storage.interface import Store"),
    (rules.arrows_point_right, "mapping/domain/models.py", "from mapping.i18n import _"),
    (rules.arrows_point_right, "app.py", "from mapping.web.routes import ROUTES"),
    (rules.libraries_stay_in_their_room, "mapping/storage/schema.py", "import sqlalchemy as sa"),
    (rules.epsg_codes_are_in_the_crs_door, "mapping/domain/crs.py", "LAMBERT_93 = 2154"),
    (rules.epsg_codes_are_in_the_crs_door, "mapping/sources/rows.py", "'''Positions are in EPSG:4326.'''"),
    (rules.html_is_made_by_maps_and_exports, "mapping/sources/tabular.py", "re.compile(r'(?P<p>a) < b')"),
    (rules.html_is_made_by_maps_and_exports, "mapping/maps/popups.py", "x = '<b>'"),
    (
        rules.analysis_is_pure,
        "mapping/analysis/gaps.py",
        "from datetime import datetime\ndef f(made_at: datetime): ...",
    ),
    (rules.domain_knows_no_files, "mapping/domain/terms.py", "files(__name__).joinpath('a.csv').read_text()"),
    (rules.session_state_has_one_module, "mapping/ui/state.py", "st.session_state['zoom'] = 12"),
    (rules.caching_has_one_module, "mapping/ui/data.py", "@st.cache_data\ndef actors(): ..."),
    (rules.caching_has_one_module, "mapping/domain/terms.py", "@lru_cache\ndef terms(): ..."),
    (rules.errors_are_caught_by_name, "app.py", "try: f()\nexcept Exception: g()"),
    (rules.errors_are_caught_by_name, "mapping/sources/tabular.py", "try: f()\nexcept (OSError, ValueError): pass"),
    (rules.nothing_comes_from_outside, "mapping/exports/html.py", "x = '<a href=\"https://www.insee.fr/\">Insee</a>'"),
]


def named(rule: Rule) -> str:
    return rule.__name__


def files(suffixes: set[str]) -> list[tuple[str, str]]:
    found = [PROJECT_DIR / "app.py", PROJECT_DIR / "start.py", *sorted((PROJECT_DIR / "mapping").rglob("*"))]
    kept = [file for file in found if file.suffix in suffixes and file.is_file()]
    return [(file.relative_to(PROJECT_DIR).as_posix(), file.read_text(encoding="utf-8")) for file in kept]


@pytest.mark.parametrize("rule", MODULE_RULES, ids=named)
def test_the_modules_obey(rule: Rule) -> None:
    problems = [problem for path, source in files({".py"}) for problem in rule(path, source)]
    assert not problems, "\n".join(["", str(rule.__doc__), *problems])


@pytest.mark.parametrize("rule", TEXT_RULES, ids=named)
def test_every_text_file_obeys(rule: Rule) -> None:
    problems = [problem for path, source in files(TEXT_SUFFIXES) for problem in rule(path, source)]
    assert not problems, "\n".join(["", str(rule.__doc__), *problems])


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN, ids=lambda value: getattr(value, "__name__", ""))
def test_a_rule_sees_what_breaks_it(rule: Rule, path: str, source: str) -> None:
    assert rule(path, source)


@pytest.mark.parametrize(("rule", "path", "source"), SOUND, ids=lambda value: getattr(value, "__name__", ""))
def test_a_rule_lets_what_is_right_pass(rule: Rule, path: str, source: str) -> None:
    assert rule(path, source) == []


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _path, _source in BROKEN} == {*MODULE_RULES, *TEXT_RULES}


def test_the_modules_are_found() -> None:
    rooms = {room_of(path) for path, _source in files({".py"})}
    assert {"domain", "storage", "i18n", "start"} <= rooms
    assert rooms <= ARROWS.keys()


def test_no_folder_of_pages_beside_the_app() -> None:
    # Streamlit would discover it by itself, beside the pages that the app declares.
    assert not (PROJECT_DIR / "pages").exists()
