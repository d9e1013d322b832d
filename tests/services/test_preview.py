"""What a facilitator sees of a list before anything is written, and what is remembered of it."""

from pathlib import Path

import pytest

from mapping.domain.errors import ColumnError
from mapping.domain.models import DatasetKind
from mapping.services.importing import ImportOptions
from mapping.services.prepare import import_file
from mapping.services.preview import Preview, preview
from mapping.sources.guesses import Confidence
from mapping.storage.interface import Store

SWAPPED = """Nom;Coord. X;Coord. Y;Rubrique;Ville
La Ruche;48,932;2,352;Vélo;Stains
Le Local;48,933;2,353;Troc;Stains
Sans;;;;Stains
;48,9;2,3;;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "liste.csv"
    file.write_text(SWAPPED, encoding="utf-8")
    return file


def column_of(seen: Preview, field: str) -> str:
    return next((guess.column for guess in seen.guesses if guess.field == field), "")


def test_a_preview_says_what_an_import_would_do_and_writes_nothing(store: Store, path: Path) -> None:
    revision = store.revision()
    seen = preview(store, path)
    assert store.revision() == revision and len(store.actors()) == 0
    assert (seen.kind, seen.report.rows, seen.report.imported) == (DatasetKind.ACTORS, 4, 2)
    assert (seen.report.to_geocode, len(seen.report.rejected)) == (1, 1)
    done = import_file(store, path)
    assert done == seen.report


def test_a_preview_shows_the_first_rows_as_the_file_holds_them(store: Store, path: Path) -> None:
    seen = preview(store, path)
    assert seen.header == ("Nom", "Coord. X", "Coord. Y", "Rubrique", "Ville")
    assert seen.sample[0] == ("La Ruche", "48,932", "2,352", "Vélo", "Stains")


def test_every_guess_has_its_reason(store: Store, path: Path) -> None:
    seen = preview(store, path)
    columns = [column_of(seen, field) for field in ("name", "city", "lon", "lat")]
    assert columns == ["Nom", "Ville", "Coord. Y", "Coord. X"]
    assert all(guess.reason for guess in seen.guesses)
    assert any("échangées" in note for note in seen.notes)
    assert seen.report.notes == seen.notes


def test_a_person_corrects_a_column(store: Store, path: Path) -> None:
    seen = preview(store, path, columns={"description": "Rubrique"})
    guess = next(guess for guess in seen.guesses if guess.field == "description")
    assert (guess.column, guess.confidence) == ("Rubrique", Confidence.GIVEN)


def test_a_correction_is_remembered_for_the_next_file_of_the_same_layout(store: Store, path: Path) -> None:
    columns = {"filieres": "Rubrique", "filieres:Troc": "reparer"}
    import_file(store, path, options=ImportOptions(columns))
    path.write_text(SWAPPED.replace("La Ruche", "Autre"), encoding="utf-8")
    seen = preview(store, path)
    assert seen.remembered and column_of(seen, "filieres") == "Rubrique"
    assert "comme la dernière fois" in next(guess.reason for guess in seen.guesses if guess.field == "filieres")
    import_file(store, path)
    assert set(store.actors().set_index("name")["filieres"][["Autre", "Le Local"]]) == {"se_deplacer", "reparer"}


def test_a_trial_remembers_nothing(store: Store, path: Path) -> None:
    import_file(store, path, options=ImportOptions({"description": "Rubrique"}, dry_run=True))
    assert not preview(store, path).remembered


def test_a_person_can_start_again_from_the_guesses(store: Store, path: Path) -> None:
    import_file(store, path, options=ImportOptions({"description": "Rubrique"}))
    seen = preview(store, path, columns={})
    assert column_of(seen, "description") == ""


def test_a_column_that_is_not_there_is_refused(store: Store, path: Path) -> None:
    with pytest.raises(ColumnError, match="Rubriques"):
        preview(store, path, columns={"description": "Rubriques"})


def test_boundaries_have_their_account_and_no_columns_to_choose(store: Store, boundaries: Path) -> None:
    seen = preview(store, boundaries)
    assert (seen.kind, seen.guesses, seen.report.updated) == (DatasetKind.BOUNDARIES, (), 2)


def test_populations_and_landmarks_are_explained_too(store: Store, tmp_path: Path) -> None:
    population = tmp_path / "p.csv"
    population.write_text("code_qp;pop\nQN09301X;1200\n", encoding="utf-8")
    assert column_of(preview(store, population), "population") == "pop"
    landmarks = tmp_path / "r.csv"
    landmarks.write_text("repère;lat;lon\nÉglise;2,352;48,932\n", encoding="utf-8")
    seen = preview(store, landmarks, kind=DatasetKind.LANDMARKS)
    assert column_of(seen, "lon") == "lat" and seen.report.imported == 1
