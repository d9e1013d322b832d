"""What if, on a small workshop: the people of two squares, a grocery that opens, another that closes, all undone."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from mapping.domain.demonstration import notice
from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.domain.models import ContributionKind, DatasetKind, Source
from mapping.domain.scenarios import Opening, Scenario
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.diagnose import diagnose
from mapping.services.honesty import at_scales, fragile, on_edge
from mapping.services.inhabitants import inhabitants, streets
from mapping.services.moderate import history, undo
from mapping.services.scenario import change_sentence, imagine, remove, save, saved, situation_of
from mapping.services.scenario_tables import COMPARED, EXPORTED, compare, scenario_geojson, scenario_table
from mapping.services.siting import rank_premises
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WEST = Opening("se_nourrir", 2.3525, 48.9325)
FAR = Opening("se_nourrir", 2.40, 48.93)


@pytest.fixture
def peopled(store: Store) -> Store:
    """The western square with a thousand people, the eastern one with two thousand."""
    rows = [
        {"code": code, "population": number, "year": "2021", "source": "essai"}
        for code, number in (("QN09301X", 1000.0), ("QN09302X", 2000.0))
    ]
    store.save_population(Source("p", DatasetKind.POPULATION, "Essai", "p.csv", "0" * 64, NOW), pd.DataFrame(rows))
    return store


def add(store: Store, kind: ContributionKind, lon: float, lat: float, *, filiere: str | None = "se_nourrir") -> str:
    return contribute(store, Request(kind, point_wkt(lon, lat), filiere=filiere, text="Ici")).contribution.id


def test_a_place_in_the_west_serves_all_its_people_and_says_so(peopled: Store) -> None:
    found = imagine(situation_of(peopled), [WEST])
    (total,) = found.totals
    # The squares are 370 m wide: the farthest corner of the other one is at nine minutes from the middle of this one.
    assert total.people == pytest.approx(3000)
    rows = found.change.set_index("code")
    assert rows.loc["QN09301X", "people"] == pytest.approx(1000)
    assert found.verdicts.set_index("code").loc["QN09301X", "verdict_after"] == "present"
    assert found.sentences[0].startswith("Se nourrir")
    assert "personnes à moins de 10 minutes." in found.sentences[0]
    assert "vol d'oiseau" in found.sentences[-1]


def test_the_verdicts_of_a_scenario_are_those_of_a_diagnostic_where_the_place_is_real(peopled: Store) -> None:
    imagined = imagine(situation_of(peopled), [WEST])
    add(peopled, ContributionKind.PLACE, WEST.lon, WEST.lat)
    real = diagnose(
        take_snapshot(peopled), generated_at=NOW, inhabitants=inhabitants(peopled), network=streets(peopled)
    ).gaps
    after = imagined.verdicts.set_index(["code", "filiere"])["verdict_after"]
    given = real.set_index(["code_qp", "filiere"])["verdict"]
    assert len(after)
    assert given.loc[after.index].tolist() == after.tolist()


def test_a_place_that_closes_takes_its_people_away(peopled: Store) -> None:
    grocery = add(peopled, ContributionKind.PLACE, WEST.lon, WEST.lat)
    add(peopled, ContributionKind.PLACE, FAR.lon, FAR.lat, filiere="reparer")
    found = imagine(situation_of(peopled), closed=[grocery])
    assert found.totals[0].people <= -1000
    assert found.sentences[0].split(" : ")[1].startswith("−")
    back = imagine(situation_of(peopled), [WEST], [grocery])
    assert back.totals[0].people == 0
    assert back.verdicts.empty


def test_nothing_is_recorded_by_imagining(peopled: Store) -> None:
    before = peopled.revision()
    imagine(situation_of(peopled), [WEST])
    assert peopled.revision() == before


def test_what_does_not_exist_is_refused(peopled: Store) -> None:
    situation = situation_of(peopled)
    with pytest.raises(NomenclatureError, match="voler"):
        imagine(situation, [Opening("voler", 2.35, 48.93)])
    with pytest.raises(WorkshopError, match="« x »"):
        imagine(situation, closed=["x"])
    with pytest.raises(WorkshopError, match="au moins un lieu"):
        imagine(situation)


def test_a_workshop_without_population_says_that_it_does_not_know(store: Store) -> None:
    found = imagine(situation_of(store), [WEST])
    assert "on ne sait pas" in found.sentences[0].lower()
    assert found.change["share_after"].max() == 1


def test_scenarios_are_kept_compared_removed_and_undone(peopled: Store) -> None:
    west = save(peopled, "Épicerie à l'ouest", [WEST])
    far = save(peopled, "=loin", [FAR])
    assert saved(peopled) == (west, far)
    table = compare(situation_of(peopled), saved(peopled))
    assert table.columns.tolist() == list(COMPARED)
    assert table["name"].tolist() == ["Épicerie à l'ouest", "=loin"]
    assert table["people"].tolist()[1] == 0
    assert table["people"].tolist()[0] >= 2000
    gone = remove(peopled, far.id)
    assert saved(peopled) == (west,)
    undo(peopled, gone.id)
    assert saved(peopled) == (west, far)
    sentences = [line.sentence for line in history(peopled)]
    assert "Scénario gardé : Épicerie à l'ouest" in sentences
    with pytest.raises(WorkshopError, match="introuvable"):
        remove(peopled, "x")


def test_saving_again_under_an_id_replaces(peopled: Store) -> None:
    first = save(peopled, "Un", [WEST])
    again = save(peopled, "Deux", [FAR], scenario_id=first.id)
    assert saved(peopled) == (again,)


def test_what_is_taken_away_is_a_table_and_points(peopled: Store) -> None:
    grocery = add(peopled, ContributionKind.PLACE, 2.351, 48.931)
    scenario = Scenario("s1", "=piège", (WEST,), (grocery,))
    table = scenario_table(situation_of(peopled), [scenario])
    assert table.columns.tolist() == list(EXPORTED)
    assert table["code_qp"].tolist() == ["QN09301X", "QN09302X"]
    assert table["name"].tolist() == ["'=piège"] * 2
    assert table["reach_min"].tolist() == [10, 10]
    drawn = scenario_geojson(situation_of(peopled), [scenario])
    assert [one["properties"]["change"] for one in drawn["features"]] == ["opened", "closed"]
    assert drawn["features"][0]["geometry"] == {"type": "Point", "coordinates": [2.3525, 48.9325]}
    assert scenario_table(situation_of(peopled), []).empty


def test_a_demonstration_says_so_in_what_is_taken_away(peopled: Store) -> None:
    assert "notice" not in scenario_geojson(situation_of(peopled), [])
    peopled.save_settings(demonstration=True)
    situation = situation_of(peopled)
    scenario = Scenario("s1", "Essai", (WEST,))
    assert scenario_table(situation, [scenario])["fictional"].all()
    assert scenario_geojson(situation, [scenario])["notice"] == notice()
    assert imagine(situation, [WEST]).sentences[-1] == notice()


def test_a_walk_that_cannot_be_made_is_an_empty_cell(peopled: Store) -> None:
    table = scenario_table(situation_of(peopled), [Scenario("s1", "Essai", (WEST,))])
    assert table["walk_median_before_min"].isna().all()
    assert (table["walk_median_after_min"] < 10).all()


@pytest.mark.parametrize("confirm", [False, True])
def test_premises_are_ranked_by_the_people_who_have_nothing(peopled: Store, confirm: bool) -> None:
    if confirm:
        pytest.importorskip("spopt", reason="spopt n'est pas installé")
    near = add(peopled, ContributionKind.PREMISES, 2.355, 48.9325, filiere=None)
    away = add(peopled, ContributionKind.PREMISES, 2.40, 48.93, filiere=None)
    found = rank_premises(situation_of(peopled), "se_nourrir", confirm=confirm, sites=2)
    assert found.ranked["candidate_id"].tolist() == [near, away]
    assert found.ranked["inhabitants"].tolist() == pytest.approx([3000, 0])
    assert found.together == (near,)
    assert found.inhabitants == pytest.approx(3000)
    if confirm:
        assert found.most is not None and found.shortest is not None
        assert found.ranked["confirmed"].tolist() == [True, True]
        assert found.most.inhabitants == pytest.approx(3000)
        assert found.shortest.sites == (0,)
    else:
        assert found.most is None and found.ranked["confirmed"].isna().all()
    with pytest.raises(NomenclatureError):
        rank_premises(situation_of(peopled), "voler")


def test_a_workshop_without_premises_ranks_nothing(peopled: Store) -> None:
    found = rank_premises(situation_of(peopled), "se_nourrir", confirm=True)
    assert found.ranked.empty and found.together == ()


def test_honesty_is_told_for_every_cell(peopled: Store) -> None:
    add(peopled, ContributionKind.PLACE, 2.35499, 48.9325)
    situation = situation_of(peopled)
    assert len(fragile(situation)) == len(situation.gaps) == 24
    edge = on_edge(situation)
    # 0.00001 degree is 73 cm from the side that the two squares share.
    assert sorted(edge.places["code"]) == ["QN09301X", "QN09302X"]
    assert edge.places["inside"].tolist() == [True, False]
    hanging = edge.cells[edge.cells["en_limite"]]
    assert hanging[["code", "verdict"]].to_numpy().tolist() == [["QN09301X", "present"], ["QN09302X", "nearby"]]
    scales = at_scales(situation)
    assert scales.table["scale"].unique().tolist() == ["zone", "zone_band"]
    row = scales.holding.set_index("filiere").loc["se_nourrir"]
    # Two thousand of three thousand have none in their square; with the band, everybody has one.
    assert (row["low"], row["high"], row["holds"]) == (0, pytest.approx(2 / 3), 1)


def test_one_person_is_written_in_the_singular() -> None:
    from mapping.analysis.scenario import Total

    nobody = float("nan")
    assert (
        change_sentence(Total("f", 1.0, nobody, nobody, nobody), reach_min=10) == "+1 personne à moins de 10 minutes."
    )
    assert change_sentence(Total("f", -40.0, -1.0, nobody, nobody), reach_min=15) == (
        "−40 personnes à moins de 15 minutes, dont 1 enfant."
    )
