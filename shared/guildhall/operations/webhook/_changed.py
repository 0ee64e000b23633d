"""What of a webhook is changed: as a request gives it, as it is now, and as a request would bring it back."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue, model_validator

from guildhall.discord.ids import ChannelId
from guildhall.operations.body import Wire
from guildhall.operations.files import ImageGiven
from guildhall.operations.model import Model
from guildhall.operations.reversal import Fidelity, Reversal, fields
from guildhall.operations.webhook._names import WebhookName
from guildhall.operations.webhook._shown import WebhookShown


class Clearable(StrEnum):
    """What of a webhook can be taken away."""

    AVATAR = "avatar"


class Changed(Model):
    """Adds what of a webhook is changed; stands before the operation."""

    name: WebhookName | None = None
    target_channel_id: Annotated[
        ChannelId | None, Wire("channel_id"), Field(description="The channel of the same server to move it to.")
    ] = None

    avatar: ImageGiven | None = None
    clear: frozenset[Clearable] = frozenset()

    @model_validator(mode="after")
    def _something_changes(self) -> Self:
        if not (self.given() or self.avatar or self.clear) or (self.avatar and self.clear):
            raise ValueError("give at least one of name, target_channel_id and avatar; or clear the avatar")
        return self

    def given(self) -> dict[str, JsonValue]:
        """Return what is changed but the picture, by the names of a request."""
        wanted = {"name": self.name, "target_channel_id": self.target_channel_id}
        return {name: str(value) for name, value in wanted.items() if value is not None}

    def was(self, webhook: WebhookShown) -> dict[str, JsonValue]:
        """Return the same of a webhook as it is."""
        look: dict[str, JsonValue] = {"name": webhook.name, "target_channel_id": webhook.channel_id}
        return {name: look[name] for name in self.given()}

    def back(self, prior: JsonValue, result: WebhookShown) -> Reversal | None:
        """Return the edit back; of a picture nobody has the one that was."""
        was = fields(prior)
        pictured = self.avatar is not None or bool(self.clear)
        fidelity, lost = (Fidelity.PARTIAL, "The picture that it had.") if pictured else (Fidelity.EXACT, "")
        arguments = {"webhook_id": str(result.webhook_id), **was}
        back = Reversal(
            operation="webhook.edit", arguments=arguments, fidelity=fidelity, lost=lost, left=self.was(result)
        )
        return back if was else None
