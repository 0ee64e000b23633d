"""What the edit of a role shows, and how it is brought back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pydantic import JsonValue

from guildhall.discord.files import File
from guildhall.discord.ids import GuildId, RoleId
from guildhall.errors import InvalidArguments
from guildhall.operations.files import digests, told
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.role_changing import RoleChanged
from guildhall.operations.role_colours import PARTS
from guildhall.operations.role_look import RoleLook, refused_parts, settings

if TYPE_CHECKING:
    from guildhall.discord.types.guild import Guild, Role

_LOST = "The icon that it had before does not come back."


def shown(guild: "Guild", now: "Role", request: RoleLook, images: Mapping[str, File]) -> Preview:
    """Return the preview: the fields that change.

    Raises:
        InvalidArguments: Of @everyone something else than its permissions is given.
    """
    if str(now.id) == guild.id and (request.clear or request.given() != ["permissions"]):
        raise InvalidArguments("Of @everyone only the permissions can be changed.", "Give permissions alone.")
    after = settings(request.then(now)) | told(images) | ({"icon": None} if request.clear else {})
    changes = diff({**settings(now), "icon": now.icon or "none"}, after)
    target = Target(id=now.id, label=f"@{now.name.removeprefix('@')}")
    summary = f"Edit the role {now.name}{refused_parts(guild, request.given())}"
    return Preview(summary=summary, targets=(target,), changes=changes, **seen(role=now, **digests(images)))


def edited_back(
    guild_id: GuildId, role_id: RoleId, request: RoleLook, prior: JsonValue, result: RoleChanged
) -> Reversal | None:
    """Return the edit back, of what was given: all colours together, an icon only where there was none before."""
    had_icon = bool(fields(prior).get("icon"))
    names = {*request.given(), *(() if PARTS.isdisjoint(request.given()) else PARTS)} - {"icon"}
    back = {name: value for name, value in fields(prior).items() if name in names}
    left = result.model_dump(mode="json", include=set(back))
    if request.icon is not None and not had_icon:
        back["clear"] = ["icon"]
    if not back:
        return None
    role: dict[str, JsonValue] = {"guild_id": str(guild_id), "role_id": str(role_id)}
    how = {"fidelity": Fidelity.PARTIAL, "lost": _LOST} if request.changes_icon and had_icon else {}
    return Reversal.model_validate({"operation": "role.edit", "arguments": {**role, **back}, "left": left, **how})
