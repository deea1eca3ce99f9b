"""The pages in a real browser: by mouse and keyboard, on a phone and a desk, in light and dark.

Needs Chromium and its driver, as Debian's packages ``chromium`` and ``chromium-driver`` give them.
"""

from __future__ import annotations

import shutil
import tempfile

import pytest

pytest.importorskip("datasette", reason="the extra 'web' is not installed")
pytest.importorskip("selenium", reason="selenium is not installed")

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.journey import Desk
from tests.web_store import fill

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="no chromium and chromedriver here (Debian: chromium-driver)"
)

SWITCHES = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WINDOWS = {"phone": (360, 740), "desk": (1200, 800)}
PAGES = [
    "/", "/?lang=fr", "/story/1", "/article/a2", "/story/1/diff", "/search", "/search?q=芯片", "/search?q=无此",
    "/sources", "/source/paper", "/trends?since=2026-11-01", "/trends?since=2026-11-01&by=publisher",
]  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("browser"))
    fill(desk.folder / "news.db")
    serving = desk.start("--db", "news.db", "serve", "--port", "0", "--saved", "chips=芯片")
    yield serving.stdout.readline().strip().rstrip("/")
    serving.terminate()
    serving.wait(timeout=20)
    serving.stdout.close()
    serving.stderr.close()


@pytest.fixture(scope="module")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    profile = tempfile.TemporaryDirectory(prefix="newsvane-browser-", ignore_cleanup_errors=True)
    for switch in [*SWITCHES, f"--user-data-dir={profile.name}"]:
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()
    profile.cleanup()


@pytest.fixture
def browser(chromium, url):
    """The browser without memory of earlier visits, at our home page."""
    as_window(chromium, "desk", "light")
    chromium.get(f"{url}/sources")
    chromium.execute_script("localStorage.clear(); sessionStorage.clear()")
    chromium.get_log("browser")
    return chromium


def as_window(driver, window, colours):
    width, height = WINDOWS[window]
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": window == "phone"},
    )
    feature = {"name": "prefers-color-scheme", "value": colours}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def path_of(driver, url):
    return driver.current_url.removeprefix(url)


def wait(driver, until):
    return WebDriverWait(driver, 10).until(until)


@pytest.mark.parametrize(("window", "colours"), [("phone", "light"), ("desk", "dark")])
def test_no_page_has_a_fault_that_a_checker_finds(browser, url, window, colours):
    from axe_core_python.selenium import Axe

    as_window(browser, window, colours)
    found = {}
    for page in PAGES:
        browser.get(url + page)
        results = Axe().run(browser)
        found[page] = [
            f"{fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:200]}"
            for fault in results["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
    assert not {page: faults for page, faults in found.items() if faults}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_complains_or_is_wider_than_its_window(browser, url, window):
    as_window(browser, window, "light")
    for page in PAGES:
        browser.get(url + page)
        assert not browser.get_log("browser"), page
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= WINDOWS[window][0], page


@pytest.mark.parametrize("window", WINDOWS)
def test_from_a_search_in_chinese_to_a_difference(browser, url, window):
    as_window(browser, window, "light")
    browser.get(url)
    one(browser, "#find").send_keys("國產 芯片", Keys.ENTER)
    wait(browser, lambda driver: "/search" in driver.current_url)
    assert {mark.text for mark in browser.find_elements(By.CSS_SELECTOR, ".excerpt mark")} >= {
        "芯片"
    }
    one(browser, ".headline a").click()
    wait(browser, lambda driver: "/story/1" in driver.current_url)
    assert one(browser, ".text").text.startswith("商务部周四")
    one(browser, ".compare button").click()
    wait(browser, lambda driver: "/diff" in driver.current_url)
    swap = one(browser, ".text .swap del")
    assert "line-through" in swap.value_of_css_property("text-decoration")
    assert not browser.get_log("browser")


def test_what_came_since_the_last_visit_is_marked(browser, url):
    browser.get(url)
    assert not one(browser, "#fresh").text
    # The next visit, of a reader who last saw the list a day before.
    browser.execute_script(
        "sessionStorage.clear(); localStorage.setItem('newsvane.newest', '2026-11-19T00:00:00Z')"
    )
    browser.get(url)
    assert one(browser, "#fresh").text == "2 new since your last visit"
    assert (
        len([n for n in browser.find_elements(By.CSS_SELECTOR, ".fresh") if n.is_displayed()]) == 2
    )
    browser.execute_script("sessionStorage.clear()")
    browser.get(url)
    assert one(browser, "#fresh").text == "Nothing new since your last visit"


def press(driver, *keys):
    """Press keys wherever the focus is."""
    webdriver.ActionChains(driver).send_keys(*keys).perform()


def test_the_keyboard_is_enough(browser, url):
    browser.get(url)
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "Skip to content"
    press(browser, "j")
    press(browser, "j")
    assert browser.switch_to.active_element.get_attribute("href") == f"{url}/story/1"
    press(browser, Keys.ENTER)
    wait(browser, lambda driver: path_of(driver, url) == "/story/1")
    press(browser, "/")
    press(browser, "芯片", Keys.ENTER)
    wait(browser, lambda driver: path_of(driver, url).startswith("/search"))


def test_it_works_without_scripts(browser, url):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{url}/?label=review")
        assert len(browser.find_elements(By.CSS_SELECTOR, ".card")) == 1
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
