"""Talking to the agent in the playground, as somebody does who has never seen it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import browsing
from tests.e2e.browser_guild import visiting
from tests.e2e.system import System
from tests.e2e.tables import allow_chat

pytestmark = pytest.mark.timeout(180)
PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


def test_a_newcomer_talks_to_the_app_and_sees_it_type_work_and_answer(browser: Browser, system: System) -> None:
    allow_chat(system, system.channel("general"))
    with visiting(browser, system, "member") as (page, _):
        page.locator("#text").press_sequentially("@gui")
        page.get_by_role("option", name="@Guildhall").click()
        page.locator("#text").press_sequentially("list my channels")
        page.keyboard.press("Enter")
        asked = page.locator(".message").filter(has_text="list my channels").last
        expect(asked.locator(".mention")).to_have_text(["@Guildhall"])
        answered = page.locator(".message").filter(has_text="Channels that you can see").last
        expect(answered).to_be_visible(timeout=PATIENCE_MS)
        expect(answered.locator(".origin")).to_contain_text("Mina")
        expect(answered.get_by_role("button", name="Cancel")).to_have_count(0)


def test_a_person_is_mentioned_by_the_name_that_the_readme_uses(browser: Browser, system: System) -> None:
    with visiting(browser, system, "moderator") as (page, _):
        page.locator("#text").fill("see @newcomer")
        expect(page.get_by_role("option", name="@Noor")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Send").click()
        expect(page.locator(".message").filter(has_text="see @Noor").last).to_be_visible()


def test_an_answer_to_a_menu_of_an_old_message_comes_into_view(browser: Browser, system: System) -> None:
    with visiting(browser, system, "member") as (page, _):
        old = page.locator(".message").filter(has_text="Summarize").first
        old.scroll_into_view_if_needed()
        old.hover()
        old.get_by_role("button", name="Summarize").click()
        told = page.locator(".message.ephemeral").last
        expect(told).to_contain_text("I am a scripted model", timeout=PATIENCE_MS)
        expect(told).to_be_in_viewport()


def test_typing_is_shown_until_the_message_comes(browser: Browser, system: System) -> None:
    with visiting(browser, system, "member") as (page, _):
        system.rest("POST", f"/channels/{system.channel('general')}/typing")
        expect(page.locator("#typing")).to_have_text("Guildhall is typing…")
        system.rest("POST", f"/channels/{system.channel('general')}/messages", {"content": "typed"})
        expect(page.locator("#typing")).to_have_text("")


def test_a_menu_of_a_message_is_answered_to_its_user_alone(browser: Browser, system: System) -> None:
    message = system.say("newcomer", "The server room is on the third floor, and the key is at the desk.")
    with visiting(browser, system, "member") as (page, _):
        said = page.locator(f"#m{message}")
        said.hover()
        said.get_by_role("button", name="Summarize").click()
        told = page.locator(".message.ephemeral").last
        expect(told).to_contain_text("I am a scripted model", timeout=PATIENCE_MS)
        expect(told.get_by_role("button", name="Cancel")).to_have_count(0)
        page.get_by_role("radio", name="Noor").check(force=True)
        expect(page.locator(".message.ephemeral")).to_have_count(0)
