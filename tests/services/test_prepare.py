"""Preparing: what a refused file changes is nothing, what an accepted one brings is all accounted for."""

from pathlib import Path

import pytest

from mapping.domain.errors import CartoquartierError, NomenclatureError, WorkshopError
from mapping.domain.models import ContributionKind, DatasetKind
from mapping.domain.nomenclature import Filiere
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.filieres import filieres_from_rows, save_filieres
from mapping.services.importing import ImportOptions
from mapping.services.prepare import create_workshop, import_file
from mapping.services.readiness import check
from mapping.services.workshops import backup, now_utc, open_store, restore, take_snapshot
from mapping.storage.interface import Store

ACTORS = """id,name,filieres,lon,lat
A1,Épicerie du Coin,se_nourrir,2.352,48.932
A2,Atelier vélo,se_deplacer|reparer,2.357,48.932
A3,Sans adresse,apprendre,,
A4,Loin d'ici,apprendre,2.5,48.8
A5,À Londres,apprendre,-0.12,51.6
"""


def write(folder: Path, text: str, name: str = "liste.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_is_imported_to_place_or_given_back(store: Store, tmp_path: Path) -> None:
    report = import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    assert (report.rows, report.imported, report.updated, report.to_geocode) == (5, 3, 0, 1)
    assert [(bad.row, "hors de France" in bad.problem) for bad in report.rejected] == [(6, True)]
    assert report.outside == 1


def test_a_row_outside_the_territory_is_kept_and_marked(store: Store, tmp_path: Path) -> None:
    import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    marked = store.actors().set_index("name")["in_territory"]
    assert not marked["Loin d'ici"] and marked["Épicerie du Coin"]


def test_importing_again_updates_by_identifier(store: Store, tmp_path: Path) -> None:
    import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    renamed = ACTORS.replace("Épicerie du Coin", "Épicerie de la Place")
    report = import_file(store, write(tmp_path, renamed), kind=DatasetKind.ACTORS)
    assert (report.imported, report.updated) == (0, 3)
    assert "Épicerie de la Place" in set(store.actors()["name"])
    assert len(store.actors()) == 4


def test_two_partners_who_number_alike_do_not_overwrite_each_other(store: Store, tmp_path: Path) -> None:
    import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    other = write(tmp_path, "id,name,lon,lat\nA1,Chorale des lilas,2.353,48.933\nA2,Judo club,2.354,48.934\n")
    with pytest.raises(WorkshopError, match="--list"):
        import_file(store, other, kind=DatasetKind.ACTORS)
    import_file(store, other, kind=DatasetKind.ACTORS, options=ImportOptions(list_name="sports"))
    again = import_file(store, other, kind=DatasetKind.ACTORS, options=ImportOptions(list_name="sports"))
    assert again.updated == 2
    assert {"Chorale des lilas", "Épicerie du Coin"} <= set(store.actors()["name"])


def test_a_dry_run_counts_the_same_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path, ACTORS)
    before = store.revision()
    tried = import_file(store, path, kind=DatasetKind.ACTORS, options=ImportOptions(dry_run=True))
    assert store.revision() == before
    assert tried == import_file(store, path, kind=DatasetKind.ACTORS)


def test_a_refused_file_leaves_the_workshop_as_it_was(store: Store, tmp_path: Path) -> None:
    before = store.revision()
    with pytest.raises(CartoquartierError):
        import_file(store, write(tmp_path, ""), kind=DatasetKind.ACTORS)
    assert store.revision() == before


def test_boundaries_that_cannot_be_read_create_no_workshop(tmp_path: Path) -> None:
    target = tmp_path / "rien.atelier"
    with pytest.raises(CartoquartierError):
        create_workshop(str(target), write(tmp_path, "ce n'est pas une carte", "carte.geojson"))
    assert not target.exists()


def test_examples_never_stand_among_real_data(store: Store, tmp_path: Path) -> None:
    real = Request(ContributionKind.NEED, point_wkt(2.352, 48.932), filiere="se_nourrir")
    contribute(store, real)
    examples = write(tmp_path, "id,name,lon,lat\nX,La Girafe (exemple),2.352,48.932\n")
    with pytest.raises(WorkshopError, match="fictifs"):
        import_file(store, examples, kind=DatasetKind.ACTORS)
    assert not store.workshop().is_demonstration


def test_an_empty_workshop_that_receives_examples_becomes_a_demonstration(store: Store, tmp_path: Path) -> None:
    examples = write(tmp_path, "id,name,lon,lat\nX,La Girafe (exemple),2.352,48.932\n")
    import_file(store, examples, kind=DatasetKind.ACTORS)
    assert store.workshop().is_demonstration
    assert all(source.fictional for source in store.sources() if source.kind is DatasetKind.ACTORS)


def test_the_same_contributions_imported_twice_are_there_once(store: Store, tmp_path: Path) -> None:
    rows = "kind,filiere,text,people,lon,lat\nneed,se_nourrir,Un marché,3,2.352,48.932\n"
    path = write(tmp_path, rows)
    first = import_file(store, path, kind=DatasetKind.CONTRIBUTIONS)
    second = import_file(store, path, kind=DatasetKind.CONTRIBUTIONS)
    assert (first.imported, second.updated, len(store.contributions())) == (1, 1, 1)


def test_readiness_says_what_is_missing(store: Store, tmp_path: Path) -> None:
    import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    import_file(store, write(tmp_path, "code,population\nQN09301X,2500\n"), kind=DatasetKind.POPULATION)
    found = {item.name: item for item in check(take_snapshot(store), store.holdings(), now=now_utc()).ready}
    assert found["boundaries"].missing == ""
    assert "1 quartier" in found["population"].missing
    assert "1 structure" in found["actors"].missing
    assert not found["landmarks"].present


def test_a_filiere_in_use_is_not_taken_away(store: Store) -> None:
    contribute(store, Request(ContributionKind.NEED, point_wkt(2.352, 48.932), filiere="se_nourrir"))
    kept = [filiere for filiere in store.workshop().filieres if filiere.id != "se_nourrir"]
    with pytest.raises(NomenclatureError, match="se_nourrir"):
        save_filieres(store, kept)
    save_filieres(store, [*store.workshop().filieres[:2], Filiere("danser", "Danser", "", "#123456", "music")])
    assert [filiere.id for filiere in store.workshop().filieres] == ["se_nourrir", "reparer", "danser"]


def test_a_new_filiere_gets_an_identifier_from_its_label_and_none_stands_twice(store: Store) -> None:
    row = {"id": None, "label": "Prendre l'air", "question": "", "color": None, "icon": None}
    with pytest.raises(NomenclatureError, match="prendre_l_air"):
        save_filieres(store, filieres_from_rows([row, row]))


def test_a_backup_made_while_working_is_the_same_workshop(store: Store, target: str, tmp_path: Path) -> None:
    import_file(store, write(tmp_path, ACTORS), kind=DatasetKind.ACTORS)
    saved = backup(target, tmp_path / "copie.atelier")
    with pytest.raises(WorkshopError):
        restore(saved, target)
    restore(saved, str(tmp_path / "autre.atelier"))
    copy = open_store(str(tmp_path / "autre.atelier"))
    try:
        assert copy.actors().equals(store.actors())
        assert copy.workshop() == store.workshop()
        assert copy.events() == store.events()
    finally:
        copy.close()
