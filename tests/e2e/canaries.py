"""What is pushed in by the canaries' tests, and where."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import cycle

from guildhall.operations import catalogue
from guildhall.operations.catalogue import AnyOperation
from guildhall.operations.spec import Risk
from local.discord.testing import MEDIA
from tests.contract.catalogue_examples import arguments
from tests.e2e.system import Json, System

ADMINISTRATOR = 1 << 3
CANARIES, ALL = int(os.environ.get("CANARIES", "200")), 1000
ROUND = int(os.environ.get("CANARY_ROUND", "0"))
ALWAYS = ("control.pause", "message.edit", "message.search", "channel.edit", "member.search", "webhook.execute")
"""What is tried in every round: what takes people's words, and what ends all."""
IN_TURN = 18
"""About how many more are tried in a round; another round tries others."""
EVENT: Json = {"name": "Meeting", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "the park"}}
TIMES = {"scheduled_start_time": "2035-05-01T18:00:00+00:00", "scheduled_end_time": "2035-05-01T20:00:00+00:00"}
RULE = {"name": "Spam", "event_type": 1, "trigger_type": 3, "actions": [{"type": 1}], "trigger_metadata": {}}
SHAPES = (
    "{}",
    "my password is {}",
    "ghk_0123456789abcdef_{}",
    "Bot MTUwMDkx.{}.x",
    "https://example.com/?token={}",
    '{{"api_key": "{}"}}',
    "<@1> @everyone {}",
    "`{}` %s %(x)s {{0}}",
)
"""What a canary looks like; a name in Discord is only the bare one."""


@dataclass
class Mine:
    """What was pushed.

    Attributes:
        pushed: Each canary, with where it was pushed.
        public: Those that were names, which everybody in the guild sees and the trail keeps.
        named: Those that were names of fields that there are not: the caller is told them, nobody else.
        sought: Those that were looked for, which Discord is asked for in an address.
        reasons: Those that were reasons, which stand in Discord's own audit log.
        refusals: What was answered to a request that was refused.
    """

    pushed: dict[str, str] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    sought: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)
    _shapes: Iterator[str] = field(default_factory=lambda: cycle(SHAPES))

    def canary(self, where: str, *, bare: bool = False) -> str:
        """Return a text that nobody has ever seen."""
        needle = f"cnry{secrets.token_hex(8)}"
        self.pushed[needle] = where
        if where.endswith(".reason"):
            self.reasons.add(needle)
        return needle if bare else next(self._shapes).format(needle)

    def found_in(self, text: str, *besides: set[str]) -> dict[str, str]:
        """Return the canaries in a text, with where they were pushed."""
        allowed = set().union(*besides)
        return {needle: where for needle, where in self.pushed.items() if needle in text and needle not in allowed}


def dumped(found: Json) -> str:
    return json.dumps(found, default=str, ensure_ascii=False)


@cache
def tried() -> list[type[AnyOperation]]:
    """Return the operations that canaries are pushed into: as many however large the catalogue is, or all."""
    every = sorted(catalogue.every(), key=lambda cls: dumped(arguments(cls, "TEXT")).count("TEXT"))
    if CANARIES >= ALL:
        return every
    kinds = {(cls.full_name().partition(".")[0], cls.spec.risk is Risk.READ): cls for cls in every}
    always = [cls for cls in every if cls.full_name() in ALWAYS]
    turns = [cls for cls in kinds.values() if cls not in always]
    step = max(1, len(turns) // IN_TURN)
    return [*always, *turns[ROUND % step :: step]]


def things(system: System) -> dict[str, str]:
    """Make what many operations name, and return its ids by the names of their arguments."""
    guild, general = f"/guilds/{system.discord['guild_id']}", f"/channels/{system.channel('general')}"
    role = f"/roles/{system.control('GET', '/state')['names']['guildhall_role']}"
    system.control("PUT", role, {"permissions": str(ADMINISTRATOR)})
    image, sound = ({"name": "wave", **{kind: MEDIA[kind]}} for kind in ("image", "sound"))
    return {
        "webhook_id": system.rest("POST", f"{general}/webhooks", {"name": "Herald"})["id"],
        "emoji_id": system.rest("POST", f"{guild}/emojis", image)["id"],
        "sound_id": system.rest("POST", f"{guild}/soundboard-sounds", sound)["sound_id"],
        "rule_id": system.rest("POST", f"{guild}/auto-moderation/rules", RULE)["id"],
        "event_id": system.rest("POST", f"{guild}/scheduled-events", {**EVENT, **TIMES})["id"],
    }
