"""A turn that nothing goes wrong with: what is asked of whom, what is saved, what people see."""

from typing import Any

import pytest

from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.ports import Silent
from guildhall.surfaces.agent.turn import rounds, telling
from tests.fakes.turn_world import TURN, calls, text
from tests.fakes.turns import Bench, mention


def run(*says: Any, **more: Any) -> Bench:
    bench = Bench(says=says or [text("Hello!")], **more)
    bench.ask()
    bench.settle()
    assert (bench.queue, bench.dead) == ([], [])
    assert bench.stages.open_stages == 0
    return bench


def test_a_mention_is_answered_and_remembered() -> None:
    bench = run()
    assert (bench.answers, bench.status) == (["Hello!"], TurnStatus.DONE)
    assert not bench.stages.answers[0].private
    assert bench.remembered == {TURN: ("Hello!", False)}
    assert bench.stages.progress == [telling.THINKING]
    assert bench.firsts == [True]


def test_tools_run_and_their_results_reach_the_model() -> None:
    bench = run(calls("read", "write"), calls("read_failing"), text("Done."))
    assert bench.answers == ["Done."]
    assert [result["content"] for result in bench.results()] == ["read done", "write done", "read_failing done"]
    assert [result.get("is_error") for result in bench.results()] == [None, None, True]
    assert len(bench.effects) == 1
    assert (bench.head.rounds, bench.head.usage.rounds, bench.head.usage.tokens) == (3, 3, 330)
    assert [message["role"] for message in bench.transcript] == ["user", "assistant"] * 3


def test_every_request_has_the_same_system_and_tools_and_the_opening_with_its_images() -> None:
    bench = run(calls("read"), text("Done."))
    first, second = bench.requests
    assert (first.system, first.tools) == (second.system, second.tools)
    for request in (first, second):
        content: Any = request.messages[0]["content"]
        assert content[-1] == {"type": "image"}
        assert all(set(message) == {"role", "content"} for message in request.messages)
        assert request.allow_tools
    assert bench.transcript[0]["content"] == [{"type": "text", "text": "Hi"}]


def test_progress_tells_titles_of_ours_each_once() -> None:
    bench = run(calls("read", "read", "write"), text("Done."))
    assert bench.stages.progress == [telling.THINKING, "Doing read, Doing write …"]


def test_the_tenth_round_gets_no_tools_and_is_told_to_conclude() -> None:
    bench = run(*[calls("read") for _ in range(9)], text("That is all."))
    assert bench.answers == ["That is all."]
    assert [request.allow_tools for request in bench.requests] == [True] * 9 + [False]
    content: Any = bench.requests[-1].messages[-1]["content"]
    assert content[-1] == {"type": "text", "text": rounds.CONCLUDE}
    assert rounds.CONCLUDE not in str(bench.requests[-2].messages)
    assert rounds.CONCLUDE not in str(bench.transcript)


def test_a_model_that_never_comes_to_an_end_is_stopped_after_ten_rounds() -> None:
    bench = run(calls("write", beside="Still at it."))
    assert len(bench.requests) == 10
    assert len(bench.effects) == 9
    assert bench.answers == [f"Still at it.\n\n{telling.UNFINISHED.format(10)}"]
    assert bench.status is TurnStatus.DONE


def test_an_answer_that_is_cut_off_is_gone_on_with_once() -> None:
    bench = run(text("One, two, ", "max_tokens"), text("three.", "end_turn"))
    assert bench.answers == ["One, two, three."]
    assert bench.transcript[2] == rounds.said(rounds.GO_ON)


def test_an_answer_that_is_cut_off_twice_says_so() -> None:
    bench = run(text("One, two, ", "max_tokens"))
    assert bench.answers == [f"One, two, One, two,\n\n{telling.CUT}"]
    assert len(bench.requests) == 2


def test_calls_of_an_answer_that_is_cut_off_are_not_run() -> None:
    bench = run(calls("write", stop="max_tokens"), text("Done."))
    assert bench.effects == []
    assert bench.results()[0] == {
        "type": "tool_result",
        "tool_use_id": bench.results()[0]["tool_use_id"],
        "content": rounds.NOT_RUN,
        "is_error": True,
    }
    assert bench.answers == ["Done."]


def test_a_refusal_is_told_and_not_remembered() -> None:
    bench = run(text("I would ra", "refusal"))
    assert bench.answers == [telling.REFUSED]
    assert bench.remembered == {}
    assert bench.status is TurnStatus.DONE


def test_a_pause_is_gone_on_with() -> None:
    bench = run(text("Let me see. ", "pause_turn"), text("It is four."))
    assert bench.answers == ["Let me see. It is four."]
    assert [message["role"] for message in bench.requests[1].messages] == ["user", "assistant"]


@pytest.mark.parametrize("nothing", ["", "  \n"])
def test_an_answer_without_words_falls_back_to_what_was_said_beside_a_call(nothing: str) -> None:
    assert run(calls("read", beside="I look."), text(nothing)).answers == ["I look."]
    assert run(text(nothing)).answers == [telling.EMPTY]
    assert run(calls("read"), text(nothing)).answers == [telling.EMPTY]


def test_what_was_said_beside_a_call_is_not_in_the_answer_that_follows() -> None:
    assert run(calls("read", beside="I look."), text("Four.")).answers == ["Four."]


def test_what_taints_taints_from_then_on_and_is_remembered() -> None:
    bench = run(calls("read_words"), calls("write"), text("Done."), tool_marks={"read_words": {"tainted"}})
    assert bench.taints == [False, True]
    assert bench.remembered[TURN] == ("Done.", True)
    assert bench.head.tainted
    assert not bench.head.private


def test_an_opening_with_words_of_others_taints() -> None:
    bench = run(calls("write"), text("Done."), opening_tainted=True)
    assert bench.taints == [True]


def test_what_not_everybody_may_read_makes_the_answer_private_and_is_not_remembered() -> None:
    bench = run(calls("read_staff"), calls("read"), text("Secret."), tool_marks={"read_staff": {"private"}})
    assert [(answer.text, answer.private) for answer in bench.stages.answers] == [("Secret.", True)]
    assert bench.remembered == {TURN: ("", False)}
    assert bench.privates == [False, True]


@pytest.mark.parametrize("say", ["", "Not here."])
def test_what_the_gate_keeps_out_costs_nothing_and_is_told_if_it_is_owed(say: str) -> None:
    bench = run(silent=Silent("not allowed", say))
    assert bench.answers == ([say] if say else [])
    assert (bench.requests, bench.remembered, bench.transcript) == ([], {}, [])
    assert bench.status is TurnStatus.SILENT


def test_nothing_is_kept_of_what_was_said_where_nothing_is_answered() -> None:
    bench = run(silent=Silent("not allowed", ""))
    assert bench.history.items() == []


def test_a_channel_that_is_closed_in_the_middle_ends_the_turn_with_a_word() -> None:
    bench = Bench(says=[calls("ask"), text("Done.")])
    bench.ask()
    bench.drain()
    bench.silent = Silent("not allowed", "")
    bench.press()
    bench.drain()
    assert bench.answers == [telling.NO_LONGER]
    assert bench.status is TurnStatus.SILENT


def test_old_results_are_left_out_when_the_request_grows_too_large() -> None:
    bench = Bench(says=[*[calls("read") for _ in range(4)], text("Done.")])
    original = bench.run
    bench.run = lambda *args, **more: [  # type: ignore[method-assign]  # long results
        each.__class__(call=each.call, text="x" * 50_000) for each in original(*args, **more)
    ]
    bench.ask()
    bench.settle()
    sizes = [len(str(message["content"])) for message in bench.requests[-1].messages if message["role"] == "user"]
    assert [size > 50_000 for size in sizes] == [False, False, False, False, True]
    assert "left out: 50000 characters" in str(bench.requests[-1].messages[2])
    assert "left out" not in str(bench.requests[1].messages)
    assert [len(result["content"]) for result in bench.results()] == [50_000] * 4


def test_results_that_no_table_keeps_are_cut_and_say_so() -> None:
    bench = Bench(says=[calls("read", "read"), text("Done.")])
    original = bench.run
    bench.run = lambda *args, **more: [  # type: ignore[method-assign]  # far too long results
        each.__class__(call=each.call, text="ä" * 300_000) for each in original(*args, **more)
    ]
    bench.ask()
    bench.settle()
    assert bench.answers == ["Done."]
    assert all("cut here" in result["content"] for result in bench.results())


def test_the_tokens_of_an_answer_count_against_the_guilds_day() -> None:
    bench = run(calls("read"), text("Done."), policy=Bench().policy.model_copy(update={"model_tokens_per_day": 220}))
    assert bench.answers == ["Done."]
    bench.send(mention("1400000000000000001"))
    bench.settle()
    assert "used up" in bench.answers[1]
    assert "12 h 0 min" in bench.answers[1]
    assert len(bench.requests) == 2
    bench.clock.advance(12 * 3600)
    bench.send(mention("1400000000000000002"))
    bench.settle()
    assert bench.answers[2] == "Done."


def test_a_guild_that_allows_no_tokens_has_switched_the_agent_off() -> None:
    bench = run(policy=Bench().policy.model_copy(update={"model_tokens_per_day": 0}))
    assert "switched off" in bench.answers[0]
    assert bench.requests == []
