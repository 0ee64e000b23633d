"""Turns that wait for a human: whatever is restarted, a press goes on with them, and an end without one is told.

Everything that could remember is killed while they wait: what is left is in the tables, the queues and Discord.
"""

import os
import secrets
import signal
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from guildhall.clock import utc_now
from guildhall.store.turn_records import TurnStatus
from guildhall.surfaces.agent.job import Resume
from guildhall.surfaces.agent.later import Later, encode_later
from guildhall.surfaces.agent.turn import telling
from tests.e2e.system import Json, confirmation_of, text_of, until, walk
from tests.e2e.tables import ended, make_overdue, waiting
from tests.e2e.turns import BELOW, House

FUNCTION = b"local.sandbox_main"


@dataclass
class Ban:
    """A ban that a moderator asked the agent for."""

    place: House
    channel: str
    target: str
    name: str
    mention: str

    @property
    def card(self) -> Json:
        """The card that asks about it."""

        def posted() -> Json:
            cards = self.place.system.messages("approvals")
            return next((card for card in cards if self.name in text_of(card)), None)

        return until(posted, what="the card")

    def wait(self) -> Json:
        """Wait until the turn has left its queue; return the card."""
        waiting(self.place.system, self.mention)
        assert "Waiting for approval in <#" in self.place.shown(self.channel)[-1]
        return self.card

    def answer(self) -> str:
        """Wait for the turn's end; return its one answer."""
        [told] = self.place.told(self.mention, self.channel)
        return told

    @property
    def bans(self) -> list[Json]:
        """The requests that banned the target."""
        sent = self.place.system.requests()
        return [each for each in sent if each["method"] == "PUT" and each["path"].endswith(f"/bans/{self.target}")]


def ask_for_ban(place: House) -> Ban:
    channel, (target, name) = place.room(), newcomer(place)
    return Ban(place, channel, target, name, place.system.mention("moderator", f"ban <@{target}>", channel))


def newcomer(place: House) -> tuple[str, str]:
    """Return somebody's id and name."""
    name = f"guest.{secrets.token_hex(3)}"
    return place.person(name), name


def buttons(card: Json) -> list[str]:
    return [str(part["custom_id"]) for part in walk(card["components"]) if "custom_id" in part]


def functions(place: House) -> list[int]:
    """Return the processes of all functions."""
    run, found = place.system.process.pid, []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
                is_ours = parent == run and FUNCTION in (entry / "cmdline").read_bytes()
            except OSError:
                continue
            found += [int(entry.name)] if is_ours else []
    return found


def restart_everything(place: House) -> None:
    """Kill every process that could remember something, and wait until somebody listens to the gateway again."""
    killed = functions(place)
    assert killed
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    place.system.kill_gateway()
    until(lambda: not set(killed) & set(functions(place)), what="the end of the functions")


def put_later(place: House, turn_id: str, channel: str) -> None:
    """Bring what ResumeQueue holds back for a turn's question, as it comes when it is due."""
    job = Resume(turn_id=turn_id, channel_id=channel, cause="due-by-hand")
    place.sqs.send_message(
        QueueUrl=place.queue("-resume"), MessageBody=encode_later(Later(job, utc_now() - timedelta(seconds=1)))
    )


def test_after_a_restart_of_everything_the_press_still_goes_on_with_the_turn(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    place.script("meanwhile", "the channel goes on")
    other = place.system.mention("member", "meanwhile", ban.channel)
    assert place.told(other, ban.channel) == ["the channel goes on"]
    restart_everything(place)
    assert "Done" in place.system.press("owner", "approve", card)
    ended(place.system, ban.mention)
    [_, told] = place.answers(ban.channel)
    assert "ban" in told.lower()
    assert len(ban.bans) == 1
    assert place.asked(ban.target) == 2
    assert [message["content"] for message in place.spoken(ban.channel)].count(BELOW) == 1
    assert "already used" in place.system.press("owner", "approve", card)
    after = place.system.mention("member", "what can you do?", ban.channel)
    assert len(place.told(after, ban.channel)) == 3


def test_a_denial_with_a_note_reaches_the_asker_through_the_model(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    deny = f"confirm:deny:{confirmation_of(card)}"
    place.system.interact("button", "owner", "approvals", message_id=card["id"], custom_id=deny)
    note = {"note": "talk to them first"}
    sent = place.system.interact("modal", "owner", "approvals", custom_id=deny, options=note)
    assert "Denied" in place.system.answer_to(sent)
    assert "Denied" in ban.answer()
    assert place.asked("talk to them first") == 1
    assert ban.bans == []


def test_after_its_expiry_the_asker_reads_so_and_the_card_cannot_be_pressed(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    make_overdue(place.system, confirmation_of(card))
    put_later(place, ban.mention, ban.channel)
    assert "Expired: nobody answered in time" in ban.answer()
    assert buttons(card)
    assert buttons(ban.card) == []
    assert "expire" in place.system.press("owner", "approve", card)
    assert ban.bans == []


def test_a_press_that_comes_too_late_lets_the_turn_end_as_well(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    make_overdue(place.system, confirmation_of(card))
    assert "expired" in place.system.press("owner", "approve", card)
    assert "Expired: nobody answered in time" in ban.answer()
    assert ban.bans == []


def test_a_wake_up_that_comes_too_early_changes_nothing(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    put_later(place, ban.mention, ban.channel)
    until(lambda: place.left("-resume") + place.left("-turns.fifo") == 0, what="the wake-up's end")
    assert waiting(place.system, ban.mention).status is TurnStatus.WAITING
    place.system.press("owner", "approve", card)
    assert "ban" in ban.answer().lower()
    assert len(ban.bans) == 1


def test_of_two_cards_in_one_turn_each_gets_its_own_answer(place: House) -> None:
    channel, targets = place.room(), [newcomer(place), newcomer(place)]
    calls = [{"name": "member_ban", "input": {"user_id": target}} for target, _ in targets]
    place.script("both", {"tools": calls}, "one is gone, one may stay")
    mention = place.system.mention("moderator", "both", channel)
    bans = [Ban(place, channel, target, name, mention) for target, name in targets]
    waiting(place.system, mention)
    assert "Waiting for 2 approvals" in place.shown(channel)[-1]
    place.system.press("owner", "approve", bans[0].card)
    until(lambda: place.left("-turns.fifo") == 0, what="the first press to be heard")
    assert waiting(place.system, mention).status is TurnStatus.WAITING
    deny = f"confirm:deny:{confirmation_of(bans[1].card)}"
    place.system.interact("button", "owner", "approvals", message_id=bans[1].card["id"], custom_id=deny)
    place.system.interact("modal", "owner", "approvals", custom_id=deny, options={"note": ""})
    assert bans[0].answer() == "one is gone, one may stay"
    assert [len(ban.bans) for ban in bans] == [1, 0]
    assert place.asked("both") == 2


def test_a_turn_that_is_cancelled_takes_its_question_back(place: House) -> None:
    ban = ask_for_ban(place)
    card = ban.wait()
    working = place.progress(ban.channel)
    told = place.cancel("moderator", ban.mention, ban.channel, working)
    assert "is taken back" in told
    assert ban.answer() == telling.CANCELLED_LATE
    assert buttons(ban.card) == []
    assert "already denied" in place.system.press("owner", "approve", card)
    assert ended(place.system, ban.mention).status is TurnStatus.CANCELLED
    assert ban.bans == []


def test_a_press_that_overtakes_the_turn_on_its_way_to_wait_is_not_lost(place: House) -> None:
    trouble = place.aws.order("SendMessage", r"due-\d", left=2, kind="failed")
    ban = ask_for_ban(place)
    place.system.press("owner", "approve", ban.card)
    assert "ban" in ban.answer().lower()
    assert trouble.struck == 2
    assert len(ban.bans) == 1
    assert len([card for card in place.system.messages("approvals") if ban.name in text_of(card)]) == 1
