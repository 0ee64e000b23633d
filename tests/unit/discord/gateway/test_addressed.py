"""Whom a message speaks to."""

from typing import Any

import pytest

from guildhall.discord.gateway.addressed import Address, addressed

BOT, MINA = "900000000000000001", "300000000000000001"
TO_BOT: dict[str, Any] = {"mentions": [{"id": "300000000000000009"}, {"id": BOT, "bot": True}]}
IN_DM: dict[str, Any] = {"guild_id": None}


def message(**changed: Any) -> dict[str, Any]:
    plain = {
        "id": "1100000000000000001",
        "channel_id": "200000000000000001",
        "guild_id": "100000000000000001",
        "type": 0,
        "author": {"id": MINA},
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "content": "hello",
    }
    return plain | changed


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        (TO_BOT, Address.DIRECT),
        (TO_BOT | {"type": 19}, Address.DIRECT),
        (IN_DM, Address.DIRECT),
        (IN_DM | {"type": 19}, Address.DIRECT),
        ({"mention_roles": ["500000000000000001"]}, Address.BY_ROLE),
        (TO_BOT | {"mention_roles": ["500000000000000001"]}, Address.DIRECT),
        ({"mention_everyone": True, "content": "@everyone"}, None),
        ({"content": f"<@{BOT}> only written, not pinged"}, None),
        (TO_BOT | {"author": {"id": MINA, "bot": True}}, None),
        (TO_BOT | {"webhook_id": "600000000000000001"}, None),
        (TO_BOT | {"type": 7}, None),
        (TO_BOT | {"type": 20}, None),
        (IN_DM | {"author": {"id": BOT, "bot": True}}, None),
        (TO_BOT | {"author": None}, None),
        (TO_BOT | {"id": 5}, None),
        (TO_BOT | {"channel_id": None}, None),
        (TO_BOT | {"author": {"id": "x"}}, None),
        ({"mentions": None}, None),
        ({"mentions": ["odd"]}, None),
    ],
)
def test_a_message_is_for_the_bot_or_it_is_not(changed: dict[str, Any], expected: Address | None) -> None:
    assert addressed(message(**changed), BOT) is expected


def test_a_forward_into_a_direct_message_is_direct_although_it_names_a_guild() -> None:
    forwarded = message(message_reference={"guild_id": "100000000000000001"})
    del forwarded["guild_id"]
    assert addressed(forwarded, BOT) is Address.DIRECT
