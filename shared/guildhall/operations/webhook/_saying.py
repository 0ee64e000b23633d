"""What is said through a webhook beside the text: blocks, files, under which name and picture, and where."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from guildhall.discord.ids import TagId
from guildhall.operations.attaching import FilesGiven
from guildhall.operations.body import Wire, body_of
from guildhall.operations.embedding import Embeds, require_room
from guildhall.operations.fields import PublicName
from guildhall.operations.files import ADDRESS, https_address
from guildhall.operations.speaking import Speaking
from guildhall.operations.webhook._names import WebhookName
from guildhall.operations.webhook._thread import InThread

_TAGS = 5
_OF_FIRST = frozenset({"embeds", "username", "avatar_url", "thread_name", "tag_ids"})
_FACE = Annotated[
    str,
    Field(max_length=ADDRESS, examples=["https://cdn.example.com/face.png"], description="https address of a picture."),
    AfterValidator(https_address),
]


class Saying(Speaking, InThread):
    """Adds all of what a webhook says but whom it notifies; stands before the operation."""

    embeds: Embeds = ()
    files: FilesGiven | None = None
    username: Annotated[WebhookName | None, Field(description="A name for this message alone.")] = None
    avatar_url: _FACE | None = None
    thread_name: Annotated[PublicName | None, Field(description="Of a new post, if the channel is a forum.")] = None
    tag_ids: Annotated[frozenset[TagId], Wire("applied_tags"), Field(max_length=_TAGS)] = frozenset()

    @model_validator(mode="after")
    def _is_something_in_one_place(self) -> Self:
        if not (self.content or self.embeds or self.files):
            raise ValueError("give content, embeds or files")
        require_room(self.embeds)
        if (self.thread_id and self.thread_name) or (self.tag_ids and not self.thread_name):
            raise ValueError("give a thread_id, or for a new post a thread_name and its tag_ids")
        if self.thread_name and len(self.texts) > 1:
            raise ValueError("a new post begins with one message")
        return self

    @property
    def is_disguised(self) -> bool:
        """Whether it looks otherwise than the webhook does."""
        return self.username is not None or self.avatar_url is not None

    def looks(self) -> dict[str, JsonValue]:
        """Return what goes with the first message beside its text, by Discord's names."""
        return {name: value for name, value in body_of(self, only=_OF_FIRST).items() if value != []}
