"""Each step can refuse each operation, and then nothing is sent: no operation has a way around one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from guildhall.discord.ids import RoleId
from guildhall.discord.permissions import NO_PERMISSIONS
from guildhall.errors import Denied
from guildhall.identity import Principal
from guildhall.operations import catalogue
from guildhall.operations.base import Operation
from guildhall.operations.catalogue import AnyOperation
from guildhall.policy.limit import WINDOW_S
from guildhall.policy.model import Installation
from tests.contract.catalogue_examples import examples
from tests.contract.stages import KEY, stage
from tests.fakes.clock import NOON
from tests.fakes.guild import BOT_ROLE, GUILD, HELPER_ROLE, MEMBER, OWNER, STRANGER
from tests.fakes.platform import Rig

every = pytest.mark.parametrize("cls", list(catalogue.every()), ids=lambda cls: cls.full_name())
SWITCH = "control."
"""The kill switch obeys no list."""
RULES = "policy."
"""Nor can a guild's lists close the way to themselves."""


def _expired(rig: Rig, cls: type[AnyOperation]) -> Principal:
    return rig.mcp(OWNER, expires_at=NOON - timedelta(seconds=1))


def _stranger(rig: Rig, cls: type[AnyOperation]) -> Principal:
    return rig.mcp(STRANGER)


def _uninstalled(rig: Rig, cls: type[AnyOperation]) -> Principal:
    gone = Installation(guild_id=GUILD, installed_at=NOON, active=False)
    rig.platform.policies.put_installation(gone)
    return rig.mcp(OWNER)


def _without_scope(rig: Rig, cls: type[AnyOperation]) -> Principal:
    return rig.mcp(OWNER, scopes=frozenset({"nothing:read"}))


def _off_the_list(rig: Rig, cls: type[AnyOperation]) -> Principal:
    rig.set_policy(denied_operations=(cls.full_name(),))
    return rig.mcp(OWNER)


def _without_permission(rig: Rig, cls: type[AnyOperation]) -> Principal:
    if cls.spec.bot_permission is not None:
        rig.set_policy(role_map={HELPER_ROLE: "admin"})
        return rig.mcp(MEMBER)
    rig.world.edit_role(BOT_ROLE, permissions=NO_PERMISSIONS)
    rig.world.edit_role(RoleId(GUILD), permissions=NO_PERMISSIONS)
    return rig.mcp(OWNER)


def _used_up(rig: Rig, cls: type[AnyOperation]) -> Principal:
    principal = rig.mcp(OWNER, rate_limit=1)
    rig.platform.machinery.counters.spend(f"calls#{principal.credential_family}", window_s=WINDOW_S, limit=1)
    return principal


STEPS: dict[str, Callable[[Rig, type[AnyOperation]], Principal]] = {
    "authenticate_client": _expired,
    "require_membership": _stranger,
    "require_installation": _uninstalled,
    "require_scope": _without_scope,
    "apply_channel_policy": _off_the_list,
    "require_permission": _without_permission,
    "spend_rate_limit": _used_up,
}


def _passes(step: str, cls: type[AnyOperation], *, placed: bool) -> bool:
    """Return whether a step has nothing to refuse there, by what the operation is."""
    if step in {"require_membership", "require_installation"}:
        return not placed
    if step == "apply_channel_policy":
        return not placed or cls.full_name().startswith((SWITCH, RULES))
    if step == "require_permission":
        return not placed or cls.spec.permission is None or cls.spec.route is None
    return False


@every
def test_each_step_can_refuse_it_and_then_nothing_is_sent(cls: type[AnyOperation]) -> None:
    if cls.undoes is not Operation.undoes:
        return  # it becomes another call, which is refused like any other
    request = next(examples(cls, "some words"))
    for step, turn in STEPS.items():
        rig = stage()
        placed = request.locate(rig.discord).guild is not None
        principal = turn(rig, cls)
        rig.discord.calls.clear()
        session = rig.platform.machinery.session(principal, request, KEY)
        if _passes(step, cls, placed=placed):
            continue
        with pytest.raises(Denied) as denied:
            session.authorize()
        assert denied.value.step == step, f"{step}: {denied.value}"
        assert rig.discord.writes == []
