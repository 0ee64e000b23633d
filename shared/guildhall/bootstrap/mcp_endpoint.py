"""The composition root of the MCP door: what a process makes once, and late."""

from functools import cache
from typing import TYPE_CHECKING

from guildhall.config import HttpSettings
from guildhall.observability import logger
from guildhall.surfaces.mcp.door import Door

if TYPE_CHECKING:
    from guildhall.surfaces.mcp.ports import Platform


@cache
def door() -> Door:
    """Return this process's MCP door. The platform behind it is composed at the first request that shows a key."""
    return Door(HttpSettings.load(), _platform, logger("mcp_endpoint"))


def _platform() -> "Platform":
    from guildhall.bootstrap.platform import platform

    return platform()
