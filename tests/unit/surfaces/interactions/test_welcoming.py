"""The word to whoever installed the bot."""

from collections.abc import Mapping
from typing import Any, Self, cast

import pytest

from guildhall.discord.ids import GuildId, UserId
from guildhall.discord.routes import Route
from guildhall.errors import DiscordError, DiscordForbidden
from guildhall.execution.ports import DiscordAccess
from guildhall.surfaces.interactions.welcoming import Welcoming
from tests.unit.surfaces.interactions.support import GUILD, USER, Written


class Mailbox:
    """Opens a direct message, and takes what is written in it."""

    def __init__(self, refuses: DiscordError | None = None) -> None:
        self.refuses, self.sent, self.key = refuses, list[Any](), ""

    def with_execution(self, reason: str, idempotency_key: str) -> Self:
        self.key = idempotency_key
        return self

    def call(self, route: Route, path: Mapping[str, str], *, body: Mapping[str, Any]) -> Any:
        if route.text.endswith("/messages") and self.refuses:
            raise self.refuses
        self.sent.append((path, body))
        return {"id": "77", "type": 1}


@pytest.mark.parametrize("refuses", [None, DiscordForbidden("closed")])
def test_an_installer_is_told_of_setup_and_a_closed_door_is_left_alone(refuses: DiscordError | None) -> None:
    mailbox, log = Mailbox(refuses), Written()
    Welcoming(cast("DiscordAccess", mailbox), log.logger).tell(UserId(USER), GuildId(GUILD))
    opened = mailbox.sent[0]
    assert opened == ({}, {"recipient_id": USER})
    if refuses:
        assert len(mailbox.sent) == 1
        assert "an installer was not told" in log
    else:
        path, body = mailbox.sent[1]
        assert path == {"channel_id": "77"}
        assert "`/setup`" in body["content"]
        assert body["allowed_mentions"] == {"parse": []}
    assert mailbox.key == f"welcome:{GUILD}:{USER}"
