"""Every key of the session's state, typed; small serialisable values only."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from mapping.domain.ids import new_id

FILTER_FILIERES = "filtre_besoins"
FILTER_SCHEMES = "filtre_dispositifs"
FILTER_ZONES = "filtre_quartiers"
FILTER_SESSIONS = "filtre_seances"
FILTER_GROUPS = "filtre_groupes"
FILTER_SHOW = "filtre_montrer"
ADD_MAP = "contribuer_clics"
ON_MAP = "carte"
BY_LIST = "liste"
GAP_MAP = "analyser_clics"
QUEUE_MAP = "animer_clics"
WHAT_IF_MAP = "et_si_clics"
_DRAFT_ID = "contribuer_brouillon"
_DRAFT_POSITION = "contribuer_position"
_LANGUAGE = "contribuer_parle"
_LAST_SAVED = "contribuer_dernier_ajout"
_LIST = "preparer_liste"
_GEOCODING = "preparer_adresses"
_PUT_OFF = "preparer_plus_tard"
_OPENED_WITH = "animateur_ouvert"
_CARD = "animer_carte_ouverte"
_GESTURE = "animer_geste"
_SAID = "animer_dit"
_BATCH = "animer_ensemble"
_MERGE = "reunir_fait"
_SELECTED_ZONE = "analyser_quartier"
_SELECTED_FILIERE = "analyser_besoin"
_ANALYSE_VIEW = "analyser_vue"
_ANALYSE_ROUND = "analyser_tour"
_SESSION = "seances_choisie"
_WHAT_IF = "et_si"
_JOBS = "restituer_fichiers"


def draft_id(form: str) -> str:
    """Return the identifier of what is being filled in, made once for each form: two clicks on send are one."""
    return str(st.session_state.setdefault(f"{_DRAFT_ID}_{form}", new_id()))


def draft_position() -> tuple[float, float] | None:
    """Return the (lon, lat) in WGS 84 degrees that the open form is about."""
    position = st.session_state.setdefault(_DRAFT_POSITION, None)
    return None if position is None else (float(position[0]), float(position[1]))


def open_draft(lon: float, lat: float) -> None:
    """Open the form on a position, with a new identifier."""
    st.session_state[_DRAFT_POSITION] = [lon, lat]
    st.session_state[f"{_DRAFT_ID}_{ON_MAP}"] = new_id()


def close_draft(form: str) -> None:
    """Close a form; the next one gets a new identifier."""
    if form == ON_MAP:
        st.session_state[_DRAFT_POSITION] = None
    st.session_state[f"{_DRAFT_ID}_{form}"] = new_id()


def language(default: str, *, chosen: bool = False) -> str:
    """Return the language (ISO 639-1) of residents in this session: the first one, until another is ``chosen``."""
    if chosen:
        st.session_state[_LANGUAGE] = default
    return str(st.session_state.setdefault(_LANGUAGE, default))


def seen_click(map_key: str) -> dict[str, Any]:
    """Return what a map gave back at the run before: it repeats its last click at every run."""
    return dict(st.session_state.setdefault(map_key, {}))


def remember_click(map_key: str, returned: Mapping[str, Any] | None) -> None:
    """Keep what a map gave back, for the next run."""
    st.session_state[map_key] = dict(returned or {})


def last_saved() -> str:
    """Return the identifier of the last contribution saved in this session, or an empty text."""
    return str(st.session_state.setdefault(_LAST_SAVED, ""))


def remember_saved(contribution_id: str) -> None:
    """Keep the last saved contribution, so that it can be undone."""
    st.session_state[_LAST_SAVED] = contribution_id


def selected_zone(default: str) -> str:
    """Return the code of the zone whose sheet is shown."""
    return str(st.session_state.setdefault(_SELECTED_ZONE, default))


def select_zone(code: str) -> None:
    """Show the sheet of another zone."""
    st.session_state[_SELECTED_ZONE] = code


def selected_filiere(default: str) -> str:
    """Return the identifier of the need shown on the map of gaps."""
    return str(st.session_state.setdefault(_SELECTED_FILIERE, default))


def select_filiere(identifier: str) -> None:
    """Show another need on the map of gaps."""
    st.session_state[_SELECTED_FILIERE] = identifier


def analyse_view(default: str) -> str:
    """Return what Analyser shows."""
    return str(st.session_state.setdefault(_ANALYSE_VIEW, default))


def show_view(view: str) -> None:
    """Show something else in Analyser."""
    st.session_state[_ANALYSE_VIEW] = view


def analyse_round() -> int:
    """Return how many times the choice was made elsewhere than in the matrix, which then starts again from it."""
    return int(st.session_state.setdefault(_ANALYSE_ROUND, 0))


def choose_elsewhere(*, zone: str = "", filiere: str = "", view: str = "") -> None:
    """Choose a zone, a need or a view from the map or a list: the matrix and the lists follow."""
    if zone:
        select_zone(zone)
    if filiere:
        select_filiere(filiere)
    if view:
        show_view(view)
    st.session_state[_ANALYSE_ROUND] = analyse_round() + 1


def chosen_session(default: str) -> str:
    """Return the identifier of the séance that the page of the séances is about."""
    return str(st.session_state.setdefault(_SESSION, default))


def choose_session(identifier: str) -> None:
    """Be about another séance."""
    st.session_state[_SESSION] = identifier


def _list(token: str) -> dict[str, Any]:
    """Return where the person is with the file that was sent; another file starts again."""
    now = st.session_state.setdefault(_LIST, {})
    if now.get("token") != token:
        now = {"token": token, "step": 1, "columns": None, "round": 0}
        st.session_state[_LIST] = now
    return dict(now)


def list_step(token: str) -> int:
    """Return the step of the import that is shown, from 1 to 3."""
    return int(_list(token)["step"])


def go_to_list_step(token: str, step: int) -> None:
    """Show another step."""
    st.session_state[_LIST] = _list(token) | {"step": step}


def list_columns(token: str) -> dict[str, str] | None:
    """Return the columns that the person chose, None when nothing was changed."""
    columns = _list(token)["columns"]
    return None if columns is None else {str(field): str(column) for field, column in columns.items()}


def choose_list_columns(token: str, columns: Mapping[str, str] | None) -> None:
    """Keep the columns that the person chose; None goes back to the guesses."""
    now = _list(token)
    st.session_state[_LIST] = now | {"columns": columns and dict(columns), "round": now["round"] + 1}


def list_round(token: str) -> int:
    """Return how many times the columns were changed: widgets start again from the guesses at each change."""
    return int(_list(token)["round"])


def geocoding() -> dict[str, Any] | None:
    """Return what the geocoder last answered in this session, as ``geocode_result`` says it."""
    return dict(result) if (result := st.session_state.setdefault(_GEOCODING, None)) is not None else None


def remember_geocoding(result: Mapping[str, Any]) -> None:
    """Keep what the geocoder answered, until it is asked again."""
    st.session_state[_GEOCODING] = dict(result)


def put_off(queue: str) -> list[str]:
    """Return what the person left for later in a queue."""
    return list(st.session_state.setdefault(_PUT_OFF, {}).get(queue, []))


def put_off_one(queue: str, identifier: str) -> None:
    """Leave one for later."""
    st.session_state[_PUT_OFF] = st.session_state.setdefault(_PUT_OFF, {}) | {queue: [*put_off(queue), identifier]}


def take_back(queue: str) -> None:
    """Show again what was left for later."""
    st.session_state[_PUT_OFF] = st.session_state.setdefault(_PUT_OFF, {}) | {queue: []}


def opened_with() -> str:
    """Return what this session remembers of the facilitator's code that opened its pages; empty when none did."""
    return str(st.session_state.setdefault(_OPENED_WITH, ""))


def remember_opened(key: str) -> None:
    """Open the facilitator's pages in this session for as long as the code that ``key`` stands for is the one."""
    st.session_state[_OPENED_WITH] = key


def open_card() -> str:
    """Return the contribution that was chosen to be decided of, empty for the oldest."""
    return str(st.session_state.setdefault(_CARD, ""))


def choose_card(identifier: str) -> None:
    """Open another card of the queue; what was begun on the one before is left."""
    st.session_state[_CARD] = identifier
    st.session_state[_GESTURE] = ""


def gesture() -> str:
    """Return what is being done with the open card besides reading it: correct, merge, refuse, or nothing."""
    return str(st.session_state.setdefault(_GESTURE, ""))


def begin(gesture_name: str) -> None:
    """Begin to correct, merge or refuse the open card; the same again puts it away."""
    st.session_state[_GESTURE] = "" if gesture() == gesture_name else gesture_name


def said() -> tuple[str, bool]:
    """Return the last word about the queue, and whether it is a refusal."""
    sentence, refused = st.session_state.setdefault(_SAID, ["", False])
    return str(sentence), bool(refused)


def say(sentence: str, *, refused: bool = False) -> None:
    """Keep the last word about the queue."""
    st.session_state[_SAID] = [sentence, refused]


def batch_round() -> int:
    """Return how many batches were decided: the ticks of the list start again at each."""
    return int(st.session_state.setdefault(_BATCH, 0))


def end_batch() -> None:
    """Take the ticks off."""
    st.session_state[_BATCH] = batch_round() + 1


def last_merge() -> dict[str, Any] | None:
    """Return what the last files that were joined brought, in sentences, and the path of the copy made before."""
    found = st.session_state.setdefault(_MERGE, None)
    return None if found is None else dict(found)


def remember_merge(sentences: list[str], backup: str) -> None:
    """Keep what joining brought, until other files are joined."""
    st.session_state[_MERGE] = {"sentences": sentences, "backup": backup}


def what_if_point() -> tuple[float, float] | None:
    """Return the (lon, lat) in WGS 84 degrees where the place that one imagines stands, or None."""
    point = st.session_state.setdefault(_WHAT_IF, {}).get("point")
    return None if point is None else (float(point[0]), float(point[1]))


def what_if(name: str) -> str:
    """Return what was typed or done about scenarios: ``name`` of the one being made, ``removed`` event, ``opened``."""
    return str(st.session_state.setdefault(_WHAT_IF, {}).get(name, ""))


def remember_what_if(**values: Any) -> None:
    """Keep ``point`` ([lon, lat] or None), ``name``, ``removed`` or ``opened``; the others stay as they are."""
    st.session_state[_WHAT_IF] = {**st.session_state.get(_WHAT_IF, {}), **values}


def widget_value(key: str) -> object:
    """Return what a widget holds when it has just changed, for the function that it calls."""
    return st.session_state.get(key)


def job_of(card: str, *, asked: str = "") -> str:
    """Return the job that this session last asked for from a card, empty when none; ``asked`` is the new one."""
    st.session_state[_JOBS] = st.session_state.setdefault(_JOBS, {}) | ({card: asked} if asked else {})
    return str(st.session_state[_JOBS].get(card, ""))
