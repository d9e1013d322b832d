"""What draws the maps of a report: the printed maps, small."""

from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.exports.bundle import Bundle
from mapping.exports.printing.contents import Asked, MapSubject
from mapping.exports.printing.document import png_of
from mapping.exports.printing.maps import Press
from mapping.exports.report.context import Draw, Drawing

DPI = 200.0


class _Pen:
    """Draws the maps of one bundle; its streets are read once for all of them."""

    def __init__(self, bundle: Bundle) -> None:
        self._press = Press(bundle)

    def __call__(self, subject: str, *, code: str, filiere: str, width_mm: float, height_mm: float) -> Drawing | None:
        """Return the map; None when the workshop does not have what it would show."""
        kept = self._press.bundle.scenarios
        scenario = kept[-1].id if kept and subject == MapSubject.SCENARIO else ""
        asked = Asked(MapSubject(subject), code, filiere, scenario)
        try:
            sheet, about = self._press.sheet(
                asked, width_mm=width_mm, height_mm=height_mm, more_pages=False, within=True
            )
        except (NomenclatureError, WorkshopError):
            return None
        page = sheet.pages[0]
        return png_of(page, about, dpi=DPI), sheet.alternative


def drawer(bundle: Bundle) -> Draw | None:
    """Return what draws the maps of a bundle; nothing when it has no quartier to show."""
    return _Pen(bundle) if len(bundle.snapshot.zones) else None
