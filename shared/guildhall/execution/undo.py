"""Undoing a call: what was kept of it becomes a call of its own, judged, shown, confirmed and told like any other.

`audit.undo` is asked like every operation and goes through the steps. Then, before anything else, the call *becomes*
the one that brings back what was, made by whoever asks: it goes through the steps itself, with their own rights, in the
place where it takes effect. From there on the executor sees nothing special, but that

    a human sees it in any case           it is at least SENSITIVE
    the preview says how much comes back  and refuses a target that is not as the undone call left it
    the undone call is taken before it    by one conditional update: of two undos at once one is made; and one whose
                                          outcome nobody knows is not repeated, because what it makes anew shows no
                                          trace of it

Who may: whoever may make the other call, and reads the trail or made the undone call themselves. What they may not
read looks like what is not there.
"""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import BaseModel, JsonValue

from guildhall.checkpoints import checkpoint
from guildhall.discord.ids import GuildId
from guildhall.errors import DiscordNotFound, PlanDrifted, StoreError
from guildhall.execution.claims import LEASE
from guildhall.execution.machinery import Machinery
from guildhall.execution.request import revive
from guildhall.execution.session import Session
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.operations.audit_reading import one
from guildhall.operations.preview import Change, Preview, fingerprint
from guildhall.operations.reversal import CallUndone, Fidelity, NotUndoable, Reversal
from guildhall.policy.attempt import unknown
from guildhall.policy.model import TrailStep
from guildhall.policy.scopes import ROLE_SCOPES, covers
from guildhall.store.records import AuditRecord, ClaimRecord, UndoRecord

_READS_THE_TRAIL = "audit:read"
_SETTLED = "Nothing that you see changes: it is like that already."
_BY_HAND = "Look at it, and change by hand what you want to be different."


def resolve(machinery: Machinery, session: Session) -> None:
    """Let a call that stands for undoing another one become the one that does; any other is left as it is.

    Raises:
        NotUndoable: There is nothing to undo, or not for this caller.
        Denied: The caller may not do what it takes.
        DiscordError: Discord could not be asked.
    """
    audit_id, guild_id = session.operation.undoes, session.guild_id
    if audit_id is None or guild_id is None:
        return
    record = _undoable(machinery, session, guild_id, audit_id)
    operation = revive(record.reversal.operation, record.reversal.arguments)
    act = replace(machinery, discord=session.discord).session(
        session.principal, operation, session.audit_id, charged=False
    )
    session.attempt, session.ports, session.discord, session.undo = act.attempt, act.ports, act.discord, record
    session.trail[:] = [TrailStep(step="resolve_undo", allowed=True, reason=f"{record.operation} can be undone")]
    session.authorize()
    if session.guild_id != guild_id:
        raise unknown("what would be undone lies in another guild by now")


def _undoable(machinery: Machinery, session: Session, guild_id: GuildId, audit_id: str) -> UndoRecord:
    record = machinery.undos.get(guild_id, audit_id)
    told = machinery.trail.log.records(guild_id, audit_id)
    if not (_made(session, told) or _reads(session, guild_id, audit_id)):
        raise NotUndoable("There is no such call, or it is not yours to undo.", "Take an audit id from the trail.")
    done = any(each.kind is AuditKind.OUTCOME and each.status is AuditStatus.DONE for each in told)
    if not done:
        raise NotUndoable("That call is not known to have been done, so there is nothing to undo.", _BY_HAND)
    if record is None:
        raise NotUndoable(
            f"{told[-1].operation} cannot be undone: nothing brings it back, or what that takes is kept no longer.",
            _BY_HAND,
        )
    if record.undone_by not in {None, session.audit_id}:
        raise _undone(str(record.undone_by))
    return record


def _made(session: Session, told: Sequence[AuditRecord]) -> bool:
    return any(each.user_id == session.principal.user_id for each in told)


def _reads(session: Session, guild_id: GuildId, audit_id: str) -> bool:
    """Return whether the caller reads that of the trail: by role, by credential, and where it was done."""
    scopes = session.principal.scopes
    by_role = covers(ROLE_SCOPES[session.attempt.role], _READS_THE_TRAIL)
    by_credential = scopes is None or covers(scopes, _READS_THE_TRAIL)
    return by_role and by_credential and one(session.ports, guild_id, audit_id) is not None


def _undone(by: str) -> NotUndoable:
    return NotUndoable(f"That was undone before, by {by}.", "The trail tells what became of it.", undone_by=by)


def _unknown(session: Session, by: str) -> NotUndoable:
    acts, channel = session.operation.acts_on(), session.attempt.locus.channel
    named = [f"<@{each}>" for each in acts.member_ids + acts.peer_ids]
    named += [f"<@&{each}>" for each in acts.role_ids + acts.peer_role_ids]
    target = ", ".join(named) or (f"<#{channel.id}>" if channel else "this server")
    return NotUndoable(
        f"Nobody knows whether that was undone: the first try was {by}. Nothing was done now.",
        f"Look at {target}; Discord's audit log names {by} if it happened. What is missing has to be done by hand.",
        undone_by=by,
    )


def preview(session: Session) -> Preview:
    """Return the call's preview; of one that undoes another, with how much of what was comes back.

    What is as asked already is told, and not refused: doing it twice is doing it once, and a channel that the caller
    does not see may be among what changes.

    Raises:
        PlanDrifted: Somebody changed the target since; `details["changed"]` says what.
        NotUndoable: There is nothing left to change.
    """
    if session.undo is None:
        shown = session.operation.preview(session.ports)
        settled = session.operation.spec.idempotent and shown.changes_nothing
        return shown.model_copy(update={"summary": f"{shown.summary}. {_SETTLED}"}) if settled else shown
    reversal = session.undo.reversal
    try:
        shown = session.operation.preview(session.ports)
    except DiscordNotFound:
        raise NotUndoable("What it changed is not there any more, or not like that.", _BY_HAND) from None
    _refuse_changed(reversal, shown.changes)
    whole = reversal.fidelity is Fidelity.EXACT
    told = [part for part in (reversal.lost, shown.irreversible) if part]
    return shown.model_copy(
        update={
            "summary": f"Undo {session.undo.operation} {'exactly' if whole else 'in part'}: {shown.summary}",
            "irreversible": " ".join(told),
            "fingerprint": fingerprint(shown.fingerprint, session.undo.audit_id),
        }
    )


def _refuse_changed(reversal: Reversal, changes: tuple[Change, ...]) -> None:
    real = [change for change in changes if change.before != change.after]
    if not real and (changes or reversal.left):
        raise NotUndoable("It is already as it was before, so there is nothing to undo.")
    other = [each for each in real if each.field in reversal.left and each.before != reversal.left[each.field]]
    if other:
        raise PlanDrifted(
            f"It was changed since, so it is not undone: {', '.join(each.field for each in other)}.",
            _BY_HAND,
            changed=[{"what": each.field, "then": reversal.left[each.field], "now": each.before} for each in other],
        )


def take(machinery: Machinery, session: Session) -> None:
    """Take the undone call right before it is undone, so that nobody else undoes it too.

    Raises:
        NotUndoable: Somebody else undid it, does right now, or nobody knows whether they did.
        StoreError: A table did not answer; nothing was done.
    """
    if session.undo is None:
        return
    try:
        _take(machinery, session, session.undo)
    except StoreError:
        let_go(machinery, session)
        raise


def _take(machinery: Machinery, session: Session, undo: UndoRecord) -> None:
    now, mine = machinery.clock(), session.audit_id
    wanted = ClaimRecord(
        key=_key(undo),
        owner=mine,
        lease_until=now + LEASE,
        expires_at=max(undo.expires_at, now + LEASE),
        audit_id=mine,
    )
    held = machinery.claims.claim(wanted, now=now)
    if held.outcome is not None:
        raise _undone(held.owner)
    if held.intent_at is not None:
        raise _unknown(session, held.owner)
    if held.owner != mine:
        raise NotUndoable(f"That is being undone right now, by {held.owner}.", "Ask again in half a minute.")
    checkpoint("undo.taken")
    if not machinery.claims.intend(held.key, mine, machinery.clock(), session.guild_id):
        raise NotUndoable("Another attempt undoes that by now.", "The trail tells what became of it.")


def let_go(machinery: Machinery, session: Session) -> None:
    """Give the undone call back: undoing it surely did nothing."""
    if session.undo is not None:
        machinery.claims.give_back(_key(session.undo), session.audit_id)


def conclude(machinery: Machinery, session: Session) -> None:
    """Remember that the call is undone, and by which."""
    if session.undo is not None:
        machinery.claims.finish(_key(session.undo), {"audit_id": session.audit_id})
        machinery.undos.put(session.undo.model_copy(update={"undone_by": session.audit_id}))


def told(session: Session, result: BaseModel) -> dict[str, JsonValue]:
    """Return a call's result as it is told; of one that undid another, with what came back and what did not."""
    dumped: dict[str, JsonValue] = result.model_dump(mode="json")
    if session.undo is None:
        return dumped
    reversal = session.undo.reversal
    undone = CallUndone(
        undone=session.undo.audit_id,
        operation=reversal.operation,
        fidelity=reversal.fidelity,
        lost=reversal.lost,
        result=dumped,
    )
    return undone.model_dump(mode="json")


def _key(record: UndoRecord) -> str:
    return f"undo:{record.guild_id}/{record.audit_id}"
