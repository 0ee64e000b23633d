"""A toolbox over the platform of `tests.fakes.platform`, and turns to use it in.

house = House()
told = house.told("channel_list", asked=house.asked(MEMBER))     # one call of one round
"""

from itertools import count
from typing import Any

from guildhall.discord.ids import ChannelId, UserId
from guildhall.observability import logger
from guildhall.store.exchanges import ExchangeRepository
from guildhall.surfaces.agent.job import Mention
from guildhall.surfaces.agent.ports import Asked, ToolCall, ToolTold
from guildhall.surfaces.agent.tools.audience import Audience
from guildhall.surfaces.agent.tools.calling import Bench
from guildhall.surfaces.agent.tools.toolbox import CatalogueToolbox
from tests.fakes.guild import GENERAL, GUILD
from tests.fakes.platform import Rig

TURN = "77"


class House:
    """The toolbox and what it stands on; `restart` begins a new process over the same tables."""

    def __init__(self) -> None:
        self.rig = Rig()
        self.exchanges = ExchangeRepository(self.rig.history)
        self._ids = count(1)
        self.restart()

    def restart(self) -> None:
        platform = self.rig.restart()
        bench = Bench(
            build=platform.build,
            run=platform.executor.run,
            confirmations=platform.machinery.confirmations,
            audience=Audience(platform.machinery.discord, self.rig.clock),
            exchanges=self.exchanges,
            clock=self.rig.clock,
            log=logger("tests"),
        )
        self.toolbox = CatalogueToolbox(bench, platform.approvals)

    def asked(self, who: UserId, channel_id: ChannelId = GENERAL, *, private: bool = False, turn: str = TURN) -> Asked:
        """A turn that somebody asked for by a mention; `private` = only they see the answer anyway."""
        message = {"id": turn, "channel_id": str(channel_id), "author": {"id": str(who)}}
        start = Mention(message=message, guild_id=str(GUILD), channel_id=str(channel_id), author_id=str(who))
        return Asked(
            start=start,
            turn_id=turn,
            principal=self.rig.agent(who, channel_id, turn),
            guild_id=GUILD,
            channel_id=channel_id,
            always_private=private,
        )

    def call(self, tool: str, /, **arguments: Any) -> ToolCall:
        """A call of the model's, under an id of its own."""
        return ToolCall(f"toolu_{next(self._ids)}", tool, arguments)

    def told(
        self, tool: str, /, *, asked: Asked, tainted: bool = False, private: bool = False, **arguments: Any
    ) -> ToolTold:
        """What one call comes to."""
        call = self.call(tool, **arguments)
        (told,) = self.toolbox.run(asked, [call], tainted=tainted, private=private)
        assert told.call is call
        return told
