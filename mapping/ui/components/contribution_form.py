"""The form of a contribution: what, for what, a few words. Nothing typed is lost by an error."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import ContributionKind, Placement
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.contribute import PEOPLE_MAX, TEXT_MAX_CHARACTERS, Request, contribute, point_wkt
from mapping.services.select import Somewhere, named_actors, named_landmarks, named_square, named_zones, zone_at
from mapping.ui import data, state
from mapping.ui.components.choices import kind_label, pictogram_label, zone_label
from mapping.ui.components.data_notice import data_notice
from mapping.ui.components.find_place import ask_address, can_find_addresses
from mapping.ui.components.language_choice import speak, written
from mapping.ui.format import plain

Form = tuple[ContributionKind, str | None, str, int, str]
"""Kind, need, words, how many people, category."""
_KINDS = [ContributionKind.PLACE, ContributionKind.NEED, ContributionKind.PREMISES]


def contribution_dialog(snapshot: Snapshot) -> None:
    """Ask about the position that was touched."""
    st.dialog(_("Ajouter ici"), dismissible=False)(_dialog)(snapshot)


def _dialog(snapshot: Snapshot) -> None:
    with written("boite"):
        _ask_there(snapshot)


def _ask_there(snapshot: Snapshot) -> None:
    position = state.draft_position()
    if position is None:
        return
    code = zone_at(snapshot, *position)
    st.caption(plain(zone_label(snapshot)(code)) if code else _("Hors des quartiers de l'atelier"))
    form = _fields(snapshot, key=state.ON_MAP)
    save, cancel = st.columns(2)
    sent = save.button(_("Envoyer"), type="primary", width="stretch", key="carte_envoyer")
    if sent and _send(form, position, Placement.EXACT, near_id="", key=state.ON_MAP):
        st.rerun()
    if cancel.button(_("Ne pas ajouter"), width="stretch", key="carte_annuler"):
        state.close_draft(state.ON_MAP)
        st.rerun()


def without_map(snapshot: Snapshot) -> None:
    """Ask for the position by name: a quartier, a landmark, a structure."""
    choices = _somewhere(snapshot)
    where = st.segmented_control(
        _("Où ?"),
        list(choices),
        default=Placement.ZONE,
        required=True,
        format_func=_placement_labels().__getitem__,
        key="liste_ou",
    )
    place = _chosen(where, choices[where], snapshot)
    form = _fields(snapshot, key=state.BY_LIST)
    if st.button(_("Envoyer"), type="primary", key="liste_envoyer"):
        if place is None:
            st.error(
                _("Cette case n'est pas sur le plan. Une lettre et un nombre, par exemple B4.")
                if where is Placement.SQUARE
                else _("Il manque l'endroit : choisissez-le dans la liste.")
            )
        elif _send(form, (place.lon, place.lat), where, near_id=place.id, key=state.BY_LIST):
            st.rerun()


def _chosen(where: Placement, places: list[Somewhere], snapshot: Snapshot) -> Somewhere | None:
    if where is Placement.ADDRESS:
        return ask_address(key="liste_adresse")
    if where is Placement.SQUARE:
        return named_square(snapshot, st.text_input(_placement_labels()[where], max_chars=8, key="liste_case"))
    return _from_list(where, places)


def _from_list(where: Placement, places: list[Somewhere]) -> Somewhere | None:
    return st.selectbox(
        _placement_labels()[where],
        places,
        index=None,
        format_func=lambda somewhere: somewhere.label,
        placeholder=_("Choisir ou écrire les premières lettres"),
        key=f"liste_lieu_{where}",
    )


def _somewhere(snapshot: Snapshot) -> dict[Placement, list[Somewhere]]:
    found = {
        Placement.ZONE: list(named_zones(snapshot)),
        Placement.LANDMARK: list(named_landmarks(snapshot)),
        Placement.ACTOR: list(named_actors(snapshot)),
    }
    kept = {placement: places for placement, places in found.items() if places}
    sheet: dict[Placement, list[Somewhere]] = {} if snapshot.zones.empty else {Placement.SQUARE: []}
    return kept | ({Placement.ADDRESS: []} if can_find_addresses() else {}) | sheet


def _placement_labels() -> dict[Placement, str]:
    """Return the words in the language of now: Streamlit may read a choice again before the page says its own."""
    return {
        Placement.ZONE: _("Dans ce quartier"),
        Placement.LANDMARK: _("Près de ce repère"),
        Placement.ACTOR: _("Dans cette structure"),
        Placement.ADDRESS: _("À cette adresse"),
        Placement.SQUARE: _("La case sur le plan en papier"),
    }


def _fields(snapshot: Snapshot, *, key: str) -> Form:
    suffix = f"{key}_{state.draft_id(key)}"
    kind = st.radio(
        _("C'est…"), _KINDS, format_func={kind: kind_label(kind) for kind in _KINDS}.__getitem__, key=f"genre_{suffix}"
    )
    filiere = st.pills(
        _("À quoi ça sert ?"),
        [filiere.id for filiere in snapshot.workshop.filieres],
        format_func=pictogram_label(snapshot.workshop),
        key=f"besoin_{suffix}",
    )
    text = st.text_area(_("Quelques mots (facultatif)"), max_chars=TEXT_MAX_CHARACTERS, key=f"texte_{suffix}")
    people = st.number_input(_("Combien êtes-vous à le dire ?"), 1, PEOPLE_MAX, 1, key=f"personnes_{suffix}")
    category = _category(snapshot, suffix)
    data_notice(snapshot.workshop)
    return kind, filiere, text, int(people), category


def _category(snapshot: Snapshot, suffix: str) -> str:
    """Ask for a category of the workshop, if it has any; a sensitive one says what it changes."""
    settings = snapshot.workshop.settings
    labels = {"": _("Non")} | {category.id: _(category.label) for category in settings.categories}
    if len(labels) == 1:
        return ""
    chosen = st.selectbox(
        _("Est-ce un cas particulier ?"), list(labels), format_func=labels.__getitem__, key=f"categorie_{suffix}"
    )
    if chosen in settings.sensitive_ids():
        st.caption(
            _("On ne montrera qu'un carré de {side} m, jamais l'endroit exact.").format(side=f"{settings.area_m:g}")
        )
    return chosen


def _send(
    form: Form,
    position: tuple[float, float],
    placement: Placement,
    *,
    near_id: str,
    key: str,
) -> bool:
    kind, filiere, text, people, category = form
    request = Request(
        kind,
        point_wkt(*position),
        filiere=filiere,
        text=text,
        people=people,
        placement=placement,
        near_id=near_id,
        id=state.draft_id(key),
        category=category,
        language=speak(),
    )
    try:
        receipt = contribute(data.store(), request)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return False
    state.remember_saved(receipt.contribution.id)
    state.close_draft(key)
    return True
