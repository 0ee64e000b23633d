"""How the edit of a role is brought back."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId, RoleId
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.role_changing import RoleChanged
from guildhall.operations.role_colours import PARTS
from guildhall.operations.role_look import RoleLook

_LOST = "The icon that it had before does not come back."


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
    told = {"fidelity": Fidelity.PARTIAL, "lost": _LOST} if request.changes_icon and had_icon else {}
    return Reversal.model_validate({"operation": "role.edit", "arguments": {**role, **back}, "left": left, **told})
