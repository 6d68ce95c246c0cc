"""No screen asks anybody but this server, and none complains in the browser's console, in either theme, when unfolded or narrow."""

import pytest

from tests.browser.conftest import FURTHER_VIEWS, OF_A_PATIENT, SCREENS


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


def look_around(visitor):
    visitor.unfold()
    visitor.choose_scheme("dark")
    visitor.resize(390)


@pytest.mark.parametrize("view", dict.fromkeys([*SCREENS, *FURTHER_VIEWS, *OF_A_PATIENT]))
def test_a_view_asks_this_server_only_and_nothing_that_fails(view, server, visit):
    visitor = visit(server)
    visitor.open_view(view)
    look_around(visitor)
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_of_a_clinic_without_data_does_not_complain_either(path, empty_clinic, start_server, visit):
    visitor = visit(start_server(empty_clinic))
    visitor.open(f"/{path}")
    assert visitor.foreign_requests == []
    assert visitor.complaints == []


def test_a_request_to_somebody_else_would_be_seen(server, visit):
    visitor = visit(server)
    page = visitor.open("/method")
    page.evaluate("() => fetch('https://elsewhere.example/').catch(() => null)")
    assert visitor.foreign_requests == ["https://elsewhere.example/"] or visitor.complaints
