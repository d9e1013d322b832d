"""Where official sources answer, and where each says how; `fetch --from URL` stands in for one of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """One service: who answers, where, where it is documented, under which licence, how often it may be asked.

    ``min_interval_s`` is the pause between two requests, in seconds, that its operator asks for.
    """

    title: str
    url: str
    documentation: str
    licence: str
    min_interval_s: float = 0.0


QPV = Address(
    "Quartiers prioritaires 2024 (ANCT, data.gouv.fr)",
    "https://www.data.gouv.fr/api/1/datasets/r/942d4ee8-8142-4556-8ea1-335537ce1119",
    "https://www.data.gouv.fr/datasets/5a561801c751df42d7fca9b6",
    "Licence Ouverte 2.0",
)
INSEE_FILES = Address(
    "Insee, données des quartiers prioritaires",
    "https://www.insee.fr/fr/statistiques/fichier",
    "https://www.insee.fr/fr/statistiques/8186144",
    "Licence Ouverte 2.0",
)
GRID = Address(
    "Insee, données carroyées à 200 m (Filosofi)",
    "https://www.insee.fr/fr/statistiques/fichier/8735162/Filosofi2021_carreaux_200m_csv.zip",
    "https://www.insee.fr/fr/statistiques/8735162",
    "Licence Ouverte 2.0",
)
COMPANIES = Address(
    "Recherche d'entreprises (annuaire-entreprises.data.gouv.fr)",
    "https://recherche-entreprises.api.gouv.fr",
    "https://recherche-entreprises.api.gouv.fr/docs/",
    "Licence Ouverte 2.0",
    # 7 requests a second are allowed; several laptops may share the address of one town hall.
    min_interval_s=0.25,
)
SIAE = Address(
    "Structures d'insertion (emplois de l'inclusion)",
    "https://emplois.inclusion.beta.gouv.fr/api/v1",
    "https://emplois.inclusion.beta.gouv.fr/api/v1/redoc/",
    "Licence Ouverte 2.0",
    min_interval_s=5.0,
)
GEOCODER = Address(
    "Géocodage de la Géoplateforme (IGN, Base Adresse Nationale)",
    "https://data.geopf.fr/geocodage",
    "https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage",
    "Licence Ouverte 2.0",
    min_interval_s=0.05,
)
OVERPASS = Address(
    "OpenStreetMap (Overpass)",
    "https://overpass-api.de/api/interpreter",
    "https://wiki.openstreetmap.org/wiki/Overpass_API",
    "ODbL 1.0",
    min_interval_s=2.0,
)

ADDRESSES: Mapping[str, Address] = {
    "qpv": QPV,
    # Before the folder in which it is: the first that an address starts with gives its name.
    "grid": GRID,
    "insee": INSEE_FILES,
    "companies": COMPANIES,
    "siae": SIAE,
    "geocoder": GEOCODER,
    "overpass": OVERPASS,
}


def source_name(url: str) -> str:
    """Return what to call whoever answers at ``url``: a title where it is known, else the host.

    Examples
    --------
    >>> source_name("https://overpass-api.de/api/interpreter?data=x")
    'OpenStreetMap (Overpass)'
    >>> source_name("http://localhost:8000/qpv.zip")
    'localhost'
    """
    for address in ADDRESSES.values():
        if url.startswith(address.url):
            return address.title
    return urlsplit(url).hostname or url
