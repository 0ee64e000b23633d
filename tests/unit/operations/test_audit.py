"""Reading the trail: filters, pages that neither skip nor repeat, bounded work, one act, export."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from guildhall.clock import new_id
from guildhall.discord.ids import ChannelId
from guildhall.errors import Denied, InvalidArguments, NotAMember
from guildhall.operations import audit_filters, audit_reading
from guildhall.operations.spec import Risk
from guildhall.store.records import AuditRecord
from guildhall.surfaces.interactions.values import Place, blocks
from tests.fakes.guild import (
    ADMIN,
    APPROVALS,
    ELSEWHERE,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    OWNER,
    SUPPORT,
)
from tests.fakes.platform import Rig
from tests.unit.execution import undone

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


def told(records: list[dict[str, Any]]) -> list[str]:
    return [f"{record['operation']} {record['kind']} {record['status']}" for record in records]


def say(rig: Rig, channel_id: ChannelId = GENERAL, who: Any = None) -> str:
    rig.clock.advance(1)
    asked = {"channel_id": channel_id, "content": "x"}
    return rig.complete("message.send", asked, who or rig.slash(MODERATOR), dry_run=False).audit_id


def denied(rig: Rig) -> None:
    rig.clock.advance(1)
    with pytest.raises(Denied):
        rig.run("message.bulk_delete", DELETE, rig.slash(MEMBER))


def test_the_names_of_the_filter_are_those_of_the_risks() -> None:
    assert [each.value for each in audit_filters.RiskName] == [each.label for each in Risk]


@pytest.mark.parametrize(
    ("asked", "operations"),
    [
        ({"user_id": MEMBER}, {"message.bulk_delete"}),
        ({"operation": "message.send"}, {"message.send"}),
        ({"operation": "message.*"}, {"message.send", "message.bulk_delete"}),
        ({"operation": "channel.*"}, set()),
        ({"in_channel": SUPPORT}, {"message.send"}),
        ({"kind": "denial"}, {"message.bulk_delete"}),
        ({"kind": "intent"}, {"message.send"}),
        ({"status": "denied"}, {"message.bulk_delete"}),
        ({"status": "done"}, {"message.send", "guild.get"}),
        ({"status": "pending"}, set()),
        ({"of_risk": "read"}, {"guild.get"}),
        ({"of_risk": "destructive", "user_id": MEMBER}, {"message.bulk_delete"}),
        ({"of_risk": "destructive", "user_id": OWNER}, set()),
    ],
)
def test_a_filter_leaves_what_is_meant(rig: Rig, asked: dict[str, Any], operations: set[str]) -> None:
    say(rig)
    say(rig, SUPPORT)
    denied(rig)
    rig.complete("guild.get", {}, rig.slash(OWNER))
    assert {record["operation"] for record in listed(rig, **asked)} == operations


def test_an_act_that_fits_comes_with_all_its_records(rig: Rig) -> None:
    say(rig)
    assert told(listed(rig, kind="intent")) == ["message.send intent pending", "message.send outcome done"]


def test_moments_bound_the_walk_and_are_utc_unless_they_say_otherwise(rig: Rig) -> None:
    first, second, third = say(rig), say(rig), say(rig)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    middle = [record["audit_id"] for record in listed(rig, operation="message.send", kind="intent")]
    assert middle == [third, third, second, second, first, first]
    now = rig.clock()
    since, until = (now - timedelta(seconds=1.5)).isoformat(), (now - timedelta(seconds=0.5)).isoformat()
    assert {record["audit_id"] for record in listed(rig, since=since, until=until)} == {second}
    naive = (now - timedelta(seconds=0.5)).replace(tzinfo=None).isoformat()
    assert {record["audit_id"] for record in listed(rig, operation="message.send", since=naive)} == {third}
    assert listed(rig, until=start.isoformat()) == []
    assert listed(rig, until="1950-01-01T00:00") == []


def test_what_was_asked_under_one_confirmation_is_found_with_who_was_refused_to_answer_it(rig: Rig) -> None:
    say(rig)
    asked = rig.ask("message.bulk_delete", DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.clock.advance(1)
    with pytest.raises(Denied):
        rig.press(asked, "approve", MEMBER)
    rig.press(asked, "deny", MODERATOR)
    rig.clock.advance(1)
    say(rig)
    found = listed(rig, confirmation_id=asked)
    assert {record["kind"] for record in found} == {"confirmation", "outcome", "denial"}
    assert {record["confirmation_id"] for record in found} == {asked}
    (refused,) = (record for record in found if record["kind"] == "denial")
    assert refused["approver_id"] == MEMBER


def test_pages_hold_every_act_once_whatever_is_written_meanwhile(rig: Rig) -> None:
    sent = [say(rig) for _ in range(12)]
    found, before = list[str](), None
    while True:
        asked: dict[str, Any] = {"operation": "message.send", "limit": 5, **({"before": before} if before else {})}
        page = rig.complete("audit.list", asked, rig.slash(OWNER)).result
        records = page["records"]
        assert isinstance(records, list)
        found += [str(record["audit_id"]) for record in records if isinstance(record, dict)]
        before = page["next_before"]
        say(rig)
        if before is None:
            break
    assert found == [audit_id for audit_id in reversed(sent) for _ in range(2)]


def test_a_call_that_looks_far_stops_and_says_where_to_go_on(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_reading, "MOST_RECORDS", 10)
    denied(rig)
    for _ in range(10):
        say(rig)
    page = rig.complete("audit.list", {"kind": "denial"}, rig.slash(OWNER)).result
    assert page["records"] == []
    assert "as far as one call looks" in str(page["notice"])
    pages = 1
    while page["next_before"]:
        page = rig.complete("audit.list", {"kind": "denial", "before": page["next_before"]}, rig.slash(OWNER)).result
        pages += 1
    assert (len(page["records"] or ()), pages) == (1, 3)  # type: ignore[arg-type]  # JSON


def test_an_intent_that_nothing_followed_is_pending_for_a_minute_and_then_unknown(rig: Rig) -> None:
    with rig.crashing_at("execution.intent_recorded"), pytest.raises(BaseException, match="intent_recorded"):
        say(rig)
    assert told(listed(rig, status="pending")) == ["message.send intent pending"]
    assert listed(rig, status="unknown") == []
    rig.clock.advance(61)
    assert told(listed(rig, status="unknown")) == ["message.send intent pending"]


# ------------------------------------------------------------------------------------------------------------- one act
def test_one_act_is_shown_whole_with_every_steps_verdict(rig: Rig) -> None:
    asked = rig.ask("message.bulk_delete", DELETE, rig.mcp(MODERATOR)).confirmation_id
    rig.press(asked, "approve", OWNER)
    got = rig.complete("audit.get", {"audit_id": asked}, rig.slash(MODERATOR)).result
    assert (got["status"], got["operation"], got["undoes"], got["undone_by"]) == (
        "done",
        "message.bulk_delete",
        None,
        None,
    )
    entries = got["entries"]
    assert isinstance(entries, list)
    assert {each["kind"] for each in entries if isinstance(each, dict)} == {"confirmation", "intent", "outcome"}
    last = entries[-1]
    assert isinstance(last, dict)
    assert (last["confirmation_id"], last["approver_id"], last["client"]) == (asked, OWNER, "a client")
    assert len(last["trail"]) == 7  # type: ignore[arg-type]  # JSON


def test_an_act_and_the_one_that_took_it_back_name_each_other(rig: Rig) -> None:
    done, undo = say(rig), say(rig)
    record = rig.platform.machinery.trail.log.records(GUILD, undo)[-1]
    later = record.model_copy(update={"audit_id": new_id(rig.clock() + timedelta(seconds=1)), "undoes": done})
    rig.platform.machinery.trail.log.put(later)
    assert rig.complete("audit.get", {"audit_id": done}, rig.slash(OWNER)).result["undone_by"] == later.audit_id
    assert rig.complete("audit.get", {"audit_id": later.audit_id}, rig.slash(OWNER)).result["undoes"] == done
    assert rig.complete("audit.get", {"audit_id": undo}, rig.slash(OWNER)).result["undone_by"] is None


def test_an_undo_that_still_waits_for_a_human_has_undone_nothing(rig: Rig) -> None:
    done = undone.edit(rig)
    rig.clock.advance(1)
    asked = undone.ask(rig, done).confirmation_id
    shown = rig.complete("audit.list", {}, rig.slash(OWNER)).result
    assert rig.complete("audit.get", {"audit_id": done}, rig.slash(OWNER)).result["undone_by"] is None
    assert f"to undo `{done}`" in "\n".join(blocks(shown, Place(None, None)))
    rig.press(asked, "approve", MODERATOR)
    shown = rig.complete("audit.list", {}, rig.slash(OWNER)).result
    assert rig.complete("audit.get", {"audit_id": done}, rig.slash(OWNER)).result["undone_by"] == asked
    assert f"undid `{done}`" in "\n".join(blocks(shown, Place(None, None)))


@pytest.mark.parametrize("audit_id", ["0" * 26, "z" * 26])
def test_an_act_that_is_not_there_and_one_of_another_guild_look_the_same(rig: Rig, audit_id: str) -> None:
    with pytest.raises(InvalidArguments, match="no such act") as unknown:
        rig.run("audit.get", {"audit_id": audit_id}, rig.slash(OWNER))
    mine = say(rig)
    rig.world.put_member(rig.world.members[GUILD, OWNER], ELSEWHERE)
    with pytest.raises(InvalidArguments) as other:
        rig.run("audit.get", {"audit_id": mine, "guild_id": ELSEWHERE}, rig.mcp(OWNER))
    assert other.value.to_dict() == unknown.value.to_dict()
    with pytest.raises(NotAMember):
        rig.run("audit.get", {"audit_id": mine, "guild_id": ELSEWHERE}, rig.mcp(ADMIN))


# -------------------------------------------------------------------------------------------------------------- export
def test_an_export_is_json_lines_of_the_records_as_they_are_kept(rig: Rig) -> None:
    rig.complete("message.send", {"channel_id": GENERAL, "content": "canary"}, rig.slash(OWNER), dry_run=False)
    got = rig.complete("audit.export", {}, rig.slash(OWNER)).result
    lines = [json.loads(line) for line in str(got["lines"]).splitlines()]
    kept = rig.trail()
    assert [AuditRecord.model_validate(line) for line in lines] == [
        each for each in kept if each.operation != "audit.export"
    ]
    assert (got["count"], got["next_before"], got["notice"]) == (2, None, "")
    assert "canary" not in str(got["lines"])


def test_an_export_goes_on_where_it_stopped(rig: Rig) -> None:
    sent = [say(rig) for _ in range(3)]
    first = rig.complete("audit.export", {"limit": 2, "operation": "message.send"}, rig.slash(OWNER)).result
    assert first["next_before"] == sent[2]
    rest = {"limit": 200, "operation": "message.send", "before": first["next_before"]}
    assert rig.complete("audit.export", rest, rig.slash(OWNER)).result["count"] == 4
