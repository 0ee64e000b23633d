import httpx
import pytest
from pydantic import JsonValue

from guildhall.discord.requests import Request
from guildhall.discord.routes import EXECUTE_WEBHOOK
from guildhall.errors import DiscordForbidden, DiscordRateLimited, DiscordRejected, DiscordUnavailable
from tests.fakes import discord_api as api
from tests.fakes.discord_api import ScriptedDiscord, answer, bucket, limited
from tests.unit.discord.test_sender import CREATE, DELETE, EDIT, READ, SEND, send

CLOUDFLARE_HTML = httpx.Response(429, html="<html>Error 1015</html>", headers={"Server": "cloudflare"})
BLOCKED: dict[str, str | int] = {"code": 0, "message": "You are being blocked from accessing our API temporarily."}


def test_an_exhausted_bucket_is_waited_for_before_sending() -> None:
    exhausted = bucket(remaining=0, reset_after_s=2.0)
    discord = ScriptedDiscord([answer(200, {}, **exhausted), answer(200, {})])
    send(discord, READ)
    send(discord, READ)
    assert discord.waits_s == [2.0]


def test_a_bucket_that_outlasts_the_budget_is_told_instead_of_waited_for() -> None:
    discord = ScriptedDiscord([answer(200, {}, **bucket(remaining=0, reset_after_s=20.0))])
    send(discord, READ)
    with pytest.raises(DiscordRateLimited) as refused:
        send(discord, READ)
    assert refused.value.retry_after_s == 20.0
    assert discord.waits_s == []
    assert len(discord.asked) == 1


@pytest.mark.parametrize("request_", [READ, SEND, CREATE, EDIT, DELETE], ids=lambda request: request.route.text)
def test_a_refusal_is_waited_out_and_sent_again(request_: Request) -> None:
    discord = ScriptedDiscord([limited(1.5), answer(200, {"id": "7"})])
    assert send(discord, request_) == {"id": "7"}
    assert discord.waits_s == [1.5]


def test_the_body_of_a_refusal_counts_not_its_headers() -> None:
    discord = ScriptedDiscord([answer(429, {"retry_after": 3.0, "global": False}, Retry_After="65"), answer(200, {})])
    send(discord, READ)
    assert discord.waits_s == [3.0]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
def test_a_refusal_beyond_the_budget_says_when_to_come_back(scope: str) -> None:
    discord = ScriptedDiscord([limited(64.57, scope=scope)])
    with pytest.raises(DiscordRateLimited) as refused:
        send(discord, SEND)
    assert refused.value.retry_after_s == 64.57
    assert refused.value.details["scope"] == scope
    assert refused.value.route == "POST /channels/{channel_id}/messages"
    assert discord.waits_s == []


@pytest.mark.parametrize(
    ("code", "says"), [(20016, "slowmode"), (30040, "pruned"), (0, "how often"), ("x", "how often")]
)
def test_a_refusal_by_a_code_says_what_it_is_about(code: int | str, says: str) -> None:
    body: dict[str, JsonValue] = {"retry_after": 64.57, "global": False, "code": code}
    discord = ScriptedDiscord([answer(429, body, **bucket(remaining=1, reset_after_s=1.0))])
    with pytest.raises(DiscordRateLimited, match=says) as refused:
        send(discord, SEND)
    assert "64.6 s" in refused.value.hint


@pytest.mark.parametrize(("token", "waits_s"), [(api.TOKEN, [4.0]), (None, [])], ids=["the bot's", "an interaction's"])
def test_what_the_bot_sends_through_a_webhook_is_held_to_its_global_limit(
    token: str | None, waits_s: list[float]
) -> None:
    discord = ScriptedDiscord([limited(64.57, scope="global"), answer(200, {})])
    with pytest.raises(DiscordRateLimited):
        send(discord, SEND)
    discord.now_s += 60.57
    through = Request(route=EXECUTE_WEBHOOK, path={"webhook_id": "5", "webhook_token": "t"}, body={"content": "x"})
    discord.sender.send(through, discord.budget(12.0), token)
    assert discord.waits_s == pytest.approx(waits_s)


def test_a_webhooks_token_that_is_refused_says_nothing_of_the_bots() -> None:
    refused = answer(401, {"code": 50027, "message": "Invalid Webhook Token"})
    discord = ScriptedDiscord([refused] * 4 + [answer(200, {"id": "7"})])
    through = Request(route=EXECUTE_WEBHOOK, path={"webhook_id": "5", "webhook_token": "t"}, body={"content": "x"})
    for _ in range(4):
        with pytest.raises(DiscordRejected):
            send(discord, through)
    assert send(discord, READ) == {"id": "7"}


def test_a_shared_refusal_blocks_nobody_else() -> None:
    discord = ScriptedDiscord([limited(64.57, scope="shared", remaining=0), answer(200, {})])
    with pytest.raises(DiscordRateLimited):
        send(discord, SEND)
    assert send(discord, SEND) == {}
    assert discord.waits_s == []


def test_a_shared_refusal_blocks_nobody_else_even_after_an_exhausted_bucket() -> None:
    exhausted = answer(200, {}, **bucket(remaining=0, reset_after_s=2.0))
    discord = ScriptedDiscord([exhausted, limited(64.57, scope="shared"), answer(200, {})])
    send(discord, SEND)
    with pytest.raises(DiscordRateLimited):
        send(discord, SEND)
    assert send(discord, SEND) == {}
    assert discord.waits_s == [2.0]


def test_a_sub_limit_blocks_nobody_else() -> None:
    discord = ScriptedDiscord([limited(600.0, remaining=3), answer(200, {})])
    with pytest.raises(DiscordRateLimited):
        send(discord, EDIT)
    assert send(discord, READ) == {}


def test_a_global_refusal_stops_other_routes_too() -> None:
    discord = ScriptedDiscord([limited(30.0, scope="global")])
    for request in (SEND, READ):
        with pytest.raises(DiscordRateLimited):
            send(discord, request)
    assert len(discord.asked) == 1


def test_endless_refusals_end() -> None:
    discord = ScriptedDiscord([limited(0.0)] * 9)
    with pytest.raises(DiscordRateLimited):
        send(discord, READ)
    assert len(discord.asked) == 5


@pytest.mark.parametrize(
    "blocked",
    [
        CLOUDFLARE_HTML,
        httpx.Response(429, json=BLOCKED),
        httpx.Response(403, json=BLOCKED),
        httpx.Response(403, html="<html>"),
        httpx.Response(429, json={"retry_after": 5}),
        answer(429, {"message": "no number"}),
        httpx.Response(429),
    ],
)
def test_an_answer_of_cloudflares_stops_everything(blocked: httpx.Response, caplog: pytest.LogCaptureFixture) -> None:
    discord = ScriptedDiscord([blocked])
    with pytest.raises(DiscordUnavailable, match="network protection"):
        send(discord, SEND)
    with pytest.raises(DiscordUnavailable, match="network protection"):
        discord.sender.send(READ, discord.budget(), None)
    assert len(discord.asked) == 1
    assert "blocks this address" in caplog.text


def test_discords_own_403_is_no_ban() -> None:
    discord = ScriptedDiscord([answer(403, {"code": 50013, "message": "Missing Permissions"})] * 2)
    for _ in range(2):
        with pytest.raises(DiscordForbidden):
            send(discord, EDIT)


def test_a_plain_403_of_discords_is_no_ban_either() -> None:
    discord = ScriptedDiscord([httpx.Response(403, json={"code": 0, "message": "403: Forbidden"})])
    with pytest.raises(DiscordForbidden):
        send(discord, EDIT)
