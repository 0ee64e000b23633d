"""What goes wrong around a turn, over sockets: the asker sees it and is answered once, and nothing is done twice.

All cases are begun at once, each in a channel of its own, because most of their time they wait. `TURN_TIMEOUT=1` adds
the one that waits for longest: a model that never answers, for which an attempt has two minutes.
"""

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.turn import telling
from tests.e2e.system import ANSWER_S, Json
from tests.e2e.tables import ended
from tests.e2e.turns import CREATE, EDIT, TYPING, House

SAID = "The answer of this turn."
NOTE, HERE = "a note that is sent once", "the channel's id"


type Trouble = Callable[[House, str, str], Callable[[], bool]]
"""Orders what goes wrong, given the turn's channel and id; returns what tells whether it did."""


@dataclass(frozen=True)
class Case:
    """What the model does in a turn, what goes wrong, and what is to be seen of it.

    Attributes:
        script: The model's turns.
        answer: What the one answer says, or begins with.
        seen: What the asker reads meanwhile.
        trouble: Orders what goes wrong elsewhere; such turns are put on their queue by hand.
        within_s: How long it may take.
    """

    script: tuple[Json, ...] = (SAID,)
    answer: str = SAID
    seen: str = ""
    status: TurnStatus = TurnStatus.DONE
    trouble: Trouble | None = None
    within_s: float = ANSWER_S


def fault(name: str, times: int = 1, **more: Json) -> Json:
    return {"fault": name, "times": times, **more}


def send() -> Json:
    return {"tools": [{"name": "message_send", "input": {"channel_id": HERE, "content": NOTE}}]}


MODEL = {
    "rate limited": Case((fault("429", retry_after_s=6), SAID), seen="The model is busy; trying again in"),
    "overloaded twice": Case((fault("overloaded", 2), SAID)),
    "down": Case((fault("500"), SAID)),
    "half an answer": Case((fault("drop"), SAID)),
    "no answer of the API's": Case((fault("garbage"), SAID)),
    "refuses": Case(({"text": "I would rather not", "stop_reason": "refusal"},), telling.REFUSED),
    "cut off once": Case(({"text": "The answer ", "stop_reason": "max_tokens"}, "of this turn."), SAID),
    "cut off for good": Case(
        ({"text": "half", "stop_reason": "max_tokens", "times": 2},), f"halfhalf\n\n{telling.CUT}"
    ),
    "says nothing": Case(({"content": []},), telling.EMPTY),
    "the key is refused": Case(({"error": {"status": 401}},), telling.OPERATORS, status=TurnStatus.FAILED),
    "not accepted": Case(
        ({"error": {"status": 400, "message": "messages.0: secret"}},),
        "The model's API did not accept the request. Ask in other words.",
        status=TurnStatus.FAILED,
    ),
    "down between a write and the answer": Case((send(), fault("overloaded", 2), SAID)),
    "never comes to an end": Case(
        ({"text": "Looking.", "tools": [{"name": "channel_list", "input": {}}], "times": "always"},), "Looking."
    ),
}


def discord(route: str, kind: str, times: int = 1, **more: Json) -> Trouble:
    """Return what orders a fault of Discord's in the turn's channel."""

    def order(place: House, channel: str, _: str) -> Callable[[], bool]:
        place.system.fault(route=route, kind=kind, times=times, where={"channel_id": channel}, **more)

        def struck() -> bool:
            sent = (request for request in place.system.requests() if f"/channels/{channel}/" in request["path"])
            return any(request["status"] not in range(200, 300) for request in sent)

        return struck

    return order


def tables(operation: str, about: str, **more: Json) -> Trouble:
    """Return what orders trouble with requests to AWS that name the turn and something else."""

    def order(place: House, _: str, turn_id: str) -> Callable[[], bool]:
        ordered = place.aws.order(operation, f"(?s)(?=.*{turn_id})(?=.*{about})", **more)
        return lambda: ordered.struck > 0

    return order


DISCORD = {
    "typing fails": Case(trouble=discord(TYPING, "status", 3, status=500)),
    "typing is limited": Case(trouble=discord(TYPING, "sublimit", retry_after=5)),
    "a post fails and then passes": Case(trouble=discord(CREATE, "status", 2, status=503)),
    "no post passes for a while": Case(trouble=discord(CREATE, "status", 12, status=502)),
    "the answer to a post is lost": Case(trouble=discord(CREATE, "drop", 2, when="after")),
    "all answers to posts are errors": Case(trouble=discord(CREATE, "status", 9, status=500, when="after")),
    "a post is limited": Case(trouble=discord(CREATE, "sublimit", retry_after=4)),
    "a post is limited with others": Case(trouble=discord(CREATE, "shared", retry_after=2)),
    "an edit fails": Case(trouble=discord(EDIT, "status", 2, status=500)),
    "the answer to an edit is lost": Case(trouble=discord(EDIT, "drop", when="after")),
    "an edit is limited": Case(trouble=discord(EDIT, "sublimit", retry_after=3)),
    "a write's answer is lost": Case((send(), SAID), trouble=discord(CREATE, "drop", 8, when="after")),
}
WRITES = "PutItem|UpdateItem|TransactWriteItems"
TABLES = {
    "the claim is throttled": Case(trouble=tables(WRITES, "StateTable", left=6)),
    "the transcript is throttled": Case(trouble=tables(WRITES, "HistoryTable", left=6)),
    "reads are throttled": Case(trouble=tables("GetItem|Query", "Table", left=6)),
    "the transcript is away for long": Case(
        ({"text": SAID, "times": 4},),
        trouble=tables("PutItem", "message#0001", left=12, kind="failed"),
        seen="Our own tables or queues do not answer in time; trying again in",
    ),
    "the state is away": Case(trouble=tables(WRITES, "StateTable", left=8, kind="failed")),
    "answers of tables are lost": Case((send(), SAID), trouble=tables(WRITES, "Table", left=12, every=2, kind="lost")),
    "a write's claim is throttled": Case((send(), SAID), trouble=tables(WRITES, "claim#", left=6)),
    "a write's trail is throttled": Case((send(), SAID), trouble=tables(WRITES, "AuditTable", left=6)),
}
NIGHTLY = {"no answer at all": Case((fault("timeout"), SAID), within_s=200)} if "TURN_TIMEOUT" in os.environ else {}
CASES: Mapping[str, Case] = {**MODEL, **DISCORD, **TABLES, **NIGHTLY}


@dataclass
class Begun:
    """A case that runs."""

    place: House
    channel: str
    turn_id: str
    struck: Callable[[], bool] = lambda: True


def begin(place: House, name: str, case: Case) -> Begun:
    """Ask, in a channel of its own; where trouble is to meet this turn alone, it is ordered before the turn begins."""
    channel, word = place.room(), f"case{secrets.token_hex(4)}"
    place.script(word, *json.loads(json.dumps(case.script).replace(HERE, channel)))
    if case.trouble is None:
        return Begun(place, channel, place.system.mention("owner", f"{word} {name}", channel))
    turn_id = place.system.say("owner", f"{word} {name}", channel)
    struck = case.trouble(place, channel, turn_id)
    place.put(place.job(turn_id, channel), channel)
    return Begun(place, channel, turn_id, struck)


@pytest.fixture(scope="module")
def begun(place: House) -> Iterator[dict[str, Begun]]:
    runs = {name: begin(place, name, case) for name, case in CASES.items()}
    yield runs
    for name, run in runs.items():
        ended(place.system, run.turn_id, seconds=CASES[name].within_s)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.timeout(300)
def test_whatever_fails_around_a_turn_it_is_answered_once(begun: dict[str, Begun], name: str) -> None:
    case, run = CASES[name], begun[name]
    head = ended(run.place.system, run.turn_id, seconds=case.within_s)
    answers = run.place.answers(run.channel)
    assert run.struck()
    said = [text for text in answers if text != NOTE]
    assert len(said) == 1, said
    assert said[0].startswith(case.answer)
    assert head.status is case.status
    assert answers.count(NOTE) == (send() in case.script)
    assert case.seen in "\n".join(run.place.shown(run.channel))
