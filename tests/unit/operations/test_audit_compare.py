"""Our trail beside Discord's audit log."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.clock import new_id, snowflake_at
from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordUnavailable, PermissionMissing
from guildhall.operations import audit_comparing, catalogue
from guildhall.operations.spec import Risk
from tests.fakes.guild import ADMIN, BOT, BOT_ROLE, GENERAL, GUILD, IN_GENERAL, MODERATOR, NEWCOMER, OWNER
from tests.fakes.platform import Rig

TIMEOUT: dict[str, Any] = {"user_id": NEWCOMER, "duration_s": 60}
MEMBER_UPDATE = 24


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(writable_channel_ids=None, changes_at_large=True, confirm_from=Risk.DESTRUCTIVE)
    return rig


def entry(rig: Rig, reason: str | None, at: datetime | None = None) -> str:
    """Let Discord's log have an entry of the bot's."""
    number = len(rig.world.audit_log)
    entry_id = str(int(snowflake_at(at or rig.clock())) + number)
    made: dict[str, JsonValue] = {
        "id": entry_id,
        "action_type": MEMBER_UPDATE,
        "user_id": str(BOT),
        "target_id": None,
        "changes": [],
    }
    rig.world.audit_log.append({**made, **({"reason": reason} if reason else {})})
    return entry_id


def time_out(rig: Rig, *, logged: bool = True, **times: Any) -> str:
    """Time somebody out, with the entry that Discord makes of it a second later."""
    before = len(rig.discord.writes)
    made = rig.complete("member.timeout", TIMEOUT | times, rig.slash(OWNER), dry_run=False)
    if logged:
        entry(rig, rig.discord.writes[before].reason, rig.clock() + timedelta(seconds=1))
    return made.audit_id


def compare(rig: Rig, **asked: Any) -> dict[str, Any]:
    return rig.complete("audit.compare", asked, rig.slash(OWNER)).result


def test_an_act_and_its_entry_are_matched_by_the_id_in_the_reason(rig: Rig) -> None:
    audit_id = time_out(rig)
    got = compare(rig)
    (matched,) = got["matched_acts"]
    assert (matched["audit_id"], matched["operation"], matched["lag_s"]) == (audit_id, "member.timeout", 1.0)
    assert matched["entries"] == [rig.world.audit_log[0]["id"]]
    assert (got["suspicious"], got["unmatched_acts"], got["strange_entries"]) == (0, [], [])
    assert got["verdict"] == "Everything that the bot did stands in both."


def test_reads_dry_runs_and_what_is_the_platforms_own_need_no_entry(rig: Rig) -> None:
    rig.complete("guild.get", {}, rig.slash(OWNER))
    rig.preview("member.timeout", TIMEOUT, rig.slash(OWNER), dry_run=True)
    rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    got = compare(rig)
    assert (got["matched_acts"], got["unmatched_acts"], got["strange_entries"]) == ([], [], [])


def test_a_message_leaves_no_entry_and_that_is_explained(rig: Rig) -> None:
    rig.complete("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(OWNER), dry_run=False)
    (ours,) = compare(rig)["unmatched_acts"]
    assert (ours["operation"], ours["expected"]) == ("message.send", True)
    assert "no entry for a message that is posted" in ours["why"]


def test_what_discord_never_notes_down_is_nothing_to_be_looked_into(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.complete("typing.start", {"channel_id": GENERAL}, rig.slash(OWNER), dry_run=False)
    react = {"channel_id": GENERAL, "message_id": IN_GENERAL[0], "emoji_name": "👍"}
    rig.complete("reaction.add", react, rig.slash(OWNER), dry_run=False)
    rig.clock.advance(60)
    got = compare(rig)
    assert {each["operation"]: each["expected"] for each in got["unmatched_acts"]} == {
        "typing.start": True,
        "reaction.add": True,
    }
    assert got["suspicious"] == 0


def test_only_writes_of_ours_are_known_to_leave_no_entry() -> None:
    routes = {cls.spec.route.text for cls in catalogue.every() if cls.spec.route}
    assert set(audit_comparing.NO_ENTRY) <= routes
    assert not any(route.startswith("GET ") for route in audit_comparing.NO_ENTRY)


def test_an_act_that_discord_has_nothing_of_is_to_be_looked_into_once_its_time_has_passed(rig: Rig) -> None:
    time_out(rig, logged=False)
    (fresh,) = compare(rig)["unmatched_acts"]
    assert (fresh["expected"], "half a minute" in fresh["why"]) == (True, True)
    rig.clock.advance(60)
    got = compare(rig)
    (ours,) = got["unmatched_acts"]
    assert (ours["expected"], "should have an entry" in ours["why"]) == (False, True)
    assert (got["suspicious"], got["verdict"]) == (1, "1 to be looked into.")


def test_an_entry_proves_that_a_cut_off_call_was_made(rig: Rig) -> None:
    with rig.crashing_at("execution.called"), pytest.raises(BaseException, match="called"):
        time_out(rig)
    entry(rig, rig.discord.writes[0].reason)
    rig.clock.advance(120)
    (matched,) = compare(rig)["matched_acts"]
    assert (matched["status"], matched["audit_id"]) == ("unknown", rig.trail()[0].audit_id)


def test_a_cut_off_call_without_an_entry_most_likely_was_not_made(rig: Rig) -> None:
    with rig.crashing_at("execution.intent_recorded"), pytest.raises(BaseException, match="intent_recorded"):
        time_out(rig)
    rig.clock.advance(120)
    (ours,) = compare(rig)["unmatched_acts"]
    assert (ours["status"], ours["expected"], "most likely it did not" in ours["why"]) == ("unknown", True, True)


@pytest.mark.parametrize(
    "reason", [None, "spring cleaning", "by somebody - 0123", "by x - " + "0" * 26 + " not at its end"]
)
def test_what_the_bot_did_without_us_is_told(rig: Rig, reason: str | None) -> None:
    entry_id = entry(rig, reason)
    got = compare(rig)
    (theirs,) = got["strange_entries"]
    assert (theirs["entry_id"], theirs["action_type"], theirs["audit_id"]) == (entry_id, MEMBER_UPDATE, None)
    assert "somebody else uses the bot's token" in theirs["why"]
    assert got["suspicious"] == 1


def test_an_id_that_our_trail_does_not_have_is_told_as_removed_or_forged(rig: Rig) -> None:
    forged = new_id(rig.clock())
    entry(rig, f"by somebody - {forged}")
    (theirs,) = compare(rig)["strange_entries"]
    assert (theirs["audit_id"], "removed, or it is forged" in theirs["why"]) == (forged, True)


def test_an_act_that_was_asked_long_before_it_was_approved_is_matched(rig: Rig) -> None:
    audit_id = time_out(rig, logged=False)
    reason = rig.discord.writes[0].reason
    rig.clock.advance(3 * 3600)
    entry(rig, reason)
    (matched,) = compare(rig, hours=1)["matched_acts"]
    assert matched["audit_id"] == audit_id


def test_what_is_older_than_asked_for_is_left_out(rig: Rig) -> None:
    time_out(rig)
    entry(rig, None)
    rig.clock.advance(3 * 3600)
    got = compare(rig, hours=2)
    assert (got["matched_acts"], got["unmatched_acts"], got["strange_entries"]) == ([], [], [])
    assert datetime.fromisoformat(got["since"]) == rig.clock() - timedelta(hours=2)


def test_more_entries_than_one_call_reads_shorten_the_period(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_comparing, "PAGE", 2)
    monkeypatch.setattr(audit_comparing, "PAGES", 2)
    for _ in range(6):
        rig.clock.advance(60)
        time_out(rig)
    got = compare(rig)
    assert len(got["matched_acts"]) == 4
    assert (got["unmatched_acts"], got["strange_entries"]) == ([], [])
    assert datetime.fromisoformat(got["since"]) > rig.clock() - timedelta(hours=1)
    monkeypatch.setattr(audit_comparing, "PAGES", 20)
    assert len(compare(rig)["matched_acts"]) == 6


def test_more_records_than_one_call_reads_shorten_the_period_too(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_comparing, "MOST_RECORDS", 5)
    for _ in range(4):
        rig.clock.advance(60)
        time_out(rig)
    got = compare(rig)
    assert len(got["matched_acts"]) == 3
    assert got["strange_entries"] == []


def test_only_the_bots_entries_are_asked_for(rig: Rig) -> None:
    compare(rig)
    (sent,) = rig.discord.sent(audit_comparing.LIST_AUDIT_LOG)
    assert sent.query == {"user_id": str(BOT), "limit": 100}
    assert sent.path == {"guild_id": GUILD}


def test_it_takes_the_right_to_read_discords_log(rig: Rig) -> None:
    for who in (MODERATOR,):
        role_ids = rig.world.members[GUILD, who].roles
        for role_id in role_ids:
            role = rig.world.guilds[GUILD].role(role_id)
            assert role is not None
            rig.world.edit_role(role_id, permissions=role.permissions.without(Permission.VIEW_AUDIT_LOG))
    with pytest.raises(PermissionMissing):
        rig.run("audit.compare", {}, rig.slash(MODERATOR))
    assert rig.complete("audit.compare", {}, rig.slash(ADMIN)).result["suspicious"] == 0


def test_an_answer_that_is_no_audit_log_is_discords_failure(rig: Rig) -> None:
    rig.world.audit_log.append({"id": "1", "action_type": {}})
    with pytest.raises(DiscordUnavailable):
        rig.run("audit.compare", {}, rig.slash(OWNER))


def test_an_operation_that_this_release_does_not_know_is_left_alone(rig: Rig) -> None:
    rig.complete("message.send", {"channel_id": GENERAL, "content": "x"}, rig.slash(OWNER), dry_run=False)
    record = rig.trail()[-1]
    later = {"audit_id": new_id(rig.clock()), "operation": "message.unheard_of"}
    rig.platform.machinery.trail.log.put(record.model_copy(update=later))
    assert [each["operation"] for each in compare(rig)["unmatched_acts"]] == ["message.send"]


def test_messages_that_were_deleted_with_a_humans_approval_are_matched(rig: Rig) -> None:
    doomed = {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}
    asked = rig.ask("message.bulk_delete", doomed, rig.slash(OWNER))
    rig.press(asked.confirmation_id, "approve", rig.direct(OWNER))
    (deleted,) = rig.discord.sent("POST /channels/{channel_id}/messages/bulk-delete")
    entry(rig, deleted.reason)
    assert [each["audit_id"] for each in compare(rig)["matched_acts"]] == [asked.confirmation_id]
