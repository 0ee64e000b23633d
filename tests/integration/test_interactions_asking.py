"""/ask, the menus of messages and Cancel, from a signed request of the simulated Discord to TurnsQueue."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import httpx
import pytest

from guildhall.bootstrap import interactions_endpoint
from guildhall.discord.ids import ChannelId, GuildId, UserId
from guildhall.discord.permissions import Permission
from guildhall.store.turn_records import TurnRecord, TurnStatus
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.job import Ask, Resume, Task, decode
from guildhall.surfaces.interactions import replies
from guildhall.surfaces.interactions.queue import QueueRefused
from local.discord.testing import Lab
from tests.fakes.moto_process import moto_server
from tests.integration.interactions_house import House, house, simulated

PRIVATELY, OPENLY = {"type": 5, "data": {"flags": 64}}, {"type": 5}
TURN = "1310000000000000001"
KEYS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with simulated() as found:
        yield found


@pytest.fixture
def here(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("DISCORD_PUBLIC_KEY", lab.endpoints["public_key"])
    monkeypatch.setenv("OPERATIONS_QUEUE_URL", "http://127.0.0.1:9/never-asked")
    with house(lab) as found:
        yield found


def asked(here: House) -> Ask:
    """Return the one question on the queue."""
    (job,) = here.turns.jobs
    assert isinstance(job, Ask)
    return job


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(("options", "deferred"), [({}, PRIVATELY), ({"visible": True}, OPENLY)])
def test_a_question_waits_in_the_group_of_its_channel_under_its_interaction(
    here: House, options: dict[str, Any], deferred: dict[str, Any]
) -> None:
    done = here.ask("member", "ask", "support", question="Who is here?", **options)
    assert (done["status"], done["error"], done["body"]) == (200, None, deferred)
    assert here.turns.sent == [(here.lab.channels["support"], done["interaction_id"])]
    job = asked(here)
    assert (job.task, job.question, job.target) == (Task.ASK, "Who is here?", None)
    assert (job.turn_id, job.author_id) == (done["interaction_id"], here.lab.users["member"])
    assert (job.guild_id, job.channel_id) == (here.lab.guild_id, here.lab.channels["support"])
    assert job.private is (deferred == PRIVATELY)
    assert here.queue.bodies == []
    assert here.report(done)["loading"]


def test_a_question_can_be_written_in_a_form(here: House) -> None:
    opened = here.ask("member", "ask", visible=True)
    assert opened["body"]["type"] == 9
    assert here.turns.sent == []
    done = here.submit("member", opened["body"]["data"], question="two\nlines")
    assert (done["status"], done["error"], done["body"]) == (200, None, OPENLY)
    assert (asked(here).question, asked(here).private) == ("two\nlines", False)


@pytest.mark.parametrize(("name", "task"), [("Summarize", Task.SUMMARIZE), ("Draft warning", Task.DRAFT_WARNING)])
def test_an_entry_in_the_menu_of_a_message_takes_the_message_along(here: House, name: str, task: Task) -> None:
    target = here.lab.say("buy my <@&1> number", author="newcomer")
    done = here.pick("moderator", name, target)
    assert (done["error"], done["body"], done["hidden"]) == (None, PRIVATELY, False)
    assert here.turns.sent == [(here.lab.channels["general"], done["interaction_id"])]
    job = asked(here)
    assert (job.task, job.question, job.private) == (task, "", True)
    assert job.target is not None
    assert (job.target["id"], job.target["content"]) == (target["id"], "buy my <@&1> number")
    assert job.target["author"]["id"] == here.lab.users["newcomer"]


def test_a_draft_of_a_warning_is_shown_to_those_who_may_time_members_out(here: House) -> None:
    target = here.lab.say("rude words", author="newcomer")
    assert here.pick("member", "Draft warning", target)["hidden"]
    assert not here.pick("member", "Summarize", target)["hidden"]


@pytest.mark.requirement("C3")
def test_the_entry_ask_asks_what_about_the_message(here: House) -> None:
    target = here.lab.say("the rules have changed", author="newcomer")
    opened = here.pick("member", "Ask", target)
    assert opened["body"]["type"] == 9
    done = here.submit("member", opened["body"]["data"], question="Which ones?")
    assert (done["error"], done["body"]) == (None, PRIVATELY)
    job = asked(here)
    assert (job.task, job.question) == (Task.ASK, "Which ones?")
    assert job.target == {"id": target["id"], "channel_id": here.lab.channels["general"]}


def test_what_is_asked_about_a_message_and_nothing_is_told_to_be_empty(here: House) -> None:
    opened = here.pick("member", "Ask", here.lab.say("the rules have changed"))
    done = here.submit("member", opened["body"]["data"], question="   ")
    assert (done["error"], done["body"]["data"]["content"]) == (None, replies.QUESTION_EMPTY)
    assert here.turns.sent == []


def test_signed_bytes_that_come_three_times_are_one_turn(here: House) -> None:
    here.ask("member", "ask", question="Who is here?")
    body, headers = here.requests[-1]
    answers = [httpx.post(f"{here.url}/discord/interactions", content=body, headers=headers) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, PRIVATELY)] * 2
    assert len(here.turns.sent) == 3
    assert len(here.turns.jobs) == 1


def test_a_queue_of_sqs_takes_the_same_signed_bytes_once(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    here.ask("member", "ask", question="Who is here?")
    body, headers = here.requests[-1]
    event = {"rawPath": "/discord/interactions", "headers": headers, "body": body.decode(), "isBase64Encoded": False}
    with moto_server() as aws:
        for name, value in {"AWS_ENDPOINT_URL": aws, "AWS_DEFAULT_REGION": "us-east-1", **KEYS}.items():
            monkeypatch.setenv(name, value)
        sqs = boto3.client("sqs")
        url = sqs.create_queue(QueueName="turns.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        monkeypatch.setenv("TURNS_QUEUE_URL", url)
        door = interactions_endpoint.endpoint(clock=here.clock)
        assert [door.answer(event)["statusCode"] for _ in range(3)] == [200, 200, 200]
        received = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["MessageGroupId"])
    (message,) = received["Messages"]
    assert message["Attributes"]["MessageGroupId"] == here.lab.channels["general"]
    assert decode(message["Body"]) == asked(here)


def test_a_queue_that_is_down_is_told_to_the_asker_alone(here: House) -> None:
    here.turns.refusal = QueueRefused("ServiceUnavailable", surely=True)
    target = here.lab.say("rude words")
    for done in (
        here.ask("member", "ask", question="Who is here?", visible=True),
        here.pick("member", "Summarize", target),
    ):
        assert (done["status"], done["error"]) == (200, None)
        assert (done["body"]["type"], done["body"]["data"]["flags"]) == (4, 64)
        assert done["body"]["data"]["content"] == replies.NOT_QUEUED


# ----------------------------------------------------------------------------------------------------------- cancelling
def running(here: House, status: TurnStatus = TurnStatus.RUNNING, channel: str = "general") -> dict[str, Any]:
    """Begin a turn of member's; return its message with the Cancel button."""
    now = here.clock()
    head = TurnRecord(
        turn_id=TURN,
        guild_id=GuildId(here.lab.guild_id),
        channel_id=ChannelId(here.lab.channels[channel]),
        asker_id=UserId(here.lab.users["member"]),
        owner="one",
        lease_until=now + timedelta(seconds=30),
        started_at=now,
        expires_at=now + timedelta(days=2),
    )
    turns = TurnRepository(here.tables.state)
    turns.begin(head, now)
    assert turns.save(head.model_copy(update={"status": status}))
    button = {"type": 2, "style": 2, "label": "Cancel", "custom_id": f"turn:cancel:{TURN}"}
    sent = here.lab.send({"content": "Reading …", "components": [{"type": 1, "components": [button]}]}, channel)
    return dict(sent.json())


def cancelled_by(here: House) -> str | None:
    head = TurnRepository(here.tables.state).get(TURN)
    assert head is not None
    return head.cancelled_by


@pytest.mark.parametrize("presser", ["member", "moderator", "owner"])
@pytest.mark.parametrize("status", [TurnStatus.RUNNING, TurnStatus.WAITING, TurnStatus.DELAYED])
def test_the_asker_and_the_moderators_of_the_channel_cancel(here: House, presser: str, status: TurnStatus) -> None:
    pressed = here.cancel(presser, running(here, status))
    assert (pressed["error"], pressed["body"]) == (None, PRIVATELY)
    assert here.work() == [True]
    assert here.embed(pressed)["title"] == "Cancelling …"
    assert cancelled_by(here) == here.lab.users[presser]
    channel_id = here.lab.channels["general"]
    assert here.turns.jobs == [Resume(turn_id=TURN, channel_id=channel_id, cause="cancel")]


def test_anybody_else_hears_why_not_and_the_turn_goes_on(here: House) -> None:
    pressed = here.cancel("newcomer", running(here))
    assert here.work() == [True]
    embed = here.embed(pressed)
    assert embed["title"] == "Not cancelled"
    assert "Manage Messages" in embed["description"]
    assert f"<@{here.lab.users['member']}>" in embed["description"]
    assert cancelled_by(here) is None
    assert here.turns.sent == []


def test_a_moderator_counts_only_where_discord_says_so_now(here: House) -> None:
    message = running(here)
    here.lab.allow("general", "moderators_role", deny=Permission.MANAGE_MESSAGES)
    pressed = here.cancel("moderator", message)
    assert here.work() == [True]
    assert here.embed(pressed)["title"] == "Not cancelled"


def test_a_turn_that_has_ended_was_already_answered(here: House) -> None:
    pressed = here.cancel("member", running(here, TurnStatus.DONE))
    assert here.work() == [True]
    assert here.embed(pressed)["description"] == "It was already answered."
    assert here.turns.sent == []


def test_a_turn_that_nobody_knows_any_more_is_said_to_be_too_old(here: House) -> None:
    message = running(here)
    here.clock.advance(3 * 24 * 3600)
    here.lab.order("/clock", seconds=3 * 24 * 3600)
    pressed = here.cancel("member", message)
    assert here.work() == [True]
    assert "so old that nothing is known" in here.embed(pressed)["description"]


def test_a_cancel_whose_turn_was_not_woken_comes_again(here: House) -> None:
    message = running(here, TurnStatus.WAITING)
    here.turns.refusal = QueueRefused("ServiceUnavailable", surely=True)
    pressed = here.cancel("member", message)
    waiting = list(here.queue.bodies)
    assert here.work() == [False]
    assert here.embed(pressed)["title"] == "Cancelling …"
    here.turns.refusal, here.queue.bodies = None, waiting
    assert here.work(receives=2) == [True]
    assert len(here.turns.jobs) == 1
