"""The playground in a real browser, on the whole running system."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import PHONE, browsing, watching
from tests.e2e.browser_guild import answer, ask_for_deletion, card, open_command, run, select_messages, spam, visiting
from tests.e2e.system import System, until

pytestmark = pytest.mark.timeout(180)
FIRST_LOAD_BYTES = 100_000
"""As it travels: the page's own files and what the guild holds."""
STILL = 0.05
"""Cumulative layout shift; web.dev calls everything below 0.1 good."""
WATCH_SHIFTS = """
    window.shift = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing() as started:
        yield started


def ids_in(system: System, channel: str) -> set[str]:
    return {message["id"] for message in system.messages(channel)}


def deletions(system: System, since: int) -> list[list[str]]:
    return [r["body"]["messages"] for r in system.requests(since) if r["path"].endswith("/messages/bulk-delete")]


def test_a_moderator_deletes_with_a_command_a_card_and_a_press(browser: Browser, system: System) -> None:
    doomed, mark = spam(system, "press-here"), system.mark()
    with visiting(browser, system, "moderator") as (page, _):
        ask_for_deletion(page, doomed)
        page.get_by_role("button", name="approvals").click()
        asked = card(page, "press-here")
        expect(asked).to_contain_text("Delete 2 messages for good")
        asked.get_by_role("button", name="Approve").click()
        expect(card(page, "press-here")).to_contain_text("Approved by @Marek")
        expect(card(page, "press-here").get_by_role("button")).to_have_count(0)

        entry = page.locator("#pane-audit details").filter(has_text="message.bulk_delete").first
        expect(entry.locator("summary .status")).to_have_text("done")
        entry.locator("summary").click()
        expect(entry.get_by_role("heading", name="intent")).to_be_visible()
        expect(entry.get_by_role("heading", name="outcome")).to_be_visible()
        expect(entry.locator(".steps").first).to_contain_text("require_permission")

        page.get_by_role("button", name="general").click()
        expect(page.locator(".message").first).to_be_visible()
        expect(page.locator(f"#m{doomed[0]}")).to_have_count(0)
    assert deletions(system, mark) == [sorted(doomed)]
    assert not set(doomed) & ids_in(system, "general")


def test_a_member_is_told_which_permission_is_missing(browser: Browser, system: System) -> None:
    wanted, mark = spam(system, "not-yours"), system.mark()
    with visiting(browser, system, "member") as (page, _):
        form = open_command(page, "bulk", "message bulk_delete")
        select_messages(page, wanted)
        run(form)
        answer(page, "Manage Messages")
        denied = page.locator("#pane-audit details").filter(has_text="denied").first
        expect(denied).to_contain_text("Mina through Discord")
    assert deletions(system, mark) == []
    assert set(wanted) <= ids_in(system, "general")


def test_a_command_is_given_by_keyboard_alone(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to writing")).to_be_focused()
        page.keyboard.press("Enter")
        text = page.locator("#text")
        expect(text).to_be_focused()
        page.keyboard.type("/channel")
        wanted = page.get_by_role("option", name=re.compile(r"^\/channel list "))
        expect(wanted).to_be_visible()
        for _ in range(page.get_by_role("option").count()):
            if wanted.get_attribute("aria-selected") == "true":
                break
            page.keyboard.press("ArrowDown")
        assert text.get_attribute("aria-activedescendant") == wanted.get_attribute("id")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        answer(page, "#support")
        expect(text).to_be_focused()


def test_escape_closes_the_picker_the_form_and_the_dialog(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        text = page.locator("#text")
        text.fill("/message")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        form = open_command(page, "message send", "message send")
        run(form)
        dialog = page.get_by_role("dialog", name="/message send")
        expect(dialog.get_by_label("Message")).to_be_focused()
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(page.locator(".command")).to_have_count(0)
        open_command(page, "message send", "message send")
        page.keyboard.press("Escape")
        expect(text).to_be_focused()


def test_what_was_left_out_is_asked_for_in_a_modal(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        run(open_command(page, "message send", "message send"))
        page.get_by_role("dialog").get_by_label("Message").fill("Said through a modal")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator(".message:not(.ephemeral)").filter(has_text="Said through a modal")).to_be_visible()
        answer(page, "Done: /message send")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_option_is_completed_by_what_the_application_suggests(browser: Browser, system: System) -> None:
    with visiting(browser, system, "moderator") as (page, _):
        form = open_command(page, "timeout", "member timeout")
        form.get_by_label("user_id").select_option(label="Noor (noor.reads)")
        form.get_by_role("combobox", name="duration_s").press_sequentially("1 h")
        page.get_by_role("option", name="1 hour").click()
        form.get_by_role("button", name="+ dry_run").click()
        run(form)
        answer(page, "Time out Noor for 1 hour")


def test_an_ephemeral_answer_is_its_askers_alone_and_can_be_dismissed(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        run(open_command(page, "guild get", "guild get"))
        told = answer(page, "/guild get")
        expect(told).to_contain_text("Only you can see this")
        page.get_by_role("radio", name="Mina").check(force=True)
        expect(page.locator(".message.ephemeral").filter(has_text="/guild get")).to_have_count(0)
        page.get_by_role("radio", name="Ada").check(force=True)
        count = page.locator(".message.ephemeral").filter(has_text="/guild get").count
        until(lambda: count() > 0, what="the answer in its asker's eyes")
        before = count()
        answer(page, "/guild get").get_by_role("button", name="Dismiss").click()
        expect(page.locator(".message.ephemeral").filter(has_text="/guild get")).to_have_count(before - 1)


def test_a_channel_that_a_user_cannot_see_is_not_there(browser: Browser, system: System) -> None:
    with visiting(browser, system, "moderator") as (page, _):
        channels = page.get_by_role("navigation", name="Channels")
        expect(channels.get_by_role("button", name="staff")).to_be_visible()
        expect(page.locator("#may")).to_contain_text("Manage Messages")
        page.get_by_role("radio", name="Mina").check(force=True)
        expect(channels.get_by_role("button", name="staff")).to_have_count(0)
        expect(page.locator("#may")).to_contain_text("moderate nothing")


def test_words_with_names_speak_as_the_user_and_mention(browser: Browser, system: System) -> None:
    with visiting(browser, system, "member") as (page, _):
        page.locator("#text").fill("Is @Guildhall awake? See #support")
        page.keyboard.press("Enter")
        said = page.locator(".message").filter(has_text="awake?").last
        expect(said.locator(".mention")).to_have_text(["@Guildhall", "#support"])
        page.get_by_role("radio", name="Noor").check(force=True)
        page.get_by_role("button", name="approvals").click()
        expect(page.locator("#text-hint")).to_contain_text("Noor may not write in #approvals")
    newest = next(m for m in system.messages("general") if m["author"]["id"] == system.user("member"))
    assert "awake?" in newest["content"]
    assert newest["mentions"][0]["id"] == system.discord["bot_user_id"]


def test_what_people_write_is_never_run_as_markup(browser: Browser, system: System) -> None:
    evil = (
        "<img src=x onerror=\"document.title='owned'\"> [go](javascript:document.title='owned') **<script>1</script>**"
    )
    message = system.say("newcomer", evil)
    with visiting(browser, system, "owner") as (page, _):
        shown = page.locator(f"#m{message} .md")
        expect(shown).to_contain_text("<img src=x onerror=\"document.title='owned'\">")
        assert shown.locator("img, script, a").count() == 0
        assert shown.locator("strong").inner_text() == "<script>1</script>"
        assert "owned" not in page.title()


def test_the_requests_pane_shows_what_the_bot_asks_as_it_asks(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        page.get_by_role("tab", name="Audit").press("ArrowRight")
        expect(page.get_by_role("tab", name="Requests")).to_be_focused()
        system.rest("POST", f"/channels/{system.channel('general')}/typing")
        entry = page.locator("#pane-requests details").filter(has_text="trigger_typing_indicator").first
        expect(entry.locator(".status")).to_have_text("204")
        entry.locator("summary").click()
        expect(entry).to_contain_text("/channels/{channel_id}/typing")
        page.get_by_label("Which requests").select_option("refused")
        expect(page.locator("#pane-requests details").filter(has_text="trigger_typing")).to_have_count(0)


def test_the_mcp_pane_calls_a_tool_with_each_key(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        page.get_by_role("tab", name="MCP").click()
        for key in ("owner", "moderator", "read_only"):
            page.get_by_label("Key").select_option(key)
            page.get_by_label("Tool").select_option("channel_list")
            expect(page.get_by_role("button", name="Call", exact=True)).to_be_enabled()
            page.get_by_role("button", name="Call", exact=True).click()
            expect(page.locator(".answer .status")).to_have_text("answered")
            expect(page.locator(".answer pre").first).to_contain_text("general")
        page.get_by_label("Arguments").fill("{not json")
        page.get_by_role("button", name="Call", exact=True).click()
        expect(page.locator("#pane-mcp .problem")).to_contain_text("not JSON")


def test_the_main_job_is_done_on_a_phone_without_scrolling_sideways(browser: Browser, system: System) -> None:
    doomed, mark = spam(system, "on-a-phone"), system.mark()
    with visiting(browser, system, "moderator", PHONE) as (page, watched):
        assert watched.overflowing() == []
        views = page.get_by_role("navigation", name="Views")
        views.get_by_role("button", name="Guild").click()
        expect(page.get_by_role("radio", name="Marek")).to_be_checked()
        assert watched.overflowing() == []
        page.get_by_role("button", name="general").click()
        ask_for_deletion(page, doomed)
        assert watched.overflowing() == []
        views.get_by_role("button", name="Guild").click()
        page.get_by_role("button", name="approvals").click()
        card(page, "on-a-phone").get_by_role("button", name="Approve").click()
        expect(card(page, "on-a-phone")).to_contain_text("Approved by @Marek")
        assert watched.overflowing() == []
        views.get_by_role("button", name="Inspect").click()
        page.locator("#pane-audit details").first.locator("summary").click()
        assert watched.overflowing() == []
        for tab in ("Requests", "MCP"):
            page.get_by_role("tab", name=tab).click()
            assert watched.overflowing() == []
    assert deletions(system, mark) == [sorted(doomed)]


def test_without_the_event_stream_the_page_asks_again_and_again(browser: Browser, system: System) -> None:
    with watching(browser) as watched:
        page = watched.page
        page.route("**/control/events", lambda route: route.abort())
        page.goto(system.endpoints["playground_url"])
        expect(page.locator("#link-state")).to_contain_text("Polling")
        system.say("member", "seen without the stream")
        expect(page.locator(".message").filter(has_text="seen without the stream").last).to_be_visible()
        watched.problems[:] = [told for told in watched.problems if "ERR_FAILED" not in told]


def test_the_first_visit_is_light_and_nothing_jumps(browser: Browser, system: System) -> None:
    with watching(browser) as watched:
        page = watched.page
        page.add_init_script(WATCH_SHIFTS)
        page.goto(system.endpoints["playground_url"])
        expect(page.locator(".message").first).to_be_visible()
        expect(page.locator("#pane-audit .empty, #pane-audit details").first).to_be_visible()
        travelling = [request for request in watched.requests if not request.url.endswith("/events")]
        sizes = [request.sizes() for request in travelling]
        travelled = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
        shift = page.evaluate("window.shift")
    assert 10_000 < travelled < FIRST_LOAD_BYTES
    assert shift < STILL


def focus_rings(page: Page, steps: int) -> list[str]:
    """Return what got the focus without showing it."""
    bare = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const at = document.activeElement; const box = at.closest('.person') ?? at;"
            " return at === document.body || getComputedStyle(box).outlineStyle !== 'none' ? '' : at.outerHTML }"
        )
        bare += [shown] if shown else []
    return bare


def test_the_focus_is_seen_wherever_it_goes(browser: Browser, system: System) -> None:
    with visiting(browser, system, "owner") as (page, _):
        assert focus_rings(page, 25) == []
