"""The floor of every screen: a page with a sentence and nothing else, another one, and a button that changes the sentence."""

import streamlit as st


def _sentence(name: str) -> None:
    times = st.session_state.get("times", 0)
    st.markdown(f'<div class="lead">{name} {times}</div>', unsafe_allow_html=True)
    if st.button("Again", key="again"):
        st.session_state["times"] = times + 1
        st.rerun()


def one() -> None:
    _sentence("One")


def other() -> None:
    _sentence("Other")


if __name__ == "__main__":
    st.set_page_config(page_title="Empty", layout="wide")
    pages = [st.Page(one, title="One", default=True), st.Page(other, title="Other", url_path="other")]
    st.navigation(pages, position="top").run()
