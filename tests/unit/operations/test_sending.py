"""message.send: whom it notifies, and texts that are longer than a message."""

from typing import Any

import pytest

from guildhall.discord.ids import RoleId, UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import Role
from guildhall.errors import DiscordNotFound, DiscordUnavailable, InvalidArguments, OutcomeUnknown, PermissionMissing
from guildhall.identity import Principal
from guildhall.operations.acts import AuditKind
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    APPROVALS,
    BOT,
    BOT_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    STRANGER,
    THREAD,
)
from tests.fakes.platform import Rig

POST = "POST /channels/{channel_id}/messages"
OPEN_ROLE = RoleId("3000000000000000070")
EVERYBODY: dict[str, Any] = {"content": "hello @everyone", "ping_everyone": True}
HELPERS: dict[str, Any] = {"content": f"hello <@&{HELPER_ROLE}>", "ping_role_ids": [HELPER_ROLE]}
FRIENDS: dict[str, Any] = {"content": f"hello <@&{OPEN_ROLE}>", "ping_role_ids": [OPEN_ROLE]}


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    rig.world.put_role(Role(id=OPEN_ROLE, name="Friends", position=0, mentionable=True))
    return rig


def let_mention(rig: Rig, *roles: RoleId) -> None:
    for role_id in roles:
        role = rig.world.guilds[GUILD].role(role_id)
        assert role is not None
        rig.world.edit_role(role_id, permissions=role.permissions | Permission.MENTION_EVERYONE)


def send(rig: Rig, who: Principal | None = None, **arguments: Any) -> dict[str, Any]:
    asked = {"channel_id": GENERAL, **arguments}
    return dict(rig.complete("message.send", asked, who or rig.slash(MEMBER), dry_run=False).result)


def allowed(rig: Rig) -> Any:
    body = rig.discord.sent(POST)[-1].body
    assert body is not None
    return body["allowed_mentions"]


@pytest.mark.parametrize(
    "text", ["@everyone", "@here", f"<@{NEWCOMER}>", f"<@&{HELPER_ROLE}>", f"> quoted\n<@{NEWCOMER}> @everyone"]
)
def test_a_mention_in_the_text_notifies_nobody(rig: Rig, text: str) -> None:
    send(rig, content=text)
    assert allowed(rig) == {"parse": []}


def test_members_are_notified_who_are_named_beside_the_text_and_nobody_else(rig: Rig) -> None:
    text = f"<@{NEWCOMER}> and <@{MODERATOR}> and <@!{MEMBER}>"
    shown = rig.preview(
        "message.send",
        {"channel_id": GENERAL, "content": text, "ping_user_ids": [MEMBER, NEWCOMER]},
        rig.slash(MEMBER),
        dry_run=True,
    )
    assert [target.label for target in shown.preview.targets] == ["member", "newcomer"]
    assert not shown.needs_human
    send(rig, content=text, ping_user_ids=[MEMBER, NEWCOMER])
    assert allowed(rig) == {"parse": [], "users": [MEMBER, NEWCOMER]}


def test_a_reply_notifies_whom_it_answers_only_when_asked(rig: Rig) -> None:
    send(rig, content="yes", reply_to=IN_GENERAL[0])
    assert allowed(rig) == {"parse": []}
    send(rig, content="yes", reply_to=IN_GENERAL[0], ping_replied=True)
    assert allowed(rig) == {"parse": [], "replied_user": True}


@pytest.mark.parametrize(
    "arguments",
    [
        {"content": "hello", "ping_everyone": True},
        {"content": "hello everyone", "ping_everyone": True},
        {"content": f"hello <@{MEMBER}>", "ping_user_ids": [NEWCOMER]},
        {"content": f"hello <@{HELPER_ROLE}>", "ping_role_ids": [HELPER_ROLE]},
        {"content": "x\n" * 1500 + f"<@{NEWCOMER}>", "ping_user_ids": [NEWCOMER]},
    ],
)
def test_a_ping_that_would_reach_nobody_is_refused(rig: Rig, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArguments, match="has to mention everybody whom it pings"):
        send(rig, **arguments)


def test_nobody_is_pinged_who_is_no_member_and_no_role_that_is_not_there(rig: Rig) -> None:
    with pytest.raises(DiscordNotFound):
        send(rig, content=f"<@{STRANGER}>", ping_user_ids=[STRANGER])
    let_mention(rig, RoleId(str(GUILD)))
    gone = RoleId("3999999999999999999")
    with pytest.raises(DiscordNotFound):
        send(rig, content=f"<@&{gone}>", ping_role_ids=[gone])
    with pytest.raises(InvalidArguments, match="no role to ping"):
        send(rig, content=f"<@&{GUILD}>", ping_role_ids=[GUILD])
    assert rig.discord.writes == []


@pytest.mark.parametrize("arguments", [EVERYBODY, HELPERS], ids=["everybody", "a role"])
@pytest.mark.parametrize(
    ("holders", "who"),
    [((), "caller"), ((BOT_ROLE,), "caller"), ((MODERATOR_ROLE,), "bot")],
    ids=["none", "bot", "caller"],
)
def test_many_are_pinged_only_where_caller_and_bot_may_mention_everyone(
    rig: Rig, arguments: dict[str, Any], holders: tuple[RoleId, ...], who: str
) -> None:
    let_mention(rig, *holders)
    with pytest.raises(PermissionMissing) as refused:
        send(rig, rig.slash(MODERATOR), **arguments)
    assert refused.value.details["who"] == who
    assert refused.value.details["needed"] == ["Mention @everyone, @here and All Roles"]
    assert rig.discord.writes == []


def test_pinging_many_is_sensitive_waits_for_a_human_and_counts_as_a_mass_mention(rig: Rig) -> None:
    let_mention(rig, MODERATOR_ROLE, BOT_ROLE)
    rig.set_policy(mass_mentions_per_day=1)
    asked = rig.ask("message.send", {"channel_id": GENERAL, **EVERYBODY}, rig.slash(MODERATOR))
    assert [target.label for target in asked.preview.targets] == ["everybody"]
    assert "1 of 1 message that pings everybody or a role left" in asked.preview.budget
    assert "Done" in rig.press(asked.confirmation_id, "approve", MODERATOR).text
    assert allowed(rig) == {"parse": ["everyone"]}
    intent = rig.trail(kind=AuditKind.INTENT)[-1]
    assert (intent.risk, intent.arguments["ping_everyone"]) == (Risk.SENSITIVE.label, True)
    with pytest.raises(Exception, match="budget of 1 message that pings everybody or a role a day is used up"):
        send(rig, rig.slash(MODERATOR), **HELPERS)
    send(rig, rig.slash(MODERATOR), content="@everyone")


def test_who_may_not_mention_everyone_does_not_approve_it_either(rig: Rig) -> None:
    let_mention(rig, MODERATOR_ROLE, BOT_ROLE)
    asked = rig.ask("message.send", {"channel_id": GENERAL, **EVERYBODY}, rig.slash(MODERATOR))
    with pytest.raises(PermissionMissing):
        rig.press(asked.confirmation_id, "approve", MEMBER)
    assert rig.world.messages[GENERAL].keys() == set(IN_GENERAL)


def test_a_role_that_anybody_may_mention_takes_no_permission_but_still_a_human(rig: Rig) -> None:
    asked = rig.ask("message.send", {"channel_id": GENERAL, **FRIENDS}, rig.slash(MEMBER))
    rig.press(asked.confirmation_id, "approve", MEMBER)
    assert allowed(rig) == {"parse": [], "roles": [OPEN_ROLE]}
    rig.world.edit_role(OPEN_ROLE, mentionable=False)
    with pytest.raises(PermissionMissing):
        send(rig, **FRIENDS)


def test_a_role_that_is_no_longer_mentionable_at_the_press_is_not_pinged(rig: Rig) -> None:
    asked = rig.ask("message.send", {"channel_id": GENERAL, **FRIENDS}, rig.slash(MEMBER))
    rig.world.edit_role(OPEN_ROLE, mentionable=False)
    with pytest.raises(PermissionMissing):
        rig.press(asked.confirmation_id, "approve", MEMBER)


def test_how_quietly_a_message_comes_is_told_to_discord(rig: Rig) -> None:
    send(rig, content="psst https://example.com", silent=True, suppress_embeds=True)
    body = rig.discord.sent(POST)[-1].body
    assert body is not None
    assert body["flags"] == 4096 | 4


CODE = "```python\n" + "\n".join(f"line_{number} = {number}" for number in range(300)) + "\n```\nthe end"


def test_a_long_text_becomes_several_messages_whose_code_stays_code(rig: Rig) -> None:
    shown = rig.preview(
        "message.send", {"channel_id": GENERAL, "content": CODE}, rig.slash(MEMBER), dry_run=True
    ).preview
    assert shown.requests == 3
    assert "3 of" in shown.budget
    done = send(rig, content=CODE, reply_to=IN_GENERAL[0], ping_replied=True)
    sent = [request.body or {} for request in rig.discord.sent(POST)]
    texts = [str(body["content"]) for body in sent]
    assert len(texts) == 3
    assert all(len(text) <= 2000 and text.count("```") % 2 == 0 for text in texts)
    assert all(f"line_{number} = {number}" in "\n".join(texts) for number in range(300))
    assert ["message_reference" in body for body in sent] == [True, False, False]
    assert [body.get("allowed_mentions") for body in sent] == [{"parse": [], "replied_user": True}, None, None]
    assert len({request.nonce for request in rig.discord.sent(POST)}) == 3
    assert done["message_ids"] == [
        message_id for message_id in rig.world.messages[GENERAL] if message_id not in IN_GENERAL
    ]
    assert (done["message_id"], done["unsent_count"], done["problem"]) == (done["message_ids"][0], 0, "")


def test_a_text_that_fits_is_sent_as_it_is_and_one_of_emoji_is_counted_as_discord_may(rig: Rig) -> None:
    text = "```\nnever closed" + " " * 10
    send(rig, content=text)
    assert (rig.discord.sent(POST)[-1].body or {})["content"] == text
    done = send(rig, content="🦉" * 1500)
    assert len(done["message_ids"]) == 2


def test_a_text_of_nothing_but_blanks_is_left_to_discord_to_refuse(rig: Rig) -> None:
    assert len(send(rig, content=" " * 3000)["message_ids"]) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DiscordUnavailable("down"), "met discord_unavailable, so the rest was left out."),
        (OutcomeUnknown("?"), "met outcome_unknown, so the rest was left out. It may have been sent."),
    ],
)
def test_what_was_sent_before_discord_stopped_it_is_told(rig: Rig, error: Exception, words: str) -> None:
    rig.discord.fail(POST, error, where=lambda sent: len(rig.discord.sent(POST)) == 2)
    done = send(rig, content=CODE)
    assert (len(done["message_ids"]), done["unsent_count"]) == (1, 2)
    assert done["problem"] == f"Part 2 of 3 {words}"


def test_a_first_message_that_fails_fails_the_call(rig: Rig) -> None:
    rig.discord.fail(POST, DiscordUnavailable("down"))
    with pytest.raises(DiscordUnavailable):
        send(rig, content=CODE)


def test_in_a_thread_the_same_holds(rig: Rig) -> None:
    assert send(rig, channel_id=THREAD, content=f"<@{MEMBER}>", ping_user_ids=[MEMBER])["unsent_count"] == 0
    assert allowed(rig) == {"parse": [], "users": [MEMBER]}
    with pytest.raises(PermissionMissing):
        send(rig, channel_id=THREAD, **EVERYBODY)


def test_so_many_are_pinged_at_most(rig: Rig) -> None:
    users = [UserId(str(int(MEMBER) * 10 + number)) for number in range(11)]
    with pytest.raises(InvalidArguments):
        send(rig, content=" ".join(f"<@{user_id}>" for user_id in users), ping_user_ids=users)
    assert BOT not in users
