"""One line of script on a map: a call of ``static/*.js`` with data that went through the escaping door."""

from typing import Any

from branca.element import Element, MacroElement
from folium.template import Template

from mapping.maps.popups import json_for_script


class CartoCall(MacroElement):
    """A child of a map or of a feature group that runs ``Carto.function(arguments)`` and adds what it returns.

    Parameters
    ----------
    function
        A name of ours, never a text of somebody.
    arguments
        JSON types; rendered once, because streamlit-folium renders each element several times.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Carto.{{ this.function }}({{ this.data }}).addTo({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, function: str, *arguments: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Carto"
        self.function = function
        self.data = ",".join(json_for_script(argument) for argument in arguments)

    def render(self, **kwargs: Any) -> str:
        """Put the script in the figure as it is: branca would compile it as a template, data included."""
        figure: Any = self.get_root()
        macros: Any = self._template.module
        figure.script.add_child(_Verbatim(macros.script(self, kwargs)), name=self.get_name())
        return ""


class _Verbatim(Element):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        return self.text
