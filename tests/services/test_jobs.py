"""Files made in the background: asked for, followed, given up, refused in French."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapping.services.formats import Document, ExportFormat, Options
from mapping.services.jobs import ENDED, Job, Jobs, State
from mapping.services.workshops import create

WITHIN_S = 60.0


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    queue = Jobs()
    yield queue
    queue.close()


@pytest.fixture
def workshop(tmp_path: Path) -> str:
    target = str(tmp_path / "essai.atelier")
    create(target, title="Essai").close()
    return target


def ended(jobs: Jobs, job_id: str) -> Job:
    """Wait for a job to end; the process it is made in cannot tell this one."""
    until = time.monotonic() + WITHIN_S
    while (job := jobs.job(job_id)) is not None and job.state not in ENDED and time.monotonic() < until:
        jobs.idle(0.05)
    assert job is not None
    return job


def test_a_file_is_made_in_another_process_and_kept(jobs: Jobs, workshop: str) -> None:
    asked = jobs.ask(workshop, file_format=ExportFormat.CSV, public=True, options=Options())
    job = ended(jobs, asked)
    assert job.state is State.DONE
    assert job.out.read_bytes().startswith(b"\xef\xbb\xbftype;identifiant")


def test_a_file_that_is_given_up_while_it_waits_is_never_made(jobs: Jobs, workshop: str) -> None:
    first = jobs.ask(workshop, file_format=ExportFormat.CSV, public=True, options=Options())
    second = jobs.ask(workshop, file_format=ExportFormat.CSV, public=True, options=Options())
    jobs.cancel(second)
    assert ended(jobs, first).state is State.DONE
    given_up = ended(jobs, second)
    assert given_up.state is State.CANCELLED
    assert not given_up.out.exists()


def test_a_file_that_is_given_up_while_it_is_made_ends_the_process(jobs: Jobs, workshop: str) -> None:
    asked = jobs.ask(workshop, file_format=ExportFormat.PDF, public=True, options=Options())
    until = time.monotonic() + WITHIN_S
    while not jobs.busy() and time.monotonic() < until:
        jobs.idle(0.02)
    jobs.cancel(asked)
    assert ended(jobs, asked).state is State.CANCELLED
    after = jobs.ask(workshop, file_format=ExportFormat.CSV, public=True, options=Options())
    assert ended(jobs, after).state is State.DONE


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(Options(document=Document.ATLAS), "Ôtez --document"), (None, "introuvable|n'existe pas|Aucun atelier")],
    ids=["no such document", "no such workshop"],
)
def test_a_refusal_is_a_sentence(
    jobs: Jobs, workshop: str, tmp_path: Path, options: Options | None, sentence: str
) -> None:
    target = workshop if options else str(tmp_path / "absent.atelier")
    job = ended(jobs, jobs.ask(target, file_format=ExportFormat.CSV, public=True, options=options or Options()))
    assert job.state is State.REFUSED
    assert any(part in job.problem for part in sentence.split("|"))


def test_the_order_of_a_file_is_in_no_command_line(jobs: Jobs, workshop: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    started = __import__("subprocess").Popen

    def spy(command: list[str], **given: object) -> object:
        seen.append(command)
        return started(command, **given)

    monkeypatch.setattr("mapping.services.jobs.subprocess.Popen", spy)
    ended(jobs, jobs.ask(workshop, file_format=ExportFormat.CSV, public=True, options=Options()))
    assert seen and all(workshop not in " ".join(command) for command in seen)
