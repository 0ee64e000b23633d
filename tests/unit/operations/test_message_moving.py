"""Messages that are forwarded, published and purged: from where, by whom, and which ones."""

from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.ids import MessageId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import User
from guildhall.discord.types.message import Message
from guildhall.errors import (
    ChannelForbidden,
    DiscordRejected,
    DiscordUnavailable,
    InvalidArguments,
    NotAMember,
    OutcomeUnknown,
    PermissionMissing,
    RateLimited,
)
from guildhall.operations.spec import ChannelMode
from guildhall.policy.model import ChannelPolicy
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    APPROVALS,
    BOT,
    BOT_ROLE,
    BOT_USER,
    ELSEWHERE_CHANNEL,
    GENERAL,
    GUILD,
    IN_GENERAL,
    IN_STAFF,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OWNER,
    STAFF,
    SUPPORT,
    overwrite,
)
from tests.fakes.news import ANNOUNCED, ASKED, NEWS
from tests.fakes.platform import Rig
from tests.unit.operations.messages import BULK, ONE, POST, body, newsroom, run


@pytest.fixture
def rig() -> Rig:
    return newsroom()


def test_nothing_is_forwarded_from_where_the_caller_cannot_read(rig: Rig) -> None:
    hidden = {"source_channel_id": STAFF, "message_id": IN_STAFF}
    with pytest.raises(NotAMember):
        run(rig, "message.forward", MEMBER, channel_id=GENERAL, **hidden)
    with pytest.raises(NotAMember):
        run(rig, "message.forward", channel_id=GENERAL, source_channel_id=ELSEWHERE_CHANNEL, message_id=IN_STAFF)
    no_history = (overwrite(str(GUILD), deny=Permission.READ_MESSAGE_HISTORY),)
    rig.world.edit_channel(SUPPORT, permission_overwrites=no_history)
    with pytest.raises(PermissionMissing, match="Read Message History"):
        run(rig, "message.forward", MEMBER, channel_id=GENERAL, source_channel_id=SUPPORT, message_id=IN_GENERAL[0])
    assert rig.discord.writes == []


def test_a_forward_to_people_who_cannot_read_the_source_waits_for_a_human(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "source_channel_id": STAFF, "message_id": IN_STAFF}
    waiting = rig.ask("message.forward", asked, rig.slash(MODERATOR))
    assert waiting.preview.targets[0].detail == "between us"
    assert rig.discord.sent(POST)[-1].path["channel_id"] == APPROVALS
    run(rig, "message.forward", MODERATOR, channel_id=STAFF, source_channel_id=GENERAL, message_id=IN_GENERAL[1])
    reference = {"type": 1, "channel_id": GENERAL, "message_id": IN_GENERAL[1]}
    assert body(rig)["message_reference"] == reference


def test_a_channel_that_the_policy_closes_is_read_for_no_forward(rig: Rig) -> None:
    closed = ChannelPolicy(guild_id=GUILD, channel_id=GENERAL, mode=ChannelMode.CLOSED)
    rig.platform.policies.put_channel_policy(closed)
    with pytest.raises(ChannelForbidden):
        run(rig, "message.forward", channel_id=SUPPORT, source_channel_id=GENERAL, message_id=IN_GENERAL[0])


def test_a_poll_is_not_forwarded(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="cannot be forwarded"):
        run(rig, "message.forward", channel_id=GENERAL, source_channel_id=NEWS, message_id=ASKED)


def test_a_forward_and_a_poll_are_held_back_by_a_slowmode_as_a_text_is(rig: Rig) -> None:
    rig.world.edit_channel(GENERAL, rate_limit_per_user=60)
    run(rig, "message.forward", MEMBER, channel_id=GENERAL, source_channel_id=GENERAL, message_id=IN_GENERAL[1])
    with pytest.raises(RateLimited, match="slowmode"):
        run(rig, "message.send", MEMBER, channel_id=GENERAL, content="hello")
    rig.clock.advance(61)
    run(rig, "message.send", MEMBER, channel_id=GENERAL, content="hello")


def test_who_may_not_manage_messages_publishes_their_own_and_the_bots_only(rig: Rig) -> None:
    said = rig.world.messages[NEWS][ANNOUNCED]
    route = "POST /channels/{channel_id}/messages/{message_id}/crosspost"
    for author, allowed in ((NEWCOMER, False), (MEMBER, True), (BOT, True)):
        rig.world.put_message(said.model_copy(update={"author": User(id=author, username="somebody")}))
        asked = {"channel_id": NEWS, "message_id": ANNOUNCED}
        if allowed:
            waiting = rig.ask("message.crosspost", asked, rig.slash(MEMBER))
            assert "cannot be taken back" in waiting.preview.irreversible
        else:
            with pytest.raises(PermissionMissing, match="Manage Messages"):
                rig.run("message.crosspost", asked, rig.slash(MEMBER), dry_run=False)
    assert rig.discord.sent(route) == []


def test_what_the_bot_did_not_write_it_publishes_with_manage_messages_only(rig: Rig) -> None:
    said, asked = rig.world.messages[NEWS][ANNOUNCED], {"channel_id": NEWS, "message_id": ANNOUNCED}
    reads = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY | Permission.SEND_MESSAGES
    rig.world.edit_role(BOT_ROLE, permissions=reads)
    for author in (MEMBER, NEWCOMER):
        rig.world.put_message(said.model_copy(update={"author": User(id=author, username="somebody")}))
        with pytest.raises(PermissionMissing, match="The bot lacks Manage Messages"):
            rig.run("message.crosspost", asked, rig.slash(OWNER if author == NEWCOMER else MEMBER), dry_run=False)
    rig.world.put_message(said)
    rig.ask("message.crosspost", asked, rig.slash(MEMBER))


def _said(rig: Rig, number: int, **fields: Any) -> MessageId:
    message_id = MessageId(str(5_000_000_000_000_001_000 + number))
    told = {"id": message_id, "channel_id": GENERAL, "author": User(id=NEWCOMER, username="newcomer")}
    sent_at = {"timestamp": NOON - timedelta(minutes=1), "content": f"spam {number}"}
    rig.world.put_message(Message.model_validate({**told, **sent_at, **fields}))
    return message_id


def _purged(rig: Rig, **conditions: Any) -> list[str]:
    asked = {"channel_id": GENERAL, "within": 100, **conditions}
    preview = rig.preview("message.purge", asked, rig.slash(MODERATOR), dry_run=True).preview
    return [target.id for target in preview.targets]


def test_each_condition_of_a_purge_has_to_fit(rig: Rig) -> None:
    plain, link, shout = (
        _said(rig, 0),
        _said(rig, 1, content="see https://example.com"),
        _said(rig, 2, content="SPAM", author=BOT_USER),
    )
    pinned = _said(rig, 3, pinned=True)
    old = _said(rig, 4, timestamp=NOON - timedelta(hours=2))
    file = _said(rig, 5, attachments=[{"id": "1", "filename": "a.txt"}])
    _said(rig, 6, type=21)
    assert _purged(rig, author_ids=[NEWCOMER]) == [plain, link, old, file]
    assert _purged(rig, author_ids=[NEWCOMER], pinned=True) == [plain, link, pinned, old, file]
    assert _purged(rig, contains="spam", authors="people") == [plain, old, file]
    assert _purged(rig, contains="spam", authors="bots") == [shout]
    assert _purged(rig, has=["links"]) == [link]
    assert _purged(rig, has=["links", "files"]) == []
    assert _purged(rig, older_than_s=3600) == [old]
    assert _purged(rig, newer_than_s=3600, author_ids=[NEWCOMER]) == [plain, link, file]
    assert _purged(rig, after=old, author_ids=[NEWCOMER]) == [file]
    assert _purged(rig, before=link) == [*IN_GENERAL, plain]
    assert _purged(rig, author_ids=[NEWCOMER], most=2) == [old, file]


def test_of_what_discord_tells_only_what_cannot_be_deleted_stays(rig: Rig) -> None:
    kinds = {kind: _said(rig, kind, type=kind) for kind in (1, 2, 3, 4, 5, 7, 14, 15, 16, 17, 18, 21, 46)}
    fixed = {1, 2, 3, 4, 5, 21}
    assert set(_purged(rig, contains="spam")) == {each for kind, each in kinds.items() if kind not in fixed}
    for name, asked in (
        ("message.delete", {"message_id": kinds[4]}),
        ("message.bulk_delete", {"message_ids": [kinds[4], kinds[7]]}),
    ):
        with pytest.raises(InvalidArguments, match=f"lets nobody delete 1 of the messages, .*: {kinds[4]}"):
            rig.run(name, {"channel_id": GENERAL, **asked}, rig.slash(OWNER), dry_run=False)


def test_what_is_older_than_14_days_stays_and_is_told(rig: Rig) -> None:
    _said(rig, 0, timestamp=NOON - timedelta(days=15))
    young = _said(rig, 1)
    asked = {"channel_id": GENERAL, "within": 50, "contains": "spam"}
    preview = rig.preview("message.purge", asked, rig.slash(MODERATOR), dry_run=True).preview
    assert [target.id for target in preview.targets] == [young]
    assert preview.summary.endswith("; 1 that fit are too old to go")


def test_what_is_written_meanwhile_refuses_the_approval_unless_the_purge_ends_before_it(rig: Rig) -> None:
    first = _said(rig, 0)
    asked = {"channel_id": GENERAL, "within": 50, "contains": "spam"}
    waiting = rig.ask("message.purge", asked, rig.slash(MODERATOR))
    _said(rig, 1)
    told = rig.press(waiting.confirmation_id, "approve", OWNER).text
    assert "The target changed since it was previewed, so nothing was done." in told
    assert first in rig.world.messages[GENERAL]
    bounded = rig.ask("message.purge", {**asked, "before": str(int(first) + 1)}, rig.slash(MODERATOR))
    later = _said(rig, 2)
    assert rig.press(bounded.confirmation_id, "approve", OWNER).text.endswith("Done.")
    assert first not in rig.world.messages[GENERAL]
    assert later in rig.world.messages[GENERAL]


def _purge(rig: Rig, count: int) -> dict[str, Any]:
    for number in range(count):
        _said(rig, number)
    operation = rig.platform.build(
        "message.purge", {"channel_id": GENERAL, "within": 500, "most": 200, "contains": "spam"}, rig.slash(OWNER)
    )
    session = rig.platform.machinery.session(rig.slash(OWNER), operation, "01m7wd7tg0khfe92arj3q2bz03")
    session.authorize()
    return operation.execute(session.ports).model_dump(mode="json")


def test_portions_are_of_one_size_so_that_none_goes_alone(rig: Rig) -> None:
    assert _purge(rig, 101)["deleted_count"] == 101
    sizes = [len((sent.body or {})["messages"]) for sent in rig.discord.sent(BULK)]  # type: ignore[arg-type]
    assert sorted(sizes) == [50, 51]
    assert rig.discord.sent(ONE) == []


def test_a_single_message_goes_by_itself(rig: Rig) -> None:
    assert _purge(rig, 1)["deleted_count"] == 1
    assert (len(rig.discord.sent(ONE)), rig.discord.sent(BULK)) == (1, [])


@pytest.mark.parametrize(
    ("error", "counts"), [(DiscordUnavailable("down"), (75, 0, 75)), (OutcomeUnknown("?"), (75, 75, 0))]
)
def test_a_purge_that_is_stopped_tells_what_became_of_each_and_goes_on_when_it_is_asked_again(
    rig: Rig, error: Exception, counts: tuple[int, int, int]
) -> None:
    rig.discord.fail(BULK, error, where=lambda _: len(rig.discord.sent(BULK)) == 2)
    told = _purge(rig, 150)
    assert (told["deleted_count"], told["unknown_count"], told["left_count"]) == counts
    assert told["go_on"].startswith("75 may be there still")
    assert len(told["items"]) == 150
    assert _purge(rig, 0)["deleted_count"] == 75


def test_a_purge_whose_first_portion_is_refused_fails(rig: Rig) -> None:
    rig.discord.fail(BULK, DiscordRejected("no", status=400))
    with pytest.raises(DiscordRejected):
        _purge(rig, 3)
