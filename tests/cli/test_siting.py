"""The command that ranks premises, on the demonstration and on a workshop that lists none."""

from pathlib import Path

import pytest

from tests.commands import run, run_json


@pytest.fixture
def demonstration(tmp_path: Path) -> Path:
    path = tmp_path / "demo.atelier"
    run_json("demo", path)
    return path


def test_premises_are_ranked_by_inhabitants_and_checked(demonstration: Path) -> None:
    found = run_json("siting", demonstration, "--filiere", "garder_enfants", "--sites", "2")
    served = [row["inhabitants"] for row in found["premises"]]
    assert len(served) == 7 and served == sorted(served, reverse=True)
    assert [row["confirmed"] for row in found["premises"][:4]] == [True, True, True, None]
    assert found["premises"][0]["children"] is None
    assert len(found["together"]["premises"]) == 2
    assert found["together"]["inhabitants"] > served[0]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in found["premises"])
    assert found["sentences"][0].startswith("Le mieux placé")


def test_a_first_that_other_minutes_would_not_put_first_is_said_fragile(demonstration: Path) -> None:
    # At 8, 10, 12 and 15 minutes the best premises for food are not always the same: the table says « entre 1 et 5 ».
    found = run_json("siting", demonstration, "--filiere", "se_nourrir")
    assert found["premises"][0]["rank_high"] == 5
    assert "il peut n'être que le 5ᵉ" in found["sentences"][1]


def test_a_need_that_the_workshop_has_not_is_refused(demonstration: Path) -> None:
    assert "voler" in run("siting", demonstration, "--filiere", "voler").stderr
