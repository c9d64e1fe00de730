"""A real Chromium, axe-core for accessibility, and a web server for any WSGI application."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Serve = Callable[["WSGIApplication"], str]

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = """No browser to test with. Debian: apt-get install chromium-headless-shell libatomic1; Fedora: dnf install chromium libatomic;
or name a Chromium in OMBUD_CHROMIUM."""
AXE = Path(__file__).parents[2] / "webapp" / "static" / "vendor" / "axe-core" / "axe.min.js"


def _executable() -> str | None:
    """None stands for the one that `playwright install chromium` brought."""
    return os.environ.get("OMBUD_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    flags = [*FLAGS, "--no-sandbox"] if os.getuid() == 0 else FLAGS  # Chromium refuses root with its sandbox
    return playwright.chromium.launch(executable_path=_executable(), args=flags)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with ExitStack() as stack:
        try:
            browser = launch(stack.enter_context(sync_playwright()))
        except Exception as error:
            pytest.fail(f"{MISSING}\n{error}", pytrace=False)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a browser profile of its own: one call per person. Takes playwright's context options.

    Script errors and refusals of the content security policy fail the test at its end.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(locale="en-US", timezone_id="America/New_York", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if _is_complaint(line.text) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained: " + "; ".join(complaints)


def _is_complaint(line: str) -> bool:
    return "Content Security Policy" in line or "Uncaught" in line


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def plain_page(new_page: Callable[..., Page]) -> Page:
    """A browser with JavaScript switched off."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Gives one line per accessibility violation of the page as it stands: rule, what is wrong, where."""
    source = AXE.read_text()

    def look(page: Page) -> list[str]:
        page.evaluate(source)
        found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {rule['help']}: {node['target']}" for rule in found["violations"] for node in rule["nodes"]
        ]

    return look


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Puts a WSGI application on a free port of this machine and gives its address."""
    running: list[tuple[Any, Thread]] = []

    def start(application: WSGIApplication) -> str:
        server = make_server("127.0.0.1", 0, application, threaded=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
