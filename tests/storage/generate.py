"""Make the file that tells how workshops of the current version look: run once per version, never again.

Usage: ``python -m tests.storage.generate``
"""

from contextlib import closing
from pathlib import Path

import pandas as pd

from mapping.domain.ids import new_id
from mapping.domain.models import Action, DatasetKind
from mapping.storage import copy_store, create_store
from mapping.storage.schema import SCHEMA_VERSION
from tests.storage.samples import actor, actors, decision, source, submission, ticking, workshop, zones
from tests.storage.samples_room import save_room
from tests.storage.samples_territory import save_territory

_FOLDER = Path(__file__).parent / "generations"


def main() -> None:
    """Write ``generations/VERSION.atelier``; refuses to write over one."""
    draft = _FOLDER / "draft.atelier"
    with closing(create_store(str(draft), workshop("Génération"), now=ticking())) as store:
        first, second = submission(text="l'été 🚲"), submission(text="refusé", filiere=None)
        store.append([first, second])
        store.append([decision(first.subject, Action.ACCEPT), decision(second.subject, Action.REFUSE)])
        store.save_zones(source(DatasetKind.BOUNDARIES), zones("QN1", "QN2"))
        store.save_actors(source(), actors(actor("1", "Alpha", lon=2.36, lat=48.93), actor("2", "Béta")))
        population = pd.DataFrame({"code": ["QN1"], "population": [1200], "year": "2021", "source": "Insee"})
        store.save_population(source(DatasetKind.POPULATION), population)
        landmarks = pd.DataFrame({"name": ["Gare"], "lon": [2.2], "lat": [48.9]})
        store.save_landmarks(source(DatasetKind.LANDMARKS), landmarks)
        save_territory(store)
        save_room(store, first.subject, session_id=new_id())
    copy_store(str(draft), str(_FOLDER / f"{SCHEMA_VERSION}.atelier"))
    draft.unlink()


if __name__ == "__main__":
    main()
