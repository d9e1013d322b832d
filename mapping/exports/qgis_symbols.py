"""Symbols and rules of QGIS, as its QML files write them: the signs of the palette, embedded."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from mapping.maps.drawing import Stroke, svg
from mapping.maps.palette import HATCH_LINE, INK, PAPER

SIGN_MM = "7"
Layer = tuple[str, Mapping[str, str]]
"""Class of a symbol layer, and its properties."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the legend: a filter of QGIS (``ELSE`` for the rest) and what it draws."""

    label: str
    filter: str
    kind: str
    layers: Sequence[Layer]


def sign(strokes: tuple[Stroke, ...]) -> list[Layer]:
    """Return a marker that is the very drawing of the screen."""
    content = base64.b64encode(svg(strokes).encode("utf-8")).decode("ascii")
    return [("SvgMarker", {"name": f"base64:{content}", "size": SIGN_MM, "size_unit": "MM"})]


def outline(color: str, *, width_mm: float = 0.8, dashed: bool = False) -> list[Layer]:
    """Return a line on a white edge, for a route or around an area."""
    style = "dash" if dashed else "solid"
    return [
        ("SimpleLine", _line(PAPER, width_mm + 0.8, "solid")),
        ("SimpleLine", _line(color, width_mm, style)),
    ]


def area(color: str, *, edge: str, hatched: bool = False) -> list[Layer]:
    """Return a surface, hatched where colour must not be read alone."""
    plain = ("SimpleFill", {"color": rgba(color), "outline_color": rgba(edge), "outline_width": "0.3"})
    if not hatched:
        return [plain]
    lines = {"angle": "45", "distance": "2.2", "distance_unit": "MM", "color": rgba(HATCH_LINE), "line_width": "0.3"}
    return [plain, ("LinePatternFill", lines)]


def renderer(rules: Sequence[Rule]) -> Element:
    """Return a renderer made of rules, in their order."""
    root = Element("renderer-v2", {"type": "RuleRenderer", "symbollevels": "0", "enableorderby": "0"})
    listed = SubElement(root, "rules", {"key": "{cartoquartier}"})
    symbols = SubElement(root, "symbols")
    for number, rule in enumerate(rules):
        said = {"key": f"{{regle-{number}}}", "symbol": str(number), "label": rule.label}
        SubElement(listed, "rule", said | ({"filter": rule.filter} if rule.filter else {}))
        symbols.append(_symbol(str(number), rule.kind, rule.layers))
    return root


def labels(field: str) -> Element:
    """Return labels in the ink of the project, on a white edge."""
    root = Element("labeling", {"type": "simple"})
    settings = SubElement(root, "settings")
    style = SubElement(
        settings,
        "text-style",
        {"fieldName": field, "isExpression": "0", "fontSize": "9", "textColor": rgba(INK), "textOpacity": "1"},
    )
    edge = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM", "bufferColor": rgba(PAPER)}
    SubElement(style, "text-buffer", edge)
    SubElement(settings, "placement", {"placement": "1", "centroidInside": "1", "fitInPolygonOnly": "0"})
    SubElement(settings, "rendering", {"drawLabels": "1", "obstacle": "1"})
    return root


def aliases(titles: Mapping[str, str]) -> Element:
    """Return the French name of each field; the first of a layer is its row number."""
    root = Element("aliases")
    for position, (field, title) in enumerate(titles.items(), start=1):
        SubElement(root, "alias", {"field": field, "name": title, "index": str(position)})
    return root


def quoted(text: str) -> str:
    """Return a text as a literal of the expressions of QGIS.

    Examples
    --------
    >>> quoted("l'atelier")
    "'l''atelier'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def rgba(color: str) -> str:
    """Return ``#rrggbb`` as QGIS writes it.

    Examples
    --------
    >>> rgba("#561c4d")
    '86,28,77,255'
    """
    return ",".join(str(int(color[start : start + 2], 16)) for start in (1, 3, 5)) + ",255"


def _line(color: str, width_mm: float, style: str) -> dict[str, str]:
    shape = {"capstyle": "round", "joinstyle": "round", "line_style": style}
    return {"line_color": rgba(color), "line_width": f"{width_mm:g}", "line_width_unit": "MM", **shape}


def _symbol(name: str, kind: str, layers: Iterable[Layer]) -> Element:
    symbol = Element("symbol", {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"})
    for class_name, properties in layers:
        layer = SubElement(symbol, "layer", {"class": class_name, "enabled": "1", "locked": "0", "pass": "0"})
        for key, value in properties.items():
            # Read by every QGIS 3; the newer way of writing them is not by those before 3.20.
            SubElement(layer, "prop", {"k": key, "v": value})
        if class_name == "LinePatternFill":
            layer.append(_symbol(f"@{name}@1", "line", [("SimpleLine", _line(HATCH_LINE, 0.3, "solid"))]))
    return symbol
