"""The maps that can be printed, and what each of them shows."""

from collections.abc import Callable, Mapping

import geopandas as gpd

from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.domain.models import ContributionKind
from mapping.exports.bundle import Bundle
from mapping.exports.printing.contents import (
    Asked,
    Content,
    MapSubject,
    View,
    all_marks,
    codes_of,
    communes_of,
    filiere_of,
    level_looks,
    subtitle_of,
    verdict_legend,
    verdicts_of,
    zone_name,
)
from mapping.exports.printing.marks import (
    Drawn,
    contribution_marks,
    contribution_outlines,
)
from mapping.exports.printing.scenarios import scenario_content
from mapping.i18n import _, ngettext
from mapping.maps.drawing import Stroke
from mapping.maps.legend import Entry
from mapping.maps.palette import INK


def content_of(bundle: Bundle, asked: Asked) -> Content:
    """Return what a map shows.

    Raises
    ------
    WorkshopError
        When the zone or the scenario is not in the workshop, or the workshop has no zone.
    NomenclatureError
        When the filière is not one of the workshop's.
    """
    _check(bundle, asked)
    return _MAKERS[asked.subject](bundle, asked)


def _check(bundle: Bundle, asked: Asked) -> None:
    codes = [str(code) for code in bundle.snapshot.zones["code"]]
    if not codes:
        raise WorkshopError(_("L'atelier n'a encore aucun quartier : il n'y a pas de carte à imprimer."))
    if asked.code and asked.code not in codes:
        raise WorkshopError(_("Quartier « {code} » inconnu dans cet atelier.").format(code=asked.code))
    if asked.subject is MapSubject.QPV and not asked.code:
        raise WorkshopError(_("Dites de quel quartier il s'agit (option --qpv CODE)."))
    known = [filiere.id for filiere in bundle.snapshot.workshop.filieres]
    required = asked.subject in (MapSubject.FILIERE, MapSubject.GAPS)
    if (required or asked.filiere) and asked.filiere not in known:
        raise NomenclatureError(
            _("Besoin « {got} » inconnu dans cet atelier. Choisissez parmi : {known}.").format(
                got=asked.filiere, known=", ".join(known)
            )
        )


def _routes(bundle: Bundle, *, filiere: str = "") -> tuple[Drawn, ...]:
    """Return routes and the squares of sensitive places; who draws which neighbourhood is not everybody's business."""
    kinds = [kind for kind in ContributionKind if kind is not ContributionKind.LIVED_AREA]
    snapshot = bundle.snapshot
    return tuple(
        contribution_outlines(snapshot.contributions, snapshot.workshop.filieres, filiere=filiere, kinds=kinds)
    )


def _territory(bundle: Bundle, asked: Asked) -> Content:
    marks, outlines = all_marks(bundle), _routes(bundle)
    zones = len(bundle.snapshot.zones)
    told = ngettext("{n} quartier", "{n} quartiers", zones).format(n=zones)
    return Content(
        bundle.snapshot.workshop.title,
        subtitle_of(bundle, asked, told) if asked.code else f"{told} · {communes_of(bundle, codes_of(bundle, asked))}",
        (View(codes_of(bundle, asked), marks=marks, outlines=outlines),),
        is_named=False,
    )


def _qpv(bundle: Bundle, asked: Asked) -> Content:
    marks, outlines = all_marks(bundle), _routes(bundle)
    return Content(
        zone_name(bundle, asked.code),
        " · ".join(part for part in (communes_of(bundle, [asked.code]), bundle.snapshot.workshop.title) if part),
        (View((asked.code,), marks=marks, outlines=outlines),),
    )


def _one_filiere(bundle: Bundle, asked: Asked) -> Content:
    filiere = filiere_of(bundle, asked.filiere)
    marks, outlines = all_marks(bundle, filiere=filiere.id), _routes(bundle, filiere=filiere.id)
    return Content(
        filiere.label,
        subtitle_of(bundle, asked, _("Lieux et besoins")),
        (View(codes_of(bundle, asked), marks=marks, outlines=outlines),),
    )


def _needs(bundle: Bundle, asked: Asked) -> Content:
    snapshot = bundle.snapshot
    kinds = [ContributionKind.NEED]
    marks = tuple(
        contribution_marks(snapshot.contributions, snapshot.workshop.filieres, filiere=asked.filiere, kinds=kinds)
    )
    gaps = bundle.gaps if not asked.filiere else bundle.gaps[bundle.gaps["filiere"] == asked.filiere]
    needs = gaps.groupby("code_qp")["needs"].sum()
    told = {
        str(code): ngettext("{n} besoin", "{n} besoins", int(number)).format(n=int(number))
        for code, number in needs.items()
        if number > 0
    }
    outlines = tuple(
        contribution_outlines(snapshot.contributions, snapshot.workshop.filieres, filiere=asked.filiere, kinds=kinds)
    )
    what = filiere_of(bundle, asked.filiere).label if asked.filiere else ""
    empty = () if marks or outlines else (_("Aucun besoin n'a encore été exprimé."),)
    return Content(
        _("Ce qui manque, selon les habitants"),
        subtitle_of(bundle, asked, what),
        (View(codes_of(bundle, asked), marks=marks, outlines=outlines, counts=told),),
        notes=empty,
    )


def _representations(bundle: Bundle, asked: Asked) -> Content:
    levels = agreement(bundle, asked.code)
    entries: list[Entry] = []
    if levels is not None:
        for share, (fill, width) in level_looks(levels["share"].tolist()).items():
            told = _("Pour {share} % au moins de ceux qui l'ont dessiné").format(share=round(share * 100))
            entries.append(Entry((Stroke("M3 5h26v22h-26z", fill=fill, stroke=INK, width=width),), told))
        entries.append(Entry((Stroke("M2 16h28", stroke=INK, width=4),), _("Limite officielle du quartier")))
    note = _("Pas assez de dessins de quartiers vécus pour en montrer un sans désigner personne.")
    return Content(
        _("Notre quartier, tel qu'on le vit"),
        subtitle_of(bundle, asked, _("Ce que les habitants appellent leur quartier")),
        (View(codes_of(bundle, asked), levels=levels),),
        tuple(entries),
        () if levels is not None else (note,),
    )


def agreement(bundle: Bundle, code: str = "") -> gpd.GeoDataFrame | None:
    """Return where residents agree on their neighbourhood, of one zone or of all, widest first; None without any."""
    layer = bundle.representations.get("levels")
    if layer is None or not {"share", "geometry"} <= set(layer.columns):
        return None
    chosen = layer[layer["code"] == code] if code and "code" in layer.columns else layer
    return chosen.sort_values("share", kind="stable").reset_index(drop=True) if len(chosen) else None


def _gaps(bundle: Bundle, asked: Asked) -> Content:
    filiere = filiere_of(bundle, asked.filiere)
    marks = all_marks(bundle, filiere=filiere.id, neutral=True)
    verdicts = verdicts_of(bundle.gaps, filiere.id, "verdict")
    return Content(
        _("Ce qui manque : {need}").format(need=filiere.label),
        subtitle_of(bundle, asked, filiere.question),
        (View(codes_of(bundle, asked), verdicts=verdicts, marks=marks),),
        tuple(verdict_legend(verdicts)),
        colors=False,
    )


_MAKERS: Mapping[MapSubject, Callable[[Bundle, Asked], Content]] = {
    MapSubject.TERRITORY: _territory,
    MapSubject.QPV: _qpv,
    MapSubject.FILIERE: _one_filiere,
    MapSubject.NEEDS: _needs,
    MapSubject.REPRESENTATIONS: _representations,
    MapSubject.GAPS: _gaps,
    MapSubject.SCENARIO: scenario_content,
}
