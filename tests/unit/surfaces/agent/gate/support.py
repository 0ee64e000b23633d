"""Mentions and interactions as the gate gets them."""

from collections.abc import Mapping
from typing import Any

from guildhall.clock import moment_of_snowflake
from guildhall.discord.ids import ChannelId, UserId
from guildhall.store.counters import CounterRepository
from guildhall.store.onces import OnceRepository
from guildhall.surfaces.agent.gate import ChatGate
from guildhall.surfaces.agent.job import Ask, Mention, Task
from guildhall.surfaces.agent.ports import Admitted, Silent
from tests.fakes.guild import (
    GENERAL,
    GUILD,
    MEMBER,
)
from tests.fakes.platform import Rig

FIRST_TURN = 1_300_000_000_000_000_000
ASKED_AT = moment_of_snowflake(str(FIRST_TURN)).replace(microsecond=0)
DAY_S = 86_400


def gate_of(rig: Rig) -> ChatGate:
    return ChatGate(
        discord=rig.discord,
        policies=rig.platform.policies,
        counters=CounterRepository(rig.state, rig.clock),
        onces=OnceRepository(rig.state),
        clock=rig.clock,
    )


def mention(number: int = 0, channel_id: ChannelId = GENERAL, author_id: UserId = MEMBER, **more: Any) -> Mention:
    about: Mapping[str, Any] = {"author": {"id": author_id}, "type": 0, "content": "hi", **more.pop("message", {})}
    fields: dict[str, Any] = {"guild_id": GUILD, "channel_id": channel_id, "author_id": author_id, **more}
    return Mention(message={"id": str(FIRST_TURN + number), "channel_id": channel_id, **about}, **fields)


def ask(number: int = 0, channel_id: ChannelId = GENERAL, *, private: bool = True, **more: Any) -> Ask:
    fields: dict[str, Any] = {"guild_id": GUILD, "author_id": MEMBER, "task": Task.ASK, "question": "hi", **more}
    return Ask(
        interaction_id=str(FIRST_TURN + number),
        token="t",
        application_id="1",
        channel_id=channel_id,
        private=private,
        received_at=ASKED_AT,
        **fields,
    )


def admitted(answer: Admitted | Silent) -> Admitted:
    assert isinstance(answer, Admitted), answer
    return answer


def silent(answer: Admitted | Silent) -> Silent:
    assert isinstance(answer, Silent), answer
    return answer
