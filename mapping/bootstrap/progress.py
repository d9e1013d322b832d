"""Run pip and turn what it prints into one line of progress."""

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from mapping.i18n import ngettext

_STARTED = re.compile(
    r"^(?:Collecting|Requirement already satisfied:) (?P<named>[A-Za-z0-9._-]+)"
    r"|^Processing (?:.*[/\\])?(?P<filed>[A-Za-z0-9._]+)-[^/\\]*\.whl"
)
_DOWNLOADING = re.compile(r"^\s+Downloading ([A-Za-z0-9._]+)-\S+ \(([^)]+)\)")
_INSTALLING = re.compile(r"^Installing collected packages: (.*)")


class Progress:
    """The line that says how far pip is; on a terminal it is rewritten, elsewhere one line in ten is kept."""

    def __init__(self, total: int, *, stream: TextIO) -> None:
        self._total = total
        self._seen: set[str] = set()
        self._stream = stream
        self._live = stream.isatty()

    def read(self, line: str) -> None:
        """Take one line that pip printed."""
        if started := _STARTED.match(line):
            name = (started["named"] or started["filed"]).lower().replace("_", "-")
            self._seen.add(name)
            self._show(name, keep=len(self._seen) % 10 == 0)
        elif downloading := _DOWNLOADING.match(line):
            self._show(f"{downloading[1]} ({downloading[2]})")
        elif installing := _INSTALLING.match(line):
            count = len(installing[1].split(","))
            copying = ngettext("copie de {count} paquet sur le disque", "copie de {count} paquets sur le disque", count)
            self._show(copying.format(count=count), keep=True)

    def close(self) -> None:
        """End the line."""
        if self._live:
            self._stream.write("\n")

    def _show(self, text: str, *, keep: bool = False) -> None:
        done = min(len(self._seen), self._total)
        shown = f"  {done}/{self._total}  {text}"
        if self._live:
            self._stream.write("\r" + shown[:78].ljust(78))
        elif keep:
            self._stream.write(shown + "\n")
        self._stream.flush()


def count_pins(texts: Sequence[str]) -> int:
    """Return how many packages requirements files name, each counted once.

    Examples
    --------
    >>> count_pins(["numpy==2.4.6  # via pandas", "# the tests\\nnumpy==2.4.6\\npytest==9.2.0"])
    2
    """
    names = (line.split("==")[0].strip().lower() for text in texts for line in text.splitlines() if "==" in line)
    return len({name for name in names if not name.startswith("#")})


def run_pip(
    command: Sequence[str], *, project: Path, names: Sequence[str], variables: Mapping[str, str]
) -> tuple[str, int]:
    """Run a ``pip install`` and show its progress.

    Parameters
    ----------
    command
        The whole command.
    project
        The folder to run it in, which holds the requirements files.
    names
        The requirements files, counted to know the total.
    variables
        The environment variables of the command.

    Returns
    -------
    tuple
        Everything that pip printed, and its exit status.
    """
    total = count_pins([(project / name).read_text(encoding="utf-8") for name in names])
    progress = Progress(total, stream=sys.stdout)
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=project,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            progress.read(line)
    progress.close()
    return "".join(lines), pip.returncode
