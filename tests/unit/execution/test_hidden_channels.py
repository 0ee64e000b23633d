"""What a caller cannot see stays unseen, whatever is asked: every operation, asked by somebody who may do a lot.

The moderator has every permission but ADMINISTRATOR and MANAGE_THREADS, and cannot see the vault, its thread, somebody
else's private thread, nor what is written in a voice channel that they may not connect to.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest

from guildhall.discord.ids import ChannelId, UserId
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import DiscordError, NotAMember, PermissionMissing, RequestError
from guildhall.execution.outcome import Completed
from guildhall.operations import catalogue
from guildhall.operations.base import ChannelOperation
from guildhall.policy.membership import MISS_WINDOW_S
from tests.contract.catalogue_examples import examples
from tests.fakes.guild import (
    APPROVALS,
    BOT,
    CATEGORY,
    ELSEWHERE_CHANNEL,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    IN_STAFF,
    MODERATOR,
    MODERATOR_ROLE,
    NOWHERE,
    OWNER,
    STAFF,
    SUPPORT,
    overwrite,
)
from tests.fakes.platform import Rig

VAULT_THREAD, PRIVATE, HALL = (
    ChannelId("4000000000000000021"),
    ChannelId("4000000000000000022"),
    ChannelId("4000000000000000023"),
)
HIDDEN = {"vault": STAFF, "its thread": VAULT_THREAD, "a private thread": PRIVATE, "another guild's": ELSEWHERE_CHANNEL}
CANARY = "owl-at-night"
MADE_ID = re.compile(r"\b[0-9a-z]{26}\b|\b[0-9a-f]{64}\b|\binteraction:[0-9]+")
VIEW = Permission.VIEW_CHANNEL
EVERY = list(catalogue.every())
IN_CHANNELS = [cls for cls in EVERY if issubclass(cls, ChannelOperation)]
TELLS_OF_WHAT_IS_GONE = {"audit.list", "audit.export"}
"""To whoever may read Discord's own audit log, which tells as much."""
AT_LARGE = [cls for cls in EVERY if not issubclass(cls, ChannelOperation)]


@pytest.fixture
def rig() -> Rig:
    return hiding(CANARY)


def hiding(canary: str) -> Rig:
    """A platform over a guild in which everything that is hidden from the moderator carries a word."""
    rig = Rig()
    rig.set_policy(approvals_channel_id=APPROVALS)
    most = ALL_PERMISSIONS.without(Permission.ADMINISTRATOR | Permission.MANAGE_THREADS)
    rig.world.edit_role(MODERATOR_ROLE, permissions=most)
    shut = (overwrite(EVERYONE_ROLE, deny=VIEW), overwrite(BOT, allow=VIEW))
    rig.world.edit_channel(STAFF, name=canary, topic=canary, permission_overwrites=shut)
    rig.world.edit_message(STAFF, IN_STAFF, canary)
    rig.world.edit_channel(ELSEWHERE_CHANNEL, name=canary, topic=canary)
    made = {"guild_id": GUILD, "name": canary, "owner_id": OWNER}
    for channel_id, kind, parent in (
        (VAULT_THREAD, ChannelType.PUBLIC_THREAD, STAFF),
        (PRIVATE, ChannelType.PRIVATE_THREAD, GENERAL),
    ):
        rig.world.put_channel(Channel.model_validate({"id": channel_id, "type": kind, "parent_id": parent, **made}))
    connect = Permission.CONNECT
    entries = (
        overwrite(EVERYONE_ROLE, allow=connect),
        overwrite(MODERATOR_ROLE, deny=connect),
        overwrite(BOT, allow=connect),
    )
    hall = Channel(id=HALL, type=ChannelType.GUILD_VOICE, guild_id=GUILD, name="hall", permission_overwrites=entries)
    rig.world.put_channel(hall)
    return rig


def told(rig: Rig, name: str, arguments: dict[str, Any]) -> str:
    """Ask for it, a write as a preview; return all that the moderator is told, with new ids masked."""
    rig.clock.advance(1)
    try:
        outcome = rig.run(name, arguments, rig.slash(MODERATOR), dry_run=True)
    except (RequestError, DiscordError) as error:
        return MADE_ID.sub("…", str(error.to_dict()))
    if isinstance(outcome, Completed):
        return MADE_ID.sub("…", str(outcome.result))
    return MADE_ID.sub("…", str({**asdict(outcome), "preview": outcome.preview.model_dump(mode="json")}))


def requests(cls: type[catalogue.AnyOperation], channel_id: ChannelId, text: str = "word") -> list[dict[str, Any]]:
    """Arguments of an operation in which every channel is that one."""
    given = [request.model_dump(mode="json", exclude_unset=True) for request in examples(cls, text)]
    return [json.loads(json.dumps(each).replace(str(GENERAL), str(channel_id))) for each in given]


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("cls", IN_CHANNELS, ids=lambda cls: cls.full_name())
def test_a_channel_that_the_caller_cannot_see_is_like_one_that_is_not_there(
    rig: Rig, cls: type[catalogue.AnyOperation], hidden: ChannelId
) -> None:
    for there, nowhere in zip(requests(cls, hidden), requests(cls, NOWHERE), strict=True):
        rig.clock.advance(MISS_WINDOW_S + 1)
        assert told(rig, cls.full_name(), there) == told(rig, cls.full_name(), nowhere)
        with pytest.raises(NotAMember):
            rig.run(cls.full_name(), there, rig.slash(MODERATOR), dry_run=True)


@pytest.mark.parametrize("cls", AT_LARGE, ids=lambda cls: cls.full_name())
def test_nothing_that_is_told_depends_on_what_is_hidden(cls: type[catalogue.AnyOperation]) -> None:
    """Worlds that differ in hidden names, topics and words, or in whether there are any, look the same."""
    guesses = [each for channel_id in (STAFF, PRIVATE, GENERAL) for each in requests(cls, channel_id, CANARY)]
    first, renamed, empty = ([told(rig, cls.full_name(), each) for each in guesses] for rig in worlds())
    assert first == renamed
    assert first == empty or cls.full_name() in TELLS_OF_WHAT_IS_GONE


def worlds() -> Iterator[Rig]:
    """The same to the moderator, three times."""
    yield hiding(CANARY)
    yield hiding("bat-by-day")
    empty = hiding(CANARY)
    for channel_id in (STAFF, VAULT_THREAD, PRIVATE):
        empty.world.remove_channel(channel_id)
    yield empty


def test_a_list_names_only_what_the_caller_sees(rig: Rig) -> None:
    listed = rig.complete("channel.list", {}, rig.slash(MODERATOR)).result["channels"]
    assert isinstance(listed, list)
    shown = {each["channel_id"] for each in listed if isinstance(each, dict)}
    assert shown == {CATEGORY, GENERAL, SUPPORT, APPROVALS, HALL}


def test_what_is_written_in_a_voice_channel_is_for_those_who_may_connect(rig: Rig) -> None:
    with pytest.raises(PermissionMissing) as refused:
        rig.run("message.list", {"channel_id": HALL}, rig.slash(MODERATOR))
    assert refused.value.details["needed"] == ["Read Message History"]
    assert "Connect is denied in this channel" in refused.value.hint
    assert rig.complete("message.list", {"channel_id": HALL}, rig.slash(OWNER)).result["messages"] == []


@pytest.mark.parametrize("who", [None, OWNER], ids=["of oneself", "of others"])
@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_an_explanation_tells_of_a_hidden_channel_what_it_tells_of_none(
    rig: Rig, hidden: ChannelId, who: UserId | None
) -> None:
    asked = {"operation": "message.send", "user_id": who}
    there, nowhere = (
        told(rig, "policy.explain", {**asked, "arguments": {"channel_id": channel_id, "content": "x"}})
        for channel_id in (hidden, NOWHERE)
    )
    assert there == nowhere
    assert CANARY not in there
