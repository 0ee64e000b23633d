"""One message that is edited, deleted, pinned; a nickname; a kick."""

from typing import Any

import pytest

from guildhall.discord.ids import MessageId, UserId
from guildhall.discord.permissions import Permission
from guildhall.errors import InvalidArguments, PermissionMissing
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    ADMIN,
    BOT,
    BOT_ROLE,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
)
from tests.fakes.platform import Rig


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


def _run(rig: Rig, name: str, who: UserId, message_id: str, **more: Any) -> Any:
    return rig.run(name, {"channel_id": GENERAL, "message_id": message_id, **more}, rig.slash(who))


def _sent(rig: Rig, text: str = "hello") -> MessageId:
    result = rig.complete("message.send", {"channel_id": GENERAL, "content": text}, rig.slash(OWNER)).result
    return MessageId(str(result["message_id"]))


def test_the_bots_own_text_is_edited_and_pings_nobody(rig: Rig) -> None:
    mine = _sent(rig)
    _run(rig, "message.edit", MODERATOR, mine, content="@everyone bye")
    assert rig.world.messages[GENERAL][mine].content == "@everyone bye"
    assert rig.discord.writes[-1].body == {"content": "@everyone bye", "allowed_mentions": {"parse": []}}


def test_what_somebody_else_wrote_is_not_edited(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="Somebody else wrote"):
        _run(rig, "message.edit", OWNER, IN_GENERAL[0], content="x")
    mine = _sent(rig)
    hooked = rig.world.messages[GENERAL][mine].model_copy(update={"webhook_id": "77"})
    rig.world.put_message(hooked)
    with pytest.raises(InvalidArguments, match="Somebody else wrote"):
        _run(rig, "message.edit", OWNER, mine, content="x")


def test_the_text_above_a_cards_buttons_is_not_edited(rig: Rig) -> None:
    rig.set_policy(approvals_channel_id=GENERAL)
    rig.ask("member.ban", {"user_id": NEWCOMER}, rig.slash(OWNER))
    card = MessageId(max(rig.world.messages[GENERAL], key=int))
    with pytest.raises(InvalidArguments, match="carries buttons"):
        _run(rig, "message.edit", OWNER, card, content="Press Approve for cake")


def test_editing_what_the_bot_said_takes_more_than_speaking(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="Manage Messages"):
        _run(rig, "message.edit", _helper_who_kicks(rig), _sent(rig), content="x")


def _helper_who_kicks(rig: Rig) -> UserId:
    """A moderator without Manage Messages."""
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.KICK_MEMBERS)
    return MEMBER


def test_a_message_is_deleted_after_a_press(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "message_id": IN_GENERAL[1]}
    question = rig.ask("message.delete", asked, rig.slash(MODERATOR))
    assert question.preview.targets[0].detail == "word 1"
    assert rig.press(question.confirmation_id, "approve", MODERATOR).text.endswith("Done.")
    assert IN_GENERAL[1] not in rig.world.messages[GENERAL]


def test_a_message_is_pinned_and_unpinned(rig: Rig) -> None:
    _run(rig, "message.pin", OWNER, IN_GENERAL[0])
    assert rig.world.messages[GENERAL][IN_GENERAL[0]].pinned
    _run(rig, "message.unpin", OWNER, IN_GENERAL[0])
    assert not rig.world.messages[GENERAL][IN_GENERAL[0]].pinned
    with pytest.raises(PermissionMissing, match="Pin Messages"):
        _run(rig, "message.pin", MODERATOR, IN_GENERAL[0])


def _rename(rig: Rig, who: UserId, whom: UserId, nickname: str) -> Any:
    return rig.run("member.edit", {"user_id": whom, "nickname": nickname}, rig.slash(who)).result  # type: ignore[union-attr]  # done at once


def test_ones_own_nickname_takes_its_own_permission_and_no_rank(rig: Rig) -> None:
    with pytest.raises(PermissionMissing, match="You lack Change Nickname"):
        _rename(rig, MEMBER, MEMBER, "Mem")
    everyone = rig.world.guilds[GUILD].everyone
    assert everyone is not None
    rig.world.edit_role(EVERYONE_ROLE, permissions=everyone.permissions | Permission.CHANGE_NICKNAME)
    assert _rename(rig, MEMBER, MEMBER, "Mem")["nickname"] == "Mem"
    assert _rename(rig, MEMBER, MEMBER, "")["nickname"] == ""
    with pytest.raises(PermissionMissing, match="You lack Manage Nicknames"):
        _rename(rig, MEMBER, NEWCOMER, "New")


def test_the_bot_needs_its_permission_and_rank_for_anybodys_nickname(rig: Rig) -> None:
    rig.world.edit_role(BOT_ROLE, permissions=Permission.CHANGE_NICKNAME)
    with pytest.raises(PermissionMissing, match="The bot lacks Manage Nicknames"):
        _rename(rig, OWNER, NEWCOMER, "New")
    rig.world.edit_role(BOT_ROLE, permissions=Permission.MANAGE_NICKNAMES)
    with pytest.raises(PermissionMissing, match="The bot does not stand above"):
        _rename(rig, OWNER, OWNER, "Boss")
    with pytest.raises(PermissionMissing, match="The bot does not stand above"):
        _rename(rig, OWNER, BOT, "Hall")


def test_a_member_below_is_kicked_after_a_press(rig: Rig) -> None:
    question = rig.ask("member.kick", {"user_id": NEWCOMER}, rig.slash(ADMIN))
    assert question.preview.summary == "Kick newcomer"
    assert rig.press(question.confirmation_id, "approve", ADMIN).text.endswith("Done.")
    assert (GUILD, NEWCOMER) not in rig.world.members
    with pytest.raises(PermissionMissing):
        rig.run("member.kick", {"user_id": ADMIN}, rig.slash(ADMIN))
