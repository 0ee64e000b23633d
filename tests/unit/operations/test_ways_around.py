"""Ways around the rules that the larger catalogue could have opened, each tried and found shut."""

from typing import Any

import pytest
from pydantic import BaseModel, JsonValue

from guildhall.discord.ids import ChannelId, RoleId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import ChannelForbidden, NotAMember, PermissionMissing
from guildhall.operations.base import Locus, Operation
from guildhall.operations.spec import ChannelMode, Risk, Spec
from guildhall.policy.attempt import Attempt
from guildhall.policy.membership import require_membership
from guildhall.policy.model import ChannelPolicy
from tests.fakes import effects
from tests.fakes.guild import (
    BOT_ROLE,
    CATEGORY,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    HELPER_ROLE,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    STAFF,
    SUPPORT,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

HALL, EVENT = ChannelId("4000000000000000031"), "6500000000000000001"
EVENT_ROUTE = "GET /guilds/{guild_id}/scheduled-events/{event_id}"
THREADS = "GET /guilds/{guild_id}/threads/active"
TEMPLATE = "hgM48av5Q69A"


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    return rig


# ------------------------------------------------------------------------------------------------------------- ranks
@pytest.mark.parametrize(
    ("role_ids", "above"),
    [
        ([HELPER_ROLE], MODERATOR_ROLE),
        ([HELPER_ROLE, MODERATOR_ROLE], None),
    ],
)
def test_nobody_is_lifted_above_a_protected_role_by_moving_the_others(
    rig: Rig, role_ids: list[RoleId], above: RoleId | None
) -> None:
    asked: dict[str, Any] = {"role_ids": role_ids, **({"above_role_id": above} if above else {})}
    rig.preview("role.reorder", asked, rig.slash(OWNER), dry_run=True)
    rig.set_policy(protected_role_ids=[MODERATOR_ROLE])
    with pytest.raises(ChannelForbidden, match="protected"):
        rig.run("role.reorder", asked, rig.slash(OWNER))
    assert rig.discord.writes == []


def test_a_protected_role_is_no_hindrance_to_what_happens_above_it(rig: Rig) -> None:
    rig.set_policy(protected_role_ids=[HELPER_ROLE])
    rig.preview("role.reorder", {"role_ids": [MODERATOR_ROLE]}, rig.slash(OWNER), dry_run=True)


# ---------------------------------------------------------------------------------------------------- hidden channels
@pytest.mark.parametrize(("name", "more"), [("create", {"name": "Ours"}), ("sync", {"code": TEMPLATE})])
def test_a_template_tells_nobody_of_channels_that_whoever_makes_it_does_not_see(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, name: str, more: dict[str, str]
) -> None:
    def ours(world: World, sent: Sent) -> JsonValue:
        moment: JsonValue = "2026-11-20T12:00:00Z"
        look: dict[str, JsonValue] = {"code": TEMPLATE, "name": "Ours", "usage_count": 0, "creator_id": OWNER}
        return look | {"created_at": moment, "updated_at": moment, "source_guild_id": GUILD}

    monkeypatch.setitem(effects.EFFECTS, "GET /guilds/templates/{code}", ours)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD)
    with pytest.raises(PermissionMissing, match="all channels"):
        rig.run(f"template.{name}", more, rig.slash(MEMBER))
    assert rig.discord.writes == []
    rig.preview(f"template.{name}", more, rig.slash(OWNER), dry_run=True)


def test_threads_of_a_closed_channel_are_listed_no_more_than_those_of_a_hidden_one(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def threads(world: World, sent: Sent) -> JsonValue:
        look: dict[str, JsonValue] = {"type": 11, "guild_id": GUILD, "owner_id": OWNER}
        places = ((GENERAL, "4000000000000000051"), (SUPPORT, "4000000000000000052"), (STAFF, "4000000000000000053"))
        listed: list[JsonValue] = [
            {**look, "id": thread, "parent_id": parent, "name": f"in {parent}"} for parent, thread in places
        ]
        return {"threads": listed, "members": []}

    monkeypatch.setitem(effects.EFFECTS, THREADS, threads)

    def shown() -> set[str]:
        result: Any = rig.complete("thread.list_active", {}, rig.slash(MEMBER)).result
        return {thread["parent_channel_id"] for thread in result["threads"]}

    assert shown() == {GENERAL, SUPPORT}
    closed = ChannelPolicy(guild_id=GUILD, channel_id=SUPPORT, mode=ChannelMode.CLOSED)
    rig.platform.policies.put_channel_policy(closed)
    assert shown() == {GENERAL}
    denied = ChannelPolicy(guild_id=GUILD, channel_id=SUPPORT, denied_operations=("thread.*",))
    rig.platform.policies.put_channel_policy(denied)
    assert shown() == {GENERAL}


def test_a_key_for_single_channels_sees_no_event_of_another_channel(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def event(world: World, sent: Sent) -> JsonValue:
        look: dict[str, JsonValue] = {"id": EVENT, "guild_id": GUILD, "name": "Quiz", "entity_type": 2, "status": 1}
        return look | {"channel_id": HALL, "scheduled_start_time": "2026-12-20T12:00:00Z"}

    monkeypatch.setitem(effects.EFFECTS, EVENT_ROUTE, event)
    hall = {"id": HALL, "type": ChannelType.GUILD_VOICE, "guild_id": GUILD, "name": "Hall", "parent_id": CATEGORY}
    rig.world.put_channel(Channel.model_validate(hall))
    asked = {"guild_id": GUILD, "event_id": EVENT}
    for reached in (HALL, CATEGORY):
        rig.complete("event.get", asked, rig.mcp(OWNER, channel_ids=frozenset({reached})))
    with pytest.raises(NotAMember):
        rig.run("event.get", asked, rig.mcp(OWNER, channel_ids=frozenset({GENERAL})))


# ---------------------------------------------------------------------------------------------------------- protected
def test_the_messages_of_a_protected_member_are_not_hunted_by_their_name(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[MEMBER])
    asked = {"channel_id": GENERAL, "within": 50, "author_ids": [MEMBER]}
    with pytest.raises(ChannelForbidden, match="That member is protected"):
        rig.run("message.purge", asked, rig.slash(OWNER))


@pytest.mark.parametrize("name", ["lock", "unlock", "set_permissions", "edit_permissions", "delete_permissions"])
def test_what_a_channel_says_of_a_protected_role_stays_by_whatever_way(rig: Rig, name: str) -> None:
    rig.world.edit_channel(GENERAL, permission_overwrites=(overwrite(HELPER_ROLE, deny=Permission.SEND_MESSAGES),))
    rig.set_policy(protected_role_ids=[HELPER_ROLE])
    whose: dict[str, Any] = {"overwrite_id": HELPER_ROLE}
    asked = {"permission_overwrites": []} if name == "set_permissions" else whose
    with pytest.raises(ChannelForbidden, match="protected"):
        rig.run(f"channel.{name}", {"channel_id": GENERAL, **asked}, rig.slash(OWNER))
    assert rig.discord.writes == []


# ------------------------------------------------------------------------------------------------------------- grants
@pytest.mark.parametrize("name", ["channel.copy_permissions", "channel.sync_permissions", "channel.clone"])
def test_nobody_hands_on_by_a_copy_what_they_do_not_hold(rig: Rig, name: str) -> None:
    """A channel's overwrites may hold what only an administrator could put there; to copy them is to put them."""
    said = (overwrite(HELPER_ROLE, allow=Permission.MANAGE_WEBHOOKS),)
    for channel_id in (SUPPORT, CATEGORY):
        rig.world.edit_channel(channel_id, permission_overwrites=said)
    rig.world.edit_channel(GENERAL, parent_id=CATEGORY, permission_overwrites=())
    rig.world.edit_role(
        MODERATOR_ROLE, permissions=Permission.VIEW_CHANNEL | Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES
    )
    asked: dict[str, Any] = {"channel_id": GENERAL} if name != "channel.clone" else {"guild_id": GUILD}
    asked |= {} if name == "channel.sync_permissions" else {"source_channel_id": SUPPORT}
    with pytest.raises(PermissionMissing, match="Manage Webhooks"):
        rig.run(name, asked, rig.slash(MODERATOR))
    assert rig.discord.writes == []


def test_nobody_invites_with_a_role_that_they_could_not_give_by_hand(rig: Rig) -> None:
    asked = {"channel_id": GENERAL, "role_ids": [MODERATOR_ROLE]}
    with pytest.raises(PermissionMissing):
        rig.run("invite.create", asked, rig.slash(MODERATOR))
    in_channel = (overwrite(EVERYONE_ROLE, allow=Permission.MANAGE_ROLES | Permission.CREATE_INSTANT_INVITE),)
    rig.world.edit_channel(GENERAL, permission_overwrites=in_channel)
    with pytest.raises(PermissionMissing):
        rig.run("invite.create", {"channel_id": GENERAL, "role_ids": [HELPER_ROLE]}, rig.slash(MEMBER))
    assert rig.discord.writes == []


def test_who_moderates_a_stage_starts_no_event_by_it_that_is_not_theirs_to_start(rig: Rig) -> None:
    moderating = Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS | Permission.CONNECT
    rig.world.edit_role(MODERATOR_ROLE, permissions=Permission.VIEW_CHANNEL | moderating)
    stage = {"id": HALL, "type": ChannelType.GUILD_STAGE_VOICE, "guild_id": GUILD, "name": "Stage"}
    rig.world.put_channel(Channel.model_validate(stage))
    asked = {"channel_id": HALL, "topic": "News"}
    rig.preview("stage.start", asked, rig.slash(MODERATOR), dry_run=True)
    with pytest.raises(PermissionMissing, match="Manage Events"):
        rig.run("stage.start", {**asked, "event_id": EVENT}, rig.slash(MODERATOR))


# ------------------------------------------------------------------------------------------------------- no guild
class _Nowhere(Operation[BaseModel]):
    """A write that finds no guild, as one whose `locate` was forgotten would."""

    spec = Spec(risk=Risk.WRITE, scope="messages:write", permission=Permission.SEND_MESSAGES, source="guildhall:test")

    def locate(self, discord: object) -> Locus:
        return Locus()


def test_a_write_that_belongs_to_no_guild_is_nobodys_to_allow(rig: Rig) -> None:
    machinery = rig.platform.machinery
    attempt = Attempt(
        principal=rig.slash(OWNER),
        operation=_Nowhere(),
        discord=rig.discord,
        policies=rig.platform.policies,
        counters=machinery.counters,
        now=rig.clock(),
    )
    with pytest.raises(NotAMember, match="no such thing"):
        require_membership(attempt)
