"""What this door needs of the platform, and what one request carries through it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from aws_lambda_powertools import Logger
from pydantic import JsonValue

from guildhall.execution.outcome import Call, Outcome
from guildhall.identity import Principal
from guildhall.operations.catalogue import AnyOperation
from guildhall.surfaces.mcp.view import View
from guildhall.surfaces.tools.table import Table


class Keys(Protocol):
    """Checks API keys."""

    def authenticate(self, bearer: str, client: str) -> Principal:
        """Return whom the key stands for; raises Unauthenticated."""
        ...


class Runs(Protocol):
    """Runs calls through the pipeline."""

    def run(self, call: Call) -> Outcome:
        """Run a call; raises GuildhallError."""
        ...


class Platform(Protocol):
    """The core, as `guildhall.bootstrap.platform` composes it."""

    @property
    def keys(self) -> Keys:
        """The check of API keys."""
        ...

    @property
    def executor(self) -> Runs:
        """The executor."""
        ...

    def build(self, name: str, arguments: Mapping[str, JsonValue], principal: Principal) -> AnyOperation:
        """Return a validated request; raises a RequestError."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's caller and what it may see.

    It is handed on as a value from the door to the tool and never kept: a warm process serves one caller after another.
    """

    principal: Principal
    view: View
    table: Table
    platform: Platform
    log: Logger
