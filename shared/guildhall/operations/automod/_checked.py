"""What a rule says to a text."""

from collections.abc import Collection

from guildhall.discord.ids import ChannelId, RoleId, RuleId
from guildhall.operations.automod_matching import matched, mentions
from guildhall.operations.automod_rules import RuleShown, Trigger
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.sparse import Sparse

_OWN = "Discord's own judgement"
_LISTS = "Discord's lists of words"
_PATTERNS = "its patterns, which only Discord runs"
_RAIDS = "raids, which Discord judges by many messages"
_UNKNOWN = "a kind of rule that is not known here"


class RuleVerdict(Sparse):
    """What one rule says: `catches`, by which `keywords` or why; `not_judged` is what only Discord can tell."""

    rule_id: RuleId
    name: GivenName
    catches: bool
    keywords: tuple[GivenName, ...] = ()
    mention_count: int | None = None
    regex_patterns: tuple[GivenName, ...] = ()
    actions: tuple[OurText, ...] = ()
    spared_by: OurText = ""
    not_judged: tuple[OurText, ...] = ()


def judged(rule: RuleShown, text: str, channel_id: ChannelId | None, role_ids: Collection[RoleId]) -> RuleVerdict:
    """Return what a rule says to a message; the channel and the author's roles may spare it."""
    trigger, spared = rule.known_trigger, ""
    if channel_id in rule.exempt_channel_ids:
        spared = "the channel"
    elif not set(role_ids).isdisjoint(rule.exempt_role_ids):
        spared = "a role"
    words = matched(text, rule.keywords, rule.allow_list) if trigger is Trigger.KEYWORD else []
    count = mentions(text) if trigger is Trigger.MENTION_SPAM else None
    above = count is not None and rule.mention_limit is not None and count > rule.mention_limit
    told = {"keywords": words, "mention_count": count, "regex_patterns": rule.regex_patterns, "spared_by": spared}
    told |= {"actions": [each.kind for each in rule.actions], "not_judged": _left(rule, trigger)}
    caught = bool(words or above) and not spared
    return RuleVerdict.model_validate({"rule_id": rule.rule_id, "name": rule.name, "catches": caught, **told})


def _left(rule: RuleShown, trigger: Trigger | None) -> list[str]:
    """Return what of a rule only Discord can tell."""
    patterns, raids = [_PATTERNS] if rule.regex_patterns else [], [_RAIDS] if rule.raid_protection else []
    own = {Trigger.SPAM: [_OWN], Trigger.KEYWORD_PRESET: [_LISTS], None: [_UNKNOWN]}
    return own.get(trigger, []) + patterns + raids
