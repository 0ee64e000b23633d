"""Writing messages: what each part takes, whom it pings, what an edit leaves alone, and greeting a newcomer."""

from typing import Any

import pytest

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.message import Message
from guildhall.errors import (
    InvalidArguments,
    NotAMember,
    PermissionMissing,
)
from guildhall.operations.spec import Risk
from tests.fakes.guild import (
    APPROVALS,
    BOT,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    IN_GENERAL,
    MEMBER,
    NEWCOMER,
    OWNER,
    STAFF,
    SUPPORT,
    overwrite,
)
from tests.fakes.news import ASKED, LAID_OUT, NEWS
from tests.fakes.platform import Rig
from tests.unit.operations.messages import BUTTON, EMBED, NOTE, PATCH, POST, body, newsroom, run


@pytest.fixture
def rig() -> Rig:
    return newsroom()


@pytest.mark.parametrize(
    ("given", "needed"),
    [({"embeds": [EMBED]}, "Embed Links"), ({"files": [NOTE]}, "Attach Files")],
)
def test_what_a_message_carries_takes_what_it_takes_at_discord(rig: Rig, given: Any, needed: str) -> None:
    with pytest.raises(PermissionMissing) as refused:
        run(rig, "message.send", MEMBER, channel_id=GENERAL, **given)
    assert refused.value.details["needed"] == [needed]
    run(rig, "message.send", MEMBER, channel_id=GENERAL, content="hello", buttons=[BUTTON])


def test_nothing_that_goes_with_a_text_pings_and_all_of_it_is_shown(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "embeds": [EMBED], "buttons": [BUTTON], "files": [NOTE]}
    preview = rig.preview("message.send", asked, rig.slash(OWNER), dry_run=True).preview
    assert preview.summary == "Send a message without a text, with 1 embed, 1 button and 1 file to #general"
    assert [change.field for change in preview.changes] == ["embeds", "buttons", "files"]
    run(rig, "message.send", **asked)
    told = body(rig)
    assert told["allowed_mentions"] == {"parse": []}
    assert "content" not in told


@pytest.mark.parametrize("given", [{}, {"content": ""}, {"buttons": [BUTTON]}, {"embeds": []}])
def test_a_message_of_nothing_is_refused(rig: Rig, given: Any) -> None:
    with pytest.raises(InvalidArguments, match="nothing to send"):
        run(rig, "message.send", channel_id=GENERAL, **given)


def test_of_a_long_text_the_first_message_carries_what_goes_with_it(rig: Rig) -> None:
    run(rig, "message.send", channel_id=GENERAL, content="word " * 700, embeds=[EMBED], buttons=[BUTTON])
    first, second = (dict(sent.body or {}) for sent in rig.discord.sent(POST))
    assert {"embeds", "components", "content"} <= first.keys()
    assert not {"embeds", "components"} & second.keys()


def test_sending_to_everybody_stays_sensitive_whatever_goes_with_it(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": GENERAL, "content": "@everyone", "ping_everyone": True, "embeds": [EMBED]}
    operation = rig.platform.build("message.send", asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), operation, "01m7wd7tg0khfe92arj3q2bz03")
    session.authorize()
    assert session.attempt.risk is Risk.SENSITIVE


def _mine(rig: Rig, **more: Any) -> dict[str, Any]:
    done = run(rig, "message.send", channel_id=GENERAL, content="one", **more)
    return {"channel_id": GENERAL, "message_id": done["message_id"]}


def test_an_edit_sends_only_what_changes(rig: Rig) -> None:
    place = _mine(rig, buttons=[BUTTON])
    run(rig, "message.edit", **place, clear=["buttons"])
    assert body(rig, PATCH) == {"components": [], "allowed_mentions": {"parse": []}}
    run(rig, "message.edit", **place, suppress_embeds=True)
    assert body(rig, PATCH) == {"flags": 4}


def test_of_somebody_elses_message_only_the_embeds_are_hidden_and_its_other_flags_stay(rig: Rig) -> None:
    theirs = rig.world.messages[GENERAL][IN_GENERAL[0]]
    rig.world.put_message(theirs.model_copy(update={"flags": 1 << 5}))
    place = {"channel_id": GENERAL, "message_id": IN_GENERAL[0]}
    run(rig, "message.edit", **place, suppress_embeds=True)
    assert body(rig, PATCH) == {"flags": 1 << 5 | 1 << 2}
    with pytest.raises(InvalidArguments, match="Somebody else wrote"):
        run(rig, "message.edit", **place, suppress_embeds=True, content="x")


def test_a_poll_is_not_edited(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="poll cannot be changed"):
        run(rig, "message.edit", channel_id=NEWS, message_id=ASKED, content="x")


@pytest.mark.parametrize("given", [{}, {"content": "x", "clear": ["content"]}])
def test_an_edit_that_changes_nothing_or_the_same_twice_is_refused(rig: Rig, given: Any) -> None:
    with pytest.raises(InvalidArguments):
        run(rig, "message.edit", channel_id=GENERAL, message_id=IN_GENERAL[0], **given)


def test_neither_an_open_card_nor_an_answered_one_can_be_made_to_read_otherwise(rig: Rig) -> None:
    asked = rig.ask(
        "message.bulk_delete", {"channel_id": GENERAL, "message_ids": list(IN_GENERAL[:2])}, rig.slash(OWNER)
    )
    (card,) = [each for each in rig.world.messages[APPROVALS].values() if each.author.id == BOT]
    place = {"channel_id": APPROVALS, "message_id": card.id}
    for _ in range(2):
        for name, given in (
            ("message.edit", {"content": "Approved by all."}),
            ("message.edit", {"clear": ["buttons"]}),
            ("message.edit_layout", {"blocks": [{"kind": "text", "text": "Approved by all."}]}),
        ):
            posted = rig.world.posted_bodies[card.id]
            shown = {"flags": posted["flags"], "components": posted["components"]}
            rig.world.put_message(Message.model_validate({**card.model_dump(mode="json"), **shown}))
            with pytest.raises(InvalidArguments, match=r"carries buttons|not laid out here"):
                run(rig, name, **place, **given)
        rig.press(asked.confirmation_id, "deny", OWNER)


def test_a_layout_is_edited_as_one_and_not_as_a_text(rig: Rig) -> None:
    place = {"channel_id": NEWS, "message_id": LAID_OUT}
    with pytest.raises(InvalidArguments):
        run(rig, "message.edit", **place, content="text")
    run(rig, "message.edit_layout", **place, blocks=[{"kind": "text", "text": "later"}])
    assert body(rig, PATCH)["components"] == [{"type": 10, "content": "later", "id": 7001}]


def test_an_edit_of_parts_is_undone_part_by_part(rig: Rig) -> None:
    place = _mine(rig, embeds=[EMBED], buttons=[BUTTON])
    message = rig.world.messages[GENERAL][place["message_id"]]
    embeds = [{"type": "rich", **EMBED}]
    rig.world.put_message(Message.model_validate({**message.model_dump(mode="json"), "embeds": embeds}))
    asked = {**place, "content": "two", "clear": ["embeds"], "buttons": [{**BUTTON, "label": "Other"}]}
    operation = rig.platform.build("message.edit", asked, rig.slash(OWNER))
    session = rig.platform.machinery.session(rig.slash(OWNER), operation, "01m7wd7tg0khfe92arj3q2bz03")
    session.authorize()
    prior = operation.prior(session.ports)
    back = operation.reversal(prior, operation.execute(session.ports))
    assert back is not None
    assert back.arguments == {**place, "content": "one", "embeds": [EMBED], "buttons": [BUTTON]}
    assert back.left == {"content": "two", "embeds": [], "buttons": ["Other: https://example.com"]}


def test_a_welcome_obeys_the_channel_that_it_goes_to(rig: Rig) -> None:
    run(rig, "member.welcome", MEMBER, user_id=NEWCOMER)
    assert body(rig)["content"] == f"Welcome to Guildhall, <@{NEWCOMER}>!"
    assert body(rig)["allowed_mentions"] == {"parse": [], "users": [NEWCOMER]}
    run(rig, "member.welcome", MEMBER, user_id=NEWCOMER, notify=False, content="Hello")
    assert body(rig)["allowed_mentions"] == {"parse": [], "users": []}
    for channel_id in (STAFF, ELSEWHERE_CHANNEL):
        with pytest.raises(NotAMember):
            run(rig, "member.welcome", MEMBER, user_id=NEWCOMER, welcome_channel_id=channel_id)
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(str(GUILD), deny=Permission.SEND_MESSAGES),))
    with pytest.raises(PermissionMissing):
        run(rig, "member.welcome", MEMBER, user_id=NEWCOMER)


def test_a_guild_without_a_channel_for_newcomers_is_asked_for_one(rig: Rig) -> None:
    rig.world.guilds[GUILD] = rig.world.guilds[GUILD].model_copy(update={"system_channel_id": None})
    with pytest.raises(InvalidArguments, match="no channel for newcomers"):
        run(rig, "member.welcome", user_id=NEWCOMER)
    run(rig, "member.welcome", user_id=NEWCOMER, welcome_channel_id=ChannelId(SUPPORT))
