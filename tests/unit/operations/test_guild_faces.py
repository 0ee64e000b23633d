"""What shows a guild to others: templates, its widget, integrations; what a plan holds of them, what stays hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import JsonValue

from guildhall.discord.permissions import Permission
from guildhall.discord.types.guild import RoleTags
from guildhall.errors import ChannelForbidden, PlanDrifted
from guildhall.operations.spec import Risk
from tests.fakes.effects import EFFECTS
from tests.fakes.guild import BOT_ROLE, GENERAL, GUILD, HELPER_ROLE, MEMBER, MODERATOR, OWNER, STAFF
from tests.fakes.platform import Rig
from tests.fakes.world import Sent, World

CODE, WHEN = "hgM48av5Q69A", "2026-11-20T12:00:00+00:00"
WIDGET, TEMPLATE = "GET /guilds/{guild_id}/widget", "GET /guilds/templates/{code}"
INTEGRATIONS = "GET /guilds/{guild_id}/integrations"

type Play = Callable[[str, JsonValue], None]


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.set_policy(confirm_from=Risk.DESTRUCTIVE)
    rig.world.edit_role(BOT_ROLE, permissions=Permission.ADMINISTRATOR)
    rig.world.edit_role(HELPER_ROLE, permissions=Permission.MANAGE_GUILD)
    return rig


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    """Let Discord answer a route."""

    def answers(route: str, told: JsonValue) -> None:
        def answer(world: World, sent: Sent) -> JsonValue:
            return told

        monkeypatch.setitem(EFFECTS, route, answer)

    return answers


def _template(**more: JsonValue) -> JsonValue:
    known: dict[str, JsonValue] = {"code": CODE, "name": "Circle", "description": None, "usage_count": 1}
    known |= {"creator_id": OWNER, "created_at": WHEN, "updated_at": WHEN, "source_guild_id": GUILD, "is_dirty": None}
    return known | more


@pytest.mark.parametrize(
    ("name", "asked"), [("template.edit", {"name": "Other"}), ("template.sync", {}), ("template.delete", {})]
)
def test_a_plan_for_a_template_stands_when_somebody_uses_it_and_falls_when_it_is_renamed(
    rig: Rig, play: Play, name: str, asked: dict[str, Any]
) -> None:
    asked, who = {"guild_id": GUILD, "code": CODE, **asked}, rig.mcp(OWNER)
    play(TEMPLATE, _template())
    before = rig.preview(name, asked, who, dry_run=True).preview
    play(TEMPLATE, _template(usage_count=2, is_dirty=True))
    assert rig.preview(name, asked, who, dry_run=True).preview.fingerprint == before.fingerprint
    play(TEMPLATE, _template(name="Another"))
    assert rig.preview(name, asked, who, dry_run=True).preview.fingerprint != before.fingerprint


def test_a_plan_to_sync_falls_when_a_role_that_it_would_tell_of_changes(rig: Rig, play: Play) -> None:
    play(TEMPLATE, _template())
    asked, who = {"guild_id": GUILD, "code": CODE}, rig.mcp(OWNER)
    plan = rig.preview("template.sync", asked, who, dry_run=True)
    assert plan.preview.irreversible
    rig.world.edit_role(HELPER_ROLE, name="Secret society")
    with pytest.raises(PlanDrifted):
        rig.run("template.sync", asked, who, dry_run=False, plan_id=plan.plan_id)
    assert rig.discord.writes == []


@pytest.mark.parametrize(("who", "knows"), [(OWNER, True), (MEMBER, False)])
def test_where_a_widget_leads_is_told_to_those_alone_who_see_the_channel(
    rig: Rig, play: Play, who: Any, knows: bool
) -> None:
    settings: JsonValue = {"enabled": True, "channel_id": STAFF}
    play(WIDGET, settings)
    play("PATCH /guilds/{guild_id}/widget", settings)
    asked = {"guild_id": GUILD, "widget_channel_id": GENERAL}
    (change,) = rig.preview("widget.edit", asked, rig.mcp(who), dry_run=True).preview.changes
    assert (change.before == STAFF) is knows
    assert change.before is not None
    for name, more in (("widget.get", {}), ("widget.edit", {"enabled": True})):
        told = rig.complete(name, {"guild_id": GUILD, **more}, rig.slash(who)).result
        assert told == {"enabled": True, "widget_channel_id": STAFF if knows else None}


def test_a_linked_account_is_told_with_what_becomes_of_its_subscribers(rig: Rig, play: Play) -> None:
    linked: dict[str, JsonValue] = {"id": "7", "type": "twitch", "name": "live", "account": {"id": "x", "name": "live"}}
    linked |= {"enabled": True, "revoked": True, "role_id": HELPER_ROLE, "subscriber_count": 3}
    linked |= {"expire_behavior": 1, "expire_grace_period": 7, "synced_at": WHEN}
    play(INTEGRATIONS, [linked])
    told: Any = rig.complete("integration.list", {"guild_id": GUILD}, rig.slash(OWNER)).result["integrations"]
    assert (told[0]["role_id"], told[0]["on_expiry"], told[0]["grace_days"]) == (HELPER_ROLE, "kick", 7)
    assert (told[0]["revoked"], told[0]["subscriber_count"]) == (True, 3)


def test_a_plan_to_delete_an_integration_stands_when_somebody_subscribes(rig: Rig, play: Play) -> None:
    linked: dict[str, JsonValue] = {"id": "41771983423143937", "type": "twitch", "name": "live", "account": {}}
    asked = {"guild_id": GUILD, "integration_id": linked["id"]}
    prints = set()
    for count in (3, 4):
        play(INTEGRATIONS, [{**linked, "subscriber_count": count}])
        preview = rig.preview("integration.delete", asked, rig.mcp(OWNER), dry_run=True).preview
        prints.add(preview.fingerprint)
    assert len(prints) == 1


@pytest.mark.parametrize(
    ("kept", "more"),
    [
        ({"protected_user_ids": [MODERATOR]}, {"application": {"id": MODERATOR, "bot": {"id": MODERATOR}}}),
        ({"protected_role_ids": [HELPER_ROLE]}, {"application": {"id": MODERATOR, "bot": {"id": MODERATOR}}}),
        ({"protected_role_ids": [HELPER_ROLE]}, {"role_id": HELPER_ROLE}),
    ],
)
def test_what_the_policy_protects_does_not_go_with_its_integration(
    rig: Rig, play: Play, kept: dict[str, Any], more: dict[str, JsonValue]
) -> None:
    linked: dict[str, JsonValue] = {"id": "41771983423143937", "type": "discord", "name": "bot", "account": {}, **more}
    play(INTEGRATIONS, [linked])
    if "application" in more:
        rig.world.edit_role(HELPER_ROLE, tags=RoleTags(bot_id=MODERATOR))
    asked = {"guild_id": GUILD, "integration_id": linked["id"]}
    assert rig.preview("integration.delete", asked, rig.mcp(OWNER), dry_run=True).preview.targets
    rig.set_policy(**kept)
    with pytest.raises(ChannelForbidden):
        rig.run("integration.delete", asked, rig.mcp(OWNER), dry_run=True)
