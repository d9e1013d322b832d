"""The notice on personal data that residents read, made from the settings of the workshop."""

from dataclasses import dataclass
from datetime import date

from mapping.domain.data_protection import DataProtection, LegalBasis
from mapping.domain.models import Workshop
from mapping.i18n import _

CNIL_URL = "https://www.cnil.fr/fr/plaintes"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the notice; ``own`` is the controller's words, in the language in which they wrote them."""

    title: str
    text: str = ""
    own: str = ""


def basis_words(basis: LegalBasis) -> str:
    """Return what a legal basis is, in plain words."""
    return {
        LegalBasis.NONE: "",
        LegalBasis.PUBLIC_TASK: _("C'est une mission de service public."),
        LegalBasis.CONSENT: _("Vous êtes d'accord : c'est vous qui choisissez d'écrire."),
        LegalBasis.LEGITIMATE_INTEREST: _("L'organisme y a un intérêt légitime, et vous pouvez dire non."),
    }[basis]


def short_notice(workshop: Workshop) -> Part:
    """Return the notice that stands on the form itself, in the language of the current context."""
    told = workshop.settings.data_protection
    text = _("Pas de nom, pas d'adresse. Écrire est libre. Votre code permet de tout retirer.")
    kept = kept_until(told)
    return Part(_("Vos données"), f"{text} {kept}".strip(), told.controller)


def full_notice(workshop: Workshop) -> tuple[Part, ...]:
    """Return the whole notice, the most useful first, in the language of the current context."""
    told = workshop.settings.data_protection
    unsaid = _("L'animateur peut vous le dire.")
    parts = [
        Part(
            _("Ce qui est gardé"),
            _(
                "Ce que vous écrivez, l'endroit, la photo, le groupe s'il y en a un. Jamais votre nom, votre adresse, "
                "votre numéro, ni rien de votre téléphone. Votre code n'est pas gardé : seule une empreinte l'est."
            ),
        ),
        Part(_("Qui est responsable"), "" if told.controller else unsaid, told.controller),
        Part(_("Pourquoi"), "" if told.purpose else unsaid, told.purpose),
        Part(_("De quel droit"), basis_words(told.basis) or unsaid),
        Part(
            _("Est-ce obligatoire ?"),
            _("Non. Vous pouvez ne rien écrire, ou le dire sur papier : cela ne change rien pour vous."),
        ),
        Part(
            _("Qui le voit"),
            _("Les personnes présentes, sur la carte. Rien n'est envoyé sur internet par cette page."),
            told.recipients,
        ),
        Part(_("Jusqu'à quand"), kept_until(told) or unsaid),
        Part(
            _("Vos droits"),
            _(
                "Lire, recopier ou retirer ce que vous avez écrit : avec votre code, sur cette page, sans rien "
                "demander à personne. Sans le code, ou pour corriger, limiter ou refuser, écrivez au contact "
                "ci-dessous."
            ),
        ),
        Part(_("À qui écrire"), "" if told.contact else unsaid, " · ".join(filter(None, (told.contact, told.officer)))),
        Part(_("Pour vous plaindre"), _("À la CNIL, qui veille sur les données personnelles en France."), CNIL_URL),
    ]
    return tuple(parts)


def kept_until(told: DataProtection) -> str:
    """Return until when contributions are kept, in words, or an empty text."""
    if told.erase_on:
        return _("Effacé le {day}.").format(day=f"{date.fromisoformat(told.erase_on):%d/%m/%Y}")
    return _("Effacé {n} jours après.").format(n=told.keep_days) if told.keep_days else ""
