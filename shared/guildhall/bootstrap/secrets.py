"""One field of a JSON secret: read from Secrets Manager when first needed, and again every five minutes.

So it can be rotated. When it cannot be read again, the value that worked is used for up to an hour more and the reading
is tried again every half minute: an outage of Secrets Manager does not become one of ours. A placeholder that *was*
read is believed at once, because somebody who empties the secret wants whatever uses it to stop.
"""

import json
from dataclasses import dataclass, field
from typing import ClassVar

from guildhall.clock import monotonic_s
from guildhall.errors import ConfigurationError
from guildhall.observability import logger

_log = logger("secrets")
_KEPT_S, _RETRY_S, _OUTLIVES_S = 300.0, 30.0, 3600.0


class _Unreadable(ConfigurationError):
    """The secret could not be read; what it holds is not known."""


@dataclass(slots=True)
class _SecretField:
    """One field of a secret; its value never appears in a repr, a log or an error."""

    _name: ClassVar[str]
    _what: ClassVar[str]
    _to_do: ClassVar[str]

    arn: str
    _value: str = field(default="", repr=False)
    _read_at_s: float = field(default=float("-inf"), repr=False)
    _asks_at_s: float = field(default=float("-inf"), repr=False)

    def _get(self) -> str:
        now_s = monotonic_s()
        if self._value and now_s < self._asks_at_s:
            return self._value
        try:
            value = self._read()
        except _Unreadable as problem:
            if not self._value or now_s - self._read_at_s > _OUTLIVES_S:
                raise
            self._asks_at_s = now_s + _RETRY_S
            _log.error(f"the {self._what} cannot be read again; the old one is used", extra={"hint": problem.hint})
            return self._value
        except ConfigurationError:
            self._value = ""
            raise
        self._value, self._read_at_s, self._asks_at_s = value, now_s, now_s + _KEPT_S
        return value

    def _read(self) -> str:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError

        config = Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 2})
        try:
            answer = boto3.client("secretsmanager", config=config).get_secret_value(SecretId=self.arn)
            value = json.loads(answer["SecretString"])[self._name]
        except (BotoCoreError, ClientError, KeyError, TypeError, ValueError):
            raise _Unreadable(
                f"The {self._what} cannot be read.",
                f'Store {{"{self._name}": "…"}} in the secret, and let the function read it.',
            ) from None
        if not isinstance(value, str) or not value:
            raise ConfigurationError(f"There is no {self._what} yet.", self._to_do)
        return value


@dataclass(slots=True)
class DiscordSecret(_SecretField):
    """The secret `{"bot_token": …}`."""

    _name = "bot_token"
    _what = "bot token"
    _to_do = "Put the bot's token into the secret."

    def bot_token(self) -> str:
        """Return the bot token.

        Raises:
            ConfigurationError: The secret cannot be read, or nobody has put a token into it yet.
        """
        return self._get()


@dataclass(slots=True)
class ModelSecret(_SecretField):
    """The secret `{"api_key": …}`."""

    _name = "api_key"
    _what = "key of the model's API"
    _to_do = (
        'Put a key of the Claude API as {"api_key": "…"} into the secret ModelSecret, or set MODEL_PROVIDER=bedrock.'
    )

    def api_key(self) -> str:
        """Return the key of the model's API.

        Raises:
            ConfigurationError: The secret cannot be read, or nobody has put a key into it yet.
        """
        return self._get()
