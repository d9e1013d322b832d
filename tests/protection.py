"""What a workshop must say before it collects anything, for the tests whose subject is something else."""

from mapping.domain.data_protection import DataProtection, LegalBasis
from mapping.services.data_protection import save_protection
from mapping.services.workshops import open_store

PROTECTION = DataProtection(
    controller="Ville du Cordon (exemple)",
    contact="donnees@exemple.fr",
    purpose="Savoir ce qui manque dans le quartier",
    basis=LegalBasis.PUBLIC_TASK,
    keep_days=365,
)


def protect(target: str) -> None:
    """Say who is responsible and until when, in the workshop at ``target``."""
    store = open_store(target)
    save_protection(store, PROTECTION)
    store.close()
