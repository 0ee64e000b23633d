"""An explanation in words and lists: which step and rule decide, who can change it, who is asked, what comes first."""

from dataclasses import dataclass

from pydantic import JsonValue

from guildhall.errors import Denied, GuildhallError, ScopeMissing
from guildhall.execution.granting import grantors, role_names
from guildhall.execution.session import Session
from guildhall.operations.spec import Risk
from guildhall.policy.scopes import roles_covering

_DONE = "execute_and_audit"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no: the step that says it, and why."""

    step: str
    error: GuildhallError


def told(session: Session | None, steps: list[JsonValue], refusal: Refusal | None, risk: Risk) -> dict[str, JsonValue]:
    """Return an explanation as `PlatformPort.explain` has it; without a session, of arguments that make no call."""
    asks = session is not None and risk is not Risk.READ and session.needs_human
    return {
        "allowed": refusal is None,
        "decided_by": refusal.step if refusal else "a human" if asks else _DONE,
        "missing": [],
        "rule": _rule(refusal) if refusal else "",
        "risk": risk.label,
        "needs_human": asks,
        "approval": _approval(session, risk) if session is not None and asks else None,
        "first": _first(session, asks=asks) if session is not None and refusal is None else [],
        "grantors": _grantors(session, refusal),
        "budget": "",
        "steps": steps,
        "hint": f"{refusal.error.message} {refusal.error.hint}".strip() if refusal else "",
    }


def _grantors(session: Session | None, refusal: Refusal | None) -> list[JsonValue]:
    if session is None or refusal is None or not isinstance(refusal.error, Denied):
        return []
    return grantors(session, refusal.error)


def _rule(refusal: Refusal) -> str:
    """Return the rule that refuses: a field of the policy, a row of the scope table, a permission and where it is lost.

    Of what must look as if it did not exist there is no rule.
    """
    error, details = refusal.error, refusal.error.details
    if isinstance(error, ScopeMissing):
        return _scope(error)
    if "rule" in details:
        return f"policy: {details['rule']}"
    if "needed" in details:
        lost = details.get("lost")
        causes = ", ".join(str(cause) for cause in lost) if isinstance(lost, list) else ""
        return f"the {details.get('who', 'caller')}'s permissions: {causes}".removesuffix(": ")
    return "rank: who acts must stand above the target" if "who" in details else error.code


def _scope(error: ScopeMissing) -> str:
    needed = str(error.details.get("needed", ""))
    if "role" not in error.details:
        return f"scopes of the credential: {needed} is not among them"
    reaching = ", ".join(role.value for role in roles_covering(needed))
    return f"scopes of the role {error.details['role']}: {needed} is for {reaching}"


def _approval(session: Session, risk: Risk) -> dict[str, JsonValue]:
    """Return who could answer the question."""
    policy, guild = session.policy, session.attempt.guild
    wanted = frozenset(str(role_id) for role_id in policy.approver_role_ids)
    shared = policy.approvals_channel_id is not None
    return {
        "people": policy.approvals_needed(risk),
        "roles": role_names(guild, wanted) if guild is not None else [],
        "asker_may_approve": policy.self_approval,
        "where": "the approvals channel" if shared else "a direct message to whoever asks",
    }


def _first(session: Session, *, asks: bool) -> list[JsonValue]:
    """Return what happens before it is done, in order."""
    writes = session.operation.spec.risk is not Risk.READ
    previews = writes and session.principal.door.previews and session.policy.dry_run_default
    return [
        *(["It is only previewed, unless dry_run is false or the plan of a preview is applied."] if previews else []),
        *(["A card asks people who may do it themselves; nothing is done until they approve."] if asks else []),
    ]
