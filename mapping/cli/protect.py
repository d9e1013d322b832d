"""The commands about residents' data: who is responsible and until when, and the purge that really erases."""

from dataclasses import asdict, replace
from typing import Annotated, Any

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.domain.data_protection import LegalBasis
from mapping.i18n import _, ngettext


@app.command()
def protection(
    target: Target,
    controller: Annotated[str, typer.Option(help="Organisme responsable")] = "",
    contact: Annotated[str, typer.Option(help="Comment le joindre")] = "",
    officer: Annotated[str, typer.Option(help="Délégué à la protection des données")] = "",
    purpose: Annotated[str, typer.Option(help="Pourquoi on recueille, en quelques mots")] = "",
    basis: Annotated[LegalBasis | None, typer.Option(help="De quel droit")] = None,
    recipients: Annotated[str, typer.Option(help="Qui d'autre reçoit ces données")] = "",
    erase_on: Annotated[str, typer.Option(help="Effacer à cette date, 2027-06-30")] = "",
    keep_days: Annotated[int, typer.Option(help="Ou effacer ce nombre de jours après chaque contribution")] = 0,
    as_json: Json = False,
) -> None:
    """Dire qui est responsable des données des habitants, et quand elles seront effacées ; sans option, le montrer."""
    from mapping.services.data_protection import save_protection

    given: dict[str, Any] = {
        "controller": controller,
        "contact": contact,
        "officer": officer,
        "purpose": purpose,
        "recipients": recipients,
        "basis": basis,
    }
    changes = {name: value for name, value in given.items() if value}
    if erase_on or keep_days:
        changes |= {"erase_on": erase_on, "keep_days": keep_days}
    with working(_("Enregistrement…"), as_json=as_json), workshop_at(target) as store:
        if changes:
            save_protection(store, replace(store.workshop().settings.data_protection, **changes))
        told = store.workshop().settings.data_protection
    result = asdict(told)
    show(result, lines=[f"{name} : {value}" for name, value in result.items()], as_json=as_json)


@app.command()
def purge(
    target: Target,
    older_than: Annotated[str, typer.Option("--older-than", help="Plus vieux que, par exemple 365d")] = "",
    before: Annotated[str, typer.Option(help="D'avant cette date, 2027-06-30")] = "",
    session: Annotated[str, typer.Option(help="D'une séance seulement (identifiant)")] = "",
    everything: Annotated[bool, typer.Option("--everything", help="Tout ce que les habitants ont donné")] = False,
    keep_anonymous: Annotated[
        bool, typer.Option("--keep-anonymous", help="Garder les nombres par quartier, genre et besoin")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui partirait, sans rien effacer")] = False,
    as_json: Json = False,
) -> None:
    """Effacer pour de bon ce que les habitants ont donné : base, journal, photos, copies de secours."""
    from mapping.services import purge as service

    with working(_("Effacement…"), as_json=as_json), workshop_at(target) as store:
        rule = service.rule_of(older_than=older_than, before=before, session_id=session, everything=everything)
        if dry_run:
            done = service.preview_purge(store, target, rule)
        else:
            done = service.purge(store, target, rule, keep_anonymous=keep_anonymous)
    count = done.counts["contributions"]
    lines = [
        ngettext("{n} contribution", "{n} contributions", count).format(n=count)
        + _(", {answers} réponses, {votes} gommettes, {photos} photos.").format(**done.counts),
        *(_("  copie relue et effacée aussi : {path}").format(path=path) for path in done.changed),
        *(_("  copie illisible, supprimée : {path}").format(path=path) for path in done.deleted),
        _("Essai : rien n'a été effacé.")
        if dry_run
        else _("Effacé. Les fichiers déjà donnés, envoyés ou copiés ailleurs ne le sont pas : demandez-les."),
    ]
    result = {
        "before": rule.before.isoformat(),
        "session": rule.session_id,
        "erased": done.counts,
        "copies": [str(path) for path in done.copies],
        "copies_erased": [str(path) for path in done.changed],
        "copies_deleted": [str(path) for path in done.deleted],
        "kept": list(done.kept),
        "dry_run": dry_run,
    }
    show(result, lines=lines, as_json=as_json)
