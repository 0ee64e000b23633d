"""What an invite opens, which roles it gives, and whom alone it is for.

Source: https://docs.discord.com/developers/resources/invite#get-target-users
"""

from local.discord import permissions
from local.discord.errors import Code, DiscordError, Json, invalid_field
from local.discord.permissions import P
from local.discord.rest import access
from local.discord.rest.registry import Answer, Call
from local.discord.state import Guild

STREAM = 1
FIELD = "target_users_file"
HEAD = "user_id"
DONE = 2
PARTIAL_ROLE = ("id", "name", "position", "color", "colors", "icon", "unicode_emoji")


def aims(call: Call, guild: Guild) -> Json:
    """Return what an invite opens and which roles it gives.

    Raises:
        DiscordError: 10011, 10013, or 50013 for roles that the bot cannot give.
    """
    body, found = call.fields, {}
    if body.get("target_type") == STREAM:
        found["target_user"] = access.user(call, body["target_user_id"])
    if body.get("target_type"):
        found["target_type"] = body["target_type"]
    wanted = body.get("role_ids") or []
    roles = [guild.role(role_id) for role_id in (wanted.split(",") if isinstance(wanted, str) else wanted)]
    may = access.bot_permissions(call, guild) & (P.MANAGE_ROLES | P.ADMINISTRATOR)
    if roles and not (may and all(permissions.above_role(guild, call.bot_id, role) for role in roles)):
        raise DiscordError(Code.MISSING_PERMISSIONS)
    return found | ({"roles": [{name: role.get(name) for name in PARTIAL_ROLE} for role in roles]} if roles else {})


def _kept(call: Call) -> dict[str, Json]:
    return call.world.collections.setdefault("invite-target-users", {})


def keep(call: Call, code: str) -> None:
    """Take in the table of a request, where there is one.

    Raises:
        DiscordError: 50035 for a line that is no id.
    """
    if FIELD not in call.files:
        return
    lines = call.files[FIELD].data.decode("utf-8", "replace").split()
    people = [line for line in lines if line != HEAD]
    for number, line in enumerate(people, 1):
        if not line.isdecimal():
            raise invalid_field(FIELD, "INVALID_USER_ID", f"Line {number}: invalid user ID format")
    now = call.world.clock.iso()
    _kept(call)[code] = {"user_ids": list(dict.fromkeys(people)), "created_at": now, "completed_at": now}


def _of_path(call: Call, unknown: Code) -> Json:
    known = _kept(call).get(call.path["code"])
    if known is None:
        raise DiscordError(unknown)
    return known


def table(call: Call) -> Answer:
    """Return the table of those whom the invite of the path is for; raises 10129 where it is for everybody."""
    people = _of_path(call, Code.UNKNOWN_TARGETS)["user_ids"]
    return Answer(200, None, ("\r\n".join([HEAD, *people]).encode() + b"\r\n", "text/csv"))


def job(call: Call) -> Json:
    """Return how far the invite's table was taken in; raises 10124 where it has none."""
    known = _of_path(call, Code.UNKNOWN_TARGETS_JOB)
    count = len(known["user_ids"])
    moments = {name: known[name] for name in ("created_at", "completed_at")}
    return {"status": DONE, "total_users": count, "processed_users": count, "error_message": None, **moments}
