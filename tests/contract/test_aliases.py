"""Every name of the project before ours still leads to an operation, and a call by it does what it did there."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.errors import InvalidArguments
from guildhall.execution.outcome import Completed, NeedsConfirmation, Previewed
from guildhall.operations import aliases, catalogue, naming
from guildhall.operations.aliases_arguments import arguments_now
from guildhall.operations.spec import Risk
from tests.contract.catalogue_examples import examples
from tests.contract.stages import stage
from tests.fakes.guild import APPROVALS, CATEGORY, GENERAL, GUILD, HELPER_ROLE, IN_GENERAL, MEMBER, OWNER

TOOLS = {
    "guild": "list get modify",
    "channel": "list get create edit delete edit_permissions delete_permissions",
    "message": "list_recent send get edit send_embed delete bulk_delete",
    "reaction": "add remove",
    "thread": "create",
    "role": "list create modify delete reorder assign remove",
    "member": "get list kick ban timeout unban",
    "webhook": "create list get modify delete execute",
    "invite": "create list get delete",
    "automation": "draft",
    "audit": "list",
}
AGENT = """
    list_channels get_channel create_channel edit_channel delete_channel list_messages send_message edit_message
    delete_message bulk_delete_messages create_thread list_roles create_role edit_role delete_role reorder_roles
    assign_role remove_role list_members get_member kick_member ban_member unban_member timeout_member list_invites
    create_invite delete_invite create_webhook list_webhooks get_webhook modify_webhook delete_webhook execute_webhook
    get_guild send_embed_message edit_guild list_pinned_messages pin_message unpin_message add_reaction remove_reaction
    crosspost_message list_active_threads list_archived_threads list_thread_members get_audit_log search_members
    bulk_ban_members prune_members get_guild_preview get_onboarding update_onboarding get_welcome_screen
    update_welcome_screen list_auto_mod_rules create_auto_mod_rule update_auto_mod_rule delete_auto_mod_rule
    list_scheduled_events create_scheduled_event update_scheduled_event delete_scheduled_event list_emojis create_emoji
    delete_emoji list_stickers delete_sticker get_vanity_url list_voice_regions create_dm get_guild_widget
"""
OLD = sorted(aliases.OLD_NAMES)


def test_every_old_name_is_there() -> None:
    tools = {f"discord.{resource}.{verb}" for resource, verbs in TOOLS.items() for verb in verbs.split()}
    assert set(aliases.DOTTED) == tools
    assert len(tools) == 45
    assert set(aliases.AGENT) == set(AGENT.split())
    assert len(aliases.AGENT) == 71
    assert set(aliases.OLD_NAMES) == {*tools, *AGENT.split(), *(tool.replace(".", "_") for tool in tools)}


def test_an_old_name_hides_none_of_ours() -> None:
    ours = {form for name in catalogue.names() for form in (name, naming.tool_name(name))}
    assert not ours & set(aliases.OLD_NAMES)


@pytest.mark.parametrize("old", OLD)
def test_an_old_name_runs_the_operation_of_today(old: str) -> None:
    operation = catalogue.find(old)
    assert catalogue.is_known(old)
    assert operation.full_name() == aliases.OLD_NAMES[old]
    rig, request = stage(), next(examples(operation, "some words"))
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE, approvals_channel_id=APPROVALS)
    outcome = rig.run(old, request.model_dump(mode="json", exclude_unset=True), rig.slash(OWNER))
    if isinstance(outcome, NeedsConfirmation):
        assert rig.press(outcome.confirmation_id, "approve", OWNER).text.endswith("Done.")
    else:
        assert isinstance(outcome, Completed)
    assert {record.operation for record in rig.trail() or rig.trail(None)} == {operation.full_name()}


@pytest.mark.parametrize(
    ("old", "given", "taken"),
    [
        (
            "discord.channel.create",
            {"name": "x", "channel_type": 2, "parent_id": CATEGORY, "nsfw": True, "rate_limit_per_user": 5},
            {"name": "x", "kind": "voice", "category_id": CATEGORY, "age_restricted": True, "slowmode_s": 5},
        ),
        ("discord_role_create", {"name": "x", "color": 255, "permissions": "1024"}, {"colour": "#0000ff"}),
        ("create_role", {"name": "x", "color": 255, "permissions": "1024"}, {"permissions": ["VIEW_CHANNEL"]}),
        ("ban_member", {"user_id": MEMBER, "delete_message_days": 1}, {"delete_message_seconds": 86400}),
        ("discord.member.timeout", {"user_id": MEMBER, "duration_seconds": 60}, {"duration_s": 60}),
        (
            "discord.channel.edit_permissions",
            {
                "guild_id": GUILD,
                "channel_id": GENERAL,
                "overwrite_id": HELPER_ROLE,
                "overwrite_type": 0,
                "deny": "2048",
            },
            {"channel_id": GENERAL, "overwrite_id": HELPER_ROLE, "deny": ["SEND_MESSAGES"]},
        ),
        (
            "discord.message.send",
            {"guild_id": GUILD, "channel_id": GENERAL, "content": "x", "confirmation": "yes"},
            {"channel_id": GENERAL, "content": "x"},
        ),
        ("create_invite", {"channel_id": GENERAL, "max_age": 60}, {"max_age_s": 60}),
        ("create_thread", {"channel_id": GENERAL, "name": "x", "private": True}, {"kind": "private"}),
        (
            "add_reaction",
            {"channel_id": GENERAL, "message_id": IN_GENERAL[0], "emoji": "👍"},
            {"emoji_name": "👍"},
        ),
        (
            "discord.automation.draft",
            {
                "guild_id": GUILD,
                "name": "Hello",
                "trigger": {"type": "message_created", "channel_id": GENERAL, "keyword": "hello"},
                "actions": [{"type": "send_message", "config": {"channel_id": GENERAL, "message": "Hello!"}}],
            },
            {
                "trigger": {"on": "message_created", "channel_ids": [GENERAL], "contains": ["hello"]},
                "actions": [
                    {"operation": "message.send", "arguments": {"channel_id": GENERAL, "content": "Hello!"}},
                ],
            },
        ),
        (
            "discord_automation_draft",
            {"name": "x", "trigger": "manual", "actions": {"action": "notify", "text": "Somebody ran it."}},
            {
                "trigger": {"on": "manual"},
                "actions": [{"operation": "notify", "arguments": {"content": "Somebody ran it."}}],
            },
        ),
    ],
)
def test_well_known_arguments_are_taken_by_their_old_names(
    old: str, given: dict[str, Any], taken: dict[str, Any]
) -> None:
    rig = stage()
    built = rig.platform.build(old, given, rig.slash(OWNER)).model_dump(mode="json", exclude_unset=True)
    assert taken.items() <= built.items()
    assert isinstance(rig.run(old, given, rig.slash(OWNER), dry_run=True), Previewed)


def test_what_has_another_meaning_is_told_by_the_schema_of_today() -> None:
    rig = stage()
    with pytest.raises(InvalidArguments, match="communication_disabled_until"):
        rig.platform.build(
            "timeout_member", {"user_id": MEMBER, "communication_disabled_until": "2026-11-21"}, rig.slash(OWNER)
        )


def test_by_a_name_of_today_the_arguments_of_old_are_no_arguments() -> None:
    given: dict[str, Any] = {"guild_id": GUILD, "channel_id": GENERAL, "max_age": 60}
    assert arguments_now("invite.create", given, {"channel_id", "max_age_s"}) == given
    rig = stage()
    with pytest.raises(InvalidArguments, match="max_age"):
        rig.platform.build("invite.create", given, rig.slash(OWNER))


def test_an_argument_that_is_given_by_both_names_is_not_guessed() -> None:
    given: dict[str, Any] = {"channel_id": ChannelId(GENERAL), "max_age": 60, "max_age_s": 90}
    assert arguments_now("create_invite", given, {"channel_id", "max_age_s"}) == given


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ({"trigger": "keyword"}, {"trigger": "keyword"}),
        ({"trigger": ["manual"]}, {"trigger": ["manual"]}),
        (
            {"trigger": {"on": "scheduled", "config": {"cron": "rate(1 day)", "timezone": "UTC"}}},
            {"trigger": {"on": "scheduled", "schedule": "rate(1 day)", "time_zone": "UTC"}},
        ),
        ({"actions": "unheard of"}, {"actions": "unheard of"}),
        ({"actions": [{"type": "explode"}, 7]}, {"actions": [{"type": "explode"}, 7]}),
        (
            {"actions": [{"type": "create_thread", "name": "x", "config": "y"}]},
            {"actions": [{"operation": "thread.create", "arguments": {"name": "x", "config": "y"}}]},
        ),
    ],
)
def test_of_a_free_form_what_is_recognised_is_put_into_ours(given: dict[str, Any], taken: dict[str, Any]) -> None:
    assert arguments_now("discord.automation.draft", given, {"trigger", "actions"}) == taken
