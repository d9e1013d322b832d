"""What a person still has to say of structures: where they are, and which needs they serve."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _, ngettext
from mapping.services.geocode import Looked, accept_proposal, geocode_online, geocode_result
from mapping.services.place_actors import Nowhere, looked_for, without_position
from mapping.ui import data, state
from mapping.ui.components.place_by_hand import by_hand
from mapping.ui.components.queue import later, next_one, note, write
from mapping.ui.components.to_confirm import to_confirm
from mapping.ui.format import number, plain

_QUEUE = "placer"
_MUCH, _RATHER = 0.8, 0.6


def to_place_and_confirm() -> None:
    """Show what waits for a person, and nothing when nothing does."""
    nowhere = without_position(data.snapshot().actors)
    asked = state.geocoding() is not None
    if not nowhere and data.suggested_needs().empty and not asked:
        return
    with st.expander(_("À placer et à confirmer"), icon=":material/pin_drop:"):
        if nowhere or asked:
            _ask_geocoder(sum(one.has_address for one in nowhere))
            _one_by_one({one.actor_id: one for one in nowhere})
        to_confirm(data.suggested_needs())


def _ask_geocoder(count: int) -> None:
    st.markdown("##### " + _("Sans position"))
    if count:
        said = ngettext(
            "{n} structure a une adresse et n'est pas encore sur la carte.",
            "{n} structures ont une adresse et ne sont pas encore sur la carte.",
            count,
        )
        st.markdown(said.format(n=number(count)))
        st.caption(
            _(
                "Avec internet : seules les adresses sont envoyées, à la Base Adresse Nationale. "
                "Sans internet, placez-les à la main."
            )
        )
        if st.button(_("Placer les adresses"), icon=":material/travel_explore:", key="placer_adresses"):
            _geocode()
    if result := state.geocoding():
        note(
            _("Dernière recherche : placées {placed}, à regarder {unsure}, introuvables {lost}.").format(
                placed=number(result["placed"]),
                unsure=number(len(result["unsure"])),
                lost=number(len(result["not_found"])),
            )
        )


def _geocode() -> None:
    bar = st.progress(0.0, text=_("Demande envoyée…"))

    def show(what: str, done: int, total: int | None) -> None:
        bar.progress(min(done / total, 1.0) if total else 0.0, text=plain(what))

    try:
        report = geocode_online(data.store(), on_progress=show)
    except CartoquartierError as error:
        st.error(plain(str(error)))
    except OSError as error:
        reason = error.strerror or str(error)
        st.error(_("Le disque ne répond pas : {reason}. Libérez de la place.").format(reason=plain(reason)))
    else:
        state.remember_geocoding(geocode_result(report))
        st.rerun()
    finally:
        bar.empty()


def _one_by_one(waiting: dict[str, Nowhere]) -> None:
    """Show the structures one at a time, those with a proposal first."""
    looked = looked_for(state.geocoding() or {"unsure": [], "not_found": []})
    ordered = sorted(waiting, key=lambda actor_id: not _has_proposal(looked.get(actor_id)))
    chosen = next_one(_("Structure à placer"), {actor_id: waiting[actor_id].name for actor_id in ordered}, queue=_QUEUE)
    if chosen is None:
        return
    one = waiting[chosen]
    with st.container(border=True):
        st.markdown(f"**{plain(one.name)}**  \n{plain(one.where) or _('Adresse inconnue')}")
        if (found := looked.get(chosen)) is not None:
            _proposal(found)
        with st.container(horizontal=True):
            if found is not None and _has_proposal(found):
                _accept(found)
            later(chosen, queue=_QUEUE)
        by_hand(chosen)


def _has_proposal(found: Looked | None) -> bool:
    return found is not None and found.match.lon is not None


def _proposal(found: Looked) -> None:
    """Show what the geocoder proposed, and why it was not taken."""
    if _has_proposal(found):
        label, likeness = plain(found.match.label), _likeness(found.match.score)
        st.markdown(_("Proposition : **{label}**, {likeness}.").format(label=label, likeness=likeness))
    st.caption(_("Pas placée d'office : {reason}.").format(reason=plain(found.match.reason)))


def _accept(found: Looked) -> None:
    key = f"placer_accepter_{found.actor_id}"
    if st.button(_("Accepter"), type="primary", icon=":material/check:", key=key):
        write(lambda: accept_proposal(data.store(), found))


def _likeness(score: float) -> str:
    if score >= _MUCH:
        return _("qui ressemble beaucoup à l'adresse")
    return _("qui ressemble assez à l'adresse") if score >= _RATHER else _("qui ressemble peu à l'adresse")
