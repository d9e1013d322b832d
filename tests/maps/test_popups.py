import ast
import json
from html.parser import HTMLParser

import pytest

from mapping.maps.popups import Bubble, bubble, escape, json_for_script
from tests.maps.frames import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_json_for_a_script_says_the_same_and_cannot_end_the_script(text):
    written = json_for_script([text])
    assert json.loads(written) == [text]
    assert not set("<>&\u2028\u2029") & set(written)
    assert not any(brace in written for brace in ("{{", "{%", "{#"))


def test_braces_of_json_itself_survive():
    value = {"a": {"b": [{}, {"c": "{"}]}, "%": {"#": 1}}
    assert json.loads(json_for_script(value)) == value


def test_a_lone_surrogate_becomes_a_question_mark():
    assert json.loads(json_for_script("avant \ud800 après")) == "avant ? après"


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_cannot_write_is_refused(number):
    with pytest.raises(ValueError, match="JSON"):
        json_for_script([number])


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_text_in_an_element_and_in_an_attribute(text):
    seen = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append((tag, dict(attrs)))

        def handle_data(self, data):
            seen.append(data)

    reader = Reader()
    reader.feed(f'<p title="{escape(text)}">{escape(text)}</p>')
    reader.close()
    assert seen[0] == ("p", {"title": text})
    assert "".join(seen[1:]) == text


def test_a_bubble_leaves_out_what_is_empty():
    assert bubble("T", ("un", "deux", "trois"), ("a", "", "c")) == Bubble("T", ("un", "trois"), ("a", "c"))


def test_folium_bubbles_are_built_nowhere(project_root):
    makers = {"Popup", "Tooltip", "GeoJsonPopup", "GeoJsonTooltip", "bind_popup"}
    guilty = []
    for path in sorted((project_root / "mapping").rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
        guilty += [(path.name, name) for name in names & makers]
    assert guilty == []


def test_our_scripts_never_write_html(project_root):
    scripts = [*(project_root / "mapping" / "maps" / "static").glob("*.js")]
    scripts += (project_root / "mapping" / "exports" / "templates").glob("*.js")
    assert len(scripts) >= 4
    unsafe = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "bindPopup(")
    assert [(path.name, word) for path in scripts for word in unsafe if word in path.read_text("utf-8")] == []
