"""The alarm: too much moderation within a minute pauses the guild, and somebody is told who did what through what.

An act is counted before it is sent to Discord, by one conditional update of the list of the guild's last acts
(`store.bursts`), whoever acts and through whichever process. So what is promised is exact:

    Under one version of a guild's policy, in any 60 seconds, at most `moderation_burst` acts are let through to
    Discord, those in flight included. The next one is refused and pauses the guild, once; those let through end.

What counts: each call that moderates members, and every destructive one on anything but messages (a channel or role
that is deleted, a dangerous right that is given). A call over many members counts once; each of them counts in the
budget of the day. The count belongs to a version of the policy, so that a guild which somebody resumed is not paused
again for what it was resumed after; calls that an older version had let in are refused then without pausing anything,
and judged by the new one when they are made again.

The pause is written before anybody is told, so nothing passes meanwhile; a failure to tell changes nothing of it. Only
its intent stands in the trail before it: whoever dies in between leaves a pause of which the trail knows, and the next
one whom it refuses tells the people. A claim decides who tells, and once that is done nobody does; the message carries
a nonce. A guild that is not paused by the platform costs no request more.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import ChannelId, GuildId
from guildhall.discord.markdown import excerpt
from guildhall.discord.routes import CREATE_DM, CREATE_MESSAGE
from guildhall.discord.types.channel import Channel
from guildhall.errors import ChannelForbidden, DiscordError, GuildhallError, RateLimited
from guildhall.execution.budgets import spend_day
from guildhall.execution.claims import LEASE
from guildhall.execution.machinery import Machinery
from guildhall.execution.performing import tried
from guildhall.execution.ports import DiscordAccess
from guildhall.execution.session import Session
from guildhall.execution.slowmode import keep_slowmode
from guildhall.observability import logger
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.spec import Access, Risk
from guildhall.policy.model import GuildPolicy, Pause
from guildhall.store.records import AuditRecord, ClaimRecord

_log = logger("alarm")
WINDOW_S = 60
PAUSING = "control.pause"
"""The operation under which the trail tells of a pause, whoever threw it."""
_RESUME = "Somebody with Manage Server can look at the trail and let things go on with /control resume."
_MOST_NAMED = 10


def let_through(machinery: Machinery, session: Session) -> None:
    """Hold a call to slowmode and the day's budgets, and count it if it is an act of moderation; the last check.

    Raises:
        RateLimited: It is too early, a budget is used up, or the policy changed while there were too many acts.
        ChannelForbidden: It was one act too many, and the guild is paused now.
        StoreError: A table did not answer.
    """
    keep_slowmode(machinery, session)
    spend_day(machinery, session)
    guild_id, policy = session.guild_id, session.policy
    if guild_id is None or not _alarming(session):
        return
    name, limit = f"guild:{guild_id}#{policy.version}", policy.moderation_burst
    by = machinery.counters.burst(name, by=_by(session), window_s=WINDOW_S, limit=limit)
    if by is None:
        return
    if not _paused(machinery, session, guild_id, by):
        raise RateLimited(
            f"At most {limit} acts of moderation in a minute are let through. Nothing was done.",
            "Try again in a minute; somebody with Manage Server can raise moderation_burst in the policy.",
            retry_after_s=WINDOW_S,
        )
    raise ChannelForbidden(
        f"More than {limit} acts of moderation in a minute: this one was refused, and the platform has paused this "
        "server.",
        _RESUME,
    )


def tell_of_pause(machinery: Machinery, session: Session, refusal: GuildhallError) -> None:
    """Tell of a pause that the platform threw, if it refused this call and whoever threw it did not come to tell."""
    paused = session.policy.paused
    if isinstance(refusal, ChannelForbidden) and paused is not None and paused.audit_id is not None:
        tried(lambda: _tell_late(machinery, session, paused))


def _tell_late(machinery: Machinery, session: Session, paused: Pause) -> None:
    policy, audit_id = session.policy, str(paused.audit_id)
    if not _claimed(machinery, policy, audit_id):
        return
    told = machinery.trail.log.records(policy.guild_id, audit_id)
    if told:
        done = told[0].model_copy(update={"kind": AuditKind.OUTCOME, "status": AuditStatus.DONE})
        machinery.trail.log.put(done)
    _tell(machinery, session, policy, audit_id, _text(paused.why, ["Who asked: /audit list tells."], audit_id))


def _claimed(machinery: Machinery, policy: GuildPolicy, audit_id: str) -> bool:
    """Return whether it is ours to tell of a pause: nobody did, and nobody is about to."""
    now, owner = machinery.clock(), machinery.new_id()
    wanted = ClaimRecord(
        key=_mark(audit_id),
        owner=owner,
        lease_until=now + LEASE,
        expires_at=now + timedelta(days=policy.audit_days),
        audit_id=audit_id,
    )
    return machinery.claims.claim(wanted, now=now).owner == owner


def _mark(audit_id: str) -> str:
    return f"alarm:{audit_id}"


def _alarming(session: Session) -> bool:
    """Return whether a call is an act of moderation such as a raider, or a stolen account, would do many of."""
    spec = session.operation.spec
    resource, _, access = spec.scope.partition(":")
    moderates = (resource, access) == ("members", Access.MODERATE)
    harms = session.attempt.risk is Risk.DESTRUCTIVE and resource != "messages" and not spec.governs
    return moderates or harms


def _by(session: Session) -> str:
    """Return who acts through what, as the list of acts keeps it."""
    principal = session.principal
    return json.dumps([str(principal.user_id), principal.client[:80], principal.credential_family])


def _paused(machinery: Machinery, session: Session, guild_id: GuildId, by: Sequence[str]) -> bool:
    """Pause the guild, unless it is paused or its policy is not the one that was exceeded; return whether it is."""
    before = machinery.policies.guild_policy(guild_id)
    if before.version == session.policy.version and before.paused is None:
        audit_id, why = machinery.new_id(), f"{len(by)} acts of moderation in a minute, and one more"
        pause = Pause(by=None, at=machinery.clock(), why=why, audit_id=audit_id)
        after = before.model_copy(update={"paused": pause, "version": before.version + 1})
        done = _record(session, after, audit_id, why)
        intent = {"kind": AuditKind.INTENT, "status": AuditStatus.PENDING}
        tried(lambda: machinery.trail.log.put(done.model_copy(update=intent)))
        tried(lambda: _claimed(machinery, after, audit_id))
        if machinery.policies.put_guild_policy(after):
            checkpoint("alarm.paused")
            tried(lambda: machinery.trail.log.put(done))
            text = _text(why, _who(session, by), f"{audit_id} · {session.audit_id}")
            _tell(machinery, session, after, audit_id, text)
            return True
        tried(lambda: machinery.trail.log.put(done.model_copy(update={"status": AuditStatus.FAILED})))
    return machinery.policies.guild_policy(guild_id).paused is not None


def _tell(machinery: Machinery, session: Session, policy: GuildPolicy, audit_id: str, text: str) -> None:
    """Tell log and people, as far as they can be reached, and remember that people were."""
    _log.error("a burst of moderation paused a guild", extra={"guild_id": policy.guild_id, "audit_id": audit_id})
    discord = session.discord.with_execution("", _mark(audit_id))
    channels = (policy.alerts_channel_id, policy.approvals_channel_id)
    posted = any(_said(discord, channel_id, text) for channel_id in channels)
    if posted or _said(discord, _owners_direct_messages(discord, session), text):
        tried(lambda: machinery.claims.finish(_mark(audit_id), {"told": True}))


def _record(session: Session, policy: GuildPolicy, audit_id: str, why: str) -> AuditRecord:
    """Return what the trail says of the pause: the platform did it, over the call that is named."""
    now, (_, _, bot) = session.ports.now, session.attempt.present()
    return AuditRecord(
        audit_id=audit_id,
        kind=AuditKind.OUTCOME,
        status=AuditStatus.DONE,
        at=now,
        guild_id=policy.guild_id,
        user_id=bot.id,
        door=session.principal.door,
        credential="platform:alarm",
        operation=PAUSING,
        risk=Risk.WRITE.label,
        summary=f"Paused by the platform itself: {why}, the call {session.audit_id}",
        changes=({"field": "paused", "before": None, "after": why},),
        expires_at=now + timedelta(days=policy.audit_days),
    )


def _text(why: str, who: Sequence[str], ids: str) -> str:
    """Return the alert, in Markdown."""
    head = f"**This server is paused: {why}, which was refused.** Nothing is changed through me until it is resumed."
    return "\n".join([head, *who, _RESUME, f"-# {ids}"])


def _who(session: Session, by: Sequence[str]) -> list[str]:
    """Return who asked how often through what; names that others gave are escaped."""
    counted = Counter([*by, _by(session)]).most_common()
    named = [_line(who, count) for who, count in counted[:_MOST_NAMED]]
    more = [f"- and {len(counted) - _MOST_NAMED} more"] if len(counted) > _MOST_NAMED else []
    return ["Who asked:", *named, *more]


def _line(who: str, count: int) -> str:
    user_id, client, credential = json.loads(who)
    through = f" through {excerpt(client)}" if client else ""
    return f"- <@{user_id}>{through} ({excerpt(credential)}): {count}"


def _said(discord: DiscordAccess, channel_id: ChannelId | None, text: str) -> bool:
    if channel_id is None:
        return False
    try:
        discord.call(CREATE_MESSAGE, {"channel_id": channel_id}, body={"content": text})
    except DiscordError as error:
        _log.warning("an alert could not be posted", extra={"channel_id": channel_id, "code": error.code})
        return False
    return True


def _owners_direct_messages(discord: DiscordAccess, session: Session) -> ChannelId | None:
    guild, _, _ = session.attempt.present()
    try:
        return Channel.model_validate(discord.call(CREATE_DM, {}, body={"recipient_id": str(guild.owner_id)})).id
    except DiscordError as error:
        _log.warning("the owner cannot be told", extra={"guild_id": guild.id, "code": error.code})
        return None
