"""The sentences around a printed map: sources, dates, what was counted, and what it shows for who cannot see it."""

from collections.abc import Sequence
from datetime import date, datetime

from mapping.domain.models import Source
from mapping.domain.verdicts import verdict_label
from mapping.exports.bundle import Bundle
from mapping.exports.printing.contents import Content
from mapping.exports.printing.naming import Listed, Window
from mapping.i18n import _, ngettext
from mapping.maps.basemap.source import ATTRIBUTION
from mapping.maps.palette import SignKind, sign_label


def day(moment: date | datetime) -> str:
    """Return a date as it is written in French.

    Examples
    --------
    >>> day(date(2026, 1, 5))
    '05/01/2026'
    """
    return f"{moment:%d/%m/%Y}"


def source_sentences(bundle: Bundle, *, streets: bool) -> list[str]:
    """Return a sentence for each imported file, the same one once, then the streets and the typeface's owners."""
    told = [_source(source) for source in bundle.snapshot.sources]
    if streets and not any("openstreetmap" in sentence.casefold() for sentence in told):
        told.append(_("Rues et bâtiments : {owner}, licence ODbL.").format(owner=ATTRIBUTION))
    return list(dict.fromkeys(told))


def making_sentences(bundle: Bundle) -> list[str]:
    """Return the vintage of the boundaries, what was counted, and when the map was made."""
    zones = bundle.snapshot.zones
    vintages = sorted({str(value) for value in zones["vintage"]} - {"", "nan"})
    told = []
    if vintages:
        told.append(_("Limites des quartiers : millésime {years}.").format(years=", ".join(vintages)))
    else:
        told.append(_("Limites des quartiers : millésime inconnu."))
    if len(bundle.snapshot.contributions):
        told.append(
            _("Les contributions qui ne sont pas encore relues sont montrées.")
            if bundle.includes_pending
            else _("Seules les contributions relues et acceptées sont montrées.")
        )
    if not bundle.public:
        told.append(_("Document de travail : il n'est pas fait pour être publié."))
    told.append(_("Carte faite le {date} avec Cartoquartier.").format(date=day(bundle.generated_at)))
    return told


def counted(windows: Sequence[Window], content: Content, listed: Sequence[Listed]) -> list[str]:
    """Return what is not seen of what was asked: places out of the frame, names in a list, names nowhere."""
    marks = windows[0].view.marks
    seen = {
        (mark.place_id, mark.lon, mark.lat)
        for window in windows
        for mark, is_seen in zip(window.view.marks, window.seen)
        if is_seen
    }
    out = len({(mark.place_id, mark.lon, mark.lat) for mark in marks} - seen)
    told = []
    if out and not all(len(window.view.codes) == 1 for window in windows):
        told.append(
            ngettext("{n} lieu ou besoin est hors du cadre.", "{n} lieux ou besoins sont hors du cadre.", out).format(
                n=out
            )
        )
    if listed:
        told.append(ngettext("{n} nom dans la liste.", "{n} noms dans la liste.", len(listed)).format(n=len(listed)))
    if not content.is_named and any(mark.name for mark in marks):
        told.append(_("Les lieux sont nommés sur les cartes de chaque quartier et dans les tableaux."))
    return told


def alternative_text(content: Content, windows: Sequence[Window]) -> str:
    """Return what a map shows, for who cannot see it: its title, its zones, its signs by kind, its verdicts."""
    zones = windows[0].zones
    names = dict(zip(zones["code"].astype(str), zones["name"].astype(str)))
    shown = [names[code] for code in windows[0].view.codes if code in names]
    where = ", ".join(shown[:8]) + (_(" et {n} autres").format(n=len(shown) - 8) if len(shown) > 8 else "")
    told = [_("Carte « {title} », {subtitle}.").format(title=content.title, subtitle=content.subtitle)]
    told.append(_("Quartiers : {names}.").format(names=where))
    seen = [mark for mark, is_seen in zip(windows[0].view.marks, windows[0].seen) if is_seen]
    for kind in SignKind:
        number = sum(mark.sign is kind for mark in seen)
        if number:
            told.append(_("{sign} : {n}.").format(sign=sign_label(kind), n=number))
    for window in windows:
        told += _verdicts(window, names)
    if windows[0].view.levels is not None:
        told += [f"{entry.label}." for entry in content.fixed]
    return " ".join([*told, *content.notes])


def _verdicts(window: Window, names: dict[str, str]) -> list[str]:
    if not window.view.verdicts:
        return []
    groups: dict[str, list[str]] = {}
    for code, verdict in window.view.verdicts.items():
        groups.setdefault(verdict_label(verdict), []).append(names.get(code, code))
    head = f"{window.view.caption} : " if window.view.caption else ""
    return [f"{head}{label} : {', '.join(found)}." for label, found in groups.items()]


def _source(source: Source) -> str:
    when = [
        _("publié le {date}").format(date=day(source.published)) if source.published else "",
        _("millésime {year}").format(year=source.vintage) if source.vintage else "",
        _("importé le {date}").format(date=day(source.imported_at)),
    ]
    made_up = _("données inventées") if source.fictional else ""
    parts = [source.title, source.licence or _("licence non précisée"), *when, made_up]
    return ", ".join(part for part in parts if part) + "."
