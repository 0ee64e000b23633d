"""How often somebody may ask, and what a failing Discord or table is."""

import pytest

from guildhall.discord import routes
from guildhall.errors import DiscordForbidden, DiscordUnavailable, StoreUnavailable
from guildhall.surfaces.agent.gate import ChatGate
from tests.fakes.guild import (
    MEMBER,
    MODERATOR,
    SUPPORT,
)
from tests.fakes.platform import Rig
from tests.unit.surfaces.agent.gate.support import ASKED_AT, admitted, ask, mention, silent


def test_more_than_the_policy_allows_in_a_minute_is_told_once_and_when_to_come_back(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=2)
    for number in range(2):
        admitted(gate.admit(mention(number), first=True))
    said = [silent(gate.admit(mention(number), first=True)).say for number in (2, 3)]
    left_s = 60 - int(ASKED_AT.timestamp()) % 60
    assert said == [f"That was a lot in one minute: you may ask again in {left_s} s.", ""]
    admitted(gate.admit(mention(4, author_id=MODERATOR), first=True))
    assert "you may ask again" in silent(gate.admit(ask(5), first=True)).say


def test_a_minute_later_it_may_be_asked_again(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=1)
    admitted(gate.admit(mention(), first=True))
    silent(gate.admit(mention(1), first=True))
    a_minute = 60_000 << 22
    rig.clock.advance(60)
    admitted(gate.admit(mention(a_minute), first=True))
    assert silent(gate.admit(mention(a_minute + 1), first=True)).say


def test_the_minute_is_the_one_in_which_it_was_asked_however_late_it_is_heard(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=1)
    rig.clock.advance(3600)
    for minute in range(3):
        admitted(gate.admit(mention((60_000 << 22) * minute), first=True))
    assert silent(gate.admit(mention(1), first=True)).say == "That was a lot in one minute: you may ask again in 1 s."


def test_a_repeated_attempt_is_counted_once_and_gets_the_same_answer(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=1)
    for first in (True, False, False):
        admitted(gate.admit(mention(), first=first))
    refused = [silent(gate.admit(mention(1), first=first)).say for first in (True, False)]
    assert refused[0] == refused[1] != ""
    admitted(gate.admit(mention(), first=False))


def test_repeated_attempts_use_up_nothing(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=2)
    for first in (True, False, False):
        admitted(gate.admit(mention(), first=first))
    admitted(gate.admit(mention(1), first=True))


def test_an_attempt_that_was_never_counted_is_counted_when_it_is_repeated(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=1)
    rig.discord.fail(routes.GET_GUILD, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        gate.admit(mention(), first=True)
    admitted(gate.admit(mention(), first=False))
    silent(gate.admit(mention(1), first=True))


def test_who_is_refused_for_another_reason_is_not_counted(gate: ChatGate, rig: Rig) -> None:
    rig.set_policy(chat_turns_per_minute=1)
    for number in range(3):
        silent(gate.admit(mention(number, channel_id=SUPPORT), first=True))
    admitted(gate.admit(mention(9), first=True))


@pytest.mark.parametrize("route", [routes.GET_GUILD, routes.GET_GUILD_MEMBER, routes.GET_CHANNEL])
def test_a_discord_that_gives_no_answer_is_no_silence(gate: ChatGate, rig: Rig, route: routes.Route) -> None:
    rig.discord.fail(route, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        gate.admit(mention(), first=True)


@pytest.mark.parametrize("route", [routes.GET_GUILD, routes.GET_CHANNEL])
def test_a_refused_bot_token_is_the_operators_matter_and_no_silence(
    gate: ChatGate, rig: Rig, route: routes.Route
) -> None:
    rig.discord.fail(route, DiscordForbidden("refused", status=401))
    with pytest.raises(DiscordForbidden):
        gate.admit(mention(), first=True)


def test_a_table_that_gives_no_answer_is_no_silence(gate: ChatGate, rig: Rig) -> None:
    def fail(writes: object) -> None:
        raise StoreUnavailable("down")

    rig.state.before_write = fail
    with pytest.raises(StoreUnavailable):
        gate.admit(mention(), first=True)
    with pytest.raises(StoreUnavailable):
        gate.admit(mention(1, channel_id=SUPPORT), first=True)


def test_reasons_hold_nothing_that_anybody_gave_a_name(gate: ChatGate, rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, name="canary", topic="canary")
    rig.world.edit_member(MEMBER, nick="canary")
    said = silent(gate.admit(mention(channel_id=SUPPORT, message={"content": "canary"}), first=True))
    assert "canary" not in said.say + said.why
