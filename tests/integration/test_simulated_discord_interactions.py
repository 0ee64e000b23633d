"""Interactions: what the simulated Discord signs and sends, how it judges answers, and what the token can do."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.discord.application import Application, application
from local.discord.permissions import P
from local.discord.testing import Lab, laboratory

COMMANDS: list[dict[str, Any]] = [
    {
        "name": "channel",
        "description": "Channels",
        "options": [
            {"type": 1, "name": "list", "description": "List them"},
            {
                "type": 1,
                "name": "edit",
                "description": "Edit one",
                "options": [
                    {"type": 7, "name": "channel", "description": "Which", "required": True, "channel_types": [0]},
                    {"type": 3, "name": "topic", "description": "Topic", "max_length": 20},
                    {"type": 4, "name": "slowmode_s", "description": "Seconds", "min_value": 0, "max_value": 60},
                ],
            },
        ],
    },
    {
        "name": "ask",
        "description": "Ask",
        "options": [
            {"type": 3, "name": "question", "description": "What", "required": True, "autocomplete": True},
            {"type": 6, "name": "about", "description": "Whom"},
            {"type": 5, "name": "private", "description": "For you alone"},
        ],
    },
    {"name": "Draft warning", "type": 3},
]


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


def code(answer: httpx.Response) -> int:
    return int(answer.json()["code"])


def test_a_command_carries_everything_that_discord_sends(lab: Lab, app: Application) -> None:
    lab.allow("general", lab.users["moderator"], deny=P.ATTACH_FILES)
    done = lab.use("channel list", "moderator")
    assert (done["status"], done["body"], done["error"]) == (200, {"type": 5}, None)
    payload = app.received[-1]
    assert payload["data"]["options"] == [{"type": 1, "name": "list", "options": []}]
    assert (payload["type"], payload["version"], payload["context"]) == (2, 1, 0)
    assert payload["guild_id"] == payload["guild"]["id"] == lab.guild_id
    assert payload["channel"]["name"] == "general"
    assert payload["member"]["user"]["id"] == lab.users["moderator"]
    assert payload["member"]["roles"] == [lab.names["moderators_role"]]
    rights = P(int(payload["member"]["permissions"]))
    assert rights & P.MANAGE_MESSAGES
    assert not rights & P.ATTACH_FILES
    assert P(int(payload["app_permissions"])) & P.MANAGE_CHANNELS
    assert payload["authorizing_integration_owners"] == {"0": lab.guild_id}
    assert payload["attachment_size_limit"] == 10_485_760
    assert {"application_id", "token", "locale", "guild_locale", "entitlements"} <= payload.keys()


def test_options_are_typed_and_resolved_from_the_registered_command(lab: Lab, app: Application) -> None:
    lab.use("channel/edit", options={"channel": "support", "topic": "new", "slowmode_s": "5"})
    options = app.received[-1]["data"]["options"][0]["options"]
    assert options == [
        {"type": 7, "name": "channel", "value": lab.channels["support"]},
        {"type": 3, "name": "topic", "value": "new"},
        {"type": 4, "name": "slowmode_s", "value": 5},
    ]
    assert app.received[-1]["data"]["resolved"]["channels"][lab.channels["support"]]["name"] == "support"
    given = [
        {"name": "question", "type": 3, "value": "why"},
        {"name": "about", "type": 6, "value": lab.users["member"]},
    ]
    lab.use("ask", options=given)
    resolved = app.received[-1]["data"]["resolved"]
    assert set(resolved) == {"users", "members"}
    assert "user" not in resolved["members"][lab.users["member"]]


def test_a_list_given_for_a_text_is_typed_as_a_person_types_it(lab: Lab, app: Application) -> None:
    lab.use("ask", options={"question": ["1", 2]})
    assert app.received[-1]["data"]["options"] == [{"type": 3, "name": "question", "value": "1 2"}]


@pytest.mark.parametrize(
    ("name", "options", "complaint"),
    [
        ("message send", {}, "no command named 'message'"),
        ("channel", {}, "needs a subcommand: list, edit"),
        ("channel drop", {}, "no subcommand 'drop'"),
        ("channel edit", {}, "needs the option 'channel'"),
        ("channel edit", {"channel": "lounge"}, "takes channels of the types [0] only"),
        ("channel edit", {"channel": "general", "slowmode_s": 61}, "out of bounds"),
        ("channel edit", {"channel": "general", "topic": "x" * 21}, "out of bounds"),
        ("channel list", {"all": True}, "no option 'all'"),
        ("ask", {"question": "x", "about": "123"}, "nothing to pick"),
    ],
)
def test_what_discords_client_would_not_send_is_refused(
    lab: Lab, app: Application, name: str, options: dict[str, Any], complaint: str
) -> None:
    order = {"kind": "command", "user_id": "owner", "channel_id": "general", "name": name, "options": options}
    answer = lab.control.post("/interactions", json=order)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]
    assert app.received == []


def test_nobody_uses_commands_where_they_cannot_see_or_while_timed_out(lab: Lab) -> None:
    order = {"kind": "command", "user_id": "member", "channel_id": "staff", "name": "channel list"}
    assert "cannot see staff" in lab.control.post("/interactions", json=order).json()["error"]
    lab.control.put("/members/member", json={"timeout_s": 60})
    answer = lab.control.post("/interactions", json=order | {"channel_id": "general"})
    assert "may not use application commands" in answer.json()["error"]


def test_a_command_for_moderators_is_marked_as_hidden_from_others_and_refused_outside_its_contexts(lab: Lab) -> None:
    needed = str(int(P.MANAGE_MESSAGES))
    lab.register([{"name": "purge", "description": "x", "default_member_permissions": needed}])
    assert [lab.use("purge", user)["hidden"] for user in ("owner", "moderator", "member")] == [False, False, True]
    place = f"applications/{lab.endpoints['application_id']}/commands"
    lab.bot.put(place, json=[{"name": "guilds", "description": "x", "contexts": [0]}])
    order = {"kind": "command", "user_id": "member", "channel_id": lab.order("/dms", user_id="member")["id"]}
    answer = lab.control.post("/interactions", json=order | {"name": "guilds"})
    assert "is not offered here" in answer.json()["error"]
    lab.bot.put(place, json=[])


def test_a_message_answer_is_the_original(lab: Lab, app: Application) -> None:
    app.reply = lambda _payload: {"type": 4, "data": {"content": "three channels"}}
    done = lab.outcome(lab.use("channel list"))
    original = done["original"]
    assert (original["content"], original["type"]) == ("three channels", 20)
    assert original["interaction_metadata"]["user"]["id"] == lab.users["owner"]
    shown = lab.control.get("/messages", params={"channel_id": "general"}).json()
    assert shown[0]["id"] == original["id"]


def test_an_ephemeral_answer_is_seen_by_its_user_alone(lab: Lab, app: Application) -> None:
    app.reply = lambda _payload: {"type": 4, "data": {"content": "psst", "flags": 64}}
    done = lab.outcome(lab.use("channel list", "member"))
    assert (done["original"]["content"], done["ephemeral"]) == ("psst", True)
    place = f"channels/{lab.channels['general']}/messages"
    assert lab.bot.get(place, params={"limit": 1}).json()[0]["content"] != "psst"
    assert code(lab.bot.get(f"{place}/{done['original']['id']}")) == 10008
    mine = lab.control.get("/messages", params={"channel_id": "general", "user_id": "member"}).json()
    theirs = lab.control.get("/messages", params={"channel_id": "general", "user_id": "owner"}).json()
    assert (mine[0]["content"], theirs[0]["content"] == "psst") == ("psst", False)


def test_a_deferred_answer_thinks_until_it_is_edited(lab: Lab, app: Application) -> None:
    done = lab.use("channel list")
    waiting = lab.outcome(done)
    assert (waiting["original"]["flags"] & 128, waiting["loading"]) == (128, True)
    edited = lab.tokens.patch(token_place(lab, app, "/messages/@original"), json={"content": "done"})
    assert edited.status_code == 200
    finished = lab.outcome(done)
    assert (finished["original"]["content"], finished["original"]["flags"], finished["loading"]) == ("done", 0, False)


def test_the_first_followup_fills_the_deferred_message_and_the_next_is_new(lab: Lab, app: Application) -> None:
    done = lab.use("channel list")
    first = lab.tokens.post(token_place(lab, app), json={"content": "one"}).json()
    second = lab.tokens.post(token_place(lab, app), json={"content": "two", "flags": 64}).json()
    found = lab.outcome(done)
    assert found["original"]["id"] == first["id"]
    assert [(m["id"], m["flags"] & 64) for m in found["followups"]] == [(second["id"], 64)]
    assert lab.tokens.get(token_place(lab, app, f"/messages/{second['id']}")).json()["content"] == "two"
    assert lab.tokens.delete(token_place(lab, app, f"/messages/{second['id']}")).status_code == 204
    assert lab.outcome(done)["followups"] == []


def test_a_token_works_after_an_answer_and_for_fifteen_minutes(lab: Lab, app: Application) -> None:
    codes: list[int] = []

    def early(payload: dict[str, Any]) -> dict[str, Any]:
        place = f"webhooks/{payload['application_id']}/{payload['token']}/messages/@original"
        codes.append(code(lab.tokens.patch(place, json={"content": "too soon"})))
        return {"type": 5}

    app.reply = early
    lab.use("channel list")
    assert codes == [10015]
    assert lab.tokens.get(token_place(lab, app, "/messages/@original")).status_code == 200
    lab.order("/clock", seconds=901)
    late = lab.tokens.get(token_place(lab, app, "/messages/@original"))
    assert (late.status_code, code(late)) == (401, 50027)
    assert code(lab.tokens.get(f"webhooks/{lab.endpoints['application_id']}/nonsense/messages/@original")) == 50027


def test_a_deleted_original_is_an_unknown_message(lab: Lab, app: Application) -> None:
    lab.use("channel list")
    place = token_place(lab, app, "/messages/@original")
    assert lab.tokens.delete(place).status_code == 204
    assert code(lab.tokens.patch(place, json={"content": "x"})) == 10008


def test_followups_have_their_own_limit_per_interaction(lab: Lab, app: Application) -> None:
    lab.order("/settings", rate_limits=True, limits={"update_original_webhook_message": [5, 500]})
    lab.use("channel list")
    place = token_place(lab, app, "/messages/@original")
    answers = [lab.tokens.patch(place, json={"content": str(n)}).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]
    lab.use("channel list")
    assert lab.tokens.patch(token_place(lab, app, "/messages/@original"), json={"content": "x"}).status_code == 200


def test_autocomplete_asks_for_choices_of_the_focused_option(lab: Lab, app: Application) -> None:
    app.reply = lambda _payload: {"type": 8, "data": {"choices": [{"name": "Why", "value": "why"}]}}
    order = {"kind": "autocomplete", "user_id": "owner", "channel_id": "general", "name": "ask"}
    done = lab.order("/interactions", options={"question": "wh"}, **order)
    assert app.received[-1]["data"]["options"] == [{"type": 3, "name": "question", "value": "wh", "focused": True}]
    assert lab.outcome(done)["choices"] == [{"name": "Why", "value": "why"}]


def test_a_message_menu_sends_the_message(lab: Lab, app: Application) -> None:
    target = lab.say("rude words")
    order = {"kind": "message_command", "user_id": "owner", "channel_id": "general", "name": "Draft warning"}
    lab.order("/interactions", target_id=target["id"], **order)
    data = app.received[-1]["data"]
    assert (data["type"], data["target_id"]) == (3, target["id"])
    assert data["resolved"]["messages"][target["id"]]["content"] == "rude words"
