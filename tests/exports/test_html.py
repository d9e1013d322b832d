import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import geopandas as gpd
import pandas as pd
import pytest

from mapping.domain.crs import LAMBERT_93
from mapping.domain.demonstration import notice
from mapping.domain.errors import ColumnError, CrsError
from mapping.domain.nomenclature import default_filieres
from mapping.exports.bundle import Bundle
from mapping.exports.html import html_page, write_html
from mapping.exports.public import public_view
from mapping.i18n.languages import LANGUAGES
from mapping.maps.palette import VERDICT_COLORS
from tests.exports.snapshots import GENERATED_AT, make_gaps, make_snapshot

VOID = {"meta", "link", "input", "br", "img", "path", "use"}
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "</title></style><svg onload=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "{{ 7 * 7 }}{% endmacro %}{# rien #}",
    "\u202eéliaf 😀 العربية <!--",
)


class Page(HTMLParser):
    """The tags, the attributes and the text of a page, as a browser would find them."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.texts, self.scripts, self.styles = [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("script", "style"):
            {"script": self.scripts, "style": self.styles}[tag].append("")

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        where = self.open[-1] if self.open else ""
        if where == "script":
            self.scripts[-1] += data
        elif where == "style":
            self.styles[-1] += data
        elif data.strip():
            self.texts.append(data.strip())

    def all(self, tag, **wanted):
        return [attrs for name, attrs in self.tags if name == tag and wanted.items() <= attrs.items()]

    @property
    def data(self):
        return json.loads(self.scripts[0])


def _bundle(snapshot, gaps=None, **given):
    held = make_gaps() if gaps is None else gaps
    options = {"qpv": pd.DataFrame(), "actors": pd.DataFrame(), "public": False, "generated_at": GENERATED_AT}
    return Bundle(snapshot, held, parameters=snapshot.workshop.parameters, **(options | given))


def _page(gaps=None, *, snapshot=None, **changes):
    shown = make_snapshot(**changes) if snapshot is None else snapshot
    return Page(html_page(_bundle(shown, gaps)))


def _hostile(text):
    actors = [{"name": text, "description": text, "address": text, "scheme": text, "city": text}]
    contributions = [{"text": text, "status": "pending"}, {"id": "c2", "kind": "route", "text": text, "geometry": LINE}]
    return {"actors": actors, "contributions": contributions, "title": text}


LINE = "LINESTRING (2.35 48.93, 2.36 48.935)"


def test_the_page_is_written_whole_in_french_and_in_utf_8(tmp_path):
    out = tmp_path / "carte.html"
    write_html(_bundle(make_snapshot(title="Été à Cordon")), out)
    page = Page(out.read_text(encoding="utf-8"))
    assert out.read_bytes().startswith(b"<!DOCTYPE html>")
    assert page.all("html", lang="fr")
    assert page.open == []
    assert "Été à Cordon" in page.texts
    assert "Carte du 14/06/2026. Quartiers : 2. Lieux connus : 1. Ajouts des habitants : 1." in page.texts


def test_the_page_asks_the_network_for_nothing():
    page = _page()
    asking = {"src", "srcset", "poster", "background", "action", "data", "formaction", "ping"}
    assert [attrs for _tag, attrs in page.tags if asking & set(attrs)] == []
    assert [attrs["href"] for _tag, attrs in page.tags if not attrs.get("href", "#").startswith("#")] == []
    assert {tag for tag, _attrs in page.tags} & {"link", "img", "iframe", "object", "embed", "base", "form"} == set()
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]*)", page.styles[0])
    assert [address for address in addresses if not address.startswith(("data:", "#"))] == []
    assert "@import" not in page.styles[0]
    assert "sourceMappingURL" not in page.scripts[1]


def test_the_policy_of_the_page_allows_only_its_own_script_and_style():
    page = _page()
    (policy,) = page.all("meta", **{"http-equiv": "Content-Security-Policy"})
    rules = dict(rule.strip().split(" ", 1) for rule in policy["content"].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == _digest(page.scripts[1])
    assert rules["style-src"] == _digest(page.styles[0])
    assert "unsafe" not in policy["content"]
    assert [
        attrs for _tag, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)
    ] == []


def _digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_only_ever_text(text):
    calm, page = _page(**_hostile("calme")), _page(**_hostile(text))
    assert [tag for tag, _attrs in page.tags] == [tag for tag, _attrs in calm.tags]
    assert [sorted(attrs) for _tag, attrs in page.tags] == [sorted(attrs) for _tag, attrs in calm.tags]
    assert page.scripts[1:] == calm.scripts[1:]
    assert page.texts.count(text.strip()) == calm.texts.count("calme")
    told = [cell for row in page.data["points"]["rows"] for cell in row] + page.data["shapes"]["rows"][0]
    # Name, description and scheme of the actor (its address also holds a city), then one text per contribution.
    assert told.count(text) == 5


def test_the_list_holds_what_the_map_holds_and_what_has_no_position():
    actors = [{}, {"actor_id": "a2", "name": "Sans adresse", "lon": float("nan"), "lat": float("nan")}]
    page = _page(actors=actors, contributions=[{}, {"id": "c2", "kind": "route", "geometry": LINE}])
    listed = [attrs["data-id"] for attrs in page.all("li") if "data-id" in attrs]
    drawn = [row[4] for row in page.data["points"]["rows"]] + [row[5] for row in page.data["shapes"]["rows"]]
    assert listed == ["a1", "a2", "c1", "c2"]
    assert set(listed) - set(drawn) == {"a2"}
    assert set(page.data["things"]) == set(listed)
    assert "inconnue : elle n'est pas sur la carte" in page.texts


def test_refused_contributions_and_private_columns_stay_out():
    rows = [
        {"id": f"c-{status}", "status": status, "reason": "SECRET", "submitted_at": "SECRET", "text": status}
        for status in ("pending", "accepted", "refused", "merged", "withdrawn")
    ]
    html = html_page(_bundle(make_snapshot(contributions=rows)))
    assert "SECRET" not in html
    assert [
        found for found in ("c-pending", "c-accepted", "c-refused", "c-merged", "c-withdrawn") if found in html
    ] == [
        "c-pending",
        "c-accepted",
    ]


def test_a_working_version_says_so_and_a_public_one_holds_nothing_pending():
    snapshot = make_snapshot(contributions=[{}, {"id": "c2", "status": "pending", "text": "pas encore"}])
    assert "Version de travail. Contributions pas encore relues : 1." in _page(snapshot=snapshot).texts
    public = html_page(_bundle(public_view(snapshot), public=True))
    assert "Version de travail" not in public
    assert "pas encore</" not in public


def test_a_demonstration_says_so_and_a_real_workshop_does_not():
    assert notice() in _page(demonstration=True).texts
    assert notice() not in _page().texts


def test_the_matrix_says_each_verdict_in_words():
    page = _page()
    cells = [attrs["class"] for attrs in page.all("td") if attrs.get("class", "").startswith("v-")]
    assert len(cells) == 2 * len(default_filieres())
    assert cells.count("v-present") == 1
    assert page.texts.count("Données insuffisantes") == 12 + 1
    assert page.texts.count("Absent") == 11 + 1
    assert "Dedans : 1" in page.texts
    assert "Demandé par : 9" in page.texts


def test_every_verdict_has_its_colour_and_insufficient_data_is_hatched():
    style = _page().styles[0]
    assert all(f".v-{verdict.value} " in style for verdict in VERDICT_COLORS)
    assert style.count("repeating-linear-gradient") == 1


def test_the_map_is_given_the_verdicts_of_each_filiere():
    verdicts = _page().data["verdicts"]
    assert list(verdicts) == [filiere.id for filiere in default_filieres()]
    assert [row[0] for row in verdicts["reparer"]] == ["QN00001M", "QN00002M"]
    assert [row[2] for row in verdicts["reparer"]] == [False, True]


def test_one_can_filter_by_filiere_by_quartier_and_by_scheme():
    page = _page(actors=[{"scheme": "regie_de_quartier", "filieres": "reparer"}])
    offered = [attrs["value"] for attrs in page.all("option")]
    assert offered.count("") == 3
    assert {"reparer", "QN00001M", "regie_de_quartier"} <= set(offered)
    assert page.data["things"]["a1"] == {
        "filieres": ["reparer"],
        "zones": ["QN00001M"],
        "scheme": "regie_de_quartier",
    }


def test_sources_are_told_with_licence_and_dates():
    page = _page()
    for told in ("QPV 2024 (ANCT)", "Licence Ouverte 2.0", "15/01/2026", "01/06/2026", "ODbL", "non précisée"):
        assert told in page.texts
    assert "Contours : ANCT, quartiers prioritaires 2024." in page.texts


def test_every_field_has_a_label_and_every_drawing_that_is_used_exists():
    page = _page(actors=[{"filieres": "reparer"}], contributions=[{}, {"id": "c2", "status": "pending"}])
    symbols = {attrs["id"] for attrs in page.all("symbol")}
    assert {attrs["href"].lstrip("#") for attrs in page.all("use")} <= symbols
    ids = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    labelled = [attrs["aria-labelledby"] for _tag, attrs in page.tags if "aria-labelledby" in attrs]
    assert set(labelled) <= set(ids)
    assert len(page.all("label")) == len(page.all("select")) + len(page.all("input"))


def test_a_workshop_with_nothing_in_it_still_gives_a_page():
    full = make_snapshot(actors=[], contributions=[])
    page = _page(make_gaps().iloc[:0], snapshot=full)
    assert page.data["points"]["rows"] == []
    assert "Rien à comparer : l'atelier n'a pas encore de quartier." in page.texts
    assert "Rien ne répond à ces choix." in page.texts


def test_the_same_workshop_gives_the_same_bytes():
    first, second = (html_page(_bundle(make_snapshot())) for _turn in range(2))
    assert first == second


def test_the_page_is_small_enough_to_send():
    html = html_page(_bundle(make_snapshot()))
    assert len(html.encode()) < 500_000


def test_frames_that_break_their_contract_are_refused():
    snapshot = make_snapshot()
    with pytest.raises(ColumnError):
        html_page(_bundle(snapshot, make_gaps().drop(columns="verdict")))
    object.__setattr__(snapshot, "zones", gpd.GeoDataFrame(snapshot.zones.to_crs(LAMBERT_93)))
    with pytest.raises(CrsError):
        html_page(_bundle(snapshot))


def test_every_sentence_of_the_page_is_there_in_each_language():
    page = _page(contributions=[{}])
    book = page.data["book"]
    assert set(book) == {language.code for language in LANGUAGES}
    assert len({len(texts) for texts in book.values()}) == 1
    told = [int(attrs["data-t"]) for _tag, attrs in page.tags if "data-t" in attrs]
    assert told and max(told) < len(book["fr"])
    assert book["en"][book["fr"].index("Réparer et réemployer")] != "Réparer et réemployer"
    assert any("دقيقة" in text or "الأحياء" in text for text in book["ar"])


def test_what_people_wrote_is_never_translated():
    page = _page(contributions=[{"text": "Apprendre"}], actors=[{"name": "Se soigner"}])
    listed = [tag for tag, attrs in page.tags if tag == "bdi"]
    assert listed
    assert "Apprendre" in page.texts and "Se soigner" in page.texts
