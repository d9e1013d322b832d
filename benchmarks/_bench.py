"""What every benchmark shares: alternating runs, medians, peak memory, versions, and one way to print.

A benchmark is run as a file (``python benchmarks/NAME.py``), so this module also makes ``mapping`` importable.
"""

import argparse
import gc
import json
import platform
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Generic, TypeVar

PROJECT_DIR = Path(__file__).resolve().parent.parent
SHARED_DATA_DIR = PROJECT_DIR.parent / "shared" / "data"
if str(PROJECT_DIR) not in sys.path:
    sys.path.insert(0, str(PROJECT_DIR))

Ours = TypeVar("Ours")
Peer = TypeVar("Peer")


@dataclass(frozen=True, slots=True)
class Timing(Generic[Ours, Peer]):
    """Medians in seconds of runs made in turn, and what each side returned the last time."""

    ours_s: float
    peer_s: float
    ours: Ours
    peer: Peer


@dataclass(frozen=True, slots=True)
class Result:
    """One line of evidence: the JSON object of every benchmark. ``ratio`` is ours divided by the peer's."""

    name: str
    work: str
    ours_s: float
    peer: str
    peer_s: float
    ratio: float
    peak_mb: float
    versions: dict[str, str]


def alternate(ours: Callable[[], Ours], peer: Callable[[], Peer], *, runs: int = 3) -> Timing[Ours, Peer]:
    """Run both sides in turn after one untimed run of each; which goes first changes at every round."""
    ours_out, peer_out = ours(), peer()
    ours_times: list[float] = []
    peer_times: list[float] = []
    for round_number in range(runs):
        if round_number % 2:
            peer_out = _timed(peer, peer_times)
            ours_out = _timed(ours, ours_times)
        else:
            ours_out = _timed(ours, ours_times)
            peer_out = _timed(peer, peer_times)
    return Timing(median(ours_times), median(peer_times), ours_out, peer_out)


def peak_mb(function: Callable[[], object]) -> float:
    """Return the peak of Python and numpy allocations in one untimed run (tracemalloc, in 10^6 bytes).

    What GEOS allocates by itself is not seen; tracing slows the run, hence a run of its own.
    """
    gc.collect()
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def versions(*packages: str) -> dict[str, str]:
    """Return the version of Python and of each distribution named."""
    return {"python": platform.python_version()} | {name: version(name) for name in packages}


def arguments(description: str, *, runs: int = 3) -> argparse.ArgumentParser:
    """Return a parser that knows ``--json`` and ``--runs``; a benchmark adds its own sizes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="un objet JSON sur la sortie standard, rien d'autre")
    parser.add_argument("--runs", type=int, default=runs, help="passages chronométrés de chaque côté")
    return parser


def show(result: Result, *, as_json: bool, target: float | None = None, notes: Sequence[str] = ()) -> None:
    """Print ``result`` as JSON, or in words with the target of its ratio and what must be known to read it."""
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False))
        return
    print(f"{result.name} : {result.work}")
    print(f"  nous        {result.ours_s * 1000:10.1f} ms   (médiane)")
    print(f"  {result.peer} {result.peer_s * 1000:10.1f} ms   (médiane)")
    aim = "" if target is None else f"   cible : {target:g} au plus, {'tenue' if result.ratio <= target else 'MANQUÉE'}"
    print(f"  rapport     {result.ratio:10.4f}{aim}")
    print(f"  mémoire     {result.peak_mb:10.1f} Mo de pointe chez nous (tracemalloc : Python et numpy, sans GEOS)")
    print("  versions    " + ", ".join(f"{name} {number}" for name, number in result.versions.items()))
    for note in notes:
        print(f"  {note}")


def _timed(function: Callable[[], Ours], times: list[float]) -> Ours:
    gc.collect()
    start = perf_counter()
    out = function()
    times.append(perf_counter() - start)
    return out
