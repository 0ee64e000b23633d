"""What the door does with each kind of interaction, once it is proved."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.clock import moment_of_snowflake
from guildhall.surfaces.interactions import replies
from guildhall.surfaces.interactions.job import Command, InteractionJob
from tests.fakes.clock import NOON
from tests.unit.surfaces.interactions.support import (
    APPLICATION,
    CHANNEL,
    CONFIRMATION,
    GUILD,
    INTERACTION,
    PERHAPS,
    SURELY,
    TOKEN,
    USER,
    FakeQueue,
    Written,
    command,
    endpoint,
    interaction,
    option,
    press,
    reply,
    signed,
)

LONG_AGO = moment_of_snowflake(INTERACTION)
PRIVATELY = {"type": 5, "data": {"flags": 64}}


def ask(document: dict[str, Any], queue: FakeQueue | None = None) -> dict[str, Any]:
    return reply(endpoint(queue).answer(signed(document)))


def told(document: dict[str, Any], queue: FakeQueue | None = None) -> str:
    """Return the message that only the asker sees."""
    answer = ask(document, queue)
    assert answer["type"] == 4
    assert answer["data"]["flags"] == 64
    assert answer["data"]["allowed_mentions"] == {"parse": []}
    return str(answer["data"]["content"])


def test_a_command_is_queued_before_it_is_deferred() -> None:
    queue = FakeQueue()
    sent = command("message bulk_delete", option("channel_id", CHANNEL, 7), option("message_ids", "1 2"))
    assert ask(sent, queue) == PRIVATELY
    assert queue.jobs == [
        InteractionJob(
            action=Command("message bulk_delete", {"channel_id": CHANNEL, "message_ids": "1 2"}),
            interaction_id=INTERACTION,
            token=TOKEN,
            application_id=APPLICATION,
            guild_id=GUILD,
            channel_id=CHANNEL,
            user_id=USER,
            private=True,
            received_at=LONG_AGO,
        )
    ]


def test_a_request_counts_from_when_it_was_made_and_not_from_when_it_was_sent_again() -> None:
    queue, made = FakeQueue(), f"{int((NOON.timestamp() - 1420070400) * 1000) << 22}"
    for interaction_id in (INTERACTION, made):
        ask({**command("message bulk_delete", option("message_ids", "1 2")), "id": interaction_id}, queue)
    assert [job.received_at for job in queue.jobs if isinstance(job, InteractionJob)] == [LONG_AGO, NOON]


def test_a_command_whose_answer_everybody_may_read_is_deferred_openly() -> None:
    assert ask(command("guild get")) == {"type": 5}


def test_a_top_level_command_has_a_path_of_one_word() -> None:
    queue = FakeQueue()
    assert ask(command("help"), queue) == PRIVATELY
    assert queue.jobs[0].action == Command("help", {})  # type: ignore[union-attr]  # a command's job


def test_the_job_leaves_out_what_the_worker_does_not_need() -> None:
    queue = FakeQueue()
    ask(command("channel list"), queue)
    assert set(json.loads(queue.bodies[0])) == {
        *("version", "kind", "guild_id", "user_id", "interaction_id", "token", "application_id", "channel_id"),
        *("private", "received_at", "deadline", "data"),
    }
    assert len(queue.bodies[0]) < 500


class BrokenQueue(FakeQueue):
    """A bug of ours, whose words hold what somebody wrote."""

    def send(self, body: str) -> None:
        raise RuntimeError(body)


def test_a_bug_is_told_by_a_reference_and_logged_by_its_place_without_what_people_wrote() -> None:
    log = Written()
    sent = command("message bulk_delete", option("channel_id", CHANNEL, 7), option("message_ids", "canary"))
    said = str(reply(endpoint(BrokenQueue(), log).answer(signed(sent)))["data"]["content"])
    before, _, after = replies.FAILED.partition("{}")
    reference = said.removeprefix(before).removesuffix(after)
    assert len(reference) == 26
    assert reference in log
    assert "RuntimeError" in log
    assert "test_endpoint.py" in log
    assert "canary" not in log


def test_a_refusing_queue_gives_an_error_to_the_asker_and_not_silence() -> None:
    assert told(command("channel list"), FakeQueue(SURELY)) == replies.NOT_QUEUED


def test_a_queue_that_may_have_taken_it_is_not_said_to_have_refused() -> None:
    assert told(command("channel list"), FakeQueue(PERHAPS)) == replies.PERHAPS_QUEUED


def test_a_fault_of_ours_gives_a_reference_and_tells_nothing_else() -> None:
    log, queue = Written(), FakeQueue(RuntimeError(f"secret {TOKEN}"))
    text = reply(endpoint(queue, log).answer(signed(command("channel list"))))["data"]["content"]
    assert text.split("`")[1] in log
    assert TOKEN not in log
    assert TOKEN not in text


def test_an_unknown_command_is_told_to_be_out_of_date_and_not_queued() -> None:
    queue = FakeQueue()
    assert told(command("channel destroy"), queue) == replies.OUT_OF_DATE
    assert queue.bodies == []


def test_an_entry_of_a_context_menu_with_a_command_s_name_is_out_of_date() -> None:
    assert told(interaction(2, {"id": "5", "name": "help", "type": 3, "target_id": "1"})) == replies.OUT_OF_DATE


@pytest.mark.parametrize(
    "place",
    [
        {"guild_id": None, "member": None, "user": {"id": USER}, "context": 1},
        {"context": 2},
        {"authorizing_integration_owners": {"1": USER}},
    ],
)
def test_a_command_outside_a_guild_of_ours_is_refused_politely(place: dict[str, Any]) -> None:
    assert told(command("channel list", **place)) == replies.ONLY_IN_GUILDS


def test_an_interaction_without_context_is_taken_for_the_guild_s() -> None:
    sent = command("channel list", context=None, authorizing_integration_owners=None)
    assert ask(sent) == PRIVATELY


def test_autocomplete_offers_what_contains_the_typed_text() -> None:
    sent = command("policy explain", option("operation", "CHANNEL", focused=True), kind=4)
    names = ["channel.list", "channel.edit"]
    assert ask(sent) == {"type": 8, "data": {"choices": [{"name": name, "value": name} for name in names]}}


def test_autocomplete_of_a_number_offers_numbers() -> None:
    sent = command("member timeout", option("duration_s", "3600", 4, focused=True), kind=4)
    assert ask(sent)["data"]["choices"] == [{"name": "1 hour", "value": 3600}]


@pytest.mark.parametrize(
    "sent",
    [
        command("policy explain", kind=4),
        command("policy explain", option("arguments", "x", focused=True), kind=4),
        command("channel destroy", option("name", "x", focused=True), kind=4),
    ],
)
def test_autocomplete_of_anything_else_offers_nothing(sent: dict[str, Any]) -> None:
    assert ask(sent)["data"]["choices"] == []


@pytest.mark.parametrize(
    "document",
    [
        {"type": 2},
        interaction(99, {}),
        interaction(2, {}, id=None),
        interaction(2, {}, id=7),
        interaction(2, {}, id="x"),
        interaction(2, {}, token=""),
        interaction(2, []),
        interaction(2, {}, member="x"),
        interaction(2, {}, member=None),
        interaction(2, {}, guild_id="x"),
        interaction(2, {}, channel_id="x"),
    ],
)
def test_a_signed_document_that_is_no_interaction_is_400(document: dict[str, Any]) -> None:
    assert endpoint().answer(signed(document))["statusCode"] == 400


def test_the_channel_is_found_in_its_object_too() -> None:
    queue = FakeQueue()
    ask(command("channel list", channel_id=None), queue)
    job = queue.jobs[0]
    assert isinstance(job, InteractionJob)
    assert job.channel_id == CHANNEL


def test_an_interaction_without_any_channel_is_taken() -> None:
    queue = FakeQueue()
    ask(press(f"confirm:approve:{CONFIRMATION}", channel_id=None, channel=None), queue)
    job = queue.jobs[0]
    assert isinstance(job, InteractionJob)
    assert job.channel_id is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["name", "options", "type", "value"]), inner)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    kind=st.sampled_from([2, 3, 4, 5]),
    data=st.dictionaries(st.sampled_from(["name", "options", "custom_id", "components"]), JSON),
)
def test_no_data_of_any_shape_is_answered_with_a_failure(kind: int, data: dict[str, Any]) -> None:
    answer = ask(interaction(kind, data))
    assert "something failed" not in json.dumps(answer)


def test_neither_token_nor_text_is_logged() -> None:
    log = Written()
    endpoint(log=log).answer(signed(command("message send", option("content", "a private word"))))
    assert INTERACTION in log
    assert TOKEN not in log
    assert "private word" not in log
