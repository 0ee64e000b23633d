"""What is told of messages: that one has come, whom one would notify, and a warning about one."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.clock import snowflake_at
from guildhall.discord.permissions import Permission
from guildhall.errors import DiscordForbidden, NotAMember, PermissionMissing
from guildhall.operations.message_warning import AUDIT_LOG
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import (
    BOT_ROLE,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    STAFF,
    STRANGER,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent
from tests.unit.operations.messages import LATER, plain, read, say

COUNTS = "GET /guilds/{guild_id}/roles/member-counts"


@pytest.fixture
def rig() -> Rig:
    return plain()


# Waiting.


def _arriving(rig: Rig, at_look: int, content: str = "here I am") -> None:
    """Let a message come right before the channel is looked at for the nth time."""
    looks = iter(range(1, 1000))

    def before(sent: Sent) -> None:
        if sent.route.endswith("/messages") and next(looks) == at_look:
            say(rig, LATER, content)

    rig.discord.before = before


def test_waiting_ends_with_the_message_that_comes(rig: Rig) -> None:
    _arriving(rig, at_look=4)
    told = read(rig, "message.wait", channel_id=GENERAL, containing="HERE")
    assert [each["message_id"] for each in told["messages"]] == [LATER]
    assert (told["waited_s"], told["looked_up_to"]) == (4.0, LATER)
    assert "go_on" not in told


@pytest.mark.parametrize(("filters"), [{"from_user_id": NEWCOMER}, {"containing": "there"}])
def test_what_is_not_waited_for_is_passed_over_and_not_looked_at_again(rig: Rig, filters: dict[str, str]) -> None:
    _arriving(rig, at_look=2)
    told = read(rig, "message.wait", channel_id=GENERAL, wait_s=4, **filters)
    assert (told["messages"], told["looked_up_to"], told["waited_s"]) == ([], LATER, 4.0)
    assert told["go_on"].endswith(f"after={LATER}.")


@pytest.mark.parametrize("wait_s", [1, 3])
def test_as_long_is_waited_as_was_asked_for_and_then_looked_once_more(rig: Rig, wait_s: int) -> None:
    began, looks = rig.clock(), 1 + -(-wait_s // 2)
    _arriving(rig, at_look=1 + looks)
    told = read(rig, "message.wait", channel_id=GENERAL, wait_s=wait_s)
    assert ([each["message_id"] for each in told["messages"]], told["waited_s"]) == ([LATER], wait_s)
    assert rig.clock() - began == timedelta(seconds=wait_s)


def test_waiting_ends_before_the_time_of_the_call_does(rig: Rig) -> None:
    began = rig.clock()
    told = read(rig, "message.wait", channel_id=GENERAL, wait_s=25)
    assert told["messages"] == []
    assert 10 < (rig.clock() - began).total_seconds() < 20


def test_time_that_the_call_does_not_have_is_not_let_pass(rig: Rig) -> None:
    request = rig.platform.build("message.wait", {"channel_id": GENERAL}, rig.slash(MEMBER))
    ports, began = rig.platform.machinery.session(rig.slash(MEMBER), request, "a" * 26).ports, rig.clock()
    assert ports.pause(2)
    assert rig.clock() == began + timedelta(seconds=2)
    assert not ports.pause(ports.remaining_s)
    assert rig.clock() == began + timedelta(seconds=2)


def test_without_time_to_wait_it_is_one_look(rig: Rig) -> None:
    told = read(rig, "message.wait", channel_id=GENERAL, after=IN_GENERAL[4], wait_s=0)
    assert (told["messages"], told["looked_up_to"]) == ([], IN_GENERAL[4])
    assert len(rig.discord.sent("GET /channels/{channel_id}/messages")) == 1


# Whom a text would notify.


def _mentions(rig: Rig, content: str, who: Any = MODERATOR, **more: Any) -> dict[str, Any]:
    return read(
        rig, "message.preview_mentions", who, channel_id=more.pop("channel_id", GENERAL), content=content, **more
    )


def test_a_mention_notifies_only_who_is_named_beside_the_text(rig: Rig) -> None:
    text = f"<@{MEMBER}> <@!{NEWCOMER}> <@{MEMBER}> <@{STRANGER}> <@0>"
    users = _mentions(rig, text, ping_user_ids=[MEMBER, STRANGER])["users"]
    assert [(each["user_id"], each["notified"]) for each in users] == [
        (MEMBER, True),
        (NEWCOMER, False),
        (STRANGER, False),
    ]
    assert "not named" in users[1]["why_not"]
    assert "no member" in users[2]["why_not"]


def test_who_does_not_see_the_channel_is_not_notified(rig: Rig) -> None:
    asked = {"channel_id": STAFF, "ping_user_ids": [MEMBER, MODERATOR]}
    users = _mentions(rig, f"<@{MEMBER}> <@{MODERATOR}>", **asked)["users"]
    assert [each["notified"] for each in users] == [False, True]
    assert users[0]["why_not"] == "They do not see this channel."


def test_a_role_and_everybody_take_the_right_of_asker_and_bot(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EFFECTS, COUNTS, lambda world, sent: {HELPER_ROLE: 3})
    text = f"@here @everyone <@&{HELPER_ROLE}> <@&{EVERYONE_ROLE}>"
    asked = {"ping_role_ids": [HELPER_ROLE], "ping_everyone": True}

    def notified() -> tuple[list[bool], list[bool]]:
        told = _mentions(rig, text, **asked)
        assert told["roles"][0]["member_count"] == 3
        return [each["notified"] for each in told["roles"]], [each["notified"] for each in told["everybody"]]

    assert notified() == ([False, False], [False, False])
    rig.world.edit_role(HELPER_ROLE, mentionable=True)
    assert notified() == ([True, False], [False, False])
    may = rig.world.guild(GUILD).role(MODERATOR_ROLE)
    assert may is not None
    rig.world.edit_role(MODERATOR_ROLE, permissions=may.permissions | Permission.MENTION_EVERYONE)
    assert notified() == ([True, False], [True, True])
    everyone = rig.world.guild(GUILD).role(EVERYONE_ROLE)
    assert everyone is not None
    rig.world.edit_role(BOT_ROLE, permissions=everyone.permissions)
    assert notified() == ([True, False], [False, False])


def test_counts_that_discord_does_not_tell_are_left_out(rig: Rig) -> None:
    rig.discord.fail(COUNTS, DiscordForbidden("no", status=403))
    (role,) = _mentions(rig, f"<@&{HELPER_ROLE}>")["roles"]
    assert role["name"] == "Helper"
    assert "member_count" not in role
    _mentions(rig, "nobody")
    assert len(rig.discord.sent(COUNTS)) == 1


# A warning.

TIMED_OUT = {"key": "communication_disabled_until", "new_value": "2026-11-20T13:00:00Z"}


def _log(rig: Rig, *entries: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"user_id": MODERATOR, "target_id": MEMBER, "changes": [], "reason": None}
    rig.world.audit_log = [plain | {"id": snowflake_at(rig.clock())} | each for each in entries]


def _draft(rig: Rig, who: Any = MODERATOR, **more: Any) -> dict[str, Any]:
    return read(rig, "message.draft_warning", who, channel_id=GENERAL, message_id=IN_GENERAL[0], **more)


def test_a_draft_names_and_links_and_quotes_nothing(rig: Rig) -> None:
    told = _draft(rig, OWNER, tone="final", rule="No shouting")
    assert told["content"] == "word 0"
    assert "word 0" not in told["draft"]
    assert told["draft"].startswith(f"Hello <@{MEMBER}>, your message https://discord.com/channels/{GUILD}/{GENERAL}/")
    assert "(No shouting)" in told["draft"]
    assert "last warning" in told["draft"]
    assert rig.discord.writes == []


def test_the_rules_are_named_where_there_is_a_channel_for_them(rig: Rig) -> None:
    assert "You find them" not in _draft(rig)["draft"]
    rig.world.guilds[GUILD] = rig.world.guilds[GUILD].model_copy(update={"rules_channel_id": STAFF})
    told = _draft(rig)
    assert told["rules_channel_id"] == STAFF
    assert f"You find them in <#{STAFF}>." in told["draft"]


def test_only_acts_of_moderation_on_the_author_are_told(rig: Rig) -> None:
    other = {"action_type": 24, "changes": [{"key": "nick", "new_value": "x"}]}
    ended = {"action_type": 24, "changes": [{**TIMED_OUT, "new_value": None}]}
    _log(
        rig,
        {"action_type": 24, "changes": [TIMED_OUT], "reason": "spam", "id": "10"},
        {**ended, "id": "11"},
        {**other, "id": "12"},
        {"action_type": 20, "id": "13"},
        {"action_type": 22, "target_id": NEWCOMER, "id": "14"},
    )
    told = _draft(rig, OWNER)
    assert told["history_known"] is True
    assert [each["act"] for each in told["earlier"]] == ["kicked", "timeout ended", "timed out"]
    assert (told["earlier"][2]["reason"], told["earlier"][2]["by_user_id"]) == ("spam", MODERATOR)


def test_the_audit_log_is_not_even_asked_for_who_may_not_read_it(rig: Rig) -> None:
    _log(rig, {"action_type": 20, "id": "13"})
    told = _draft(rig)
    assert (told["history_known"], told["earlier"]) == (False, [])
    assert rig.discord.sent(AUDIT_LOG) == []
    rig.discord.fail(AUDIT_LOG, DiscordForbidden("no", status=403))
    assert _draft(rig, OWNER)["history_known"] is False


def test_who_does_not_moderate_gets_no_draft(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="Timeout Members"):
        _draft(rig, MEMBER)


def test_a_link_that_leads_elsewhere_is_judged_where_it_leads(rig: Rig) -> None:
    link = f"https://discord.com/channels/{GUILD}/{ELSEWHERE_CHANNEL}/{IN_GENERAL[0]}"
    for name in ("message.get", "message.context", "message.draft_warning"):
        with pytest.raises(NotAMember):
            read(rig, name, OWNER, message_id=link)
