"""Drafts of automations: what is kept, shown, changed and deleted, and by whom."""

from typing import Any

import pytest

from guildhall.errors import InvalidArguments, PermissionMissing, PlanDrifted, ScopeMissing, TooLarge
from guildhall.execution.outcome import Completed, NeedsConfirmation
from guildhall.identity import Level
from guildhall.operations.automation_parts import NOTICE
from guildhall.operations.reversal import Fidelity
from tests.fakes.guild import ELSEWHERE, ELSEWHERE_CHANNEL, GUILD, MEMBER, MODERATOR, OWNER, STRANGER, SUPPORT
from tests.fakes.platform import Rig
from tests.unit.operations.drafting import ANSWER, FAQ, HELPER, TRIGGER, drafted, hello, previewed, refused, shown
from tests.unit.operations.rules import do, ruled


@pytest.fixture
def rig() -> Rig:
    return ruled()


def names(rig: Rig) -> list[str]:
    return [each["name"] for each in do(rig, "automation.list")["automations"]]


# --------------------------------------------------------------------------------------------------------------- drafts
def test_a_preview_tells_when_it_would_do_what_and_that_it_does_nothing_by_itself(rig: Rig) -> None:
    preview = previewed(rig, actions=[ANSWER, HELPER])
    assert preview.summary == "Draft the automation FAQ; a draft does nothing by itself"
    assert preview.requests == 0
    assert shown(preview) == {
        "name": "FAQ",
        "description": "Answers what everybody asks",
        "when": f"a message in <#{SUPPORT}> with “how do I”",
        "first action": "message.send · channel_id: {trigger.channel_id} · content: {trigger.user}, the pins answer "
        'most questions. · reply_to: {trigger.message_id} · ping_user_ids: ["{trigger.user_id}"]',
        "second action": "role.assign · user_id: {trigger.user_id} · role_id: 3000000000000000001",
        "first action takes": "write; View Channel, Send Messages, Read Message History",
        "second action takes": "sensitive; Manage Roles",
    }
    assert names(rig) == []


def test_a_draft_is_kept_whole_and_says_that_nothing_runs_it(rig: Rig) -> None:
    made = do(rig, "automation.draft", **FAQ)
    assert (made["status"], made["version"], made["lacks"], made["notice"]) == ("draft", 1, [], NOTICE)
    told = do(rig, "automation.get", automation_id=made["automation_id"])
    assert (told["name"], told["description"], told["notice"]) == ("FAQ", FAQ["description"], NOTICE)
    assert told["trigger"] == {**TRIGGER, "from_bots": False}
    assert [each["arguments"] for each in told["actions"]] == [ANSWER["arguments"]]
    assert (told["author_id"], told["changed_by"], told["problem"]) == (OWNER, OWNER, "")
    assert rig.discord.writes == []


def test_a_list_tells_of_each_what_sets_it_off_and_how_much_it_does(rig: Rig) -> None:
    drafted(rig)
    drafted(rig, MODERATOR, name="anniversary", trigger={"on": "manual"}, actions=[hello(), hello()])
    first, second = do(rig, "automation.list")["automations"]
    assert (first["name"], first["on"], first["action_count"], first["author_id"]) == (
        "anniversary",
        "manual",
        2,
        MODERATOR,
    )
    assert (second["name"], second["on"], second["action_count"]) == ("FAQ", "message_created", 1)


def test_a_mention_or_link_in_an_action_is_kept_as_the_id(rig: Rig) -> None:
    found = drafted(rig, actions=[hello(channel_id=f"<#{SUPPORT}>")])
    (told,) = do(rig, "automation.get", automation_id=found)["actions"]
    assert told["arguments"]["channel_id"] == SUPPORT


# ------------------------------------------------------------------------------------------------------------- refusals
def test_two_are_not_called_the_same(rig: Rig) -> None:
    drafted(rig)
    assert "is called so" in str(refused(rig, name="faq"))
    other = drafted(rig, name="other")
    with pytest.raises(InvalidArguments, match="is called so"):
        do(rig, "automation.edit", automation_id=other, name="Faq")


def test_a_server_has_at_most_25(rig: Rig) -> None:
    for number in range(25):
        drafted(rig, name=f"number {number}")
    assert "at most 25" in str(refused(rig))
    assert len(names(rig)) == 25


def test_what_takes_more_room_than_is_kept_of_one_is_refused_before_it_is_asked(rig: Rig) -> None:
    with pytest.raises(TooLarge, match="at most 32000"):
        previewed(rig, actions=[hello(content="é" * 3000) for _ in range(6)])


def test_half_a_character_is_refused_and_nothing_is_kept(rig: Rig) -> None:
    with pytest.raises(InvalidArguments):
        drafted(rig, description="\ud800")
    assert names(rig) == []


def test_one_that_is_not_there_or_another_servers_is_told_the_same(rig: Rig) -> None:
    found = drafted(rig)
    elsewhere = rig.slash(STRANGER, ELSEWHERE_CHANNEL, ELSEWHERE)
    for automation_id, asker in (("1234567890", rig.slash(OWNER)), (found, elsewhere)):
        with pytest.raises(InvalidArguments, match="no such automation"):
            rig.run("automation.get", {"automation_id": automation_id}, asker)


def test_a_change_of_nothing_is_refused(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="at least one field"):
        do(rig, "automation.edit", automation_id=drafted(rig))


# -------------------------------------------------------------------------------------------------------------- changes
def test_a_change_is_shown_field_by_field_and_makes_the_next_version(rig: Rig) -> None:
    found = drafted(rig)
    preview = previewed(rig, OWNER, "automation.edit", automation_id=found, name="Questions", description="")
    changes = [(each.field, each.before, each.after) for each in preview.changes]
    assert changes == [("name", "FAQ", "Questions"), ("description", FAQ["description"], None)]
    assert do(rig, "automation.edit", MODERATOR, automation_id=found, name="Questions", description="")["version"] == 2
    told = do(rig, "automation.get", automation_id=found)
    assert (told["name"], told["description"], told["author_id"], told["changed_by"]) == (
        "Questions",
        "",
        OWNER,
        MODERATOR,
    )


def test_actions_that_are_given_replace_all_and_the_rest_stays(rig: Rig) -> None:
    found = drafted(rig, actions=[ANSWER, HELPER])
    preview = previewed(rig, OWNER, "automation.edit", automation_id=found, actions=[hello()])
    assert {"first action", "second action", "first action takes"} == set(shown(preview))
    do(rig, "automation.edit", automation_id=found, actions=[hello()])
    told = do(rig, "automation.get", automation_id=found)
    assert ([each["operation"] for each in told["actions"]], told["when"]) == (
        ["message.send"],
        f"a message in <#{SUPPORT}> with “how do I”",
    )


def test_what_says_the_same_already_is_no_change(rig: Rig) -> None:
    found = drafted(rig)
    assert do(rig, "automation.edit", automation_id=found, name="FAQ", actions=[ANSWER])["version"] == 1


def test_a_trigger_is_not_changed_into_one_that_gives_too_little(rig: Rig) -> None:
    found = drafted(rig)
    with pytest.raises(InvalidArguments, match=r"Action 1, channel_id: member_joined gives no \{trigger.channel_id\}"):
        do(rig, "automation.edit", automation_id=found, trigger={"on": "member_joined"})


def test_a_draft_whose_channel_is_gone_says_so_and_can_still_be_renamed(rig: Rig) -> None:
    found = drafted(rig)
    rig.world.remove_channel(SUPPORT)
    told = do(rig, "automation.get", automation_id=found)
    assert "no channel" in told["problem"]
    assert told["actions"][0]["takes"] == ""
    assert do(rig, "automation.edit", automation_id=found, name="Questions")["name"] == "Questions"


def test_a_plan_to_change_one_that_somebody_changed_is_refused(rig: Rig) -> None:
    found = drafted(rig)
    program = rig.mcp(OWNER)
    asked: dict[str, Any] = {"guild_id": GUILD, "automation_id": found, "name": "Questions"}
    plan = rig.preview("automation.edit", asked, program)
    do(rig, "automation.edit", MODERATOR, automation_id=found, description="changed")
    with pytest.raises(PlanDrifted):
        rig.run("automation.edit", asked, program, dry_run=False, plan_id=plan.plan_id)


# ---------------------------------------------------------------------------------------------------- undo and deletion
def _undo(rig: Rig, done: Completed) -> dict[str, Any]:
    asked = rig.ask("audit.undo", {"audit_id": done.audit_id}, rig.slash(OWNER))
    assert rig.press(asked.confirmation_id, "approve", OWNER).text.endswith("Done.")
    record = rig.platform.machinery.confirmations.get(asked.confirmation_id)
    assert record is not None
    assert record.outcome is not None
    result: Any = record.outcome["result"]
    return dict(result)


def test_a_draft_is_undone_by_deleting_it(rig: Rig) -> None:
    done = rig.complete("automation.draft", FAQ, rig.slash(OWNER))
    assert _undo(rig, done)["fidelity"] == Fidelity.EXACT
    assert names(rig) == []


def test_a_draft_that_was_changed_since_is_not_undone(rig: Rig) -> None:
    done = rig.complete("automation.draft", FAQ, rig.slash(OWNER))
    do(rig, "automation.edit", MODERATOR, automation_id=done.result["automation_id"], description="mine by now")
    with pytest.raises(PlanDrifted, match="description"):
        rig.ask("audit.undo", {"audit_id": done.audit_id}, rig.slash(OWNER))


def test_a_change_is_undone_exactly(rig: Rig) -> None:
    found = drafted(rig)
    changed = {"automation_id": found, "name": "Questions", "trigger": {"on": "manual"}, "actions": [hello()]}
    before = do(rig, "automation.get", automation_id=found)
    done = rig.complete("automation.edit", changed, rig.slash(OWNER))
    assert _undo(rig, done)["fidelity"] == Fidelity.EXACT
    after = do(rig, "automation.get", automation_id=found)
    assert {**after, "version": 1} == before


def test_a_deleted_one_comes_back_under_another_id(rig: Rig) -> None:
    found = drafted(rig)
    before = do(rig, "automation.get", automation_id=found)
    done = rig.complete("automation.delete", {"automation_id": found}, rig.slash(OWNER))
    assert names(rig) == []
    back = _undo(rig, done)
    assert (back["fidelity"], "another id" in back["lost"]) == (Fidelity.PARTIAL, True)
    after = do(rig, "automation.get", automation_id=back["result"]["automation_id"])
    assert {**after, "automation_id": found} == before


def test_a_program_that_deletes_one_waits_for_a_person_and_one_that_drafts_does_not(rig: Rig) -> None:
    program = rig.mcp(OWNER)
    done = rig.run("automation.draft", {**FAQ, "guild_id": GUILD}, program, dry_run=False)
    assert isinstance(done, Completed)
    asked = {"guild_id": GUILD, "automation_id": done.result["automation_id"]}
    assert isinstance(rig.run("automation.delete", asked, program, dry_run=False), NeedsConfirmation)


# ------------------------------------------------------------------------------------------------------------------ who
def test_only_those_who_manage_the_server_draft_and_read(rig: Rig) -> None:
    drafted(rig, MODERATOR)
    for name, asked in (("automation.draft", FAQ), ("automation.list", {})):
        with pytest.raises((ScopeMissing, PermissionMissing)):
            rig.run(name, asked, rig.slash(MEMBER))


def test_a_key_that_only_reads_drafts_nothing_and_one_that_writes_deletes_nothing(rig: Rig) -> None:
    asked = {**FAQ, "guild_id": GUILD}
    with pytest.raises(ScopeMissing):
        rig.run("automation.draft", asked, rig.mcp(OWNER, Level.READ_ONLY), dry_run=False)
    writes = rig.mcp(OWNER, Level.READ_WRITE, credential="key:fedcba9876543210")
    done = rig.complete("automation.draft", asked, writes, dry_run=False)
    with pytest.raises(ScopeMissing):
        rig.run("automation.delete", {"guild_id": GUILD, "automation_id": done.result["automation_id"]}, writes)
