"""Who sees what of the trail: no acts in channels that the caller does not see."""

from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.errors import InvalidArguments
from guildhall.operations import audit_reading
from guildhall.store.records import AuditRecord
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    CATEGORY,
    ELSEWHERE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig

DELETE: dict[str, Any] = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS, writable_channel_ids=None, changes_at_large=True)
    return rig


def listed(rig: Rig, who: Any = None, **asked: Any) -> list[dict[str, Any]]:
    found = rig.complete("audit.list", asked, who or rig.slash(OWNER)).result["records"]
    assert isinstance(found, list)
    return [record for record in found if isinstance(record, dict)]


def say(rig: Rig, channel_id: ChannelId = GENERAL, who: Any = None) -> str:
    rig.clock.advance(1)
    asked = {"channel_id": channel_id, "content": "x"}
    return rig.complete("message.send", asked, who or rig.slash(MODERATOR), dry_run=False).audit_id


def test_a_channel_made_in_a_category_that_the_caller_cannot_see_is_not_shown(rig: Rig) -> None:
    asked = {"name": "hush", "category_id": CATEGORY}
    made = rig.complete("channel.create", asked, rig.slash(OWNER), dry_run=False).audit_id
    rig.world.edit_channel(CATEGORY, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),))
    rig.clock.advance(60)
    assert made in {record["audit_id"] for record in listed(rig, rig.slash(ADMIN))}
    assert made not in {record["audit_id"] for record in listed(rig, rig.slash(MODERATOR))}


def test_acts_in_a_channel_that_the_caller_cannot_see_are_not_shown(rig: Rig) -> None:
    say(rig, STAFF)
    hidden = say(rig, APPROVALS)
    rig.world.edit_channel(APPROVALS, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),))
    seen = {record.get("channel_id") for record in listed(rig, rig.slash(MODERATOR))}
    assert STAFF in seen
    assert APPROVALS not in seen
    assert APPROVALS in {record.get("channel_id") for record in listed(rig, rig.slash(ADMIN))}
    with pytest.raises(InvalidArguments, match="no such act"):
        rig.run("audit.get", {"audit_id": hidden}, rig.slash(MODERATOR))
    lines = rig.complete("audit.export", {}, rig.slash(MODERATOR)).result["lines"]
    assert str(APPROVALS) not in str(lines)


def test_a_key_for_some_channels_reads_of_no_others(rig: Rig) -> None:
    say(rig)
    say(rig, SUPPORT)
    narrow = rig.mcp(OWNER, channel_ids=frozenset({SUPPORT}))
    assert {each.get("channel_id") for each in listed(rig, narrow, operation="message.send")} == {SUPPORT}


def test_acts_in_a_thread_are_shown_to_those_who_see_it(rig: Rig) -> None:
    say(rig, THREAD)
    assert listed(rig, rig.slash(MODERATOR), in_channel=THREAD)
    hide = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),)
    rig.world.edit_channel(GENERAL, permission_overwrites=hide)
    rig.clock.advance(10)
    assert listed(rig, rig.slash(MODERATOR, SUPPORT), in_channel=THREAD) == []


def test_what_was_done_to_a_channel_that_is_gone_is_for_who_may_read_discords_log(rig: Rig) -> None:
    say(rig, SUPPORT)
    rig.world.remove_channel(SUPPORT)
    rig.clock.advance(10)
    assert listed(rig, rig.slash(ADMIN), in_channel=SUPPORT)
    assert listed(rig, rig.mcp(OWNER, channel_ids=frozenset({GENERAL})), in_channel=SUPPORT) == []
    role = rig.world.guilds[GUILD].role(MODERATOR_ROLE)
    assert role is not None
    rig.world.edit_role(MODERATOR_ROLE, permissions=role.permissions.without(Permission.VIEW_AUDIT_LOG))
    rig.clock.advance(10)
    assert listed(rig, rig.slash(MODERATOR), in_channel=SUPPORT) == []


def test_a_channel_that_the_bot_cannot_see_is_nobodys(rig: Rig) -> None:
    say(rig, THREAD)
    rig.world.hide(THREAD)
    rig.clock.advance(10)
    assert listed(rig, rig.slash(OWNER), in_channel=THREAD) == []


def test_a_channel_of_another_guild_is_not_shown(rig: Rig) -> None:
    say(rig, THREAD)
    rig.world.edit_channel(THREAD, guild_id=ELSEWHERE)
    rig.clock.advance(10)
    assert listed(rig, rig.slash(OWNER), in_channel=THREAD) == []


def gone(rig: Rig, number: int) -> None:
    """Let the trail have an act in a channel that is no more."""
    rig.clock.advance(1)
    record = rig.trail()[0].model_dump()
    gone_id = ChannelId(str(4_600_000_000_000_000_000 + number))
    changed = {"audit_id": new_id(rig.clock()), "channel_id": gone_id, "arguments": {}, "at": rig.clock()}
    rig.platform.machinery.trail.log.put(AuditRecord.model_validate({**record, **changed}))


def test_so_many_channels_that_are_gone_are_looked_up_in_one_call(rig: Rig) -> None:
    say(rig)
    for number in range(audit_reading.MOST_LOOK_UPS + 3):
        gone(rig, number)
    before, found, pages = None, 0, 0
    while pages == 0 or before:
        looked = len(rig.discord.sent("GET /channels/{channel_id}"))
        page = rig.complete("audit.list", {"limit": 100, **({"before": before} if before else {})}, rig.slash(OWNER))
        assert len(rig.discord.sent("GET /channels/{channel_id}")) - looked <= audit_reading.MOST_LOOK_UPS
        before, pages = page.result["next_before"], pages + 1
        records = page.result["records"]
        assert isinstance(records, list)
        found += sum(isinstance(each, dict) and each["operation"] == "message.send" for each in records)
    assert (found, pages) == (audit_reading.MOST_LOOK_UPS + 3 + 2, 2)
