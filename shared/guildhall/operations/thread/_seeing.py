"""Which threads of a list are the caller's to see.

A thread is seen by whoever sees the channel that it hangs on, a private one only by those who are in it or hold Manage
Threads there. Who is in a private thread is looked up one by one, as long as there is time.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from guildhall.discord.ids import ChannelId
from guildhall.discord.permissions import NO_PERMISSIONS, Permission
from guildhall.errors import DiscordForbidden, DiscordNotFound
from guildhall.operations.batch import SPARE_S
from guildhall.operations.ports import Ports
from guildhall.operations.thread_shown import ThreadShown

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


def visible(
    ports: Ports, threads: Sequence[ThreadShown], parents: Mapping[ChannelId, "Channel"]
) -> tuple[list[ThreadShown], int]:
    """Return the threads that the caller sees, and how many private ones there was no time to look into.

    Args:
        ports: The call's.
        threads: What Discord listed to the bot.
        parents: The channels that they may hang on.
    """
    seen: list[ThreadShown] = []
    unchecked = 0
    for thread in threads:
        held = _held(ports, thread, parents)
        if not held.has(Permission.VIEW_CHANNEL):
            continue
        if thread.kind != "private_thread" or held.has(Permission.MANAGE_THREADS):
            seen.append(thread)
        elif ports.remaining_s < SPARE_S:
            unchecked += 1
        elif _is_let_in(ports, thread):
            seen.append(thread)
    return seen, unchecked


def _held(ports: Ports, thread: ThreadShown, parents: Mapping[ChannelId, "Channel"]) -> Permission:
    """Return the caller's permissions in the channel above, asked for the thread: a key may reach that one alone."""
    parent = parents.get(thread.parent_channel_id) if thread.parent_channel_id else None
    if parent is None:
        return NO_PERMISSIONS
    return ports.caller.in_channel(parent.model_copy(update={"id": thread.channel_id, "parent_id": parent.id}))


def _is_let_in(ports: Ports, thread: ThreadShown) -> bool:
    try:
        channel = ports.discord.channel(thread.channel_id)
    except (DiscordNotFound, DiscordForbidden):
        return False
    return ports.caller.in_channel(channel).has(Permission.VIEW_CHANNEL)
