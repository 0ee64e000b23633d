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
from tests.contract.catalogue_examples import arguments
from tests.e2e.system import Json

CANARIES, ALL = int(os.environ.get("CANARIES", "200")), 1000
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
        reasons: Those that were reasons, which stand in Discord's own audit log.
        refusals: What was answered to a request that was refused.
    """

    pushed: dict[str, str] = field(default_factory=dict)
    public: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
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
    """Return the operations that canaries are pushed into."""
    every = sorted(catalogue.every(), key=lambda cls: dumped(arguments(cls, "TEXT")).count("TEXT"))
    kinds = {(cls.full_name().partition(".")[0], cls.spec.risk is Risk.READ): cls for cls in every}
    needed = [cls for cls in every if cls.full_name() == "control.pause"]
    return every if CANARIES >= ALL else list(dict.fromkeys([*kinds.values(), *needed]))
