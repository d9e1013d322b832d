"""The lines of ``docs/architecture.md``, each as a function of (path, source) that returns what breaks it."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

Rule = Callable[[str, str], list[str]]

LEAVES = frozenset({"i18n", "settings", "__init__", "__version__"})
"""Anybody may import them."""

ARROWS: Mapping[str, frozenset[str]] = {
    "domain": frozenset(),
    "sources": frozenset({"domain"}),
    "storage": frozenset({"domain"}),
    "analysis": frozenset({"domain"}),
    "maps": frozenset({"domain"}),
    "exports": frozenset({"domain", "maps"}),
    "services": frozenset({"domain", "sources", "storage", "analysis", "maps", "exports"}),
    "ui": frozenset({"domain", "maps", "services"}),
    "web": frozenset({"domain", "maps", "services"}),
    "cli": frozenset({"domain", "services", "ui", "web"}),
    "__main__": frozenset({"cli"}),
    "app": frozenset({"domain", "services", "ui", "web"}),
    "bootstrap": frozenset({"domain"}),
    "start": frozenset({"bootstrap"}),
    "i18n": frozenset(),
    "settings": frozenset(),
    "__init__": frozenset(),
}
"""Which rooms each room may import, besides itself and the leaves."""

SHARED_MODULES = frozenset({"mapping.storage.interface"})
"""What is open to every room from ``services`` leftwards: the type of what ``services`` hands over."""

OWNERS: Mapping[str, tuple[str, ...]] = {
    "streamlit": ("mapping/ui/", "app.py"),
    "streamlit_folium": ("mapping/ui/",),
    "starlette": ("mapping/web/",),
    "uvicorn": ("mapping/web/",),
    "sqlalchemy": ("mapping/storage/",),
    "alembic": ("mapping/storage/",),
    "psycopg": ("mapping/storage/",),
    # A basemap that somebody brings is a SQLite file of somebody else's making, read and nothing more.
    "sqlite3": ("mapping/storage/", "mapping/sources/mbtiles.py"),
    "folium": ("mapping/maps/",),
    "branca": ("mapping/maps/",),
    "typer": ("mapping/cli",),
}
"""Libraries that one room keeps to itself."""

CRS_DOOR = "mapping/domain/crs.py"
EPSG_NUMBERS = frozenset(
    {2154, 2970, 2971, 2972, 2973, 2975, 3035, 3163, 3296, 3297, 3298, 3299, 3857, 3949, 4171, 4258, 4326, 4467, 4471}
    | {5490, 8903, 27572}
)
MAP_HTML_ROOMS = ("mapping/maps/", "mapping/exports/html", "mapping/web/")
UNSAFE_HTML_HELPER = "mapping/ui/components/html.py"
STATE_MODULE = "mapping/ui/state.py"
CACHE_MODULE = "mapping/ui/data.py"
LONGEST_PAGE = 60
LONGEST_MODULE = 300
OUTSIDE_HOSTS = re.compile(
    r"cdn\.jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare\.com|code\.jquery\.com|bootstrapcdn\.com|esm\.sh|cdn\.skypack"
    r"|fonts\.googleapis\.com|fonts\.gstatic\.com|use\.fontawesome\.com|ajax\.googleapis\.com"
    r"|tile\.openstreetmap\.org|basemaps\.cartocdn\.com|tile\.opentopomap|stamen-tiles"
    r"|(?:src|href)\s*=\s*[\"']https?://[^\"']+\.(?:js|css)|url\(\s*[\"']?https?://|@import\s+[\"']https?://"
    # Streamlit fetches the icon of a page from elsewhere, unless it is a file of ours.
    r"|page_icon\s*=\s*[\"'](?:emoji:|:|[^\x00-\x7f])",
    re.IGNORECASE,
)
_HTML_TAG = re.compile(
    r"(?<!\?P)</?(?:html|body|div|span|script|style|svg|img|iframe|table|tr|td|p|a|b|br|h[1-6])[\s>/]"
)
_IMPURE_MODULES = frozenset({"time", "random", "secrets", "os", "pathlib", "io", "tempfile", "shutil", "subprocess"})
_NETWORK_MODULES = frozenset({"socket", "urllib", "http", "requests", "httpx", "urllib3"})
_CLOCK_CALLS = frozenset({"now", "today", "utcnow", "fromtimestamp"})
_FILE_CALLS = frozenset({"to_csv", "to_file", "to_parquet", "to_excel", "to_pickle", "read_csv", "read_file"})


@cache
def parse(source: str) -> ast.Module:
    """Return the tree of a module; every rule reads the same one."""
    return ast.parse(source)


def room_of(path: str) -> str:
    """Return the room that a file is in: ``mapping/ui/pages/map.py`` is in ``ui``."""
    parts = path.removesuffix(".py").split("/")
    return parts[1] if parts[0] == "mapping" else parts[0]


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of every import, those inside functions too."""
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            module = node.module or ""
            # `from mapping import x` names a room only in its aliases.
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "mapping" else [module]
            yield from ((node.lineno, name) for name in names)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every string that is not a docstring."""
    tree = parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


def names_used(source: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of every attribute, plain name and imported name."""
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def is_module(path: str) -> bool:
    """Say whether the file is one of the modules that the page speaks of."""
    return path.endswith(".py")


def _report(path: str, found: Iterable[tuple[int, str]], reason: str) -> list[str]:
    return [f"{path}:{line}: {what}: {reason}" for line, what in found]


def arrows_point_right(path: str, source: str) -> list[str]:
    """A room imports only the rooms that the picture says."""
    room = room_of(path)
    if room not in ARROWS:
        return [f"{path}: room {room!r} is not in the picture of docs/architecture.md"]
    allowed = ARROWS[room] | LEAVES | {room}
    shared = SHARED_MODULES if "services" in ARROWS[room] else frozenset()
    wrong = [
        (line, name)
        for line, name in imports(source)
        if name.startswith("mapping.") and name not in shared and name.split(".")[1] not in allowed
    ]
    return _report(path, wrong, f"{room} may import {', '.join(sorted(allowed - {'__init__'}))}")


def libraries_stay_in_their_room(path: str, source: str) -> list[str]:
    """Only ui knows streamlit, only web starlette, only storage SQL, only maps folium."""
    wrong = [
        (line, name)
        for line, name in imports(source)
        if (owners := OWNERS.get(name.split(".")[0])) and not path.startswith(owners)
    ]
    return _report(path, wrong, "another room keeps this library to itself")


def epsg_codes_are_in_the_crs_door(path: str, source: str) -> list[str]:
    """Only domain/crs.py names a coordinate reference system."""
    if path == CRS_DOOR:
        return []
    numbers = [
        (node.lineno, str(node.value))
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value in EPSG_NUMBERS
    ]
    words = [(line, text) for line, text in texts(source) if re.search(r"epsg:+|^\s*epsg\s*$", text, re.IGNORECASE)]
    return _report(path, numbers + words, f"only {CRS_DOOR} names an EPSG code")


def html_is_made_by_maps_and_exports(path: str, source: str) -> list[str]:
    """Text and tags meet only where people's text is escaped."""
    if path.startswith(MAP_HTML_ROOMS):
        return []
    wrong = [(line, text.strip()[:40]) for line, text in texts(source) if _HTML_TAG.search(text)]
    return _report(path, wrong, f"HTML is made only in {', '.join(MAP_HTML_ROOMS)}")


def raw_html_has_one_door_in_the_pages(path: str, source: str) -> list[str]:
    """``unsafe_allow_html`` lets a resident's text become a script."""
    if path == UNSAFE_HTML_HELPER:
        return []
    found = [
        (node.value.lineno, str(node.arg))
        for node in ast.walk(parse(source))
        if isinstance(node, ast.keyword) and node.arg in {"unsafe_allow_html", "unsafe_allow_javascript"}
    ]
    return _report(path, found, f"only {UNSAFE_HTML_HELPER} may")


def popups_are_ours(path: str, source: str) -> list[str]:
    """Folium's popups and tooltips are raw HTML."""
    theirs = {"Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip"}
    return _report(path, [use for use in names_used(source) if use[1] in theirs], "use mapping/maps/popups.py")


def analysis_is_pure(path: str, source: str) -> list[str]:
    """Frames in, frames out: no clock, no randomness, no input or output."""
    if not path.startswith("mapping/analysis/"):
        return []
    impure = _IMPURE_MODULES | _NETWORK_MODULES | {"uuid", "uuid_utils"}
    wrong = [(line, name) for line, name in imports(source) if name.split(".")[0] in impure]
    forbidden = _CLOCK_CALLS | _FILE_CALLS | {"open", "print", "input", "random", "default_rng"}
    wrong += [use for use in names_used(source) if use[1] in forbidden]
    return _report(path, wrong, "analysis has no clock, no randomness, no input or output")


def domain_knows_no_files(path: str, source: str) -> list[str]:
    """The domain knows nothing of files, databases or screens, but for the tables it carries itself."""
    if not path.startswith("mapping/domain/"):
        return []
    wrong = [
        (line, name)
        for line, name in imports(source)
        if name.split(".")[0] in _IMPURE_MODULES | _NETWORK_MODULES | {"pyogrio", "fiona"}
    ]
    wrong += [use for use in names_used(source) if use[1] in _FILE_CALLS | {"open", "print"}]
    return _report(path, wrong, "the domain knows nothing of files or screens")


def pages_are_short(path: str, source: str) -> list[str]:
    """A page reads state, calls, shows."""
    lines = len(source.splitlines())
    if path.startswith("mapping/ui/pages/") and lines > LONGEST_PAGE:
        return [f"{path}: {lines} lines; a page has {LONGEST_PAGE} at most"]
    return []


def pages_hold_no_logic(path: str, source: str) -> list[str]:
    """Grouping, joining and measuring are for services and analysis."""
    if not path.startswith("mapping/ui/"):
        return []
    verbs = {"groupby", "sjoin", "sjoin_nearest", "to_crs", "buffer"}
    return _report(path, [use for use in names_used(source) if use[1] in verbs], "move it to services or analysis")


def session_state_has_one_module(path: str, source: str) -> list[str]:
    """The keys of the session are declared once."""
    if path == STATE_MODULE:
        return []
    found = [use for use in names_used(source) if use[1] == "session_state"]
    found += [(line, text) for line, text in texts(source) if text == "session_state"]
    return _report(path, found, f"only {STATE_MODULE} touches it")


def caching_has_one_module(path: str, source: str) -> list[str]:
    """Caches wrap plain functions, in one place; one written inside a comment is off and nobody sees it."""
    commented = [
        (number, line.strip())
        for number, line in enumerate(source.splitlines(), start=1)
        if re.search(r"#.*@st\.cache", line)
    ]
    if path == CACHE_MODULE:
        return _report(path, commented, "this cache is off")
    found = [use for use in names_used(source) if use[1] in {"cache_data", "cache_resource"}]
    return _report(path, found + commented, f"only {CACHE_MODULE} caches")


def modules_are_short(path: str, source: str) -> list[str]:
    """A module above the limit wants to be two."""
    lines = len(source.splitlines())
    return [f"{path}: {lines} lines; it wants to be two"] if lines > LONGEST_MODULE else []


def modules_say_what_they_are_for(path: str, source: str) -> list[str]:
    """Every module opens with its job."""
    return [] if ast.get_docstring(parse(source)) else [f"{path}: no docstring"]


def errors_are_caught_by_name(path: str, source: str) -> list[str]:
    """``except Exception`` is written once, in ``app.py``."""
    broad = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
            if node.type is None or names & {"Exception", "BaseException"}:
                broad.append((node.lineno, "except " + ", ".join(sorted(names))))
    allowed = 1 if path == "app.py" else 0
    return _report(path, broad[allowed:], "name the errors; only app.py catches everything, once")


def imports_are_absolute(path: str, source: str) -> list[str]:
    """The room that an import goes to is written in it."""
    relative = [
        (node.lineno, "." * node.level + (node.module or ""))
        for node in ast.walk(parse(source))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    return _report(path, relative, "write the whole name")


def globals_are_constant(path: str, source: str) -> list[str]:
    """A module is shared by all the users of the app, and so is the locale of the process."""
    changed = [
        (node.lineno, f"global {', '.join(node.names)}")
        for node in ast.walk(parse(source))
        if isinstance(node, ast.Global)
    ]
    changed += [use for use in names_used(source) if use[1] == "setlocale"]
    return _report(path, changed, "it would change for everybody")


def nothing_comes_from_outside(path: str, source: str) -> list[str]:
    """No page, map or file asks the network for a script, a style, a font or a tile."""
    found = [
        (number, match[0])
        for number, line in enumerate(source.splitlines(), start=1)
        for match in OUTSIDE_HOSTS.finditer(line)
    ]
    return _report(path, found, "offline is the normal case")


MODULE_RULES: tuple[Rule, ...] = (
    arrows_point_right,
    libraries_stay_in_their_room,
    epsg_codes_are_in_the_crs_door,
    html_is_made_by_maps_and_exports,
    raw_html_has_one_door_in_the_pages,
    popups_are_ours,
    analysis_is_pure,
    domain_knows_no_files,
    pages_are_short,
    pages_hold_no_logic,
    session_state_has_one_module,
    caching_has_one_module,
    modules_are_short,
    modules_say_what_they_are_for,
    errors_are_caught_by_name,
    imports_are_absolute,
    globals_are_constant,
)
"""Rules over Python modules."""

TEXT_RULES: tuple[Rule, ...] = (nothing_comes_from_outside,)
"""Rules over every text file, scripts and styles included."""
