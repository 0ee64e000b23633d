"""The language model behind the Messages API: the Claude API or Bedrock, one request per round, never repeated here.

Prompt caching: a request is the same from its start up to the last round, so four marks are set on copies of what is
given: the last tool, the last system block, and the last two user messages. The mark before the last one is where the
previous round wrote its cache; without it a round of many parallel calls would be too far away to be found.

The SDK is loaded when the first answer is needed, not before: it costs more than a second, and most invocations that
drop a mention never ask. What the API answers is kept as it came, so blocks that are unknown here can be sent back.

Source: https://platform.claude.com/docs/en/build-with-claude/prompt-caching
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, JsonValue, ValidationError

from guildhall.clock import monotonic_s
from guildhall.errors import ConfigurationError, GuildhallError, ModelUnavailable
from guildhall.store.turn_records import Block, Message, Usage
from guildhall.surfaces.agent.model import failures as model_failures
from guildhall.surfaces.agent.ports import ModelAnswer, ModelRequest

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock

CLAUDE_API_URL = "https://api.anthropic.com"
CONNECT_WITHIN_S = 5.0
ANSWER_MAX_BYTES = 4 * 1024 * 1024
_MARK: Block = {"cache_control": {"type": "ephemeral"}}
_UNMARKED = frozenset({"thinking", "redacted_thinking"})
_MARKED_MESSAGES = 2

type Client = "Anthropic | AnthropicBedrock"


class Connection(Protocol):
    """Where the model is reached."""

    def client(self) -> Client:
        """Return a client of the SDK that repeats nothing by itself; raises ConfigurationError."""
        ...

    def close(self) -> None:
        """Give the connections up."""
        ...


@dataclass(slots=True)
class ClaudeApi:
    """The Claude API, with a key that may change while the process lives."""

    key: Callable[[], str] = field(repr=False)
    base_url: str = ""
    _used: str = field(default="", init=False, repr=False)
    _client: "Anthropic | None" = field(default=None, init=False, repr=False)

    def client(self) -> Client:
        """Return the client for the key of now."""
        key = self.key().strip()
        if self._client is None or key != self._used:
            opened = self._open(key)
            self.close()
            self._client, self._used = opened, key
        return self._client

    def close(self) -> None:
        """Give the connections up; the next answer opens new ones."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _open(self, key: str) -> "Anthropic":
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ConfigurationError(
                "The key of the model's API has characters that no key has.", "Store it again, as it was issued."
            )
        from anthropic import Anthropic, DefaultHttpxClient

        _keep_quiet()
        return Anthropic(
            api_key=key,
            base_url=self.base_url or CLAUDE_API_URL,
            max_retries=0,
            http_client=DefaultHttpxClient(follow_redirects=False),
            open_telemetry=False,
        )


@dataclass(slots=True)
class Bedrock:
    """Claude on Amazon Bedrock, in the function's region and as its role.

    Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html
    """

    base_url: str = ""
    _client: "AnthropicBedrock | None" = field(default=None, init=False, repr=False)

    def client(self) -> Client:
        """Return the client; credentials are the process's own and renewed by botocore."""
        if self._client is None:
            from anthropic import AnthropicBedrock, DefaultHttpxClient

            _keep_quiet()
            self._client = AnthropicBedrock(
                base_url=self.base_url or None,
                max_retries=0,
                http_client=DefaultHttpxClient(follow_redirects=False),
                open_telemetry=False,
            )
        return self._client

    def close(self) -> None:
        """Give the connections up; the next answer opens new ones."""
        if self._client is not None:
            self._client.close()
        self._client = None


@dataclass(frozen=True, slots=True)
class MessagesModel:
    """Asks one model over one connection."""

    model_id: str
    connection: Connection

    def answer(self, request: ModelRequest, *, within_s: float) -> ModelAnswer:
        """Return the model's answer; see `ports.Model`.

        Raises:
            ModelUnavailable: Overloaded, rate limited, down, too slow, or what came is no message.
            ModelRefused: It will not take the request.
            ConfigurationError: There is no key, it is refused, or the model is unknown.
        """
        if within_s <= 0:
            raise ModelUnavailable("There is no time left to ask the model.", "It is asked again.")
        deadline_s = monotonic_s() + within_s
        body: bytes | GuildhallError
        try:
            body = self._ask(request, within_s, deadline_s)
        except Exception as error:  # noqa: BLE001 - what is unknown is raised again, without what the SDK knows
            body = model_failures.told(error)
        if isinstance(body, GuildhallError):
            raise body
        return _read(body)

    def _ask(self, request: ModelRequest, within_s: float, deadline_s: float) -> bytes:
        client = self.connection.client()
        from anthropic import Timeout

        timeout = Timeout(within_s, connect=min(within_s, CONNECT_WITHIN_S))
        create = client.messages.with_streaming_response.create
        pieces: list[bytes] = []
        size_bytes = 0
        with create(**_body(request, self.model_id), timeout=timeout) as response:
            for piece in response.iter_bytes():
                pieces.append(piece)
                size_bytes += len(piece)
                if size_bytes > ANSWER_MAX_BYTES:
                    raise _no_message()
                if monotonic_s() > deadline_s:
                    raise model_failures.too_slow()
        return b"".join(pieces)


def _keep_quiet() -> None:
    """Keep the SDK from logging: at DEBUG it writes whole requests."""
    logging.getLogger("anthropic").setLevel(logging.WARNING)


# ---------------------------------------------------------------------------------------------------------- the request
def _body(request: ModelRequest, model_id: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": model_id,
        "max_tokens": request.max_tokens,
        "messages": _marked_messages(request.messages),
    }
    if request.system:
        body["system"] = _marked(request.system)
    if request.tools:
        body["tools"] = _marked(request.tools)
        body["tool_choice"] = {"type": "auto" if request.allow_tools else "none"}
    return body


def _marked_messages(messages: Sequence[Message]) -> list[Message]:
    users = [place for place, message in enumerate(messages) if message["role"] == "user"]
    marked = list(messages)
    for place in users[-_MARKED_MESSAGES:]:
        marked[place] = {**marked[place], "content": _marked(_blocks(marked[place]))}
    return marked


def _blocks(message: Message) -> list[Any]:
    content = message["content"]
    return content if isinstance(content, list) else [{"type": "text", "text": content}]


def _marked(blocks: Sequence[Mapping[str, JsonValue]]) -> list[Any]:
    """Return the blocks with a mark on a copy of the last one that may carry it."""
    marked: list[Any] = list(blocks)
    for place in reversed(range(len(marked))):
        if marked[place].get("type") not in _UNMARKED:
            marked[place] = {**marked[place], **_MARK}
            break
    return marked


# ----------------------------------------------------------------------------------------------------------- the answer
class _Usage(BaseModel):
    input_tokens: int = 0
    output_tokens: int = 0
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None


class _Answer(BaseModel):
    content: list[dict[str, JsonValue]]
    stop_reason: str
    model: str
    usage: _Usage


def _read(body: bytes) -> ModelAnswer:
    answer: _Answer | None = None
    with suppress(ValidationError):
        answer = _Answer.model_validate_json(body)
    if answer is None or not all(_is_block(block) for block in answer.content):
        raise _no_message()
    return ModelAnswer(
        content=answer.content,
        stop_reason=answer.stop_reason,
        usage=Usage(
            rounds=1,
            input_tokens=answer.usage.input_tokens,
            output_tokens=answer.usage.output_tokens,
            cache_read_tokens=answer.usage.cache_read_input_tokens or 0,
            cache_written_tokens=answer.usage.cache_creation_input_tokens or 0,
        ),
        model=answer.model,
    )


def _is_block(block: Block) -> bool:
    if block.get("type") != "tool_use":
        return isinstance(block.get("type"), str)
    named = all(isinstance(block.get(name), str) and block[name] for name in ("id", "name"))
    return named and isinstance(block.get("input"), dict)


def _no_message() -> ModelUnavailable:
    return ModelUnavailable("What the model's API answered is no message.", "It is asked again.")
