"""A browser page with a stopwatch: from a click to the new sentence, and to the last change of what is drawn."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

TIMEOUT = 60_000
QUIET_MS = 400
START = """
(quiet) => {
  const lead = () => document.querySelector('.lead')?.textContent ?? '';
  const title = () => document.querySelector('[role=heading][aria-level="1"]')?.textContent ?? '';
  const watch = {before: lead(), title: title(), t0: performance.now(), sentence: null, last: null, ran: false};
  window.watch = watch;
  window.watching?.disconnect();
  window.watching = new MutationObserver(() => {
    const now = performance.now() - watch.t0, state = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState;
    watch.last = now;
    watch.ran ||= state === 'running' || title() !== watch.title;  // a short run may be over before it is seen
    if (watch.sentence === null && lead() && lead() !== watch.before) watch.sentence = now;
  });
  window.watching.observe(document.body, {subtree: true, childList: true, characterData: true,
    attributeFilter: ['data-test-script-state', 'd', 'src', 'transform']});
}
"""
DONE = """
(quiet) => {
  const app = document.querySelector('[data-testid=stApp]'), watch = window.watch;
  return app?.dataset.testScriptState === 'notRunning' && (watch.ran || watch.sentence !== null) && !document.querySelector('[data-testid=stSkeleton]')
    && watch.last !== null && performance.now() - watch.t0 - watch.last > quiet;
}
"""
Seconds = tuple[float, float]
"""To the sentence (to the end where it stays the same), and to the last change of the picture."""


def opening(page: Page, url: str) -> Seconds:
    """A first visit to an address: the page is loaded anew."""
    page.add_init_script(f"window.addEventListener('DOMContentLoaded', () => {{ ({START})(); window.watch.t0 = 0; }})")
    page.goto(url)
    return _read(page)


def timed(page: Page, act: Callable[[], object]) -> Seconds:
    """What `act` (a click, a key) sets off."""
    page.evaluate(START)
    act()
    return _read(page)


def click(target: Locator) -> Callable[[], object]:
    """A click without the travel of a mouse."""
    return lambda: target.dispatch_event("click")


def _read(page: Page) -> Seconds:
    page.wait_for_function(DONE, arg=QUIET_MS, timeout=TIMEOUT)
    sentence, last = page.evaluate("[window.watch.sentence, window.watch.last]")
    return (sentence if sentence is not None else last) / 1000, last / 1000
