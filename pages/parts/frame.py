"""What surrounds every screen: the style sheet, and the theme that figures are drawn in."""

from functools import cache
from pathlib import Path

import streamlit as st

from charts import tokens
from pages.parts import freshness, html, reading, sample_visit

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLE_SHEETS = ("app.css", "pages.css", "paper.css")

# Switching the theme in the menu does not rerun the script, so a Plotly figure would keep the colours it was
# drawn in. This component compares and asks for one rerun. SVG panels follow by themselves, by `light-dark()`.
THEME_WATCH = """
export default function ({ data, setStateValue }) {
  const app = document.querySelector(".stApp");
  const shown = () => getComputedStyle(app).colorScheme.includes("dark") ? "dark" : "light";
  let asked = null;
  const compare = () => {
    const theme = shown();
    if (theme !== data.drawn && theme !== asked) { asked = theme; setStateValue("theme", theme); }
  };
  compare();
  const observer = new MutationObserver(() => setTimeout(compare, 60));
  observer.observe(app, { attributes: true, attributeFilter: ["class", "style"] });
  return () => observer.disconnect();
}
"""


@cache
def _style() -> str:
    return tokens.css() + "".join((STATIC / name).read_text(encoding="utf-8") for name in STYLE_SHEETS)


@st.cache_resource
def _theme_watch():
    return st.components.v2.component("theme_watch", js=THEME_WATCH)


def prepare() -> None:
    """Style the page, keep figures in step with the theme and numbers in step with the store."""
    html.style(_style())
    reading.note_what_is_drawn()
    reading.watch_for_loads()
    with st.container(key="theme_watch_box"):
        _theme_watch()(data={"drawn": theme()}, key="theme_watch", on_theme_change=lambda: None)
    sample_visit.banner()
    freshness.show()


def theme() -> str:
    """'light' or 'dark': what the browser shows, as far as it has told."""
    told = st.session_state.get("theme_watch") or {}
    return told.get("theme") or st.context.theme.type or "light"
