"""Which change of a target refuses a plan or an approval, operation by operation.

The rows are the operations whose target the fake world plays; `integration/test_plans_that_drift.py` tells the same of
other things over the simulated Discord. What is named must change the fingerprint, or let the preview refuse; nobody
wants to decide anew because somebody wrote another message. That *some* change of its target changes it is tested of
every operation, in `test_catalogue_calls`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel
from guildhall.errors import GuildhallError
from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.policy.model import ChannelPolicy, ChatChannel
from tests.contract.catalogue_examples import examples
from tests.contract.stages import KEY, draft, stage
from tests.fakes.clock import NOON
from tests.fakes.guild import (
    GENERAL,
    GUILD,
    HELPER_ROLE,
    IN_GENERAL,
    MODERATOR_ROLE,
    NEWCOMER,
    OWNER,
    overwrite,
)
from tests.fakes.platform import Rig

NEW = Channel.model_validate({"id": "4000000000000000099", "type": 0, "guild_id": GUILD})


def _channel(**changed: Any) -> Callable[[Rig], None]:
    return lambda rig: rig.world.edit_channel(GENERAL, **changed)


def _member(**changed: Any) -> Callable[[Rig], None]:
    return lambda rig: rig.world.edit_member(NEWCOMER, **changed)


def _role(**changed: Any) -> Callable[[Rig], None]:
    return lambda rig: rig.world.edit_role(HELPER_ROLE, **changed)


def _chats(rig: Rig) -> None:
    chat = ChatChannel(guild_id=GUILD, channel_id=GENERAL, allowed_by=OWNER, allowed_at=NOON)
    rig.platform.policies.allow_chat(chat)


def _closed(rig: Rig) -> None:
    rig.platform.policies.put_channel_policy(ChannelPolicy.model_validate({**RULES, "denied_operations": ("role.*",)}))


RULES: dict[str, Any] = {"guild_id": GUILD, "channel_id": GENERAL}
TURNS: dict[str, Callable[[Rig], object]] = {
    "channel's name": _channel(name="other"),
    "channel's topic": _channel(topic="other"),
    "channel's slowmode": _channel(rate_limit_per_user=7),
    "channel's age restriction": _channel(nsfw=True),
    "channel's overwrites": _channel(permission_overwrites=(overwrite(HELPER_ROLE, deny=Permission.SEND_MESSAGES),)),
    "channel's newest message": _channel(last_message_id=IN_GENERAL[1]),
    "guild's channels": lambda rig: rig.world.put_channel(NEW),
    "message's text": lambda rig: rig.world.edit_message(GENERAL, IN_GENERAL[0], "other"),
    "another message's text": lambda rig: rig.world.edit_message(GENERAL, IN_GENERAL[4], "other"),
    "member's name": _member(nick="other"),
    "member's roles": _member(roles=(MODERATOR_ROLE,)),
    "member's timeout": _member(communication_disabled_until=NOON + timedelta(hours=1)),
    "member leaves": lambda rig: rig.world.remove_member(NEWCOMER),
    "role's name": _role(name="other"),
    "role's permissions": _role(permissions=Permission.CONNECT),
    "role's position": _role(position=0),
    "ban's reason": lambda rig: rig.world.ban(NEWCOMER, "other"),
    "ban is lifted": lambda rig: rig.world.bans.clear(),
    "chat channels": _chats,
    "policy": lambda rig: rig.set_policy(history_days=3),
    "channel's rules": _closed,
    "automation": lambda rig: draft(rig, version=2),
}
_HOLDER = {"member's name", "member's roles", "member leaves", "role's name", "role's permissions", "role's position"}
_PERSON = {"member's name", "member's roles", "member leaves"}
MATTERS: dict[str, set[str]] = {
    "automation.delete": {"automation"},
    "automation.draft": {"channel's name"},
    "automation.edit": {"automation"},
    "channel.copy_permissions": {"channel's name", "channel's overwrites"},
    "channel.create": {"guild's channels"},
    "channel.delete": {"channel's name", "channel's topic"},
    "channel.delete_permissions": {"channel's name", "channel's overwrites", "role's name"},
    "channel.edit": {"channel's name"},
    "channel.edit_permissions": {"channel's name", "channel's overwrites", "role's name"},
    "channel.follow": {"channel's name"},
    "channel.lock": {"channel's name"},
    "channel.set_permissions": {"channel's name", "channel's overwrites"},
    "channel.sync_permissions": {"channel's name", "channel's overwrites"},
    "channel.unlock": {"channel's name"},
    "chat.allow": {"channel's name", "chat channels"},
    "chat.disallow": {"channel's name", "chat channels"},
    "control.pause": {"policy"},
    "control.resume": {"policy"},
    "direct_message.delete": {"member's name", "member leaves"},
    "direct_message.edit": {"member's name", "member leaves"},
    "direct_message.send": {"member's name", "member leaves"},
    "invite.create": {"channel's name", "channel's overwrites"},
    "invite.delete": {"channel's name"},
    "invite.edit_target_users": {"channel's name"},
    "member.ban": _PERSON,
    "member.bulk_ban": {*_PERSON, "ban is lifted"},
    "member.bypass_verification": {"member's name", "member leaves"},
    "member.edit": {"member's name", "member leaves"},
    "member.kick": _PERSON,
    "member.prune": {"member's roles", "member leaves"},
    "member.timeout": {*_PERSON, "member's timeout"},
    "member.unban": {"ban's reason", "ban is lifted"},
    "message.bulk_delete": {"message's text"},
    "message.delete": {"message's text"},
    "message.edit": {"message's text"},
    "message.pin": {"message's text"},
    "message.send": {"channel's name", "channel's age restriction", "channel's overwrites"},
    "message.unpin": {"message's text"},
    "policy.edit": {"policy"},
    "policy.edit_approvals": {"policy"},
    "policy.edit_channel": {"channel's rules"},
    "policy.edit_limits": {"policy"},
    "policy.reset": {"policy"},
    "reaction.remove_all": {"message's text"},
    "reaction.remove_emoji": {"message's text"},
    "role.assign": _HOLDER,
    "role.assign_by_filter": {"role's name", "role's permissions", "role's position"},
    "role.bulk_assign": {"member's name", "member leaves", "role's name", "role's permissions", "role's position"},
    "role.bulk_remove": {"member's name", "member leaves", "role's name", "role's permissions", "role's position"},
    "role.create": {"role's name"},
    "role.delete": {"role's name", "role's permissions"},
    "role.edit": {"role's name", "role's permissions"},
    "role.remove": _HOLDER,
    "role.reorder": {"role's name", "role's permissions", "role's position"},
    "stage.end": {"channel's name"},
    "template.create": {"guild's channels", "channel's name", "role's name"},
    "template.sync": {"guild's channels", "channel's name", "role's name"},
    "voice.deafen": {"member's name", "member leaves"},
    "voice.mute": {"member's name", "member leaves"},
    "webhook.create": {"channel's name"},
    "workspace.grant": {"member's name", "member leaves"},
    "workspace.revoke": {"member's name"},
}
"""What must refuse the least that can be asked of each operation."""
NOISE = {"channel's newest message", "another message's text"}
"""What refuses nothing."""


def _seen(rig: Rig, request: AnyOperation) -> str | None:
    """Return the fingerprint; None where the preview refuses."""
    session = rig.platform.machinery.session(rig.slash(OWNER), request, KEY)
    try:
        session.authorize()
        return request.preview(session.ports).fingerprint
    except GuildhallError:
        return None


def _changed_by(request: AnyOperation) -> set[str]:
    still = _seen(stage(), request)
    assert still is not None
    changed = set()
    for name, turn in TURNS.items():
        rig = stage()
        turn(rig)
        if _seen(rig, request) != still:
            changed.add(name)
    return changed


@pytest.mark.parametrize("name", MATTERS)
def test_what_matters_of_a_target_refuses_and_what_does_not_refuses_nothing(name: str) -> None:
    changed = _changed_by(next(examples(catalogue.find(name), "some words")))
    assert MATTERS[name] <= changed, MATTERS[name] - changed
    assert not NOISE & changed


def test_a_purge_drifts_with_every_message_that_it_takes() -> None:
    request = stage().platform.build("message.purge", {"channel_id": GENERAL, "within": 100}, stage().slash(OWNER))
    assert {"another message's text", "message's text"} <= _changed_by(request)


@pytest.mark.parametrize(
    ("asked", "matters"),
    [
        ({"topic": "new"}, "channel's topic"),
        ({"slowmode_s": 5}, "channel's slowmode"),
        ({"age_restricted": True}, "channel's age restriction"),
    ],
)
def test_of_a_channel_that_is_edited_the_fields_that_change_matter(asked: dict[str, Any], matters: str) -> None:
    request = stage().platform.build("channel.edit", {"channel_id": GENERAL, **asked}, stage().slash(OWNER))
    assert _changed_by(request) & {"channel's topic", "channel's slowmode", "channel's age restriction"} == {matters}


def test_a_channel_in_a_category_drifts_with_who_may_see_the_category() -> None:
    asked = {"name": "new", "category_id": GENERAL}
    request = stage().platform.build("channel.create", asked, stage().slash(OWNER))
    assert "channel's overwrites" in _changed_by(request)


def test_an_answer_drifts_with_what_it_answers() -> None:
    asked = {"channel_id": GENERAL, "content": "yes", "reply_to": IN_GENERAL[0]}
    request = stage().platform.build("message.send", asked, stage().slash(OWNER))
    assert "message's text" in _changed_by(request)
