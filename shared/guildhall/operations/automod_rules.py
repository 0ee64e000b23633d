"""AutoMod's rules: Discord's numbers in our words, its limits, and a rule as it is shown.

A rule is asked for flat, by the names of `as_asked`, and is at Discord what `wired` makes of it: an event, the metadata
of its trigger, and a list of actions, the last two always sent as a whole.
Source: https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import JsonValue

from guildhall.discord.ids import ChannelId, RoleId, RuleId, UserId
from guildhall.operations.fields import GivenName, OurText
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.wording import worded

KEYWORDS_COUNT, KEYWORD_CHARACTERS = 1000, 60
PATTERNS_COUNT, PATTERN_CHARACTERS = 10, 260
ALLOWED_COUNT, ALLOWED_WITH_PRESETS_COUNT = 100, 1000
"""Source: …#auto-moderation-rule-object-trigger-metadata-field-limits, likewise the two above."""
MENTIONS_COUNT = 50
"""Source: …#auto-moderation-rule-object-trigger-metadata"""
CUSTOM_MESSAGE = 150
TIMEOUT_S = 2_419_200
"""Four weeks. Source: …#auto-moderation-action-object-action-metadata, likewise the one above."""
EXEMPT_ROLES_COUNT, EXEMPT_CHANNELS_COUNT = 20, 50
"""Source: …#auto-moderation-rule-object-auto-moderation-rule-structure"""
NAME = 100
"""Source: Discord's OpenAPI document, `KeywordUpsertRequest`."""


class Trigger(StrEnum):
    """What sets a rule off."""

    KEYWORD = "keyword"
    KEYWORD_PRESET = "keyword_preset"
    MENTION_SPAM = "mention_spam"
    MEMBER_PROFILE = "member_profile"
    SPAM = "spam"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return {"keyword": 1, "spam": 3, "keyword_preset": 4, "mention_spam": 5, "member_profile": 6}[self.value]

    @property
    def event(self) -> int:
        """Discord's number for when the rule is looked at: a member's update, or a message."""
        return 2 if self is Trigger.MEMBER_PROFILE else 1


class Preset(StrEnum):
    """Lists of words that Discord keeps."""

    PROFANITY = "profanity"
    SEXUAL_CONTENT = "sexual_content"
    SLURS = "slurs"

    @property
    def wire(self) -> int:
        """Discord's number."""
        return list(Preset).index(self) + 1


MOST_RULES = {each: 6 if each is Trigger.KEYWORD else 1 for each in Trigger}
"""Rules of a kind in one guild. Source: …#auto-moderation-rule-object-trigger-types"""
_WORDS = {"keywords": "keyword_filter", "regex_patterns": "regex_patterns", "allow_list": "allow_list"}
_MENTIONS = {"mention_limit": "mention_total_limit", "raid_protection": "mention_raid_protection_enabled"}
TAKES: Mapping[Trigger, Mapping[str, str]] = {
    Trigger.KEYWORD: _WORDS,
    Trigger.MEMBER_PROFILE: _WORDS,
    Trigger.KEYWORD_PRESET: {"presets": "presets", "allow_list": "allow_list"},
    Trigger.MENTION_SPAM: _MENTIONS,
    Trigger.SPAM: {},
}
"""What a trigger can be given, and Discord's names for it."""
NEEDS: Mapping[Trigger, tuple[str, ...]] = {
    Trigger.KEYWORD: ("keywords", "regex_patterns"),
    Trigger.MEMBER_PROFILE: ("keywords", "regex_patterns"),
    Trigger.KEYWORD_PRESET: ("presets",),
}
"""Without any of which a rule of the kind would look for nothing."""
CONDITIONS = frozenset({*_WORDS, *_MENTIONS, "presets"})
TIMES_OUT = frozenset({Trigger.KEYWORD, Trigger.MENTION_SPAM})
"""Triggers whose rules may time somebody out. Source: …#auto-moderation-action-object-action-types"""
ACTING = frozenset({"block_message", "custom_message", "alert_channel_id", "timeout_s", "block_interactions"})
_BLOCK, _ALERT, _TIMEOUT, _INTERACTIONS = "block_message", "send_alert", "timeout", "block_interactions"
_ACTIONS = {1: _BLOCK, 2: _ALERT, 3: _TIMEOUT, 4: _INTERACTIONS}
_TRIGGERS = {each.wire: str(each) for each in Trigger}
_PRESETS = {each.wire: str(each) for each in Preset}


class ActionShown(Shown):
    """What a rule does; `timeout_s` in seconds, `channel_id` of an alert where the asker sees that channel."""

    kind: Annotated[OurText, worded(_ACTIONS)] = At("type")
    custom_message: GivenName = At("metadata", "custom_message", default="")
    channel_id: ChannelId | None = At("metadata", "channel_id", default=None)
    timeout_s: int | None = At("metadata", "duration_seconds", default=None)


class RuleShown(Shown):
    """An AutoMod rule; `hidden_channel_count` of the channels that it names are not the asker's to see."""

    rule_id: RuleId = At("id")
    name: GivenName = ""
    enabled: bool = False
    trigger: Annotated[OurText, worded(_TRIGGERS)] = At("trigger_type")
    keywords: tuple[GivenName, ...] = At("trigger_metadata", "keyword_filter", default=())
    regex_patterns: tuple[GivenName, ...] = At("trigger_metadata", "regex_patterns", default=())
    allow_list: tuple[GivenName, ...] = At("trigger_metadata", "allow_list", default=())
    presets: tuple[Annotated[OurText, worded(_PRESETS)], ...] = At("trigger_metadata", "presets", default=())
    mention_limit: int | None = At("trigger_metadata", "mention_total_limit", default=None)
    raid_protection: bool = At("trigger_metadata", "mention_raid_protection_enabled", default=False)
    actions: tuple[ActionShown, ...] = ()
    exempt_role_ids: tuple[RoleId, ...] = At("exempt_roles", default=())
    exempt_channel_ids: tuple[ChannelId, ...] = At("exempt_channels", default=())
    hidden_channel_count: int = 0
    creator_id: UserId | None = None

    @property
    def target(self) -> Target:
        """The rule as a write's target."""
        return Target(id=self.rule_id, label=self.name, detail=f"{self.trigger}, {'on' if self.enabled else 'off'}")

    @property
    def known_trigger(self) -> Trigger | None:
        """The trigger; None for one that Discord added since."""
        return Trigger(self.trigger) if self.trigger in set(Trigger) else None

    @property
    def unknown_actions(self) -> list[str]:
        """What it does that we have no word for."""
        return [each.kind for each in self.actions if each.kind not in _ACTIONS.values()]

    def seen_among(self, channels: Collection[ChannelId]) -> Self:
        """Return it with those channels alone that are the asker's to see."""
        exempt = tuple(each for each in self.exempt_channel_ids if each in channels)
        hidden = len(self.exempt_channel_ids) - len(exempt)
        actions = []
        for each in self.actions:
            secret = each.channel_id is not None and each.channel_id not in channels
            hidden += secret
            actions.append(each.model_copy(update={"channel_id": None}) if secret else each)
        changed = {"exempt_channel_ids": exempt, "actions": tuple(actions), "hidden_channel_count": hidden}
        return self.model_copy(update=changed)


def in_order(told: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return arguments with what is a set in the order of its ids or words, so that the same is told the same."""
    names = {"presets", "exempt_role_ids", "exempt_channel_ids"}

    def sort(value: JsonValue) -> JsonValue:
        return sorted(value, key=lambda each: (len(str(each)), str(each))) if isinstance(value, list) else value

    return {name: sort(value) if name in names else value for name, value in told.items()}


def as_asked(rule: RuleShown) -> dict[str, JsonValue]:
    """Return a rule by the names of the arguments; what it has not is null, false or empty."""
    by_kind = {each.kind: each for each in rule.actions}
    block, alert, timeout = by_kind.get(_BLOCK), by_kind.get(_ALERT), by_kind.get(_TIMEOUT)
    told = rule.model_dump(mode="json", include=set(CONDITIONS) | {"name", "enabled", "trigger"})
    told |= {"block_message": block is not None, "custom_message": block.custom_message if block else ""}
    told |= {"alert_channel_id": str(alert.channel_id) if alert and alert.channel_id else None}
    told |= {
        "timeout_s": (timeout.timeout_s or None) if timeout else None,
        "block_interactions": _INTERACTIONS in by_kind,
    }
    told |= {"exempt_role_ids": [str(each) for each in rule.exempt_role_ids]}
    return in_order(told | {"exempt_channel_ids": [str(each) for each in rule.exempt_channel_ids]})


def as_made(rule: RuleShown) -> dict[str, JsonValue]:
    """Return a rule by the arguments that make one like it; nothing where one like it could not be made."""
    trigger = rule.known_trigger
    if trigger is None or rule.unknown_actions:
        return {}
    told = {name: value for name, value in as_asked(rule).items() if isinstance(value, bool | int) or value}
    return {name: value for name, value in told.items() if name not in CONDITIONS or name in TAKES[trigger]}


def metadata(trigger: Trigger, state: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the metadata of a trigger, of a rule by the names of the arguments."""
    told = {wire: state.get(name) for name, wire in TAKES[trigger].items()}
    listed = told.get("presets")
    if isinstance(listed, list):
        told["presets"] = [*sorted(Preset(str(each)).wire for each in listed if each in set(Preset))]
    return {wire: value for wire, value in told.items() if value is not None}


def actions(state: Mapping[str, JsonValue]) -> list[JsonValue]:
    """Return the actions, of a rule by the names of the arguments."""
    words, channel, timeout = state.get("custom_message"), state.get("alert_channel_id"), state.get("timeout_s")
    block: JsonValue = {"type": 1, "metadata": {"custom_message": words}} if words else {"type": 1}
    told: list[JsonValue] = [block] if state.get("block_message") else []
    told += [{"type": 2, "metadata": {"channel_id": channel}}] if channel else []
    told += [{"type": 3, "metadata": {"duration_seconds": timeout}}] if timeout else []
    return told + ([{"type": 4}] if state.get("block_interactions") else [])


def wired(touched: Collection[str], trigger: Trigger, state: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return what is touched of a rule as Discord takes it: conditions and actions each as a whole."""
    plain = {"name": "name", "enabled": "enabled", "exempt_role_ids": "exempt_roles"}
    plain |= {"exempt_channel_ids": "exempt_channels"}
    body = {wire: state[name] for name, wire in plain.items() if name in touched}
    body |= {"trigger_metadata": metadata(trigger, state)} if CONDITIONS & set(touched) else {}
    return body | ({"actions": actions(state)} if ACTING & set(touched) else {})
