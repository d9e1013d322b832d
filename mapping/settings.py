"""One frozen object read from the environment when the program starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = PROJECT_DIR / "data"
DEFAULT_WORKSHOP = PROJECT_DIR / "ateliers" / "demonstration.atelier"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside; ``VARIABLES`` documents each one.

    ``workshop`` is a path ending in ``.atelier`` or a PostgreSQL URL with ``?atelier=NAME``.
    """

    workshop: str = str(DEFAULT_WORKSHOP)
    host: str = "127.0.0.1"
    port: int = 8501


VARIABLES: Mapping[str, str] = {
    "CARTOQUARTIER_WORKSHOP": "L'atelier ouvert : chemin en .atelier, ou adresse PostgreSQL avec ?atelier=NOM",
    "CARTOQUARTIER_PORT": "Le port de la page, 8501 si rien n'est dit",
}


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings that ``environment`` gives, defaults elsewhere.

    Examples
    --------
    >>> read_settings({"CARTOQUARTIER_WORKSHOP": "cordon.atelier"}).workshop
    'cordon.atelier'
    """
    return Settings(
        workshop=environment.get("CARTOQUARTIER_WORKSHOP", Settings().workshop),
        port=int(environment.get("CARTOQUARTIER_PORT", Settings().port)),
    )
