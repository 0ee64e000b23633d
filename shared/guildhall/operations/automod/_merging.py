"""A rule as it is going to be, since Discord takes conditions and actions as a whole; and the way back."""

from collections.abc import Collection

from pydantic import JsonValue

from guildhall.discord.permissions import Permission, describe
from guildhall.errors import InvalidArguments, PermissionMissing
from guildhall.operations.automod._changed import CLEARED, RuleChanged
from guildhall.operations.automod_rules import ACTING, CONDITIONS, TAKES, RuleShown, Trigger, as_asked, wired
from guildhall.operations.ports import Ports


def merged(ports: Ports, request: RuleChanged, rule: RuleShown) -> dict[str, JsonValue]:
    """Return what changes as Discord takes it.

    Raises:
        InvalidArguments: The rule would do nothing any more, or it does something that cannot be sent back.
        PermissionMissing: The rule times people out, and the caller may not.
    """
    changed, state = request.changed, {**as_asked(rule), **request.changed}
    body = wired(changed, _trigger_for(rule, changed), state)
    if not ACTING & changed.keys():
        return body
    if rule.unknown_actions:
        raise InvalidArguments("That rule does something that is not known here.", "Change its actions in the client.")
    if not body["actions"]:
        raise InvalidArguments("A rule has to do something.", "Name another action, or switch the rule off.")
    if state["timeout_s"] and not ports.caller.in_guild() & Permission.MODERATE_MEMBERS:
        lacking = describe(Permission.MODERATE_MEMBERS)
        told = f"That rule times people out, and you lack {lacking[0]}."
        raise PermissionMissing(told, "Take timeout_s away, or ask an administrator.", who="caller", needed=lacking)
    return body


def _trigger_for(rule: RuleShown, touched: Collection[str]) -> Trigger:
    """Return the rule's trigger; where that takes none of this, one that does, so that Discord says what is wrong."""
    conditions, own = CONDITIONS & set(touched), rule.known_trigger
    if own is not None and conditions <= set(TAKES[own]):
        return own
    return next(each for each in Trigger if conditions <= set(TAKES[each]))


def way_back(was: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the arguments that bring back what was; what was nothing is cleared, where there is a way to."""
    given: dict[str, JsonValue] = {k: value for k, value in was.items() if isinstance(value, bool | int) or value}
    bare: list[JsonValue] = [name for name in was if name not in given and name in CLEARED]
    return given | ({"clear": bare} if bare else {})
