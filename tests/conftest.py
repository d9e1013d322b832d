"""Fixtures shared by all the tests."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.network_guard import refuse_outside_connections

PROJECT_DIR = Path(__file__).resolve().parent.parent
REAL_DATA_DIR = PROJECT_DIR.parent / "shared" / "data"
SERVER_VARIABLE = "CARTOQUARTIER_TEST_POSTGRES"


@pytest.fixture(scope="session", autouse=True)
def no_outside_network() -> Iterator[None]:
    """Fail any test in which the process itself reaches outside this machine."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        refuse_outside_connections(monkeypatch)
        yield


@pytest.fixture(scope="session")
def project_root() -> Path:
    """Give the folder of the project."""
    return PROJECT_DIR


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Give the folder of the real files, which are not part of the project."""
    if not REAL_DATA_DIR.is_dir():
        pytest.skip(f"les données réelles ne sont pas là ({REAL_DATA_DIR})")
    return REAL_DATA_DIR


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name in French what this machine could not test, and why."""
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
        for report in terminalreporter.stats.get("skipped", [])
    )
    if reasons:
        terminalreporter.section("Ce que cette machine n'a pas pu tester")
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} × {reason}")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Give the URL of a PostgreSQL database to write in: a throw-away one, or that of CARTOQUARTIER_TEST_POSTGRES."""
    if given := os.environ.get(SERVER_VARIABLE):
        yield given
        return
    programs = _postgres_programs()
    if programs is None:
        pytest.skip(f"PostgreSQL is not installed, and {SERVER_VARIABLE} gives no server")
    folder = Path(tempfile.mkdtemp(prefix="cartoquartier-pg-"))
    try:
        yield from _run_server(programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_server(programs: Path, folder: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root, and its folder belongs to whom it runs as.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    as_whom = ["runuser", "-u", "postgres", "--"] if is_root else []
    if is_root:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    settings = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=60"
    port = _free_port()
    sockets = f"-c unix_socket_directories={folder}" if os.name == "posix" else ""
    subprocess.run(
        [*as_whom, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    start = ["-o", f"{settings} {sockets} -p {port}", "-l", folder / "log", "-w", "start"]
    subprocess.run(
        [*as_whom, programs / "pg_ctl", "-D", data, *start], check=True, cwd=folder, stdout=subprocess.DEVNULL
    )
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        stop = [*as_whom, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run(stop, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def _postgres_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl: Debian keeps them out of the PATH, one folder per version."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
