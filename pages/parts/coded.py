"""Choices that stand in the address by their codes. `bind` would put the written label there, which may change.

Where a screen is opened, or gone back to, the address decides; while it stays open, the widget does. Coming back through the
navigation, which leaves the address bare, restores what was last chosen on that screen.
"""

import re
from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.parts.wording import listed

CHOSEN, NOT_KNOWN, SEEN_ON = "chosen_by_screen", "not_known_in_address", "choices_seen_on"
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$])")


def choose_coded(
    label: str,
    name: str,
    codes: Sequence[str],
    written: Callable[[str], str],
    default: str,
    width: int = 200,
    *,
    hides_label: bool = False,
) -> str:
    """A select box over `codes`, kept under `name` in the session and in the address; absent there at its default."""
    _begin(label, name, codes, default)
    chosen = st.selectbox(
        label,
        codes,
        format_func=written,
        key=name,
        width=width,
        on_change=_forget_unknown,
        label_visibility="collapsed" if hides_label else "visible",
    )
    return _mirrored(name, chosen, default)


def switch_coded(
    label: str,
    name: str,
    codes: Sequence[str],
    written: Callable[[str], str],
    default: str,
    *,
    hides_label: bool = False,
) -> str:
    """The same as a row of buttons, whose labels Streamlit would read as markdown."""
    _begin(label, name, codes, default)
    chosen = st.segmented_control(
        label,
        codes,
        format_func=lambda code: literal(written(code)),
        key=name,
        required=True,
        on_change=_forget_unknown,
        label_visibility="collapsed" if hides_label else "visible",
    )
    return _mirrored(name, chosen or default, default)


def literal(text: str) -> str:
    """Text that markdown shows as it is."""
    return MARKDOWN.sub(r"\\\1", text)


def forget(name: str) -> None:
    """Back to the default, for whatever the choice is about next; for use in a callback or before a screen is opened."""
    st.session_state.pop(name, None)
    for chosen in st.session_state.get(CHOSEN, {}).values():
        chosen.pop(name, None)
    if name in st.query_params:
        del st.query_params[name]


def not_known() -> str:
    """A sentence where the address asked for what does not exist here; what it asked for is not repeated."""
    labels = list(st.session_state.get(NOT_KNOWN, {}).get(_screen(), {}))
    if not labels:
        return ""
    return f"What the address asks for under {listed(labels)} does not exist here; the usual one is shown."


def _begin(label: str, name: str, codes: Sequence[str], default: str) -> None:
    """Put the choice into the session before the widget is drawn; the default where it is not among `codes` (any more)."""
    if not _arrived(name):
        if st.session_state.get(name) not in codes:
            st.session_state[name] = default
        return
    if not _went_back():
        _restore(name)
    asked = st.query_params.get(name)
    if asked is not None and asked not in codes:
        st.session_state.setdefault(NOT_KNOWN, {}).setdefault(_screen(), {})[label] = True
    st.session_state[name] = asked if asked in codes else default


def _arrived(name: str) -> bool:
    """Has this screen just been opened, or the visitor gone back or forward?"""
    seen = st.session_state.setdefault(SEEN_ON, {})
    came_from, seen[name] = seen.get(name), _screen()
    return name not in st.session_state or _went_back() or came_from not in (None, _screen())


def _restore(name: str) -> None:
    """What was last chosen on this screen, all at once, so that it makes one step in the browser's history."""
    last = st.session_state.get(CHOSEN, {}).get(_screen(), {})
    if name in last and not any(other in st.query_params for other in last):
        st.query_params.update(last)


def _mirrored(name: str, chosen: str, default: str) -> str:
    last = st.session_state.setdefault(CHOSEN, {}).setdefault(_screen(), {})
    if chosen != default:
        last[name] = chosen
        if st.query_params.get(name) != chosen:
            st.query_params[name] = chosen
    else:
        last.pop(name, None)
        if name in st.query_params:
            del st.query_params[name]
    return chosen


def _forget_unknown() -> None:
    st.session_state.get(NOT_KNOWN, {}).pop(_screen(), None)


def _screen() -> str:
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""


def _went_back() -> bool:
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)
