"""What somebody who changes a rule is told beforehand."""

from collections.abc import Collection

from guildhall.operations.automod_rules import CONDITIONS, TAKES, TIMES_OUT, RuleShown
from guildhall.operations.places import unseen


def warned(rule: RuleShown, seen: RuleShown, touched: Collection[str]) -> str:
    """Return what there is to know of a change, as the end of a sentence; empty for nothing.

    Args:
        rule: As it is.
        seen: Likewise, with the channels alone that the caller sees.
        touched: What changes, by the names of the arguments.
    """
    hidden = len(rule.exempt_channel_ids) - len(seen.exempt_channel_ids)
    return _refused(rule, set(touched)) + unseen(hidden if "exempt_channel_ids" in touched else 0)


def _refused(rule: RuleShown, given: set[str]) -> str:
    own = rule.known_trigger
    if own is None:
        return ""
    wrong = sorted((CONDITIONS & given) - set(TAKES[own])) + (["timeout_s"] if own not in TIMES_OUT else [])
    told = [name for name in wrong if name in given]
    return f" (Discord will refuse {' and '.join(told)}: it is a rule of the kind {own})" if told else ""
