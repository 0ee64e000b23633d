"""Answers to real signed interactions of the simulated Discord."""

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from guildhall.clock import monotonic_s
from guildhall.discord.budget import Budget
from guildhall.discord.ids import ApplicationId
from guildhall.discord.interaction import InteractionLost, InteractionResponder
from guildhall.discord.requests import Request
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.routes import Route
from local.discord.testing import Lab, laboratory
from tests.fakes.interactions_door import DeferringDoor, deferring_door

SET_COMMANDS = Route("PUT /applications/{application_id}/commands")
PATIENCE_S = 10


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def door(running_lab: Lab) -> Iterator[DeferringDoor]:
    with deferring_door(running_lab.endpoints["public_key"]) as found:
        running_lab.reset(interactions_url=found.url)
        yield found


@pytest.fixture
def lab(running_lab: Lab, door: DeferringDoor) -> Lab:
    with open_client(running_lab.endpoints["rest_url"]) as client:
        rest = DiscordRest.over(client, lambda: str(running_lab.endpoints["bot_token"]))
        path = {"application_id": running_lab.endpoints["application_id"]}
        rest.send(Request(route=SET_COMMANDS, path=path, body=[{"name": "ask", "description": "Ask something."}]))
    return running_lab


@pytest.fixture
def responder(lab: Lab) -> Iterator[InteractionResponder]:
    with open_client(lab.endpoints["rest_url"]) as client:
        yield InteractionResponder.over(client, ApplicationId(lab.endpoints["application_id"]))


def ask(lab: Lab) -> dict[str, Any]:
    return dict(lab.order("/interactions", kind="command", user_id="member", channel_id="general", name="ask"))


def deferred(lab: Lab, door: DeferringDoor) -> tuple[str, str]:
    """Use the command and return the interaction's id and token, once it is deferred."""
    door.may_answer.set()
    asked = ask(lab)
    assert (asked["status"], asked["body"], asked["error"]) == (200, {"type": 5}, None)
    return asked["interaction_id"], door.tokens.get(timeout=PATIENCE_S)


def shown(lab: Lab, interaction_id: str) -> dict[str, Any]:
    return dict(lab.control.get(f"/interactions/{interaction_id}").json())


def test_a_deferred_answer_is_edited_followed_up_and_deleted(
    lab: Lab, door: DeferringDoor, responder: InteractionResponder
) -> None:
    interaction_id, token = deferred(lab, door)
    edited: Any = responder.edit_original(token, {"content": "done @everyone"})
    assert (edited["content"], edited["mention_everyone"]) == ("done @everyone", False)
    followed: Any = responder.create_followup(token, {"content": "more", "allowed_mentions": None})
    assert followed["content"] == "more"
    state = shown(lab, interaction_id)
    assert state["original"]["content"] == "done @everyone"
    assert [message["content"] for message in state["followups"]] == ["more"]
    responder.delete_original(token)
    responder.delete_original(token)
    assert [entry["violations"] for entry in lab.requests() if not entry["valid"]] == []
    assert lab.violations() == []


def test_an_edit_that_comes_before_the_acknowledgement_arrives_in_the_end(
    lab: Lab, door: DeferringDoor, responder: InteractionResponder
) -> None:
    door.may_answer.clear()
    waits: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        asked: Future[dict[str, Any]] = pool.submit(ask, lab)
        token = door.tokens.get(timeout=PATIENCE_S)

        def acknowledge(seconds: float) -> None:
            waits.append(seconds)
            door.may_answer.set()
            asked.result(timeout=PATIENCE_S)

        budget = Budget.of(PATIENCE_S, clock=monotonic_s, sleep=acknowledge)
        responder.within(budget).edit_original(token, {"content": "early"})
    assert waits == [0.25]
    assert shown(lab, asked.result()["interaction_id"])["original"]["content"] == "early"
    assert [entry["status"] for entry in lab.requests() if entry["method"] == "PATCH"] == [404, 200]


def test_after_fifteen_minutes_the_channel_is_the_way(
    lab: Lab, door: DeferringDoor, responder: InteractionResponder
) -> None:
    _, token = deferred(lab, door)
    lab.order("/clock", seconds=15 * 60 + 1)
    with pytest.raises(InteractionLost, match="can no longer be answered") as lost:
        responder.edit_original(token, {"content": "late"})
    assert lost.value.discord_code == 50027


def test_an_answer_that_the_user_deleted_is_lost(
    lab: Lab, door: DeferringDoor, responder: InteractionResponder
) -> None:
    _, token = deferred(lab, door)
    responder.delete_original(token)
    with pytest.raises(InteractionLost) as lost:
        responder.edit_original(token, {"content": "gone"})
    assert lost.value.discord_code == 10008


def test_the_interactions_token_is_nowhere_to_be_seen(
    lab: Lab, door: DeferringDoor, responder: InteractionResponder, caplog: pytest.LogCaptureFixture
) -> None:
    _, token = deferred(lab, door)
    caplog.set_level(logging.DEBUG)
    lab.fault(kind="status", status=502, route="POST /webhooks/{webhook_id}/{webhook_token}")
    with pytest.raises(Exception, match="Nobody knows") as failed:
        responder.create_followup(token, {"content": "canary-content"})
    responder.edit_original(token, {"content": "canary-content"})
    seen = [record for record in caplog.records if record.name.split(".")[0] in {"guildhall", "httpx", "httpcore"}]
    told = f"{failed.value!r} {failed.value.__dict__} {responder!r} {[record.__dict__ for record in seen]}"
    assert token not in told
    assert "canary-content" not in told
