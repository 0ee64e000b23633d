"""What a message must be to be found, in our words and as Discord's search takes it."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from guildhall.discord.ids import MessageId, RoleId, UserId
from guildhall.operations.fields import Keep, Redaction
from guildhall.operations.marks import Mark
from guildhall.operations.model import Model

_MOST_EACH = 25


class Has(StrEnum):
    """Something that a message can have beside its text."""

    LINK = "link"
    EMBED = "embed"
    FILE = "file"
    IMAGE = "image"
    VIDEO = "video"
    SOUND = "sound"
    STICKER = "sticker"
    POLL = "poll"
    FORWARD = "forward"

    @property
    def wire(self) -> str:
        """Discord's word."""
        return "snapshot" if self is Has.FORWARD else self.value


class AuthorKind(StrEnum):
    """What may have sent a message."""

    USER = "user"
    BOT = "bot"
    WEBHOOK = "webhook"


class Order(StrEnum):
    """How what is found is ordered."""

    NEWEST = "newest"
    OLDEST = "oldest"
    RELEVANCE = "relevance"


_People = Annotated[frozenset[UserId], Field(max_length=_MOST_EACH)]
_Hosts = Annotated[str | None, Field(min_length=1, max_length=256, description="Has a link to this host.")]
_Extension = Annotated[str | None, Field(min_length=1, max_length=20, description="Has a file such as pdf.")]


class Criteria(Model):
    """What a message must be; what is left out is anything."""

    content: Annotated[str | None, Field(min_length=1, max_length=1024), Redaction(Keep.DIGEST)] = None
    author_user_ids: _People = frozenset()
    author_kind: AuthorKind | None = None
    mentions_user_ids: _People = frozenset()
    mentions_role_ids: Annotated[frozenset[RoleId], Field(max_length=_MOST_EACH)] = frozenset()
    mentions_everyone: bool | None = None
    replied_to_user_ids: _People = frozenset()
    has: frozenset[Has] = frozenset()
    has_no: frozenset[Has] = frozenset()
    link_host: _Hosts = None
    file_extension: _Extension = None
    pinned: bool | None = None
    before: Mark | None = None
    after: Mark | None = None
    include_age_restricted: bool = False

    def query(self) -> dict[str, str | int | bool | Sequence[str]]:
        """Return it by Discord's names."""
        lists: Mapping[str, Sequence[str]] = {
            "author_id": _sorted(self.author_user_ids),
            "author_type": [self.author_kind.value] if self.author_kind else [],
            "mentions": _sorted(self.mentions_user_ids),
            "mentions_role_id": _sorted(self.mentions_role_ids),
            "replied_to_user_id": _sorted(self.replied_to_user_ids),
            "has": [each.wire for each in sorted(self.has)] + [f"-{each.wire}" for each in sorted(self.has_no)],
            "link_hostname": [self.link_host] if self.link_host else [],
            "attachment_extension": [self.file_extension.lstrip(".")] if self.file_extension else [],
        }
        plain: Mapping[str, str | bool | None] = {
            "content": self.content,
            "mention_everyone": self.mentions_everyone,
            "pinned": self.pinned,
            "max_id": self.before,
            "min_id": self.after,
            "include_nsfw": self.include_age_restricted or None,
        }
        given = {name: value for name, value in plain.items() if value is not None}
        return {**given, **{name: values for name, values in lists.items() if values}}


def _sorted(ids: frozenset[UserId] | frozenset[RoleId] | frozenset[MessageId]) -> list[str]:
    return [str(each) for each in sorted(ids, key=int)]
