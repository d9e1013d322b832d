"""Every string of the phone page, in the language of the current context: the page and its script read the same."""

from mapping.i18n import _


def phone_words() -> dict[str, str]:
    """Return the strings by name; ``{n}``, ``{distance}``… are filled in by the page or its script."""
    return _steps() | _where() | _drawing() | _sending() | _after()


def _steps() -> dict[str, str]:
    return {
        "title": _("Qu'est-ce que vous connaissez ?"),
        "intro": _("Pas de nom, pas de compte. Quatre questions."),
        "back": _("Retour"),
        "next": _("Continuer"),
        "language": _("Langue"),
        "kind": _("C'est…"),
        "where": _("Où ?"),
        "what_for": _("À quoi ça sert ?"),
        "words": _("Quelques mots"),
        "words_help": _("Un nom, un horaire, une idée… Vous pouvez ne rien écrire."),
        "words_label": _("Vos mots (facultatif)"),
        "letters_left": _("Encore {n} lettres"),
        "more": _("Ajouter une photo ou une précision"),
        "people": _("Combien de personnes le disent ?"),
        "category": _("Est-ce un cas à part ?"),
        "category_none": _("Non"),
        "group": _("Votre table ou votre groupe"),
        "group_none": _("Aucun"),
        "photo": _("Une photo (facultatif)"),
        "photo_help": _("Pas de visage, s'il vous plaît. La photo est cachée jusqu'à ce que l'animateur la regarde."),
        "photo_remove": _("Enlever la photo"),
        "photo_failed": _("Cette image ne peut pas être lue. Essayez-en une autre."),
        "votes": _("Poser vos gommettes"),
        "skip": _("Je ne sais pas"),
        "send": _("Envoyer"),
        "choose_kind": _("Choisissez d'abord ce que c'est."),
        "choose_filiere": _("Choisissez à quoi ça sert."),
    }


def _where() -> dict[str, str]:
    return {
        "tap": _("Touchez la carte à l'endroit."),
        "map": _("Carte du quartier"),
        "map_absent": _("La carte n'est pas venue. Vous pouvez dire l'endroit autrement, juste en dessous."),
        "centre": _("Prendre le centre de la carte"),
        "gps": _("Montrer autour de moi"),
        "gps_help": _("Votre position reste dans le téléphone."),
        "gps_failed": _("Le téléphone ne sait pas où il est. Touchez la carte."),
        "street": _("Une rue, une place, un repère"),
        "street_help": _("Par exemple : la mairie, rue de la Paix"),
        "search": _("Chercher"),
        "nothing_found": _("Rien trouvé. Essayez un autre mot, ou touchez la carte."),
        "square": _("La case sur le plan en papier"),
        "square_help": _("Par exemple : B4"),
        "square_unknown": _("Cette case n'est pas sur le plan. Une lettre et un nombre, par exemple B4."),
        "zone": _("Dans ce quartier, je ne sais pas où exactement"),
        "zone_choose": _("Choisir un quartier"),
        "here": _("L'endroit choisi : {place}"),
        "point_on_map": _("un point sur la carte"),
        "square_named": _("case {name}"),
        "no_place": _("Dites d'abord où c'est."),
        "other_ways": _("Ou dites-le autrement"),
        "offline_search": _("Le téléphone ne joint pas l'ordinateur. Touchez la carte, ou choisissez un quartier."),
    }


def _drawing() -> dict[str, str]:
    return {
        "draw_area": _("Touchez la carte pour faire le tour de votre quartier, coin après coin."),
        "draw_route": _("Touchez la carte le long de votre trajet."),
        "corners": _("Les coins, dans l'ordre"),
        "stops": _("Les points du trajet, dans l'ordre"),
        "corners_plain": _(
            "Une rue ou un repère par ligne, dans l'ordre (3 au moins pour un quartier, 2 pour un trajet)"
        ),
        "corner": _("Point {n}"),
        "undo": _("Enlever le dernier point"),
        "remove": _("Enlever"),
        "clear": _("Tout effacer"),
        "move_help": _("Un point se déplace avec le doigt."),
        "area_short": _("Points encore à poser pour faire le tour : {n}."),
        "route_short": _("Il faut au moins 2 points pour un trajet."),
        "crossing": _("Le tour se croise : deux traits passent l'un sur l'autre."),
        "untangle": _("Remettre les points en ordre"),
        "area_done": _("Le tour est fait : {n} points."),
        "route_done": _("Le trajet a {n} points."),
    }


def _sending() -> dict[str, str]:
    return {
        "sending": _("Envoi…"),
        "waiting": _("En attente"),
        "waiting_help": _(
            "Le téléphone ne joint pas l'ordinateur. Ce que vous avez écrit est gardé dans le téléphone et partira "
            "tout seul. Laissez cette page ouverte et restez sur le wifi de l'atelier."
        ),
        "sent": _("C'est envoyé"),
        "sent_help": _("Merci ! C'est enregistré sur l'ordinateur de l'atelier."),
        "photo_waiting": _("La photo est encore en attente."),
        "photo_refused": _("La photo n'a pas été gardée : {reason}"),
        "refused": _("À corriger"),
        "correct": _("Corriger"),
        "throw": _("Jeter"),
        "throw_sure": _("Jeter ce que vous avez écrit ?"),
        "my_sendings": _("Mes envois"),
        "try_again": _("Essayer maintenant"),
        "without_words": _("(sans texte)"),
        "storage_full": _("Le téléphone n'a plus de place : gardez cette page ouverte jusqu'à « C'est envoyé »."),
        "problem": _("Un problème est arrivé. Ce que vous avez écrit est gardé dans le téléphone."),
        "is_it": _("C'est lui ?"),
        "is_it_help": _("Nous connaissons déjà un lieu tout près."),
        "yes_it_is": _("Oui, c'est lui"),
        "no_other": _("Non, c'est un autre"),
        "metres": _("à {n} mètres"),
        "know_question": _("Ce lieu, vous…"),
        "knows": _("Je le connais"),
        "uses": _("J'y vais"),
        "known_sent": _("C'est noté : ce lieu est connu."),
    }


def _after() -> dict[str, str]:
    return {
        "code": _("Votre code"),
        "code_help": _("Gardez-le (une photo de l'écran suffit). Il sert à retirer ce que vous avez envoyé."),
        "one_more": _("Encore un"),
        "someone_else": _("C'est une autre personne"),
        "count_one": _("Une contribution dans cet atelier : la vôtre."),
        "count": _("{n} contributions dans cet atelier."),
        "withdraw": _("Retirer ce que j'ai envoyé"),
        "withdraw_help": _("Écrivez votre code. Tout ce que vous avez envoyé avec lui sera retiré."),
        "withdraw_keeps": _(
            "Vos mots, l'endroit, la photo et vos réponses sont effacés. Il reste seulement que quelque chose a été "
            "retiré."
        ),
        "copy_do": _("Recevoir une copie"),
        "copy_help": _("Ou recevez dans un fichier tout ce que vous avez envoyé avec ce code, sans rien retirer."),
        "data_more": _("En savoir plus sur vos données"),
        "withdraw_do": _("Retirer"),
        "withdrawn": _("C'est retiré ({n})."),
        "withdrawn_none": _("Il n'y a rien avec ce code. Vérifiez-le."),
        "plain_form": _("Sans JavaScript, remplissez ce qui vous concerne puis touchez « Envoyer »."),
        "group_here": _("Groupe : {name}"),
    }
