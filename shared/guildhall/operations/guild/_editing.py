"""What a change of a guild's settings shows, and how they are brought back."""

from collections.abc import Mapping

from pydantic import JsonValue

from guildhall.discord.files import File
from guildhall.discord.ids import GuildId
from guildhall.operations.files import digests, told
from guildhall.operations.guild_changed import GuildChanged, GuildPart
from guildhall.operations.guild_settings import GuildSettings, settings_now
from guildhall.operations.guild_words import PICTURES
from guildhall.operations.places import visible
from guildhall.operations.ports import Ports
from guildhall.operations.preview import Preview, Target, diff, seen
from guildhall.operations.reversal import Fidelity, Reversal, fields

_LOST = "A picture that was there before does not come back."


def shown(ports: Ports, guild_id: GuildId, request: GuildChanged, images: Mapping[str, File]) -> Preview:
    """Return the preview: the settings that change, and the channels that are named."""
    now = settings_now(ports, guild_id)
    named = {channel.id: channel.name for channel in request.channels(ports, guild_id)}
    targets = (Target(id=guild_id, label=now.name), *(Target(id=key, label=f"#{each}") for key, each in named.items()))
    state = seen(settings=now, channels=[f"{key} {each}" for key, each in named.items()], **digests(images))
    changes = diff(now.told_among(visible(ports, guild_id)), {**request.plain(), **told(images)})
    return Preview(summary=f"Edit the server {now.name}", targets=targets, changes=changes, **state)


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
