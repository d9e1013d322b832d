"""The commands: the same use cases as the pages, for scripts and for checking a diagnostic."""

from mapping.cli import duplicates, facilitate, fetch, geocode, kit, merge, protect, results, scenario, siting, workshop
from mapping.cli.shared import app

__all__ = [
    "duplicates",
    "facilitate",
    "fetch",
    "geocode",
    "kit",
    "main",
    "merge",
    "protect",
    "results",
    "scenario",
    "siting",
    "workshop",
]


def main() -> None:
    """Run the command line."""
    app()
