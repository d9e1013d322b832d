"""Bundles for the tests of the files: the small territory of `snapshots`, and texts that try to be something else."""

import pandas as pd

from mapping.domain.parameters import Parameters
from mapping.exports.bundle import Bundle
from mapping.exports.public import public_view
from tests.exports.snapshots import GENERATED_AT, make_gaps, make_snapshot

HOSTILE = (
    '=HYPERLINK("http://evil.example";"x")',
    "+33 1 ; @SUM(1)",
    '<script>alert(1)</script> & <b>gras</b> l\'ami "dit"',
    "{{http://evil.example/a.png}} [[http://evil.example|x]] {nom}",
    "]]> العربية 🚲 \\ fin\nligne deux",
)
SAID = [
    {"id": "c1", "text": HOSTILE[0]},
    {"id": "c2", "kind": "place", "filiere": "se_nourrir", "geometry": "POINT (2.355 48.935)", "text": HOSTILE[2]},
    {"id": "c3", "kind": "route", "filiere": "se_deplacer", "geometry": "LINESTRING (2.35 48.93, 2.37 48.93)"},
    {
        "id": "c4",
        "kind": "lived_area",
        "filiere": "",
        "geometry": "POLYGON ((2.341 48.93, 2.343 48.93, 2.343 48.932, 2.341 48.93))",
    },
    {"id": "c5", "kind": "premises", "geometry": "POINT (2.365 48.925)", "text": HOSTILE[3]},
    {"id": "c6", "status": "pending", "geometry": "POINT (2.37 48.935)", "text": "jamais relu ici"},
]
ACTORS = [
    {"name": HOSTILE[1], "filieres": "reparer", "postcode": "01004", "siret": "00000000000012"},
    {"actor_id": "a2", "name": "Sans adresse", "lon": float("nan"), "lat": float("nan")},
]


def make_bundle(*, public: bool = False, readings=None, **options) -> Bundle:
    """Return a bundle; ``options`` are those of ``make_snapshot``, `SAID` and `ACTORS` unless told otherwise."""
    snapshot = make_snapshot(**({"contributions": SAID, "actors": ACTORS} | options))
    return Bundle(
        snapshot=public_view(snapshot) if public else snapshot,
        gaps=make_gaps(),
        qpv=pd.DataFrame(),
        actors=pd.DataFrame(),
        parameters=Parameters(),
        public=public,
        generated_at=GENERATED_AT,
        readings=readings or {},
    )
