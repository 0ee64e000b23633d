import logging

import httpx
import pytest

from guildhall.discord.ids import ApplicationId
from guildhall.discord.interaction import InteractionLost, InteractionResponder
from guildhall.discord.rest import open_client
from guildhall.errors import DiscordRejected, DiscordUnavailable, OutcomeUnknown
from tests.fakes import discord_api as api
from tests.fakes.discord_api import Scripted, ScriptedDiscord, answer

TOKEN = "canary-interaction-token"
EARLY = answer(404, {"code": 10015, "message": "Unknown Webhook"})


def responder_of(*script: Scripted, budget_s: float = 25.0) -> tuple[InteractionResponder, ScriptedDiscord]:
    discord = ScriptedDiscord(script)
    responder = InteractionResponder(discord.sender, ApplicationId("5"))
    return responder.within(discord.budget(budget_s)), discord


def test_an_answer_is_edited_by_the_interactions_own_token() -> None:
    responder, discord = responder_of(answer(200, {"id": "30"}))
    assert responder.edit_original(TOKEN, {"content": "@everyone"}) == {"id": "30"}
    (asked,) = discord.asked
    assert (asked.method, asked.url.path) == ("PATCH", f"/api/v10/webhooks/5/{TOKEN}/messages/@original")
    assert "authorization" not in asked.headers
    assert discord.bodies() == [{"content": "@everyone", "allowed_mentions": {"parse": []}}]


def test_a_followup_answers_with_its_message() -> None:
    responder, discord = responder_of(answer(200, {"id": "31"}))
    assert responder.create_followup(TOKEN, {"content": "more", "flags": 64}) == {"id": "31"}
    assert discord.asked[0].url.query == b"wait=true"
    assert discord.bodies() == [{"content": "more", "flags": 64, "allowed_mentions": {"parse": []}}]


def test_an_answer_is_deleted_also_when_it_is_gone() -> None:
    responder, discord = responder_of(answer(204), answer(404, {"code": 10008, "message": "Unknown Message"}))
    responder.delete_original(TOKEN)
    responder.delete_original(TOKEN)
    assert [asked.method for asked in discord.asked] == ["DELETE", "DELETE"]


def test_an_interaction_that_discord_does_not_know_yet_is_tried_again() -> None:
    responder, discord = responder_of(EARLY, EARLY, EARLY, answer(200, {"id": "30"}))
    responder.edit_original(TOKEN, {"content": "x"})
    assert discord.waits_s == [0.25, 0.5, 1.0]


def test_after_ten_seconds_it_is_lost() -> None:
    responder, discord = responder_of(*[EARLY] * 20)
    with pytest.raises(InteractionLost):
        responder.edit_original(TOKEN, {"content": "x"})
    assert sum(discord.waits_s) == 10.0


def test_the_budget_ends_the_patience_earlier() -> None:
    responder, discord = responder_of(*[EARLY] * 20, budget_s=1.0)
    with pytest.raises(InteractionLost):
        responder.edit_original(TOKEN, {"content": "x"})
    assert sum(discord.waits_s) < 1.0


@pytest.mark.parametrize(("status", "code"), [(404, 10008), (401, 50027), (404, 10062)])
def test_a_lost_interaction_says_to_use_the_channel(status: int, code: int) -> None:
    responder, discord = responder_of(answer(status, {"code": code, "message": "gone"}))
    with pytest.raises(InteractionLost) as lost:
        responder.edit_original(TOKEN, {"content": "x"})
    assert lost.value.code == "interaction_lost"
    assert "channel" in lost.value.hint
    assert lost.value.discord_code == code
    assert len(discord.asked) == 1


def test_other_refusals_stay_what_they_are() -> None:
    responder, _ = responder_of(answer(400, {"code": 50006, "message": "Cannot send an empty message"}))
    with pytest.raises(DiscordRejected, match="empty"):
        responder.edit_original(TOKEN, {})


def test_an_edit_is_repeated_and_a_followup_is_not() -> None:
    responder, _ = responder_of(answer(502), httpx.ReadTimeout("canary"), answer(200, {"id": "30"}))
    assert responder.edit_original(TOKEN, {"content": "x"}) == {"id": "30"}
    responder, discord = responder_of(answer(502))
    with pytest.raises(OutcomeUnknown):
        responder.create_followup(TOKEN, {"content": "x"})
    assert len(discord.asked) == 1


def test_the_token_is_nowhere_to_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = [
        EARLY,
        answer(404, {"code": 10008}),
        answer(401, {"code": 50027}),
        answer(400, {"code": 50035}),
        answer(502),
    ]
    responder, _ = responder_of(*script, *[httpx.ConnectError("canary")] * 9)
    told = ""
    for _ in range(4):
        with pytest.raises(Exception) as failed:  # noqa: PT011 - whichever it is
            responder.create_followup(TOKEN, {"content": "x"})
        told += f"{failed.value!r} {failed.value.__dict__}"
    assert "canary" not in told + caplog.text + repr(responder)
    assert "POST /webhooks/{webhook_id}/{webhook_token}" in told


def test_a_responder_stands_over_a_client_of_its_own() -> None:
    client = open_client(api.BASE_URL, httpx.MockTransport(lambda request: answer(200, {"id": "30"})))
    assert InteractionResponder.over(client, ApplicationId("5")).edit_original(TOKEN, {"content": "x"}) == {"id": "30"}


def test_a_network_that_is_down_is_no_lost_interaction() -> None:
    responder, _ = responder_of(*[httpx.ConnectError("canary")] * 5)
    with pytest.raises(DiscordUnavailable):
        responder.edit_original(TOKEN, {"content": "x"})
