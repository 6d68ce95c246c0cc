"""The keyboard alone reaches whatever a pointer reaches, and shows where it is."""

import pytest

from tests.browser.conftest import OF_A_PATIENT, SCREENS

MARK = """
() => {
  const seen = one => one.checkVisibility({visibilityProperty: true}) && !one.closest('[inert], [aria-hidden=true], [disabled]');
  const controls = [...document.querySelectorAll('a[href], button, input, textarea, select, summary, [role=button], [role=tab]')]
    .filter(one => seen(one) && !one.disabled && one.type !== 'file')
    .filter(one => !(one.tabIndex < 0 && one.getAttribute('aria-haspopup') === 'listbox'));  // its text field opens the list too
  controls.forEach((one, i) => (one.dataset.control = i));
  return controls.length;
}
"""
FOCUSED = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shows = step => {
    const style = getComputedStyle(step);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
  };
  const around = [one, one.parentElement, one.parentElement?.parentElement, one.parentElement?.parentElement?.parentElement];
  const group = one.closest('[role=radiogroup], [role=toolbar], [role=tablist], [data-testid=stButtonGroup]');
  return {
    reached: [one, ...(group ? group.querySelectorAll('[data-control]') : [])].map(each => each.dataset.control).filter(Boolean),
    shown: around.some(step => step && shows(step)) || (!!group && shows(group)),
    what: one.outerHTML.slice(0, 160),
  };
}
"""
NAMES = """
missed => missed.map(i => document.querySelector(`[data-control="${i}"]`)).filter(one => one)
  .map(one => one.outerHTML.slice(0, 160))
"""
SMALL = """
() => [...document.querySelectorAll('button, [role=button], select, input:not([type=hidden]), summary, [role=tab]')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== 'file' && !one.closest('[aria-hidden=true]'))
  .map(one => [one.closest('label') ?? one, one])
  .map(([box, one]) => [Math.min(box.getBoundingClientRect().width, box.getBoundingClientRect().height), one.outerHTML.slice(0, 120)])
  .filter(([size]) => size > 0 && size < 23.9)
"""
VIEWS = [path for path in SCREENS if path not in OF_A_PATIENT] + ["prep", "patient", "patient?tab=treatment"]


@pytest.fixture(scope="module")
def server(sample_clinic, module_server):
    return module_server(sample_clinic)


@pytest.fixture(scope="module", params=VIEWS)
def visitor(request, server, module_visit):
    somebody = module_visit(server)
    somebody.open_view(request.param)
    return somebody


def test_tab_reaches_every_control_and_each_shows_the_focus(visitor):
    page = visitor.page
    controls = page.evaluate(MARK)
    assert controls > 5
    missed, invisible = {str(i) for i in range(controls)}, []
    page.evaluate("() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); }")
    for _ in range(controls + 60):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found is None:
            if not missed:
                break
            continue
        missed -= set(found["reached"])
        if not found["shown"]:
            invisible.append(found["what"])
    assert page.evaluate(NAMES, sorted(missed)) == []
    assert sorted(set(invisible)) == []


def test_no_control_is_smaller_than_24_pixels(visitor):
    assert visitor.page.evaluate(SMALL) == []
