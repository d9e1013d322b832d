"""The steps of a séance: the two hours that a workshop starts with, and the timer of the current one."""

from dataclasses import replace
from datetime import datetime

from mapping.domain.errors import ContributionError
from mapping.domain.sessions import Session
from mapping.domain.workshop_settings import Step, WorkshopSettings
from mapping.i18n import _

STEPS_MAX = 20
TITLE_MAX_CHARACTERS = 60
INSTRUCTION_MAX_CHARACTERS = 300
MINUTES_MAX = 240


def default_steps() -> tuple[Step, ...]:
    """Return the two hours that a workshop starts with.

    Examples
    --------
    >>> sum(step.minutes for step in default_steps()), len(default_steps())
    (120, 7)
    """
    return (
        Step(
            _("Accueil"),
            _("Installez-vous à quatre ou cinq par table. On ajoute un lieu tous ensemble, pour voir comment on fait."),
            10,
        ),
        Step(
            _("Où habitons-nous, où allons-nous ?"),
            _("Dessinez votre quartier à vous, et les trajets que vous faites souvent."),
            20,
        ),
        Step(
            _("Ce qui existe"),
            _("Quels lieux vous aident tous les jours ? Manger, réparer, apprendre, garder les enfants…"),
            25,
        ),
        Step(
            _("Ce qui manque"),
            _("Qu'est-ce qu'on ne trouve pas ici ? Dites où il le faudrait, et combien vous êtes à le dire."),
            20,
        ),
        Step(
            _("Les locaux et les lieux vides"),
            _("Quels locaux, quels terrains pourraient servir ? Montrez-les sur la carte."),
            15,
        ),
        Step(
            _("Nos priorités"),
            _("Chaque table pose ses gommettes sur les manques les plus importants."),
            15,
            votes=True,
        ),
        Step(
            _("On se raconte"),
            _("Chaque table présente ce qu'elle retient. Qu'est-ce qui nous surprend ? Qui fait quoi ensuite ?"),
            15,
        ),
    )


def steps_of(settings: WorkshopSettings) -> tuple[Step, ...]:
    """Return the steps of a workshop: its own, else the default two hours."""
    return settings.steps or default_steps()


def checked_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps that may be saved, their texts trimmed.

    Raises
    ------
    ContributionError
        Naming the step that has no title, is too long, or lasts a strange time.

    Examples
    --------
    >>> checked_steps((Step(" Accueil ", "", 10),))
    (Step(title='Accueil', instruction='', minutes=10, votes=False),)
    """
    if len(steps) > STEPS_MAX:
        raise ContributionError(
            _("Il y a {got} étapes ; {most} au plus, pour tenir sur une séance.").format(got=len(steps), most=STEPS_MAX)
        )
    return tuple(_checked(rank, step) for rank, step in enumerate(steps, start=1))


def current_step(session: Session, settings: WorkshopSettings) -> Step:
    """Return the step where a séance is; the last one when the list has become shorter since."""
    steps = steps_of(settings)
    return steps[min(session.step, len(steps) - 1)]


def elapsed_s(session: Session, now: datetime) -> float:
    """Return the seconds spent on the current step, pauses apart.

    A clock that went back meanwhile takes nothing away from what was already spent.
    """
    if session.step_started_at is None:
        return session.step_elapsed_s
    return session.step_elapsed_s + max(0.0, (now - session.step_started_at).total_seconds())


def _checked(rank: int, step: Step) -> Step:
    title, instruction = step.title.strip(), step.instruction.strip()
    if not title:
        raise ContributionError(
            _("L'étape {rank} n'a pas de titre : écrivez-le, ou retirez la ligne.").format(rank=rank)
        )
    for text, most in ((title, TITLE_MAX_CHARACTERS), (instruction, INSTRUCTION_MAX_CHARACTERS)):
        if len(text) > most:
            raise ContributionError(
                _("Étape {rank} : le texte fait {got} caractères ; {most} au plus, pour se lire de loin.").format(
                    rank=rank, got=len(text), most=most
                )
            )
    if not 1 <= step.minutes <= MINUTES_MAX:
        raise ContributionError(
            _("Étape {rank} : {got} minutes ; un nombre de 1 à {most} est attendu.").format(
                rank=rank, got=step.minutes, most=MINUTES_MAX
            )
        )
    return replace(step, title=title, instruction=instruction)
