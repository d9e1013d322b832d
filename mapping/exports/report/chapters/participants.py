"""Who took part: counts only, never a name."""

from collections.abc import Iterator

from mapping.domain.models import ContributionKind
from mapping.domain.sessions import Session
from mapping.exports.labels import kind_label
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Note, Paragraph
from mapping.exports.report.words import clean, number
from mapping.i18n import _, ngettext


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    sessions = context.bundle.snapshot.sessions
    if not sessions:
        yield Paragraph(
            _(
                "Aucune séance n'est enregistrée dans l'atelier : on ne peut pas dire ici qui a participé. Notez la "
                "date, le lieu et le nombre de personnes de chaque séance dans « Animer »."
            )
        )
    else:
        yield Paragraph(_attendance(sessions))
        yield table(
            _("Les séances"),
            (_("Date"), _("Lieu"), _("Groupe"), _("Personnes présentes")),
            [_session(session) for session in sessions],
            widths=(2, 4, 5, 2),
        )
    yield from _said(context)
    yield Note(
        _(
            "Ceux qui sont venus ne représentent pas tous les habitants : ce qu'ils disent compte pour ce qu'ils ont "
            "vu, pas pour la part de la population qu'ils seraient. Aucun nom n'a été demandé."
        )
    )


def _attendance(sessions: tuple[Session, ...]) -> str:
    told = ngettext("L'atelier a tenu {n} séance.", "L'atelier a tenu {n} séances.", len(sessions)).format(
        n=len(sessions)
    )
    heads = [session.head_count for session in sessions if session.head_count is not None]
    if heads:
        told += " " + ngettext(
            "{n} présence y a été comptée ; une personne venue deux fois compte deux fois.",
            "{n} présences y ont été comptées ; une personne venue deux fois compte deux fois.",
            sum(heads),
        ).format(n=number(sum(heads)))
    return told


def _session(session: Session) -> tuple[str, str, str, str]:
    heads = _("non compté") if session.head_count is None else number(session.head_count)
    return (
        f"{session.date:%d/%m/%Y}",
        clean(session.place) or _("non dit"),
        clean(session.group_kind) or _("non dit"),
        heads,
    )


def _said(context: Context) -> Iterator[Block]:
    frames = {kind: context.contributions(kind) for kind in ContributionKind}
    if not any(len(frame) for frame in frames.values()):
        yield Paragraph(
            _(
                "Aucune contribution d'habitant n'est comptée dans ce rapport. Les réponses qui suivent ne reposent "
                "que sur les listes importées."
            )
        )
        return
    yield table(
        _("Ce que les habitants ont apporté"),
        (_("Contribution"), _("Nombre"), _("Personnes qui le disent")),
        [
            (kind_label(kind).capitalize(), number(len(frame)), number(float(frame["people"].sum())))
            for kind, frame in frames.items()
            if len(frame)
        ],
        widths=(4, 2, 3),
        notes=(_("Une personne qui a fait plusieurs contributions est comptée dans chacune."),),
    )
    answers = len(context.bundle.snapshot.knowledge)
    if answers:
        yield Paragraph(
            ngettext(
                "Les habitants ont aussi dit {n} fois s'ils connaissent un lieu de la carte.",
                "Les habitants ont aussi dit {n} fois s'ils connaissent un lieu de la carte.",
                answers,
            ).format(n=number(answers))
        )
