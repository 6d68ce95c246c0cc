"""Every screen, in both themes: no violation that axe-core can find; what it cannot find is held by the tests of the keyboard.

All of axe-core's rules run, those of best practice and of target size (WCAG 2.2, 2.5.8) included.
"""

from importlib import resources

import pytest

from tests.browser.conftest import FURTHER_VIEWS, OF_A_PATIENT, SCREENS

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
OF_STREAMLIT = {("presentation-role-conflict", '[data-testid="stFileUploaderDropzone"]')}
"""Rule and element of what stands in Streamlit's own markup, cannot be mended by a style sheet, and is no WCAG criterion:
the drop zone of a file is called a presentation and has a name; its button beside it has role and name."""

ALONE = [path for path in SCREENS if path not in OF_A_PATIENT]

VIOLATIONS = """
async ([rules, ours]) => (await axe.run(document, rules)).violations.flatMap(violation => violation.nodes
  .filter(node => !ours.some(([rule, where]) => rule === violation.id && document.querySelector(node.target[0])?.matches(where)))
  .map(node => `${violation.id}: ${node.target.join(" ")} ${node.failureSummary.replace(/\\s+/g, " ")}`))
"""


def violations(visitor) -> list[str]:
    if not visitor.page.evaluate("typeof axe !== 'undefined'"):
        visitor.page.evaluate(AXE)
    return visitor.page.evaluate(VIOLATIONS, [RULES, list(OF_STREAMLIT)])


def in_both_themes(visitor) -> dict[str, list[str]]:
    """Theme → what is wrong in it."""
    found = {}
    for scheme in ("light", "dark"):
        visitor.choose_scheme(scheme)
        found[scheme] = violations(visitor)
    return {scheme: wrong for scheme, wrong in found.items() if wrong}


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


@pytest.fixture(scope="module", params=[*ALONE, *FURTHER_VIEWS, *OF_A_PATIENT])
def visitor(request, server, module_visit):
    """Somebody who has opened a view and unfolded what can be unfolded there."""
    somebody = module_visit(server)
    somebody.open_view(request.param)
    somebody.unfold()
    yield somebody
    somebody.page.context.close()


def test_a_view_of_the_sample_clinic_has_no_violation(visitor):
    visitor.resize(1440)
    assert in_both_themes(visitor) == {}


@pytest.mark.parametrize("width", [768, 390])
def test_nor_has_it_on_a_tablet_or_a_telephone(width, visitor):
    visitor.resize(width)
    assert violations(visitor) == []


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_of_a_clinic_without_data_has_no_violation(path, empty_clinic, start_server, visit):
    visitor = visit(start_server(empty_clinic))
    visitor.open(f"/{path}")
    assert in_both_themes(visitor) == {}


def test_a_violation_would_be_found(server, visit):
    visitor = visit(server)
    page = visitor.open("/method")
    page.evaluate("document.querySelector('.lead').innerHTML += '<button></button><img src=\"data:,\">'")
    assert {line.split(":")[0] for line in violations(visitor)} >= {"button-name", "image-alt"}
