"""What the run says to the simulated Discord, and asks it, over its control API."""

import json
import time
import urllib.request
from collections.abc import Sequence

from local.endpoints import EVENTS_PATH, INTERACTIONS_PATH
from local.service import Service

LOOK_EVERY_S = 0.05
HOPELESS = 2
"""How often the task may end by itself before nobody waits for it any more."""


def introduce(control_url: str, api_url: str) -> None:
    """Tell the simulated Discord where our doors are, as a person enters them in the developer portal."""
    addresses = {"interactions_url": f"{api_url}{INTERACTIONS_PATH}", "events_url": f"{api_url}{EVENTS_PATH}"}
    request = urllib.request.Request(  # noqa: S310  # a loopback address of our own child
        f"{control_url}/settings", json.dumps(addresses).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # the same
        answer.read()


def is_heard(control_url: str, services: Sequence[Service], within_s: float) -> bool:
    """Wait until a gateway task is connected and was told READY; False when it takes too long, or keeps ending."""
    wanted = sum(service.task.count for service in services)
    deadline = time.monotonic() + within_s
    while wanted:
        if _connected(control_url) >= wanted:
            return True
        if time.monotonic() > deadline or sum(service.failures for service in services) >= HOPELESS:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def _connected(control_url: str) -> int:
    with urllib.request.urlopen(f"{control_url}/gateway", timeout=10) as answer:  # noqa: S310  # our own child
        return int(json.load(answer)["connected"])
