"""How a thread is shown."""

from datetime import datetime
from typing import TYPE_CHECKING

from guildhall.discord.ids import ChannelId, TagId, UserId
from guildhall.operations.model import Model
from guildhall.operations.preview import Target
from guildhall.operations.shown import At, Shown
from guildhall.operations.thread_words import ArchiveShown, KindShown, PinnedShown
from guildhall.operations.wording import counted

if TYPE_CHECKING:
    from guildhall.discord.types.channel import Channel


class ThreadShown(Shown):
    """A thread or forum post; whoever begins one names it, so its name is data. A count ends at 50 for old threads."""

    channel_id: ChannelId = At("id")
    name: str = ""
    kind: KindShown = At("type", default="")
    parent_channel_id: ChannelId | None = At("parent_id", default=None)
    owner_user_id: UserId | None = At("owner_id", default=None)
    archived: bool = At("thread_metadata", "archived", default=False)
    locked: bool = At("thread_metadata", "locked", default=False)
    invitable: bool = At("thread_metadata", "invitable", default=True)
    archive_changed_at: datetime | None = At("thread_metadata", "archive_timestamp", default=None)
    auto_archive: ArchiveShown = At("thread_metadata", "auto_archive_duration", default="")
    slowmode_s: int = At("rate_limit_per_user", default=0)
    pinned: PinnedShown = At("flags", default=False)
    tag_ids: list[TagId] = At("applied_tags", default=[])
    message_count: int = 0
    member_count: int = 0


class ThreadsPage(Shown):
    """What Discord answers where it lists threads."""

    threads: tuple[ThreadShown, ...] = ()
    has_more: bool = False


class ThreadsListed(Model):
    """Threads, newest first; `next_before` continues. `unchecked_count` private ones there was no time to look into."""

    threads: list[ThreadShown]
    next_before: ChannelId | None
    unchecked_count: int = 0


class ArchivedListed(Model):
    """Archived threads, the latest archived first; `next_before` continues with earlier ones, None at the end."""

    threads: list[ThreadShown]
    next_before: datetime | None

    @classmethod
    def of(cls, page: ThreadsPage) -> "ArchivedListed":
        """Return a page of Discord's."""
        last = page.threads[-1].archive_changed_at if page.threads and page.has_more else None
        return cls(threads=[*page.threads], next_before=last)


def target_of(thread: "Channel") -> Target:
    """Return a thread as a write's target: its name, what it is and how much is in it."""
    state = thread.thread_metadata
    told = [thread.type.name.lower().replace("_", " "), counted(thread.message_count or 0, "message")]
    told += [word for word, is_so in _states(thread) if is_so] if state else []
    return Target(id=thread.id, label=f"#{thread.name}", detail=", ".join(told))


def _states(thread: "Channel") -> tuple[tuple[str, bool], ...]:
    state = thread.thread_metadata
    return (("archived", bool(state and state.archived)), ("locked", bool(state and state.locked)))
