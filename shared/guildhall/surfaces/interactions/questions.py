"""From a proved interaction to a question for the agent, or to what its asker is told instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guildhall.surfaces.agent.job import Ask, Task, trimmed
from guildhall.surfaces.interactions import asking, forms, replies
from guildhall.surfaces.interactions.interaction import Interaction
from guildhall.surfaces.interactions.replies import Reply
from guildhall.surfaces.interactions.table import OptionValue


@dataclass(frozen=True, slots=True)
class Questioner:
    """Somebody who asks, at a moment."""

    interaction: Interaction
    now: datetime

    def asks(self, options: Mapping[str, OptionValue]) -> Ask | Reply:
        """Return what /ask asks; the answer is for the asker alone unless everybody is to see it."""
        private = options.get(asking.VISIBLE) is not True
        return self._ask(Task.ASK, str(options.get(asking.QUESTION, "")), private=private)

    def picks(self) -> Ask | Reply:
        """Return what an entry in the menu of a message asks, or the form that asks for the question first."""
        menu = asking.MENUS.get(str(self.interaction.data.get("name", "")))
        message_id = self.interaction.target_id
        if menu is None or message_id is None:
            return replies.told(replies.OUT_OF_DATE)
        if menu.asks:
            return replies.modal(forms.question_form(message_id))
        return self._ask(menu.task, "", self._target(message_id))

    def asks_about(self, message_id: str, texts: Mapping[str, str]) -> Ask | Reply:
        """Return what a form asks about a message, of which nothing but its id is known any more."""
        target = {"id": message_id, "channel_id": self.interaction.channel_id}
        return self._ask(Task.ASK, texts.get(asking.QUESTION, ""), target)

    def _target(self, message_id: str) -> dict[str, Any]:
        """Return the message as Discord resolved it; only its id when it did not."""
        resolved = self.interaction.data.get("resolved")
        messages = resolved.get("messages") if isinstance(resolved, Mapping) else None
        found = messages.get(message_id) if isinstance(messages, Mapping) else None
        known = trimmed(found) if isinstance(found, Mapping) else {}
        return known | {"id": message_id, "channel_id": self.interaction.channel_id}

    def _ask(
        self, task: Task, question: str, target: Mapping[str, Any] | None = None, *, private: bool = True
    ) -> Ask | Reply:
        asker, question = self.interaction, question.strip()
        if asker.guild_id is None or asker.channel_id is None or not asker.in_guild:
            return replies.told(replies.ONLY_IN_GUILDS)
        if task is Task.ASK and not question:
            return replies.told(replies.QUESTION_EMPTY)
        if len(question) > asking.QUESTION_LENGTH:
            return replies.told(replies.QUESTION_TOO_LONG.format(len(question), asking.QUESTION_LENGTH))
        return Ask(
            interaction_id=asker.id,
            token=asker.token,
            application_id=asker.application_id,
            guild_id=asker.guild_id,
            channel_id=asker.channel_id,
            author_id=asker.user_id,
            task=task,
            question=question,
            target=target,
            private=private,
            received_at=self.now,
        )
