"""A card quotes what it asks about, so it hangs only where everybody may know that; else the asker alone is asked."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.routes import CREATE_DM
from guildhall.errors import ConfirmationUndeliverable, DiscordForbidden
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    BOT,
    CATEGORY,
    EVERYONE_ROLE,
    GENERAL,
    HELPER_ROLE,
    IN_GENERAL,
    MODERATOR,
    NEWCOMER,
    NOWHERE,
    OWNER,
    STAFF,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import direct_channel

DIRECT = "a direct message to you"
HERE = f"<#{APPROVALS}>"


def asked(rig: Rig, name: str, arguments: dict[str, Any], **more: Any) -> str:
    """Ask and return where the card is."""
    return rig.ask(name, arguments, rig.agent(OWNER), **more).where


@pytest.fixture(autouse=True)
def _approvals(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=APPROVALS)


def test_what_draws_on_what_not_everybody_may_know_is_asked_of_the_asker_alone(rig: Rig) -> None:
    secret = {"channel_id": GENERAL, "content": "as staff said"}
    assert asked(rig, "message.send", secret, private=True) == DIRECT
    assert rig.world.posted(APPROVALS) == []
    assert "as staff said" in str(rig.world.posted(direct_channel(OWNER)))


@pytest.mark.parametrize(
    ("name", "arguments", "where"),
    [
        ("channel.delete", {"channel_id": STAFF}, DIRECT),
        ("channel.delete", {"channel_id": GENERAL}, HERE),
        ("channel.delete", {"channel_id": THREAD}, HERE),
        ("channel.delete", {"channel_id": APPROVALS}, HERE),
        ("message.bulk_delete", {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}, HERE),
        ("role.assign", {"user_id": NEWCOMER, "role_id": HELPER_ROLE}, HERE),
    ],
)
def test_a_card_hangs_where_all_readers_may_know_its_channel(
    rig: Rig, name: str, arguments: dict[str, Any], where: str
) -> None:
    assert asked(rig, name, arguments) == where
    assert len(rig.world.posted(APPROVALS)) == (where == HERE)


def test_the_card_of_a_channel_in_a_hidden_category_hangs_where_nobody_else_learns_of_it(rig: Rig) -> None:
    told = {"name": "news", "category_id": CATEGORY}
    assert asked(rig, "channel.create", told, tainted=True) == HERE
    hidden = overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL)
    rig.world.edit_channel(CATEGORY, permission_overwrites=(hidden, overwrite(BOT, allow=Permission.VIEW_CHANNEL)))
    rig.clock.advance(60)
    assert asked(rig, "channel.create", told, tainted=True) == DIRECT
    for who, count in ((ADMIN, 2), (MODERATOR, 0)):
        open_for = rig.complete("confirmation.list", {}, rig.slash(who)).result["confirmations"]
        assert isinstance(open_for, list)
        assert len(open_for) == count
    assert rig.platform.machinery.counters.blocked_s(f"misses#{MODERATOR}", window_s=60, limit=1) == 0


def test_approvals_that_the_same_people_read_take_the_card(rig: Rig) -> None:
    rules = rig.world.channels[STAFF].permission_overwrites
    rig.world.edit_channel(APPROVALS, permission_overwrites=rules)
    assert asked(rig, "channel.delete", {"channel_id": STAFF}) == HERE


def test_an_approvals_channel_that_is_gone_takes_none(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=NOWHERE)
    assert asked(rig, "channel.delete", {"channel_id": GENERAL}) == DIRECT


def test_whoever_takes_no_direct_messages_is_told_why_nobody_was_asked(rig: Rig) -> None:
    rig.discord.fail(CREATE_DM, DiscordForbidden("no", status=403, discord_code=50007))
    with pytest.raises(ConfirmationUndeliverable) as failed:
        asked(rig, "channel.delete", {"channel_id": STAFF})
    assert "may not know" in failed.value.message
    assert "Open your direct messages" in failed.value.hint
    assert rig.world.posted(APPROVALS) == []


def test_an_approvals_thread_is_read_by_those_who_read_its_channel(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=THREAD)
    assert asked(rig, "channel.delete", {"channel_id": STAFF}) == DIRECT
    assert asked(rig, "channel.delete", {"channel_id": GENERAL}) == f"<#{THREAD}>"
