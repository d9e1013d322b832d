"""How much a file may hold: what a laptop with 4 GB reads without waiting, and no more."""

from mapping.domain.errors import FileError
from mapping.i18n import _

MAX_ROWS = 200_000
MAX_COLUMNS = 2_000
MAX_CELLS = 12_000_000
"""Rows × columns: records that each name other columns would otherwise fill the memory with empty cells."""
MAX_CELL_CHARACTERS = 100_000
MAX_MEMBERS = 2_000
"""Files in one archive."""
MAX_DEPTH = 200
"""Elements or objects one in another."""


def require_rows(rows: int, *, name: str) -> None:
    """Raise when a file has more rows than are read.

    Raises
    ------
    FileError
        Saying how many are read at most.
    """
    if rows > MAX_ROWS:
        raise FileError(
            _(
                "« {name} » a plus de {most} lignes, c'est trop pour un atelier. Gardez celles de votre territoire, "
                "ou coupez le fichier en plusieurs."
            ).format(name=name, most=f"{MAX_ROWS:,}".replace(",", "\u202f"))
        )


def require_room(rows: int, columns: int, *, name: str) -> None:
    """Raise when a table would not fit in memory.

    Raises
    ------
    FileError
        Saying how many rows and columns there are.
    """
    require_rows(rows, name=name)
    if columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise FileError(
            _(
                "« {name} » a {columns} colonnes pour {rows} lignes, c'est trop pour être lu. Gardez les colonnes "
                "utiles."
            ).format(name=name, columns=columns, rows=rows)
        )
