"""Possible duplicates: precision and recall on the labelled pairs, then time for many actors, against a known formula.

The peer is the formula of a public French tool for lists of places (mednum-cli, of the ANCT), written plainly: inside
a commune, the mean of the similarity of the names, of the addresses, and of a distance taken in degrees, a missing
position being a distance of zero; above 83, a duplicate. It is given RapidFuzz's vectorised ratio, the fastest way
that pandas has to compare two columns of texts.

The labelled pairs are hand-written; those marked « reglage » served to set the weights, those marked « controle » did
not. Two actors of different lines are never the same: found together, they count as an error.
"""

import json
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from _bench import PROJECT_DIR, Result, alternate, arguments, peak_mb, show, versions
from rapidfuzz import fuzz, process

from mapping.analysis.duplicates import duplicate_pairs

LABELLED = PROJECT_DIR / "tests" / "analysis" / "duplicates_labelled.csv"
TEXTS = ["name", "siret", "address", "postcode", "city", "code_insee"]
PEER_THRESHOLD = 83.0
TARGET_RATIO = 1.0
KINDS = (
    "Régie de quartier,Épicerie solidaire,Ressourcerie,Jardin partagé,Centre social,Crèche,Café associatif,Club de judo"
)
KINDS += ",Amicale,Atelier vélo,Chorale,Théâtre,Aide aux devoirs,Garage solidaire,Recyclerie,Maison des femmes"
FIRST = ["ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "fa", "fe", "fi", "fo", "ga", "go", "la", "le"]
LAST = ["lin", "mar", "nette", "ron", "sac"]
Found = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """How many of the pairs shown are duplicates, and how many of the duplicates are shown."""

    precision: float
    recall: float
    pairs: int


def labelled_actors() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the labelled pairs, and all their actors in one table, ``actor_id`` being the line and the side."""
    pairs = pd.read_csv(LABELLED, dtype=str, keep_default_na=False)
    sides = []
    for side in "ab":
        table = pairs[[f"{name}_{side}" for name in TEXTS]].set_axis(TEXTS, axis="columns")
        for name in ("lon", "lat"):
            table[name] = pd.to_numeric(pairs[f"{name}_{side}"].replace("", None)).astype(float)
        sides.append(table.assign(actor_id=[f"{line:03d}{side}" for line in range(len(pairs))]))
    return pairs, pd.concat(sides, ignore_index=True)


def quality(pairs: pd.DataFrame, found: Found, part: str | None = None) -> Quality:
    """Return precision and recall over the lines of one part, or of all."""
    chosen = pairs if part is None else pairs[pairs["part"] == part]
    names = {(f"{line:03d}a", f"{line:03d}b"): mark == "1" for line, mark in zip(chosen.index, chosen["doublon"])}
    true = {pair for pair, mark in names.items() if mark}
    lines = {name[0][:3] for name in names}
    shown = {pair for pair in found if pair[0][:3] in lines or pair[1][:3] in lines}
    return Quality(len(true & shown) / max(len(shown), 1), len(true & shown) / len(true), len(chosen))


def our_pairs(actors: pd.DataFrame) -> Found:
    """Find with the project's own function."""
    found = duplicate_pairs(actors)
    return set(zip(found["one"], found["other"], strict=True))


def peer_pairs(actors: pd.DataFrame) -> Found:
    """Find with the formula in degrees, on every pair of each commune."""
    found: Found = set()
    for _commune, group in actors.groupby("city_key"):
        one, other = np.triu_indices(len(group), k=1)
        name, address = (_ratio(group[column].to_numpy(object), one, other) for column in ("name", "address"))
        degrees = np.hypot(
            *(np.nan_to_num(np.diff(group[c].to_numpy()[[one, other]], axis=0)[0]) for c in ("lon", "lat"))
        )
        near = np.where(degrees <= 0.0004, 100.0, 100.0 / (1000.0 * degrees + 1.0))
        ids = group["actor_id"].to_numpy(object)
        kept = (name + address + near) / 3 > PEER_THRESHOLD
        found.update((min(pair), max(pair)) for pair in zip(ids[one[kept]], ids[other[kept]], strict=True))
    return found


def _ratio(texts: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    left, right = texts[one].tolist(), texts[other].tolist()
    return np.asarray(process.cpdist(left, right, scorer=fuzz.ratio, processor=str.lower))


def with_communes(actors: pd.DataFrame) -> pd.DataFrame:
    """Return the actors with what the peer compares inside of: the name of the town, as codes are often missing."""
    return actors.assign(
        city_key=actors["city"].str.lower().str.normalize("NFKD").str.replace(r"[^a-z]", "", regex=True)
    )


def synthetic_actors(number: int, *, communes: int = 40, seed: int = 2026) -> pd.DataFrame:
    """Return seeded actors over a square of 15 km; one in ten is another one, written otherwise and moved by metres."""
    random = np.random.default_rng(seed)
    kinds = np.array(KINDS.split(","))
    said = ["".join(random.choice(FIRST, 2)) + random.choice(LAST) for _ in range(number // 4)]
    own, streets = random.choice(said, (number, 2)), random.choice(said, number)
    names = [f"{kind} {a} {b}" for kind, (a, b) in zip(random.choice(kinds, number), own, strict=True)]
    town = random.integers(0, communes, number)
    table = pd.DataFrame({"name": names, "siret": "", "postcode": "", "code_insee": ""})
    table["address"] = [f"{n} rue {street}" for n, street in zip(random.integers(1, 90, number), streets, strict=True)]
    table["city"] = ["Ville " + said[row] for row in town]
    table["lon"] = 2.3 + (town % 8) * 0.025 + random.uniform(0, 0.025, number)
    table["lat"] = 48.9 + (town // 8) * 0.025 + random.uniform(0, 0.025, number)
    copies = table.sample(number // 10, random_state=seed)
    copies = copies.assign(name="Association " + copies["name"].str.upper(), lon=copies["lon"] + 0.0001)
    table = pd.concat([table.iloc[: number - len(copies)], copies], ignore_index=True)
    return table.assign(actor_id=[f"{row:06d}" for row in range(len(table))])


def main() -> None:
    """Run the benchmark."""
    parser = arguments(
        "Doublons possibles : justesse sur des paires étiquetées, temps contre la formule en degrés", runs=1
    )
    parser.add_argument("--actors", type=int, default=20_000)
    options = parser.parse_args()
    pairs, actors = labelled_actors()
    labelled = with_communes(actors)
    judged: dict[str, Quality] = {}
    for who, find in (("ours", our_pairs), ("peer", peer_pairs)):
        found = find(labelled)
        judged |= {f"{who}_{part or 'all'}": quality(pairs, found, part) for part in (None, "reglage", "controle")}
    actors = with_communes(synthetic_actors(options.actors))
    timing = alternate(lambda: our_pairs(actors), lambda: peer_pairs(actors), runs=options.runs)
    result = Result(
        name="duplicates",
        work=f"{len(actors)} structures synthétiques : {len(timing.ours)} paires chez nous, {len(timing.peer)} en face",
        ours_s=timing.ours_s,
        peer="formule en degrés, toutes les paires d'une commune (pandas, RapidFuzz)",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: our_pairs(actors)),
        versions=versions("rapidfuzz", "pandas", "numpy", "scipy"),
    )
    if options.json:
        judgements = {name: asdict(one) for name, one in judged.items()}
        print(json.dumps(asdict(result) | {"quality": judgements}, ensure_ascii=False))
        return
    show(result, as_json=False, target=TARGET_RATIO, notes=[_line(name, one) for name, one in judged.items()])


def _line(name: str, one: Quality) -> str:
    return f"{name:14} précision {one.precision:.3f}   rappel {one.recall:.3f}   ({one.pairs} paires étiquetées)"


if __name__ == "__main__":
    main()
