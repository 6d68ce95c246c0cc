"""What a screen shows before the first load."""

from charts import states
from charts.page_text import page_title
from pages.parts import addresses, go_to, html, reading


def no_data_yet(title: str) -> bool:
    """True, with the empty state drawn under `title`, where nothing has been loaded."""
    if reading.snapshot_number():
        return False
    html.show(page_title(title))
    html.show(
        states.empty(
            "No data yet.",
            f"Load the clinic's files with: python -m loaders load --clinic {reading.door().folder.name}",
        )
    )
    go_to.button(addresses.TODAY, "First steps", "first_steps")
    return True
