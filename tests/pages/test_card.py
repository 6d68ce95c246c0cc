"""A card that fails says so and stays alone; neither the reader nor the log sees what was in the error."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

SECRET = "score 27 of Quentin Example, record 90210"


@pytest.fixture
def failed():
    def script():
        from charts.page_text import caption
        from pages.parts import html
        from pages.parts.card import card

        with card("first", "Average course"):
            raise ValueError("score 27 of Quentin Example, record 90210")
        with card("second", "Who is still in the data"):
            html.show(caption("284 due"))

    return lambda: AppTest.from_function(script).run()


def test_the_failed_card_shows_a_flag_with_a_reference_and_the_others_stand(failed):
    app = failed()
    text = " ".join(block.value for block in app.markdown)
    assert not app.exception
    assert "Average course did not load. Your filters are kept." in text
    assert re.search(r"Reference E-[0-9A-F]{4}", text)
    assert "284 due" in text
    assert [button.label for button in app.button] == ["Try again"]


def test_the_log_leads_to_the_place_and_holds_no_score(failed, caplog):
    with caplog.at_level(logging.ERROR, logger="landings"):
        text = " ".join(block.value for block in failed().markdown)
    reference = re.search(r"E-[0-9A-F]{4}", text).group()
    entry = next(record.getMessage() for record in caplog.records if reference in record.getMessage())
    assert "ValueError at " in entry
    assert "card.py:" in entry
    assert not any(word in text + caplog.text for word in ("score 27", "Quentin", "90210"))


def test_uncaught_errors_reach_the_log_without_their_text(caplog):
    from pages.parts import fault

    log = logging.getLogger("streamlit.error_util")
    fault.keep_scores_out_of_logs()
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            log.error("Uncaught app execution", exc_info=error)
    assert "ValueError at test_card.py" in caplog.text
    assert "Quentin" not in caplog.text


def test_what_a_role_does_not_see_is_no_fault():
    def script():
        from access.asker import AccessRefused
        from pages.parts.card import card
        from pages.parts.opening import show_opening

        def refused():
            raise AccessRefused("not for you")

        show_opening("Imports", refused)
        with card("first", "Conflicts"):
            refused()

    app = AppTest.from_function(script).run()
    text = " ".join(block.value for block in app.markdown)
    assert not app.exception
    assert "Its numbers are not shown to you." in text
    assert "This is not shown to you." in text
    assert "did not load" not in text
    assert not app.button
