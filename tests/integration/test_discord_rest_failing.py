"""The bot's way to a Discord that limits, fails, drops and blocks, over real sockets."""

import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guildhall.discord.budget import Budget
from guildhall.discord.requests import Request
from guildhall.discord.rest import DiscordRest, open_client
from guildhall.discord.routes import CREATE_MESSAGE, GET_CHANNEL, LIST_GUILD_CHANNELS, Route
from guildhall.errors import DiscordForbidden, DiscordNotFound, DiscordRateLimited, DiscordUnavailable, OutcomeUnknown
from local.discord.testing import Lab, laboratory

CREATE_CHANNEL = Route("POST /guilds/{guild_id}/channels")
DELETE_CHANNEL = Route("DELETE /channels/{channel_id}")
UPDATE_CHANNEL = Route("PATCH /channels/{channel_id}")
TOO_MANY = 429


@pytest.fixture(scope="module")
def running_lab() -> Iterator[Lab]:
    with laboratory() as found:
        yield found


@pytest.fixture
def lab(running_lab: Lab) -> Lab:
    running_lab.reset()
    return running_lab


@pytest.fixture
def rest(lab: Lab) -> Iterator[DiscordRest]:
    with open_client(lab.endpoints["rest_url"]) as client:
        yield DiscordRest.over(client, lambda: str(lab.endpoints["bot_token"]))


def read(lab: Lab) -> Request:
    return Request(route=GET_CHANNEL, path={"channel_id": lab.channels["general"]})


def send(lab: Lab, content: str = "hello") -> Request:
    return Request(route=CREATE_MESSAGE, path={"channel_id": lab.channels["general"]}, body={"content": content})


def create(lab: Lab) -> Request:
    return Request(route=CREATE_CHANNEL, path={"guild_id": lab.guild_id}, body={"name": "fresh"})


def contents(lab: Lab) -> list[str]:
    found = lab.control.get("/messages", params={"channel_id": lab.channels["general"]}).json()
    return [message["content"] for message in found]


def channels_named(rest: DiscordRest, lab: Lab, name: str) -> list[Any]:
    found: Any = rest.send(Request(route=LIST_GUILD_CHANNELS, path={"guild_id": lab.guild_id}))
    return [channel for channel in found if channel["name"] == name]


def statuses(lab: Lab) -> list[int]:
    return [entry["status"] for entry in lab.requests()]


def test_a_sliding_bucket_is_never_overdrawn(lab: Lab, rest: DiscordRest) -> None:
    lab.order("/settings", rate_limits=True, limits={"create_message": [3, 0.6]})
    for number in range(8):
        rest.send(send(lab, f"sliding {number}"))
    assert statuses(lab) == [200] * 8
    assert [text for text in contents(lab) if text.startswith("sliding")] == [f"sliding {n}" for n in range(7, -1, -1)]


def test_a_standing_bucket_is_never_overdrawn(lab: Lab, rest: DiscordRest) -> None:
    lab.order("/settings", rate_limits=True, limits={"update_channel": [2, 0.3]})
    for number in range(5):
        path = {"channel_id": lab.channels["general"]}
        rest.send(Request(route=UPDATE_CHANNEL, path=path, body={"rate_limit_per_user": number}))
    assert statuses(lab) == [200] * 5


def test_another_process_using_the_bucket_up_is_waited_out(lab: Lab, rest: DiscordRest) -> None:
    lab.order("/settings", rate_limits=True, limits={"create_message": [2, 0.5]})
    rest.send(send(lab, "mine 1"))
    for number in range(3):
        lab.send({"content": f"theirs {number}"})
    rest.send(send(lab, "mine 2"))
    assert contents(lab).count("mine 2") == 1


def test_a_long_limit_is_told_at_once(lab: Lab, rest: DiscordRest) -> None:
    lab.fault(kind="shared", route=CREATE_MESSAGE.text)
    with pytest.raises(DiscordRateLimited) as refused:
        rest.send(send(lab))
    assert refused.value.retry_after_s > 1000
    assert refused.value.details["scope"] == "shared"
    rest.send(send(lab, "afterwards"))
    assert "afterwards" in contents(lab)


@pytest.mark.parametrize("kind", ["global", "sublimit"])
def test_a_short_limit_is_waited_out(lab: Lab, rest: DiscordRest, kind: str) -> None:
    lab.fault(kind=kind, route=CREATE_MESSAGE.text, retry_after=0.1)
    rest.send(send(lab, "patience"))
    assert statuses(lab) == [TOO_MANY, 200]
    assert contents(lab).count("patience") == 1


@pytest.mark.parametrize("body", ["html", "json"])
@pytest.mark.parametrize("status", [403, 429])
def test_a_block_by_cloudflare_stops_all_requests(lab: Lab, rest: DiscordRest, body: str, status: int) -> None:
    lab.fault(kind="cloudflare", body=body, status=status, retry_after=82_800)
    for _ in range(3):
        with pytest.raises(DiscordUnavailable, match="network protection"):
            rest.send(read(lab))
    assert len(lab.requests()) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_bad_moment_of_discords_is_survived(lab: Lab, rest: DiscordRest, status: int) -> None:
    lab.fault(kind="status", status=status, times=2, route=GET_CHANNEL.text)
    channel: Any = rest.send(read(lab))
    assert channel["name"] == "general"
    assert statuses(lab) == [status, status, 200]


def test_a_message_whose_answer_was_lost_is_posted_once(lab: Lab, rest: DiscordRest) -> None:
    lab.fault(kind="drop", when="after", route=CREATE_MESSAGE.text)
    sent: Any = rest.send(send(lab, "just once"))
    assert sent["content"] == "just once"
    assert contents(lab).count("just once") == 1


def test_a_channel_whose_answer_was_lost_is_created_once_and_told_as_unknown(lab: Lab, rest: DiscordRest) -> None:
    lab.fault(kind="drop", when="after", route=CREATE_CHANNEL.text)
    with pytest.raises(OutcomeUnknown):
        rest.send(create(lab))
    assert len(channels_named(rest, lab, "fresh")) == 1


def test_a_deletion_whose_answer_was_lost_is_a_deletion(lab: Lab, rest: DiscordRest) -> None:
    made: Any = rest.send(create(lab))
    lab.fault(kind="drop", when="after", route=DELETE_CHANNEL.text)
    request = Request(route=DELETE_CHANNEL, path={"channel_id": made["id"]})
    rest.send(request)
    assert channels_named(rest, lab, "fresh") == []
    with pytest.raises(DiscordNotFound):
        rest.send(request)


def test_a_slow_answer_ends_with_the_budget(lab: Lab, rest: DiscordRest) -> None:
    lab.fault(kind="delay", delay_ms=600, route=UPDATE_CHANNEL.text)
    request = Request(route=UPDATE_CHANNEL, path={"channel_id": lab.channels["general"]}, body={"nsfw": True})
    with pytest.raises(OutcomeUnknown, match="did not answer in time"):
        rest.within(Budget.of(0.2)).send(request)
    done = Budget.of(10)
    while not lab.requests():
        assert done.wait(0.02), "the slow request never ended"


def test_a_refused_token_is_the_operators_and_not_repeated_for_long(lab: Lab) -> None:
    with open_client(lab.endpoints["rest_url"]) as client:
        rest = DiscordRest.over(client, lambda: "wrong-token")
        for _ in range(5):
            with pytest.raises(DiscordForbidden, match="refuses the bot token"):
                rest.send(read(lab))
    assert statuses(lab) == [401, 401, 401]


def test_a_bucket_that_changes_its_name_does_no_harm(lab: Lab, rest: DiscordRest) -> None:
    lab.order("/settings", rate_limits=True, limits={"create_message": [3, 0.3]})
    for number in range(6):
        lab.fault(kind="bucket_change", route=CREATE_MESSAGE.text)
        rest.send(send(lab, f"changing {number}"))
    assert contents(lab).count("changing 5") == 1


def closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("made", [read, send, create], ids=lambda made: made.__name__)
def test_nobody_there_means_that_nothing_was_sent(lab: Lab, made: Callable[[Lab], Request]) -> None:
    with open_client(f"http://127.0.0.1:{closed_port()}/api/v10") as client:
        rest = DiscordRest.over(client, lambda: "token").within(Budget.of(1))
        with pytest.raises(DiscordUnavailable, match="nothing was sent"):
            rest.send(made(lab))


def test_neither_token_nor_content_is_logged(lab: Lab, rest: DiscordRest, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    lab.fault(kind="global", route=CREATE_MESSAGE.text, retry_after=0.05)
    lab.fault(kind="drop", when="after", route=CREATE_MESSAGE.text)
    rest.send(send(lab, "canary-content"))
    told = [record for record in caplog.records if record.name.split(".")[0] in {"guildhall", "httpx", "httpcore"}]
    assert told
    text = " ".join(f"{record.getMessage()} {record.__dict__}" for record in told)
    assert lab.endpoints["bot_token"] not in text
    assert "canary-content" not in text
    assert lab.channels["general"] not in text
