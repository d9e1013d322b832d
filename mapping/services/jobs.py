"""Files made in the background, one at a time, each in a process of its own.

A map of the streets or a report takes seconds of pure computing: in a thread it would hold everybody's page meanwhile
(``docs/decisions/0019-background.md``). Cancelling ends the process.
"""

import json
import shutil
import subprocess
import sys
import weakref
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import mkdtemp
from threading import Condition, RLock

from mapping.domain.ids import new_id
from mapping.i18n import _
from mapping.services.formats import ExportFormat, Options
from mapping.services.making import order_of
from mapping.services.workshops import now_utc

KEPT = 24
"""Jobs that are remembered, with their files; the oldest goes first."""


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


ENDED = frozenset({State.DONE, State.REFUSED, State.CANCELLED})


@dataclass(frozen=True, slots=True)
class Job:
    """A file asked for; ``problem`` is a sentence for a person, ``out`` is there once it is done."""

    id: str
    out: Path
    state: State = State.WAITING
    what: str = ""
    share: float = 0.0
    problem: str = ""


class Jobs:
    """The queue of one process; may be shared by threads."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="cartoquartier-"))
        # Also when the server ends without closing it, and without a word.
        self._clear = weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="files")
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._running: dict[str, subprocess.Popen[str]] = {}

    def ask(self, target: str, *, file_format: ExportFormat, public: bool, options: Options) -> str:
        """Ask for a file of a workshop; return the identifier of the job."""
        job_id = new_id()
        out = Path(self._folder, f"{job_id}.{file_format.value}")
        order = order_of(target=target, file_format=file_format, out=out, public=public, at=now_utc(), options=options)
        with self._lock:
            self._jobs[job_id] = Job(job_id, out)
            self._forget_old()
        self._worker.submit(self._make, job_id, order)
        return job_id

    def job(self, job_id: str) -> Job | None:
        """Return where a job is, or None when it is forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def cancel(self, job_id: str) -> None:
        """Give a job up; one that is over stays as it is."""
        self._change(job_id, state=State.CANCELLED)
        with self._lock:
            process = self._running.get(job_id)
        if process is not None:
            process.terminate()

    def busy(self) -> bool:
        """Say whether a file is being made."""
        with self._lock:
            return bool(self._running)

    def idle(self, seconds: float) -> None:
        """Wait until something changes, ``seconds`` at most."""
        with self._changed:
            self._changed.wait(seconds)

    def close(self) -> None:
        """End what runs and forget the files."""
        with self._lock:
            waiting = [*self._jobs]
        for job_id in waiting:
            self.cancel(job_id)
        self._worker.shutdown(wait=True, cancel_futures=True)
        self._clear()

    def _make(self, job_id: str, order: str) -> None:
        job = self.job(job_id)
        if job is None or job.state is State.CANCELLED:
            return
        self._change(job_id, state=State.RUNNING)
        command = [sys.executable, "-m", "mapping.services.making"]
        with (
            Path(f"{job.out}.txt").open("w+", encoding="utf-8") as errors,
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
            ) as process,
        ):
            with self._lock:
                self._running[job_id] = process
            self._follow(job_id, process, order)
            process.wait()
        with self._lock:
            self._running.pop(job_id, None)
        # Over without a word: the process was killed, or met what it does not know how to say.
        self._change(job_id, state=State.REFUSED, problem=_("Le fichier n'a pas pu être fait. Recommencez."))

    def _follow(self, job_id: str, process: "subprocess.Popen[str]", order: str) -> None:
        if process.stdin is None or process.stdout is None:
            return
        try:
            process.stdin.write(order)
            process.stdin.close()
        except BrokenPipeError:
            return
        for line in process.stdout:
            told = json.loads(line)
            if "done" in told:
                self._change(job_id, state=State.DONE, share=1.0)
            elif "refused" in told:
                self._change(job_id, state=State.REFUSED, problem=str(told["refused"]))
            else:
                self._change(job_id, what=str(told["what"]), share=min(max(float(told["share"]), 0.0), 1.0))

    def _change(self, job_id: str, **told: object) -> None:
        with self._lock:
            job = self._jobs.get(job_id)
            if job is not None and job.state not in ENDED:
                self._jobs[job_id] = replace(job, **told)  # type: ignore[arg-type]
                self._changed.notify_all()

    def _forget_old(self) -> None:
        for job_id in [known for known, job in self._jobs.items() if job.state in ENDED][
            : max(0, len(self._jobs) - KEPT)
        ]:
            self._jobs.pop(job_id).out.unlink(missing_ok=True)
