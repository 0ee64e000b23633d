"""Discord's objects as we read them: frozen, tolerant of nulls and of fields that we do not know.

Discord adds fields and enum values without notice and sends null for what is not set, so both are taken calmly; an id
that is missing is not. Text that people wrote is kept out of `repr`, and so out of logs.
"""

from guildhall.discord.types.application import Application
from guildhall.discord.types.base import DiscordObject, PermissionBits
from guildhall.discord.types.channel import (
    Channel,
    ChannelType,
    ForumTag,
    Overwrite,
    OverwriteType,
    ThreadMember,
    ThreadMetadata,
)
from guildhall.discord.types.guild import Guild, Member, Role, RoleTags, User
from guildhall.discord.types.message import Message, MessageReference
from guildhall.discord.types.parts import Attachment, Component, Embed, EmbedField, EmbedText, MessageContents, Poll

__all__ = [
    "Application",
    "Attachment",
    "Channel",
    "ChannelType",
    "Component",
    "DiscordObject",
    "Embed",
    "EmbedField",
    "EmbedText",
    "ForumTag",
    "Guild",
    "Member",
    "Message",
    "MessageContents",
    "MessageReference",
    "Overwrite",
    "OverwriteType",
    "PermissionBits",
    "Poll",
    "Role",
    "RoleTags",
    "ThreadMember",
    "ThreadMetadata",
    "User",
]
