"""The commands of the facilitator: decide of contributions, and the code that closes the pages where one decides."""

from typing import Annotated

import typer

from mapping.cli.output import show, working
from mapping.cli.shared import Json, Target, app, workshop_at
from mapping.domain.models import Action
from mapping.i18n import _


@app.command()
def moderate(
    target: Target,
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...")],
    action: Annotated[Action, typer.Argument(metavar="accept|refuse|merge|restore")],
    reason: Annotated[str, typer.Option(help="Motif")] = "",
    into: Annotated[str, typer.Option(help="Identifiant à garder, pour merge")] = "",
    as_json: Json = False,
) -> None:
    """Décider d'une contribution, ou de plusieurs ensemble ; tout se défait."""
    from mapping.services.moderate import moderate_many, require

    with working(_("Enregistrement…"), as_json=as_json), workshop_at(target) as store:
        batch = moderate_many(store, identifiers, action, reason=reason, into=into)
        states = [require(store, identifier) for identifier in identifiers]
    told = [
        {"id": state.id, "status": state.status.value, "reason": state.reason, "into": state.merged_into}
        for state in states
    ]
    result = told[0] if len(told) == 1 else {"contributions": told, "events": list(batch.event_ids)}
    show(result, lines=[f"{state.id} : {state.status.value}" for state in states], as_json=as_json)


@app.command()
def code(
    target: Target,
    new: Annotated[str, typer.Option("--set", metavar="CODE", help="Mettre ce code, 6 signes au moins")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Enlever le code : tout redevient ouvert")] = False,
    as_json: Json = False,
) -> None:
    """Mettre, changer ou enlever le code de l'animateur ; en faire un quand il n'y en a pas."""
    from mapping.services.access_code import ensure_code, has_code, remove_code, set_code

    if new and remove:
        raise typer.BadParameter(_("--set et --remove ne vont pas ensemble."))
    with working(_("Enregistrement…"), as_json=as_json), workshop_at(target) as store:
        made = None
        if remove:
            remove_code(store)
        elif new:
            set_code(store, new)
        else:
            made = ensure_code(store)
        kept = has_code(store)
    if made:
        sentence = _("Code de l'animateur : {code}. Notez-le : il ne sera plus montré.").format(code=made)
    elif new:
        sentence = _("Le code est changé ; les pages ouvertes le redemanderont.")
    elif kept:
        sentence = _("Il y a un code, qui ne se relit pas. Pour le changer : --set CODE ; pour l'enlever : --remove.")
    else:
        sentence = _("Il n'y a plus de code : tout est ouvert à qui atteint cette adresse.")
    show({"code": made, "set": kept}, lines=[sentence], as_json=as_json)
