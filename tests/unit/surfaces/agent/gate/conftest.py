"""A gate over a guild in which #general is on the list."""

import pytest

from guildhall.policy.model import ChatChannel
from guildhall.surfaces.agent.gate import ChatGate
from tests.fakes.guild import (
    GENERAL,
    GUILD,
    MODERATOR,
)
from tests.fakes.platform import Rig
from tests.unit.surfaces.agent.gate.support import ASKED_AT, gate_of


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.clock.moment = ASKED_AT
    rig.platform.policies.allow_chat(
        ChatChannel(guild_id=GUILD, channel_id=GENERAL, allowed_by=MODERATOR, allowed_at=ASKED_AT)
    )
    return rig


@pytest.fixture
def gate(rig: Rig) -> ChatGate:
    return gate_of(rig)
