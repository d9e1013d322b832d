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

    ``workshop`` is a path ending in ``.atelier`` or a PostgreSQL URL with ``?atelier=NAME``. ``host`` is where the
    server listens: everywhere, behind the door of ``mapping.web.lan_gate``, which ``lan`` opens at start. ``names`` are
    those of a server reached by a name that is not the machine's.
    """

    workshop: str = str(DEFAULT_WORKSHOP)
    host: str = "0.0.0.0"
    port: int = 8501
    lan: bool = False
    names: tuple[str, ...] = ()


VARIABLES: Mapping[str, str] = {
    "CARTOQUARTIER_WORKSHOP": "L'atelier ouvert : chemin en .atelier, ou adresse PostgreSQL avec ?atelier=NOM",
    "CARTOQUARTIER_PORT": "Le port de la page, 8501 si rien n'est dit",
    "CARTOQUARTIER_LAN": "« 1 » : les téléphones de la salle sont servis dès le départ (serve --lan)",
    "CARTOQUARTIER_NAMES": "Les noms du serveur, séparés par des virgules, s'il est joint par un autre nom que le sien",
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
        lan=environment.get("CARTOQUARTIER_LAN", "") == "1",
        names=tuple(name.strip() for name in environment.get("CARTOQUARTIER_NAMES", "").split(",") if name.strip()),
    )
