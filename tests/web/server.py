"""A server of the phones' routes in a process of its own, which tests kill, starve of disk and start again.

``python -m tests.web.server PORT`` serves the workshop that ``CARTOQUARTIER_WORKSHOP`` names.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

_ROOT = Path(__file__).parents[2]
READY_WITHIN_S = 60.0


class Server:
    """One server; ``start`` returns once it answers."""

    def __init__(self, target: str, log: Path) -> None:
        self._target = target
        self._log = log
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process, to set its limits."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> "Server":
        """Start, or start again on the same port."""
        environment = os.environ | {"CARTOQUARTIER_WORKSHOP": self._target}
        command = [sys.executable, "-m", "tests.web.server", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=_ROOT, env=environment, stdout=log, stderr=log)
        give_up_at = time.monotonic() + READY_WITHIN_S
        while True:
            try:
                if httpx.get(f"{self.url}/api/atelier", timeout=READY_WITHIN_S).status_code == 200:
                    return self
            except httpx.TransportError:
                assert self._process.poll() is None, self._log.read_text(errors="replace")
                assert time.monotonic() < give_up_at, "the server does not answer"

    def kill(self) -> None:
        """Stop as a power cut does: at once, in the middle of anything."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(port: int) -> None:
    import uvicorn
    from starlette.applications import Starlette

    from mapping.web.routes import routes

    uvicorn.run(Starlette(routes=routes()), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
