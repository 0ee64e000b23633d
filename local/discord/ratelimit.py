"""Rate limits as Discord applies them: per bucket and major parameter, plus 50 requests per second for the bot.

Theory. A route belongs to a bucket, named only by an opaque hash; several routes can share one. A bucket is counted per
major parameter: the channel, guild or webhook (with its token), or the interaction token, that comes first in the path.
Most buckets slide: every spent request comes back by itself after ``window / limit`` seconds, and ``Reset-After`` says
when the bucket is full again. Some are fixed: the window opens with the first request and gives all back at its end. A
sub-limit is a second, invisible bucket: its 429 comes with ``Remaining`` above zero.

Source: https://discord.com/developers/docs/topics/rate-limits
"""

import hashlib
import math
from dataclasses import dataclass, replace

from local.discord.clock import SimClock
from local.discord.snowflake import timestamp
from local.discord.spec import OperationSpec

GLOBAL_LIMIT = 50
GLOBAL_WINDOW_S = 1.0
OLD_MESSAGE_S = 14 * 86_400
HASH_LENGTH = 32
INTERACTION_ROUTES = frozenset(
    {
        "create_interaction_response",
        "get_original_webhook_message",
        "update_original_webhook_message",
        "delete_original_webhook_message",
    }
)
MAJORS = ("channel_id", "guild_id", "webhook_id", "interaction_token")


@dataclass(frozen=True)
class Rule:
    """A bucket: ``limit`` requests per ``window_s`` seconds."""

    name: str
    limit: int
    window_s: float
    fixed: bool = False


RULES: dict[str, Rule] = {
    "create_message": Rule("message-create", 5, 5),
    "update_message": Rule("message-update", 5, 5),
    "delete_message": Rule("message-delete", 5, 1),
    "bulk_delete_messages": Rule("message-bulk-delete", 1, 1, fixed=True),
    "list_messages": Rule("message-list", 10, 5),
    "add_my_message_reaction": Rule("reaction", 1, 0.25),
    "delete_my_message_reaction": Rule("reaction", 1, 0.25),
    "delete_user_message_reaction": Rule("reaction", 1, 0.25),
    "trigger_typing_indicator": Rule("typing", 5, 5),
    "update_channel": Rule("channel-update", 5, 15, fixed=True),
    "delete_channel": Rule("channel-delete", 5, 15, fixed=True),
    "create_guild_role": Rule("role-create", 250, 172_800, fixed=True),
    "update_guild_member": Rule("member-update", 10, 10),
    "get_guild_member": Rule("member-get", 5, 1),
    "add_guild_member_role": Rule("member-role", 10, 10),
    "delete_guild_member_role": Rule("member-role", 10, 10),
    "bulk_set_application_commands": Rule("command-set", 5, 20),
    "bulk_set_guild_application_commands": Rule("command-set", 5, 20),
    "get_bot_gateway": Rule("gateway-bot", 2, 5),
    "execute_webhook": Rule("webhook", 5, 2),
    "update_original_webhook_message": Rule("webhook", 5, 2),
    "delete_original_webhook_message": Rule("webhook", 5, 2),
    "get_original_webhook_message": Rule("webhook-get", 5, 2),
    "update_webhook_message": Rule("webhook", 5, 2),
    "delete_webhook_message": Rule("webhook", 5, 2),
    "get_webhook_message": Rule("webhook-get", 5, 2),
}
OLD_MESSAGE_DELETE = Rule("message-delete-old", 30, 120)
NAME_AND_TOPIC = Rule("channel-name-topic", 2, 600, fixed=True)


@dataclass
class Window:
    """The state of one bucket for one major parameter.

    ``spent`` is the number of requests in a fixed window that ends at ``until``; a sliding window needs ``until`` only:
    the moment at which everything spent has come back.
    """

    until: float = 0.0
    spent: int = 0

    def remaining(self, rule: Rule, now: float) -> int:
        """Return how many requests fit now."""
        if rule.fixed:
            return rule.limit - (self.spent if now < self.until else 0)
        slide = rule.window_s / rule.limit
        return rule.limit - max(0, math.ceil((self.until - now) / slide - 1e-9))

    def spend(self, rule: Rule, now: float) -> None:
        """Count one request."""
        if not rule.fixed:
            self.until = max(self.until, now) + rule.window_s / rule.limit
        elif now < self.until:
            self.spent += 1
        else:
            self.until, self.spent = now + rule.window_s, 1

    def retry_after(self, rule: Rule, now: float) -> float:
        """Return after how many seconds one request fits again."""
        if rule.fixed:
            return max(0.0, self.until - now)
        return max(0.0, self.until - now - rule.window_s * (rule.limit - 1) / rule.limit)


@dataclass(frozen=True)
class Verdict:
    """What the limiter says about one request. ``retry_after_s`` is None when it may go on."""

    headers: dict[str, str]
    retry_after_s: float | None = None
    is_global: bool = False


class RateLimiter:
    """Count requests and refuse what is too much."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}
        self._salts: dict[str, int] = {}
        self.enabled = True
        self.overrides: dict[str, tuple[int, float]] = {}

    def reset(self) -> None:
        """Forget everything spent."""
        self._windows.clear()

    def rule(self, operation_id: str) -> Rule:
        """Return the bucket of an operation."""
        rule = RULES.get(operation_id, Rule(operation_id, 10, 5))
        if operation_id in self.overrides:
            limit, window_s = self.overrides[operation_id]
            return replace(rule, limit=limit, window_s=window_s)
        return rule

    def change_hash(self, operation_id: str) -> None:
        """Give the operation's bucket another hash, as Discord does now and then."""
        name = self.rule(operation_id).name
        self._salts[name] = self._salts.get(name, 0) + 1

    def spend(self, operation: OperationSpec, params: dict[str, str]) -> Verdict:
        """Count a request against the global limit and its bucket."""
        now = self._clock.monotonic()
        exempt = operation.operation_id in INTERACTION_ROUTES or "webhook_token" in params
        if self.enabled and not exempt and (wait := self._spend_global(now)) is not None:
            return Verdict({}, wait, is_global=True)
        rule = self._rule_for(operation, params, self._clock.now())
        window = self._windows.setdefault((rule.name, _major(params)), Window())
        if not self.enabled or window.remaining(rule, now) > 0:
            if self.enabled:
                window.spend(rule, now)
            return Verdict(self._headers(rule, window, now))
        return Verdict(self._headers(rule, window, now), window.retry_after(rule, now))

    def spend_name_change(self, channel_id: str) -> float | None:
        """Count a change of a channel's name or topic; return the seconds to wait if it is one too many."""
        now = self._clock.monotonic()
        window = self._windows.setdefault((NAME_AND_TOPIC.name, channel_id), Window())
        if self.enabled and window.remaining(NAME_AND_TOPIC, now) <= 0:
            return window.retry_after(NAME_AND_TOPIC, now)
        window.spend(NAME_AND_TOPIC, now)
        return None

    def _rule_for(self, operation: OperationSpec, params: dict[str, str], now_s: float) -> Rule:
        message_id = params.get("message_id", "")
        if operation.operation_id == "delete_message" and now_s - timestamp(message_id or "0") > OLD_MESSAGE_S:
            return OLD_MESSAGE_DELETE
        return self.rule(operation.operation_id)

    def _spend_global(self, now: float) -> float | None:
        rule = Rule("global", GLOBAL_LIMIT, GLOBAL_WINDOW_S, fixed=True)
        window = self._windows.setdefault(("global", ""), Window())
        if window.remaining(rule, now) <= 0:
            return window.retry_after(rule, now)
        window.spend(rule, now)
        return None

    def _headers(self, rule: Rule, window: Window, now: float) -> dict[str, str]:
        reset_after = max(0.0, window.until - now)
        salt = self._salts.get(rule.name, 0)
        digest = hashlib.sha256(f"{rule.name}/{salt}".encode()).hexdigest()[:HASH_LENGTH]
        return {
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Remaining": str(max(0, window.remaining(rule, now))),
            "X-RateLimit-Reset": f"{self._clock.now() - self._clock.offset_s + reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{reset_after:.3f}",
            "X-RateLimit-Bucket": digest,
        }


def _major(params: dict[str, str]) -> str:
    return "/".join(params[name] for name in (*MAJORS, "webhook_token") if name in params)
