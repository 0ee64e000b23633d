"""Step 6: Discord lets both the caller and the bot do it: permissions, and rank above the target."""

from typing import Literal

from guildhall.discord.ids import UserId
from guildhall.discord.losses import explain_missing
from guildhall.discord.permissions import ALL_PERMISSIONS, Permission, describe
from guildhall.discord.rights import can_manage_role, channel_permissions, guild_permissions, outranks
from guildhall.discord.types.guild import Guild, Member
from guildhall.errors import DiscordNotFound, PermissionMissing
from guildhall.policy.attempt import Allowed, Attempt, unknown
from guildhall.policy.membership import count_miss

type Who = Literal["caller", "bot"]
_NAMED: dict[Who, str] = {"caller": "You", "bot": "The bot"}


def require_permission(attempt: Attempt) -> Allowed:
    """Require the operation's permissions, and rank over its targets, of caller and bot alike."""
    if attempt.guild is None:
        return Allowed(attempt.operation.spec.why)
    guild, caller, bot = attempt.present()
    _require_keeper(attempt)
    actors: tuple[tuple[Who, Member], ...] = (("caller", caller), ("bot", bot))
    for who, actor in actors:
        needed = attempt.needs() if who == "caller" else attempt.needs_of_bot()
        missing = needed & ~permissions_in_target(attempt, guild, actor)
        if missing:
            raise _lacking(attempt, who, actor, missing)
    for who, actor in actors:
        _require_rank(attempt, who, actor)
    return Allowed(f"caller and bot have {' + '.join(describe(attempt.needs())) or 'what it takes'}")


def _require_keeper(attempt: Attempt) -> None:
    """Refuse what is about the application itself to whoever it does not belong to, whatever they are in the guild."""
    if attempt.operation.for_keepers and attempt.principal.user_id not in attempt.discord.application().keepers:
        raise PermissionMissing(
            "This changes the bot's application for all servers, so it is for those to whom the application belongs.",
            "Ask its owner, or an admin or developer of its team in Discord's developer portal.",
            who="caller",
            needed=["the application's owner or team"],
        )


def permissions_in_target(attempt: Attempt, guild: Guild, member: Member) -> Permission:
    """Return what a member may do in the target channel, else guild-wide and in the category that it reaches into."""
    place, held = attempt.locus.place, ALL_PERMISSIONS
    if attempt.locus.channel is None:
        held = guild_permissions(guild, member, now=attempt.now)
    if place is not None:
        held &= channel_permissions(guild, member, place.channel, place.parent, now=attempt.now)
    return held


def _lacking(attempt: Attempt, who: Who, actor: Member, missing: Permission) -> PermissionMissing:
    guild, _, _ = attempt.present()
    names = describe(missing)
    losses = explain_missing(missing, guild, actor, attempt.locus.place, now=attempt.now)
    where = f" in <#{attempt.locus.place.channel.id}>" if attempt.locus.place else ""
    remedies = dict.fromkeys(loss.remedy(guild) for loss in losses)
    return PermissionMissing(
        f"{_NAMED[who]} lack{'s' if who == 'bot' else ''} {' and '.join(names)}{where}.",
        " ".join([*(loss.sentence(guild) for loss in losses), *filter(None, remedies)]),
        who=who,
        needed=names,
        lost=[loss.cause.value for loss in losses],
    )


def _require_rank(attempt: Attempt, who: Who, actor: Member) -> None:
    guild, _, _ = attempt.present()
    acts = attempt.operation.acts_on()
    for user_id in () if attempt.on_self and who == "caller" else acts.member_ids:
        target = _target(attempt, guild, user_id)
        if target is not None and not outranks(guild, actor, target):
            raise _outranked(who, f"<@{user_id}>")
    for role_id in acts.role_ids:
        role = guild.role(role_id)
        if role is None:
            count_miss(attempt)
            raise unknown(f"no role {role_id} in guild {guild.id}")
        if (role.managed and not acts.managed) or str(role.id) == guild.id:
            raise PermissionMissing(
                f"Nobody gives, takes or deletes the role {role.name}.", "Discord or an integration does.", who=who
            )
        if not can_manage_role(guild, actor, role):
            raise _outranked(who, f"the role {role.name}")


def _target(attempt: Attempt, guild: Guild, user_id: UserId) -> Member | None:
    """Return the member; None for somebody who is none, where the operation takes those too."""
    acts = attempt.operation.acts_on()
    if len(acts.member_ids) > 1:
        among = attempt.discord.members(guild.id, acts.member_ids)
        if user_id in among or acts.outsiders:
            return among.get(user_id)
    try:
        return attempt.discord.member(guild.id, user_id)
    except DiscordNotFound:
        if not acts.outsiders:
            raise
        return None


def _outranked(who: Who, target: str) -> PermissionMissing:
    verb = "does" if who == "bot" else "do"
    return PermissionMissing(
        f"{_NAMED[who]} {verb} not stand above {target}.",
        "The highest role of whoever acts must be above the target's; an administrator can move roles.",
        who=who,
    )
