"""First step: the file as it is, which column is taken for what and why, and how to say otherwise."""

import pandas as pd
import streamlit as st

from mapping.domain.tables import SEPARATOR
from mapping.i18n import _
from mapping.services.preview import WORD_FIELD, Preview, field_label
from mapping.ui import data
from mapping.ui.components.add_list import kind_label
from mapping.ui.format import number, plain

_ALWAYS = ("name", "filieres", "address", "city", "lon", "lat", "code", "population")
_PER_LINE = 2
_SHOWN_WORDS = 40


def choose_columns(seen: Preview, *, key: str) -> dict[str, str]:
    """Show what was guessed; return the fields that the person has just answered otherwise."""
    rows = number(seen.report.rows)
    st.markdown(_("**{kind}** : {n} lignes.").format(kind=kind_label(seen.kind), n=rows))
    if seen.header:
        sample = [[_short(cell) for cell in row] for row in seen.sample]
        st.dataframe(pd.DataFrame(sample, columns=list(seen.header)), hide_index=True)
    if seen.notes:
        st.info("\n".join([_("Ce qui est remis en ordre :"), "", *(f"- {plain(note)}" for note in seen.notes)]))
    if not seen.fields:
        return {}
    guessed = {guess.field: guess for guess in seen.guesses}
    shown = [field for field in seen.fields if field in guessed or field in _ALWAYS]
    if "position" in guessed:
        shown = [field for field in shown if field not in ("lon", "lat")]
    changed = _selects(seen, shown, key=key)
    others = [field for field in seen.fields if field not in shown]
    with st.expander(_("D'autres colonnes")):
        changed |= _selects(seen, others, key=key)
    return changed | _words(seen, key=key)


def _selects(seen: Preview, fields: list[str], *, key: str) -> dict[str, str]:
    guessed = {guess.field: guess for guess in seen.guesses}
    changed: dict[str, str] = {}
    for start in range(0, len(fields), _PER_LINE):
        for place, field in zip(st.columns(_PER_LINE), fields[start : start + _PER_LINE], strict=False):
            guess = guessed.get(field)
            column = guess.column if guess else ""
            options = ["", *seen.header, *([column] if SEPARATOR in column else [])]
            with place:
                chosen = st.selectbox(
                    field_label(field),
                    options,
                    index=options.index(column) if column in options else 0,
                    format_func=_column_label,
                    key=f"liste_colonne_{field}_{key}",
                )
                if guess:
                    st.caption(_sentence(guess.reason))
            if chosen != column:
                changed[field] = chosen
    return _complete(changed, {field: guess.column for field, guess in guessed.items()})


def _complete(changed: dict[str, str], current: dict[str, str]) -> dict[str, str]:
    """Return the change with the other half of a position, which is read from two columns or from one."""
    if changed.get("position"):
        return changed
    if "lon" in changed or "lat" in changed:
        other = {field: current[field] for field in ("lon", "lat") if current.get(field)}
        return {"position": "", **other, **changed}
    return changed


def _words(seen: Preview, *, key: str) -> dict[str, str]:
    """Show which need each category was taken for; return those that the person has just changed."""
    if not seen.words:
        return {}
    labels = {filiere.id: filiere.label for filiere in data.snapshot().workshop.filieres}
    by_label = {label: identifier for identifier, label in labels.items()}
    none = _("aucun (reste dans la description)")
    st.markdown("**" + _("Ce que veulent dire les catégories de ce fichier") + "**")
    words = seen.words[:_SHOWN_WORDS]
    before = [labels.get(word.filiere, none) for word in words]
    columns = {"word": _("Catégorie"), "rows": _("Lignes"), "need": _("Besoin")}
    edited = st.data_editor(
        pd.DataFrame({"word": [w.word for w in words], "rows": [w.rows for w in words], "need": before}),
        column_config={
            "word": st.column_config.TextColumn(columns["word"], disabled=True),
            "rows": st.column_config.NumberColumn(columns["rows"], disabled=True),
            "need": st.column_config.SelectboxColumn(columns["need"], options=[none, *by_label], required=True),
        },
        hide_index=True,
        key=f"liste_mots_{key}",
    )
    after = edited["need"].tolist()
    return {WORD_FIELD + word.word: by_label.get(new, "") for word, old, new in zip(words, before, after) if new != old}


def _column_label(column: str) -> str:
    return column.replace(SEPARATOR, " + ") if column else _("(aucune)")


def _sentence(reason: str) -> str:
    return plain(reason[:1].upper() + reason[1:])


def _short(cell: str) -> str:
    return cell if len(cell) <= 80 else cell[:79] + "…"
