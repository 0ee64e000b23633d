import json
import logging
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP

import httpx
import pytest

from guildhall.discord.files import File
from guildhall.discord.requests import Request
from guildhall.discord.routes import CREATE_MESSAGE, GET_CHANNEL, UPDATE_ORIGINAL_WEBHOOK_MESSAGE, Route
from guildhall.errors import (
    DiscordForbidden,
    DiscordNotFound,
    DiscordRejected,
    DiscordUnavailable,
    InvalidArguments,
    OutcomeUnknown,
)
from tests.fakes import discord_api as api
from tests.fakes.discord_api import ScriptedDiscord, answer, bucket, limited

READ = Request(route=GET_CHANNEL, path={"channel_id": "7"})
SEND = Request(route=CREATE_MESSAGE, path={"channel_id": "7"}, body={"content": "canary-content"})
CREATE = Request(route=Route("POST /guilds/{guild_id}/channels"), path={"guild_id": "100"}, body={"name": "x"})
EDIT = Request(route=Route("PATCH /channels/{channel_id}"), path={"channel_id": "7"}, body={"name": "x"})
DELETE = Request(route=Route("DELETE /channels/{channel_id}"), path={"channel_id": "7"})
NEVER_SENT = [
    httpx.ConnectError("canary"),
    httpx.ConnectTimeout("canary"),
    httpx.PoolTimeout("canary"),
    httpx.ProxyError("canary"),
    httpx.UnsupportedProtocol("canary"),
    httpx.LocalProtocolError("Illegal header value b'Bot canary'"),
]
PERHAPS_SENT = [
    httpx.ReadTimeout("canary"),
    httpx.WriteTimeout("canary"),
    httpx.ReadError("canary"),
    httpx.WriteError("canary"),
    httpx.CloseError("canary"),
    httpx.RemoteProtocolError("canary"),
    httpx.DecodingError("canary"),
]


def send(discord: ScriptedDiscord, request: Request, budget_s: float = 12.0) -> object:
    return discord.sender.send(request, discord.budget(budget_s), api.TOKEN)


def test_an_answer_is_its_json() -> None:
    discord = ScriptedDiscord([answer(200, {"id": "7"})])
    assert send(discord, READ) == {"id": "7"}
    (asked,) = discord.asked
    assert str(asked.url) == "https://discord.test/api/v10/channels/7"
    assert asked.headers["authorization"] == f"Bot {api.TOKEN}"
    assert "content-type" not in asked.headers


def test_an_empty_answer_is_none() -> None:
    assert send(ScriptedDiscord([answer(204)]), DELETE) is None


def test_what_cannot_stand_in_a_path_is_never_sent() -> None:
    discord = ScriptedDiscord([])
    with pytest.raises(InvalidArguments):
        send(discord, Request(route=GET_CHANNEL, path={"channel_id": "../users"}))
    with pytest.raises(InvalidArguments):
        send(
            discord,
            Request(
                route=Route("DELETE /channels/{channel_id}/messages/{message_id}"),
                path={"channel_id": "1", "message_id": "x"},
            ),
        )


def test_a_query_is_sent_as_discord_reads_it() -> None:
    discord = ScriptedDiscord([answer(200, [])])
    send(discord, Request(route=Route("GET /users/@me/guilds"), query={"limit": 200, "with_counts": True}))
    assert str(discord.asked[0].url.query, "ascii") == "limit=200&with_counts=true"


def test_codes_are_translated() -> None:
    discord = ScriptedDiscord(
        [answer(404, {"code": 10003, "message": "Unknown Channel"}), answer(400, {"code": 50006})]
    )
    with pytest.raises(DiscordNotFound):
        send(discord, READ)
    with pytest.raises(DiscordRejected, match="empty"):
        send(discord, SEND)


def test_three_refused_tokens_and_no_more_is_asked() -> None:
    discord = ScriptedDiscord([answer(401, {"code": 0, "message": "401: Unauthorized"})] * 3)
    for _ in range(5):
        with pytest.raises(DiscordForbidden, match="bot token"):
            send(discord, READ)
    assert len(discord.asked) == 3


@pytest.mark.parametrize("status", [500, 502, 503, 520])
@pytest.mark.parametrize("request_", [READ, SEND, DELETE], ids=lambda request: request.route.method)
def test_a_server_error_is_repeated_where_that_is_safe(status: int, request_: Request) -> None:
    discord = ScriptedDiscord(
        [answer(status, {"message": "oops"}), httpx.Response(status, html="<html>"), answer(200, {})]
    )
    assert send(discord, request_) == {}
    assert discord.waits_s == [0.25, 0.5]


def test_a_file_is_sent_as_a_form_and_again_as_the_very_same_bytes() -> None:
    files = {"files[0]": File('wa"ve\r\n.png', b"\x00canary\r\n--", "image/png")}
    discord = ScriptedDiscord([answer(500), httpx.ReadTimeout("canary"), answer(200, {})])
    send(discord, replace(SEND, files=files))
    first, *others = discord.asked
    assert {request.content for request in others} == {first.content}
    kind = first.headers["content-type"]
    parts = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + first.content)
    payload, file = parts.iter_parts()
    assert json.loads(str(payload.get_payload()))["content"] == "canary-content"
    assert file.get_payload(decode=True) == b"\x00canary\r\n--"
    assert file.get_content_type() == "image/png"
    assert "\n" not in str(file.get_filename())


def test_a_repeated_message_is_the_same_message() -> None:
    discord = ScriptedDiscord([answer(500), httpx.ReadTimeout("canary"), answer(200, {})])
    send(discord, SEND)
    assert len({request.content for request in discord.asked}) == 1
    assert b'"enforce_nonce":true' in discord.asked[0].content


@pytest.mark.parametrize("request_", [CREATE, EDIT], ids=lambda request: request.route.method)
@pytest.mark.parametrize("lost", [answer(502), *PERHAPS_SENT], ids=lambda lost: type(lost).__name__)
def test_what_is_not_safe_twice_is_sent_once_and_its_outcome_told_as_unknown(
    request_: Request, lost: httpx.Response | Exception
) -> None:
    discord = ScriptedDiscord([lost])
    with pytest.raises(OutcomeUnknown, match="Nobody knows") as unknown:
        send(discord, request_)
    assert len(discord.asked) == 1
    assert unknown.value.route == request_.route.text
    assert "before you repeat it" in unknown.value.hint


@pytest.mark.parametrize("lost", PERHAPS_SENT, ids=lambda lost: type(lost).__name__)
def test_a_lost_read_is_repeated_and_at_the_end_unavailable(lost: Exception) -> None:
    discord = ScriptedDiscord([lost] * 5)
    with pytest.raises(DiscordUnavailable) as gone:
        send(discord, READ)
    assert not isinstance(gone.value, OutcomeUnknown)
    assert len(discord.asked) == 5


@pytest.mark.parametrize("request_", [READ, SEND, CREATE, EDIT, DELETE], ids=lambda request: request.route.text)
@pytest.mark.parametrize("lost", NEVER_SENT, ids=lambda lost: type(lost).__name__)
def test_what_was_never_sent_is_sent_again_whatever_it_is(request_: Request, lost: Exception) -> None:
    assert send(ScriptedDiscord([lost, answer(200, {})]), request_) == {}
    with pytest.raises(DiscordUnavailable, match="nothing was sent"):
        send(ScriptedDiscord([lost] * 5), request_)


def test_what_may_have_happened_is_not_taken_back_by_a_later_failure() -> None:
    for later in (httpx.ConnectError("canary"), limited(60.0), answer(403, {"code": 50013})):
        discord = ScriptedDiscord([answer(500), *[later] * 4])
        with pytest.raises(OutcomeUnknown):
            send(discord, SEND)


def test_a_repeated_delete_that_finds_nothing_has_worked() -> None:
    gone = answer(404, {"code": 10003, "message": "Unknown Channel"})
    assert send(ScriptedDiscord([httpx.ReadTimeout("canary"), gone]), DELETE) is None
    with pytest.raises(DiscordNotFound):
        send(ScriptedDiscord([httpx.ConnectError("canary"), gone]), DELETE)


def test_a_server_error_says_how_long_to_wait() -> None:
    dated = "Wed, 21 Oct 2026 07:28:00 GMT"
    discord = ScriptedDiscord([answer(503, Retry_After="2"), answer(503, Retry_After=dated), answer(200, {})])
    send(discord, READ)
    assert discord.waits_s == [2.0, 0.5]


def test_a_success_that_cannot_be_read_is_no_success() -> None:
    assert send(ScriptedDiscord([httpx.Response(200, text="<html>"), answer(200, {})]), READ) == {}
    with pytest.raises(OutcomeUnknown, match="could not be read"):
        send(ScriptedDiscord([httpx.Response(200, text="<html>")]), CREATE)


def test_without_time_nothing_is_sent() -> None:
    discord = ScriptedDiscord([])
    with pytest.raises(DiscordUnavailable, match="no time left"):
        send(discord, CREATE, budget_s=0)
    assert discord.asked == []


def test_no_single_answer_is_waited_for_beyond_the_budget() -> None:
    discord = ScriptedDiscord([answer(200, {}), answer(200, {})])
    send(discord, READ, budget_s=1.5)
    send(discord, READ, budget_s=60)
    first, second = (request.extensions["timeout"] for request in discord.asked)
    assert (first["read"], first["connect"]) == (1.5, 1.5)
    assert (second["read"], second["connect"]) == (8.0, 3.0)


def test_an_unexpected_crash_gives_its_place_back() -> None:
    spent = bucket(limit=1, remaining=1, reset_after_s=30)
    discord = ScriptedDiscord([answer(200, {}, **spent), RuntimeError("a defect"), answer(200, {})])
    send(discord, READ)
    with pytest.raises(RuntimeError, match="a defect"):
        send(discord, READ)
    assert send(discord, READ) == {}
    assert discord.waits_s == []


@pytest.mark.parametrize("lost", [*NEVER_SENT, *PERHAPS_SENT], ids=lambda lost: type(lost).__name__)
def test_no_failure_shows_a_token_or_the_networks_own_words(lost: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    request = Request(
        route=UPDATE_ORIGINAL_WEBHOOK_MESSAGE,
        path={"webhook_id": "5", "webhook_token": "canary-token"},
        body={"content": "canary-content"},
    )
    discord = ScriptedDiscord([lost] * 5)
    with pytest.raises((DiscordUnavailable, OutcomeUnknown)) as failed:
        send(discord, request)
    told = f"{failed.value!r} {failed.value.__dict__} {caplog.text}"
    assert "canary" not in told
    assert api.TOKEN not in told
    assert failed.value.__suppress_context__ or failed.value.__context__ is None


def test_nothing_of_a_normal_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    discord = ScriptedDiscord([answer(200, {}), limited(0.1), answer(200, {})])
    send(discord, SEND)
    send(discord, SEND)
    assert "canary" not in caplog.text
    assert "/channels/7" not in caplog.text
    assert api.TOKEN not in caplog.text


def test_a_list_in_a_query_is_its_name_again_for_each_value() -> None:
    discord = ScriptedDiscord([answer(200, [])])
    route = Route("GET /guilds/{guild_id}/messages/search")
    send(discord, Request(route=route, path={"guild_id": "1"}, query={"has": ["file", "link"], "limit": 5}))
    assert str(discord.asked[0].url.query, "ascii") == "has=file&has=link&limit=5"
