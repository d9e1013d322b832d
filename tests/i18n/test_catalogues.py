"""Every sentence that a resident may read is in the seven languages, and what gettext reads is what was written."""

import re
import unicodedata

import pytest

babel = pytest.importorskip("babel", reason="Babel n'est pas installé (requirements-dev.txt)")

from docs.translations import (  # noqa: E402
    NOT_REVIEWED,
    catalogue_path,
    compiled,
    messages,
    read_catalogue,
    translated_codes,
)
from mapping.domain.nomenclature import default_filieres  # noqa: E402
from mapping.i18n import _, use_language  # noqa: E402
from mapping.i18n.languages import LANGUAGES  # noqa: E402

CODES = translated_codes()
SAME_IN_BOTH = {"{n} Mo", "{n} Ko", "Point {n}"}
SCRIPTS = {"ar": "ARABIC", "ta": "TAMIL", "zh": "CJK"}


def test_the_six_other_languages_have_a_catalogue() -> None:
    assert CODES == ["en", "ar", "tr", "pt", "ta", "zh"]
    assert len(messages()) > 100


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_missing_nor_left_over(code: str) -> None:
    catalogue = read_catalogue(code)
    translated = {str(message.id) for message in catalogue if message.id and message.string}
    assert set(messages()) - translated == set()
    assert translated - set(messages()) == set()


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_guessed_nor_left_in_french(code: str) -> None:
    entries = [message for message in read_catalogue(code) if message.id]
    assert [message.id for message in entries if message.fuzzy] == []
    french = [message.id for message in entries if message.id == message.string and message.id not in SAME_IN_BOTH]
    assert french == []


@pytest.mark.parametrize("code", CODES)
def test_the_blanks_to_fill_are_those_of_the_french(code: str) -> None:
    def blanks(text: object) -> list[str]:
        return sorted(re.findall(r"\{\w*\}", str(text)))

    wrong = [message.id for message in read_catalogue(code) if blanks(message.id) != blanks(message.string)]
    assert wrong == []


@pytest.mark.parametrize("code", SCRIPTS)
def test_a_language_is_written_in_its_own_letters(code: str) -> None:
    foreign = [
        message.id
        for message in read_catalogue(code)
        if message.id
        and message.id not in SAME_IN_BOTH
        and not any(unicodedata.name(letter, "").startswith(SCRIPTS[code]) for letter in str(message.string))
    ]
    assert foreign == []


@pytest.mark.parametrize("code", CODES)
def test_what_gettext_reads_is_what_was_written(code: str) -> None:
    written = catalogue_path(code).with_suffix(".mo").read_bytes()
    assert written == compiled(read_catalogue(code)), "run: python docs/translations.py"


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_that_no_speaker_has_read_says_so(code: str) -> None:
    reviewed = next(language.reviewed for language in LANGUAGES if language.code == code)
    assert (NOT_REVIEWED in catalogue_path(code).read_text(encoding="utf-8")) is not reviewed


def test_a_filiere_is_said_in_the_language_of_the_phone() -> None:
    use_language("tr")
    try:
        assert _(default_filieres()[0].label) == "Beslenmek"
    finally:
        use_language("fr")
    assert _(default_filieres()[0].label) == "Se nourrir"
