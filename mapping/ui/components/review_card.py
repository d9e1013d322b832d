"""One card of the queue: what was said, what to look at in it, and the decisions, one key each."""

from collections.abc import Callable

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import Action, PhotoStatus, Placement
from mapping.domain.personal_data import Flag
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.moderate import moderate, moderate_photo
from mapping.services.review import Waiting
from mapping.services.select import zone_at
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label, kind_label, zone_label
from mapping.ui.components.keyboard import button_key
from mapping.ui.components.review_gestures import correcting, merging, refusing
from mapping.ui.format import plain

CORRECT, MERGE, REFUSE = "corriger", "fusionner", "refuser"


def card(snapshot: Snapshot, one: Waiting, *, later: str) -> None:
    """Show a card, its decisions first: where the hand finds them again on the next one."""
    with st.container(border=True, key="animer_carte_ouverte"):
        _buttons(one)
        _what(snapshot, one, later)


def gesture_form(snapshot: Snapshot, one: Waiting | None) -> None:
    """Show the form of the gesture begun, over the map: in sight, whatever the length of the card."""
    # Always there, so that the map keeps its place under it and is not drawn again.
    with st.container(key="animer_geste"):
        show = {CORRECT: correcting, MERGE: merging, REFUSE: refusing}.get(state.gesture())
        if show is not None and one is not None:
            show(snapshot, one)


def highlighted(text: str, flags: tuple[Flag, ...]) -> str:
    """Return a text as Markdown that shows it to the letter, with what to look at on a coloured ground.

    Examples
    --------
    >>> from mapping.domain.personal_data import personal_data
    >>> highlighted("voir Mme Diallo", personal_data("voir Mme Diallo"))
    'voir :orange-background[Mme Diallo]'
    """
    parts, end = [], 0
    for flag in flags:
        parts += [plain(text[end : flag.start]), f":orange-background[{plain(text[flag.start : flag.end])}]"]
        end = flag.end
    return "".join([*parts, plain(text[end:])])


def photo(one: Waiting) -> None:
    """Show a photo with the button that shows it to everybody, or hides it."""
    kept = data.store().photo(one.photo_id)
    if kept is not None:
        st.image(kept.content, width="stretch", alt=_("Photo jointe à la contribution"))
    _photo_choice(one)


def _photo_choice(one: Waiting) -> None:
    if one.sensitive:
        st.caption(_("Catégorie sensible : la photo n'est montrée à personne d'autre."))
        return
    shown = one.photo_status == PhotoStatus.SHOWN
    st.button(
        _("Cacher la photo") if shown else _("Montrer la photo à tous"),
        icon=":material/visibility_off:" if shown else ":material/visibility:",
        key=f"animer_photo_{one.id}",
        on_click=decide,
        args=(lambda: moderate_photo(data.store(), one.id, show=not shown),),
    )
    if not shown:
        st.caption(_("Cachée : personne d'autre ne la voit."))


def decide(decision: Callable[[], object]) -> None:
    """Do something to the queue, and keep its refusal, if any, for the page."""
    try:
        decision()
    except CartoquartierError as error:
        state.say(str(error), refused=True)
    else:
        state.say("")
        state.choose_card("")


def _what(snapshot: Snapshot, one: Waiting, later: str) -> None:
    need = filiere_label(snapshot.workshop)(one.filiere) if one.filiere else ""
    title, aside = st.columns([5, 2], vertical_alignment="center")
    title.markdown(f"**{plain(' · '.join(filter(None, [kind_label(one.kind), need])))}**")
    aside.button(_("Plus tard"), type="tertiary", key=f"animer_tard_{one.id}", on_click=_later, args=(later, one.id))
    st.markdown(highlighted(one.text, one.flags) if one.text else "*" + _("(sans texte)") + "*")
    if one.reasons:
        st.markdown("  \n".join(f":small[:material/flag: :orange[{plain(reason)}]]" for reason in one.reasons))
    st.caption(plain(" · ".join(filter(None, _context(snapshot, one)))))
    kept = data.store().photo(one.photo_id) if one.photo_id else None
    if kept is not None:
        picture, choice = st.columns([2, 3])
        picture.image(kept.content, width="stretch", alt=_("Photo jointe à la contribution"))
        with choice:
            _photo_choice(one)


def _context(snapshot: Snapshot, one: Waiting) -> list[str]:
    categories = {category.id: category.label for category in snapshot.workshop.settings.categories}
    code = one.near_id if one.placement == Placement.ZONE else zone_at(snapshot, one.lon, one.lat)
    return [
        zone_label(snapshot)(code) if code else _("hors des quartiers"),
        one.group_name,
        ngettext("{n} personne", "{n} personnes", one.people).format(n=one.people),
        categories.get(one.category, one.category),
        "" if one.language == "fr" else _("écrit en « {language} »").format(language=one.language),
    ]


def _buttons(one: Waiting) -> None:
    accept, refuse = st.columns(2)
    accept.button(
        _("Accepter (A)"),
        type="primary",
        icon=":material/check:",
        width="stretch",
        key=button_key("a", one.id),
        on_click=decide,
        args=(lambda: moderate(data.store(), one.id, Action.ACCEPT),),
    )
    correct, merge = st.columns(2)
    for place, label, icon, letter, name in (
        (refuse, _("Refuser (R)"), ":material/block:", "r", REFUSE),
        (correct, _("Corriger (C)"), ":material/edit:", "c", CORRECT),
        (merge, _("Fusionner (F)"), ":material/join:", "f", MERGE),
    ):
        place.button(
            label, icon=icon, width="stretch", key=button_key(letter, one.id), on_click=state.begin, args=(name,)
        )


def _later(queue: str, identifier: str) -> None:
    state.put_off_one(queue, identifier)
    state.choose_card("")
