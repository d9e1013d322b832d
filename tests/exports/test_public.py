import dataclasses

import pytest

from mapping.domain import tables
from mapping.domain.ids import new_id
from mapping.domain.models import Status
from mapping.domain.tables import CONTRIBUTIONS, LANDMARKS, POPULATION, STORED_ACTORS, ZONES, Column, Contract, Type
from mapping.exports import public
from mapping.exports.public import public_id, public_view
from mapping.exports.records import private_names
from tests.exports.snapshots import BOUNDARIES, LIST, make_snapshot


def test_only_accepted_contributions_are_left():
    rows = [{"id": new_id(), "status": status.value, "text": status.value} for status in Status]
    assert public_view(make_snapshot(contributions=rows)).contributions["text"].tolist() == ["accepted"]


@pytest.mark.parametrize("contract", [ZONES, STORED_ACTORS, POPULATION, LANDMARKS, CONTRIBUTIONS], ids=lambda c: c.name)
def test_every_column_that_its_contract_says_private_is_blank(contract):
    snapshot = public_view(make_snapshot())
    frame = getattr(snapshot, {"stored_actors": "actors"}.get(contract.name, contract.name))
    for column in contract.columns:
        if column.private:
            assert set(frame[column.name].fillna("")) <= {"", False}


def test_an_address_that_a_resident_typed_stays_in_the_room():
    rows = [
        {"id": new_id(), "status": "accepted", "placement": "address", "near_id": "12 Rue du Port"},
        {"id": new_id(), "status": "accepted", "placement": "landmark", "near_id": "Le marché"},
    ]
    assert sorted(public_view(make_snapshot(contributions=rows)).contributions["near_id"]) == ["", "Le marché"]


def test_a_column_that_becomes_private_tomorrow_is_blank_without_touching_this_code(monkeypatch):
    made_private = tuple(
        dataclasses.replace(column, private=column.private or column.name in ("siret", "lat", "in_territory"))
        for column in STORED_ACTORS.columns
    )
    monkeypatch.setattr(public, "STORED_ACTORS", Contract("stored_actors", made_private))
    actor = public_view(make_snapshot(actors=[{"siret": "12345678901234"}])).actors.iloc[0]
    assert actor["siret"] == ""
    assert actor["lat"] != actor["lat"]
    assert not actor["in_territory"]
    assert actor["name"] == "Régie du Cordon"


def test_every_type_of_column_but_geometry_can_be_blanked():
    assert set(public._BLANKS) == set(Type) - {Type.GEOMETRY}
    contracts = [value for value in vars(tables).values() if isinstance(value, Contract)]
    private = [column for contract in contracts for column in contract.columns if column.private]
    assert private
    assert all(column.type in public._BLANKS for column in private)


def test_the_contract_alone_says_which_columns_of_a_file_are_private(monkeypatch):
    extended = Contract(
        CONTRIBUTIONS.name, (*CONTRIBUTIONS.columns, Column("phone", Type.TEXT, "Téléphone", private=True))
    )
    monkeypatch.setattr("mapping.exports.records.CONTRIBUTIONS", extended)
    assert private_names() == {
        "reason": "motif",
        "merged_into": "fusionne_avec",
        "origin": "arrive_par",
        "submitted_at": "envoye_le",
        "session_id": "seance",
        "group_name": "groupe",
        "author_key": "code_de_retrait",
        "photo_id": "photo",
        "photo_status": "etat_photo",
        "phone": "phone",
    }


def test_an_identifier_that_tells_the_time_is_replaced_and_can_be_found_again():
    identifier = new_id()
    snapshot = make_snapshot(contributions=[{"id": identifier}])
    shown = public_view(snapshot).contributions["id"].iloc[0]
    assert shown != identifier
    assert shown[:13] != identifier[:13]
    assert shown == public_id(snapshot.workshop, identifier)
    assert public_view(snapshot).contributions["id"].iloc[0] == shown


def test_the_order_of_the_rows_does_not_tell_who_spoke_first():
    rows = [{"id": new_id(), "text": str(number)} for number in range(20)]
    forward = public_view(make_snapshot(contributions=rows)).contributions["text"].tolist()
    backward = public_view(make_snapshot(contributions=rows[::-1])).contributions["text"].tolist()
    assert forward == backward
    assert sorted(forward) == sorted(row["text"] for row in rows)


def test_the_name_of_a_file_on_somebodys_computer_is_left_out():
    assert {source.file_name for source in public_view(make_snapshot()).sources} == {""}
    assert [source.title for source in public_view(make_snapshot()).sources][1] == LIST.title


@pytest.mark.parametrize("title", ["annuaire de Sidonie.csv", "Annuaire de Sidonie", "", " annuaire de sidonie "])
def test_a_title_that_only_repeats_the_name_of_the_file_is_left_out_too(title):
    named = dataclasses.replace(LIST, title=title, licence="")
    snapshot = dataclasses.replace(make_snapshot(), sources=(named,))
    assert [source.title for source in public_view(snapshot).sources] == ["Fichier importé : structures"]


@pytest.mark.parametrize(
    "published", [dataclasses.replace(LIST, licence="ODbL"), BOUNDARIES], ids=["licence", "official"]
)
def test_what_a_publisher_named_keeps_its_name_because_its_licence_asks_for_it(published):
    named = dataclasses.replace(published, title="liste-2026", file_name="liste-2026.csv")
    snapshot = dataclasses.replace(make_snapshot(), sources=(named,))
    assert [(source.title, source.file_name) for source in public_view(snapshot).sources] == [("liste-2026", "")]


def test_the_workshop_itself_is_left_as_it_was():
    snapshot = make_snapshot(contributions=[{"reason": "doublon", "status": "refused"}])
    public_view(snapshot)
    assert snapshot.contributions["reason"].tolist() == ["doublon"]
    assert snapshot.sources[1].file_name == LIST.file_name


def test_a_workshop_without_contributions_has_a_public_view():
    assert public_view(make_snapshot(contributions=[])).contributions.empty
