"""A real server on a free port, a real Chromium, and an eye on everything the page asks for or complains about."""

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant import settings as settings_module
from assistant.app import api
from tests.fakes_app import FakeAssistant

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# As long as a page's own waits: a machine that tests beside other work may stand still for seconds.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Site:
    """The app as it is served, and the assistant behind it."""

    url: str
    assistant: Any


@dataclass
class Visit:
    """A browser's pages on a site. `complaints` are foreign requests, dialogs, errors on the console and in scripts."""

    site: Site
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def page(self, address: str = "") -> Page:
        """A new page of the site, ready to be used."""
        page = self.context.new_page()
        host = urlsplit(self.site.url).netloc

        def requested(url: str) -> None:
            parts = urlsplit(url)
            if parts.scheme not in ("data", "blob") and parts.netloc != host:
                self.complaints.append(f"request {url}")

        page.on("request", lambda request: requested(request.url))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog {dialog.message}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"console {said.text}"))
        page.goto(self.site.url + address)
        page.locator("#box textarea").wait_for()
        return page


@contextmanager
def serving(assistant: Any, port: int = 0, **app: int) -> Iterator[Site]:
    """The app over an assistant on this machine, on a free port where none is given, until the context ends."""
    listener = socket.create_server(("127.0.0.1", port))
    made = api.create_app(assistant, settings_module.load(app=app))
    server = uvicorn.Server(uvicorn.Config(made, log_level="critical", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}/", assistant)
    finally:
        assistant.gate.set()
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No Chromium found on PATH, which these tests need: `apt-get install chromium`.", pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def shared_site() -> Iterator[Site]:
    with serving(FakeAssistant()) as site:
        yield site


@pytest.fixture
def site(shared_site: Site) -> Iterator[Site]:
    """The site with the usual articles; what was asked before is forgotten."""
    shared_site.assistant.asked.clear()
    yield shared_site
    shared_site.assistant.gate.set()
    shared_site.assistant.missing = False


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Begin a visit: `visit(site, locale=…, width=…, height=…, dark=…)`. Each is a browser of its own."""
    visits: list[Visit] = []

    def begin(site: Site, locale: str = "en-GB", width: int = 1440, height: int = 900, dark: bool = False) -> Visit:
        scheme = "dark" if dark else "light"
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(PATIENCE_MS)
        visits.append(Visit(site, context))
        return visits[-1]

    yield begin
    for visited in visits:
        visited.context.close()


@pytest.fixture
def page(site: Site, visit: Callable[..., Visit]) -> Iterator[Page]:
    """The page as an English reader on a wide screen sees it; it must end without complaints."""
    visited = visit(site)
    yield visited.page()
    assert visited.complaints == []
