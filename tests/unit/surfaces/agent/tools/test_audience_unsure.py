"""Where Discord gives no ground to judge by, readers may not know; and privacy never tells what exists."""

from collections.abc import Callable
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.routes import GET_CHANNEL, GET_GUILD
from guildhall.errors import DiscordForbidden, DiscordRejected, DiscordUnavailable, GuildhallError
from guildhall.surfaces.agent.ports import Asked, ToolTold
from tests.fakes.guild import (
    FIRST_FREE_ID,
    GENERAL,
    MEMBER,
    MODERATOR,
    OWNER,
    STAFF,
    SUPPORT,
)
from tests.unit.surfaces.agent.tools.toolhouse import House


@pytest.fixture
def house() -> House:
    return House()


def _failing(house: House, route: Any, error: GuildhallError, asked: Asked) -> Callable[[], ToolTold]:
    """Read #general for an answer in #support, while the judge's look at a channel or the guild fails."""
    calls: list[int] = []

    def look(sent: Any) -> None:
        if sent.route == "GET /channels/{channel_id}/messages":
            calls.append(1)
        elif calls and sent.route == str(route):
            raise error

    house.rig.discord.before = look
    return lambda: house.told("message_list", asked=asked, channel_id=GENERAL)


@pytest.mark.parametrize("route", [GET_CHANNEL, GET_GUILD])
@pytest.mark.parametrize("error", [DiscordForbidden("no", status=403), DiscordRejected("what?")])
def test_where_discord_gives_no_ground_the_readers_may_not_know(
    house: House, route: Any, error: GuildhallError
) -> None:
    told = _failing(house, route, error, house.asked(OWNER, SUPPORT))()
    assert (told.failed, told.private) == (False, True)
    alone = House()
    told = _failing(alone, route, error, alone.asked(OWNER, SUPPORT, private=True))()
    assert (told.failed, told.private) == (False, True)


def test_while_discord_is_down_the_turn_is_tried_again(house: House) -> None:
    with pytest.raises(DiscordUnavailable):
        _failing(house, GET_CHANNEL, DiscordUnavailable("down"), house.asked(OWNER, SUPPORT))()


def test_an_asker_who_left_meanwhile_makes_nothing_private(house: House) -> None:
    def leave(sent: Any) -> None:
        if sent.route == "GET /channels/{channel_id}/messages":
            house.rig.world.remove_member(UserId(MEMBER))
            raise DiscordRejected("what?")

    house.rig.discord.before = leave
    told = house.told("message_list", asked=house.asked(MEMBER, SUPPORT), channel_id=GENERAL)
    assert (told.failed, told.private) == (True, False)


def test_what_the_asker_may_not_see_any_more_makes_nothing_private(house: House) -> None:
    def demote(sent: Any) -> None:
        if sent.route == "GET /channels/{channel_id}/messages":
            house.rig.world.edit_member(MODERATOR, roles=())
            raise DiscordRejected("what?")

    house.rig.discord.before = demote
    told = house.told("message_list", asked=house.asked(MODERATOR), channel_id=STAFF)
    assert (told.failed, told.private) == (True, False)


def test_a_channel_that_was_made_and_is_gone_already_is_nobodys(house: House) -> None:
    def vanish(sent: Any) -> None:
        if sent.route == str(GET_CHANNEL) and int(sent.path["channel_id"]) >= FIRST_FREE_ID:
            house.rig.world.remove_channel(ChannelId(sent.path["channel_id"]))

    house.rig.discord.before = vanish
    assert house.told("channel_create", asked=house.asked(OWNER), name="new").private
