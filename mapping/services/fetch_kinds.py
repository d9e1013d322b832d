"""What can be fetched: light to import, for the command line."""

from enum import StrEnum


class FetchKind(StrEnum):
    """What can be fetched; the argument of the command ``fetch``."""

    BOUNDARIES = "boundaries"
    POPULATION = "population"
    ACTORS = "actors"
    STREETS = "streets"
    BASEMAP = "basemap"
