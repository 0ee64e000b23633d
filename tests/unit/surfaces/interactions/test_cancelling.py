"""The Cancel button: the asker and whoever moderates the channel may press it, and everybody hears what came of it."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Overwrite, OverwriteType
from guildhall.errors import DiscordUnavailable, RateLimited, StoreUnavailable
from guildhall.policy.client import ADMISSIONS
from guildhall.store.turn_records import TurnRecord, TurnStatus, Wait
from guildhall.store.turns import TurnRepository
from guildhall.surfaces.interactions.cancelling import Cancelling
from guildhall.surfaces.interactions.messages import Paper
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    NOWHERE,
    OWNER,
    STRANGER,
    THREAD,
)
from tests.fakes.platform import Rig

TURN = "1310000000000000001"


class Bench:
    """A turn of MEMBER's in #general, and its Cancel button."""

    def __init__(self, *, channel: ChannelId = GENERAL, in_guild: bool = True) -> None:
        self.rig = Rig()
        self.turns = TurnRepository(self.rig.state)
        self.head = TurnRecord(
            turn_id=TURN,
            guild_id=GUILD if in_guild else None,
            channel_id=channel,
            asker_id=MEMBER,
            owner="one",
            lease_until=NOON + timedelta(seconds=30),
            started_at=NOON,
            expires_at=NOON + timedelta(days=2),
        )
        self.turns.begin(self.head, NOON)

    def becomes(self, status: TurnStatus, *waits: Wait) -> None:
        assert self.turns.save(self.head.model_copy(update={"status": status, "waits": waits}))

    def deny(self) -> None:
        """Let moderators not manage messages in #general."""
        denied = Overwrite(id=MODERATOR_ROLE, type=OverwriteType.ROLE, deny=Permission.MANAGE_MESSAGES)
        self.rig.world.edit_channel(GENERAL, permission_overwrites=(denied,))

    def press(self, user_id: UserId, turn_id: str = TURN) -> Paper:
        return self.cancelling.cancel(turn_id, self.rig.slash(user_id))

    @property
    def cancelling(self) -> Cancelling:
        return Cancelling(
            turns=self.turns,
            discord=self.rig.discord,
            counters=self.rig.platform.machinery.counters,
            clock=self.rig.clock,
        )

    @property
    def cancelled_by(self) -> UserId | None:
        head = self.turns.get(TURN)
        assert head is not None
        return head.cancelled_by


@pytest.mark.parametrize("presser", [MEMBER, MODERATOR, ADMIN, OWNER])
def test_the_asker_and_whoever_may_delete_messages_there_may_cancel(presser: UserId) -> None:
    bench = Bench()
    assert bench.press(presser).title == "Cancelling …"
    assert bench.cancelled_by == presser


def test_the_asker_s_rights_are_not_asked_for() -> None:
    bench = Bench()
    bench.press(MEMBER)
    assert bench.rig.discord.calls == []


@pytest.mark.parametrize("presser", [NEWCOMER, STRANGER])
def test_somebody_else_hears_who_may_and_the_turn_goes_on(presser: UserId) -> None:
    bench = Bench()
    paper = bench.press(presser)
    assert paper.title == "Not cancelled"
    assert f"<@{MEMBER}>" in paper.blocks[0]
    assert "Manage Messages" in paper.blocks[0]
    assert f"<#{GENERAL}>" in paper.blocks[0]
    assert bench.cancelled_by is None


def test_the_right_counts_where_the_turn_was_asked_for_as_discord_has_it_now() -> None:
    bench = Bench()
    bench.deny()
    assert bench.press(MODERATOR).title == "Not cancelled"
    assert all(sent.fresh for sent in bench.rig.discord.calls)


def test_a_moderator_in_timeout_may_not() -> None:
    bench = Bench()
    bench.rig.world.edit_member(MODERATOR, communication_disabled_until=NOON + timedelta(hours=1))
    assert bench.press(MODERATOR).title == "Not cancelled"


def test_in_a_thread_the_rights_of_its_channel_count() -> None:
    bench = Bench(channel=THREAD)
    assert bench.press(MODERATOR).title == "Cancelling …"
    refused = Bench(channel=THREAD)
    refused.deny()
    assert refused.press(MODERATOR).title == "Not cancelled"


@pytest.mark.parametrize("where", [{"channel": NOWHERE}, {"in_guild": False}])
def test_where_nothing_is_known_only_the_asker_may(where: dict[str, Any]) -> None:
    bench = Bench(**where)
    assert bench.press(OWNER).title == "Not cancelled"
    assert bench.press(MEMBER).title == "Cancelling …"


def test_what_waits_for_approval_is_said_to_be_taken_back() -> None:
    bench = Bench()
    wait = Wait(tool_use_id="a", confirmation_id="c" * 26, expires_at=NOON)
    bench.becomes(TurnStatus.WAITING, wait)
    assert "taken back" in bench.press(MEMBER).blocks[1]
    assert bench.cancelled_by == MEMBER


def test_who_cancels_first_stays_the_one_who_did() -> None:
    bench = Bench()
    bench.press(MODERATOR)
    assert bench.press(MEMBER).title == "Cancelling …"
    assert bench.cancelled_by == MODERATOR


def test_what_a_press_came_to_is_known_without_pressing() -> None:
    bench = Bench()
    assert bench.cancelling.known(TURN) is None
    assert bench.cancelled_by is None
    assert bench.cancelling.known("1310000000000000009") is None
    pressed = bench.press(MEMBER)
    assert bench.cancelling.known(TURN) == pressed
    bench.becomes(TurnStatus.CANCELLED)
    known = bench.cancelling.known(TURN)
    assert known is not None
    assert "already cancelled" in known.blocks[0]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (TurnStatus.DONE, "already answered"),
        (TurnStatus.CANCELLED, "already cancelled"),
        (TurnStatus.FAILED, "given up"),
        (TurnStatus.SILENT, "not being answered"),
    ],
)
def test_what_has_ended_cannot_be_cancelled_any_more(status: TurnStatus, said: str) -> None:
    bench = Bench()
    bench.becomes(status)
    assert said in bench.press(NEWCOMER).blocks[0]
    assert bench.cancelled_by is None


def test_a_turn_that_ends_while_its_cancel_is_pressed_is_told_as_ended() -> None:
    bench = Bench()
    bench.rig.discord.before = lambda sent: bench.becomes(TurnStatus.DONE)
    assert "already answered" in bench.press(MODERATOR).blocks[0]


def test_a_turn_that_nobody_knows_is_said_to_be_too_old() -> None:
    paper = Bench().press(MEMBER, "1310000000000000009")
    assert "so old that nothing is known" in paper.blocks[0]


def test_a_discord_that_does_not_answer_cancels_nothing() -> None:
    bench = Bench()
    bench.rig.discord.fail("GET /guilds/{guild_id}", DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        bench.press(MODERATOR)
    assert bench.cancelled_by is None


def test_a_table_that_does_not_answer_is_no_answer() -> None:
    bench = Bench()

    def fail(_: object) -> None:
        raise StoreUnavailable("down")

    bench.rig.state.before_write = fail
    with pytest.raises(StoreUnavailable):
        bench.press(MEMBER)


def test_presses_are_limited_like_any_call() -> None:
    bench = Bench()
    for _ in range(ADMISSIONS):
        bench.press(NEWCOMER, "1310000000000000009")
    with pytest.raises(RateLimited):
        bench.press(NEWCOMER)
