"""Small pictures of what one may take away, made from the workshop itself."""

from datetime import datetime
from io import BytesIO

from PIL import Image

from mapping.domain.layers import LayerName
from mapping.exports.bundle import Bundle
from mapping.services.bundle import bundle_of
from mapping.services.formats import Subject
from mapping.services.workshops import take_snapshot
from mapping.storage.interface import Store

_WIDTH_MM, _HEIGHT_MM, _DPI = 150.0, 100.0, 75.0


def small_bundle(store: Store, *, public: bool, generated_at: datetime) -> Bundle:
    """Return a bundle that is enough for a small picture: streets on a blank ground, minutes as the crow flies."""
    snapshot = take_snapshot(store)
    streets = store.layer(LayerName.LANDSCAPE)
    layers = {LayerName.LANDSCAPE: streets} if streets is not None and len(streets) else {}
    return bundle_of(snapshot, public=public, generated_at=generated_at, layers=layers)


def blank_picture() -> bytes:
    """Return a PNG of the shape of a thumbnail, to keep its place: nothing moves when the picture comes."""
    content = BytesIO()
    Image.new("RGB", (int(_WIDTH_MM) * 4, int(_HEIGHT_MM) * 4), "white").save(content, "PNG")
    return content.getvalue()


def thumbnail_of(bundle: Bundle, subject: Subject) -> bytes:
    """Return a PNG of a map about ``subject``; empty where the workshop has no zone."""
    zones = bundle.snapshot.zones
    if zones.empty:
        return b""
    # Here, so that a page does not wait for what draws on paper before it needs it.
    from mapping.exports.printing.contents import MapSubject
    from mapping.exports.printing.maps import map_png

    about = {"code": str(zones["code"].iloc[0])} if subject is Subject.QPV else {}
    if subject is Subject.GAPS:
        about = {"filiere": bundle.snapshot.workshop.filieres[0].id}
    drawn = map_png(bundle, MapSubject(subject.value), width_mm=_WIDTH_MM, height_mm=_HEIGHT_MM, dpi=_DPI, **about)
    return drawn[0]
