"""The facilitator's commands: several contributions at once, and the code that is shown only once."""

from pathlib import Path

import pytest

from mapping.services.demonstrate import create_demonstration
from tests.commands import run, run_json


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    path = tmp_path / "essai.atelier"
    create_demonstration(str(path))
    return path


def _add(workshop: Path) -> str:
    place = ["--kind", "need", "--filiere", "reparer", "--lon", "2.361", "--lat", "48.933"]
    return str(run_json("contribute", workshop, *place)["id"])


def test_several_are_decided_at_once_and_one_answers_as_before(workshop: Path) -> None:
    one, other = _add(workshop), _add(workshop)
    done = run_json("moderate", workshop, one, other, "refuse", "--reason", "essai")
    assert [told["status"] for told in done["contributions"]] == ["refused", "refused"]
    assert len(done["events"]) == 2
    assert run_json("moderate", workshop, one, "accept") == {"id": one, "status": "accepted", "reason": "", "into": ""}


def test_one_unknown_among_several_refuses_them_all(workshop: Path) -> None:
    one = _add(workshop)
    assert run("moderate", workshop, one, "absent", "accept").exit_code == 1
    assert run_json("moderate", workshop, one, "restore")["status"] == "pending"


def test_a_code_is_made_shown_once_changed_and_taken_away(workshop: Path) -> None:
    made = run_json("code", workshop)
    assert made["set"] and len(made["code"].replace(" ", "")) == 6
    assert run_json("code", workshop) == {"code": None, "set": True}
    assert run_json("code", workshop, "--set", "tambour 47") == {"code": None, "set": True}
    assert run("code", workshop, "--set", "court").exit_code == 1
    assert run("code", workshop, "--set", "tambour 47", "--remove").exit_code == 2
    assert run_json("code", workshop, "--remove") == {"code": None, "set": False}
