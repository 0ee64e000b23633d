"""Who may answer a question: whoever may do what is asked, as far as the guild's policy leaves it to them.

    right        what the call takes, in the target and not where the card hangs     to answer, and to see details
    role         one of `approver_role_ids`; the guild's owner always may            to approve, to deny
    not oneself  unless `self_approval`                                              to approve
    two          from `two_person_from` on, two different people                     to approve

Who asked may always take the question back. The policy of the press decides and not that of the question: what was
tightened in between holds, and a question that was asked under a stricter one keeps needing two.
"""

from dataclasses import dataclass

from guildhall.discord.ids import UserId
from guildhall.errors import ConfirmationInvalid, Denied
from guildhall.execution.calls import Calls
from guildhall.execution.session import Session
from guildhall.identity import Door, Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.store.records import ConfirmationRecord

APPROVE, DENY, DETAILS = "approve", "deny", "details"
VERBS = frozenset({APPROVE, DENY, DETAILS})


class ApprovalForbidden(Denied):
    """Whoever pressed has the right, but by the guild's policy it is for somebody else to answer."""

    code = "approval_forbidden"
    step = "answer_confirmation"


@dataclass(frozen=True, slots=True)
class Presser:
    """Somebody before a question.

    Attributes:
        session: The asked call, made by them and through its steps.
        asked: Whether it is their own question.
    """

    who: Principal
    session: Session
    record: ConfirmationRecord

    @property
    def asked(self) -> bool:
        """Whether it is their own question."""
        return self.who.user_id == self.record.asker.user_id

    @property
    def needed(self) -> int:
        """How many people have to approve it."""
        return max(self.record.needs_approvals, self.session.policy.approvals_needed(self.session.attempt.risk))

    def refuse_unshown(self) -> None:
        """Refuse an answer to a question that was not shown to them; asked before anything is looked up.

        Raises:
            ApprovalForbidden: It was not.
        """
        if self.who.origin is None and not self.asked:
            raise ApprovalForbidden("A direct message answers only your own question.", "Press in the server.")
        if self.record.private and not self.asked:
            raise ApprovalForbidden("This question is for the one who asked.", "Let them answer it.")

    def require(self, verb: str) -> None:
        """Require what the guild's policy says of whoever answers.

        Raises:
            ApprovalForbidden: It is for somebody else.
        """
        if verb == DETAILS:
            return
        if not holds_role(self.session):
            roles = ", ".join(f"<@&{role_id}>" for role_id in sorted(self.session.policy.approver_role_ids))
            raise ApprovalForbidden(
                "Only holders of an approver role of this server may answer this.", f"Ask somebody with {roles}."
            )
        if verb == APPROVE and self.asked and not self.session.policy.self_approval:
            raise ApprovalForbidden(
                "You asked for this, and in this server nobody approves what they asked for.",
                "Another person has to approve it; you may deny it.",
            )

    def refuse_alone(self) -> None:
        """Refuse a press in a direct message where it takes two people.

        Raises:
            ApprovalForbidden: That message is read by one.
        """
        if self.who.origin is None and self.needed > 1:
            raise ApprovalForbidden(
                "By now this takes two people, and a direct message is read by one.", "Ask for it anew."
            )


def session_of(
    calls: Calls, who: Principal, operation: AnyOperation, record: ConfirmationRecord, audit_id: str
) -> Session:
    """Return the asked call as made by somebody, ready for its first step; it spends no limits."""
    session = calls.session(who, operation, audit_id, charged=False)
    session.confirmation_id, session.guild_hint = record.confirmation_id, record.guild_id
    session.tainted, session.private, session.undo = record.tainted, record.private, record.undo
    return session


def before(calls: Calls, record: ConfirmationRecord, operation: AnyOperation, who: Principal) -> Presser:
    """Return somebody before a question, not judged yet."""
    return Presser(who, session_of(calls, who, operation, record, calls.new_id()), record)


def refuse_lapsed(calls: Calls, record: ConfirmationRecord, asked: Session, judged: UserId) -> None:
    """Refuse what was approved by fewer people than it takes by now, or by somebody who may not any more.

    Args:
        calls: Makes the call once more, for each of them.
        record: The question.
        asked: The asked call as its asker makes it, authorized.
        judged: Who presses right now; judged already.

    Raises:
        ConfirmationInvalid: One of them may not any more, or they are too few.
        DiscordError: Discord could not be asked.
    """
    if len(record.approved_by) < asked.policy.approvals_needed(asked.attempt.risk):
        raise ConfirmationInvalid("By now this takes two people.", "Nothing was done; ask for it anew.")
    for user_id in record.approved_by:
        if user_id == judged:
            continue
        who = Principal(user_id=user_id, door=Door.INTERACTION, credential=f"confirmation:{record.confirmation_id}")
        presser = before(calls, record, asked.operation, who)
        try:
            presser.session.authorize()
            presser.require(APPROVE)
        except Denied:
            raise ConfirmationInvalid(
                f"<@{user_id}>, who approved it too, may not do this any more.", "Nothing was done; ask for it anew."
            ) from None


def holds_role(session: Session) -> bool:
    """Return whether the caller of an authorized call may answer by their roles."""
    wanted, guild, caller = session.policy.approver_role_ids, session.attempt.guild, session.attempt.caller
    if not wanted:
        return True
    return guild is not None and caller is not None and (caller.id == guild.owner_id or bool(wanted & {*caller.roles}))


def why_not_alone(session: Session) -> str | None:
    """Return by which setting whoever asks cannot answer the question alone, so that it needs a place that others read.

    None where they can, in their own direct messages.
    """
    policy = session.policy
    alone = {
        "two_person_from": policy.approvals_needed(session.attempt.risk) == 1,
        "self_approval": policy.self_approval,
        "approver_role_ids": holds_role(session),
    }
    return next((setting for setting, can in alone.items() if not can), None)
