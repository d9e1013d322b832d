"""The commands: the same use cases as the pages, for scripts and for checking a diagnostic."""

from mapping.cli import geocode, results, workshop
from mapping.cli.shared import app

__all__ = ["geocode", "main", "results", "workshop"]


def main() -> None:
    """Run the command line."""
    app()
