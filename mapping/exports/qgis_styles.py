"""The styles of the GeoPackage: with them each layer opens in QGIS as the screen shows it, named in French."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, tostring

import pandas as pd

from mapping.domain.models import ContributionKind, Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.verdicts import verdict_label
from mapping.exports.dictionary import described
from mapping.exports.labels import kind_label
from mapping.exports.qgis_symbols import Rule, aliases, area, labels, outline, quoted, renderer, sign
from mapping.i18n import _
from mapping.maps.drawing import sign_strokes
from mapping.maps.palette import (
    HATCHED,
    OUTSIDE_FILIERES,
    PAPER,
    SIGN_OF_CONTRIBUTION,
    VERDICT_COLORS,
    ZONE_FILL,
    ZONE_LINE,
    SignKind,
    pending_label,
    sign_label,
)

STYLES_TABLE = "layer_styles"
GEOMETRY_COLUMN = "geom"
_VERSION = "3.22.0-Białowieża"
_FIRST = "string_to_array(\"filieres\", '|')[0]"
_SIGNED = (ContributionKind.PLACE, ContributionKind.NEED, ContributionKind.PREMISES)


@dataclass(frozen=True, slots=True)
class Style:
    """One style of one layer; the default one is that with which QGIS opens it."""

    layer: str
    name: str
    qml: str
    is_default: bool = True
    geometry: str = GEOMETRY_COLUMN


def layer_styles(columns: Mapping[str, Sequence[str]], filieres: Sequence[Filiere]) -> list[Style]:
    """Return the styles of the layers whose ``columns`` are given by name.

    Quartiers have one more style per need: its verdicts.
    """
    looks: dict[str, list[Rule]] = {
        "quartiers": [Rule(_("Quartier"), "", "fill", area(ZONE_FILL, edge=ZONE_LINE))],
        "acteurs": [*_by_need(SignKind.OFFICIAL, filieres, "")],
        "contributions_points": [*_pending("marker"), *_signed(filieres)],
        "contributions_lignes": [*_pending("line"), *_lines(filieres)],
        "contributions_surfaces": [*_pending("fill"), *_surfaces()],
    }
    styles = [_style(layer, names, looks.get(layer, ()), filieres) for layer, names in columns.items()]
    if "quartiers" not in columns:
        return styles
    return [*styles, *(_verdicts(filiere, columns["quartiers"], filieres) for filiere in filieres)]


def styles_table(styles: Sequence[Style], *, at: datetime) -> pd.DataFrame:
    """Return ``layer_styles`` as QGIS reads it."""
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": [style.layer for style in styles],
            "f_geometry_column": [style.geometry for style in styles],
            "styleName": [style.name for style in styles],
            "styleQML": [style.qml for style in styles],
            "styleSLD": "",
            "useAsDefault": [style.is_default for style in styles],
            "description": _("Cartoquartier : mêmes signes et mêmes couleurs que l'écran et le papier"),
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(at).tz_convert("UTC").floor("s"),
        }
    )


def _style(layer: str, names: Sequence[str], rules: Sequence[Rule], filieres: Sequence[Filiere]) -> Style:
    parts = [renderer(rules)] if rules else []
    parts += [labels("nom")] if layer == "quartiers" else []
    qml = _qml(parts, names, filieres)
    return Style(layer, "Cartoquartier", qml, geometry=GEOMETRY_COLUMN if rules else "")


def _verdicts(filiere: Filiere, names: Sequence[str], filieres: Sequence[Filiere]) -> Style:
    column = f'"verdict_{filiere.id}"'
    rules = [_verdict(verdict, column) for verdict in VERDICT_COLORS]
    qml = _qml([renderer(rules), labels("nom")], names, filieres)
    return Style("quartiers", _("Manques : {need}").format(need=filiere.label), qml, is_default=False)


def _verdict(verdict: Verdict, column: str) -> Rule:
    label = verdict_label(verdict)
    look = area(VERDICT_COLORS[verdict], edge=ZONE_LINE, hatched=verdict in HATCHED)
    return Rule(label, f"{column} = {quoted(label)}", "fill", look)


def _by_need(kind: SignKind, filieres: Sequence[Filiere], of_kind: str) -> Iterator[Rule]:
    """Yield a rule per need, then one for what answers none: ``ELSE`` would also take what other rules drew."""
    both = f"{of_kind} AND " if of_kind else ""
    known = ", ".join(quoted(filiere.id) for filiere in filieres)
    for filiere in filieres:
        label = filiere.label if not of_kind else f"{sign_label(kind)} : {filiere.label}"
        yield Rule(label, f"{both}{_FIRST} = {quoted(filiere.id)}", "marker", sign(sign_strokes(kind, filiere)))
    outside = f"coalesce({_FIRST}, '') NOT IN ({known})" if known else "TRUE"
    label = sign_label(kind) if of_kind else _("Sans besoin précisé")
    yield Rule(label, f"{both}{outside}", "marker", sign(sign_strokes(kind)))


def _signed(filieres: Sequence[Filiere]) -> Iterator[Rule]:
    for kind in _SIGNED:
        yield from _by_need(SIGN_OF_CONTRIBUTION[kind], filieres, f"{_read()} AND {_is(kind)}")


def _lines(filieres: Sequence[Filiere]) -> Iterator[Rule]:
    for filiere in filieres:
        filter_ = f"{_read()} AND {_FIRST} = {quoted(filiere.id)}"
        yield Rule(f"{sign_label(SignKind.ROUTE)} : {filiere.label}", filter_, "line", outline(filiere.color))
    yield Rule(sign_label(SignKind.ROUTE), "ELSE", "line", outline(OUTSIDE_FILIERES))


def _surfaces() -> Iterator[Rule]:
    lived = f"{_read()} AND {_is(ContributionKind.LIVED_AREA)}"
    yield Rule(sign_label(SignKind.LIVED_AREA), lived, "fill", outline(OUTSIDE_FILIERES))
    veiled = area(PAPER, edge=OUTSIDE_FILIERES, hatched=True)
    yield Rule(_("Par là : l'endroit exact n'est pas montré"), "ELSE", "fill", veiled)


def _pending(kind: str) -> Iterator[Rule]:
    look = {
        "marker": sign(sign_strokes(SignKind.PLACE, pending=True)),
        "line": outline(OUTSIDE_FILIERES, dashed=True),
        "fill": outline(OUTSIDE_FILIERES, dashed=True),
    }
    yield Rule(pending_label(), f"NOT ({_read()})", kind, look[kind])


def _read() -> str:
    return f'"statut_validation" = {quoted(_("accepté"))}'


def _is(kind: ContributionKind) -> str:
    return f'"type" = {quoted(kind_label(kind))}'


def _qml(parts: Sequence[Element], names: Sequence[str], filieres: Sequence[Filiere]) -> str:
    root = Element("qgis", {"version": _VERSION, "styleCategories": "Symbology|Labeling|Fields"})
    labelled = any(part.tag == "labeling" for part in parts)
    if labelled:
        root.set("labelsEnabled", "1")
    root.extend(parts)
    root.append(aliases({name: told.title for name, told in described(names, filieres).items()}))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")
