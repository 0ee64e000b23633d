"""What a tool says that it takes."""

from guildhall.operations import catalogue
from guildhall.surfaces.tools import descriptions


def test_a_permission_is_asked_of_the_bot_only_where_the_bot_does_something_in_discord() -> None:
    at_discord, ours = (descriptions.of(catalogue.find(name)) for name in ("channel.edit", "policy.edit"))
    assert "Needs Manage Channels in Discord, for you and the bot alike." in at_discord
    assert "Needs Manage Server in Discord." in ours
    assert "bot" not in ours
