"""What single operations decide: what they show, what they refuse, what they send."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import BaseModel

from guildhall.discord.ids import ChannelId, MessageId, RoleId
from guildhall.discord.permissions import DANGEROUS_PERMISSIONS, Permission
from guildhall.discord.types.guild import Role
from guildhall.discord.types.message import Message, MessageReference
from guildhall.discord.types.parts import Attachment, Embed
from guildhall.errors import ConfirmationInvalid, DiscordNotFound, InvalidArguments
from guildhall.execution.outcome import NeedsConfirmation, Previewed
from guildhall.operations.base import ChannelOperation, Operation
from guildhall.operations.role._danger import named
from guildhall.operations.spec import Risk
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    BOT_USER,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    SUPPORT,
    THREAD,
)
from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


def _preview(rig: Rig, operation: str, /, **asked: Any) -> Any:
    return rig.preview(operation, asked, rig.slash(OWNER), dry_run=True).preview


def _read(rig: Rig, name: str, **asked: Any) -> dict[str, Any]:
    return rig.complete(name, asked, rig.slash(OWNER)).result


def test_messages_too_old_for_bulk_delete_are_named_and_nothing_is_asked(rig: Rig) -> None:
    for message_id, age in zip(IN_GENERAL, (14, 15, 13, 16, 400), strict=True):
        message = rig.world.messages[GENERAL][message_id]
        rig.world.put_message(message.model_copy(update={"timestamp": NOON - timedelta(days=age)}))
    with pytest.raises(InvalidArguments) as refused:
        rig.run("message.bulk_delete", {"channel_id": GENERAL, "message_ids": list(IN_GENERAL)}, rig.slash(OWNER))
    assert refused.value.message.startswith("4 of the messages are older than 14 days")
    assert IN_GENERAL[2] not in refused.value.message
    assert rig.discord.writes == []


def test_a_message_in_another_channel_is_not_deleted(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": SUPPORT, "message_ids": list(IN_GENERAL[:2])}
    with pytest.raises(DiscordNotFound):
        rig.run("message.bulk_delete", asked, rig.slash(OWNER))


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"content": "hello\nthere"}, "hello there"),
        ({"content": "", "embeds": (Embed(title="t"),)}, "[embed]"),
        ({"content": "", "attachments": (Attachment(id=MessageId("1")),)}, "[file]"),
        ({"content": ""}, "[no text]"),
        ({"content": "\u200b\n"}, "[no text]"),
    ],
)
def test_a_message_is_shown_by_author_time_and_beginning(rig: Rig, changed: dict[str, Any], detail: str) -> None:
    message = rig.world.messages[GENERAL][IN_GENERAL[0]]
    rig.world.put_message(message.model_copy(update=changed))
    target = _preview(rig, "message.bulk_delete", channel_id=GENERAL, message_ids=list(IN_GENERAL[:2])).targets[0]
    assert (target.id, target.label, target.detail) == (IN_GENERAL[0], "member, 2026-11-20 11:50 UTC", detail)


def test_a_display_name_does_not_hide_whose_message_it_is(rig: Rig) -> None:
    message = rig.world.messages[GENERAL][IN_GENERAL[0]]
    pretender = message.author.model_copy(update={"global_name": "moderator"})
    rig.world.put_message(message.model_copy(update={"author": pretender}))
    target = _preview(rig, "message.bulk_delete", channel_id=GENERAL, message_ids=list(IN_GENERAL[:2])).targets[0]
    assert target.label == "moderator (@member), 2026-11-20 11:50 UTC"


def test_messages_are_listed_with_embeds_files_and_what_they_answer(rig: Rig) -> None:
    rig.world.put_message(
        Message(
            id=MessageId("7000000000000000000"),
            channel_id=GENERAL,
            author=BOT_USER,
            timestamp=NOON,
            embeds=(Embed(title="A", description="B"), Embed(description="C")),
            attachments=(Attachment(id=MessageId("1"), filename="a.txt", size=3),),
            message_reference=MessageReference(message_id=IN_GENERAL[0]),
        )
    )
    shown = _read(rig, "message.list", channel_id=GENERAL)["messages"][0]
    assert shown["embeds"] == [{"title": "A", "description": "B"}, {"description": "C"}]
    assert shown["attachments"] == [{"attachment_id": "1", "name": "a.txt", "size_bytes": 3}]
    assert shown["reply_to"] == {"message_id": IN_GENERAL[0]}
    assert (shown["is_bot"], shown["author_name"]) == (True, "guildhall")


def test_older_messages_are_reached_page_by_page(rig: Rig) -> None:
    first = _read(rig, "message.list", channel_id=GENERAL, limit=3)
    second = _read(rig, "message.list", channel_id=GENERAL, limit=3, before=first["next_before"])
    ids = [message["message_id"] for message in (*first["messages"], *second["messages"])]
    assert ids == [str(message_id) for message_id in reversed(IN_GENERAL)]
    assert second["next_before"] is None
    assert _read(rig, "message.list", channel_id=GENERAL, limit=2, after=IN_GENERAL[0])["next_before"] is None


def test_at_most_one_anchor_is_given(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="at most one of before, after, around"):
        _read(rig, "message.list", channel_id=GENERAL, before=IN_GENERAL[0], after=IN_GENERAL[1])


def test_a_message_is_sent_with_mentions_off_and_linked(rig: Rig) -> None:
    done = rig.complete("message.send", {"channel_id": GENERAL, "content": "@everyone"}, rig.slash(MEMBER))
    (sent,) = rig.discord.writes
    assert sent.body == {"content": "@everyone", "allowed_mentions": {"parse": []}}
    assert done.result["link"] == f"https://discord.com/channels/{GUILD}/{GENERAL}/{done.result['message_id']}"


def test_an_answer_names_the_message_that_it_answers_and_fails_without_it(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": GENERAL, "content": "yes", "reply_to": IN_GENERAL[0]}
    rig.complete("message.send", asked, rig.slash(MEMBER))
    body = rig.discord.writes[0].body
    assert body is not None
    assert body["message_reference"] == {"message_id": str(IN_GENERAL[0]), "fail_if_not_exists": True}
    with pytest.raises(DiscordNotFound):
        rig.run("message.send", {**asked, "reply_to": "5999999999999999999"}, rig.slash(MEMBER))


def test_a_timeout_is_set_for_so_long_from_now_and_ended_with_nothing(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    asked: dict[str, Any] = {"user_id": NEWCOMER, "duration_s": 600}
    assert _preview(rig, "member.timeout", **asked).summary == "Time out newcomer for 10 minutes"
    done = rig.complete("member.timeout", asked, rig.slash(MODERATOR))
    assert done.result["until"] == "2026-11-20T12:10:00Z"
    running = _preview(rig, "member.timeout", **{**asked, "duration_s": 0})
    assert running.summary == "End the timeout of newcomer"
    assert (running.changes[0].before, running.changes[0].after) == ("2026-11-20T12:10:00+00:00", None)
    rig.complete("member.timeout", {**asked, "duration_s": 0}, rig.slash(MODERATOR))
    assert rig.discord.writes[-1].body == {"communication_disabled_until": None}


def test_a_member_is_shown_with_roles_from_the_highest_down(rig: Rig) -> None:
    rig.world.edit_member(MEMBER, roles=(HELPER_ROLE, RoleId("3000000000000000002")), nick="Mem")
    shown = _read(rig, "member.get", user_id=MEMBER)
    assert shown["role_names"] == ["Moderator", "Helper"]
    assert (shown["display_name"], shown["username"], shown["is_bot"]) == ("Mem", "member", False)


def test_a_guild_is_shown_with_its_counts(rig: Rig) -> None:
    shown = _read(rig, "guild.get")
    assert (shown["name"], shown["owner_id"], shown["member_count"], shown["online_count"]) == (
        "Guildhall",
        OWNER,
        6,
        2,
    )
    assert shown["role_count"] == 5


@pytest.mark.parametrize("bit", list(Permission))
def test_a_role_with_which_harm_can_be_done_is_destructive_to_grant(rig: Rig, bit: Permission) -> None:
    rig.world.put_role(Role(id=RoleId("3000000000000000050"), name="New", position=1, permissions=bit))
    request = rig.platform.build(
        "role.assign", {"user_id": NEWCOMER, "role_id": "3000000000000000050"}, rig.slash(OWNER)
    )
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    session.authorize()
    dangerous = bool(bit & DANGEROUS_PERMISSIONS)
    assert session.attempt.risk is (Risk.DESTRUCTIVE if dangerous else Risk.SENSITIVE)


def test_a_role_that_is_dangerous_waits_for_a_human_even_where_policy_lets_sensitive_things_pass(rig: Rig) -> None:
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.BAN_MEMBERS)
    asked = {"user_id": NEWCOMER, "role_id": HELPER_ROLE}
    assert isinstance(rig.run("role.assign", asked, rig.slash(OWNER)), NeedsConfirmation)
    shown = rig.run("role.assign", asked, rig.slash(OWNER), dry_run=True)
    assert isinstance(shown, Previewed)
    assert shown.preview.summary == "Give newcomer the role Helper"


def test_a_role_that_is_not_there_is_not_found(rig: Rig) -> None:
    with pytest.raises(DiscordNotFound, match="no such role"):
        named(rig.world.guilds[GUILD], RoleId("1"))


def test_switching_the_agent_shows_before_and_after(rig: Rig) -> None:
    on = _preview(rig, "chat.allow", channel_id=GENERAL)
    assert (on.summary, on.changes[0].before, on.changes[0].after) == (
        "Let the agent answer mentions in #general",
        False,
        True,
    )
    rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    off = _preview(rig, "chat.disallow", channel_id=GENERAL)
    assert (off.summary, off.changes[0].before) == ("Stop the agent answering mentions in #general", True)


@pytest.mark.parametrize(
    ("channel_id", "said"), [(GENERAL, "in the threads of the channel too"), (THREAD, "in the thread is")]
)
def test_whoever_lets_the_agent_answer_hears_where_it_will(rig: Rig, channel_id: ChannelId, said: str) -> None:
    state = rig.complete("chat.allow", {"channel_id": channel_id}, rig.slash(OWNER)).result
    assert (state["answers"], state["changed"]) == (True, True)
    assert said in str(state["notice"])
    again = rig.complete("chat.allow", {"channel_id": channel_id}, rig.slash(OWNER)).result
    assert (again["answers"], again["changed"]) == (True, False)


def test_a_thread_that_is_taken_off_the_list_follows_its_channel_and_says_so(rig: Rig) -> None:
    rig.complete("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    rig.complete("chat.allow", {"channel_id": THREAD}, rig.slash(OWNER))
    preview = _preview(rig, "chat.disallow", channel_id=THREAD)
    assert (preview.changes[0].before, preview.changes[0].after) == (True, True)
    state = rig.complete("chat.disallow", {"channel_id": THREAD}, rig.slash(OWNER)).result
    assert (state["answers"], state["changed"]) == (True, True)
    assert "still answers" in str(state["notice"])
    state = rig.complete("chat.disallow", {"channel_id": GENERAL}, rig.slash(OWNER)).result
    assert (state["answers"], state["changed"]) == (False, True)
    assert "not answered any more" in str(state["notice"])
    assert "stays on it" in str(state["notice"])
    state = rig.complete("chat.disallow", {"channel_id": THREAD}, rig.slash(OWNER)).result
    assert (state["answers"], state["changed"]) == (False, False)
    assert "stays on it" not in str(state["notice"])


def test_a_channel_without_a_guild_has_no_agent(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, guild_id=None)
    request = rig.platform.build("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    for act in (request.preview, request.execute):
        with pytest.raises(InvalidArguments, match="no server"):
            act(session.ports)


def test_a_confirmation_that_is_none_is_refused(rig: Rig) -> None:
    with pytest.raises(ConfirmationInvalid):
        _read(rig, "confirmation.get", confirmation_id="a" * 26)


class Said(BaseModel):
    """What was said."""

    word: str


class Bare(ChannelOperation[Said]):
    """An operation that says nothing about itself."""


def test_an_operation_that_does_nothing_cannot_be_done(rig: Rig) -> None:
    request = Bare(channel_id=GENERAL)
    session = rig.platform.machinery.session(
        rig.slash(OWNER), rig.platform.build("guild.list", {}, rig.slash(OWNER)), "a" * 26
    )
    with pytest.raises(NotImplementedError):
        request.execute(session.ports)
    assert request.acts_on().member_ids == ()
    assert Bare.result_model() is Said


def test_an_operation_without_a_route_or_a_result_is_a_mistake_that_is_named(rig: Rig) -> None:
    request = rig.platform.build("chat.allow", {"channel_id": GENERAL}, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), request, "a" * 26)
    with pytest.raises(TypeError, match=r"chat\.allow has no route"):
        request.send(session.ports)
    with pytest.raises(TypeError, match="names no result model"):
        Operation.result_model()
