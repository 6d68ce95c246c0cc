"""Said above every screen: of when the numbers are, and that an older state stands in where the newest cannot be read."""

from datetime import datetime, timedelta

import streamlit as st

from charts import numbers, states
from charts.flags import Flag, FlagKind, draw_flag
from pages.parts import html, reading
from pages.parts.wording import count

OLD = timedelta(hours=24)


def show() -> None:
    """Nothing before the first load."""
    state, now = reading.door().shown_state(), reading.clinic().clock.now()
    moment = state.loaded_at.astimezone(now.tzinfo) if state.loaded_at else None
    if moment is not None:
        with st.container(key="as_of"):
            html.show(states.stale(when(moment, now), now - moment > OLD))
    if not state.is_newest:
        html.show(draw_flag(older_state_flag(moment, state.lacking)))


def when(moment: datetime, now: datetime) -> str:
    """'06:10' where it is of today; else with its day, and how many days ago where it is old."""
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    days = (now.date() - moment.date()).days
    ago = f", {count(days, 'day')} ago" if now - moment > OLD else ""
    return f"{numbers.day(moment.date())} {moment:%H:%M}{ago}"


def older_state_flag(moment: datetime | None, lacking: int) -> Flag:
    """`moment`: of the last load in the state that is shown; `lacking`: how many later loads it does not hold."""
    stood = f"as of the load of {numbers.day(moment.date())} {moment:%H:%M}" if moment else "from before the first load"
    lacks = f" {count(lacking, 'later load')} {'is' if lacking == 1 else 'are'} missing." if lacking else ""
    return Flag(
        FlagKind.WORSE,
        f"An older state is shown: everything here stands {stood}.{lacks}",
        "The newest state of the store cannot be read. Nothing that was loaded is lost: python -m store rebuild makes it anew "
        "from the archive.",
    )
