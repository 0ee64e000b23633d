"""Actions of an automation are judged as the calls that they would be: what is wrong, where, and what is right."""

from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from tests.fakes.guild import (
    ADMIN_ROLE,
    BOT_ROLE,
    ELSEWHERE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    HELPER_ROLE,
    IN_GENERAL,
    MODERATOR,
    MODERATOR_ROLE,
    NOWHERE,
    OWNER,
    STAFF,
    SUPPORT,
    THREAD,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.unit.operations.drafting import (
    ANSWER,
    FAQ,
    HELPER,
    action,
    drafted,
    hello,
    lacking,
    previewed,
    refused,
    shown,
)
from tests.unit.operations.rules import do, ruled

MANUAL = {"on": "manual"}
EVERY_DAY = {"on": "scheduled", "schedule": "rate(1 day)"}


@pytest.fixture
def rig() -> Rig:
    return ruled()


@pytest.mark.parametrize(
    "given",
    [
        ANSWER,
        HELPER,
        hello(content="plain {braces} stay"),
        hello(embeds=[{"title": "Asked by {trigger.user}"}]),
        hello(channel_id=THREAD),
        action("message.delete", channel_id="{trigger.channel_id}", message_id="{trigger.message_id}", reason="spam"),
        action("message.delete", channel_id=GENERAL, message_id=IN_GENERAL[0]),
        action("role.remove", user_id=MODERATOR, role_id=HELPER_ROLE),
        action("thread.create", channel_id="{trigger.channel_id}", name="a question", slowmode_s=5),
        action("notify", content="{trigger.user} asked"),
        action("draft", channel_id=SUPPORT, content="Dear {trigger.user}"),
    ],
    ids=lambda given: str(given["operation"]),
)
def test_what_can_be_done_is_kept_word_for_word(rig: Rig, given: dict[str, Any]) -> None:
    found = drafted(rig, actions=[given])
    (told,) = do(rig, "automation.get", automation_id=found)["actions"]
    assert (told["operation"], told["arguments"]) == (given["operation"], given["arguments"])


@pytest.mark.parametrize(
    ("trigger", "given", "message", "hint"),
    [
        (
            MANUAL,
            ANSWER,
            "Action 2, channel_id: manual gives no {trigger.channel_id}.",
            "manual gives {trigger.user}, {trigger.user_id}.",
        ),
        (
            EVERY_DAY,
            hello(content="{trigger.user}"),
            "Action 2, content: scheduled gives no {trigger.user}.",
            "scheduled gives nothing.",
        ),
        (
            MANUAL,
            hello(content="{trigger.name}"),
            "Action 2, content: no trigger gives what stands here.",
            "manual gives {trigger.user}, {trigger.user_id}.",
        ),
        (
            FAQ["trigger"],
            hello(channel_id="{trigger.user_id}"),
            "Action 2, channel_id: no user id stands here for {trigger.user_id}.",
            "{trigger.user} does.",
        ),
        (
            FAQ["trigger"],
            hello(content="see {trigger.channel_id}"),
            "Action 2, content: no channel id stands here for {trigger.channel_id}.",
            "It stands alone, where the id of a channel is taken",
        ),
        (
            FAQ["trigger"],
            hello(ping_role_ids=["{trigger.user_id}"], content="<@&18446744073709551601>"),
            "Action 2: one of the ids is none of Discord's.",
            "Give ids that are there.",
        ),
        (
            FAQ["trigger"],
            action("thread.create", channel_id=GENERAL, name="{trigger.user}"),
            "Action 2, name: {trigger.user} is a mention, and this is no text of a message.",
            "give {trigger.user_id}.",
        ),
        (
            FAQ["trigger"],
            hello(ping_everyone=True, content="@everyone"),
            "Action 2, ping_everyone: an automation notifies nobody but single members.",
            "Name them in ping_user_ids.",
        ),
        (
            FAQ["trigger"],
            hello(ping_role_ids=[HELPER_ROLE], content=f"<@&{HELPER_ROLE}>"),
            "Action 2, ping_role_ids: an automation notifies nobody but single members.",
            "Name them in ping_user_ids.",
        ),
        (
            FAQ["trigger"],
            action("role.assign", user_id="{trigger.user_id}", role_id=HELPER_ROLE, guild_id=ELSEWHERE),
            "Action 2, guild_id: an automation acts in its own server.",
            "Leave it out.",
        ),
        (
            FAQ["trigger"],
            action("notify", content="x", channel_id=GENERAL),
            "Action 2, channel_id: notify goes to the alerts channel.",
            "take message.send",
        ),
        (
            FAQ["trigger"],
            action("role.assign", user_id="{trigger.user_id}", role_id=NOWHERE),
            "Action 2, role_id: there is no such role here that is given by hand.",
            "List the roles first.",
        ),
        (
            FAQ["trigger"],
            action("role.assign", user_id="{trigger.user_id}", role_id=BOT_ROLE),
            "Action 2, role_id: there is no such role here that is given by hand.",
            "List the roles first.",
        ),
        (
            FAQ["trigger"],
            action("role.assign", user_id="{trigger.user_id}", role_id=EVERYONE_ROLE),
            "Action 2, role_id: there is no such role here that is given by hand.",
            "List the roles first.",
        ),
        (
            FAQ["trigger"],
            hello(channel_id=ELSEWHERE_CHANNEL),
            f"Action 2, channel_id: There is no channel {ELSEWHERE_CHANNEL} here that you see.",
            "List the channels first.",
        ),
        (
            FAQ["trigger"],
            hello(contnt="x"),
            "Action 2: message.send cannot be called like that: contnt: there is no such argument; perhaps"
            " content is meant.",
            "Correct the arguments",
        ),
    ],
)
def test_what_can_never_be_done_is_refused_by_number_and_field(
    rig: Rig, trigger: dict[str, Any], given: dict[str, Any], message: str, hint: str
) -> None:
    error = refused(rig, trigger=trigger, actions=[hello(), given])
    assert error.message == message
    assert hint in error.hint
    assert error.details["action"] == 2


def test_the_name_of_an_argument_that_is_none_is_not_told(rig: Rig) -> None:
    error = refused(rig, actions=[hello(**{"secret words": "{trigger.nothing}"})])
    assert "secret" not in str(error.to_dict())


def test_an_operation_that_no_automation_may_call_is_refused_with_those_that_one_may(rig: Rig) -> None:
    error = refused(rig, actions=[action("guild.edit", name="x")])
    assert "actions.0.operation: Input should be 'message.send', 'message.delete'" in error.message
    assert "guild.edit" not in error.message


def test_a_channel_that_the_trigger_watches_has_to_be_one_that_the_caller_sees(rig: Rig) -> None:
    for channel in (NOWHERE, ELSEWHERE_CHANNEL):
        error = refused(rig, trigger={"on": "message_created", "channel_ids": [channel]}, actions=[hello()])
        assert "no channel" in error.message
    rig.world.edit_channel(STAFF, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=Permission.VIEW_CHANNEL),))
    assert "no channel" in refused(rig, MODERATOR, actions=[hello(channel_id=STAFF)]).message


def test_what_is_only_lacking_today_is_told_and_hinders_nobody(rig: Rig) -> None:
    rig.world.edit_channel(SUPPORT, permission_overwrites=(overwrite(MODERATOR_ROLE, deny=Permission.SEND_MESSAGES),))
    assert lacking(rig, MODERATOR) == [f"You lack Send Messages in <#{SUPPORT}>."]
    made = do(rig, "automation.draft", MODERATOR, **FAQ)
    assert made["lacks"] == [f"You lack Send Messages in <#{SUPPORT}>."]
    assert lacking(rig, OWNER, name="other") == []


def test_what_the_bot_lacks_is_told_apart(rig: Rig) -> None:
    silent = (overwrite(BOT_ROLE, deny=Permission.SEND_MESSAGES | Permission.READ_MESSAGE_HISTORY),)
    rig.world.edit_channel(SUPPORT, permission_overwrites=silent)
    assert lacking(rig, OWNER) == [f"The bot lacks Send Messages and Read Message History in <#{SUPPORT}>."]


def test_where_no_channel_is_known_the_server_at_large_counts(rig: Rig) -> None:
    for role_id in (EVERYONE_ROLE, BOT_ROLE):
        rig.world.edit_role(role_id, permissions=Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)
    anywhere = {"on": "message_created"}
    assert lacking(rig, OWNER, trigger=anywhere) == ["The bot lacks Send Messages in the server at large."]


def test_roles_above_whoever_drafts_and_above_the_bot_are_told(rig: Rig) -> None:
    asked = action("role.assign", user_id="{trigger.user_id}", role_id=ADMIN_ROLE)
    preview = previewed(rig, MODERATOR, actions=[asked])
    assert lacking(rig, MODERATOR, actions=[asked]) == ["You do not stand above Admin."]
    assert shown(preview)["first action takes"] == "destructive; Manage Roles"
    rig.world.edit_role(BOT_ROLE, position=1)
    assert "The bot does not stand above Admin." in lacking(rig, OWNER, actions=[asked])


def test_notify_is_judged_in_the_alerts_channel_and_says_where_there_is_none(rig: Rig) -> None:
    asked = action("notify", content="Somebody asked")
    assert lacking(rig, OWNER, actions=[asked]) == ["The server has no alerts channel; policy.edit_approvals sets one."]
    rig.set_policy(alerts_channel_id=STAFF)
    assert lacking(rig, OWNER, actions=[asked]) == []
    rig.world.edit_channel(STAFF, permission_overwrites=(overwrite(BOT_ROLE, deny=Permission.VIEW_CHANNEL),))
    (told,) = lacking(rig, OWNER, actions=[asked])
    assert told.startswith("The bot lacks View Channel")


def test_a_draft_of_a_message_says_that_a_person_approves_it(rig: Rig) -> None:
    preview = previewed(rig, actions=[action("draft", channel_id=SUPPORT, content="Dear {trigger.user}")])
    assert shown(preview)["first action takes"].endswith("a person approves it each time")


def test_in_a_thread_what_counts_is_the_right_to_write_in_threads(rig: Rig) -> None:
    quiet = (overwrite(MODERATOR_ROLE, deny=Permission.SEND_MESSAGES_IN_THREADS),)
    rig.world.edit_channel(GENERAL, permission_overwrites=quiet)
    assert lacking(rig, MODERATOR, actions=[hello(channel_id=THREAD)]) == [f"You lack Send Messages in <#{THREAD}>."]
    assert lacking(rig, MODERATOR, actions=[hello()]) == []
