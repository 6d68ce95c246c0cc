"""Said above every screen where the newest state of the store cannot be read, and an older one is shown in its place."""

from access.door import Door
from charts import numbers
from charts.flags import Flag, FlagKind, draw_flag
from pages.parts import html, reading
from pages.parts.wording import count


def warn_of_older_state() -> None:
    flag = older_state_flag(reading.door())
    if flag is not None:
        html.show(draw_flag(flag))


def older_state_flag(door: Door) -> Flag | None:
    """None where the newest state is shown."""
    older = door.shown_state()
    if older.is_newest:
        return None
    zone = door.clinic.clock.time_zone
    moment = older.loaded_at.astimezone(zone) if older.loaded_at else None
    stood = f"as of the load of {numbers.day(moment.date())} {moment:%H:%M}" if moment else "from before the first load"
    lacks = (
        f" {count(older.lacking, 'later load')} {'is' if older.lacking == 1 else 'are'} missing."
        if older.lacking
        else ""
    )
    return Flag(
        FlagKind.WORSE,
        f"An older state is shown: everything here stands {stood}.{lacks}",
        "The newest state of the store cannot be read. Nothing that was loaded is lost: python -m store rebuild makes it anew "
        "from the archive.",
    )
