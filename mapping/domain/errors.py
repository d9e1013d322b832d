"""Errors that a person is told about: what was got, what was expected, what to do, in one French sentence."""


class CartoquartierError(Exception):
    """Something is refused; ``str(error)`` is the sentence to show."""


class CrsError(CartoquartierError):
    """A coordinate reference system is missing, unknown or not the one expected."""


class FileError(CartoquartierError):
    """A file cannot be read as what it is said to be."""


class ColumnError(CartoquartierError):
    """A table lacks a column that its contract requires, or holds a wrong value in it."""


class FetchError(CartoquartierError):
    """An official source did not answer, or not in the form it documents; nothing was changed."""


class WorkshopError(CartoquartierError):
    """A workshop is absent, already there, damaged, or of a newer version than this program."""


class ContributionError(CartoquartierError):
    """A contribution, or a decision about one, is not acceptable as it stands."""


class NomenclatureError(CartoquartierError):
    """An identifier is not in the nomenclature of the workshop."""


class KitError(CartoquartierError):
    """A kit cannot be made here: a part of the application is missing."""


class NotFoundError(ContributionError):
    """What is asked about is not in the workshop."""


class ClosedError(ContributionError):
    """The séance takes no contribution now."""
