"""The commands that read a workshop and produce something: diagnostic, files, history, copies, the app itself."""

from pathlib import Path
from typing import Annotated

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.i18n import _
from mapping.services.formats import Document, ExportFormat, Options, Subject


@app.command()
def diagnose(
    target: Target,
    out: Annotated[Path, typer.Option(help="Dossier où écrire gaps.csv, qpv.csv, actors.csv, diagnostic.json…")],
    sensitivity: Annotated[
        bool | None,
        typer.Option(help="Essayer d'autres seuils sur chaque verdict (d'office jusqu'à 200 quartiers)"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Calculer ce qui manque, et l'écrire avec la méthode."""
    from mapping.domain.verdicts import verdict_label
    from mapping.services.diagnosis_files import write_diagnosis
    from mapping.services.lacking import lacks
    from mapping.services.study import study
    from mapping.services.workshops import now_utc

    with working(_("Calcul…"), as_json=as_json):
        with workshop_at(target) as store:
            found = study(store, generated_at=now_utc(), sensitive=sensitivity)
        write_diagnosis(found, out)
    verdicts = {str(name): int(count) for name, count in found.gaps["verdict"].value_counts().items()}
    without = lacks(found, tried=found.sensitivity is not None)
    result = {"out": str(out), "rows": len(found.gaps), "qpv": len(found.qpv), "verdicts": verdicts}
    result["without"] = list(without)
    lines = [_("{n} lignes écrites dans {out}").format(n=len(found.gaps), out=out)]
    lines += [f"  {verdict_label(name)} : {count}" for name, count in verdicts.items()]
    if without:
        lines.append(_("Sans : {parts}. Le reste est calculé.").format(parts=" ; ".join(without)))
    show(result, lines=lines, as_json=as_json)


@app.command()
def export(
    target: Target,
    out: Annotated[Path, typer.Option(help="Fichier à écrire")],
    file_format: Annotated[ExportFormat, typer.Option("--format", help="Format du fichier")],
    public: Annotated[bool, typer.Option("--public", help="Sans rien de privé")] = False,
    document: Annotated[Document | None, typer.Option(help="Rapport, carte, atlas ou feuille d'atelier")] = None,
    paper: Annotated[str, typer.Option(help="Papier, de A4 à A0")] = "",
    orientation: Annotated[str, typer.Option(help="portrait ou landscape")] = "",
    subject: Annotated[Subject | None, typer.Option(help="Ce que la carte montre")] = None,
    qpv: Annotated[str, typer.Option(help="Code du quartier de la carte")] = "",
    filiere: Annotated[str, typer.Option(help="Identifiant du besoin de la carte")] = "",
    tiles: Annotated[str, typer.Option(help="Couper la carte en feuilles A4 ou A3 à assembler")] = "",
    scenario: Annotated[str, typer.Option(help="Identifiant du scénario de la carte ; le dernier sinon")] = "",
    as_json: Json = False,
) -> None:
    """Écrire un fichier à emporter."""
    from mapping.services.restitute import export as write
    from mapping.services.workshops import now_utc

    options = Options(document, paper, orientation, subject, qpv, filiere, tiles, scenario)
    with working(_("Écriture…"), as_json=as_json), workshop_at(target) as store:
        write(store, file_format=file_format, out=out, public=public, generated_at=now_utc(), options=options)
    size = out.stat().st_size
    result = {"out": str(out), "format": file_format.value, "public": public, "bytes": size}
    show(result, lines=[_("Écrit : {out} ({size} ko)").format(out=out, size=round(size / 1000))], as_json=as_json)


@app.command()
def history(
    target: Target,
    limit: Annotated[int, typer.Option(help="Nombre de lignes, les plus récentes d'abord")] = 50,
    as_json: Json = False,
) -> None:
    """Montrer le journal de l'atelier."""
    from dataclasses import asdict

    from mapping.services.moderate import history as read_history

    with working(_("Lecture…"), as_json=as_json), workshop_at(target) as store:
        lines = read_history(store, limit=limit)
    shown = [
        f"{line.recorded_at:%d/%m/%Y %H:%M}  {line.event_id}  {line.sentence}" + (_(" (annulé)") if line.undone else "")
        for line in lines
    ]
    show({"events": [asdict(line) for line in lines]}, lines=shown, as_json=as_json)


@app.command()
def undo(target: Target, event: Annotated[str, typer.Argument(metavar="EVENEMENT")], as_json: Json = False) -> None:
    """Défaire un événement du journal (son identifiant est donné par history)."""
    from mapping.services.moderate import undo as undo_event

    with working(_("Enregistrement…"), as_json=as_json), workshop_at(target) as store:
        done = undo_event(store, event)
    show({"event": event, "undone_by": done.id}, lines=[_("Annulé.")], as_json=as_json)


@app.command()
def backup(
    target: Target,
    file: Annotated[Path, typer.Argument(metavar="FICHIER")],
    replace: Annotated[bool, typer.Option("--replace", help="Remplacer le fichier s'il existe")] = False,
    as_json: Json = False,
) -> None:
    """Copier l'atelier dans un fichier, même pendant qu'on s'en sert."""
    from mapping.services.workshops import backup as copy

    with working(_("Copie…"), as_json=as_json):
        copy(target, file, replace=replace)
    result = {"file": str(file), "bytes": file.stat().st_size}
    show(result, lines=[_("Copié : {file}").format(file=file)], as_json=as_json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FICHIER")],
    target: Target,
    replace: Annotated[bool, typer.Option("--replace", help="Remplacer l'atelier s'il existe")] = False,
    as_json: Json = False,
) -> None:
    """Remettre en place une copie."""
    from mapping.services.workshops import restore as put_back

    with working(_("Copie…"), as_json=as_json):
        put_back(file, target, replace=replace)
    show({"workshop": target}, lines=[_("Atelier remis en place : {target}").format(target=target)], as_json=as_json)


@app.command()
def serve(
    target: Annotated[
        str | None, typer.Argument(metavar="ATELIER", help="La démonstration quand rien n'est dit")
    ] = None,
    port: Annotated[int, typer.Option(help="Port de la page")] = 8501,
    browser: Annotated[bool, typer.Option(help="Ouvrir le navigateur")] = True,
    lan: Annotated[bool, typer.Option("--lan", help="Servir aussi les téléphones du wifi")] = False,
) -> None:
    """Ouvrir l'application sur un atelier."""
    from mapping.cli.serving import serve_workshop

    with working(_("Ouverture…"), as_json=False):
        serve_workshop(target, port=port, open_browser=browser, lan=lan)
