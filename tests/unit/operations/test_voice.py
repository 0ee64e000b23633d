"""Members in voice: where a call about them takes effect, and who may do what there."""

from collections.abc import Callable
from typing import Any

import pytest

from guildhall.discord.ids import UserId
from guildhall.discord.permissions import Permission
from guildhall.discord.types.channel import Channel, ChannelType
from guildhall.errors import ChannelForbidden, DiscordNotFound, InvalidArguments, NotAMember, PermissionMissing
from guildhall.operations.spec import ChannelMode, Risk, Spending
from guildhall.operations.voice._state import GET_OWN_STATE
from guildhall.policy.model import ChannelPolicy
from tests.fakes import effects
from tests.fakes.guild import (
    ADMIN,
    BOT_ROLE,
    CATEGORY,
    EVERYONE_ROLE,
    GENERAL,
    GUILD,
    MEMBER,
    MODERATOR,
    MODERATOR_ROLE,
    OWNER,
    STRANGER,
    overwrite,
)
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

STATE = "GET /guilds/{guild_id}/voice-states/{user_id}"
HALL, CELLAR = "4000000000000000031", "4000000000000000032"
NOBODY = UserId("2000000000000009999")
VOICE = Permission.CONNECT | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS | Permission.DEAFEN_MEMBERS


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    rig = Rig()
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    moderators = rig.world.guilds[GUILD].role(MODERATOR_ROLE)
    assert moderators is not None
    rig.world.edit_role(MODERATOR_ROLE, permissions=moderators.permissions | VOICE)
    for channel_id, name in ((HALL, "Hall"), (CELLAR, "Cellar")):
        look = {"id": channel_id, "type": ChannelType.GUILD_VOICE, "guild_id": GUILD, "name": name}
        rig.world.put_channel(Channel.model_validate({**look, "parent_id": CATEGORY}))
    monkeypatch.setitem(effects.EFFECTS, STATE, _somewhere({MEMBER: HALL, ADMIN: HALL}))
    return rig


def _somewhere(places: dict[UserId, str]) -> Callable[[World, Sent], Any]:
    def state(world: World, sent: Sent) -> Any:
        where = places.get(UserId(sent.path["user_id"]))
        if where is None:
            raise DiscordNotFound("Unknown Voice State", status=404, discord_code=10065)
        return {"user_id": sent.path["user_id"], "channel_id": where, "mute": False, "suppress": False}

    return state


def _ask(rig: Rig, name: str, who: UserId = MODERATOR, **asked: Any) -> Any:
    given = {"guild_id": GUILD, "user_id": MEMBER, **asked}
    return rig.complete(name, given, rig.slash(who), dry_run=False)


def test_somebody_above_is_muted_too_for_discord_asks_for_no_rank(rig: Rig) -> None:
    _ask(rig, "voice.mute", user_id=ADMIN)
    assert rig.discord.writes[-1].body == {"mute": True}


def test_a_protected_member_is_left_alone(rig: Rig) -> None:
    rig.set_policy(protected_user_ids=[MEMBER])
    with pytest.raises(ChannelForbidden, match="That member is protected"):
        _ask(rig, "voice.mute")


def test_the_right_counts_in_the_channel_where_they_are(rig: Rig) -> None:
    said = (overwrite(MODERATOR_ROLE, deny=Permission.MUTE_MEMBERS),)
    rig.world.edit_channel(rig.world.channel(HALL).id, permission_overwrites=said)
    with pytest.raises(PermissionMissing, match="Mute Members"):
        _ask(rig, "voice.mute")
    _ask(rig, "voice.deafen")


def test_who_is_in_a_channel_that_the_caller_does_not_see_is_not_told(rig: Rig) -> None:
    said = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),)
    rig.world.edit_channel(rig.world.channel(HALL).id, permission_overwrites=said)
    for name in ("voice.get_state", "voice.disconnect"):
        with pytest.raises(NotAMember):
            _ask(rig, name)


def test_who_is_nowhere_and_who_is_where_the_caller_does_not_see_are_one_denial(rig: Rig) -> None:
    """Else whoever may mute anybody would learn who sits in a hidden channel just now."""
    said = (overwrite(EVERYONE_ROLE, deny=Permission.VIEW_CHANNEL),)
    rig.world.edit_channel(rig.world.channel(HALL).id, permission_overwrites=said)
    for name in ("voice.get_state", "voice.mute", "voice.disconnect"):
        told = set()
        for user_id in (OWNER, MEMBER):
            with pytest.raises(NotAMember) as denied:
                _ask(rig, name, user_id=user_id)
            told.add((denied.value.message, denied.value.hint))
        assert [message for message, _ in told] == ["They are in no voice channel that you can see."]


def test_whoever_asks_from_outside_hears_the_same_as_of_somebody_who_is_nowhere(rig: Rig) -> None:
    for who, user_id in ((STRANGER, MEMBER), (MODERATOR, NOBODY), (MODERATOR, OWNER)):
        with pytest.raises(NotAMember, match="no voice channel that you can see") as denied:
            _ask(rig, "voice.mute", who, user_id=user_id)
        assert "id" not in denied.value.hint


@pytest.mark.parametrize(
    ("name", "asked"), [("voice.get_own_state", {}), ("voice.edit_own_state", {"suppressed": True})]
)
def test_of_a_bot_that_is_in_no_voice_channel_that_is_said(rig: Rig, name: str, asked: dict[str, Any]) -> None:
    rig.discord.fail(GET_OWN_STATE.text, DiscordNotFound("Unknown Voice State", status=404, discord_code=10065))
    with pytest.raises(NotAMember, match="The bot is in no voice channel that you can see"):
        rig.complete(name, {"guild_id": GUILD, **asked}, rig.slash(MODERATOR))


def test_nobody_is_moved_to_where_the_caller_may_not_go(rig: Rig) -> None:
    cellar = rig.world.channel(CELLAR).id
    rig.world.edit_channel(cellar, permission_overwrites=(overwrite(EVERYONE_ROLE, deny=Permission.CONNECT),))
    rig.world.edit_role(MODERATOR_ROLE, permissions=VOICE.without(Permission.CONNECT))
    rig.world.edit_channel(
        rig.world.channel(HALL).id, permission_overwrites=(overwrite(EVERYONE_ROLE, allow=Permission.CONNECT),)
    )
    with pytest.raises(PermissionMissing, match="You lack Connect"):
        _ask(rig, "voice.move", target_channel_id=CELLAR)
    assert rig.discord.writes == []


@pytest.mark.parametrize(
    "rules", [{"mode": ChannelMode.CLOSED}, {"mode": ChannelMode.READ_ONLY}, {"denied_operations": ("voice.*",)}]
)
def test_nobody_is_moved_to_where_the_policy_lets_nothing_be_done(rig: Rig, rules: dict[str, Any]) -> None:
    cellar = ChannelPolicy(guild_id=GUILD, channel_id=rig.world.channel(CELLAR).id, **rules)
    rig.platform.policies.put_channel_policy(cellar)
    with pytest.raises(ChannelForbidden, match=r"voice\.move"):
        _ask(rig, "voice.move", target_channel_id=CELLAR)
    assert rig.discord.writes == []


def test_a_move_names_the_channel_into_which_they_go_and_notices_another_name(rig: Rig) -> None:
    asked = {"guild_id": GUILD, "user_id": MEMBER, "target_channel_id": CELLAR}
    told = rig.preview("voice.move", asked, rig.slash(MODERATOR), dry_run=True).preview
    assert told.summary == "Move member to #Cellar"
    assert [target.label for target in told.targets][1:] == ["#Cellar"]
    rig.world.edit_channel(rig.world.channel(CELLAR).id, name="Dungeon")
    rig.clock.advance(60)
    again = rig.preview("voice.move", asked, rig.slash(MODERATOR), dry_run=True).preview
    assert again.fingerprint != told.fingerprint


def test_who_may_not_connect_is_not_told_how_somebody_is_there(rig: Rig) -> None:
    rig.world.edit_role(MODERATOR_ROLE, permissions=VOICE)
    _ask(rig, "voice.get_state")
    said = (overwrite(EVERYONE_ROLE, deny=Permission.CONNECT), overwrite(MODERATOR_ROLE, deny=Permission.CONNECT))
    rig.world.edit_channel(rig.world.channel(HALL).id, permission_overwrites=said)
    with pytest.raises(PermissionMissing, match="Connect"):
        _ask(rig, "voice.get_state")


def test_it_is_counted_as_moderation(rig: Rig) -> None:
    for name in ("voice.mute", "voice.disconnect"):
        asked = rig.platform.build(name, {"guild_id": GUILD, "user_id": MEMBER}, rig.slash(OWNER))
        assert asked.spends() == {Spending.MODERATION: 1}


def test_nobody_goes_live_in_a_channel_that_is_no_stage(rig: Rig) -> None:
    with pytest.raises(InvalidArguments, match="#general is no stage channel"):
        rig.preview("stage.start", {"channel_id": GENERAL, "topic": "News"}, rig.slash(OWNER), dry_run=True)


def test_a_stage_of_which_everybody_is_told_takes_more_and_costs_more(rig: Rig) -> None:
    asked: dict[str, Any] = {"channel_id": GENERAL, "topic": "News", "notify": True}
    quiet = rig.platform.build("stage.start", {**asked, "notify": False}, rig.slash(OWNER))
    loud = rig.platform.build("stage.start", asked, rig.slash(OWNER))
    assert loud.spends() == {Spending.WRITES: 1, Spending.MASS_MENTIONS: 1}
    assert quiet.spends() == {Spending.WRITES: 1}
    with pytest.raises(PermissionMissing, match="Mention @everyone"):
        rig.run("stage.start", asked, rig.slash(MODERATOR))
