"""What was bought: subscriptions and entitlements read as Discord means them."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.operations.entitlement._entitlement import EntitlementShown
from guildhall.operations.sku._subscription import SubscriptionShown
from tests.fakes.guild import GUILD, OWNER
from tests.fakes.platform import Rig

SPEC = Path(__file__).parents[2] / "contract" / "discord-openapi.json"
LIST = "GET /applications/{application_id}/entitlements"
ID = "41771983423143937"


def _values(schema: str) -> list[Any]:
    """Return Discord's numbers with their names, from its own document."""
    told = json.loads(SPEC.read_text("utf-8"))["components"]["schemas"][schema]["oneOf"]
    return [pytest.param(each["const"], each["title"].lower(), id=each["title"]) for each in told]


@pytest.mark.parametrize(("number", "word"), _values("SubscriptionResponseStatusType"))
def test_a_subscription_is_as_discord_says_that_it_is(number: int, word: str) -> None:
    shown = SubscriptionShown.read({"id": ID, "user_id": OWNER, "status": number, "renewal_sku_ids": [ID]})
    assert (shown.status, shown.renewal_sku_ids) == (word, (ID,))


@pytest.mark.parametrize(("number", "word"), _values("EntitlementTypes"))
def test_an_entitlement_is_of_the_kind_that_discord_says(number: int, word: str) -> None:
    assert EntitlementShown.read({"id": ID, "sku_id": ID, "type": number}).kind == word


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({}, {"exclude_ended": True, "exclude_deleted": True}),
        ({"ended_too": True}, {"exclude_ended": False, "exclude_deleted": True}),
        ({"deleted_too": True}, {"exclude_ended": True, "exclude_deleted": False}),
        ({"this_guild_only": True, "sku_ids": [ID]}, {"guild_id": GUILD, "sku_ids": ID}),
    ],
)
def test_what_ended_and_what_was_taken_back_are_listed_when_they_are_asked_for(
    asked: dict[str, JsonValue], sent: dict[str, JsonValue]
) -> None:
    rig = Rig()
    rig.complete("entitlement.list", {"guild_id": GUILD, **asked}, rig.slash(OWNER))
    (call,) = rig.discord.sent(LIST)
    assert sent.items() <= dict(call.query or {}).items()
