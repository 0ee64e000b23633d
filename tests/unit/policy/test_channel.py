"""Step 5: the guild's lists, the channel's mode, and who and what is protected."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.errors import ChannelForbidden, InvalidArguments
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from guildhall.store import keys
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    ADMIN,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    SUPPORT,
    THREAD,
)
from tests.fakes.platform import Rig
from tests.unit.policy.support import allowed, denied

STEP = "apply_channel_policy"
AT_LARGE = "This server's policy keeps what is about no single channel as it is."
SEND: dict[str, Any] = {"channel_id": GENERAL, "content": "hello"}
IN_THREAD: dict[str, Any] = {"channel_id": THREAD, "content": "hello"}


CHANGE = "Somebody who manages the server can change the policy."
SETUP = "Somebody who manages the server can open it with /setup."
RESUME = "Somebody who manages the server can end the pause with /control resume."


def _refused(rig: Rig, name: str, arguments: dict[str, Any], hint: str = CHANGE) -> str:
    error = denied(rig, STEP, name, arguments, rig.slash(OWNER))
    assert isinstance(error, ChannelForbidden)
    assert error.hint == hint
    return error.message


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("channel.create", {"name": "x", "permission_overwrites": [{"id": HELPER_ROLE, "deny": ["VIEW_CHANNEL"]}]}),
        ("channel.edit_permissions", {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE, "deny": ["VIEW_CHANNEL"]}),
        ("channel.delete_permissions", {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE}),
    ],
)
def test_no_overwrite_names_a_protected_role(rig: Rig, name: str, arguments: dict[str, Any]) -> None:
    rig.set_policy(protected_role_ids={HELPER_ROLE})
    assert _refused(rig, name, arguments) == "That role is protected by this server's policy."


@pytest.mark.parametrize(
    ("lists", "open_still"),
    [
        ({}, True),
        ({"allowed_operations": ("message.*",)}, True),
        ({"allowed_operations": ("message.send",)}, True),
        ({"allowed_operations": ("channel.*",)}, False),
        ({"allowed_operations": ()}, False),
        ({"denied_operations": ("message.send",)}, False),
        ({"denied_operations": ("*.send",)}, False),
        ({"denied_operations": ("channel.*",)}, True),
        ({"allowed_operations": ("message.send",), "denied_operations": ("message.*",)}, False),
    ],
)
def test_the_guilds_lists_decide_and_a_denial_is_stronger(
    rig: Rig, lists: dict[str, object], *, open_still: bool
) -> None:
    rig.set_policy(**lists)
    if open_still:
        assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))[4].reason == "policy version 1 allows message.send"
    else:
        assert _refused(rig, "message.send", SEND) == "This server's policy does not allow message.send."


LISTS_WITHOUT_ACCOUNTS: list[dict[str, tuple[str, ...]]] = [
    {"denied_operations": ("user.*", "invite.get", "template.get", "sticker.find", "guild.list")},
    {"allowed_operations": ("message.*",)},
]
OF_NO_GUILD: list[tuple[str, dict[str, Any]]] = [
    ("guild.list", {}),
    ("user.get", {"user_id": NEWCOMER}),
    ("invite.get", {"code": "hTKzmak"}),
    ("template.get", {"code": "hgM48av5Q69A"}),
    ("sticker.find", {"sticker_id": "4000000000000000111"}),
]


@pytest.mark.parametrize("lists", LISTS_WITHOUT_ACCOUNTS)
@pytest.mark.parametrize(("name", "asked"), OF_NO_GUILD)
def test_what_belongs_to_no_guild_meets_the_lists_of_the_guild_where_it_is_asked(
    rig: Rig, name: str, asked: dict[str, Any], lists: dict[str, tuple[str, ...]]
) -> None:
    rig.set_policy(**lists)
    for asker in (rig.slash(MEMBER), rig.agent(MEMBER)):
        with pytest.raises(ChannelForbidden, match=name):
            rig.run(name, asked, asker)
    for asker in (rig.mcp(MEMBER), rig.direct(MEMBER)):
        assert allowed(rig, name, asked, asker)[4].reason == "belongs to no guild"


def test_what_people_are_asked_of_the_platform_itself_is_theirs_to_read_whatever_the_lists_say(rig: Rig) -> None:
    rig.set_policy(allowed_operations=())
    asked = {"confirmation_id": "a" * 26}
    assert allowed(rig, "confirmation.get", asked, rig.slash(MEMBER))[4].reason == "belongs to no guild"


def _mode(rig: Rig, channel_id: ChannelId, mode: ChannelMode, denied_operations: tuple[str, ...] = ()) -> None:
    rig.platform.policies.put_channel_policy(
        ChannelPolicy(guild_id=GUILD, channel_id=channel_id, mode=mode, denied_operations=denied_operations)
    )


@pytest.mark.parametrize("channel_id", [GENERAL, THREAD])
@pytest.mark.parametrize(
    ("mode", "reads", "writes"),
    [(ChannelMode.OPEN, True, True), (ChannelMode.READ_ONLY, True, False), (ChannelMode.CLOSED, False, False)],
)
def test_a_channels_mode_holds_for_its_threads_too(
    rig: Rig, channel_id: ChannelId, mode: ChannelMode, *, reads: bool, writes: bool
) -> None:
    _mode(rig, GENERAL, mode)
    asked: dict[str, dict[str, Any]] = {
        "message.list": {"channel_id": channel_id},
        "message.send": {"channel_id": channel_id, "content": "x"},
    }
    for name, open_still in (("message.list", reads), ("message.send", writes)):
        if open_still:
            assert allowed(rig, name, asked[name], rig.slash(MEMBER))
        else:
            told = _refused(rig, name, asked[name])
            assert told == f"This server's policy has <#{GENERAL}> as {mode.replace('_', ' ')}."


def test_another_channels_mode_does_not_matter(rig: Rig) -> None:
    _mode(rig, SUPPORT, ChannelMode.CLOSED)
    assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))


@pytest.mark.parametrize("asked", [SEND, IN_THREAD])
def test_a_channel_closes_single_operations(rig: Rig, asked: dict[str, Any]) -> None:
    _mode(rig, GENERAL, ChannelMode.OPEN, ("message.s*",))
    assert _refused(rig, "message.send", asked) == f"This server's policy does not allow message.send in <#{GENERAL}>."
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))


@pytest.mark.parametrize("asked", [SEND, IN_THREAD])
def test_only_the_writable_channels_are_written_in(rig: Rig, asked: dict[str, Any]) -> None:
    rig.set_policy(writable_channel_ids=[SUPPORT])
    told = _refused(rig, "message.send", asked, SETUP)
    assert told == f"<#{GENERAL}> is not one of the channels that may be written in."
    assert allowed(rig, "message.list", {"channel_id": asked["channel_id"]}, rig.slash(MEMBER))
    rig.set_policy(writable_channel_ids=[GENERAL])
    assert allowed(rig, "message.send", asked, rig.slash(MEMBER))


TIMEOUT: dict[str, Any] = {"user_id": NEWCOMER, "duration_s": 60}
ASSIGN: dict[str, Any] = {"user_id": NEWCOMER, "role_id": HELPER_ROLE}


@pytest.mark.parametrize(("name", "asked"), [("member.timeout", TIMEOUT), ("role.assign", ASSIGN)])
def test_nobody_acts_on_a_protected_member(rig: Rig, name: str, asked: dict[str, Any]) -> None:
    rig.set_policy(protected_user_ids=[NEWCOMER])
    assert _refused(rig, name, asked) == "That member is protected by this server's policy."
    assert allowed(rig, "member.get", {"user_id": NEWCOMER}, rig.slash(MEMBER))


@pytest.mark.parametrize("form", ["<@0{}>", "<@!00{}>"])
def test_a_protected_member_is_not_somebody_else_by_a_nought_before_the_id(rig: Rig, form: str) -> None:
    rig.set_policy(protected_user_ids=[ADMIN])
    with pytest.raises(InvalidArguments):
        allowed(rig, "member.ban", {"user_id": form.format(ADMIN)}, rig.slash(OWNER))


def test_nobody_gives_a_protected_role(rig: Rig) -> None:
    rig.set_policy(protected_role_ids=[HELPER_ROLE])
    assert _refused(rig, "role.assign", ASSIGN) == "That role is protected by this server's policy."
    rig.set_policy(protected_role_ids=[MODERATOR_ROLE])
    assert allowed(rig, "role.assign", ASSIGN, rig.slash(MODERATOR))


DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


@pytest.mark.parametrize(
    ("name", "more"), [("message.bulk_delete", DELETE), ("channel.edit", {"name": "new"}), ("channel.delete", {})]
)
@pytest.mark.parametrize("channel_id", [GENERAL, THREAD])
def test_nobody_changes_a_protected_channel_or_its_threads(
    rig: Rig, name: str, more: dict[str, Any], channel_id: ChannelId
) -> None:
    rig.set_policy(protected_channel_ids=[GENERAL])
    told = _refused(rig, name, {**more, "channel_id": channel_id})
    assert told == f"<#{GENERAL}> is protected by this server's policy."


def test_a_protected_channel_is_still_read_and_written_in(rig: Rig) -> None:
    rig.set_policy(protected_channel_ids=[GENERAL])
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))
    assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))


def test_a_protected_thread_is_protected_itself(rig: Rig) -> None:
    rig.set_policy(protected_channel_ids=[THREAD])
    assert (
        _refused(rig, "channel.delete", {"channel_id": THREAD}) == f"<#{THREAD}> is protected by this server's policy."
    )
    assert allowed(rig, "channel.delete", {"channel_id": GENERAL}, rig.slash(OWNER))


def _not_set_up(rig: Rig) -> None:
    rig.policy.delete_if(keys.guild_policy(GUILD))


@pytest.mark.parametrize(
    ("name", "asked", "told"),
    [
        ("message.send", SEND, f"<#{GENERAL}> is not one of the channels that may be written in."),
        ("message.send", IN_THREAD, f"<#{GENERAL}> is not one of the channels that may be written in."),
        ("channel.create", {"name": "new"}, AT_LARGE),
        ("member.timeout", TIMEOUT, AT_LARGE),
        ("role.assign", ASSIGN, AT_LARGE),
    ],
)
def test_a_guild_for_which_nobody_chose_a_policy_is_only_read(
    rig: Rig, name: str, asked: dict[str, Any], told: str
) -> None:
    _not_set_up(rig)
    assert _refused(rig, name, asked, SETUP) == told
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))
    assert allowed(rig, "role.list", {}, rig.slash(MEMBER))


def test_what_governs_the_platform_works_where_nothing_else_is_changed(rig: Rig) -> None:
    _not_set_up(rig)
    _mode(rig, GENERAL, ChannelMode.CLOSED, ("chat.*",))
    assert allowed(rig, "chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))


def test_changes_at_large_are_a_choice_of_their_own(rig: Rig) -> None:
    rig.set_policy(changes_at_large=False)
    assert _refused(rig, "role.assign", ASSIGN, SETUP) == AT_LARGE
    assert allowed(rig, "message.send", SEND, rig.slash(MEMBER))
    rig.set_policy(changes_at_large=True)
    assert allowed(rig, "role.assign", ASSIGN, rig.slash(OWNER))


PAUSE = {"by": OWNER, "at": NOON, "why": "a raid"}
PAUSED = "Everything that changes something is paused in this server."


@pytest.mark.parametrize(
    ("name", "asked"), [("message.send", SEND), ("role.assign", ASSIGN), ("chat.allow", {"channel_id": GENERAL})]
)
def test_while_the_switch_is_thrown_nothing_is_changed_and_everything_is_read(
    rig: Rig, name: str, asked: dict[str, Any]
) -> None:
    rig.set_policy(paused=PAUSE)
    assert _refused(rig, name, asked, RESUME) == PAUSED
    assert allowed(rig, "message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))
    rig.set_policy(paused=None)
    assert allowed(rig, name, asked, rig.slash(OWNER))
