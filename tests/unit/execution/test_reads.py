"""Reading: decided, done, told; no claim, no preview, no plan."""

from typing import Any

import pytest

from guildhall.discord import routes
from guildhall.errors import DiscordForbidden, GuildhallError, ScopeMissing, StoreUnavailable
from guildhall.execution.outcome import Completed
from guildhall.operations.acts import AuditKind, AuditStatus
from tests.fakes.guild import GENERAL, GUILD, MEMBER, MODERATOR, NEWCOMER, NOWHERE, STAFF, STRANGER, THREAD
from tests.fakes.platform import Rig


def test_a_read_returns_its_result_and_the_trail_has_it_once(rig: Rig) -> None:
    done = rig.complete("message.list", {"channel_id": GENERAL, "limit": 2}, rig.slash(MEMBER))
    messages = done.result["messages"]
    assert isinstance(messages, list)
    assert len(messages) == 2
    (record,) = rig.trail()
    assert (record.audit_id, record.kind, record.status) == (done.audit_id, AuditKind.OUTCOME, AuditStatus.DONE)
    assert (record.operation, record.risk, record.channel_id) == ("message.list", "read", GENERAL)
    assert (record.user_id, record.door, record.client) == (MEMBER, "interaction", "Discord")
    assert record.arguments == {"channel_id": str(GENERAL), "limit": 2}
    assert len(record.trail) == 7


@pytest.mark.parametrize("dry_run", [None, True, False])
def test_a_read_is_never_a_dry_run(rig: Rig, *, dry_run: bool | None) -> None:
    assert isinstance(rig.run("channel.list", {}, rig.mcp(MEMBER), dry_run=dry_run), Completed)


def test_a_read_sends_nothing_but_reads_and_claims_nothing(rig: Rig) -> None:
    rig.complete("channel.list", {}, rig.slash(MEMBER))
    assert rig.discord.writes == []
    assert all(not str(item["pk"]).startswith("claim#") for item in rig.state.items())


def test_a_read_that_discord_refuses_is_told_as_failed(rig: Rig) -> None:
    rig.discord.fail(routes.LIST_MESSAGES, DiscordForbidden("secret words", status=403, discord_code=50001))
    with pytest.raises(DiscordForbidden):
        rig.run("message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))
    (record,) = rig.trail()
    assert record.status is AuditStatus.FAILED
    assert record.error == {"code": "discord_forbidden", "status": 403, "discord_code": 50001, "route": ""}


def test_a_read_of_which_the_trail_cannot_tell_gives_no_result(rig: Rig) -> None:
    def down(*_: object) -> None:
        raise StoreUnavailable("The database gave no answer.")

    rig.audit.before_write = down
    with pytest.raises(StoreUnavailable):
        rig.run("message.list", {"channel_id": GENERAL}, rig.slash(MEMBER))


def test_equal_denials_within_a_minute_are_told_once_and_others_each(rig: Rig) -> None:
    for channel_id in (STAFF, STAFF, NOWHERE, NOWHERE, STAFF):
        with pytest.raises(GuildhallError):
            rig.run("message.list", {"channel_id": channel_id}, rig.slash(MEMBER))
    with pytest.raises(GuildhallError):
        rig.run("message.list", {"channel_id": STAFF}, rig.slash(NEWCOMER))
    assert sorted(record.user_id for record in rig.trail()) == [MEMBER, NEWCOMER]
    assert len(rig.trail(None)) == 1
    rig.clock.advance(60)
    with pytest.raises(GuildhallError):
        rig.run("message.list", {"channel_id": STAFF}, rig.slash(MEMBER))
    assert [record.user_id for record in rig.trail()].count(MEMBER) == 2


def test_a_denial_inside_a_read_is_told_as_a_denial(rig: Rig) -> None:
    with pytest.raises(ScopeMissing):
        rig.run("policy.explain", {"operation": "guild.get", "user_id": NEWCOMER}, rig.slash(MEMBER))
    (record,) = rig.trail()
    assert (record.kind, record.status) == (AuditKind.DENIAL, AuditStatus.DENIED)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        (MEMBER, ["rooms", "support", "general", "approvals"]),
        (MODERATOR, ["rooms", "support", "general", "staff", "approvals"]),
    ],
)
def test_only_the_channels_that_the_caller_sees_are_listed(rig: Rig, who: str, names: list[str]) -> None:
    channels = rig.complete("channel.list", {}, rig.slash(type(MEMBER)(who))).result["channels"]
    assert isinstance(channels, list)
    assert [channel["name"] for channel in channels if isinstance(channel, dict)] == names


def test_only_guilds_that_caller_and_bot_share_are_listed(rig: Rig) -> None:
    def listed(who: str, **ceilings: Any) -> list[object]:
        guilds = rig.complete("guild.list", {}, rig.mcp(type(MEMBER)(who), **ceilings)).result["guilds"]
        assert isinstance(guilds, list)
        return [guild["name"] for guild in guilds if isinstance(guild, dict)]

    assert listed(MEMBER) == ["Guildhall"]
    assert listed(STRANGER) == ["Elsewhere"]
    assert listed(MEMBER, guild_ids=frozenset()) == []
    record = rig.platform.policies.installation(GUILD)
    assert record is not None
    rig.platform.policies.put_installation(record.model_copy(update={"active": False}))
    assert listed(MEMBER) == []


def test_a_channel_is_nobodys_while_no_guild_is_proved(rig: Rig) -> None:
    call = rig.platform.machinery.session(
        rig.slash(MEMBER), rig.platform.build("guild.list", {}, rig.slash(MEMBER)), "a" * 26
    )
    assert not call.ports.caller.in_channel(rig.world.channels[GENERAL])
    assert not call.ports.caller.in_guild()


@pytest.mark.parametrize(("parent", "sees"), [("its own", True), ("none", False), ("hidden", False)])
def test_a_thread_is_seen_through_its_parent(rig: Rig, parent: str, *, sees: bool) -> None:
    if parent == "none":
        rig.world.edit_channel(THREAD, parent_id=None)
    if parent == "hidden":
        rig.world.edit_channel(THREAD, parent_id=STAFF)
    who = rig.slash(MEMBER)
    session = rig.platform.machinery.session(who, rig.platform.build("channel.list", {}, who), "a" * 26)
    session.authorize()
    assert bool(session.ports.caller.in_channel(rig.world.channels[THREAD])) is sees
    assert session.ports.caller.in_channel(rig.world.channels[GENERAL])
