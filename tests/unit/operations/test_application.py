"""The application and the bot's profile: what stays, what fits together, how much of a change comes back."""

from typing import Any

import pytest
from pydantic import ValidationError

from guildhall.operations import catalogue
from guildhall.operations.application_parts import ApplicationShown
from guildhall.operations.reversal import Fidelity
from tests.fakes.guild import BOT, GUILD

IMAGE = "https://cdn.example.com/picture.png"
OURS = ["application_authorized", "application_deauthorized"]


def _build(operation: str, /, **arguments: Any) -> Any:
    return catalogue.find(operation).model_validate({"guild_id": GUILD, **arguments})


def _shown(**more: Any) -> ApplicationShown:
    return ApplicationShown.of({"id": BOT, "name": "Guildhall", **more})


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"event_types": []},
        {"event_types": OURS[:1]},
        {"event_types": [*OURS, "entitlement"]},
        {"tags": ["order", "order"]},
        {"tags": ["order"], "clear": ["tags"]},
        {"install_url": "http://example.com"},
        {"interactions_endpoint_url": "https://example.com"},
        {"events_url": "https://example.com"},
        {"guild_install": {"scopes": []}},
        {"guild_install": {"scopes": ["email"]}},
    ],
    ids=str,
)
def test_what_does_not_fit_or_would_cut_the_platform_off_is_no_request(wrong: dict[str, Any]) -> None:
    _build("application.edit", event_types=OURS, tags=["order"], install_url="https://example.com")
    with pytest.raises(ValidationError):
        _build("application.edit", **wrong)


def test_a_way_to_install_that_does_not_change_is_sent_as_it_is() -> None:
    kept = {"oauth2_install_params": {"scopes": ["bot"], "permissions": "8"}}
    request = _build("application.edit", user_install={"scopes": ["applications.commands"]})
    body = request.body({"integration_types_config": {"0": kept, "1": {}, "7": {"oauth2_install_params": {}}}})
    assert body["integration_types_config"] == {
        "0": {"oauth2_install_params": {"scopes": ["bot"], "permissions": 8}},
        "1": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": 0}},
        "7": {"oauth2_install_params": {"scopes": None, "permissions": 0}},
    }
    assert "integration_types_config" not in _build("application.edit", tags=["x"]).body({"id": BOT})


def test_an_icon_that_was_there_before_is_lost_and_one_that_was_not_is_taken_away() -> None:
    request = _build("application.edit", icon=IMAGE, tags=["order"])
    before, after = _shown(icon="abc", tags=["help"]), _shown(icon="def", tags=["order"])
    back = request.reversal(before.model_dump(mode="json"), after)
    assert (back.fidelity, back.lost) == (Fidelity.PARTIAL, "icon")
    assert back.arguments == {"guild_id": GUILD, "tags": ["help"]}
    back = request.reversal(_shown().model_dump(mode="json"), after)
    assert back.fidelity is Fidelity.EXACT
    assert back.arguments == {"guild_id": GUILD, "clear": ["icon", "tags"]}
    assert _build("application.edit", icon=IMAGE).reversal(before.model_dump(mode="json"), after) is None


def test_privileged_intents_are_told_whether_the_bot_is_in_few_servers_or_in_many() -> None:
    assert _shown(flags=1 << 23).intents == ()
    assert _shown(flags=1 << 13 | 1 << 14 | 1 << 19).intents == ("presence", "guild_members", "message_content")


def test_every_event_that_discord_tells_of_can_be_asked_for_again() -> None:
    told = ["APPLICATION_AUTHORIZED", "APPLICATION_DEAUTHORIZED", "LOBBY_MESSAGE_CREATE", "GAME_DIRECT_MESSAGE_DELETE"]
    before, after = _shown(event_webhooks_types=told), _shown(event_webhooks_types=told[:2])
    back = _build("application.edit", event_types=OURS).reversal(before.model_dump(mode="json"), after)
    assert _build("application.edit", **back.arguments).body({})["event_webhooks_types"] == sorted(told)


def test_permissions_of_an_installation_are_told_by_their_names_in_whatever_form_they_come() -> None:
    for told, names in (("4", ["BAN_MEMBERS"]), (4, ["BAN_MEMBERS"]), ("", [])):
        install = _shown(install_params={"scopes": ["bot"], "permissions": told}).install
        assert install is not None
        assert list(install.permissions) == names


@pytest.mark.parametrize("wrong", [{}, {"username": "x"}, {"avatar": IMAGE, "clear": ["avatar"]}], ids=str)
def test_a_profile_changes_by_something_that_does_not_contradict_itself(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _build("bot.edit_profile", **wrong)


def test_of_a_profile_the_name_comes_back_and_an_old_picture_does_not() -> None:
    request = _build("bot.edit_profile", username="keeper", avatar=IMAGE)
    result = request.result_model()(user_id=BOT, username="keeper", avatar_url=IMAGE)
    back = request.reversal({"username": "old", "avatar": IMAGE, "banner": ""}, result)
    assert (back.fidelity, back.arguments["username"], "clear" in back.arguments) == (Fidelity.PARTIAL, "old", False)
    back = request.reversal({"username": "old", "avatar": "", "banner": ""}, result)
    assert (back.fidelity, back.arguments["clear"]) == (Fidelity.EXACT, ["avatar"])
    gone = _build("bot.edit_profile", clear=["banner"])
    assert gone.reversal({"username": "old", "avatar": "", "banner": IMAGE}, result) is None
