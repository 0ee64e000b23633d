"""The trail: how long a record is kept, and what is told of denials that repeat."""

from datetime import timedelta

import pytest

from guildhall.errors import Denied
from guildhall.execution.trail import NO_GUILD_DAYS
from guildhall.operations.acts import AuditKind
from tests.fakes.guild import APPROVALS, GENERAL, IN_GENERAL, MEMBER, MODERATOR, NOWHERE, STAFF
from tests.fakes.platform import Rig


def _denied(rig: Rig, times: int = 1, channel_id: str = STAFF) -> None:
    for _ in range(times):
        with pytest.raises(Denied):
            rig.run("message.list", {"channel_id": channel_id}, rig.slash(MEMBER))


def _days_kept(rig: Rig) -> set[int]:
    records = rig.records()
    assert all(record.expires_at is not None for record in records)
    return {(record.expires_at - record.at).days for record in records if record.expires_at}


def test_a_record_is_kept_as_long_as_the_guilds_policy_says_and_the_item_says_so_too(rig: Rig) -> None:
    rig.set_policy(audit_days=40)
    rig.complete("guild.get", {}, rig.slash(MEMBER))
    assert _days_kept(rig) == {40}
    (item,) = (each for each in rig.audit.items() if "record" in each)
    assert item["expires_at"] == int((rig.clock() + timedelta(days=40)).timestamp())


def test_a_call_that_was_denied_before_the_policy_was_looked_at_is_kept_by_it_all_the_same(rig: Rig) -> None:
    rig.set_policy(audit_days=40)
    _denied(rig)
    assert _days_kept(rig) == {40}


def test_how_a_question_ended_is_kept_by_the_guilds_policy(rig: Rig) -> None:
    rig.set_policy(audit_days=40, approvals_channel_id=APPROVALS)
    doomed = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    asked = rig.ask("message.bulk_delete", doomed, rig.mcp(MODERATOR))
    rig.press(asked.confirmation_id, "deny", MODERATOR)
    assert [record.kind for record in rig.trail()] == [AuditKind.CONFIRMATION, AuditKind.OUTCOME]
    assert _days_kept(rig) == {40}


def test_what_belongs_to_no_guild_is_kept_for_90_days(rig: Rig) -> None:
    _denied(rig, channel_id=NOWHERE)
    assert len(rig.trail(None)) == 1
    assert _days_kept(rig) == {NO_GUILD_DAYS}


def test_a_record_whose_time_has_passed_is_read_by_nobody(rig: Rig) -> None:
    rig.complete("guild.get", {}, rig.slash(MEMBER))
    rig.clock.advance(timedelta(days=366).total_seconds())
    assert rig.complete("audit.list", {}, rig.slash(MODERATOR)).result["records"] == []


def test_denials_that_repeat_are_told_ever_more_rarely_and_counted(rig: Rig) -> None:
    _denied(rig, 8)
    assert sorted(record.repeats for record in rig.trail()) == [0, 3]


def test_the_first_denial_of_a_later_minute_tells_how_many_were_not_told(rig: Rig) -> None:
    _denied(rig, 7)
    rig.clock.advance(60)
    _denied(rig)
    assert sorted(record.repeats for record in rig.trail()) == [0, 3, 7]


def test_a_new_day_counts_anew(rig: Rig) -> None:
    _denied(rig, 3)
    rig.clock.advance(86_400)
    _denied(rig)
    assert sorted(record.repeats for record in rig.trail()) == [0, 0]


def test_a_denial_that_is_not_told_writes_no_record_and_reads_no_key(rig: Rig) -> None:
    _denied(rig)
    written, read = rig.audit.writes, rig.policy.reads
    _denied(rig)
    first = rig.policy.reads - read
    rig.clock.advance(60)
    _denied(rig)
    assert rig.audit.writes == written + 1
    assert rig.policy.reads - read - first > first
