"""What a person does on the playground, in their words."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browser import DESKTOP, PATIENCE_MS, Watched, watching
from tests.e2e.system import System

expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def visiting(
    browser: Browser, system: System, user: str, size: tuple[int, int] = DESKTOP
) -> Iterator[tuple[Page, Watched]]:
    """Open the playground as a user, in #general."""
    with watching(browser, size) as watched:
        page = watched.page
        page.add_init_script(f"localStorage.setItem('user', '{user}')")
        page.goto(system.endpoints["playground_url"])
        expect(page.get_by_role("heading", level=1)).to_have_text("#general")
        expect(page.locator(".message").first).to_be_visible()
        expect(page.locator("#link-state")).to_have_text("Live")
        yield page, watched


def spam(system: System, mark: str, count: int = 2) -> list[str]:
    """Let the newcomer say something that nobody wants, each text once; returns the message ids."""
    return [system.say("newcomer", f"{mark} offer {number}") for number in range(count)]


def open_command(page: Page, typed: str, name: str) -> Locator:
    """Type a slash and words, choose a command from the picker; returns its form."""
    page.locator("#text").fill(f"/{typed}")
    page.get_by_role("option", name=f"/{name}").first.click()
    form = page.get_by_role("form", name=f"Command /{name}")
    expect(form).to_be_visible()
    return form


def select_messages(page: Page, message_ids: Sequence[str]) -> None:
    """Tick messages of the shown channel and say that this is all."""
    page.get_by_role("button", name="Select messages").click()
    for message_id in message_ids:
        page.locator(f"#m{message_id} input[type=checkbox]").check()
    page.get_by_role("button", name=f"Done ({len(message_ids)} selected)").click()


def run(form: Locator) -> None:
    """Give the command."""
    form.get_by_role("button", name="Run", exact=True).click()


def answer(page: Page, words: str | re.Pattern[str]) -> Locator:
    """Wait for an answer that only the asker sees."""
    found = page.locator(".message.ephemeral").filter(has_text=words).last
    expect(found).to_be_visible()
    return found


def ask_for_deletion(page: Page, message_ids: Sequence[str]) -> None:
    """Ask for a bulk deletion and wait until a human is asked."""
    form = open_command(page, "bulk", "message bulk_delete")
    select_messages(page, message_ids)
    run(form)
    answer(page, "Waiting for approval: /message bulk_delete")


def card(page: Page, mark: str) -> Locator:
    """Return the card that lists the marked messages."""
    found = page.locator(".card").filter(has_text=mark).filter(has_text="asks through").last
    expect(found).to_be_visible()
    return found
