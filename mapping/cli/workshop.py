"""The commands that change a workshop: new, demo, import, check, contribute."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.domain.errors import ContributionError
from mapping.domain.models import ContributionKind, DatasetKind, Origin
from mapping.i18n import _, ngettext

if TYPE_CHECKING:
    from mapping.services.readiness import Ingredient, ReadyVerdict


def _split(option: str) -> list[str]:
    return [value.strip() for value in option.split(",") if value.strip()]


@app.command()
def new(
    target: Target,
    boundaries: Annotated[Path, typer.Option(help="Fichier de contours : QPV, IRIS, quartier dessiné")],
    codes: Annotated[str, typer.Option(help="Ne garder que ces quartiers, séparés par des virgules")] = "",
    communes: Annotated[str, typer.Option(help="Ne garder que ces communes (codes Insee)")] = "",
    title: Annotated[str, typer.Option(help="Nom de l'atelier")] = "",
    as_json: Json = False,
) -> None:
    """Créer un atelier sur un territoire."""
    from mapping.services.prepare import create_workshop

    with working(_("Lecture des contours…"), as_json=as_json):
        made = create_workshop(target, boundaries, codes=_split(codes), communes=_split(communes), title=title)
    findings = made.findings
    result = {
        "workshop": target,
        "title": made.title,
        "vintage": made.vintage,
        "zones": len(made.codes),
        "codes": made.codes,
        "repairs": findings.repairs,
        "overlaps": findings.overlaps,
        "slivers": findings.slivers,
        "rejected": made.rejected,
        "notes": made.notes,
    }
    count = len(made.codes)
    lines = [
        _("Atelier « {title} » créé : {zones}.").format(
            title=made.title, zones=ngettext("{n} quartier", "{n} quartiers", count).format(n=count)
        ),
        _(
            "Contours réparés : {repairs} ; recouvrements : {overlaps} ; éclats : {slivers} ; écartés : {rejected}."
        ).format(
            repairs=len(findings.repairs),
            overlaps=len(findings.overlaps),
            slivers=len(findings.slivers),
            rejected=len(made.rejected),
        ),
    ]
    show(result, lines=[*lines, *made.notes], as_json=as_json)


@app.command()
def demo(target: Target, as_json: Json = False) -> None:
    """Créer l'atelier de démonstration : vrais quartiers, structures et habitants fictifs."""
    from mapping.services.demonstrate import create_demonstration

    with working(_("Préparation de la démonstration…"), as_json=as_json):
        create_demonstration(target)
    show({"workshop": target}, lines=[_("Atelier de démonstration créé : {path}").format(path=target)], as_json=as_json)


@app.command("import")
def import_command(
    target: Target,
    file: Annotated[Path, typer.Argument(metavar="FICHIER")],
    kind: Annotated[DatasetKind | None, typer.Option("--as", help="Ce que contient le fichier ; deviné sinon")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="CHAMP=COLONNE, à répéter, quand la colonne est mal devinée")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Écrire le compte rendu ici (JSON)")] = None,
    rejected: Annotated[Path | None, typer.Option(help="Écrire les lignes à corriger ici (CSV)")] = None,
    title: Annotated[str, typer.Option(help="Nom de la source, tel qu'il sera cité")] = "",
    licence: Annotated[str, typer.Option(help="Licence de la source, telle qu'elle sera citée")] = "",
    list_name: Annotated[str, typer.Option("--list", help="Nom de la liste, si deux numérotent pareil")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui se passerait, ne rien écrire")] = False,
    as_json: Json = False,
) -> None:
    """Apporter un fichier : structures, contours, habitants, repères, contributions."""
    from mapping.services.importing import ImportOptions
    from mapping.services.prepare import import_file
    from mapping.services.reports import import_result, write_json, write_rejected_rows

    options = ImportOptions(_columns(column or []), title=title, licence=licence, list_name=list_name, dry_run=dry_run)
    with working(_("Lecture du fichier…"), as_json=as_json):
        with workshop_at(target) as store:
            done = import_file(store, file, kind=kind, options=options)
        result = import_result(done)
        if report is not None:
            write_json(result, report)
        if rejected is not None and done.rejected:
            write_rejected_rows(done, rejected)
    lines = [
        _(
            "{rows} lignes : {imported} ajoutées, {updated} mises à jour, {geocode} sans position, {bad} à corriger."
        ).format(
            rows=done.rows,
            imported=done.imported,
            updated=done.updated,
            geocode=done.to_geocode,
            bad=len(done.rejected),
        )
    ]
    lines += [_("  remis en ordre : {note}").format(note=note) for note in done.notes]
    lines += [_("  ligne {row} : {problem}").format(row=bad.row, problem=bad.problem) for bad in done.rejected[:10]]
    if done.rejected and rejected is None:
        lines.append(_("Pour recevoir les lignes à corriger dans un fichier, ajoutez --rejected CORRIGER.csv"))
    if dry_run:
        lines.append(_("Essai : rien n'a été écrit."))
    show(result, lines=lines, as_json=as_json)


def _columns(options: list[str]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    for field, equals, name in pairs:
        if not (field and equals and name):
            raise typer.BadParameter(_("« {got} » : CHAMP=COLONNE est attendu.").format(got=field + equals + name))
    return {field: name for field, _equals, name in pairs}


@app.command()
def check(target: Target, as_json: Json = False) -> None:
    """Prêt hors ligne : ce qui est là, ce qui manque."""
    from dataclasses import asdict

    from mapping.services.readiness import check as check_readiness
    from mapping.services.workshops import now_utc, take_snapshot

    with working(_("Vérification…"), as_json=as_json), workshop_at(target) as store:
        found = check_readiness(take_snapshot(store), store.holdings(), now=now_utc())
    lines = [f"{found.title} — {_verdict(found.verdict)}"]
    for ingredient in found.ready:
        sign = "✓" if not ingredient.missing else ("!" if ingredient.present else "✗")
        lines.append(
            f"  {sign} {ingredient.label} : {ingredient.count}{_age(ingredient)}  {ingredient.missing}".rstrip()
        )
        if ingredient.missing:
            lines.append(f"      {ingredient.how}")
    result = asdict(found)
    result["ready"] = {ingredient.name: asdict(ingredient) for ingredient in found.ready}
    show(result, lines=lines, as_json=as_json)


def _verdict(verdict: "ReadyVerdict") -> str:
    return {
        "ready": _("prêt hors ligne"),
        "almost": _("presque prêt hors ligne"),
        "not_yet": _("pas encore prêt hors ligne"),
    }[verdict.value]


def _age(ingredient: "Ingredient") -> str:
    if ingredient.age_days is None:
        return ""
    size = f"{ingredient.size_bytes / 1_000_000:.1f}".replace(".", ",")
    return _(" ({size} Mo, {n} j)").format(size=size, n=ingredient.age_days)


@app.command()
def contribute(
    target: Target,
    kind: Annotated[ContributionKind, typer.Option(help="Ce qui est ajouté")],
    filiere: Annotated[str | None, typer.Option(help="À quoi ça sert")] = None,
    lon: Annotated[float | None, typer.Option(help="Longitude WGS 84, en degrés")] = None,
    lat: Annotated[float | None, typer.Option(help="Latitude WGS 84, en degrés")] = None,
    geometry: Annotated[str | None, typer.Option(help="Géométrie WKT en WGS 84, longitude d'abord")] = None,
    text: Annotated[str, typer.Option(help="Quelques mots")] = "",
    people: Annotated[int, typer.Option(help="Nombre de personnes qui le disent ensemble")] = 1,
    identifier: Annotated[
        str | None, typer.Option("--id", help="UUID ; le même deux fois est une seule contribution")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ajouter une contribution."""
    from mapping.services.contribute import Request, point_wkt
    from mapping.services.contribute import contribute as add

    with working(_("Enregistrement…"), as_json=as_json):
        if geometry is None and (lon is None or lat is None):
            raise ContributionError(_("Où ? Donnez --lon et --lat, ou --geometry."))
        wkt = geometry if geometry is not None else point_wkt(lon or 0.0, lat or 0.0)
        with workshop_at(target) as store:
            request = Request(
                kind, wkt, filiere=filiere, text=text, people=people, origin=Origin.COMMAND, id=identifier
            )
            receipt = add(store, request)
    result = {"id": receipt.contribution.id, "created": receipt.created, "status": receipt.contribution.status.value}
    sentence = _("Contribution enregistrée : {id}") if receipt.created else _("Contribution déjà reçue : {id}")
    show(result, lines=[sentence.format(id=receipt.contribution.id)], as_json=as_json)
