"""Metres on a street network to the nearest place of each need, for every node: ours against networkx.

A synthetic town, seeded: a grid of streets whose crossings are moved at random, some streets removed. Both sides have
the same graph, already prepared, and the same sources on its nodes; distances are asserted equal to a tenth of a
millimetre. With a C compiler, a plain binary heap in C on the same arrays is timed too (see `heap`).
"""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

import networkx
import numpy as np
from _bench import Result, alternate, arguments, peak_mb, show, versions
from numpy.typing import NDArray

from mapping.analysis.access_graph import CUT_M, Graph, Snapped, graph_of, metres_to_nearest

TARGET_RATIO = 1 / 25
TARGET_HEAP = 1.5
SPACING_M = 40.0

HEAP = r"""
#include <stdlib.h>
typedef struct { double d; int v; } item;
static void push(item *h, int *n, double d, int v) {
    int i = (*n)++;
    while (i && h[(i - 1) / 2].d > d) { h[i] = h[(i - 1) / 2]; i = (i - 1) / 2; }
    h[i].d = d; h[i].v = v;
}
static item pop(item *h, int *n) {
    item top = h[0], last = h[--(*n)];
    int i = 0, c;
    while ((c = 2 * i + 1) < *n) {
        if (c + 1 < *n && h[c + 1].d < h[c].d) c++;
        if (h[c].d >= last.d) break;
        h[i] = h[c]; i = c;
    }
    h[i] = last;
    return top;
}
void nearest(int n, const int *ptr, const int *to, const double *len, int k, const int *src, double *dist) {
    item *h = malloc(sizeof(item) * (ptr[n] + k + 1));
    int size = 0;
    for (int i = 0; i < n; i++) dist[i] = 1e300;
    for (int i = 0; i < k; i++) { dist[src[i]] = 0; push(h, &size, 0, src[i]); }
    while (size) {
        item t = pop(h, &size);
        if (t.d > dist[t.v]) continue;
        for (int e = ptr[t.v]; e < ptr[t.v + 1]; e++) {
            double d = t.d + len[e];
            if (d < dist[to[e]]) { dist[to[e]] = d; push(h, &size, d, to[e]); }
        }
    }
    free(h);
}
"""


def town(nodes: int, *, seed: int = 2024) -> Graph:
    """Return a grid of about ``nodes`` crossings 40 m apart, one street in ten removed."""
    random = np.random.default_rng(seed)
    side = round(nodes**0.5)
    rank = np.arange(side * side).reshape(side, side)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2) * SPACING_M
    xy = xy + random.uniform(-8, 8, xy.shape)
    edges = np.concatenate(
        [
            np.column_stack([rank[:, :-1].ravel(), rank[:, 1:].ravel()]),
            np.column_stack([rank[:-1].ravel(), rank[1:].ravel()]),
        ]
    )
    edges = edges[random.random(len(edges)) > 0.1]
    length_m = np.minimum(np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T), CUT_M)
    return graph_of(xy, edges.astype(np.intp), length_m)


def our_metres(graph: Graph, sources: Sequence[NDArray[np.intp]]) -> NDArray[np.float64]:
    """Return (needs, nodes) metres."""
    return np.stack([metres_to_nearest(graph, Snapped(nodes, np.zeros(len(nodes)))) for nodes in sources])


def networkx_metres(streets: networkx.Graph, sources: Sequence[NDArray[np.intp]]) -> NDArray[np.float64]:
    """Return the same with ``multi_source_dijkstra_path_length``."""
    found = np.full((len(sources), len(streets)), np.inf)
    for row, nodes in enumerate(sources):
        walked = networkx.multi_source_dijkstra_path_length(streets, set(nodes.tolist()))
        found[row, list(walked)] = list(walked.values())
    return found


def heap(graph: Graph, sources: Sequence[NDArray[np.intp]], *, runs: int) -> tuple[float, NDArray[np.float64]] | None:
    """Return the median seconds of a binary heap in C and its metres, or None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, library = Path(folder, "heap.c"), Path(folder, "heap.so")
        source.write_text(HEAP, encoding="ascii")
        subprocess.run([compiler, "-O3", "-shared", "-fPIC", "-o", library, source], check=True)
        nearest = ctypes.CDLL(str(library)).nearest
    size = len(graph.xy)
    pointers = [np.ascontiguousarray(array, dtype=np.int32) for array in (graph.matrix.indptr, graph.matrix.indices)]
    lengths, found = graph.matrix.data.astype(float), np.empty((len(sources), size))
    starts = [nodes.astype(np.int32) for nodes in sources]
    times = []
    for _run in range(runs + 1):
        begin = perf_counter()
        for row, nodes in enumerate(starts):
            arrays = (
                *(array.ctypes for array in pointers),
                lengths.ctypes,
                len(nodes),
                nodes.ctypes,
                found[row].ctypes,
            )
            nearest(size, *arrays)
        times.append(perf_counter() - begin)
    return median(times[1:]), np.where(found > 1e299, np.inf, found)


def main() -> None:
    """Run the benchmark."""
    parser = arguments("Mètres par les rues jusqu'au lieu le plus proche de chaque besoin, contre networkx")
    parser.add_argument("--nodes", type=int, default=30_000)
    parser.add_argument("--places", type=int, default=2_000)
    options = parser.parse_args()
    graph, runs = town(options.nodes), max(options.runs, 3)
    random = np.random.default_rng(7)
    share = np.linspace(8, 1, 12)
    sources = [random.choice(len(graph.xy), max(1, int(options.places * part)), False) for part in share / share.sum()]
    streets = networkx.Graph()
    streets.add_nodes_from(range(len(graph.xy)))
    streets.add_weighted_edges_from(zip(*graph.edges.T.tolist(), graph.length_m.tolist(), strict=True))
    timing = alternate(lambda: our_metres(graph, sources), lambda: networkx_metres(streets, sources), runs=runs)
    if not np.allclose(timing.ours, timing.peer, atol=1e-4):
        raise SystemExit("Les distances diffèrent : la comparaison ne vaut rien.")
    result = Result(
        name="network_access",
        work=f"{len(graph.xy)} nœuds, {len(graph.edges)} rues synthétiques, 12 besoins, {options.places} lieux",
        ours_s=timing.ours_s,
        peer="networkx multi_source_dijkstra_path_length",
        peer_s=timing.peer_s,
        ratio=timing.ours_s / timing.peer_s,
        peak_mb=peak_mb(lambda: our_metres(graph, sources)),
        versions=versions("scipy", "networkx", "numpy"),
    )
    notes = ["distances    identiques à 0,1 mm près"]
    plain = heap(graph, sources, runs=runs)
    if plain is None:
        notes.append("tas en C     pas de compilateur ici")
    else:
        seconds, metres = plain
        if not np.allclose(timing.ours, metres, atol=1e-4):
            raise SystemExit("Les distances du tas en C diffèrent : la comparaison ne vaut rien.")
        ratio = timing.ours_s / seconds
        told = "tenue" if ratio <= TARGET_HEAP else "MANQUÉE"
        notes.append(f"tas en C     {seconds * 1000:.1f} ms ; nous {ratio:.2f} fois (cible : {TARGET_HEAP:g}, {told})")
    show(result, as_json=options.json, target=TARGET_RATIO, notes=notes)


if __name__ == "__main__":
    main()
