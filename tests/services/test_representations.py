"""What residents call their neighbourhood, in words, on the demonstration and on a small workshop."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mapping.domain.models import ContributionKind
from mapping.domain.workshop_settings import AVOIDED
from mapping.services import workshops
from mapping.services.contribute import Request, contribute
from mapping.services.demonstrate import create_demonstration
from mapping.services.representations import representations, sentences, zones_drawn
from mapping.storage.interface import Store

ZONE = "QN09331M"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    create_demonstration(str(tmp_path / "d.atelier"))
    with closing(workshops.open_store(str(tmp_path / "d.atelier"))) as opened:
        yield opened


def test_the_demonstration_says_in_words_what_its_groups_draw(store: Store) -> None:
    snapshot = workshops.take_snapshot(store)
    assert zones_drawn(snapshot)[0] == ZONE
    found = representations(snapshot, ZONE)
    said = "\n".join(sentences(found))
    assert said.startswith("13 personnes ont dessiné leur quartier autour de ")
    assert "personnes sur 13 incluent « La barre longue (exemple) » dans leur quartier." in said
    assert "« Table 1 (exemple) »" in said and "en commun" in said
    assert "9 personnes ont dessiné un trajet" in said and "5 personnes ont dit un endroit" in said
    assert [group.people for group in found.groups] == [4, 5, 4]


def test_what_is_avoided_is_in_nobodys_neighbourhood(store: Store) -> None:
    before = representations(workshops.take_snapshot(store), ZONE)
    area = workshops.take_snapshot(store).zones.set_index("code").geometry[ZONE].envelope.wkt
    contribute(store, Request(ContributionKind.LIVED_AREA, area, category=AVOIDED))
    after = representations(workshops.take_snapshot(store), ZONE)
    assert (after.people, after.avoided_people) == (before.people, before.avoided_people + 1)
    assert after.levels.equals(before.levels)


def test_a_sensitive_outline_is_left_out(store: Store) -> None:
    before = representations(workshops.take_snapshot(store), ZONE)
    area = workshops.take_snapshot(store).zones.set_index("code").geometry[ZONE].envelope.wkt
    contribute(store, Request(ContributionKind.LIVED_AREA, area, category="informal"))
    assert representations(workshops.take_snapshot(store), ZONE).people == before.people


def test_one_group_can_be_looked_at_alone(store: Store) -> None:
    found = representations(workshops.take_snapshot(store), ZONE, (), ("Table 2 (exemple)",))
    assert found.people == 4 and [group.name for group in found.groups] == ["Table 2 (exemple)"]
    assert found.avoided.empty and found.comparisons.empty


def test_too_few_people_are_not_shown_and_it_is_said(store: Store) -> None:
    snapshot = workshops.take_snapshot(store)
    others = [code for code in zones_drawn(snapshot) if code != ZONE]
    alone = next(code for code in others if representations(snapshot, code).people < 3)
    found = representations(snapshot, alone)
    assert sentences(found) == ["Moins de 3 personnes ont dessiné leur quartier ici : rien n'est montré."]
    assert found.levels.empty and found.places.empty and found.differences.empty


def test_a_workshop_where_nobody_drew_has_no_quartier_to_show(tmp_path: Path) -> None:
    with closing(workshops.create(str(tmp_path / "v.atelier"), title="Vide")) as empty:
        assert zones_drawn(workshops.take_snapshot(empty)) == []
