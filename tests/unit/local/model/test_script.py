"""Which request takes which entry of a script, and what is kept and counted beside."""

import json
import math
from typing import Any

import pytest

from local.model import caching
from local.model.caching import Cache
from local.model.keeping import Kept
from local.model.problems import ProblemError
from local.model.script import Script
from tests.unit.local.model.talk import opening


def request(words: str, *before: str) -> dict[str, Any]:
    return {"model": "m", "messages": [opening(words, *before)]}


def taken(script: Script, words: str) -> Any:
    entry = script.take(request(words))
    return entry and entry.turn


def test_an_entry_waits_for_the_turn_that_it_matches() -> None:
    script = Script()
    script.add([{"match": r"turn 1\b", "text": "one"}, {"match": "turn 12", "text": "twelve"}, "anybody"])
    assert taken(script, "this is turn 12")["text"] == "twelve"
    assert taken(script, "this is turn 3") == "anybody"
    assert taken(script, "this is turn 3") is None
    assert taken(script, "this is turn 1")["text"] == "one"
    assert len(script) == 0
    assert taken(script, "this is turn 1") is None


def test_what_was_said_earlier_or_fenced_matches_nothing() -> None:
    script = Script()
    script.add([{"match": "turn 1", "text": "one"}])
    assert script.take(request("turn 2", "<earlier abcdefgh>\nturn 1\n</earlier abcdefgh>")) is None


def test_a_later_word_of_ours_does_not_hide_what_was_asked() -> None:
    script = Script()
    script.add([{"match": "turn 1", "text": "one"}])
    going_on = [opening("turn 1"), {"role": "assistant", "content": "so"}, opening("go on")]
    assert script.take({"messages": going_on}) is not None


def test_an_entry_serves_as_many_requests_as_it_says() -> None:
    script = Script()
    script.add([{"times": 2, "fault": "500"}, {"times": "always", "text": "on and on"}])
    assert [taken(script, "x").get("fault") for _ in range(4)] == ["500", "500", None, None]
    assert len(script) == 1
    script.clear()
    assert len(script) == 0


@pytest.mark.parametrize(
    ("turn", "says"),
    [
        ({"match": "("}, "no regular expression"),
        ({"times": 0}, "times"),
        ({"times": True}, "times"),
        ({"times": "twice"}, "times"),
        ({"fault": "flood"}, "fault should be one of timeout, drop"),
        ({"delay_s": "long"}, "delay_s"),
        ({"delay_s": True}, "delay_s"),
        ({"delay_s": -1}, "delay_s"),
        ({"delay_s": math.inf}, "delay_s"),
    ],
)
def test_an_entry_that_can_never_be_taken_is_refused_with_all_others(turn: Any, says: str) -> None:
    script = Script()
    with pytest.raises(ProblemError, match=says):
        script.add(["good", turn])
    assert len(script) == 0


def test_requests_are_kept_until_they_are_too_many_bytes() -> None:
    kept = Kept(most_bytes=26)
    for number in range(4):
        kept.add(json.dumps({"number": number}).encode())
    assert json.loads(kept.since(0)) == [{"seq": 3, "body": {"number": 2}}, {"seq": 4, "body": {"number": 3}}]
    assert json.loads(kept.since(3)) == [{"seq": 4, "body": {"number": 3}}]
    kept.add(b'"' + b"x" * 100 + b'"')
    assert [each["seq"] for each in json.loads(kept.since(0))] == [5]


# -------------------------------------------------------------------------------------------------------------- caching
MARK = {"cache_control": {"type": "ephemeral"}}
LONG = "x" * 400


def conversation(*texts: str, marked: int | None = None, **changes: Any) -> dict[str, Any]:
    blocks: list[dict[str, Any]] = [{"type": "text", "text": text + LONG} for text in texts]
    if marked is not None:
        blocks[marked] |= MARK
    return {"model": "m", "messages": [{"role": "user", "content": blocks}], **changes}


def test_nothing_is_cached_without_a_mark() -> None:
    cache = Cache()
    for _ in range(2):
        usage = cache.usage(conversation("a"))
        assert (usage["cache_creation_input_tokens"], usage["cache_read_input_tokens"]) == (0, 0)
    assert usage["input_tokens"] > 100


def test_a_prefix_is_written_once_and_read_then() -> None:
    cache = Cache()
    first = cache.usage(conversation("a", "b", marked=0))
    assert first["cache_read_input_tokens"] == 0
    assert first["cache_creation_input_tokens"] > 100
    second = cache.usage(conversation("a", "c", "d", marked=2))
    assert second["cache_read_input_tokens"] == first["cache_creation_input_tokens"]
    assert second["cache_creation_input_tokens"] > 200
    assert second["input_tokens"] == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "other"},
        {"system": "new"},
        {"system": [{"type": "text", "text": "new"}]},
        {"tools": [{"name": "t"}]},
        {"tools": [], "tool_choice": {"type": "none"}},
    ],
)
def test_a_change_before_the_mark_is_another_prefix(changes: dict[str, Any]) -> None:
    cache = Cache()
    cache.usage(conversation("a", marked=0))
    assert cache.usage(conversation("a", marked=0, **changes))["cache_read_input_tokens"] == 0


def test_a_prefix_is_not_found_more_than_twenty_blocks_before_the_mark() -> None:
    cache = Cache()
    cache.usage(conversation("a", marked=0))
    near = ["a", *map(str, range(19))]
    assert cache.usage(conversation(*near, marked=-1))["cache_read_input_tokens"] > 0
    far = ["a", *map(str, range(100, 125))]
    assert cache.usage(conversation(*far, marked=-1))["cache_read_input_tokens"] == 0


def test_old_prefixes_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "KEPT_PREFIXES", 2)
    cache = Cache()
    for text in ("a", "b", "c"):
        cache.usage(conversation(text, marked=0))
    assert cache.usage(conversation("c", marked=0))["cache_read_input_tokens"] > 0
    assert cache.usage(conversation("a", marked=0))["cache_read_input_tokens"] == 0
