"""How the simulated Discord judges answers to interactions, and the ways beside HTTP: callback, gateway, events."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from local.discord.application import Application, application
from local.discord.testing import Lab, laboratory


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
    running_lab.reset(interactions_url=app.url, events_url=app.url, interaction_timeout_s=5.0)
    app.public_key = running_lab.endpoints["public_key"]
    running_lab.register([{"name": "help", "description": "Help"}])
    yield running_lab
    assert running_lab.violations() == []


def code(answer: httpx.Response) -> int:
    return int(answer.json()["code"])


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"type": 4, "data": {"contnet": "x"}}, "'contnet' is not a field"),
        ({"type": 4, "data": {"content": "x" * 2001}}, "2000 or fewer"),
        ({"type": 4, "data": {}}, "empty message"),
        ({"type": 5, "data": {"content": "x"}}, "nothing but the EPHEMERAL flag"),
        ({"type": 5, "data": {"flags": 1 << 15}}, "nothing but the EPHEMERAL flag"),
        ({"type": 7, "data": {"content": "x"}}, "does not answer an interaction of type 2"),
        ({"type": 1}, "does not answer an interaction of type 2"),
        ({"type": 9, "data": {"custom_id": "m", "title": "t" * 46, "components": []}}, "45 or fewer"),
        ((401, {"error": "invalid request signature"}), "answered 401"),
        ((500, None), "answered 500"),
    ],
)
def test_a_wrong_answer_is_told_to_the_user_as_no_answer(
    lab: Lab, app: Application, answer: Any, complaint: str
) -> None:
    app.reply = lambda _payload: answer
    done = lab.use("help")
    assert done["error"] == "The application did not respond"
    assert any(complaint in violation for violation in done["violations"]), done["violations"]
    assert lab.outcome(done)["original"] is None
    place = f"webhooks/{lab.endpoints['application_id']}/{app.received[-1]['token']}"
    assert code(lab.tokens.post(place, json={"content": "x"})) == 10015


def test_an_answer_that_comes_too_late_is_none(lab: Lab, app: Application) -> None:
    lab.order("/settings", interaction_timeout_s=0.3)
    app.delay_s = 0.9
    done = lab.use("help")
    assert (done["status"], done["error"]) == (None, "The application did not respond")
    assert "no answer within 0.3 s" in done["violations"][0]


def test_a_wrong_signature_is_noticed_by_the_application(lab: Lab, app: Application) -> None:
    app.public_key = "00" * 32
    assert lab.use("help")["status"] == 401
    assert app.received == []


def test_a_ping_wants_a_pong(lab: Lab, app: Application) -> None:
    order = {"kind": "ping", "user_id": "owner", "channel_id": "general"}
    app.reply = lambda _payload: {"type": 1}
    assert lab.order("/interactions", **order)["violations"] == []
    assert app.received[-1]["type"] == 1
    app.reply = lambda _payload: {"type": 5}
    assert lab.order("/interactions", **order)["violations"] == ["a PING is answered with type 1"]


def test_the_callback_endpoint_answers_once(lab: Lab, app: Application) -> None:
    answers: list[httpx.Response] = []

    def reply(payload: dict[str, Any]) -> tuple[int, None]:
        place = f"interactions/{payload['id']}/{payload['token']}/callback"
        body = {"type": 4, "data": {"content": "by callback"}}
        answers.append(lab.tokens.post(place, json=body, params={"with_response": "true"}))
        answers.append(lab.tokens.post(place, json=body))
        return 202, None

    app.reply = reply
    done = lab.use("help")
    assert (done["status"], done["error"]) == (202, None)
    first, second = answers
    assert first.json()["resource"]["message"]["content"] == "by callback"
    assert (second.status_code, code(second)) == (400, 40060)
    assert lab.outcome(done)["original"]["content"] == "by callback"


def test_without_an_endpoint_an_interaction_waits_for_the_callback(lab: Lab) -> None:
    lab.order("/settings", interactions_url=None, interaction_timeout_s=0.3)
    done = lab.use("help")
    assert "no callback within 0.3 s" in done["violations"][0]


def test_an_unknown_interaction_is_10062(lab: Lab, app: Application) -> None:
    answer = lab.tokens.post("interactions/1/nonsense/callback", json={"type": 5})
    assert (answer.status_code, code(answer)) == (404, 10062)
    app.reply = lambda _payload: (500, None)
    lab.use("help")
    failed = app.received[-1]
    late = lab.tokens.post(f"interactions/{failed['id']}/{failed['token']}/callback", json={"type": 5})
    assert code(late) == 10062


def test_interactions_are_delivered_side_by_side(lab: Lab, app: Application) -> None:
    met = threading.Barrier(3, timeout=4)

    def reply(_payload: dict[str, Any]) -> dict[str, Any]:
        met.wait()
        return {"type": 5}

    app.reply = reply
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _n: lab.use("help"), range(3)))
    assert [d["status"] for d in done] == [200, 200, 200]


def test_in_a_direct_message_the_payload_has_a_user_instead_of_a_member(lab: Lab, app: Application) -> None:
    place = f"applications/{lab.endpoints['application_id']}/commands"
    assert lab.bot.put(place, json=[{"name": "hello", "description": "Hi"}]).status_code == 200
    channel = lab.order("/dms", user_id="member")
    lab.use("hello", "member", channel["id"])
    payload = app.received[-1]
    assert payload["user"]["id"] == lab.users["member"]
    assert not {"member", "guild_id", "guild"} & payload.keys()
    assert payload["context"] == 1


def test_webhook_events_are_signed_and_a_ping_is_type_0(lab: Lab, app: Application) -> None:
    app.reply = lambda _payload: (204, None)
    assert lab.order("/events", type="PING")["status"] == 204
    assert app.received[-1]["type"] == 0
    assert lab.order("/events", type="APPLICATION_AUTHORIZED")["status"] == 204
    event = app.received[-1]["event"]
    assert (event["type"], event["data"]["guild"]["id"]) == ("APPLICATION_AUTHORIZED", lab.guild_id)
    lab.order("/settings", events_url=None)
    refused = lab.control.post("/events", json={"type": "PING"})
    assert "no events_url is set" in refused.json()["error"]


BAD_COMMANDS: list[tuple[list[dict[str, Any]], str]] = [
    ([{"name": "Help", "description": "x"}], "APPLICATION_COMMAND_INVALID_NAME"),
    ([{"name": "help"}], "BASE_TYPE_REQUIRED"),
    ([{"name": "help", "description": "x", "optionen": []}], "UNKNOWN_KEY"),
    ([{"name": "help", "description": "x"}] * 2, "APPLICATION_COMMANDS_DUPLICATE_NAME"),
    ([{"name": "Menu", "type": 3, "description": "x"}], "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_SET"),
    (
        [
            {
                "name": "a",
                "description": "x",
                "options": [
                    {"type": 3, "name": "b", "description": "x"},
                    {"type": 3, "name": "c", "description": "x", "required": True},
                ],
            }
        ],
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    (
        [
            {
                "name": "a",
                "description": "x",
                "options": [
                    {
                        "type": 1,
                        "name": f"s{n}",
                        "description": "x" * 100,
                        "options": [{"type": 3, "name": f"o{m}", "description": "y" * 100} for m in range(4)],
                    }
                    for n in range(20)
                ],
            }
        ],
        "APPLICATION_COMMAND_TOO_LARGE",
    ),
]


@pytest.mark.parametrize(("commands", "reason"), BAD_COMMANDS, ids=[reason for _, reason in BAD_COMMANDS])
def test_wrong_commands_are_refused(lab: Lab, commands: list[dict[str, Any]], reason: str) -> None:
    place = f"applications/{lab.endpoints['application_id']}/guilds/{lab.guild_id}/commands"
    answer = lab.bot.put(place, json=commands)
    assert answer.status_code == 400
    assert reason in answer.text


def test_commands_keep_their_ids_when_they_are_replaced_and_survive_a_reset(lab: Lab) -> None:
    place = f"applications/{lab.endpoints['application_id']}/guilds/{lab.guild_id}/commands"
    first = lab.bot.get(place).json()[0]
    lab.register([{"name": "help", "description": "More help"}, {"name": "new", "description": "x"}])
    kept = {c["name"]: c for c in lab.bot.get(place).json()}
    assert kept["help"]["id"] == first["id"]
    assert kept["help"]["version"] != first["version"]
    lab.order("/reset")
    assert len(lab.bot.get(place).json()) == 2
    assert lab.bot.delete(f"{place}/{first['id']}").status_code == 204
    assert code(lab.bot.get(f"{place}/{first['id']}")) == 10063
    made = lab.bot.post(place, json={"name": "third", "description": "x"})
    assert (made.status_code, lab.bot.post(place, json={"name": "third", "description": "y"}).status_code) == (201, 200)
    assert lab.bot.patch(f"{place}/{made.json()['id']}", json={"description": "z"}).json()["description"] == "z"
    lab.order("/reset", commands=True)
    assert lab.bot.get(place).json() == []
    other = f"applications/{lab.users['member']}/commands"
    assert code(lab.bot.get(other)) == 20012
