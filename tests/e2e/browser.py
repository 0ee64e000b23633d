"""A real browser on the playground, watched: what it complains about and where it asks for things fails the test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOOPBACK = {"127.0.0.1", "localhost", ""}
PATIENCE_MS = 45_000
DESKTOP, PHONE = (1280, 800), (390, 844)

OVERFLOWING = """() => [...document.querySelectorAll("body *")]
    .filter((found) => found.checkVisibility() && !found.closest(".sr"))
    .filter((found) => found.getBoundingClientRect().right > innerWidth + 1)
    .map((found) => `${found.tagName}.${found.className}`)"""


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    problems: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def listen(self) -> None:
        """Write down errors of the console and of scripts, and every request."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        self.requests.append(request)

    @property
    def hosts(self) -> set[str]:
        """Every host that was asked for anything."""
        return {urlsplit(request.url).hostname or "" for request in self.requests}

    def overflowing(self) -> list[str]:
        """Return what reaches beyond the right edge of the window."""
        found: list[str] = self.page.evaluate(OVERFLOWING)
        wider = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [*found, *(["the page scrolls sideways"] if wider else [])]


def executable(driver: Playwright) -> str:
    """Return the browser of this machine; without one the test is skipped, in CI it fails."""
    for found in (*map(shutil.which, NAMES), driver.chromium.executable_path):
        if found and Path(found).exists():
            return found
    missing = "no Chromium or Chrome is installed (Debian, Ubuntu: apt install chromium)"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run a browser with a fresh profile."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable(driver), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watching(browser: Browser, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> Iterator[Watched]:
    """Give an empty page of its own storage; at the end nothing may have been wrong and nothing asked elsewhere."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=size == PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        watched = Watched(context.new_page())
        watched.listen()
        yield watched
        assert not watched.problems, watched.problems
        assert watched.hosts <= LOOPBACK, watched.hosts
    finally:
        context.close()
