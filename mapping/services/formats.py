"""The formats that an export may take; apart, so that a command can list them without loading what writes them."""

from dataclasses import dataclass
from enum import StrEnum


class ExportFormat(StrEnum):
    """The values of ``export --format``."""

    HTML = "html"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    KML = "kml"
    UMAP = "umap"
    ZIP = "zip"


class Document(StrEnum):
    """The values of ``export --document``: what a PDF, a picture or a text file holds."""

    REPORT = "report"
    MAP = "map"
    ATLAS = "atlas"
    SHEET = "sheet"


class Subject(StrEnum):
    """The values of ``export --subject``: what a map is about."""

    TERRITORY = "territory"
    QPV = "qpv"
    FILIERE = "filiere"
    NEEDS = "needs"
    REPRESENTATIONS = "representations"
    GAPS = "gaps"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Options:
    """How a document is wanted; empty means what suits it.

    ``paper`` is A4 to A0, ``orientation`` portrait or landscape, ``tiles`` A4 or A3 to cut a larger map into sheets
    that are taped together. ``qpv`` and ``filiere`` are the code and the identifier that a map is about,
    ``scenario`` the identifier of one that the workshop keeps; the last one when empty.
    """

    document: Document | None = None
    paper: str = ""
    orientation: str = ""
    subject: Subject | None = None
    qpv: str = ""
    filiere: str = ""
    tiles: str = ""
    scenario: str = ""
