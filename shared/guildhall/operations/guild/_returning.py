"""How a guild's settings are brought back."""

from pydantic import JsonValue

from guildhall.discord.ids import GuildId
from guildhall.operations.guild_changed import GuildChanged, GuildPart
from guildhall.operations.guild_settings import GuildSettings
from guildhall.operations.guild_words import PICTURES
from guildhall.operations.reversal import Fidelity, Reversal, fields

_LOST = "A picture that was there before does not come back."


def returning(guild_id: GuildId, request: GuildChanged, prior: JsonValue, now: GuildSettings) -> Reversal | None:
    """Return the change back: what was there is set again, what was not is taken away; None where nothing can be."""
    was, changed = fields(prior), [*request.given, *map(str, sorted(request.clear))]
    back = {name: was.get(name) for name in changed if name not in PICTURES and was.get(name) not in (None, "")}
    clear = [name for name in changed if was.get(name) in (None, "") and name in set(GuildPart)]
    lost = any(name in PICTURES and was.get(name) for name in changed)
    if not back and not clear:
        return None
    left = {name: value for name, value in now.arguments.items() if name in changed and name not in PICTURES}
    arguments = {"guild_id": str(guild_id), **back, **({"clear": clear} if clear else {})}
    told = {"fidelity": Fidelity.PARTIAL, "lost": _LOST} if lost else {}
    return Reversal.model_validate({"operation": "guild.edit", "arguments": arguments, "left": left, **told})
