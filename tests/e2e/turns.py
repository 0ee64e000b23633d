"""Agent turns as an outsider follows them: what people see of one, and TurnsQueue, filled by hand."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3

from guildhall.surfaces.agent.job import Job, Mention, encode, trimmed
from tests.e2e.faulty_aws import FaultyAws, faulty_aws
from tests.e2e.system import Json, System, is_in_work, running, text_of, until
from tests.e2e.tables import allow_chat, change_policy, ended

BELOW = "-# Answered below."
CREATE = "POST /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
TYPING = "POST /channels/{channel_id}/typing"


@dataclass
class House:
    """A system of its own, whose AWS has bad moments when a test orders them."""

    system: System
    aws: FaultyAws
    sqs: Any = field(init=False)
    _queues: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        """Reach its queues."""
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
        self.sqs = session.client("sqs", endpoint_url=self.aws.url)

    def room(self, *, allowed: bool = True) -> str:
        """Return a fresh channel in which the agent answers."""
        [made] = self.system.control("POST", "/channels", {"names": [f"room-{secrets.token_hex(3)}"]})
        if allowed:
            allow_chat(self.system, made["id"])
        return str(made["id"])

    def person(self, name: str = "") -> str:
        """Return somebody who has just joined."""
        [made] = self.system.control("POST", "/users", {"names": [name or f"guest.{secrets.token_hex(3)}"]})
        return str(made["id"])

    def script(self, word: str, *turns: Json) -> None:
        """Queue turns of the model for whoever's question holds a word."""
        whole = [{"text": turn} if isinstance(turn, str) else turn for turn in turns]
        self.system.model_script(*({**turn, "match": rf"\b{word}\b"} for turn in whole))

    def asked(self, word: str) -> int:
        """Return how often the model was asked about a question."""
        requests = self.system.http.get(f"{self.system.endpoints['model_url']}/requests").json()
        return sum(word in json.dumps(request["body"]["messages"]) for request in requests)

    # ------------------------------------------------------------------------------------------------- what is seen
    def shown(self, channel: str) -> list[str]:
        """Return every text that the bot wrote or edited in a channel, as it was sent, in order."""
        path, found = f"/channels/{channel}/messages", list[str]()
        for request in self.system.requests():
            if path in request["path"] and request["method"] in {"POST", "PATCH"}:
                body = request["body"]  # as text where it was refused before it was read
                found.append((json.loads(body) if isinstance(body, str) else body)["content"])
        return found

    def spoken(self, channel: str) -> list[Json]:
        """Return the bot's messages in a channel as they stand, oldest first."""
        bot = self.system.discord["bot_user_id"]
        return [message for message in self.system.messages(channel)[::-1] if message["author"]["id"] == bot]

    def answers(self, channel: str) -> list[str]:
        """Return the texts of the bot's finished messages in a channel, but for pointers to another one."""
        finished = [text_of(message) for message in self.spoken(channel) if not is_in_work(message)]
        return [text for text in finished if text != BELOW]

    def told(self, turn_id: str, channel: str, **more: float) -> list[str]:
        """Wait for the end of a turn and return the answers in its channel."""
        ended(self.system, turn_id, **more)
        return self.answers(channel)

    def progress(self, channel: str, *, what: str = "") -> Json:
        """Wait for a message that is worked on, and return it."""

        def working() -> Json:
            found = (message for message in self.spoken(channel) if is_in_work(message))
            return next((message for message in found if what in text_of(message)), None)

        return until(working, what=f"a progress message {what}")

    def cancel(self, user: str, turn_id: str, channel: str, message: Json) -> str:
        """Press a progress message's Cancel button and return what the presser is told."""
        button = {"message_id": message["id"], "custom_id": f"turn:cancel:{turn_id}"}
        return self.system.answer_to(self.system.interact("button", user, channel, **button))

    # ------------------------------------------------------------------------------------------------- queues by hand
    def queue(self, name: str) -> str:
        """Return a queue's address by a part of its name."""
        if not self._queues:
            self._queues += self.sqs.list_queues()["QueueUrls"]
        [url] = [url for url in self._queues if name in url]
        return url

    def left(self, name: str) -> int:
        """Return how many messages a queue holds, those in work included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.sqs.get_queue_attributes(QueueUrl=self.queue(name), AttributeNames=names)["Attributes"]
        return sum(int(count) for count in told.values())

    def put(self, job: Job | str, channel: str, *, once: str = "") -> None:
        """Put a job on TurnsQueue, as often as it is called unless `once` names it."""
        body = job if isinstance(job, str) else encode(job)
        ids = {"MessageGroupId": channel, "MessageDeduplicationId": once or secrets.token_hex(8)}
        self.sqs.send_message(QueueUrl=self.queue("-turns.fifo"), MessageBody=body, **ids)

    def job(self, message_id: str, channel: str) -> Mention:
        """Return the job that a message is when the gateway hears it, whether it mentions the bot or not."""
        [message] = [each for each in self.system.messages(channel) if each["id"] == message_id]
        guild_id, author_id = self.system.discord["guild_id"], message["author"]["id"]
        return Mention(message=trimmed(message), guild_id=guild_id, channel_id=channel, author_id=author_id)

    def dead(self) -> list[str]:
        """Return the bodies of what lies in the dead-letter queue of turns; they stay there."""
        more = {"MaxNumberOfMessages": 10, "VisibilityTimeout": 0}
        found = self.sqs.receive_message(QueueUrl=self.queue("TurnsDeadLetterQueue"), **more)
        return [message["Body"] for message in found.get("Messages", ())]


@contextmanager
def house(state: Path) -> Iterator[House]:
    """Run a system whose people may ask as much as they like, until the block ends."""
    with faulty_aws() as aws, running(state, "--aws", aws.url) as system:
        change_policy(system, chat_turns_per_minute=10_000, model_tokens_per_day=10**9)
        yield House(system, aws)
