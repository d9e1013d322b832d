"""The formats that an export may take; apart, so that a command can list them without loading what writes them."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """The values of ``export --format``."""

    HTML = "html"
    GEOJSON = "geojson"
    CSV = "csv"
    GPKG = "gpkg"
