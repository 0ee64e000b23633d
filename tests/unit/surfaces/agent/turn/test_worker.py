"""Deliveries as a queue makes them: unreadable, twice, early, late, of turns that nobody knows."""

from typing import Any

import pytest

from guildhall.store.turn_records import TurnStatus
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.agent.job import Mention, Resume, encode
from guildhall.surfaces.agent.queue import QueueRefused
from guildhall.surfaces.agent.worker import LAST_RECEIVE
from tests.fakes.turn_queue import Delivery
from tests.fakes.turn_world import ASKER, CHANNEL, GUILD, TURN, Fuse, calls, no_answer, text
from tests.fakes.turns import Bench, mention


def deliver(bench: Bench, body: str, receives: int = 1) -> bool:
    return bench.worker.handle(body, receipt="receipt", receives=receives, group=CHANNEL)


def strange(**changed: Any) -> str:
    fields: dict[str, Any] = {"message": {"id": TURN}, "guild_id": GUILD, "channel_id": CHANNEL, "author_id": ASKER}
    return encode(Mention(**(fields | changed)))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        '{"version":2,"kind":"mention"}',
        strange(channel_id="general"),
        strange(author_id="somebody"),
        strange(guild_id="here"),
        strange(message={"id": "first"}),
    ],
)
def test_what_is_no_job_goes_to_the_dead_letter_queue_without_blocking_its_channel(body: str) -> None:
    bench = Bench()
    bench.queue.append(Delivery(body))
    bench.ask()
    bench.drain()
    assert bench.dead == [body]
    assert bench.hidden.count(0) == LAST_RECEIVE
    assert bench.answers == ["Hello!"]


def test_a_message_is_hidden_for_as_long_as_a_lease_lasts() -> None:
    bench = Bench()
    assert deliver(bench, encode(mention()))
    assert bench.hidden == [30]


def test_a_queue_that_does_not_hide_a_message_changes_nothing() -> None:
    bench = Bench()

    def refuse(step: str) -> None:
        if step == "queue.hide":
            raise QueueRefused("MessageNotInflight", surely=True)

    bench.fuse.during = refuse
    assert deliver(bench, encode(mention()))
    assert bench.answers == ["Hello!"]


def test_a_turn_that_is_over_is_not_begun_again() -> None:
    bench = Bench()
    for receives in (1, 1, 2, LAST_RECEIVE):
        assert deliver(bench, encode(mention()), receives)
    assert (len(bench.requests), bench.answers) == (1, ["Hello!"])


def test_the_message_that_began_a_turn_is_done_with_while_the_turn_waits() -> None:
    bench = Bench(says=[calls("ask"), text("Done.")])
    assert deliver(bench, encode(mention()))
    assert deliver(bench, encode(mention()))
    assert bench.status is TurnStatus.WAITING
    assert len(bench.requests) == 1


def test_a_wake_up_while_the_turn_is_worked_on_comes_again() -> None:
    bench, done = Bench(), list[bool]()
    early = encode(Resume(turn_id=TURN, channel_id=CHANNEL, cause="due-1"))

    def wake(step: str) -> None:
        if step == "model.answer" and not done:
            done.append(deliver(bench, early))

    bench.fuse.during = wake
    assert deliver(bench, encode(mention()))
    assert done == [False]
    assert bench.hidden == [30, 30, 10]
    assert bench.answers == ["Hello!"]
    assert deliver(bench, early, 2)


def test_a_wake_up_of_an_unknown_turn_is_done_with_after_a_few_looks() -> None:
    bench = Bench()
    unknown = encode(Resume(turn_id="1", channel_id=CHANNEL, cause="due-1"))
    assert [deliver(bench, unknown, receives) for receives in (1, 2, 3)] == [False, False, True]


def test_a_wake_up_takes_over_from_an_attempt_that_died() -> None:
    bench = Bench(says=[calls("write"), text("Done.")])
    bench.fuse = Fuse(at=15)
    bench.ask()
    bench.deliver()
    bench.queue.clear()
    bench.send(Resume(turn_id=TURN, channel_id=CHANNEL, cause="cancel"))
    bench.drain()
    assert bench.answers == ["Done."]
    assert len(bench.effects) == 1


@pytest.mark.parametrize("text_kept", [None, "{}"])
def test_a_turn_of_which_nothing_is_known_any_more_ends(text_kept: str | None) -> None:
    bench = Bench(says=[calls("ask"), text("Done.")])
    bench.ask()
    bench.drain()
    bench.worker.parts.transcripts.put_job(TURN, "{}", bench.head.expires_at)
    if text_kept is None:
        (job,) = [item for item in bench.history.items() if item["sk"] == "job"]
        from guildhall.store.table import key_of

        bench.history.delete_if(key_of(job))
    bench.press()
    bench.drain()
    assert bench.status is TurnStatus.FAILED
    assert (bench.answers, bench.dead) == ([], [])


def test_a_table_that_does_not_answer_at_the_start_is_asked_again_later() -> None:
    bench = Bench()
    bench.fuse = Fuse(1, no_answer)
    bench.ask()
    assert bench.deliver() is False
    assert bench.hidden[-1] == 2
    bench.drain()
    assert bench.answers == ["Hello!"]
    assert bench.firsts == [True]


def test_another_attempts_answer_in_the_transcript_is_what_the_turn_goes_on_with() -> None:
    bench = Bench(says=[text("Mine.")])
    theirs: dict[str, Any] = {
        "role": "assistant",
        "content": [{"type": "text", "text": "Theirs."}],
        "stop_reason": "end_turn",
    }

    def forestall(step: str) -> None:
        if step == "model.answer":
            bench.worker.parts.transcripts.append(TURN, 1, theirs, bench.head.expires_at)

    bench.fuse.during = forestall
    bench.ask()
    bench.drain()
    assert bench.answers == ["Theirs."]
    assert bench.remembered[TURN] == ("Theirs.", False)


def test_a_turn_in_direct_messages_has_a_head_without_a_guild() -> None:
    bench = Bench()
    assert deliver(bench, strange(guild_id=None))
    head = TurnRepository(bench.state).get(TURN)
    assert head is not None
    assert head.guild_id is None
