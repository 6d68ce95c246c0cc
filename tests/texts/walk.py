"""Opens every screen in a process of its own that speaks a clinic's language, and prints what stood there as JSON.

`python tests/texts/walk.py FOLDER_OF_TEXTS LANGUAGE CLINIC [SCREEN …]`
"""

import html
import json
import os
import re
import sys
from pathlib import Path

from texts import hook


def main(words: str, language: str, clinic: str, *only: str) -> None:
    os.environ["LANDINGS_CLINIC"] = clinic
    hook.install(Path(words), language)
    from pages.parts import reading, screens  # after the language is chosen

    reading.visitor_address = lambda: None
    asked = {s.draw.__module__.removeprefix("pages."): s.draw.__name__ for s in screens.SCREENS}
    print(json.dumps([_seen(*one) for one in _stops(asked) if not only or one[0] in only]), flush=True)
    os._exit(0)  # what screens read ahead in threads is not waited for


def _stops(asked: dict[str, str]):
    """Each screen by itself, and those that speak of one patient with one."""
    for screen, function in asked.items():
        yield screen, function, {}
    patients = _patients()
    for screen in ("patient", "prep", "packets"):
        for patient in patients:
            yield screen, asked[screen], {"chosen_patient": patient}
    for tab in ("treatment", "forms", "documents") if patients else ():
        yield "patient", asked["patient"], {"chosen_patient": patients[0], "tab": tab}


def _patients() -> list[str]:
    from access.asker import local_user
    from access.door import Door, find_clinic

    door = Door(find_clinic(), local_user(None))
    day = door.clinic.clock.today()
    return list(door.worklist(day, day)["patient_id"].drop_duplicates().head(3))


def _seen(screen: str, function: str, state: dict) -> dict:
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_string(f"from pages.{screen} import {function}\n{function}()", default_timeout=120)
    for key, value in state.items():
        app.session_state[key] = value
    app.run()
    failures = [f"{e.value} {' '.join(e.stack_trace[-3:])}" for e in app.exception]
    nodes = list(_nodes(app))
    failures += [node for node in nodes if "did not load" in node]
    return {"screen": screen, "state": sorted(set(state) - {"chosen_patient"}), "failures": failures, "nodes": nodes}


def _nodes(app):
    """Texts between tags, and what widgets are labelled with."""
    for block in app.markdown:
        for text in re.split(r"<[^>]*>", block.value):
            yield html.unescape(text).strip()
    for element in app.main:
        for name in ("label", "placeholder", "help"):
            if isinstance(text := getattr(element, name, None), str):
                yield text.strip()
        if element.type not in ("markdown", "html") and isinstance(getattr(element, "options", None), list):
            yield from (str(option).strip() for option in element.options)


if __name__ == "__main__":
    main(*sys.argv[1:])
