"""A dashboard as a person sees it: real headless Chromium logs in, waits for every chart, reads the numbers.

Needs Debian's chromium and chromium-driver. Superset's marks on the page are those of version 6.1.
"""

from __future__ import annotations

import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from selenium import webdriver
from selenium.common.exceptions import (
    ElementNotInteractableException,
    JavascriptException,
    NoSuchElementException,
    StaleElementReferenceException,
    TimeoutException,
)
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

SCREENSHOTS: Final = Path(__file__).parents[2] / "build" / "screenshots"
SESSION: Final = "session"
"""Superset's cookie."""
CHROMIUM: Final = "/usr/bin/chromium"
CHROMEDRIVER: Final = "/usr/bin/chromedriver"
WIDTH: Final = 1366
"""A usual laptop's screen."""
FIRST_HEIGHT: Final = 7000
"""Taller than any dashboard of ours, since a chart out of sight is not drawn."""
PAGE_SECONDS: Final = 120
CALM_SECONDS: Final = 0.4
"""How long all charts must stand as they are; nothing on our dashboards is animated."""
FORM_SECONDS: Final = 20
"""How long a login that was sent may take until it is sent once more."""

_FLAGS: Final = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
    f"--window-size={WIDTH},{FIRST_HEIGHT}",
)
_PASSWORD: Final = "input[type=password]"
_WAIT: Final = """
const [calm, patience, done] = arguments;
const begun = performance.now();
let since = null;
const look = () => {
  const charts = [...document.querySelectorAll('[data-test="chart-grid-component"]')];
  const state = {
    charts: charts.length,
    loading: document.querySelectorAll(
      '[data-test="loading-indicator"], .loading, .ant-spin-spinning').length,
    drawn: charts.filter(c => c.querySelector('table, canvas, .header-line, .ant-empty')).length,
    errors: [...document.querySelectorAll('.ant-alert-error')].map(e => e.innerText),
  };
  const now = performance.now();
  const left = document.querySelector('[data-test="chart-grid-component"][data-left]');
  const complete = !left && state.charts > 0 && state.drawn === state.charts && !state.loading;
  since = complete ? (since ?? now) : null;
  state.calm = since === null ? 0 : now - since;
  if (state.errors.length || state.calm >= calm || now - begun > patience) done(state);
  else setTimeout(look, 50);
};
look();
"""
"""Answers in the page itself, as soon as every chart has been drawn for so many milliseconds."""
_TURN: Final = """
for (const chart of document.querySelectorAll('[data-test="chart-grid-component"]')) chart.dataset.left = 1;
history.pushState({key: String(Math.random())}, '', arguments[0]);
dispatchEvent(new PopStateEvent('popstate', {state: history.state}));
"""
"""Charts of the page that is left carry a mark until they are gone."""
_READ: Final = """
const text = element => (element ? element.innerText.trim() : '');
const result = {big_numbers: {}, tables: {}, links: {}, titles: [], page: document.body.innerText};
for (const chart of document.querySelectorAll('[data-test="chart-grid-component"]')) {
  const title = chart.getAttribute('data-test-chart-name');
  result.titles.push(title);
  const big = chart.querySelector('.header-line');
  if (big) result.big_numbers[title] = text(big);
  const heads = [...chart.querySelectorAll('thead th')].map(text);
  if (!heads.length) continue;
  const names = heads.slice(0, chart.querySelector('thead tr').children.length);
  result.tables[title] = [...chart.querySelectorAll('tbody tr')].map(row =>
    Object.fromEntries([...row.children].map((cell, i) => [names[i], text(cell)])));
}
for (const link of document.querySelectorAll('td a')) result.links[text(link)] = link.href;
const grid = document.querySelector('[data-test="grid-content"]') || document.querySelector('.grid-content');
result.scroll_height = Math.ceil(grid.getBoundingClientRect().bottom) + 40;
const holders = [...document.querySelectorAll('[data-test="chart-grid-component"]')];
const boxes = holders.map(holder => holder.getBoundingClientRect());
result.overlaps = boxes.some((a, i) => boxes.some((b, j) => j > i
  && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
  && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1));
result.overflow = document.documentElement.scrollWidth - window.innerWidth;
return result;
"""


@dataclass(frozen=True)
class PageNumbers:
    """What stands on a dashboard, as text: big numbers and tables by their chart's title."""

    titles: tuple[str, ...]
    big_numbers: dict[str, str]
    tables: dict[str, list[dict[str, str]]]
    links: dict[str, str]
    """Where the links in tables lead, by their words."""
    text: str
    overlaps: bool
    """Whether two charts lie upon each other."""
    overflow: int
    """Pixels by which the page is wider than the screen."""


class Pages:
    """One browser in which somebody is logged in; each page is opened once and remembered."""

    def __init__(self, driver: webdriver.Chrome, login: tuple[str, str] | None = None) -> None:
        self._driver = driver
        self._login = login
        self._seen: dict[tuple[str, int], PageNumbers] = {}

    def read(self, url: str, picture: str | None = None, width: int = WIDTH) -> PageNumbers:
        """Open the dashboard, wait until every chart is drawn, read it and keep a picture of all of it.

        Raises AssertionError when a chart shows an error or is not drawn in time, with what the page says.
        """
        if (url, width) not in self._seen:
            self._open(url, width)
            self._seen[url, width] = self._read(picture, width)
        return self._seen[url, width]

    @contextmanager
    def of_person(self, base: str, session: str) -> Iterator[Pages]:
        """The same browser with another person's session at `base`: it need not start and load all anew."""
        mine = self._driver.get_cookie(SESSION)
        self._become(base, session)
        try:
            yield Pages(self._driver)
        finally:
            self._become(base, mine["value"] if mine else "")

    def turn_to(self, path: str, picture: str) -> PageNumbers:
        """Another dashboard, as Superset's own list opens it: in the page that is there."""
        self._driver.execute_script(_TURN, path)
        return self._read(picture, WIDTH)

    def follow(self, link_text: str) -> PageNumbers:
        """Click a link of the page that is open, and read the page it leads to."""
        before = self._driver.current_url
        link = self._driver.find_element(By.LINK_TEXT, link_text)
        self._driver.execute_script("arguments[0].removeAttribute('target')", link)
        link.click()
        WebDriverWait(self._driver, FORM_SECONDS).until(lambda page: page.current_url != before)
        return self._read(None, WIDTH)

    def seconds(self, url: str) -> float:
        """How long a page takes from asking for it until its last chart is drawn."""
        begun = time.monotonic()
        self._open(url, WIDTH)
        return _wait_until_drawn(self._driver) - begun

    def _open(self, url: str, width: int) -> None:
        self._resize(width, FIRST_HEIGHT)
        self._driver.get(url)
        if self._login is not None:
            _log_in(self._driver, *self._login)
            self._login = None

    def _read(self, picture: str | None, width: int) -> PageNumbers:
        _wait_until_drawn(self._driver)
        seen = self._driver.execute_script(_READ)
        if picture is not None:
            _take_picture(self._driver, SCREENSHOTS / picture, width, int(seen["scroll_height"]))
        return PageNumbers(
            tuple(seen["titles"]),
            seen["big_numbers"],
            seen["tables"],
            seen["links"],
            seen["page"],
            seen["overlaps"],
            seen["overflow"],
        )

    def _become(self, base: str, session: str) -> None:
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        if session:
            cookie = {"url": base, "name": SESSION, "value": session}
            self._driver.execute_cdp_cmd("Network.setCookie", cookie)

    def _resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@contextmanager
def logged_in(password: str, user: str = "admin") -> Iterator[Pages]:
    """A browser whose first page logs the user in."""
    with _browser() as driver:
        yield Pages(driver, (user, password))


@contextmanager
def _browser() -> Iterator[webdriver.Chrome]:
    with tempfile.TemporaryDirectory(prefix="fenghuo-chromium-", ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
        try:
            driver.set_page_load_timeout(PAGE_SECONDS)
            driver.set_script_timeout(PAGE_SECONDS)
            yield driver
        finally:
            driver.quit()


def _log_in(driver: webdriver.Chrome, user: str, password: str) -> None:
    """Fill in the login form until it is gone.

    On a busy machine the page draws its form a second time (when its language has come) and forgets what
    was typed into the first one, so a form that is still there is filled in again.
    """
    deadline = time.monotonic() + PAGE_SECONDS
    while time.monotonic() < deadline:
        try:
            if _sent_form(driver, user, password):
                return
        except (NoSuchElementException, StaleElementReferenceException, ElementNotInteractableException):
            time.sleep(0.2)
    raise AssertionError(f"not logged in within {PAGE_SECONDS} s; the page says: {_words(driver)}")


def _sent_form(driver: webdriver.Chrome, user: str, password: str) -> bool:
    """Whether the form was filled in, sent, and is gone."""
    for selector, words in (("#username", user), (_PASSWORD, password)):
        field = driver.find_element(By.CSS_SELECTOR, selector)
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(words)
    driver.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    try:
        WebDriverWait(driver, FORM_SECONDS).until(
            lambda page: not page.find_elements(By.CSS_SELECTOR, _PASSWORD)
        )
    except TimeoutException:
        return False
    return True


def _wait_until_drawn(driver: webdriver.Chrome) -> float:
    """Wait until every chart is drawn and stays so; the moment from which on it was (monotonic clock)."""
    try:
        state: dict[str, Any] = driver.execute_async_script(_WAIT, CALM_SECONDS * 1000, PAGE_SECONDS * 900)
    except JavascriptException:  # the page was left for another, as after a log-in
        return _wait_until_drawn(driver)
    calm = state["calm"] / 1000
    assert not state["errors"], f"charts with an error: {state['errors']}"
    assert calm >= CALM_SECONDS, f"not drawn in time: {state}; the page says: {_words(driver)}"
    return time.monotonic() - calm


def _words(driver: webdriver.Chrome) -> str:
    """Where the browser is and what a person reads there, for a failing test."""
    text: str = driver.execute_script("return document.body.innerText")
    return f"{driver.current_url} {text[:1500]!r}"


def _take_picture(driver: webdriver.Chrome, path: Path, width: int, height: int) -> None:
    """The page from its top, as high as its charts reach; nothing is resized, so nothing is drawn anew."""
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    answer = driver.execute_cdp_cmd(
        "Page.captureScreenshot", {"format": "png", "clip": clip, "optimizeForSpeed": True}
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b64decode(answer["data"]))
