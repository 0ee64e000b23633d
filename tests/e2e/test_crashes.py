"""A worker that is killed at the worst moments: at most one execution, a truthful trail, an answer.

A killed delivery comes back after the queue's visibility timeout, so all of them are killed first and awaited together.
"""

from dataclasses import dataclass

import pytest

from tests.e2e.system import Json, System, confirmation_of, text_of, until

REDELIVERY_S = 150.0
KILLED_WHILE_ASKING = "confirmation.carded"


@dataclass
class Killed:
    """One press whose worker was killed: its card, its messages, and the interaction that waits for an answer."""

    card: Json
    message_ids: list[str]
    sent: Json
    since: int

    @property
    def audit_id(self) -> str:
        return confirmation_of(self.card)


def card_about(system: System, text: str) -> Json:
    return until(lambda: next((card for card in system.cards() if text in text_of(card)), None), what=f"a card: {text}")


def press_and_kill(system: System, checkpoint: str) -> Killed:
    words = checkpoint.replace(".", " ").replace("_", " ")
    ids = [system.say("newcomer", f"{words} {number}", "support") for number in range(2)]
    options = {"channel_id": system.channel("support"), "message_ids": " ".join(ids)}
    system.slash("moderator", "message bulk_delete", **options)
    card = card_about(system, words)
    since = system.mark()
    system.arm(checkpoint)
    button = f"confirm:approve:{confirmation_of(card)}"
    sent = system.interact("button", "moderator", "approvals", message_id=card["id"], custom_id=button)
    until(lambda: not system.armed(checkpoint), what="the kill")
    return Killed(card, ids, sent, since)


def ask_and_kill(system: System) -> Json:
    ids = [system.say("newcomer", f"asked twice {number}", "support") for number in range(2)]
    system.arm(KILLED_WHILE_ASKING)
    options = {"channel_id": system.channel("support"), "message_ids": " ".join(ids)}
    sent = system.interact("command", "moderator", name="message bulk_delete", options=options)
    until(lambda: not system.armed(KILLED_WHILE_ASKING), what="the kill")
    return sent


CASES = {
    "execution.claimed": (1, "done"),
    "execution.intent_recorded": (0, "unknown"),
    "execution.called": (1, "unknown"),
    "execution.outcome_recorded": (1, "done"),
}


@pytest.fixture(scope="module")
def killed(system: System) -> dict[str, Killed]:
    return {checkpoint: press_and_kill(system, checkpoint) for checkpoint in CASES}


@pytest.fixture(scope="module")
def killed_while_asking(system: System, killed: dict[str, Killed]) -> Json:
    return ask_and_kill(system)


@pytest.mark.parametrize("checkpoint", CASES)
@pytest.mark.timeout(300)
def test_a_worker_killed_around_the_call_leaves_one_execution_and_the_truth(
    system: System, killed: dict[str, Killed], killed_while_asking: Json, checkpoint: str
) -> None:
    executions, outcome = CASES[checkpoint]
    case = killed[checkpoint]
    told = system.answer_to(case.sent, seconds=REDELIVERY_S)
    sent = [request for request in system.requests(case.since) if request["path"].endswith("/messages/bulk-delete")]
    ours = [request for request in sent if set(request["body"]["messages"]) == set(case.message_ids)]
    assert len(ours) == executions
    statuses = {record["status"] for record in system.audit(case.audit_id) if record["kind"] == "outcome"}
    assert statuses == {outcome}
    assert ("may or may not" in told) == (outcome == "unknown")


@pytest.mark.timeout(300)
def test_a_worker_killed_while_it_asks_posts_one_card(system: System, killed_while_asking: Json) -> None:
    told = system.answer_to(killed_while_asking, seconds=REDELIVERY_S)
    assert "approv" in told.lower()
    assert sum("asked twice" in text_of(card) for card in system.cards()) == 1
