"""`guildhall policy`: a guild's rules, and the way back in when nobody is left who could change them."""

import click
from pydantic import JsonValue

from guildhall.cli import showing
from guildhall.cli.desk import Desk
from guildhall.cli.options import guild_option, json_option, pass_desk
from guildhall.cli.resetting import anew, changed, reset
from guildhall.errors import InvalidArguments
from guildhall.operations.spec import Risk
from guildhall.policy.model import GuildPolicy

_RISKS = frozenset({"confirm_from", "two_person_from"})
_NOTHING = {"writable_channel_ids": "every channel"}


@click.group(help="See a server's policy, or take it back to where nobody set it up.")
def policy() -> None:
    """Hold the commands."""


@policy.command(help="Show a server's policy.")
@guild_option
@json_option
@pass_desk
def show(desk: Desk, guild: str | None, as_json: bool) -> None:
    """Show the policy."""
    guild_id = desk.guild(guild)
    found = _plain(desk.policies.guild_policy(guild_id))
    if as_json:
        showing.emit(showing.as_json(found))
        return
    rows = [(name, _told(name, value)) for name, value in found.items()]
    showing.table(f"Policy of server {guild_id}", ("field", "value"), rows)
    if not found["version"]:
        showing.say("Nobody chose it: this is what a server begins with.")


@policy.command(
    "reset", help="Break the glass: take the policy back to where nobody set it up. It is told in the trail."
)
@guild_option
@json_option
@click.option("--yes", is_flag=True, help="Do not ask; otherwise the server's id has to be typed.")
@pass_desk
def reset_policy(desk: Desk, guild: str | None, as_json: bool, yes: bool) -> None:
    """Reset the policy."""
    guild_id = desk.guild(guild)
    before = desk.policies.guild_policy(guild_id)
    after = anew(before)
    changes = changed(before, after)
    if not changes:
        showing.note(f"The policy of server {guild_id} is that of a server which nobody set up; nothing was done.")
        return
    if not as_json:
        sides = ("before", "after")
        rows = [(each["field"], *(_told(str(each["field"]), each[side]) for side in sides)) for each in changes]
        showing.table(f"Policy of server {guild_id} will change", ("field", "now", "then"), rows)
    if not yes and click.prompt("Type the server's id to do it", default="", show_default=False, err=True) != guild_id:
        raise InvalidArguments("That is not the server's id; nothing was changed.", "Run it again, or give --yes.")
    audit_id = reset(desk, before, after)
    if as_json:
        showing.emit(showing.as_json({"guild_id": guild_id, "audit_id": audit_id, "changes": [*changes]}))
        return
    showing.say(f"Done; the trail has it as {audit_id}. Somebody with Manage Server should run /setup now.")


def _told(field: str, value: JsonValue) -> str:
    """Return a field's value in words."""
    if field in _RISKS and isinstance(value, int):
        return Risk(value).label
    if value is None or value in ([], {}):
        return _NOTHING.get(field, "none") if value is None else "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} = {each}" for key, each in value.items() if each is not None)
    return str(value)


def _plain(found: GuildPolicy) -> dict[str, JsonValue]:
    plain: dict[str, JsonValue] = found.model_dump(mode="json")
    return plain
