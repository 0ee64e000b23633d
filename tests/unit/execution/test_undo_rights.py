"""Who may undo a call: whoever may do what it takes, and knows of the call."""

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import (
    Denied,
    NotAMember,
    PermissionMissing,
)
from guildhall.execution.outcome import Previewed
from guildhall.identity import Level
from guildhall.operations.reversal import NotUndoable
from tests.fakes.guild import (
    ADMIN,
    ELSEWHERE,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
)
from tests.fakes.platform import Rig
from tests.unit.execution import undone


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return undone.prepare(rig)


def test_whoever_reads_the_trail_and_may_do_it_may_undo_it(rig: Rig) -> None:
    assert undone.undo(rig, undone.edit(rig, OWNER), MODERATOR).endswith("Done.")


def test_what_one_did_oneself_one_may_undo_without_reading_the_trail(rig: Rig) -> None:
    everyone = rig.world.guilds[GUILD].everyone
    assert everyone is not None
    rig.world.edit_role(everyone.id, permissions=everyone.permissions | Permission.CHANGE_NICKNAME)
    own = rig.complete("member.edit", {"user_id": MEMBER, "nickname": "Mem"}, rig.slash(MEMBER)).audit_id
    assert undone.undo(rig, own, MEMBER).endswith("Done.")
    assert not rig.world.members[GUILD, MEMBER].nick


def test_a_call_that_one_may_not_know_of_looks_like_none(rig: Rig) -> None:
    unknown = undone.refused(rig, undone.NO_ID).to_dict()
    elsewhere = {"channel_id": "4000000000000000007", "topic": "x"}
    at_strangers = rig.slash(STRANGER, ChannelId("4000000000000000007"), ELSEWHERE)
    theirs = rig.complete("channel.edit", elsewhere, at_strangers).audit_id
    assert undone.refused(rig, theirs, OWNER).to_dict() == unknown
    assert undone.refused(rig, undone.edit(rig), NEWCOMER).to_dict() == unknown


def test_a_credential_without_the_trail_undoes_only_what_its_person_did(rig: Rig) -> None:
    narrow = rig.mcp(OWNER, scopes=frozenset({"channels:manage", "undo:write"}))
    with pytest.raises(NotUndoable, match="not yours"):
        rig.run("audit.undo", {"audit_id": undone.edit(rig)}, narrow)
    assert isinstance(rig.run("audit.undo", {"audit_id": undone.edit(rig, OWNER, topic="mine")}, narrow), Previewed)


def test_a_read_only_credential_undoes_nothing(rig: Rig) -> None:
    with pytest.raises(Denied):
        rig.run("audit.undo", {"audit_id": undone.edit(rig)}, rig.mcp(OWNER, Level.READ_ONLY))


def test_the_undoer_needs_what_the_other_call_takes(rig: Rig) -> None:
    banned = rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER)).confirmation_id
    rig.press(banned, "approve", OWNER)
    with pytest.raises(PermissionMissing, match="Ban Members"):
        undone.ask(rig, banned, MODERATOR)
    denied = undone.told(rig, "denial")
    assert (denied.kind, denied.operation, denied.undoes) == ("denial", "member.unban", banned)


def test_an_approver_needs_it_too(rig: Rig) -> None:
    asked = undone.ask(rig, undone.edit(rig))
    with pytest.raises(Denied):
        rig.press(asked.confirmation_id, "approve", MEMBER)
    assert rig.press(asked.confirmation_id, "approve", ADMIN).text.endswith("Done.")


def test_a_channel_that_the_undoer_cannot_see_any_more_is_not_changed(rig: Rig) -> None:
    audit_id = undone.edit(rig, MODERATOR, STAFF, topic="x")
    rig.world.edit_member(MODERATOR, roles=())
    assert isinstance(undone.refused(rig, audit_id), NotAMember)


def test_a_policy_that_does_not_allow_the_other_call_does_not_allow_the_undo(rig: Rig) -> None:
    audit_id = undone.edit(rig)
    rig.set_policy(denied_operations=["channel.edit"])
    assert isinstance(undone.refused(rig, audit_id), Denied)
    rig.set_policy(denied_operations=["audit.undo"])
    assert isinstance(undone.refused(rig, audit_id), Denied)


def test_a_channel_that_moved_to_another_guild_is_not_changed(rig: Rig) -> None:
    audit_id = undone.edit(rig, OWNER)
    rig.world.edit_channel(GENERAL, guild_id=ELSEWHERE)
    rig.world.put_member(rig.world.members[GUILD, OWNER], ELSEWHERE)
    principal = rig.mcp(OWNER)
    with pytest.raises(NotAMember):
        rig.run("audit.undo", {"audit_id": audit_id, "guild_id": GUILD}, principal)
