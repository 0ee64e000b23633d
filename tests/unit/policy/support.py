"""One call, put before single steps of the pipeline or all of them."""

from collections.abc import Mapping
from typing import Any

import pytest

from guildhall.errors import Denied
from guildhall.identity import Principal
from guildhall.operations.acts import AuditKind, AuditStatus
from guildhall.policy.attempt import Attempt
from guildhall.policy.model import TrailStep
from guildhall.policy.pipeline import authorize
from tests.fakes.platform import Rig

STEPS = (
    "authenticate_client",
    "require_membership",
    "require_installation",
    "require_scope",
    "apply_channel_policy",
    "require_permission",
    "spend_rate_limit",
)


def attempt(rig: Rig, name: str, arguments: Mapping[str, Any], principal: Principal) -> Attempt:
    """A call before its first step."""
    operation = rig.platform.build(name, arguments, principal)
    return rig.platform.machinery.session(principal, operation, "a" * 26).attempt


def allowed(rig: Rig, name: str, arguments: Mapping[str, Any], principal: Principal) -> list[TrailStep]:
    """Take a call through all the steps, and return what each one said."""
    trail: list[TrailStep] = []
    authorize(attempt(rig, name, arguments, principal), trail)
    return trail


def denied(rig: Rig, step: str, name: str, arguments: Mapping[str, Any], principal: Principal) -> Denied:
    """Run a call that a step refuses: nothing is sent to Discord, and the trail tells it once, up to that step."""
    before = {record.audit_id for record in rig.records()}
    with pytest.raises(Denied) as refused:
        rig.run(name, arguments, principal, dry_run=False)
    assert rig.discord.writes == []
    (told,) = [record for record in rig.records() if record.audit_id not in before]
    assert (told.kind, told.status, told.operation) == (AuditKind.DENIAL, AuditStatus.DENIED, name)
    assert [each.step for each in told.trail] == list(STEPS[: STEPS.index(step) + 1])
    assert [each.allowed for each in told.trail] == [True] * STEPS.index(step) + [False]
    assert told.error is not None
    assert told.error["reason"] == told.trail[-1].reason
    return refused.value
