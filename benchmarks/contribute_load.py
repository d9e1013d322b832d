"""Fifty phones contribute at once while the facilitator works, against fifty sessions of Streamlit.

Both sides are served on loopback, on copies of the demonstration; the same contributions with the same pauses are sent
to each in turn. Ours is the JSON address of the phones' page in the whole app; the peer a page of Streamlit whose map
is prepared once and that records one contribution a rerun, through the same storage (``_contribute_peer.py``).
"""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles

import httpx
from _bench import PROJECT_DIR, Result, arguments, versions
from _load_clients import Phone, facilitator, load, peak_of, served, session

from mapping.domain.models import Action, Status
from mapping.services.demonstrate import create_demonstration
from mapping.services.moderate import moderate
from mapping.services.workshops import open_store
from mapping.storage.interface import Store

THINK_S = (0.5, 2.5)
TARGET_RATIO = 0.25
TARGET_P95_S = 1.0
OURS = ["-m", "mapping", "serve", "{workshop}", "--port", "{port}", "--no-browser"]
PEER = [
    "-m", "streamlit", "run", str(PROJECT_DIR / "benchmarks" / "_contribute_peer.py"),
    "--server.port", "{port}", "--server.address", "127.0.0.1", "--client.toolbarMode", "minimal",
]  # fmt: skip


@dataclass(slots=True)
class Side:
    """What one side did: seconds of each contribution, what it acknowledged, what the facilitator did meanwhile."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    decisions: int = 0
    pages: int = 0

    @property
    def p95(self) -> float:
        """The 95th percentile, in seconds."""
        return quantiles(self.seconds, n=20)[-1]


async def phones(url: str, store: Store, side: Side, *, users: int, each: int, seed: int) -> None:
    """Load our server once."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with (
        httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client,
        facilitator(url, _decider(store), page="animer") as done,
    ):
        found = await load([Phone(url, client) for _ in range(users)], each=each, seed=seed, think_s=THINK_S)
    _add(side, found, done)


async def sessions(url: str, store: Store, side: Side, *, users: int, each: int, seed: int) -> None:
    """Load the peer once; its sessions are opened, and its page shown, before the clock starts."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(session(url)) for _ in range(users)]
        for client in clients:
            await client.rerun()
        async with facilitator(url, _decider(store), page="") as done:
            found = await load(list(clients), each=each, seed=seed, think_s=THINK_S)
    _add(side, found, done)


def main() -> None:
    """Measure and print; exit with 1 when something was lost or came twice."""
    parser = arguments(__doc__ or "", runs=2)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--each", type=int, default=3, help="contributions de chacun à chaque passage")
    given = parser.parse_args()
    ours, peer = Side(), Side()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        files = [folder / "nous.atelier", folder / "pair.atelier"]
        for file in files:
            create_demonstration(str(file))
        stores = [stack.enter_context(closing(open_store(str(file)))) for file in files]
        commands = [[part.replace("{workshop}", str(files[0])) for part in OURS], PEER]
        servers = [stack.enter_context(served(command, file)) for command, file in zip(commands, files, strict=True)]
        for turn in range(given.runs):
            size = {"users": given.users, "each": given.each, "seed": turn}
            asyncio.run(phones(servers[0][0], stores[0], ours, **size))
            asyncio.run(sessions(servers[1][0], stores[1], peer, **size))
        lost, twice = _account(files[0], ours.acknowledged)
        peer_lost, peer_twice = _account(files[1], peer.acknowledged)
        peak = peak_of(servers[0][1])
    _show(ours, peer, (lost, twice, peer_lost, peer_twice), peak, users=given.users, as_json=given.json)
    assert (lost, twice) == (0, 0), f"{lost} lost, {twice} twice"


def _add(side: Side, found: tuple[list[float], list[str]], done: list[int]) -> None:
    side.seconds += found[0]
    side.acknowledged += found[1]
    side.decisions += done[0]
    side.pages += done[1]


def _decider(store: Store) -> Callable[[], bool]:
    def decide() -> bool:
        waiting = store.contributions()
        waiting = waiting[waiting["status"] == Status.PENDING]
        if waiting.empty:
            return False
        moderate(store, str(waiting["id"].iloc[-1]), Action.ACCEPT)
        return True

    return decide


def _account(file: Path, acknowledged: list[str]) -> tuple[int, int]:
    """Return how many acknowledged contributions are not there, and how many are there more than once."""
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT subject FROM journal WHERE kind = 'contribution_submitted'"
        recorded = [row[0] for row in connection.execute(query)]
    lost = len(set(acknowledged) - set(recorded))
    return lost, len(recorded) - len(set(recorded)) + len(acknowledged) - len(set(acknowledged))


def _show(
    ours: Side, peer: Side, accounts: tuple[int, int, int, int], peak: float, *, users: int, as_json: bool
) -> None:
    lost, twice, peer_lost, peer_twice = accounts
    result = Result(
        name="contribute_load",
        work=f"{users} personnes, {len(ours.seconds)} contributions de chaque côté, l'animateur au travail",
        ours_s=median(ours.seconds),
        peer="sessions Streamlit",
        peer_s=median(peer.seconds),
        ratio=median(ours.seconds) / median(peer.seconds),
        peak_mb=peak,
        versions=versions("streamlit", "starlette", "uvicorn", "httpx", "websockets"),
    )
    more = {"ours_p95_s": ours.p95, "peer_p95_s": peer.p95, "lost": lost, "twice": twice}
    more |= {"peer_lost": peer_lost, "peer_twice": peer_twice, "decisions": ours.decisions, "pages": ours.pages}
    if as_json:
        print(json.dumps(asdict(result) | more, ensure_ascii=False))
        return
    print(f"{result.name} : {result.work}")
    for name, side in (("nous", ours), (result.peer, peer)):
        print(
            f"  {name:<20} médiane {median(side.seconds) * 1000:8.1f} ms   p95 {side.p95 * 1000:8.1f} ms   "
            f"({side.decisions} décisions, {side.pages} pages de l'animateur)"
        )
    kept = "tenue" if result.ratio <= TARGET_RATIO else "MANQUÉE"
    print(f"  rapport {result.ratio:.4f}   cible : {TARGET_RATIO:g} au plus, {kept}")
    print(f"  p95 chez nous : cible {TARGET_P95_S:g} s, {'tenue' if ours.p95 <= TARGET_P95_S else 'MANQUÉE'}")
    print(f"  perdues={lost} en double={twice}   (pair : perdues={peer_lost} en double={peer_twice})")
    print(f"  mémoire du serveur : {peak:.0f} Mo au plus (VmHWM)")
    print("  versions    " + ", ".join(f"{name} {number}" for name, number in result.versions.items()))


if __name__ == "__main__":
    main()
