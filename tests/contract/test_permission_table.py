"""What every dangerous write takes, compared with a table that was written by hand from Discord's documentation.

The catalogue says it by our names and bits; the table says it in discord.py's words, whose numbers are its own. A write
that is new and sensitive has to be looked up and entered here before it passes.
"""

import re

import discord
import pytest

from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.operations import catalogue
from guildhall.operations.spec import Risk

S, D, W = Risk.SENSITIVE, Risk.DESTRUCTIVE, Risk.WRITE
SEE, HISTORY = "view_channel", "read_message_history"
TABLE: dict[str, tuple[Risk, str]] = {
    # Members. https://docs.discord.com/developers/resources/guild
    "member.ban": (D, "ban_members"),
    "member.bulk_ban": (D, "ban_members manage_guild"),
    "member.unban": (S, "ban_members"),
    "member.kick": (D, "kick_members"),
    "member.prune": (D, "kick_members manage_guild"),
    "member.timeout": (S, "moderate_members"),
    "member.edit": (W, "manage_nicknames"),
    "member.bypass_verification": (S, "manage_guild"),
    "member.edit_own": (S, "change_nickname manage_guild"),
    "join_request.act": (S, "kick_members"),
    # Roles.
    "role.assign": (S, "manage_roles"),
    "role.assign_by_filter": (S, "manage_roles"),
    "role.bulk_assign": (S, "manage_roles"),
    "role.bulk_remove": (S, "manage_roles"),
    "role.create": (S, "manage_roles"),
    "role.delete": (D, "manage_roles"),
    "role.edit": (S, "manage_roles"),
    "role.remove": (S, "manage_roles"),
    "role.reorder": (S, "manage_roles"),
    # The guild itself; who leaves it is asked for an administrator beside this.
    "guild.edit": (S, "manage_guild"),
    "guild.edit_incident_actions": (S, "manage_guild"),
    "guild.leave": (D, "manage_guild"),
    "onboarding.edit": (S, "manage_guild manage_roles"),
    "welcome.edit_screen": (W, "manage_guild"),
    "widget.edit": (S, "manage_guild"),
    "integration.delete": (D, "manage_guild"),
    "template.create": (S, "manage_guild"),
    "template.sync": (S, "manage_guild"),
    "template.delete": (D, "manage_guild"),
    "automod.create": (S, "manage_guild"),
    "automod.edit": (S, "manage_guild"),
    "automod.delete": (S, "manage_guild"),
    "guild_command.create": (S, "manage_guild"),
    "guild_command.edit": (S, "manage_guild"),
    "guild_command.delete": (D, "manage_guild"),
    "guild_command.set_all": (D, "manage_guild"),
    # Channels and what they say of people. https://docs.discord.com/developers/resources/channel
    "channel.create": (W, "manage_channels"),
    "channel.edit": (W, "manage_channels"),
    "channel.clone": (W, "manage_channels"),
    "channel.move": (W, "manage_channels"),
    "channel.delete": (D, "manage_channels"),
    "channel.follow": (S, "manage_webhooks"),
    "channel.lock": (S, "manage_roles"),
    "channel.unlock": (S, "manage_roles"),
    "channel.edit_permissions": (S, "manage_roles"),
    "channel.delete_permissions": (S, "manage_roles"),
    "channel.set_permissions": (S, "manage_channels manage_roles"),
    "channel.copy_permissions": (S, "manage_channels manage_roles"),
    "channel.sync_permissions": (S, "manage_channels manage_roles"),
    "forum.delete_tag": (S, "manage_channels"),
    "thread.delete": (D, "manage_threads"),
    "thread.remove_member": (W, "manage_threads"),
    # Webhooks and invites.
    "webhook.create": (S, f"{SEE} manage_webhooks"),
    "webhook.edit": (S, f"{SEE} manage_webhooks"),
    "webhook.delete": (D, f"{SEE} manage_webhooks"),
    "webhook.execute": (W, f"{SEE} manage_webhooks"),
    "webhook.edit_message": (W, f"{SEE} {HISTORY} manage_webhooks"),
    "webhook.delete_message": (D, f"{SEE} {HISTORY} manage_webhooks"),
    "invite.create": (S, f"{SEE} create_instant_invite"),
    "invite.delete": (S, f"{SEE} manage_channels"),
    "invite.edit_target_users": (S, f"{SEE} manage_guild"),
    # Messages and reactions. https://docs.discord.com/developers/resources/message
    "message.delete": (D, f"manage_messages {HISTORY}"),
    "message.bulk_delete": (D, f"manage_messages {HISTORY}"),
    "message.purge": (D, f"manage_messages {HISTORY}"),
    "message.crosspost": (S, f"{SEE} send_messages {HISTORY}"),
    "message.pin": (W, f"pin_messages {HISTORY}"),
    "message.unpin": (W, f"pin_messages {HISTORY}"),
    "reaction.remove_all": (D, f"manage_messages {HISTORY}"),
    "reaction.remove_emoji": (D, f"manage_messages {HISTORY}"),
    "reaction.remove_from_user": (W, f"manage_messages {HISTORY}"),
    # Discord asks nothing of a bot that writes to a member; the house does.
    "direct_message.send": (S, "moderate_members"),
    "direct_message.edit": (S, "moderate_members"),
    "direct_message.delete": (D, "moderate_members"),
    # Expressions, events, stages, voice.
    "emoji.delete": (D, "manage_expressions"),
    "sticker.delete": (D, "manage_expressions"),
    "soundboard.delete": (D, "manage_expressions"),
    "event.start": (S, "manage_events"),
    "event.end": (S, "manage_events"),
    "event.cancel": (S, "manage_events"),
    "event.delete": (D, "manage_events"),
    "event.delete_exception": (S, "manage_events"),
    "stage.end": (S, "manage_channels mute_members move_members"),
    "voice.mute": (S, "mute_members"),
    "voice.deafen": (S, "deafen_members"),
    "voice.move": (W, "move_members"),
    "voice.disconnect": (W, "move_members"),
}
DISCORD = re.compile(r"(resources|interactions|topics|events|monetization)/[a-z-]+(#[a-z0-9-]+)?")


def _dangerous() -> dict[str, type[catalogue.AnyOperation]]:
    """The writes at Discord that a mistake would hurt by, but for those that are the application owner's alone."""
    writes = (cls for cls in catalogue.every() if not cls.spec.governs and not cls.for_keepers)
    return {cls.full_name(): cls for cls in writes if cls.spec.risk >= Risk.SENSITIVE}


@pytest.mark.parametrize("name", TABLE)
def test_a_dangerous_write_takes_what_discord_says_that_it_takes(name: str) -> None:
    risk, flags = TABLE[name]
    needed = discord.Permissions(**dict.fromkeys(flags.split(), True)).value
    spec = catalogue.find(name).spec
    assert (spec.risk, int(spec.permission or NO_PERMISSIONS)) == (risk, needed)


def test_the_table_knows_every_dangerous_write() -> None:
    assert set(_dangerous()) - set(TABLE) == set()
    assert len(TABLE) >= 60


@pytest.mark.parametrize("name", sorted(_dangerous()))
def test_a_dangerous_write_takes_more_than_everybody_has(name: str) -> None:
    """An invite and the publishing of one's own message are what members do; they are asked of a human instead."""
    ordinary = Permission(discord.Permissions.text().value) | Permission.VIEW_CHANNEL | Permission.CREATE_INSTANT_INVITE
    moderates = Permission.MANAGE_MESSAGES | Permission.PIN_MESSAGES | Permission.MANAGE_THREADS
    needed = catalogue.find(name).spec.permission or NO_PERMISSIONS
    harmless = not needed.without(ordinary.without(moderates))
    assert harmless is (name in {"invite.create", "message.crosspost"})


@pytest.mark.parametrize(
    "name", [cls.full_name() for cls in catalogue.every() if cls.spec.risk is not Risk.READ and not cls.spec.governs]
)
def test_the_source_of_a_write_is_a_page_of_discords(name: str) -> None:
    assert DISCORD.fullmatch(catalogue.find(name).spec.source)


def test_what_is_the_applications_owners_alone_asks_for_them_and_for_no_permission_of_a_server() -> None:
    keepers = [cls for cls in catalogue.every() if cls.for_keepers]
    assert len(keepers) >= 10
    for cls in keepers:
        assert cls.spec.permission is None, cls.full_name()
        assert cls.spec.scope.startswith("applications:"), cls.full_name()


@pytest.mark.parametrize(
    "name", [cls.full_name() for cls in catalogue.every() if cls.spec.risk is not Risk.READ and not cls.for_keepers]
)
def test_no_other_write_goes_without_a_permission(name: str) -> None:
    spec = catalogue.find(name).spec
    assert spec.permission or spec.governs
