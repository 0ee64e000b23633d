"""What a transcript says is next, and how the model gets to see it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guildhall.store.turn_records import Message, Usage
from guildhall.surfaces.agent.ports import ModelAnswer, ToolCall
from guildhall.surfaces.agent.turn import rounds
from guildhall.surfaces.agent.turn.budget import MOST_ROUNDS
from guildhall.surfaces.agent.turn.rounds import Act, Add, Ask, End, Say, next_step

OPENING: Message = {"role": "user", "content": [{"type": "text", "text": "Hi"}]}


def answer(*content: Any, stop: str = "end_turn") -> Message:
    usage: Any = Usage(rounds=1, input_tokens=3).model_dump()
    return {"role": "assistant", "content": [*content], "stop_reason": stop, "usage": usage}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def call(identity: str = "t1", **given: Any) -> dict[str, Any]:
    return {"type": "tool_use", "id": identity, "name": "read", "input": given}


def result(text: str, identity: str = "t1") -> Message:
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": identity, "content": text}]}


def test_a_transcript_of_the_opening_asks_the_model() -> None:
    assert next_step([OPENING]) == Ask(last=False)


def test_calls_are_run_with_what_they_were_given() -> None:
    assert next_step([OPENING, answer(words("I look."), call(limit=3), stop="tool_use")]) == Act(
        (ToolCall("t1", "read", {"limit": 3}),)
    )


def test_calls_are_run_whatever_reason_is_given_for_the_end_of_the_answer() -> None:
    assert isinstance(next_step([OPENING, answer(call(), stop="end_turn")]), Act)


def test_arguments_that_are_no_object_are_none() -> None:
    odd = {**call(), "input": "limit"}
    assert next_step([OPENING, answer(odd, stop="tool_use")]) == Act((ToolCall("t1", "read", {}),))


@pytest.mark.parametrize(
    ("last", "end"),
    [
        (answer(words("Yes.")), End.DONE),
        (answer(words("Yes."), stop="stop_sequence"), End.DONE),
        (answer(stop="max_tokens"), End.CUT),
        (answer(words("Yes."), stop="model_context_window_exceeded"), End.CUT),
        (answer(words("Yes."), stop="refusal"), End.REFUSED),
        (answer(stop="pause_turn"), End.UNFINISHED),
    ],
)
def test_an_answer_ends_the_turn_in_one_of_four_ways(last: Message, end: End) -> None:
    step = next_step([OPENING, last])
    assert isinstance(step, Say)
    assert step.end is end
    assert step.text == ("" if end is End.REFUSED or not last["content"] else "Yes.")


def test_the_last_round_is_the_tenth() -> None:
    talk = [OPENING]
    for number in range(1, MOST_ROUNDS + 1):
        assert next_step(talk) == Ask(last=number == MOST_ROUNDS)
        talk += [answer(words(f"Round {number}."), call(f"t{number}"), stop="tool_use"), result("x", f"t{number}")]
    assert next_step(talk[:-1]) == Say(f"Round {MOST_ROUNDS}.", End.UNFINISHED)


def test_a_call_that_was_cut_off_is_told_so_and_not_run() -> None:
    step = next_step([OPENING, answer(call("t1"), call("t2"), stop="max_tokens")])
    assert isinstance(step, Add)
    assert [block["tool_use_id"] for block in rounds.blocks(step.message)] == ["t1", "t2"]
    assert all(block["is_error"] for block in rounds.blocks(step.message))


def test_texts_without_words_are_not_kept_because_no_request_may_hold_them() -> None:
    content: list[Any] = [words(" \n"), call(), words("")]
    kept = rounds.saved(ModelAnswer(content=content, stop_reason="tool_use", usage=Usage(rounds=1), model="m"))
    assert kept["content"] == [call()]


def test_what_is_unknown_in_an_answer_goes_back_as_it_came() -> None:
    thought: Any = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
    kept = rounds.saved(ModelAnswer(content=[thought, call()], stop_reason="tool_use", usage=Usage(), model="m"))
    assert rounds.presented([OPENING, kept], OPENING, last=False)[1] == {
        "role": "assistant",
        "content": [thought, call()],
    }


def test_costs_are_added_from_what_is_saved() -> None:
    assert rounds.usage([OPENING, answer(), result("x"), answer()]) == Usage(rounds=2, input_tokens=6)


def test_an_opening_may_be_one_text() -> None:
    plain: Message = {"role": "user", "content": "Hi"}
    assert rounds.blocks(plain) == [words("Hi")]


def test_a_transcript_that_is_not_too_long_is_shown_whole() -> None:
    talk = [OPENING, answer(call(), stop="tool_use"), result("x" * (rounds.MOST_CHARACTERS - 1_000))]
    assert "left out" not in str(rounds.presented(talk, OPENING, last=False))


def test_only_as_much_is_left_out_as_is_needed_and_never_the_newest() -> None:
    talk = [OPENING]
    for number in range(4):
        talk += [answer(call(f"t{number}"), stop="tool_use"), result("x" * 45_000, f"t{number}")]
    shown = rounds.presented(talk, OPENING, last=False)
    told = [str(rounds.blocks(message)[0].get("content")) for message in shown[2::2]]
    assert [len(each) for each in told] == [len(rounds.LEFT_OUT.format(45_000))] * 3 + [45_000]
    assert told[0] == rounds.LEFT_OUT.format(45_000)
    assert talk[2] == result("x" * 45_000, "t0"), "what is saved stays"


def test_the_model_is_told_to_conclude_beside_the_results_of_its_calls() -> None:
    talk = [OPENING, answer(call(), stop="tool_use"), result("x")]
    last = rounds.presented(talk, OPENING, last=True)[-1]
    assert rounds.blocks(last) == [*rounds.blocks(result("x")), words(rounds.CONCLUDE)]


def test_what_fits_is_kept_as_it_is() -> None:
    assert rounds.fitting(result("x" * 300_000)) == result("x" * 300_000)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(["x" * 400_000, "ä" * 200_000, "\ud83d" * 90_000, "short"]), min_size=1, max_size=6),
    st.booleans(),
)
def test_whatever_is_too_long_is_cut_until_a_table_keeps_it(texts: list[str], as_results: bool) -> None:
    if as_results:
        content: list[Any] = [{"type": "tool_result", "tool_use_id": str(n), "content": t} for n, t in enumerate(texts)]
    else:
        content = [words(text) for text in texts]
    fitted = rounds.fitting({"role": "user", "content": content})
    assert len(json.dumps(fitted)) <= rounds.MOST_BYTES
    assert len(rounds.blocks(fitted)) == len(texts)
    name = "content" if as_results else "text"
    for text, block in zip(texts, rounds.blocks(fitted), strict=True):
        assert block[name] == text or "cut here" in str(block[name])
        assert text != "short" or block[name] == text


def test_what_no_cut_makes_shorter_is_left_to_the_table_to_refuse() -> None:
    large = answer(call(text="x" * 400_000), stop="tool_use")
    assert rounds.fitting(large) == large
