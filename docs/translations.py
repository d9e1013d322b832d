"""The catalogues of what residents read: `python docs/translations.py` brings them in line with the code.

French is the source. A string that is new comes in empty and `tests/i18n` refuses it until somebody translates it; one
that has changed is never guessed from its former translation (no fuzzy entry); one that is gone is taken out.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mapping.domain.nomenclature import default_filieres
from mapping.domain.workshop_settings import WorkshopSettings
from mapping.i18n.languages import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "mapping" / "i18n" / "locales"
DOMAIN = "cartoquartier"
NOT_REVIEWED = "Not yet read by a native speaker: corrections are welcome."
KEYWORDS = {"_": None, "ngettext": (1, 2)}
SOURCES = (
    "mapping/web/phone",
    "mapping/web/calls.py",
    "mapping/web/lan_gate.py",
    "mapping/web/limits.py",
    "mapping/web/photos.py",
    "mapping/web/wall/votes.py",
    "mapping/services/contribute.py",
    "mapping/services/find_place.py",
    "mapping/services/notice.py",
    "mapping/services/phone.py",
    "mapping/services/phone_words.py",
    "mapping/services/photos.py",
    "mapping/services/votes.py",
    "mapping/ui/pages/contribute.py",
    "mapping/ui/components/choices.py",
    "mapping/ui/components/contribution_form.py",
    "mapping/ui/components/find_place.py",
    "mapping/ui/components/language_choice.py",
    "mapping/ui/components/last_added.py",
    "mapping/exports/html",
    "mapping/maps/palette.py",
    "mapping/maps/wording.py",
    "mapping/domain/demonstration.py",
    "mapping/domain/perception_states.py",
    "mapping/domain/readings.py",
    "mapping/domain/ids.py",
    "mapping/domain/withdrawal/__init__.py",
    "mapping/domain/sheet_grid.py",
)
"""What speaks to residents; the facilitator's pages and commands are in French."""


def messages() -> dict[str, list[tuple[str, int]]]:
    """Return each French string that a resident may read, with where it is."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in _files():
        name = path.relative_to(ROOT).as_posix()
        for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            for one in message if isinstance(message, tuple) else (message,):
                found.setdefault(one, []).append((name, line))
    for text in _data():
        found.setdefault(text, []).append(("mapping/domain", 1))
    return found


def catalogue_path(code: str) -> Path:
    """Return where the catalogue of a language is."""
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(code: str) -> Catalog:
    """Return the catalogue of a language as it is in the repository."""
    with catalogue_path(code).open("rb") as file:
        return read_po(file, locale=code, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """Return what gettext reads."""
    out = io.BytesIO()
    # Without a date in the file, Babel writes the one of today.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(out, catalogue)
    return out.getvalue()


def translated_codes() -> list[str]:
    """Return the languages that have a catalogue: all but French."""
    return [language.code for language in LANGUAGES if language.code != "fr"]


def update(code: str, given: dict[str, str] | None = None) -> list[str]:
    """Bring one catalogue in line with the code; return what is left to translate."""
    path = catalogue_path(code)
    known = {str(m.id): str(m.string) for m in read_catalogue(code) if m.id} if path.exists() else {}
    known |= given or {}
    reviewed = next(language.reviewed for language in LANGUAGES if language.code == code)
    header = f"# Cartoquartier: what residents read ({code}).\n#"
    if not reviewed:
        header += f"\n# {NOT_REVIEWED}\n#"
    catalogue = Catalog(locale=code, domain=DOMAIN, project="Cartoquartier", version="1", header_comment=header)
    catalogue.fuzzy = False
    for source, places in sorted(messages().items()):
        catalogue.add(source, known.get(source, ""), locations=[(name, 0) for name, _line in places])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, include_lineno=False, sort_output=True)
    text = path.read_text(encoding="utf-8")
    # Dates would change the file at each run.
    kept = [line for line in text.splitlines(True) if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date'))]
    path.write_text("".join(kept), encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(read_catalogue(code)))
    return [source for source in messages() if not known.get(source)]


def _files() -> Iterator[Path]:
    for name in SOURCES:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []


def _data() -> Iterator[str]:
    for filiere in default_filieres():
        yield filiere.label
        yield filiere.question
    yield from (category.label for category in WorkshopSettings().categories)


if __name__ == "__main__":
    for language in translated_codes():
        missing = update(language)
        print(f"{language}: {len(missing)} to translate" + "".join(f"\n  {text}" for text in missing))
