"""The gateway task between the simulated Discord and emulated AWS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.discord.simulator import SimulatedDiscord, running
from local.discord.testing import Lab
from tests.fakes.gateway_house import Cloud, House, cloud, until


class Place(House):
    """Tasks, and the Discord that they listen to."""

    def __init__(self, aws: Cloud, discord: SimulatedDiscord, lab: Lab, folder: Path) -> None:
        super().__init__(aws, lab.endpoints["gateway_url"], lab.endpoints["rest_url"], folder)
        self.discord = discord
        self.lab = lab

    def mention(self, text: str, channel: str = "general", author: str = "member") -> str:
        """Let somebody mention the bot."""
        content = f"<@{self.lab.endpoints['bot_user_id']}> {text}"
        self.lab.say(content, channel, author)
        return content

    def connected(self) -> int:
        """How many sessions somebody listens to."""
        return int(self.lab.control.get("/state").json()["gateway"]["connected"])

    def beats(self) -> int:
        """How many frames the gateway has received on its newest connections; all but the first are heartbeats."""
        return sum(len(connection._received) for connection in list(self.discord._gateway.connections))

    def queued(self, *contents: str) -> None:
        """Wait until exactly these lie on the queue, whatever their order."""
        until(lambda: set(contents) <= set(self.cloud.contents()))
        assert sorted(self.cloud.contents()) == sorted(contents)


@pytest.fixture(scope="session")
def aws() -> Iterator[Cloud]:
    with cloud() as found:
        yield found


@pytest.fixture(scope="session")
def discord() -> Iterator[SimulatedDiscord]:
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def running_lab(discord: SimulatedDiscord) -> Iterator[Lab]:
    lab = Lab(discord.endpoints())
    yield lab
    lab.close()


@pytest.fixture
def place(aws: Cloud, discord: SimulatedDiscord, running_lab: Lab, tmp_path: Path) -> Iterator[Place]:
    running_lab.reset(heartbeat_interval_ms=500)
    discord.sim.identifies = 0
    aws.anew(running_lab.endpoints["bot_token"])
    found = Place(aws, discord, running_lab, tmp_path)
    yield found
    found.close()
    until(lambda: found.connected() == 0)
    assert running_lab.violations() == []
    assert [request for request in running_lab.requests() if not request["valid"]] == []
