"""Buttons, selects and modals: what the simulated Discord lets a person press, and what it sends for it."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.discord.application import Application, application
from local.discord.testing import Lab, laboratory

COMMANDS: list[dict[str, Any]] = [{"name": "help", "description": "Help"}]
CARD: dict[str, Any] = {
    "content": "Sure?",
    "components": [{"type": 1, "components": [{"type": 2, "style": 4, "custom_id": "yes", "label": "Yes"}]}],
}


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def app() -> Iterator[Application]:
    with application() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab, app: Application) -> Iterator[Lab]:
    running_lab.reset(interactions_url=app.url)
    app.public_key = running_lab.endpoints["public_key"]
    running_lab.register(COMMANDS)
    yield running_lab
    assert running_lab.violations() == []


def token_place(lab: Lab, app: Application, rest: str = "") -> str:
    return f"webhooks/{lab.endpoints['application_id']}/{app.received[-1]['token']}{rest}"


def press(lab: Lab, message_id: str, custom_id: str = "yes", user: str = "owner") -> dict[str, Any]:
    order = {"kind": "button", "user_id": user, "channel_id": "general", "message_id": message_id}
    return dict(lab.order("/interactions", custom_id=custom_id, **order))


def test_a_press_updates_its_message(lab: Lab, app: Application) -> None:
    card = lab.send(CARD).json()
    app.reply = lambda _payload: {"type": 7, "data": {"content": "Done", "components": []}}
    done = lab.outcome(press(lab, card["id"]))
    payload = app.received[-1]
    assert payload["data"] == {"id": 2, "component_type": 2, "custom_id": "yes"}
    assert payload["message"]["id"] == card["id"]
    assert (done["original"]["id"], done["original"]["content"]) == (card["id"], "Done")
    assert lab.bot.get(f"channels/{lab.channels['general']}/messages/{card['id']}").json()["components"] == []


def test_a_press_needs_no_channel_beside_its_message(lab: Lab, app: Application) -> None:
    card = lab.send(CARD, "support").json()
    order = {"kind": "button", "user_id": "owner", "message_id": card["id"], "custom_id": "yes"}
    assert lab.order("/interactions", **order)["status"] == 200
    assert app.received[-1]["channel_id"] == lab.channels["support"]


def test_what_an_edit_took_away_can_still_be_pressed_by_a_client_that_has_not_seen_it(
    lab: Lab, app: Application
) -> None:
    card = lab.send(CARD).json()
    place = f"channels/{lab.channels['general']}/messages/{card['id']}"
    assert lab.bot.patch(place, json={"content": "Done", "components": []}).status_code == 200
    app.reply = lambda _payload: {"type": 4, "data": {"content": "already used", "flags": 64}}
    assert lab.outcome(press(lab, card["id"]))["original"]["content"] == "already used"


def test_a_deferred_press_lets_the_token_edit_the_message(lab: Lab, app: Application) -> None:
    card = lab.send(CARD).json()
    app.reply = lambda _payload: {"type": 6}
    press(lab, card["id"])
    edited = lab.tokens.patch(token_place(lab, app, "/messages/@original"), json={"content": "later"}).json()
    assert (edited["id"], edited["content"]) == (card["id"], "later")


def test_only_existing_and_enabled_buttons_of_visible_messages_can_be_pressed(lab: Lab, app: Application) -> None:
    disabled = {"type": 2, "style": 1, "custom_id": "off", "label": "Off", "disabled": True}
    card = lab.send({"content": "x", "components": [{"type": 1, "components": [disabled]}]}).json()
    order = {"kind": "button", "user_id": "member", "channel_id": "general", "message_id": card["id"]}
    for custom_id, complaint in (("off", "is disabled"), ("on", "has no component 'on'; it has: off")):
        answer = lab.control.post("/interactions", json=order | {"custom_id": custom_id})
        assert complaint in answer.json()["error"]
    app.reply = lambda _payload: {"type": 4, "data": CARD | {"flags": 64}}
    secret = lab.outcome(lab.use("help", "owner"))["original"]
    answer = lab.control.post("/interactions", json=order | {"message_id": secret["id"], "custom_id": "yes"})
    assert "sees no message" in answer.json()["error"]
    app.reply = lambda _payload: {"type": 6}
    assert press(lab, secret["id"])["error"] is None


def test_a_select_sends_its_values_resolved(lab: Lab, app: Application) -> None:
    menu = {"type": 1, "components": [{"type": 5, "custom_id": "who"}]}
    card = lab.send({"content": "who?", "components": [menu]}).json()
    app.reply = lambda _payload: {"type": 6}
    order = {"kind": "select", "user_id": "owner", "channel_id": "general", "message_id": card["id"]}
    lab.order("/interactions", custom_id="who", options={"values": ["member"]}, **order)
    data = app.received[-1]["data"]
    assert (data["values"], data["component_type"]) == ([lab.users["member"]], 5)
    assert lab.users["member"] in data["resolved"]["users"]


def test_a_modal_is_shown_filled_in_and_submitted(lab: Lab, app: Application) -> None:
    field = {"type": 4, "custom_id": "why", "style": 2}
    modal = {
        "custom_id": "reason",
        "title": "Why?",
        "components": [{"type": 18, "label": "Your reason", "component": field}],
    }
    app.reply = lambda payload: {"type": 9, "data": modal} if payload["type"] == 2 else {"type": 5}
    opened = lab.outcome(lab.use("help"))
    assert opened["modal"]["title"] == "Why?"
    order = {"kind": "modal", "user_id": "owner", "channel_id": "general", "custom_id": "reason"}
    assert lab.order("/interactions", options={"why": "because"}, **order)["error"] is None
    part = app.received[-1]["data"]["components"][0]
    assert (part["type"], part["component"]["custom_id"], part["component"]["value"]) == (18, "why", "because")
    answer = lab.control.post("/interactions", json=order | {"user_id": "member", "options": {"why": "x"}})
    assert "no modal 'reason' is open for this user" in answer.json()["error"]
