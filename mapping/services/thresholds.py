"""The thresholds that a workshop is read with: changed by its facilitator, and put back as they were."""

from dataclasses import replace

from mapping.domain.parameters import Parameters
from mapping.storage.interface import Store


def save_parameters(store: Store, parameters: Parameters) -> None:
    """Read the workshop with other thresholds from now on; the change is in the journal."""
    settings = replace(store.workshop().settings, parameters=parameters)
    store.save_settings(band_m=parameters.band_m, settings=settings)
