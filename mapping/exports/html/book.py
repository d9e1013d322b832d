"""What a page says, in every language at once: each sentence has a number, and is there once."""

from collections.abc import Callable

from mapping.i18n import _, in_language
from mapping.i18n.languages import LANGUAGES


class Book:
    """Sentences by number, in the order in which they were asked for; the same French is the same number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._texts: dict[str, list[str]] = {language.code: [] for language in LANGUAGES}

    def say(self, make: Callable[[], str]) -> int:
        """Return the number of what ``make`` says, once in each language."""
        french = in_language("fr", make)
        if french not in self._numbers:
            self._numbers[french] = len(self._numbers)
            for code, texts in self._texts.items():
                texts.append(in_language(code, make))
        return self._numbers[french]

    def tell(self, french: str) -> int:
        """Return the number of a sentence that the catalogues hold; what they do not hold stays as written."""
        # gettext answers the header of the catalogue to nothing at all.
        return self.say(lambda: _(french) if french else "")

    def french(self, number: int) -> str:
        """Return a sentence as the page holds it before any script runs."""
        return self._texts["fr"][number]

    def known(self) -> dict[str, int]:
        """Return the numbers by French sentence."""
        return dict(self._numbers)

    def pages(self) -> dict[str, list[str]]:
        """Return every sentence in its order, by code of language."""
        return {code: list(texts) for code, texts in self._texts.items()}
